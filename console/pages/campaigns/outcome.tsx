import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { ResultSummary } from '../../api/types.ts'
import { Card } from '../../parts/card.tsx'
import { Latched } from '../../parts/latched.tsx'
import { KindBadge } from '../../parts/verdict.tsx'
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
  return (
    <Card aside={<KindBadge method={result.method} type={result.verdict.type} />} title={campaigns.resultTitle}>
      <p className={`${styles.sentence} breakable`}>{verdicts.sentence(result)}</p>
      {result.latched === null ? null : (
        <p className={styles.more}>
          <Latched method={result.method} of={result.latched} />
        </p>
      )}
      <Link className={styles.go} params={{ id: result.id }} to="/results/$id">
        {campaigns.toResult}
      </Link>
    </Card>
  )
}
