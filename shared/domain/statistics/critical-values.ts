/** How far out a two-sided test at level alpha lies; from the small tail, so that tiny alphas keep their digits. */
import erfcinv from '@stdlib/math-base-special-erfcinv'
import { assert } from '../../kernel/assert.ts'

/** The z with P(|Z| ≥ z) = alpha: √2 erfc⁻¹(alpha); 1.96 for 0.05. */
export const normalCritical = (alpha: number): number => {
  assertLevel(alpha)
  return Math.SQRT2 * erfcinv(alpha)
}

/** The z with P(Z ≤ z) = p, from whichever tail is the smaller. */
export const normalQuantile = (p: number): number => {
  if (p === 0.5) return 0
  return p < 0.5 ? -normalCritical(2 * p) : normalCritical(2 * (1 - p))
}

/** A level, a confidence or a power: strictly between 0 and 1. */
export const assertLevel = (alpha: number): void => assert(alpha > 0 && alpha < 1, `alpha ${alpha} lies between 0 and 1`)
