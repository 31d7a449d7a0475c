/** Tails of the normal distribution, straight: `1 - cdf` would give 0 long before the numbers end. Accuracies: docs/decisions/0006. */
import erfc from '@stdlib/math-base-special-erfc'

/** P(|Z| ≥ |z|) of a standard normal: erfc(|z|/√2) (Abramowitz and Stegun 26.2.29). */
export const normalTwoSided = (z: number): number => erfc(Math.abs(z) / Math.SQRT2)

/** P(Z ≥ z) of a standard normal: erfc(z/√2)/2, on either side of 0; the lower tail is that of -z. */
export const normalUpper = (z: number): number => erfc(z / Math.SQRT2) / 2

/** The standard normal density. */
export const normalDensity = (z: number): number => Math.exp(z * z * -0.5) * DENSITY_AT_ZERO

/**
 * E[max(Z - z, 0)] = φ(z) - z P(Z ≥ z). From 1 on, where the two would cancel, it is i¹erfc(z/√2)/√2, reached from erfc by the ratios of
 * its repeated integrals, computed backwards (Gautschi 1961; Abramowitz and Stegun 7.2.5).
 */
export const normalExcess = (z: number): number => {
  if (z < 1) return normalDensity(z) - z * normalUpper(z)
  const x = z / Math.SQRT2
  let ratio = 0
  for (let order = EXCESS_ORDER; order >= 1; order -= 1) ratio = 1 / (2 * (x + (order + 1) * ratio))
  return (ratio * erfc(x)) / Math.SQRT2
}

const DENSITY_AT_ZERO = 1 / Math.sqrt(2 * Math.PI)
/** From z = 1 on the backward recurrence has sixteen digits after so many orders. */
const EXCESS_ORDER = 300
