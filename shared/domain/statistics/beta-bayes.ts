/**
 * Conversion rates as Beta posteriors: chance to be best, expected loss, credible intervals. Marked wherever shown: these protect against
 * nothing when looked at repeatedly.
 */
import { assertLevel } from './critical-values.ts'
import {
  type BetaShape,
  betaDensity,
  betaQuantile,
  betaShape,
  betaTails,
  distanceToDrop,
  mirrored,
  modeOf,
  rateOf,
  spreadOf,
} from './incomplete-beta.ts'
import type { Interval } from './interval.ts'
import { gaussLegendre } from './quadrature.ts'
import type { Proportion } from './two-proportions.ts'

/** Pseudo-counts of a Beta(alpha, beta) prior, both above 0: { 1, 1 } is uniform. */
export type BetaPrior = { readonly alpha: number; readonly beta: number }

export type BetaArm = {
  readonly mean: number
  /** The chance that no other arm has a higher rate. */
  readonly chanceBest: number
  /** E[max(max of the others - this, 0)], in shares: what choosing this arm is expected to cost. */
  readonly expectedLoss: number
}

/**
 * For each arm ∫ f_i Π F_j and ∫ F_i (1 - Π F_j) dx, j over the other arms (Stucchio 2015, "Bayesian A/B testing at VWO", for two),
 * by Gauss-Legendre in log odds between points at which the arms' densities have fallen by fixed amounts. One arm alone is best at no loss.
 */
export const compareBeta = (arms: readonly Proportion[], prior: BetaPrior): readonly BetaArm[] => {
  const shapes = arms.map((arm) => posterior(arm, prior))
  const sums = shapes.map(() => ({ best: 0, loss: 0 }))
  const points = breakpoints(shapes)
  for (let index = 1; index < points.length; index += 1) {
    const [low, high] = [points[index - 1] as number, points[index] as number]
    for (let node = 0; node < PANEL.nodes.length; node += 1) {
      const u = low + ((1 + (PANEL.nodes[node] as number)) * (high - low)) / 2
      addNode(shapes, sums, u, ((PANEL.weights[node] as number) * (high - low)) / 2)
    }
  }
  return shapes.map(({ a, b }, index) => {
    const { best, loss } = sums[index] as { best: number; loss: number }
    return { mean: a / (a + b), chanceBest: Math.min(1, best), expectedLoss: loss }
  })
}

/** Equal tails of alpha/2 each, of the posterior. */
export const credibleInterval = (arm: Proportion, prior: BetaPrior, alpha: number): Interval => {
  assertLevel(alpha)
  const shape = posterior(arm, prior)
  return [rateOf(betaQuantile(shape, alpha / 2)), rateOf(-betaQuantile(mirrored(shape), alpha / 2))]
}

const posterior = ({ conversions, n }: Proportion, { alpha, beta }: BetaPrior): BetaShape =>
  betaShape(alpha + conversions, beta + (n - conversions))

const addNode = (shapes: readonly BetaShape[], sums: { best: number; loss: number }[], u: number, weight: number): void => {
  const lower = shapes.map((shape) => betaTails(shape, u))
  const logLower = lower.map(([below, above]) => (above < 0.5 ? Math.log1p(-above) : Math.log(below)))
  for (let index = 0; index < shapes.length; index += 1) {
    const sum = sums[index] as { best: number; loss: number }
    let logOthers = 0
    for (let other = 0; other < shapes.length; other += 1) if (other !== index) logOthers += logLower[other] as number
    sum.best += weight * betaDensity(shapes[index] as BetaShape, u) * Math.exp(logOthers)
    sum.loss -= weight * (lower[index]?.[0] as number) * Math.expm1(logOthers) * rateOf(u) * rateOf(-u)
  }
}

/**
 * Each arm's peak and where its density has fallen by e^drop on both sides, points closer than any arm is wide taken as one; and steps in
 * between, where no arm is but rates still count.
 */
const breakpoints = (shapes: readonly BetaShape[]): readonly number[] => {
  const narrowest = Math.min(...shapes.map(spreadOf))
  const points = shapes.flatMap((shape) => {
    const peak = modeOf(shape)
    return [
      peak,
      ...DROPS.flatMap((drop) => [peak - distanceToDrop(shape, peak, drop), peak + distanceToDrop(mirrored(shape), -peak, drop)]),
    ]
  })
  const [first, last] = [Math.min(...points), Math.max(...points)]
  const sorted = [...points, ...STEPS.filter((step) => step > first && step < last)].sort((a, b) => a - b)
  return sorted.filter((point, index) => index === 0 || point - (sorted[index - 1] as number) > MERGED * narrowest)
}

const PANEL = gaussLegendre(20)
/** For a normal peak: 2, 4, 6, 8, 10, 14, 20, 28 and 39 standard deviations; the last is the end of doubles. */
const DROPS = [2, 8, 18, 32, 50, 100, 200, 400, 750]
const MERGED = 0.3
/** Log odds at which 1 - x, or x, is below rounding, and on the way there: e^u/(1 + e^u)² is smooth over six. */
const STEPS = Array.from({ length: 13 }, (_, index) => 6 * index - 36)
