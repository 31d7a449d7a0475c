/**
 * Asymptotic confidence sequences (Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas 2021, "Time-uniform central limit theory"): intervals
 * for an estimate with its standard error that hold at all looks together, however often one looks and whenever one stops.
 */
import { assertLevel } from './critical-values.ts'
import { around, type Interval } from './interval.ts'
import { differenceOf, type Proportion, varianceOfRate } from './two-proportions.ts'

/** `estimate` and its `standardError` at `n` customers; the bound is tightest near `nStar` customers. */
export type SequentialEstimate = {
  readonly estimate: number
  readonly standardError: number
  readonly n: number
  readonly alpha: number
  readonly nStar: number
}

export type ConfidenceSequence = {
  readonly rho: number
  readonly halfWidth: number | null
  readonly interval: Interval | null
  readonly logEValue: number | null
  readonly pValue: number | null
}

/** ρ² = (-2 ln α + ln(1 - 2 ln α))/n*: where the two-sided sequence is narrowest (eq. 161). Positive for α below 1. */
const rhoSquared = (alpha: number, nStar: number): number => {
  const log = -2 * Math.log(alpha)
  return (log + Math.log1p(log)) / nStar
}

/** How many standard errors away 0 must lie after `n`: √(2k/(nρ²) ln(√k/α)), k = nρ² + 1 (eq. 9 over the standard error). */
export const sequentialCritical = (n: number, alpha: number, nStar: number): number => {
  const spread = n * rhoSquared(alpha, nStar)
  return Math.sqrt(((spread + 1) / spread) * (Math.log1p(spread) - 2 * Math.log(alpha)))
}

/** ln E = ρ²nz²/(2k) - ln(k)/2 for an estimate z standard errors from 0 (eq. 155); evidence against no effect that may be looked at daily. */
export const logEValueOf = (z: number, n: number, alpha: number, nStar: number): number => {
  const spread = n * rhoSquared(alpha, nStar)
  return ((spread / (spread + 1)) * (z * z - 1) + belowOne(spread)) / 2
}

/** s/(1 + s) - ln(1 + s): what is left at z = 1, by its series Σ (-1)^(k+1) (1 - 1/k) s^k where the two would cancel. */
const belowOne = (s: number): number =>
  s > 1e-3 ? s / (1 + s) - Math.log1p(s) : -s * s * (1 / 2 - s * (2 / 3 - s * (3 / 4 - s * (4 / 5 - s * (5 / 6)))))

/** min(1, 1/E), valid at any time. */
export const pValueOfLogE = (logEValue: number): number => Math.min(1, Math.exp(-logEValue))

/** Two-sided: estimate ± standard error · critical value; p below alpha exactly where 0 lies outside. Null before the first customer and without an error. */
export const confidenceSequence = ({ estimate, standardError, n, alpha, nStar }: SequentialEstimate): ConfidenceSequence => {
  assertLevel(alpha)
  const rho = Math.sqrt(rhoSquared(alpha, nStar))
  if (!(n > 0 && standardError > 0)) return { rho, halfWidth: null, interval: null, logEValue: null, pValue: null }
  const halfWidth = standardError * sequentialCritical(n, alpha, nStar)
  const logEValue = logEValueOf(estimate / standardError, n, alpha, nStar)
  return { rho, halfWidth, interval: around(estimate, halfWidth), logEValue, pValue: pValueOfLogE(logEValue) }
}

/** `greater` asks whether the effect is above 0 and bounds it from below; `less` the reverse. */
export type Side = 'greater' | 'less'

export type OneSidedSequence = {
  readonly rho: number | null
  readonly halfWidth: number | null
  readonly bound: number | null
  readonly pValue: number | null
  readonly reject: boolean
}

/**
 * One-sided: half width √n se √(2k/(nρ)² ln(1 + √k/(2α))), ρ from 2α (eq. 134). p is its inverse with ρ held, √k/(2(e^L - 1)) with
 * L = (nρe)²/(2k n se²), and 0.5 where the estimate points the other way or nothing smaller follows. Needs alpha below 0.5.
 */
export const confidenceSequenceOneSided = (given: SequentialEstimate, side: Side): OneSidedSequence => {
  const { standardError, n, alpha, nStar } = given
  assertLevel(alpha)
  if (alpha >= 0.5) return { rho: null, halfWidth: null, bound: null, pValue: null, reject: false }
  const square = rhoSquared(2 * alpha, nStar)
  const rho = Math.sqrt(square)
  if (!(n > 0 && standardError > 0)) return { rho, halfWidth: null, bound: null, pValue: null, reject: false }

  const spread = n * square
  const root = Math.sqrt(spread + 1)
  const halfWidth = standardError * Math.sqrt(((2 * (spread + 1)) / spread) * Math.log1p(root / (2 * alpha)))
  const effect = side === 'greater' ? given.estimate : -given.estimate
  const log = (spread / (spread + 1)) * ((effect / standardError) ** 2 / 2)
  // √k/(2(e^L - 1)), which would be infinity upside down long before p is 0.
  const pValue = effect > 0 ? Math.min(0.5, Math.exp(Math.log(root / 2) - log - Math.log1p(-Math.exp(-log)))) : 0.5
  const bound = side === 'greater' ? effect - halfWidth : halfWidth - effect
  return { rho, halfWidth, bound, pValue, reject: effect > halfWidth }
}

/** Both arms as counted up to one look. */
export type Look = { readonly control: Proportion; readonly treatment: Proportion }

export type SequentialPath = {
  /** Smallest p so far. */
  readonly pValues: readonly number[]
  /** What all intervals so far have in common; null while there was none. */
  readonly intervals: readonly (Interval | null)[]
  /** Counted from 1; null while no p was below alpha. */
  readonly firstSignificantLook: number | null
}

/**
 * The two-sided sequence of the difference of rates at each look, unpooled variance, n over both arms. Looks without variance say
 * nothing. Kept as the published method: at rare conversions `sequentialTest` with the pooled variance is the one that holds its promise.
 */
export const sequentialPath = (looks: readonly Look[], alpha: number, nStar: number): SequentialPath => {
  const pValues: number[] = []
  const intervals: (Interval | null)[] = []
  let smallest = 1
  let common: Interval | null = null
  let firstSignificantLook: number | null = null
  for (const [index, { control, treatment }] of looks.entries()) {
    const standardError = Math.sqrt(varianceOfRate(control) + varianceOfRate(treatment))
    const estimate = differenceOf(control, treatment) ?? Number.NaN
    const { interval, pValue } = confidenceSequence({ estimate, standardError, n: control.n + treatment.n, alpha, nStar })
    smallest = Math.min(smallest, pValue ?? 1)
    common = interval === null || common === null ? (common ?? interval) : intersection(common, interval)
    if (smallest < alpha) firstSignificantLook ??= index + 1
    pValues.push(smallest)
    intervals.push(common)
  }
  return { pValues, intervals, firstSignificantLook }
}

const intersection = (a: Interval, b: Interval): Interval => [Math.max(a[0], b[0]), Math.min(a[1], b[1])]
