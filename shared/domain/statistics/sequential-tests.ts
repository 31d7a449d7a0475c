/**
 * The confidence sequence as a test under the null's own variance: pooled over the arms. At rare conversions and small holdouts the
 * unpooled error is too small exactly when an arm has seen nothing, and false winners follow; the pooled one keeps its promise there.
 */
import {
  confidenceSequenceOneSided,
  logEValueOf,
  type OneSidedSequence,
  pValueOfLogE,
  type Side,
  sequentialCritical,
} from './confidence-sequence.ts'
import { assertLevel } from './critical-values.ts'
import type { Interval } from './interval.ts'
import { mergeMoments, type Moments } from './moments.ts'
import { newcombeAt } from './score-intervals.ts'
import { differenceOf, type Proportion, pooledZ } from './two-proportions.ts'

/** `zCritical` is null before the first customer. `significant` is false while there is no z. */
export type SequentialTest = {
  readonly difference: number | null
  readonly z: number | null
  readonly zCritical: number | null
  readonly logEValue: number | null
  readonly pValue: number | null
  readonly significant: boolean
}

/**
 * Pooled z against the sequential critical value at n = nA + nB, tuned at `nStar`. Valid at every look; asymptotic in the sense of
 * Waudby-Smith et al. 2021, with the variance of two proportions under no difference.
 */
export const sequentialTest = (control: Proportion, treatment: Proportion, alpha: number, nStar: number): SequentialTest =>
  judged(differenceOf(control, treatment), pooledZ(control, treatment), control.n + treatment.n, alpha, nStar)

/**
 * The same for means: z = (mB - mA)/√(v(1/nA + 1/nB)), v the variance of the customers of both arms taken as one sample, the null's.
 * For heavy-tailed values, cap them first at a limit fixed beforehand.
 */
export const sequentialTestOfMeans = (control: Moments, treatment: Moments, alpha: number, nStar: number): SequentialTest => {
  const difference = control.mean === null || treatment.mean === null ? null : treatment.mean - control.mean
  const error = jointError(control, treatment)
  const z = difference === null || error === null ? null : difference / error
  return judged(difference, z, control.n + treatment.n, alpha, nStar)
}

/** √(v(1/nA + 1/nB)) of `sequentialTestOfMeans`; null where an arm is empty or nothing varies. */
export const jointError = (control: Moments, treatment: Moments): number | null => {
  const { variance } = mergeMoments(control, treatment)
  const square = (variance ?? 0) * (1 / control.n + 1 / treatment.n)
  return control.n > 0 && treatment.n > 0 && square > 0 ? Math.sqrt(square) : null
}

/**
 * A guardrail: is the treatment's rate higher (`greater`) or lower? One-sided sequence on the difference with the pooled error; alpha
 * below 0.5. `rho`, `halfWidth` and `bound` are in shares.
 */
export const sequentialGuardrail = (
  control: Proportion,
  treatment: Proportion,
  side: Side,
  alpha: number,
  nStar: number,
): OneSidedSequence => {
  const z = pooledZ(control, treatment)
  const estimate = differenceOf(control, treatment) ?? 0
  const n = control.n + treatment.n
  const rate = (control.conversions + treatment.conversions) / n
  const standardError = z === null ? 0 : Math.sqrt(rate * (1 - rate) * (1 / control.n + 1 / treatment.n))
  return confidenceSequenceOneSided({ estimate, standardError, n, alpha, nStar }, side)
}

export type SequentialInterval = {
  readonly difference: number | null
  readonly zCritical: number | null
  readonly interval: Interval | null
}

/** Newcombe's interval with the sequential critical value in place of 1.96: needs no conversions, and is shown beside the test above. */
export const newcombeSequential = (control: Proportion, treatment: Proportion, alpha: number, nStar: number): SequentialInterval => {
  assertLevel(alpha)
  const zCritical = criticalAt(control.n + treatment.n, alpha, nStar)
  if (zCritical === null) return { difference: null, zCritical, interval: null }
  return { zCritical, ...newcombeAt(control, treatment, zCritical) }
}

const criticalAt = (n: number, alpha: number, nStar: number): number | null => (n > 0 ? sequentialCritical(n, alpha, nStar) : null)

const judged = (difference: number | null, z: number | null, n: number, alpha: number, nStar: number): SequentialTest => {
  assertLevel(alpha)
  const zCritical = criticalAt(n, alpha, nStar)
  if (z === null || zCritical === null) return { difference, z: null, zCritical, logEValue: null, pValue: null, significant: false }
  const logEValue = logEValueOf(z, n, alpha, nStar)
  return { difference, z, zCritical, logEValue, pValue: pValueOfLogE(logEValue), significant: Math.abs(z) >= zCritical }
}
