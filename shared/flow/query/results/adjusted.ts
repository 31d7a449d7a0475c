import type { Adjusted } from '../../../contract/api-results.ts'
import { type Counted, covariatesOf, type Covariates } from '../../../domain/experiment/counted.ts'
import { sidesOf } from '../../../domain/experiment/course.ts'
import { type Analysis, type AnalysedMetric, type Pair, pairsOf } from '../../../domain/experiment/design.ts'
import { adjusted, type Covariate, type Segment, stratified } from '../../../domain/experiment/explore.ts'
import { matureLooks, maturingDays } from '../../../domain/experiment/looks.ts'
import type { EpochDay } from '../../../kernel/words.ts'
import type { Counters } from './reading.ts'

/**
 * Each difference with less noise, by what customers had bought before (CUPED) and by the segments of the first break-down. Where neither can
 * be had it is left out. `counters` are those of the experiment.
 */
export const adjustedIn = (
  analysis: Analysis,
  counters: Counters,
  counted: Counted,
  strata: readonly Segment[],
  asOf: EpochDay,
): readonly Adjusted[] => {
  const covariates = covariatesOf(counters)
  return analysis.metrics
    .filter(({ role }) => role !== 'guardrail')
    .flatMap((metric) => pairsOf(analysis).map((pair) => adjustedOne({ metric, pair, counted, strata, asOf }, covariates)))
    .filter(({ cuped, stratified: byStrata }) => cuped !== null || byStrata !== null)
}

type Asked = {
  readonly metric: AnalysedMetric
  readonly pair: Pair
  readonly counted: Counted
  readonly strata: readonly Segment[]
  readonly asOf: EpochDay
}

const adjustedOne = (asked: Asked, covariates: Covariates): Adjusted => {
  const { metric, pair, strata, asOf } = asked
  const byStrata = strata.length < 2 ? null : stratified(metric, pair, strata, asOf)
  return {
    metric: metric.name,
    measure: metric.measure.type,
    ...pair,
    cuped: cupedOf(asked, covariates),
    stratified:
      byStrata === null || byStrata.interval === null
        ? null
        : { difference: byStrata.difference, pValue: byStrata.pValue, interval: byStrata.interval },
  }
}

const cupedOf = ({ metric, pair, counted, asOf }: Asked, covariates: Covariates): Adjusted['cuped'] => {
  if (metric.measure.type === 'ratio') return null
  const { control, treatment } = sidesOf(pair)(matureLooks(counted, metric, asOf).at(-1))
  const before = (arm: string): Covariate => covariateOf(covariates, metric, arm, asOf)
  const { difference, pValue, interval, varianceReduction } = adjusted(
    metric,
    { arm: control, before: before(pair.against) },
    { arm: treatment, before: before(pair.variant) },
  )
  return difference === null || interval === null ? null : { difference, pValue, interval, reduction: varianceReduction }
}

/** Over the same customers as the looks: those whose window has closed. */
const covariateOf = ({ entries, products }: Covariates, metric: AnalysedMetric, arm: string, asOf: EpochDay): Covariate => {
  const isMature = (one: { readonly arm: string; readonly assignedDay: EpochDay }): boolean =>
    one.arm === arm && one.assignedDay + maturingDays(metric.windowMs) <= asOf
  const own = entries.filter(isMature)
  const found = products.filter((one) => one.metric === metric.name && isMature(one))
  return {
    sum: own.reduce((sum, one) => sum + one.sum, 0n),
    sumSquares: own.reduce((sum, one) => sum + one.sumSquares, 0n),
    products: found.reduce((sum, one) => sum + (metric.measure.type === 'rate' ? one.conversions : one.sum), 0n),
  }
}
