/** How far out a two-sided test at level alpha lies; from the small tail, so that tiny alphas keep their digits. */
import erfcinv from '@stdlib/math-base-special-erfcinv'
import { assert } from '../../kernel/assert.ts'
import { studentTwoSided } from './tails.ts'

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

/**
 * The t with P(|T| ≥ t) = alpha under `degreesOfFreedom`, whole or not: the root of our own tail. Logarithms of tail and t are nearly a line
 * where t is large, so secants find it in some ten steps; whatever leaves the bracket is halved instead. A library's quantile would cost a
 * Lambda 34 kB.
 */
export const studentCritical = (alpha: number, degreesOfFreedom: number): number => {
  assertLevel(alpha)
  const goal = Math.log(alpha)
  const excessAt = (logT: number): number => Math.log(studentTwoSided(Math.exp(logT), degreesOfFreedom)) - goal
  // Any t with a heavier tail, and any with a lighter one.
  let [low, high] = [Math.log(normalCritical(alpha)), Math.log(normalCritical(alpha))]
  while (excessAt(low) < 0) low -= 1
  while (excessAt(high) > 0) high += 1
  let [excessLow, excessHigh] = [excessAt(low), excessAt(high)]
  for (let step = 0; step < STEPS_MAX && high - low > Number.EPSILON; step += 1) {
    const secant = low + ((high - low) * excessLow) / (excessLow - excessHigh)
    // A secant that creeps along one side is helped by a bisection every third time.
    const at = step % 3 === 2 || !(secant > low && secant < high) ? (low + high) / 2 : secant
    const excess = excessAt(at)
    if (excess === 0) return Math.exp(at)
    if (excess > 0) [low, excessLow] = [at, excess]
    else [high, excessHigh] = [at, excess]
  }
  return Math.exp(excessLow < -excessHigh ? low : high)
}

/** Bisections alone would need some sixty. */
const STEPS_MAX = 200

/** A level, a confidence or a power: strictly between 0 and 1. */
export const assertLevel = (alpha: number): void => assert(alpha > 0 && alpha < 1, `alpha ${alpha} lies between 0 and 1`)
