/** What the metrics of a page are in, and how each is called. */
import type { ArmReadout, Comparison, MetricReadout, ResultMetric, ResultPage } from '../../api/types.ts'
import type { Measure } from '../../words/measure.ts'

/** A metric as it is measured: of money and of who converted, one name has two. */
export type Measured = Pick<MetricReadout, 'metric' | 'measure'>

export const metricNamed = ({ metrics }: ResultPage, name: string): ResultMetric | null =>
  metrics.find((metric) => metric.name === name) ?? null

export const measureFor = (page: ResultPage, { metric, measure }: Measured): Measure =>
  measure === 'rate' ? { type: 'rate' } : { type: measure, currency: metricNamed(page, metric)?.currency ?? null }

export const isSame = (one: Measured, other: Measured): boolean => one.metric === other.metric && one.measure === other.measure

/** What the verdict is about. */
export const primaryOf = ({ summary: { metric, measure } }: ResultPage): Measured => ({ metric, measure })

export const comparisonsOf = ({ readout }: ResultPage, measured: Measured): readonly Comparison[] =>
  readout.comparisons.filter((one) => isSame(one, measured))

/** Differences nearer to zero do not matter, in the unit the metric is compared in; null: no plan is about it. Money is planned in minor units. */
export const bandOf = (page: ResultPage, measured: Measured, minorPerUnit: number): number | null => {
  const { plan } = page.readout
  if (plan === null || !isSame(measured, { metric: plan.metric, measure: plan.measure })) return null
  return measured.measure === 'mean' ? plan.smallestEffect / minorPerUnit : plan.smallestEffect
}

/** The shop knows how many of its customers would convert; what they would spend it does not say. */
export const trueDifference = (
  { truth }: ResultPage,
  { variant, against, metric, measure }: Comparison,
  primary: string,
): number | null => {
  if (truth === null || measure !== 'rate' || metric !== primary) return null
  const [ours, theirs] = [variant, against].map((name) => truth.find((known) => known.variant === name)?.rate)
  return ours === undefined || theirs === undefined ? null : ours - theirs
}

export const readoutOf = ({ metrics }: ArmReadout, measured: Measured): MetricReadout | null =>
  metrics.find((one) => isSame(one, measured)) ?? null

/** Every way in which the metrics are measured, in their order, guardrails left out. */
export const measuredIn = ({ readout }: ResultPage): readonly Measured[] => {
  const guardrails = new Set(readout.guardrails.map(({ guardrail }) => guardrail))
  return (readout.arms[0]?.metrics ?? []).filter(({ metric }) => !guardrails.has(metric))
}

/** Of everybody, the windows that are still open included: what it would come to if nothing more came. */
export const provisionalDifference = (page: ResultPage, { variant, against, metric, measure }: Comparison): number | null => {
  const [ours, theirs] = [variant, against].map((name) => {
    const arm = page.readout.arms.find((one) => one.variant === name)
    return arm === undefined ? null : levelOfAll(readoutOf(arm, { metric, measure }))
  })
  return ours === undefined || theirs === undefined || ours === null || theirs === null ? null : ours - theirs
}

const levelOfAll = (found: MetricReadout | null): number | null => {
  if (found === null) return null
  const parts = [found.mature, found.provisional].filter(({ level }) => level !== null)
  // What a level weighs: customers, or of a ratio what it is taken over.
  const weights = parts.map(({ customers, base }) => (found.measure === 'ratio' ? base : customers))
  const all = weights.reduce((sum, weight) => sum + weight, 0)
  return all === 0 ? null : parts.reduce((sum, { level }, index) => sum + ((level ?? 0) * (weights[index] ?? 0)) / all, 0)
}

/** Customers whose window is open, in all variants. */
export const openIn = ({ readout }: ResultPage, measured: Measured): number =>
  readout.arms.reduce((sum, arm) => sum + (readoutOf(arm, measured)?.provisional.customers ?? 0), 0)
