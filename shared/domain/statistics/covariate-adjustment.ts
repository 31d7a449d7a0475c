/** Less noise from what was known before the experiment: a covariate (CUPED), or strata. */
import type { JointMoments } from './joint-moments.ts'
import { mergeMoments, type Moments } from './moments.ts'
import { compareMeans, type WelchTest } from './welch.ts'
import { around, type Interval } from './interval.ts'
import { normalCritical } from './critical-values.ts'
import { normalTwoSided } from './tails.ts'

export type CupedTest = WelchTest & {
  readonly theta: number | null
  /** By which share the squared standard error of the difference became smaller: 0.4 saves two customers of five. */
  readonly varianceReduction: number | null
}

/**
 * CUPED (Deng, Xu, Kohavi and Walker 2013): y - θx in place of y, θ = cov(x, y)/var(x) over the customers of both arms as one sample; then
 * Welch. x is the same measure before the experiment, y the outcome. Null where the covariate does not vary: compare the outcome itself.
 */
export const compareWithCovariate = (control: JointMoments, treatment: JointMoments, alpha: number): CupedTest => {
  const together = products(control, treatment)
  if (together === null) return { ...compareMeans(EMPTY, EMPTY, alpha), theta: null, varianceReduction: null }
  const theta = together.xy / together.xx
  const [a, b] = [adjusted(control, theta), adjusted(treatment, theta)]
  const before = squaredError(outcomeOf(control), outcomeOf(treatment))
  const after = squaredError(a, b)
  const varianceReduction = before === null || after === null || before === 0 ? null : 1 - after / before
  return { ...compareMeans(a, b, alpha), theta, varianceReduction }
}

export type Stratum = { readonly control: Moments; readonly treatment: Moments }
export type StratifiedTest = {
  readonly difference: number | null
  readonly standardError: number | null
  readonly z: number | null
  readonly pValue: number | null
  readonly interval: Interval | null
}

/**
 * Post-stratification (Miratrix, Sekhon and Yu 2013; Holt and Smith 1979): Σ W(mB - mA) over the strata, W a stratum's share of the
 * customers of both arms, standard error² = Σ W²(vA/nA + vB/nB), normal quantile. Strata in which an arm has fewer than two customers are
 * taken together as one; null where even that has not two in each arm.
 */
export const postStratified = (strata: readonly Stratum[], alpha: number): StratifiedTest => {
  const usable = withoutThin(strata)
  const total = usable.reduce((sum, { control, treatment }) => sum + control.n + treatment.n, 0)
  let difference = 0
  let square = 0
  for (const { control, treatment } of usable) {
    const weight = (control.n + treatment.n) / total
    difference += weight * ((treatment.mean as number) - (control.mean as number))
    square += weight * weight * (squaredError(control, treatment) ?? 0)
  }
  if (total === 0 || usable.some(isThin)) return { difference: null, standardError: null, z: null, pValue: null, interval: null }
  if (!(square > 0)) return { difference, standardError: null, z: null, pValue: null, interval: null }
  const standardError = Math.sqrt(square)
  const z = difference / standardError
  const interval = around(difference, normalCritical(alpha) * standardError)
  return { difference, standardError, z, pValue: normalTwoSided(z), interval }
}

const EMPTY: Moments = { n: 0, mean: null, variance: null }

type Products = { readonly xx: number; readonly xy: number }

/** Centred sums of squares of x, and of products, of both arms as one sample (Chan, Golub and LeVeque 1983, eq. 1.5b); null where x does not vary. */
const products = (a: JointMoments, b: JointMoments): Products | null => {
  if (a.meanX === null || b.meanX === null || a.meanY === null || b.meanY === null) return null
  const between = (a.n * b.n) / (a.n + b.n)
  const [gapX, gapY] = [b.meanX - a.meanX, b.meanY - a.meanY]
  const within = (of: (arm: JointMoments) => number | null): number => (of(a) ?? 0) * (a.n - 1) + (of(b) ?? 0) * (b.n - 1)
  const xx = within(({ varianceX }) => varianceX) + between * gapX * gapX
  const xy = within(({ covariance }) => covariance) + between * gapX * gapY
  return xx > 0 ? { xx, xy } : null
}

/** Moments of y - θx. What is left of the variance by rounding alone is none. */
const adjusted = ({ n, meanX, meanY, varianceX, varianceY, covariance }: JointMoments, theta: number): Moments => {
  const mean = meanX === null || meanY === null ? null : meanY - theta * meanX
  if (varianceX === null || varianceY === null || covariance === null) return { n, mean, variance: null }
  const variance = varianceY - theta * (2 * covariance - theta * varianceX)
  return { n, mean, variance: variance > ROUNDING * varianceY ? variance : 0 }
}

const ROUNDING = 1e-14

const outcomeOf = ({ n, meanY, varianceY }: JointMoments): Moments => ({ n, mean: meanY, variance: varianceY })

const squaredError = (a: Moments, b: Moments): number | null =>
  a.variance === null || b.variance === null ? null : a.variance / a.n + b.variance / b.n

const isThin = ({ control, treatment }: Stratum): boolean => control.n < 2 || treatment.n < 2

const withoutThin = (strata: readonly Stratum[]): readonly Stratum[] => {
  const thin = strata.filter(isThin)
  if (thin.length === 0) return strata
  const rest = thin.reduce((sum, { control, treatment }) => ({
    control: mergeMoments(sum.control, control),
    treatment: mergeMoments(sum.treatment, treatment),
  }))
  return [...strata.filter((stratum) => !isThin(stratum)), ...(rest.control.n + rest.treatment.n > 0 ? [rest] : [])]
}
