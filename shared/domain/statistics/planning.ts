/** How many customers a comparison of two conversion rates, or of two means, needs, and what a given number can find. Rates are shares of 1. */
import { normalCritical, normalQuantile } from './critical-values.ts'
import { rootBetween } from './quadrature.ts'
import { normalUpper } from './tails.ts'

/** `ratio` is nTreatment/nControl; `alpha` is two-sided. */
export type SampleSizePlan = {
  readonly control: number
  readonly treatment: number
  readonly alpha: number
  readonly power: number
  readonly ratio: number
}
/** As the formula gives them, not rounded up. */
export type SampleSize = { readonly nControl: number; readonly nTreatment: number }

/**
 * nControl = (z(alpha/2) √(p̄(1 - p̄)(1 + 1/r)) + z(power) √(pA(1 - pA) + pB(1 - pB)/r))² / (pB - pA)², r the ratio, p̄ = (pA + r pB)/(1 + r):
 * pooled under no difference, unpooled under the difference (Fleiss, Levin and Paik 2003, chapter 4; R `power.prop.test`). Null where there
 * is no difference to find, and where `power` is below what chance alone has.
 */
export const sampleSizeForRates = ({ control, treatment, alpha, power, ratio }: SampleSizePlan): SampleSize | null => {
  const difference = treatment - control
  const pooled = (control + ratio * treatment) / (1 + ratio)
  const underNull = Math.sqrt(variance(pooled) * (1 + 1 / ratio))
  const underEffect = Math.sqrt(variance(control) + variance(treatment) / ratio)
  const needed = normalCritical(alpha) * underNull + normalQuantile(power) * underEffect
  if (difference === 0 || !(needed > 0)) return null
  const nControl = (needed / difference) ** 2
  return { nControl, nTreatment: nControl * ratio }
}

export type PowerPlan = {
  readonly control: number
  readonly treatment: number
  readonly nControl: number
  readonly nTreatment: number
  readonly alpha: number
}

/**
 * The chance that the two-sided test at `alpha` finds the difference, in its own direction: Φ((|pB - pA| - z √(p̄(1 - p̄)(1/nA + 1/nB))) /
 * √(pA(1 - pA)/nA + pB(1 - pB)/nB)), the inverse of the formula above. Null while an arm is empty, or nothing varies.
 */
export const powerForRates = ({ control, treatment, nControl, nTreatment, alpha }: PowerPlan): number | null => {
  if (!(nControl > 0 && nTreatment > 0)) return null
  const pooled = (nControl * control + nTreatment * treatment) / (nControl + nTreatment)
  const underNull = Math.sqrt(variance(pooled) * (1 / nControl + 1 / nTreatment))
  const underEffect = Math.sqrt(variance(control) / nControl + variance(treatment) / nTreatment)
  const margin = Math.abs(treatment - control) - normalCritical(alpha) * underNull
  const power = normalUpper(-margin / underEffect)
  return Number.isNaN(power) ? null : power
}

/** The smallest rise over `control` found with `power`, in shares; null where not even everybody converting would be found. */
export const smallestRise = (plan: Omit<PowerPlan, 'treatment'>, power: number): number | null => {
  const gap = (rise: number): number => (powerForRates({ ...plan, treatment: plan.control + rise }) ?? Number.NaN) - power
  const most = 1 - plan.control
  const least = most * RISE_PRECISION
  if (!(gap(most) >= 0)) return null
  return gap(least) >= 0 ? least : rootBetween(gap, least, most)
}

/** A difference of two means whose values have this standard deviation in both arms; `alpha` is two-sided. */
export type MeansPlan = {
  readonly effect: number
  readonly deviation: number
  readonly alpha: number
  readonly power: number
  readonly ratio: number
}

/**
 * nControl = (z(alpha/2) + z(power))² s² (1 + 1/r) / effect², r = nTreatment/nControl (Chow, Shao, Wang and Lokhnygina 2018, §3.2, by the
 * normal distribution). Null where there is no difference to find, nothing varies, or `power` is below what chance alone has.
 */
export const sampleSizeForMeans = ({ effect, deviation, alpha, power, ratio }: MeansPlan): SampleSize | null => {
  const needed = (normalCritical(alpha) + normalQuantile(power)) * deviation * Math.sqrt(1 + 1 / ratio)
  if (effect === 0 || !(needed > 0)) return null
  const nControl = (needed / effect) ** 2
  return { nControl, nTreatment: nControl * ratio }
}

/** The smallest difference of two means found with `power`: (z(alpha/2) + z(power)) s √(1/nA + 1/nB); null while an arm is empty. */
export const smallestShift = (
  { deviation, nControl, nTreatment, alpha }: Pick<MeansPlan, 'deviation' | 'alpha'> & Pick<PowerPlan, 'nControl' | 'nTreatment'>,
  power: number,
): number | null => {
  const shift = (normalCritical(alpha) + normalQuantile(power)) * deviation * Math.sqrt(1 / nControl + 1 / nTreatment)
  return nControl > 0 && nTreatment > 0 && shift > 0 ? shift : null
}

const variance = (rate: number): number => rate * (1 - rate)

/** Nobody plans for less than this share of the distance to everybody. */
const RISE_PRECISION = 1e-9
