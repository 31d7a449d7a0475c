/** Does the effect differ between segments, or do they only seem to? */
import { chiSquareTail } from './chi-square.ts'

/** A segment's effect; `standardError` null or 0 where it says nothing. */
export type SegmentEffect = { readonly effect: number | null; readonly standardError: number | null }

export type Interaction = {
  /** Effects weighted by their precision: what all segments would share. */
  readonly common: number | null
  readonly chiSquare: number | null
  readonly degreesOfFreedom: number
  readonly pValue: number | null
}

/**
 * Cochran's Q (Cochran 1954): Σ (effect - common)²/se², the common effect weighted by 1/se²; chi-square with one degree of freedom fewer
 * than segments. Segments without an error are left out; below two there is no answer. Segments must not overlap.
 */
export const interaction = (segments: readonly SegmentEffect[]): Interaction => {
  const weighed = segments.flatMap(({ effect, standardError }) =>
    effect !== null && standardError !== null && standardError > 0 ? [{ effect, weight: 1 / (standardError * standardError) }] : [],
  )
  const weights = weighed.reduce((sum, { weight }) => sum + weight, 0)
  const common = weights > 0 ? weighed.reduce((sum, { effect, weight }) => sum + effect * (weight / weights), 0) : null
  const degreesOfFreedom = Math.max(0, weighed.length - 1)
  if (common === null || degreesOfFreedom === 0) return { common, chiSquare: null, degreesOfFreedom, pValue: null }
  const chiSquare = weighed.reduce((sum, { effect, weight }) => sum + weight * (effect - common) ** 2, 0)
  return { common, chiSquare, degreesOfFreedom, pValue: chiSquareTail(chiSquare, degreesOfFreedom) }
}
