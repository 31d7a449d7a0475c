/** Student's t: its tail, and how far out a test lies. Apart from the normal distribution, for its library is large and plans do without. */
import betainc from '@stdlib/math-base-special-betainc'
import { assertLevel, normalCritical } from './critical-values.ts'

/** P(|T| ≥ |t|) of Student's t: I_x(ν/2, 1/2) at x = ν/(ν + t²), ν degrees of freedom above 0, whole or not (A&S 26.7.1 and 26.5.27). */
export const studentTwoSided = (t: number, degreesOfFreedom: number): number => {
  const square = t * t
  const sum = degreesOfFreedom + square
  // Here stdlib loses half its digits near t = 0 (3e-9); the Cauchy distribution has a closed form.
  if (degreesOfFreedom === 1) return (2 / Math.PI) * Math.atan2(1, Math.abs(t))
  // The smaller of x and 1 - x is the one that keeps its digits: at ν = 1e12 the other costs 4e-4 of p.
  return square > degreesOfFreedom
    ? betainc(degreesOfFreedom / sum, degreesOfFreedom / 2, 0.5)
    : betainc(square / sum, 0.5, degreesOfFreedom / 2, true, true)
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
