/** How far out a two-sided test at level alpha lies; from the small tail, so that tiny alphas keep their digits. */
import erfcinv from '@stdlib/math-base-special-erfcinv'
import studentQuantile from '@stdlib/stats-base-dists-t-quantile'
import { assert } from '../../kernel/assert.ts'

/** The z with P(|Z| ≥ z) = alpha: √2 erfc⁻¹(alpha); 1.96 for 0.05. */
export const normalCritical = (alpha: number): number => {
  assert(isLevel(alpha), `alpha ${alpha} lies between 0 and 1`)
  return Math.SQRT2 * erfcinv(alpha)
}

/** The t with P(|T| ≥ t) = alpha under `degreesOfFreedom`, whole or not. */
export const studentCritical = (alpha: number, degreesOfFreedom: number): number => {
  assert(isLevel(alpha), `alpha ${alpha} lies between 0 and 1`)
  return -studentQuantile(alpha / 2, degreesOfFreedom)
}

const isLevel = (alpha: number): boolean => alpha > 0 && alpha < 1
