/** How others decide, by what they publish. Each is given what has been counted up to one look. */
import { meanOf, proportionOf } from '../../shared/domain/experiment/compare.ts'
import type { ArmSums } from '../../shared/domain/experiment/looks.ts'
import { compareBeta } from '../../shared/domain/statistics/beta-bayes.ts'
import { confidenceSequence } from '../../shared/domain/statistics/confidence-sequence.ts'
import { liftByDelta, liftOfMeans } from '../../shared/domain/statistics/relative-lift.ts'

/** `p` of GrowthBook, `chance` of Klaviyo; null where the rule has no number. */
export type PeerSays = { readonly calls: 'better' | 'worse' | null; readonly number: number | null }

/**
 * GrowthBook's sequential frequentist engine (docs.growthbook.io/statistics/sequential and /statistics/details): relative lift with its
 * delta-method error, each arm with its own variance, Waudby-Smith's confidence sequence tuned at 5,000 customers. Where a variance or the
 * control's mean is 0, it answers p = 1 (gbstats, `_default_output`). Several variants are not corrected unless asked for.
 */
export const growthBook = (control: ArmSums, treatment: ArmSums, perUnit: number | null): PeerSays => {
  const { lift, standardError } =
    perUnit === null
      ? liftByDelta(proportionOf(control), proportionOf(treatment), ALPHA)
      : liftOfMeans(meanOf(control, perUnit), meanOf(treatment, perUnit), ALPHA)
  const isFlat = control.conversions === 0n || treatment.conversions === 0n || lift === null || standardError === null
  if (isFlat) return { calls: null, number: 1 }
  const n = Number(control.n + treatment.n)
  const { pValue } = confidenceSequence({ estimate: lift, standardError, n, alpha: ALPHA, nStar: 5_000 })
  const isCalled = pValue !== null && pValue < ALPHA
  return { calls: isCalled ? (lift > 0 ? 'better' : 'worse') : null, number: pValue }
}

/**
 * Klaviyo's rule for flows (help.klaviyo.com/hc/en-us/articles/11233978755611): at least 500 recipients in each variation and a win
 * probability of at least 90 %. How the probability is computed is not published; here by Beta posteriors under a uniform prior. Of rates alone.
 */
export const klaviyo = (control: ArmSums, variants: readonly ArmSums[]): PeerSays => {
  const arms = [control, ...variants]
  if (arms.some(({ n }) => n < 500n)) return { calls: null, number: null }
  const chances = compareBeta(arms.map(proportionOf), { alpha: 1, beta: 1 }).map(({ chanceBest }) => chanceBest)
  const best = Math.max(...chances)
  if (best < 0.9) return { calls: null, number: best }
  return { calls: chances.indexOf(best) === 0 ? 'worse' : 'better', number: best }
}

const ALPHA = 0.05
