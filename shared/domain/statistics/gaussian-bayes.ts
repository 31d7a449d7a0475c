/** An effect with a standard error as a normal posterior: chance to win and expected loss. No protection against repeated looks. */
import { normalCritical } from './critical-values.ts'
import { around, type Interval } from './interval.ts'
import { normalExcess, normalUpper } from './tails.ts'

/** In the unit of the effect, and its square. */
export type GaussianPrior = { readonly mean: number; readonly variance: number }

export type GaussianEffect = {
  readonly mean: number
  readonly standardDeviation: number
  readonly chanceToWin: number
  readonly interval: Interval
  /** E[max(effect, 0)]: what keeping the control is expected to cost. */
  readonly expectedLossIfControl: number
  /** E[max(-effect, 0)]. */
  readonly expectedLossIfTreatment: number
}

/**
 * Precisions add: 1/s² = 1/se² + 1/prior variance, the mean weighted by them; without a prior the estimate itself (Gelman et al. 2013,
 * §2.5; GrowthBook's engine). P(effect > 0) = Φ(m/s), losses s E[max(±Z + m/s, 0)]. Null without a standard error.
 */
export const gaussianEffect = (
  estimate: number,
  standardError: number,
  alpha: number,
  prior: GaussianPrior | null,
): GaussianEffect | null => {
  if (!(standardError > 0) || (prior !== null && !(prior.variance > 0))) return null
  const weight = prior === null ? 0 : (standardError * standardError) / (prior.variance + standardError * standardError)
  const mean = prior === null ? estimate : estimate + weight * (prior.mean - estimate)
  const standardDeviation = standardError * Math.sqrt(1 - weight)
  const z = mean / standardDeviation
  return {
    mean,
    standardDeviation,
    chanceToWin: normalUpper(-z),
    interval: around(mean, normalCritical(alpha) * standardDeviation),
    expectedLossIfControl: standardDeviation * normalExcess(-z),
    expectedLossIfTreatment: standardDeviation * normalExcess(z),
  }
}
