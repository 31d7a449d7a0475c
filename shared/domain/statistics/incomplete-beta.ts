/**
 * The beta distribution on the scale of log odds u = ln(x/(1 - x)), where its density x^a (1 - x)^b / B(a, b) has one peak, no corners,
 * and where rates near 0 and near 1 keep their digits. Why not the library's: docs/decisions/0031.
 */
import { gaussLegendre } from './quadrature.ts'
import { deviance, stirlingRest } from './stirling.ts'

/** Beta(a, b), a and b above 0, with what of its density does not depend on u. */
export type BetaShape = { readonly a: number; readonly b: number; readonly logScale: number }

export const betaShape = (a: number, b: number): BetaShape => ({
  a,
  b,
  logScale: Math.log((a / (2 * Math.PI)) * (b / (a + b))) / 2 + stirlingRest(a + b) - stirlingRest(a) - stirlingRest(b),
})

/** Density at log odds u: the saddle-point form (Loader 2000), accuracies: docs/decisions/0031. */
export const betaDensity = ({ a, b, logScale }: BetaShape, u: number): number => {
  const n = a + b
  return Math.exp(logScale - deviance(a, n * rateOf(u)) - deviance(b, n * rateOf(-u)))
}

/**
 * P(X ≤ x) and P(X ≥ x) at log odds u, the smaller of both with its relative accuracy. Moderate shapes by the continued fraction
 * (Abramowitz and Stegun 26.5.8, evaluated as by Lentz 1976), large ones, where it would take √(a + b) steps, by Gauss-Legendre over the
 * tail (as Press et al. 2007, §6.4).
 */
export const betaTails = (shape: BetaShape, u: number): readonly [lower: number, upper: number] => {
  const { a, b } = shape
  const isLower = rateOf(u) * (a + b + 2) < a + 1
  const near = isLower ? shape : mirrored(shape)
  const at = isLower ? u : -u
  const tail = Math.min(1, a + b > FRACTION_MAX ? tailByQuadrature(near, at) : tailByFraction(near, at))
  return isLower ? [tail, 1 - tail] : [1 - tail, tail]
}

/** The log odds below which lies `p` of the distribution, by bisection; p between 0 and 1. For the share above, mirror: -betaQuantile(b, a). */
export const betaQuantile = (shape: BetaShape, p: number): number => {
  const below = (u: number): boolean => betaTails(shape, u)[0] < p
  let step = spreadOf(shape)
  let [low, high] = [modeOf(shape), modeOf(shape)]
  for (; !below(low); step *= 2) low -= step
  for (; below(high); step *= 2) high += step
  for (let halving = 0; halving < HALVINGS; halving += 1) {
    const middle = (low + high) / 2
    if (below(middle)) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** Log odds at the peak of the density. */
export const modeOf = ({ a, b }: BetaShape): number => Math.log(a / b)

/** The standard deviation of the normal distribution that fits the peak, in log odds. */
export const spreadOf = ({ a, b }: BetaShape): number => Math.sqrt(1 / a + 1 / b)

export const mirrored = ({ a, b, logScale }: BetaShape): BetaShape => ({ a: b, b: a, logScale })

/** x = 1/(1 + e^-u). */
export const rateOf = (u: number): number => 1 / (1 + Math.exp(-u))

/** How far to go down from u until the density has fallen by e^drop; u at or below the peak. At most a twentieth too far. */
export const distanceToDrop = (shape: BetaShape, u: number, drop: number): number => {
  const top = logDensityRatio(shape, u)
  const enough = (distance: number): boolean => top - logDensityRatio(shape, u - distance) >= drop
  let far = spreadOf(shape)
  while (!enough(far)) far *= 2
  let near = 0
  while (far - near > far / 20) {
    const middle = (near + far) / 2
    if (enough(middle)) far = middle
    else near = middle
  }
  return far
}

/** Above this sum of shapes the fraction is slower than the quadrature. */
const FRACTION_MAX = 10_000
const FRACTION_STEPS_MAX = 10_000
const HALVINGS = 100
const TAIL_DROP = 42
const TAIL_RULE = gaussLegendre(48)

/** a u - (a + b) ln(1 + e^u): the log density but for its constant. */
const logDensityRatio = ({ a, b }: BetaShape, u: number): number =>
  a * u - (a + b) * (u > 0 ? u + Math.log1p(Math.exp(-u)) : Math.log1p(Math.exp(u)))

/** What lies beyond a density e^42 times smaller than that at u is below rounding. */
const tailByQuadrature = (shape: BetaShape, u: number): number => {
  const half = distanceToDrop(shape, u, TAIL_DROP) / 2
  let sum = 0
  for (let index = 0; index < TAIL_RULE.nodes.length; index += 1) {
    sum += (TAIL_RULE.weights[index] as number) * betaDensity(shape, u - half * (1 - (TAIL_RULE.nodes[index] as number)))
  }
  return half * sum
}

const tailByFraction = (shape: BetaShape, u: number): number => {
  const density = betaDensity(shape, u)
  return density === 0 ? 0 : (density * betaFraction(shape, rateOf(u))) / shape.a
}

/** 1/(1 + d₁/(1 + d₂/(1 + …))), two terms a step; converges fast for x below (a + 1)/(a + b + 2). */
const betaFraction = ({ a, b }: BetaShape, x: number): number => {
  let c = 1
  let d = 1 / nonzero(1 - ((a + b) * x) / (a + 1))
  let value = d
  for (let m = 1; m <= FRACTION_STEPS_MAX; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / nonzero(1 + even * d)
    c = nonzero(1 + even / c)
    value *= c * d
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / nonzero(1 + odd * d)
    c = nonzero(1 + odd / c)
    const change = c * d
    value *= change
    if (Math.abs(change - 1) < Number.EPSILON) break
  }
  return value
}

const nonzero = (value: number): number => (Math.abs(value) < 1e-300 ? 1e-300 : value)
