/** Two means compared without taking their variances to be equal. */
import { studentCritical, studentTwoSided } from './student.ts'
import { around, type Interval } from './interval.ts'
import type { Moments } from './moments.ts'

/** Everything in the unit of the values; `difference` is treatment minus control. */
export type WelchTest = {
  readonly difference: number | null
  readonly standardError: number | null
  readonly t: number | null
  readonly degreesOfFreedom: number | null
  readonly pValue: number | null
  readonly interval: Interval | null
}

/**
 * Welch 1947: t = (mB - mA) / √(vA/nA + vB/nB); Satterthwaite's ν = (vA/nA + vB/nB)² / ((vA/nA)²/(nA - 1) + (vB/nB)²/(nB - 1));
 * two-sided p, interval difference ± t(alpha, ν) · standard error. Below two observations an arm has no variance, and where both
 * arms are constant there is no t.
 */
export const compareMeans = (control: Moments, treatment: Moments, alpha: number): WelchTest => {
  const difference = control.mean === null || treatment.mean === null ? null : treatment.mean - control.mean
  if (difference === null || control.variance === null || treatment.variance === null) return { ...UNKNOWN, difference }

  const ofControl = control.variance / control.n
  const ofTreatment = treatment.variance / treatment.n
  const sum = ofControl + ofTreatment
  if (!(sum > 0)) return { ...UNKNOWN, difference }

  const standardError = Math.sqrt(sum)
  const degreesOfFreedom = 1 / ((ofControl / sum) ** 2 / (control.n - 1) + (ofTreatment / sum) ** 2 / (treatment.n - 1))
  const t = difference / standardError
  return {
    difference,
    standardError,
    t,
    degreesOfFreedom,
    pValue: studentTwoSided(t, degreesOfFreedom),
    interval: around(difference, studentCritical(alpha, degreesOfFreedom) * standardError),
  }
}

const UNKNOWN: WelchTest = { difference: null, standardError: null, t: null, degreesOfFreedom: null, pValue: null, interval: null }
