/**
 * Factorials of large numbers only ever meet in ratios. Written with what Stirling's formula leaves over, the large parts cancel on paper
 * and not in floating point: ln Γ(1e9) itself is known to 4e-6 alone (Loader 2000, "Fast and accurate computation of binomial probabilities").
 */

/**
 * δ(a) = ln Γ(a + 1) - ((a + ½) ln a - a + ½ ln 2π), for a above 0. From 10 on the asymptotic series (Abramowitz and Stegun 6.1.41),
 * below by δ(a) = δ(a + 1) + (a + ½) ln(1 + 1/a) - 1.
 */
export const stirlingRest = (a: number): number => {
  let rest = 0
  let at = a
  for (; at < 10; at += 1) rest += (at + 0.5) * Math.log1p(1 / at) - 1
  const square = 1 / (at * at)
  let series = 1 / 156
  for (let index = SERIES.length - 1; index >= 0; index -= 1) series = (SERIES[index] as number) + square * series
  return rest + series / at
}

/** Signs included: 1/(12a) - 1/(360a³) + …, the last one, 1/(156a¹³), standing above. */
const SERIES: readonly number[] = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360_360]

/**
 * x ln(x/m) + m - x, never negative: how far a count x lies from its expectation m. Near each other by the series in (x - m)/(x + m),
 * where the plain form would cancel (Loader 2000, `bd0`).
 */
export const deviance = (x: number, expected: number): number => {
  const gap = x - expected
  if (x === 0) return expected
  if (Math.abs(gap) >= 0.1 * (x + expected)) return x * Math.log(x / expected) - gap
  const ratio = gap / (x + expected)
  const square = ratio * ratio
  let sum = gap * ratio
  let power = 2 * x * ratio
  for (let odd = 3; odd < SERIES_TERMS_MAX; odd += 2) {
    power *= square
    const next = sum + power / odd
    if (next === sum) return next
    sum = next
  }
  return sum
}

/** |ratio| stays below 0.1: sixteen digits are there after nine terms. */
const SERIES_TERMS_MAX = 61

/** ln of the chance of `hits` among `n` tries of chance p, with q = 1 - p given so that both keep their digits (Loader 2000). */
export const logBinomial = (hits: number, n: number, p: number, q: number): number => {
  if (hits === 0) return n === 0 ? 0 : -deviance(n, n * q) - n * p
  if (hits === n) return -deviance(n, n * p) - n * q
  const misses = n - hits
  const rest = stirlingRest(n) - stirlingRest(hits) - stirlingRest(misses)
  const scale = Math.log(n / (2 * Math.PI * hits * misses)) / 2
  return rest + scale - deviance(hits, n * p) - deviance(misses, n * q)
}
