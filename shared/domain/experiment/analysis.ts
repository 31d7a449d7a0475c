import { assert } from '../../kernel/assert.ts'
import type { Interval } from '../statistics/interval.ts'
import { type Moments, momentsOf } from '../statistics/moments.ts'
import { sampleRatio } from '../statistics/sample-ratio.ts'
import { comparePooled, compareWald, type Proportion } from '../statistics/two-proportions.ts'
import { compareMeans } from '../statistics/welch.ts'

/** Sufficient statistics of one metric over an arm's assigned customers. Revenue in minor units of the metric's currency. */
export type MetricTotals = { readonly conversions: bigint; readonly sumMinor: bigint; readonly sumSquaresMinor: bigint }

/** An arm as counted: a metric without an outcome so far may be absent. Weights need not add up to 1. */
export type ArmTotals = {
  readonly variant: string
  readonly weight: number
  readonly assigned: bigint
  readonly metrics: Readonly<Record<string, MetricTotals>>
}

/** What to read: the share of customers with an outcome and, for revenue, the mean per assigned customer. 100 minor units a unit for USD, 1 for JPY. */
export type MetricPlan = { readonly name: string; readonly revenue: { readonly minorPerUnit: number } | null }

/** What was measured, and what no number exists for: null is "not enough data", never zero. Money in means is in units, not minor units. */
export type Readout = {
  readonly experiment: string
  readonly method: 'fixed'
  readonly srm: { readonly chiSquare: number; readonly pValue: number } | null
  readonly arms: readonly ArmReadout[]
  readonly comparisons: readonly Comparison[]
}
export type ArmReadout = {
  readonly variant: string
  readonly assigned: number
  readonly metrics: Readonly<Record<string, MetricReadout>>
}
export type MetricReadout = {
  readonly conversions: number
  readonly rate: number | null
  readonly revenue?: { readonly sumMinor: number; readonly mean: number | null; readonly variance: number | null }
}
/** `difference` is variant minus against. `metric` is the metric's name, with `.revenue` for the mean. */
export type Comparison = {
  readonly metric: string
  readonly variant: string
  readonly against: string
  readonly difference: number | null
  readonly pValue: number | null
  readonly interval: Interval | null
}

/**
 * The `fixed` read-out: valid at one date named beforehand, not under daily looks. Every variant is compared with the control and, where
 * there is one, with the holdout: proportions by pooled z with a Wald interval, means by Welch. Immature customers are included.
 */
export const readOut = (
  experiment: string,
  arms: readonly ArmTotals[],
  metrics: readonly MetricPlan[],
  control: string,
  holdout: string | null,
): Readout => {
  assert(
    arms.some((arm) => arm.variant === control),
    `control ${control} is an arm of experiment ${experiment}`,
  )
  const pairs = pairsOf(arms, control, holdout)
  return {
    experiment,
    method: 'fixed',
    srm: sampleRatioOf(arms),
    arms: arms.map((arm) => readArm(arm, metrics)),
    comparisons: metrics.flatMap((metric) => [
      ...pairs.map((pair) => compareRates(metric.name, pair)),
      ...(metric.revenue === null ? [] : compareRevenue(metric.name, metric.revenue.minorPerUnit, pairs)),
    ]),
  }
}

/** Both sides of Welch and Wald intervals leave out this share of chance. */
const ALPHA = 0.05

type Pair = { readonly variant: ArmTotals; readonly against: ArmTotals }

/** First everything against the control, then everything against the holdout, the control among it. */
const pairsOf = (arms: readonly ArmTotals[], control: string, holdout: string | null): readonly Pair[] => {
  const pairsAgainst = (name: string): readonly Pair[] => {
    const against = arms.find((arm) => arm.variant === name)
    if (against === undefined) return []
    return arms.filter((arm) => arm.variant !== name && arm.variant !== holdout).map((variant) => ({ variant, against }))
  }
  return [...pairsAgainst(control), ...(holdout === null || holdout === control ? [] : pairsAgainst(holdout))]
}

const sampleRatioOf = (arms: readonly ArmTotals[]): Readout['srm'] => {
  const { chiSquare, pValue } = sampleRatio(arms.map((arm) => ({ observed: Number(arm.assigned), weight: arm.weight })))
  return chiSquare === null || pValue === null ? null : { chiSquare, pValue }
}

const readArm = (arm: ArmTotals, metrics: readonly MetricPlan[]): ArmReadout => ({
  variant: arm.variant,
  assigned: Number(arm.assigned),
  metrics: Object.fromEntries(metrics.map((metric) => [metric.name, readMetric(arm, metric)])),
})

const readMetric = (arm: ArmTotals, metric: MetricPlan): MetricReadout => {
  const { conversions, n } = proportionOf(arm, metric.name)
  const rate = n === 0 ? null : conversions / n
  if (metric.revenue === null) return { conversions, rate }
  const { mean, variance } = revenueOf(arm, metric.name, metric.revenue.minorPerUnit)
  return { conversions, rate, revenue: { sumMinor: Number(totalsOf(arm, metric.name).sumMinor), mean, variance } }
}

const compareRates = (metric: string, { variant, against }: Pair): Comparison => {
  const [control, treatment] = [proportionOf(against, metric), proportionOf(variant, metric)]
  const { difference, pValue } = comparePooled(control, treatment)
  const { interval } = compareWald(control, treatment, ALPHA)
  return { metric, variant: variant.variant, against: against.variant, difference, pValue, interval }
}

const compareRevenue = (metric: string, minorPerUnit: number, pairs: readonly Pair[]): readonly Comparison[] =>
  pairs.map(({ variant, against }) => {
    const [control, treatment] = [revenueOf(against, metric, minorPerUnit), revenueOf(variant, metric, minorPerUnit)]
    const { difference, pValue, interval } = compareMeans(control, treatment, ALPHA)
    return { metric: `${metric}.revenue`, variant: variant.variant, against: against.variant, difference, pValue, interval }
  })

const proportionOf = (arm: ArmTotals, metric: string): Proportion => ({
  conversions: Number(totalsOf(arm, metric).conversions),
  n: Number(arm.assigned),
})

const revenueOf = (arm: ArmTotals, metric: string, minorPerUnit: number): Moments => {
  const { sumMinor, sumSquaresMinor } = totalsOf(arm, metric)
  return momentsOf({ n: arm.assigned, sum: sumMinor, sumSquares: sumSquaresMinor, scale: BigInt(minorPerUnit) })
}

const totalsOf = (arm: ArmTotals, metric: string): MetricTotals =>
  (Object.hasOwn(arm.metrics, metric) ? arm.metrics[metric] : undefined) ?? NOTHING_YET

const NOTHING_YET: MetricTotals = { conversions: 0n, sumMinor: 0n, sumSquaresMinor: 0n }
