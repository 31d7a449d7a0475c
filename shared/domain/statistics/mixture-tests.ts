/** Other published always-valid tests, to compare ours with. */
import { assertLevel, normalCritical } from './critical-values.ts'
import { around, type Interval } from './interval.ts'
import { normalTwoSided } from './tails.ts'

export type MixtureBoundary = { readonly rho: number; readonly boundary: number }

/**
 * How far a sum with intrinsic time `v` may wander: √((v + ρ) ln((v + ρ)/(ρα²))), ρ = vOpt/(2 ln(1/α) + ln(1 + 2 ln(1/α))), tightest near
 * `vOpt`; two-sided (Howard, Ramdas, McAuliffe and Sekhon 2021, eq. 14).
 */
export const normalMixtureBoundary = (v: number, vOpt: number, alpha: number): MixtureBoundary => {
  assertLevel(alpha)
  const log = -2 * Math.log(alpha)
  const rho = vOpt / (log + Math.log1p(log))
  return { rho, boundary: Math.sqrt((v + rho) * (Math.log1p(v / rho) + log)) }
}

/** Conversions of both arms at one look, `n` customers in each. */
export type EqualLook = { readonly controlConversions: number; readonly treatmentConversions: number; readonly n: number }

/** `lambdas` are null where nothing varies, infinite beyond 1e308; `pValues` are the smallest so far. */
export type MixtureRatioPath = { readonly lambdas: readonly (number | null)[]; readonly pValues: readonly number[] }

/**
 * Mixture likelihood ratio of two rates, N(0, τ²) mixed over their difference: λ = √(V/(V + nτ²)) exp(n²τ²d²/(2V(V + nτ²))), V = pA(1 - pA) +
 * pB(1 - pB); p = min(1, 1/λ) so far (Johari, Pekelis and Walsh 2015, "Always valid inference"). The plugged-in variance makes it
 * fail at rare conversions.
 */
export const mixtureRatioTest = (looks: readonly EqualLook[], tau: number): MixtureRatioPath => {
  const lambdas: (number | null)[] = []
  const pValues: number[] = []
  let smallest = 1
  for (const look of looks) {
    const logLambda = logMixtureRatio(look, tau)
    if (logLambda !== null) smallest = Math.min(smallest, Math.exp(-logLambda))
    lambdas.push(logLambda === null ? null : Math.exp(logLambda))
    pValues.push(smallest)
  }
  return { lambdas, pValues }
}

const logMixtureRatio = ({ controlConversions, treatmentConversions, n }: EqualLook, tau: number): number | null => {
  const a = controlConversions / n
  const b = treatmentConversions / n
  const variance = a * (1 - a) + b * (1 - b)
  if (!(n > 0 && variance > 0)) return null
  const mixed = n * tau * tau
  const gap = b - a
  return (gap * gap * n * (mixed / variance)) / (2 * (variance + mixed)) - Math.log1p(mixed / variance) / 2
}

/** Sample mean's `variance` per customer and `n` of one arm. */
export type Spread = { readonly variance: number; readonly n: number }
export type StatsigTest = { readonly zStar: number | null; readonly interval: Interval | null; readonly pValue: number | null }

/**
 * Statsig's published sequential test (docs.statsig.com, "Frequentist Sequential Testing", after Zhao, Liu and Deb 2019): difference ± z*√V,
 * V = vA/nA + vB/nB, z*² = (V + τ)/τ · (-2 ln(α/2) - ln(V/(V + τ))), τ = z(α)² (vA + vB)/(nA + nB); p is that of z under a normal
 * distribution as much wider as z* is larger than z(α).
 */
export const statsigTest = (difference: number, control: Spread, treatment: Spread, alpha: number): StatsigTest => {
  const z = normalCritical(alpha)
  const square = control.variance / control.n + treatment.variance / treatment.n
  if (!(control.n > 0 && treatment.n > 0 && square > 0)) return { zStar: null, interval: null, pValue: null }
  const tau = (z * z * (control.variance + treatment.variance)) / (control.n + treatment.n)
  const zStar = Math.sqrt((square / tau + 1) * (Math.log1p(tau / square) - 2 * Math.log(alpha / 2)))
  const error = Math.sqrt(square)
  return { zStar, interval: around(difference, zStar * error), pValue: normalTwoSided(((difference / error) * z) / zStar) }
}
