/** Two-sided p-values straight from the tail: `1 - cdf` would give 0 long before the numbers end. Accuracies: docs/decisions/0006. */
import betainc from '@stdlib/math-base-special-betainc'
import erfc from '@stdlib/math-base-special-erfc'
import gammainc from '@stdlib/math-base-special-gammainc'

/** P(|Z| ≥ |z|) of a standard normal: erfc(|z|/√2) (Abramowitz and Stegun 26.2.29). */
export const normalTwoSided = (z: number): number => erfc(Math.abs(z) / Math.SQRT2)

/** P(|T| ≥ |t|) of Student's t: I_x(ν/2, 1/2) at x = ν/(ν + t²), ν degrees of freedom above 0, whole or not (A&S 26.7.1 and 26.5.27). */
export const studentTwoSided = (t: number, degreesOfFreedom: number): number => {
  const square = t * t
  const sum = degreesOfFreedom + square
  // Here stdlib loses half its digits near t = 0 (3e-9); the Cauchy distribution has a closed form.
  if (degreesOfFreedom === 1) return (2 / Math.PI) * Math.atan2(1, Math.abs(t))
  // The smaller of x and 1 - x is the one that keeps its digits: at ν = 1e12 the other costs 4e-4 of p.
  return square > degreesOfFreedom
    ? betainc(degreesOfFreedom / sum, degreesOfFreedom / 2, 0.5)
    : betainc(square / sum, 0.5, degreesOfFreedom / 2, true, true)
}

/** P(X ≥ x) of a chi-square distribution: Q(ν/2, x/2), the upper regularised incomplete gamma function (A&S 26.4.19). */
export const chiSquareTail = (x: number, degreesOfFreedom: number): number => gammainc(x / 2, degreesOfFreedom / 2, true, true)
