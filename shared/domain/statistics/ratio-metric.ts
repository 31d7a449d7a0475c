/** Ratios of what customers do: revenue per order, clicks per mail; the customer is assigned, not the order. */
import { normalCritical } from './critical-values.ts'
import { around, type Interval } from './interval.ts'
import type { JointMoments } from './joint-moments.ts'
import { normalTwoSided } from './tails.ts'

/** In the unit of numerator over denominator. */
export type RatioTest = {
  readonly ratioControl: number | null
  readonly ratioTreatment: number | null
  readonly difference: number | null
  readonly standardError: number | null
  readonly z: number | null
  readonly pValue: number | null
  readonly interval: Interval | null
}

/**
 * Delta method for a ratio R = mean y/mean x over customers: var R = (var y - 2R cov + R² var x)/(n · mean x²); normal quantile (Deng,
 * Knoblich and Lu 2018). y is the numerator, x the denominator. Null where a denominator is 0.
 */
export const compareRatios = (control: JointMoments, treatment: JointMoments, alpha: number): RatioTest => {
  const a = ratioOf(control)
  const b = ratioOf(treatment)
  const unknown = { standardError: null, z: null, pValue: null, interval: null }
  const ratios = { ratioControl: a?.ratio ?? null, ratioTreatment: b?.ratio ?? null }
  if (a === null || b === null) return { ...ratios, difference: null, ...unknown }
  const difference = b.ratio - a.ratio
  const standardError = Math.sqrt((a.square ?? 0) + (b.square ?? 0))
  if (a.square === null || b.square === null || !(standardError > 0)) return { ...ratios, difference, ...unknown }
  const z = difference / standardError
  const interval = around(difference, normalCritical(alpha) * standardError)
  return { ...ratios, difference, standardError, z, pValue: normalTwoSided(z), interval }
}

/** The ratio and its squared standard error. */
const ratioOf = ({ n, meanX, meanY, varianceX, varianceY, covariance }: JointMoments): { ratio: number; square: number | null } | null => {
  if (meanX === null || meanY === null || meanX === 0) return null
  const ratio = meanY / meanX
  if (varianceX === null || varianceY === null || covariance === null) return { ratio, square: null }
  const variance = varianceY - ratio * (2 * covariance - ratio * varianceX)
  return { ratio, square: Math.max(0, variance) / (n * meanX * meanX) }
}
