/** The chi-square distribution, apart from the normal one for the same reason as Student's t. */
import gammainc from '@stdlib/math-base-special-gammainc'

/** P(X ≥ x) of a chi-square distribution: Q(ν/2, x/2), the upper regularised incomplete gamma function (A&S 26.4.19). */
export const chiSquareTail = (x: number, degreesOfFreedom: number): number => gammainc(x / 2, degreesOfFreedom / 2, true, true)
