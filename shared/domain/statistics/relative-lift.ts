/** How much more the treatment converts, or earns, than the control, as a share of the control: 0.1 is ten percent more. */
import { normalCritical } from './critical-values.ts'
import { studentCritical, studentTwoSided } from './student.ts'
import { around, type Interval } from './interval.ts'
import type { Moments } from './moments.ts'
import { differenceOf, type Proportion } from './two-proportions.ts'
import { compareMeans } from './welch.ts'

export type Lift = { readonly lift: number | null; readonly standardError: number | null; readonly interval: Interval | null }
/** The standard error is that of ln(1 + lift). */
export type LogLift = { readonly lift: number | null; readonly standardErrorLog: number | null; readonly interval: Interval | null }
export type MeanLift = Lift & { readonly degreesOfFreedom: number | null; readonly pValue: number | null }

/**
 * Delta method of first order: se² = vB/(nB pA²) + vA pB²/(nA pA⁴), v = p(1 - p); normal quantile (Deng, Knoblich and Lu 2018).
 * Too narrow below at rare conversions: `liftByLog` is the one to show. Without conversions in the treatment its error is 0: no interval.
 */
export const liftByDelta = (control: Proportion, treatment: Proportion, alpha: number): Lift => {
  const lift = liftOfRates(control, treatment)
  if (lift === null) return { lift, standardError: null, interval: null }
  const a = control.conversions / control.n
  const standardError = Math.hypot(errorOfRate(treatment) / a, (errorOfRate(control) * (1 + lift)) / a)
  return standardError > 0 && treatment.conversions > 0
    ? { lift, standardError, interval: around(lift, normalCritical(alpha) * standardError) }
    : { lift, standardError: null, interval: null }
}

/** Katz et al. 1978: exp(ln RR ± z √(1/xA - 1/nA + 1/xB - 1/nB)) - 1. Needs a conversion in each arm, and a customer without one. */
export const liftByLog = (control: Proportion, treatment: Proportion, alpha: number): LogLift => {
  const lift = liftOfRates(control, treatment)
  if (lift === null || treatment.conversions === 0) return { lift, standardErrorLog: null, interval: null }
  const standardErrorLog = Math.sqrt(oddsError(control) + oddsError(treatment))
  if (!(standardErrorLog > 0)) return { lift, standardErrorLog: null, interval: null }
  const logRatio = Math.log1p(lift)
  const half = normalCritical(alpha) * standardErrorLog
  return { lift, standardErrorLog, interval: [Math.expm1(logRatio - half), Math.expm1(logRatio + half)] }
}

/**
 * The same delta method for means, with Student's t and the Welch-Satterthwaite degrees of freedom of the absolute difference
 * (GrowthBook's convention, gbstats `TwoSidedTTest` with `difference_type` relative). Null while the control's mean is 0.
 */
export const liftOfMeans = (control: Moments, treatment: Moments, alpha: number): MeanLift => {
  const lift =
    control.mean === null || treatment.mean === null || control.mean === 0 ? null : (treatment.mean - control.mean) / control.mean
  const { degreesOfFreedom } = compareMeans(control, treatment, alpha)
  if (lift === null || degreesOfFreedom === null) return { ...NO_LIFT, lift }
  const { mean, variance } = control as { mean: number; variance: number }
  const ofTreatment = Math.sqrt((treatment.variance as number) / treatment.n) / mean
  const ofControl = (Math.sqrt(variance / control.n) * (1 + lift)) / mean
  const standardError = Math.hypot(ofTreatment, ofControl)
  if (!(standardError > 0)) return { ...NO_LIFT, lift }
  return {
    lift,
    standardError,
    degreesOfFreedom,
    pValue: studentTwoSided(lift / standardError, degreesOfFreedom),
    interval: around(lift, studentCritical(alpha, degreesOfFreedom) * standardError),
  }
}

const NO_LIFT: MeanLift = { lift: null, standardError: null, degreesOfFreedom: null, pValue: null, interval: null }

/** Null while an arm is empty or the control has nothing to be a share of. */
const liftOfRates = (control: Proportion, treatment: Proportion): number | null => {
  const difference = differenceOf(control, treatment)
  return difference === null || control.conversions === 0 ? null : difference / (control.conversions / control.n)
}

/** √(p(1 - p)/n), 1 - p counted and not subtracted. */
const errorOfRate = ({ conversions, n }: Proportion): number => Math.sqrt(((conversions / n) * ((n - conversions) / n)) / n)

/** 1/x - 1/n without the subtraction. */
const oddsError = ({ conversions, n }: Proportion): number => (n - conversions) / n / conversions
