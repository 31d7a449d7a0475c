/** Mends what came: a text that says at once whether it is JSON and where not, and leads to what each problem names. */
import { Button } from '@mantine/core'
import { type ReactNode, type RefObject, useId, useMemo, useRef, useState } from 'react'
import type { Quarantined } from '../../../shared/contract/api.ts'
import { isJsonObject } from '../../../shared/kernel/json.ts'
import type { Problem } from '../../../shared/kernel/problem.ts'
import { useChange } from '../../api/hooks.ts'
import { Notice } from '../../parts/notice.tsx'
import { Problems } from '../../parts/problems.tsx'
import { useReader } from '../../words/reader.tsx'
import { type Place, type Places, placesIn } from './places.ts'
import styles from './quarantine.module.css'

/** `onTaken` is told whom it was about, where that can be read. */
type EditorProps = { readonly entry: Quarantined; readonly onTaken: (customer: string | null) => void }

export const Editor = ({ entry, onTaken }: EditorProps): ReactNode => {
  const { words } = useReader()
  const [text, setText] = useState(() => indented(entry.text))
  const [problems, setProblems] = useState<readonly Problem[]>(entry.problems)
  const places = useMemo(() => placesIn(text), [text])
  const field = useRef<HTMLTextAreaElement>(null)
  const retry = useChange('POST /api/quarantine/:id/retry', ['GET /api/quarantine', 'GET /api/overview', 'GET /api/customers'])
  const { quarantine: said } = words
  const send = (): void => {
    // Not told to `mutate`: what is taken leaves the list, and this with it, before it would be called.
    retry.mutateAsync({ names: { id: entry.id }, body: { text } }).then(
      (answer) => (answer.taken ? onTaken(customerIn(text)) : setProblems(answer.problems)),
      () => undefined,
    )
  }
  const isStillWrong = retry.isSuccess && !retry.data.taken
  return (
    <div className={styles.editor}>
      <Field field={field} onChange={setText} places={places} text={text} />
      <WhereToLook field={field} places={places} problems={problems} />
      <div aria-live="polite">
        {isStillWrong ? (
          <Notice title={said.stillWrong} tone="warn">
            <Problems problems={problems} />
          </Notice>
        ) : null}
        {retry.error === null ? null : (
          <Notice title={words.shell.problems.title(retry.error.failed)} tone="bad">
            {retry.error.failed.type === 'refused' ? (
              <Problems problems={retry.error.failed.problems} />
            ) : (
              words.shell.problems.hint(retry.error.failed)
            )}
          </Notice>
        )}
      </div>
      <div className={styles.actions}>
        <Button disabled={!places.isJson} loading={retry.isPending} onClick={send}>
          {said.retry}
        </Button>
        <Button disabled={!places.isJson} onClick={() => setText(indented(text))} variant="default">
          {said.tidy}
        </Button>
        <Button onClick={() => setText(entry.text)} variant="default">
          {said.undoEdit}
        </Button>
      </div>
    </div>
  )
}

type FieldProps = {
  readonly field: RefObject<HTMLTextAreaElement | null>
  readonly text: string
  readonly places: Places
  readonly onChange: (text: string) => void
}

const LINES_MIN = 8
const LINES_MAX = 24

const Field = ({ field, text, places, onChange }: FieldProps): ReactNode => {
  const { words } = useReader()
  const { quarantine: said } = words
  const name = useId()
  const hint = useId()
  const lines = Math.min(Math.max(text.split('\n').length + 1, LINES_MIN), LINES_MAX)
  return (
    <>
      <label className={styles.label} htmlFor={name}>
        {said.editor}
      </label>
      <textarea
        aria-describedby={hint}
        aria-invalid={!places.isJson}
        autoCapitalize="off"
        autoComplete="off"
        className={styles.field}
        id={name}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
        ref={field}
        rows={lines}
        spellCheck={false}
        value={text}
      />
      <p className={`${styles.note} soft`} id={hint}>
        {places.isJson ? said.fine : said.notJson(said.line(places.at.line, places.at.column))} {said.editorHint}
      </p>
    </>
  )
}

type WhereProps = { readonly field: RefObject<HTMLTextAreaElement | null>; readonly places: Places; readonly problems: readonly Problem[] }

/** Buttons that lead to the place in the text: where it stops being JSON, or what a problem names. */
const WhereToLook = ({ field, places, problems }: WhereProps): ReactNode => {
  const { words } = useReader()
  const { quarantine: said } = words
  const found: readonly { readonly name: string; readonly place: Place }[] = places.isJson
    ? problems.flatMap(({ path }) => {
        const place = places.of(path)
        return place === null ? [] : [{ name: path, place }]
      })
    : [{ name: '', place: places.at }]
  const go = ({ start, end }: Place): void => {
    field.current?.focus()
    field.current?.setSelectionRange(start, end)
  }
  if (found.length === 0) return null
  return (
    <div className={styles.where}>
      {found.map(({ name, place }) => (
        <Button key={`${name} ${place.start}`} onClick={() => go(place)} size="xs" variant="light">
          {name === '' ? null : <code className={styles.path}>{name}</code>}
          {said.goThere(said.line(place.line, place.column))}
        </Button>
      ))}
    </div>
  )
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** What is no JSON stays as it came. */
const indented = (text: string): string => {
  const value = parsed(text)
  return value === undefined ? text : JSON.stringify(value, null, 2)
}

const customerIn = (text: string): string | null => {
  const event = parsed(text)
  if (!isJsonObject(event)) return null
  if (typeof event.userId === 'string') return event.userId
  return typeof event.anonymousId === 'string' ? `anonymous:${event.anonymousId}` : null
}
