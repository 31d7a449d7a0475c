import { Button } from '@mantine/core'
import { IconAlertTriangle, IconCircleX } from '@tabler/icons-react'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode, RefObject } from 'react'
import type { EditorProblem } from '../../../shared/contract/api.ts'
import { useCampaignWords } from '../../words/campaign-words.ts'
import styles from './editor.module.css'
import type { FieldHandle } from './field-handle.ts'

type ProblemListProps = {
  readonly problems: readonly EditorProblem[]
  readonly checked: UseQueryResult<unknown, unknown>
  readonly isFresh: boolean
  readonly field: RefObject<FieldHandle | null>
}

/** Everything that is wrong with the text, as a list; each leads to its place. */
export const ProblemList = ({ problems, checked, isFresh, field }: ProblemListProps): ReactNode => {
  const { editor: said } = useCampaignWords()
  const errors = problems.filter(({ severity }) => severity === 'error').length
  const counts = said.problems(errors, problems.length - errors)
  return (
    <section aria-label={said.problemsTitle} className={styles.problems}>
      <header className={styles.problemsHead}>
        <output aria-live="polite">
          {checked.isError ? said.unchecked : problems.length === 0 ? (isFresh ? said.noProblems : said.checking) : counts}
        </output>
        {problems.length === 0 ? null : (
          <Button onClick={() => field.current?.next()} size="compact-sm" title={said.nextHint} variant="subtle">
            {said.next}
          </Button>
        )}
      </header>
      {problems.length === 0 ? null : (
        <ul className={styles.problemsList}>
          {problems.map((one) => (
            <li key={`${one.severity} ${one.line}:${one.column} ${one.path} ${one.problem}`}>
              <ProblemLine onGo={() => field.current?.goTo(one)} problem={one} />
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

const SIGNS = { error: IconCircleX, warning: IconAlertTriangle } as const

type LineProps = { readonly problem: EditorProblem; readonly onGo: () => void }

const ProblemLine = ({ problem: { severity, line, path, problem, hint }, onGo }: LineProps): ReactNode => {
  const { editor: said } = useCampaignWords()
  const Sign = SIGNS[severity]
  return (
    <button className={styles.problem} data-severity={severity} onClick={onGo} type="button">
      <Sign aria-hidden className={styles.problemSign} size={16} stroke={1.8} />
      <span className={`${styles.problemText} breakable`}>
        <span className="visually-hidden">{said.severities[severity]}: </span>
        {path === '' ? null : <code className={styles.path}>{path}</code>} {problem}
        {hint === '' ? null : <span className={styles.problemHint}>{hint}</span>}
      </span>
      <span className={styles.problemAt}>{said.at(line)}</span>
    </button>
  )
}
