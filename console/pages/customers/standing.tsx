import type { ReactNode } from 'react'
import type { CustomerPage } from '../../../shared/contract/api.ts'
import type { Stage } from '../../api/types.ts'
import { Card } from '../../parts/card.tsx'
import { StageBadge } from '../../parts/stage.tsx'
import { useClock } from '../../parts/when.tsx'
import { useReader } from '../../words/reader.tsx'
import styles from './customer.module.css'

/** The stage, why, and what silence alone will make of it. */
export const Standing = ({ page }: { readonly page: CustomerPage }): ReactNode => {
  const { words, format } = useReader()
  const now = useClock()
  const { summary, because, reviewAt, nextDueAt } = page
  const { customers: said } = words
  const next = nextStage(page)
  return (
    <Card aside={<StageBadge standing={summary.stage ?? 'prospect'} />} title={said.stageTitle}>
      <p className={styles.line}>{because === null ? said.prospect : words.lifecycle.because(because)}</p>
      {summary.stage === null || summary.since === null ? null : <p className={`${styles.line} soft`}>{said.since(summary.since)}</p>}
      {summary.stage === null ? null : (
        <p className={`${styles.line} ${styles.silence}`}>
          {next === null || reviewAt === null
            ? said.silenceNothing
            : said.silence(next, format.date(reviewAt), format.relative(reviewAt, now))}
        </p>
      )}
      {nextDueAt === null || nextDueAt === reviewAt ? null : <p className={`${styles.line} soft`}>{said.nextDue(nextDueAt)}</p>}
    </Card>
  )
}

/** What silence alone makes of each stage; a new customer grows older before they fall silent, or the other way round. */
const nextStage = ({ summary: { stage }, because, reviewAt }: CustomerPage): Stage | null => {
  switch (stage) {
    case 'new':
      return because?.type === 'first-seen' && reviewAt !== null && Date.parse(reviewAt) === because.at + because.newMs
        ? 'active'
        : 'at-risk'
    case 'active':
      return 'at-risk'
    case 'at-risk':
      return 'dormant'
    case 'dormant':
      return 'churned'
    default:
      return null
  }
}
