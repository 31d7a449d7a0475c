/** Intervals for conversion rates that hold where Wald's do not: few customers, few conversions, none at all. Rates are shares of 1. */
import { normalCritical } from './critical-values.ts'
import type { Interval } from './interval.ts'
import { differenceOf, type Proportion } from './two-proportions.ts'

export type DifferenceInterval = { readonly difference: number | null; readonly interval: Interval | null }
/** `incremental` conversions are customers, not shares. */
export type Incremental = DifferenceInterval & { readonly incremental: number | null }

/**
 * Wilson 1927, without continuity correction: the rates p with |x/n - p| ≤ z √(p(1 - p)/n), z at level `alpha`. Null without customers.
 * Each end is written as a product where the plain form would cancel: none of n gives exactly 0, all of n exactly 1.
 */
export const wilsonInterval = (arm: Proportion, alpha: number): Interval | null => wilsonAt(arm, normalCritical(alpha))

/**
 * Newcombe 1998, method 10, of pB - pA: from Wilson's [lA, uA] and [lB, uB], d - √((pB - lB)² + (uA - pA)²) to
 * d + √((uB - pB)² + (pA - lA)²). It needs no variance, so arms without conversions have one. Null while an arm is empty.
 */
export const newcombeInterval = (control: Proportion, treatment: Proportion, alpha: number): DifferenceInterval =>
  newcombeAt(control, treatment, normalCritical(alpha))

/** The same with a critical value `z` of its own, such as a sequential one. */
export const newcombeAt = (control: Proportion, treatment: Proportion, z: number): DifferenceInterval => {
  const ofControl = wilsonAt(control, z)
  const ofTreatment = wilsonAt(treatment, z)
  const difference = differenceOf(control, treatment)
  if (difference === null || ofControl === null || ofTreatment === null) return { difference: null, interval: null }
  const a = control.conversions / control.n
  const b = treatment.conversions / treatment.n
  const low = difference - Math.hypot(b - ofTreatment[0], ofControl[1] - a)
  const high = difference + Math.hypot(ofTreatment[1] - b, a - ofControl[0])
  return { difference, interval: [low, high] }
}

/** Conversions that would not have been without the treatment: Newcombe's interval of treated minus held out, times the number treated. */
export const incrementalConversions = (heldOut: Proportion, treated: Proportion, alpha: number): Incremental => {
  const { difference, interval } = newcombeInterval(heldOut, treated, alpha)
  if (difference === null || interval === null) return { difference, interval, incremental: null }
  return { difference, incremental: difference * treated.n, interval: [interval[0] * treated.n, interval[1] * treated.n] }
}

/** low · high = p²/(1 + z²/n), and the same for 1 - p: the end nearer to its 0 follows from the other. */
const wilsonAt = ({ conversions, n }: Proportion, z: number): Interval | null => {
  if (!(n > 0)) return null
  const p = conversions / n
  const q = (n - conversions) / n
  const share = (z * z) / n
  const half = z * Math.sqrt((p * q) / n + share / (4 * n))
  const high = (p + share / 2 + half) / (1 + share)
  const missHigh = (q + share / 2 + half) / (1 + share)
  const low = conversions === 0 ? 0 : (p * p) / ((1 + share) * high)
  const missLow = conversions === n ? 0 : (q * q) / ((1 + share) * missHigh)
  return [p < q ? low : 1 - missHigh, p < q ? high : 1 - missLow]
}
