import type { Verdict } from '../../contract/api.ts'
import type { ArmReadout, Comparison, Readout } from '../../domain/experiment/analysis.ts'
import { HOLDOUT } from '../../domain/experiment/experiment.ts'

/** Below this p of the sample-ratio check something is broken for certain enough that no difference may be believed. */
const MISMATCH_BELOW = 0.001

/** Both sides of what chance alone may say, over all that is compared. */
const ALPHA = 0.05

/**
 * The intervals of shares are those of a normal distribution, which is like the truth once about five outcomes and five without one
 * are to be expected in each of the two arms, were there no difference (Cochran's rule). Before that nothing is said.
 */
const EXPECTED_MIN = 5

/**
 * What the primary metric allows to be said: each variant against the control first, and only where that shows nothing, against the
 * holdout. Arms that are not as large as planned block every winner. Of several comparisons one by chance is likelier, so their
 * p-values must be smaller (Bonferroni).
 */
export const verdictOf = ({ srm, arms, comparisons }: Readout, metric: string): Verdict => {
  const assigned = arms.reduce((sum, arm) => sum + arm.assigned, 0)
  if (srm !== null && srm.pValue < MISMATCH_BELOW) return { type: 'broken', pValue: srm.pValue }
  const ofMetric = comparisons.filter((one) => one.metric === metric)
  if (ofMetric.length === 0) return { type: 'nothing-to-compare', assigned }
  const said = ofMetric.flatMap((one) => (isEnough(one, arms) ? [one] : []))
  if (said.length === 0) return { type: 'not-enough-data', assigned }

  const among = (pairs: readonly Said[]): Said | null => strongest(pairs, ALPHA / said.length)
  const found = among(said.filter(({ against }) => against !== HOLDOUT)) ?? among(said.filter(({ against }) => against === HOLDOUT))
  if (found !== null) {
    const { variant, against, difference, interval } = found
    return { type: 'difference', variant, against, metric, difference, interval }
  }
  return { type: 'no-difference', metric, widest: said.reduce((widest, { interval }) => wider(widest, interval), NOTHING_WIDE) }
}

type Said = Comparison & { readonly difference: number; readonly pValue: number; readonly interval: readonly [number, number] }

const isEnough = (comparison: Comparison, arms: readonly ArmReadout[]): comparison is Said => {
  const { metric, variant, against, difference, pValue, interval } = comparison
  if (difference === null || pValue === null || interval === null) return false
  const both = arms.filter((arm) => arm.variant === variant || arm.variant === against)
  const conversions = both.reduce((sum, arm) => sum + (arm.metrics[metric]?.conversions ?? 0), 0)
  const share = conversions / both.reduce((sum, arm) => sum + arm.assigned, 0)
  return both.every(({ assigned }) => assigned * share >= EXPECTED_MIN && assigned * (1 - share) >= EXPECTED_MIN)
}

/** The largest difference that chance does not explain: its interval leaves out zero, and so does its p. */
const strongest = (pairs: readonly Said[], alpha: number): Said | null =>
  pairs
    .filter(({ pValue, interval: [low, high] }) => pValue < alpha && (low > 0 || high < 0))
    .reduce<Said | null>((best, one) => (best === null || Math.abs(one.difference) > Math.abs(best.difference) ? one : best), null)

const NOTHING_WIDE: readonly [number, number] = [0, 0]

const wider = (a: readonly [number, number], b: readonly [number, number]): readonly [number, number] => (b[1] - b[0] > a[1] - a[0] ? b : a)
