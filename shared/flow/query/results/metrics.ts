import type { ResultMetric } from '../../../contract/api-results.ts'
import { automaticOf } from '../../../domain/experiment/analysis-of.ts'
import { type Experiment, GUARDRAILS } from '../../../domain/experiment/experiment.ts'
import { durationOf } from '../../../kernel/time.ts'

/** What an experiment counts, in the order in which it is analysed; what counts by itself comes last. */
export const resultMetrics = (experiment: Experiment): readonly ResultMetric[] => {
  const [first] = experiment.metrics
  const own = experiment.metrics.map(({ name, event, per, afterMs, windowMs, revenue, better }) => ({
    name,
    event,
    per: per?.event ?? null,
    after: afterMs === 0 ? null : durationOf(afterMs),
    window: durationOf(windowMs),
    currency: revenue?.currency ?? null,
    cap: revenue?.cap ?? null,
    better,
  }))
  const counted = automaticOf(experiment).map(
    (name): ResultMetric => ({
      ...{ name, event: null, per: null, after: null, window: durationOf(first?.windowMs ?? 0), currency: null, cap: null },
      better: GUARDRAILS.some((one) => one === name) ? 'less' : 'more',
    }),
  )
  return [...own, ...counted]
}
