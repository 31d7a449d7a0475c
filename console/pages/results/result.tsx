/** One result: the verdict in a sentence first, then what it rests on, then how far one may trust it. */
import { Link, useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { ResultPage } from '../../../shared/contract/api.ts'
import { useAnswer } from '../../api/hooks.ts'
import { Answer } from '../../parts/answer.tsx'
import { Loading } from '../../parts/loading.tsx'
import { measureOf, metricOf } from '../../parts/measure.ts'
import { TONES, VerdictBadge } from '../../parts/verdict.tsx'
import { Page } from '../../shell/page.tsx'
import { useReader } from '../../words/reader.tsx'
import { Explained } from './explained.tsx'
import { MetricResult } from './metric-result.tsx'
import styles from './result.module.css'

export const Result = (): ReactNode => {
  const { words } = useReader()
  const { id } = useParams({ from: '/results/$id' })
  const result = useAnswer('GET /api/results/:id', { names: { id } })
  const summary = result.data?.summary
  const { results, shell, verdicts } = words
  return (
    <Page
      above={<Link to="/results">{shell.places.results}</Link>}
      text={summary === undefined ? ' ' : results.measured(summary.assigned, verdicts.metricName(summary.metric))}
      title={summary?.name ?? id}
    >
      <Answer loading={<Loading heights={[150, 520, 300]} />} of={result}>
        {(page) => <Parts page={page} />}
      </Answer>
    </Page>
  )
}

const Parts = ({ page }: { readonly page: ResultPage }): ReactNode => (
  <div className={styles.parts}>
    <VerdictCard page={page} />
    {page.metrics.map((metric) => (
      <MetricResult key={metric.name} metric={metric} page={page} />
    ))}
    <Explained page={page} />
  </div>
)

const VerdictCard = ({ page: { summary, metrics } }: { readonly page: ResultPage }): ReactNode => {
  const { words } = useReader()
  const { verdict } = summary
  const metric = 'metric' in verdict ? metricOf(verdict.metric) : null
  const currency = metrics.find(({ name }) => name === metric)?.currency ?? null
  const measure = measureOf(verdict, currency)
  return (
    <section aria-label={words.results.verdictTitle} className={styles.verdict} data-tone={TONES[verdict.type]}>
      <VerdictBadge verdict={verdict} />
      <p className={`${styles.sentence} breakable`}>{words.verdicts.sentence(verdict, measure)}</p>
      <p className={styles.more}>{words.verdicts.more(verdict, measure)}</p>
    </section>
  )
}
