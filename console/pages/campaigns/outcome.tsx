import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { ResultSummary } from '../../../shared/contract/api.ts'
import { Card } from '../../parts/card.tsx'
import { measureOf } from '../../parts/measure.ts'
import { VerdictBadge } from '../../parts/verdict.tsx'
import { useReader } from '../../words/reader.tsx'
import styles from './outcome.module.css'

/** What the campaign brings, in the words of its result. */
export const Outcome = ({ result }: { readonly result: ResultSummary | null }): ReactNode => {
  const { words } = useReader()
  const { campaigns, verdicts } = words
  if (result === null) {
    return (
      <Card title={campaigns.resultTitle}>
        <span className="soft">{campaigns.notMeasured}</span>
      </Card>
    )
  }
  const { verdict } = result
  const measure = measureOf(verdict, null)
  return (
    <Card aside={<VerdictBadge verdict={verdict} />} title={campaigns.resultTitle}>
      <p className={`${styles.sentence} breakable`}>{verdicts.sentence(verdict, measure)}</p>
      <p className={styles.more}>{verdicts.more(verdict, measure)}</p>
      <Link className={styles.go} params={{ id: result.id }} to="/results/$id">
        {campaigns.toResult}
      </Link>
    </Card>
  )
}
