/** Did the arms get the shares they were promised? If not, the assignment is broken and no comparison can be trusted. */
import { chiSquareTail } from './chi-square.ts'

export type Share = { readonly observed: number; readonly weight: number }
export type SampleRatio = { readonly chiSquare: number | null; readonly degreesOfFreedom: number; readonly pValue: number | null }

/**
 * Pearson's chi-square Σ(observed - expected)²/expected with expected = total · weight / Σweights (Pearson 1900). Arms of weight 0 are
 * left out of the total, the sum and the degrees of freedom. Weights need not add up to 1. Nobody yet, or fewer than two arms: no answer.
 */
export const sampleRatio = (arms: readonly Share[]): SampleRatio => {
  const counted = arms.filter((arm) => arm.weight > 0)
  const degreesOfFreedom = Math.max(0, counted.length - 1)
  const total = sumOf(counted.map((arm) => arm.observed))
  const weights = sumOf(counted.map((arm) => arm.weight))
  if (degreesOfFreedom === 0 || !(total > 0)) return { chiSquare: null, degreesOfFreedom, pValue: null }

  const chiSquare = sumOf(counted.map((arm) => squaredGap(arm.observed, (total * arm.weight) / weights)))
  return { chiSquare, degreesOfFreedom, pValue: chiSquareTail(chiSquare, degreesOfFreedom) }
}

const squaredGap = (observed: number, expected: number): number => (observed - expected) ** 2 / expected
const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)
