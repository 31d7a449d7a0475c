/** Two conversion rates compared: the pooled z test, and Wald's interval. Effect is treatment minus control, in shares (0.01 is one point). */
import { normalCritical } from './critical-values.ts'
import { around, type Interval } from './interval.ts'
import { normalTwoSided } from './tails.ts'

/** `conversions` of `n` customers, each at most once. */
export type Proportion = { readonly conversions: number; readonly n: number }

export type PooledTest = { readonly difference: number | null; readonly z: number | null; readonly pValue: number | null }
export type WaldTest = PooledTest & { readonly standardError: number | null; readonly interval: Interval | null }

/**
 * z = (pB - pA) / √(p(1 - p)(1/nA + 1/nB)), p over both arms (Fleiss, Levin and Paik 2003, §3.3, without continuity correction);
 * two-sided p. Nobody, or everybody, converted: the variance is 0 and there is no z.
 */
export const comparePooled = (control: Proportion, treatment: Proportion): PooledTest => {
  const z = pooledZ(control, treatment)
  return { difference: differenceOf(control, treatment), z, pValue: z === null ? null : normalTwoSided(z) }
}

/**
 * Wald: standard error² = pA(1 - pA)/nA + pB(1 - pB)/nB, interval difference ± z(alpha) · standard error, p from the same error.
 * An error of 0 comes from having seen too little, not from certainty: no interval then.
 */
export const compareWald = (control: Proportion, treatment: Proportion, alpha: number): WaldTest => {
  const difference = differenceOf(control, treatment)
  const variance = varianceOfRate(control) + varianceOfRate(treatment)
  if (difference === null || !(variance > 0)) {
    return { difference, standardError: variance === 0 ? 0 : null, z: null, pValue: null, interval: null }
  }
  const standardError = Math.sqrt(variance)
  const z = difference / standardError
  const interval = around(difference, normalCritical(alpha) * standardError)
  return { difference, standardError, z, pValue: normalTwoSided(z), interval }
}

/** pB - pA; null while an arm is empty. Where most converted, from those who did not: rates near 1 would cancel. */
export const differenceOf = (control: Proportion, treatment: Proportion): number | null => {
  if (!(control.n > 0 && treatment.n > 0)) return null
  return control.conversions * 2 > control.n
    ? (control.n - control.conversions) / control.n - (treatment.n - treatment.conversions) / treatment.n
    : treatment.conversions / treatment.n - control.conversions / control.n
}

/** The z of `comparePooled` alone, without its p: what a simulation asks for ten thousand times a look. */
export const pooledZ = (control: Proportion, treatment: Proportion): number | null => {
  const n = control.n + treatment.n
  const conversions = control.conversions + treatment.conversions
  const variance = (conversions / n) * ((n - conversions) / n) * (1 / control.n + 1 / treatment.n)
  const difference = differenceOf(control, treatment)
  return difference !== null && variance > 0 ? difference / Math.sqrt(variance) : null
}

/** p(1 - p)/n, with 1 - p counted and not subtracted, so that rates near 1 keep their digits. */
export const varianceOfRate = ({ conversions, n }: Proportion): number => ((conversions / n) * ((n - conversions) / n)) / n
