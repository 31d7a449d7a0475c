/** Two groups at one look: how far they are apart, in which errors, and where the difference may lie. */
import { around, type Interval } from '../statistics/interval.ts'
import { type ExactJointSums, type JointMoments, jointMomentsOf } from '../statistics/joint-moments.ts'
import { type Moments, momentsOf } from '../statistics/moments.ts'
import { compareRatios } from '../statistics/ratio-metric.ts'
import { liftByLog } from '../statistics/relative-lift.ts'
import { newcombeAt, newcombeInterval } from '../statistics/score-intervals.ts'
import { jointError } from '../statistics/sequential-tests.ts'
import { comparePooled, differenceOf, type Proportion, pooledZ } from '../statistics/two-proportions.ts'
import { compareMeans } from '../statistics/welch.ts'
import type { Measure } from './design.ts'
import { type ArmSums, together } from './looks.ts'

/** `n` customers in both groups; z in errors of no difference, variance of both groups taken together; null where nothing varies. */
export type Gap = { readonly n: number; readonly difference: number | null; readonly z: number | null }

/** Treatment minus control: in shares, units of money a customer, or the unit of the ratio. */
export const gapOf = (measure: Measure, control: ArmSums, treatment: ArmSums): Gap => {
  const n = Number(control.n + treatment.n)
  if (measure.type === 'rate') {
    const [a, b] = [proportionOf(control), proportionOf(treatment)]
    return { n, difference: differenceOf(a, b), z: pooledZ(a, b) }
  }
  const [a, b] = [levelOf(measure, control), levelOf(measure, treatment)]
  const difference = a === null || b === null ? null : b - a
  const error = nullErrorOf(measure, control, treatment)
  return { n, difference, z: difference === null || error === null ? null : difference / error }
}

/**
 * Where the difference lies, `critical` errors around it. Rates: Newcombe, which needs no conversions. Means and ratios: the larger of the
 * error of both groups together and of each on its own, so that an arm that has seen nothing yet does not look certain.
 */
export const intervalOf = (measure: Measure, control: ArmSums, treatment: ArmSums, critical: number): Interval | null => {
  if (measure.type === 'rate') return newcombeAt(proportionOf(control), proportionOf(treatment), critical).interval
  const { difference } = gapOf(measure, control, treatment)
  const error = nullErrorOf(measure, control, treatment)
  if (difference === null || error === null) return null
  return around(difference, critical * Math.max(error, standardErrorOf(measure, control, treatment) ?? 0))
}

/** The error of the difference, each group with its own variance; null where nothing varies. */
export const standardErrorOf = (measure: Measure, control: ArmSums, treatment: ArmSums): number | null => {
  if (measure.type === 'ratio') return compareRatios(jointOf(control), jointOf(treatment), SOME_LEVEL).standardError
  return compareMeans(momentsIn(measure, control), momentsIn(measure, treatment), SOME_LEVEL).standardError
}

/** What a customer brought, as mean and variance: of a rate 0 or 1, of money units. */
export const momentsIn = (measure: Exclude<Measure, { type: 'ratio' }>, arm: ArmSums): Moments =>
  measure.type === 'mean' ? meanOf(arm, measure.perUnit) : rateMoments(arm)

export type LogLift = { readonly estimate: number; readonly interval: Interval | null }

/** Relative lift of a rate by the logarithm of the ratio, `critical` errors around it; null while the control has no conversion. */
export const liftAt = (measure: Measure, control: ArmSums, treatment: ArmSums, critical: number): LogLift | null => {
  if (measure.type !== 'rate') return relativeDifference(measure, control, treatment)
  const { lift, standardErrorLog } = liftByLog(proportionOf(control), proportionOf(treatment), SOME_LEVEL)
  if (lift === null) return null
  if (standardErrorLog === null) return { estimate: lift, interval: null }
  const [centre, half] = [Math.log1p(lift), critical * standardErrorLog]
  return { estimate: lift, interval: [Math.expm1(centre - half), Math.expm1(centre + half)] }
}

/** What a test says that was to look once, now, and never before: pooled z and Newcombe, Welch, or the delta method. */
export type OneLook = { readonly pValue: number | null; readonly interval: Interval | null }

export const oneLookAt = (measure: Measure, control: ArmSums, treatment: ArmSums, alpha: number): OneLook => {
  if (measure.type === 'ratio') return oneLook(compareRatios(jointOf(control), jointOf(treatment), alpha))
  if (measure.type === 'mean') return oneLook(compareMeans(meanOf(control, measure.perUnit), meanOf(treatment, measure.perUnit), alpha))
  const [a, b] = [proportionOf(control), proportionOf(treatment)]
  return { pValue: comparePooled(a, b).pValue, interval: newcombeInterval(a, b, alpha).interval }
}

/** A group's own rate, mean or ratio; null where there is nobody, or nothing to divide by. */
export const levelOf = (measure: Measure, arm: ArmSums): number | null => {
  if (arm.n === 0n) return null
  if (measure.type === 'rate') return Number(arm.conversions) / Number(arm.n)
  if (measure.type === 'mean') return meanOf(arm, measure.perUnit).mean
  return arm.base === 0n ? null : Number(arm.sum) / Number(arm.base)
}

export const proportionOf = ({ conversions, n }: ArmSums): Proportion => ({ conversions: Number(conversions), n: Number(n) })

/** Money a customer, in units. */
export const meanOf = ({ n, sum, sumSquares }: ArmSums, perUnit: number): Moments =>
  momentsOf({ n, sum, sumSquares, scale: BigInt(perUnit) })

/** Standard errors do not depend on the level that their functions ask for. */
const SOME_LEVEL = 0.05

const oneLook = ({ pValue, interval }: OneLook): OneLook => ({ pValue, interval })

const rateMoments = ({ n, conversions }: ArmSums): Moments => momentsOf({ n, sum: conversions, sumSquares: conversions, scale: 1n })

/** Numerator y, denominator x; the unit cancels. */
const jointOf = (arm: ArmSums): JointMoments => jointMomentsOf(jointSums(arm))

const jointSums = ({ n, sum, sumSquares, base, baseSquares, products }: ArmSums): ExactJointSums => ({
  n,
  sumX: base,
  sumY: sum,
  sumXX: baseSquares,
  sumYY: sumSquares,
  sumXY: products,
  scale: 1n,
})

/** The error under no difference: both groups as one sample, √(v(1/nA + 1/nB)); v of a ratio by the delta method. */
const nullErrorOf = (measure: Measure, control: ArmSums, treatment: ArmSums): number | null => {
  if (measure.type === 'mean') return jointError(meanOf(control, measure.perUnit), meanOf(treatment, measure.perUnit))
  const { meanX, meanY, varianceX, varianceY, covariance } = jointOf(together([control, treatment]))
  if (meanX === null || meanY === null || varianceX === null || varianceY === null || covariance === null || meanX === 0) return null
  const ratio = meanY / meanX
  const variance = (varianceY - ratio * (2 * covariance - ratio * varianceX)) / (meanX * meanX)
  const square = variance * (1 / Number(control.n) + 1 / Number(treatment.n))
  return control.n > 0n && treatment.n > 0n && square > 0 ? Math.sqrt(square) : null
}

/** Of means and ratios the estimate alone: an interval on the relative scale would be wrong exactly where values are heavy-tailed. */
const relativeDifference = (measure: Measure, control: ArmSums, treatment: ArmSums): LogLift | null => {
  const [a, b] = [levelOf(measure, control), levelOf(measure, treatment)]
  return a === null || b === null || a <= 0 ? null : { estimate: (b - a) / a, interval: null }
}
