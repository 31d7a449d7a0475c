/** Where a campaign is written: the text and what is wrong with it on one side, what it would do on the other. */
import { Skeleton } from '@mantine/core'
import { lazy, type ReactNode, Suspense, useId, useRef, useState } from 'react'
import type { EditorProblem } from '../../../shared/contract/api.ts'
import { Notice } from '../../parts/notice.tsx'
import { useMay } from '../../session/me.ts'
import { useCampaignWords } from '../../words/campaign-words.ts'
import { useKnown, useChecked } from './asked.ts'
import { Beside } from './beside.tsx'
import { Bar } from './bar.tsx'
import { useDraft } from './draft.ts'
import styles from './editor.module.css'
import type { FieldHandle } from './field-handle.ts'
import { Leaving } from './leaving.tsx'
import { Meeting } from './meeting.tsx'
import type { Opened } from './opened.ts'
import { ProblemList } from './problem-list.tsx'

/** CodeMirror weighs more than all else here together: it comes with the editor alone. */
const CodeField = lazy(async () => ({ default: (await import('./code/field.tsx')).CodeField }))

/** The same each time. */
const NO_PROBLEMS: readonly EditorProblem[] = []

type DeskProps = { readonly id: string; readonly opened: Opened }

export const Desk = ({ id, opened }: DeskProps): ReactNode => {
  const { editor: said } = useCampaignWords()
  const { may } = useMay('POST /api/drafts/:id')
  const draft = useDraft(id, opened)
  const { text } = draft
  const checked = useChecked(id, text)
  const known = useKnown()
  const field = useRef<FieldHandle>(null)
  const hint = useId()
  /** Somebody published while this was written. */
  const [newest, setNewest] = useState(opened.published?.version ?? null)
  const found = checked.data?.answer
  const problems = found?.problems ?? NO_PROBLEMS
  const hasErrors = problems.some(({ severity }) => severity === 'error')
  const isFresh = checked.data?.of === text
  return (
    <>
      <Bar draft={draft} field={field} id={id} isReady={isFresh && !hasErrors} newest={newest} onMet={setNewest} opened={opened} />
      {may ? null : <Notice tone="plain">{said.readOnly}</Notice>}
      <Meeting draft={draft} field={field} newest={newest} />
      <div className={styles.desk}>
        <div className={styles.writing}>
          <div className={styles.field}>
            <Suspense fallback={<Skeleton height="100%" radius="0.75rem" />}>
              <CodeField
                describedBy={hint}
                handle={field}
                isReadOnly={!may}
                kinds={{ ...said.kinds }}
                known={known}
                label={said.field}
                mend={said.mend}
                onChange={draft.changed}
                phrases={said.phrases}
                problems={problems}
                text={text}
              />
            </Suspense>
          </div>
          <p className={styles.hint} id={hint}>
            {said.fieldHint}
          </p>
          <ProblemList checked={checked} field={field} isFresh={isFresh} problems={problems} />
        </div>
        <Beside found={found ?? null} hasErrors={hasErrors} id={id} text={text} />
      </div>
      <Leaving keeper={draft.keeper} kept={draft.kept} />
    </>
  )
}
