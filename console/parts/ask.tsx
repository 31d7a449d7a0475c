/** A sheet that asks for what a change needs, most of all why; it stays until the change is done, and says why it could not be. */
import { Button, TextInput } from '@mantine/core'
import { type FormEvent, type ReactNode, type Ref, useImperativeHandle, useRef, useState } from 'react'
import type { Unanswered } from '../api/client.ts'
import { useReader } from '../words/reader.tsx'
import styles from './ask.module.css'
import { Refused } from './refused.tsx'
import { Sheet, type SheetHandle } from './sheet.tsx'

type AskProps = {
  readonly handle: Ref<SheetHandle>
  readonly title: string
  readonly text: ReactNode
  /** What is asked for, and what it has to be; null: anything but nothing, which it may be where that is said. */
  readonly asked: { readonly label: string; readonly placeholder?: string; readonly mustBe: string | null; readonly mayBeEmpty?: boolean }
  readonly doIt: string
  readonly tone?: 'bad'
  readonly isBusy: boolean
  /** False: what is to be seen before is not there yet. */
  readonly isReady?: boolean
  readonly error: Unanswered | null
  readonly onDo: (written: string) => void
  readonly onClose?: () => void
  /** What else is asked for, above. */
  readonly children?: ReactNode
}

export const Ask = ({
  handle,
  title,
  text,
  asked,
  doIt,
  tone,
  isBusy,
  isReady = true,
  error,
  onDo,
  onClose,
  children,
}: AskProps): ReactNode => {
  const { words } = useReader()
  const [written, setWritten] = useState('')
  const sheet = useRef<SheetHandle>(null)
  useImperativeHandle(handle, () => ({
    open: () => {
      setWritten('')
      sheet.current?.open()
    },
    close: () => sheet.current?.close(),
  }))
  const isEnough = asked.mustBe === null ? asked.mayBeEmpty === true || written.trim() !== '' : written === asked.mustBe
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (isEnough && isReady && !isBusy) onDo(written.trim())
  }
  return (
    <Sheet handle={sheet} title={title} {...(onClose === undefined ? {} : { onClose })}>
      <form className={styles.form} onSubmit={submit}>
        <div className={styles.text}>{text}</div>
        {children}
        <TextInput
          autoComplete="off"
          label={asked.label}
          onChange={({ currentTarget }) => setWritten(currentTarget.value)}
          placeholder={asked.placeholder}
          spellCheck={asked.mustBe === null}
          value={written}
        />
        <div aria-live="polite">
          <Refused error={error} />
        </div>
        <div className={styles.buttons}>
          <Button onClick={() => sheet.current?.close()} variant="default">
            {words.shell.cancel}
          </Button>
          <Button className={tone === 'bad' ? styles.bad : undefined} disabled={!isEnough || !isReady} loading={isBusy} type="submit">
            {doIt}
          </Button>
        </div>
      </form>
    </Sheet>
  )
}
