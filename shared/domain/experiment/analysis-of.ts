/** From an experiment, as a file or a policy has it, to how it is analysed. */
import { minorPerUnit } from '../metrics/money.ts'
import type { Analysis, AnalysedMetric, Measure } from './design.ts'
import { type Automatic, type Experiment, GLOBAL_EXPERIMENT, GUARDRAILS, HOLDOUT, type Metric, SECONDARY } from './experiment.ts'

/**
 * The first metric decides: by the share of customers who convert, or by what the plan says. A metric of revenue is measured twice, as a
 * rate and as a mean; of the two that does not decide is secondary, as all further metrics are.
 */
export const analysisOf = (experiment: Experiment): Analysis => {
  const { id, arms, control, metrics, method, plan } = experiment
  return {
    experiment: id,
    arms: arms.map(({ name, shareBps }) => ({ name, weight: shareBps })),
    control,
    holdout: arms.some(({ name }) => name === HOLDOUT) ? HOLDOUT : null,
    metrics: [
      ...metrics.flatMap((metric, index) => measured(metric, index === 0 ? (plan?.measure ?? null) : 'none')),
      ...counted(experiment),
    ],
    method,
    plan,
  }
}

/** What is counted by itself, without any file's asking: guardrails first. Only mail of a campaign can be clicked. */
export const automaticOf = ({ id, campaign, metrics }: Pick<Experiment, 'id' | 'campaign' | 'metrics'>): readonly Automatic[] => {
  if (metrics.length === 0) return []
  return id === GLOBAL_EXPERIMENT || campaign === null ? [...GUARDRAILS, '$visit'] : [...GUARDRAILS, ...SECONDARY]
}

/** `decidedBy`: which of its measures decides; null: the first it has; `none`: it is a further metric. */
const measured = (metric: Metric, decidedBy: Measure['type'] | 'none' | null): readonly AnalysedMetric[] => {
  const { name, windowMs, role, better } = metric
  if (role === 'guardrail') return [{ name, windowMs, measure: { type: 'rate' }, role: 'guardrail', better }]
  const measures = measuresOf(metric)
  const decides = decidedBy ?? measures[0]?.type
  return measures.map((measure) => ({ name, windowMs, measure, role: measure.type === decides ? 'primary' : 'secondary', better }))
}

const measuresOf = ({ per, revenue }: Metric): readonly Measure[] => {
  if (per !== null) return [{ type: 'ratio' }]
  return [{ type: 'rate' }, ...(revenue === null ? [] : [{ type: 'mean', perUnit: minorPerUnit(revenue.currency) } as const])]
}

/** In the window of the first metric. */
const counted = (experiment: Experiment): readonly AnalysedMetric[] => {
  const windowMs = experiment.metrics[0]?.windowMs ?? 0
  return automaticOf(experiment).map((name) => {
    const isGuardrail = GUARDRAILS.some((one) => one === name)
    const role = isGuardrail ? 'guardrail' : 'secondary'
    return { name, windowMs, measure: { type: 'rate' }, role, better: isGuardrail ? 'less' : 'more' } as const
  })
}
