/** Integrals and roots of smooth functions of one variable. */
import { assert } from '../../kernel/assert.ts'

/** Nodes in (-1, 1) and their weights, as long as each other. */
export type Rule = { readonly nodes: Float64Array; readonly weights: Float64Array }

/**
 * Gauss-Legendre with `count` nodes: roots of the Legendre polynomial by Newton's method, weights 2/((1 - x²) P'(x)²)
 * (Abramowitz and Stegun 25.4.29). Exact for polynomials up to degree 2 · count - 1.
 */
export const gaussLegendre = (count: number): Rule => {
  const nodes = new Float64Array(count)
  const weights = new Float64Array(count)
  for (let index = 0; index < (count + 1) >> 1; index += 1) {
    let x = Math.cos((Math.PI * (index + 0.75)) / (count + 0.5))
    for (let step = 0; step < NEWTON_STEPS; step += 1) x -= legendre(x, count) / legendreSlope(x, count)
    const slope = legendreSlope(x, count)
    const weight = 2 / ((1 - x * x) * slope * slope)
    nodes[index] = -x
    nodes[count - 1 - index] = x
    weights[index] = weight
    weights[count - 1 - index] = weight
  }
  return { nodes, weights }
}

/**
 * Where `f`, continuous and finite, crosses 0 between `low` and `high`, at which it has different signs: Ridders' method (Ridders 1979), which
 * keeps the root bracketed and doubles its digits with each step.
 */
export const rootBetween = (f: (x: number) => number, low: number, high: number): number => {
  let [a, b, fa, fb] = [low, high, f(low), f(high)]
  if (fa === 0) return a
  if (fb === 0) return b
  assert(fa < 0 !== fb < 0, `a root lies between ${low} and ${high}`)
  let last = Number.NaN
  for (let step = 0; step < ROOT_STEPS; step += 1) {
    const middle = (a + b) / 2
    const atMiddle = f(middle)
    const scale = Math.sqrt(atMiddle * atMiddle - fa * fb)
    if (atMiddle === 0 || scale === 0) return middle
    const x = middle + ((middle - a) * Math.sign(fa - fb) * atMiddle) / scale
    if (Math.abs(x - last) <= ROOT_PRECISION * Math.abs(x)) return x
    last = x
    const atX = f(x)
    if (atX === 0) return x
    if (atMiddle < 0 !== atX < 0) [a, fa, b, fb] = [middle, atMiddle, x, atX]
    else if (fa < 0 !== atX < 0) [b, fb] = [x, atX]
    else [a, fa] = [x, atX]
  }
  return last
}

/** From the cosine Newton's method is at rounding after three steps, at any count. */
const NEWTON_STEPS = 3
const ROOT_STEPS = 100
const ROOT_PRECISION = 1e-12

/** P_n(x) by the three-term recurrence (Abramowitz and Stegun 22.7.10). */
const legendre = (x: number, degree: number): number => {
  let before = 0
  let now = 1
  for (let order = 1; order <= degree; order += 1) {
    const next = ((2 * order - 1) * x * now - (order - 1) * before) / order
    before = now
    now = next
  }
  return now
}

/** P_n'(x) = n(x P_n - P_{n-1})/(x² - 1) (Abramowitz and Stegun 22.8.5). */
const legendreSlope = (x: number, degree: number): number => (degree * (x * legendre(x, degree) - legendre(x, degree - 1))) / (x * x - 1)
