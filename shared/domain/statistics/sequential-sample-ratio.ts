/** A sample-ratio mismatch found as early as it can be, looked at as often as one likes. */
import { deviance, stirlingRest } from './stirling.ts'

export type SequentialSampleRatio = {
  /** ln of how much better drifting shares explain the counts than the promised ones, at each look. */
  readonly logBayesFactors: readonly number[]
  /** min(1, 1/Bayes factor), the smallest so far. */
  readonly pValues: readonly number[]
}

/**
 * Lindon and Malek 2022, "Anytime-valid inference for multinomial count data": counts n against weights w, Dirichlet(concentration · w) mixed
 * over the shares; ln BF = Σ ln Γ(cw + n) - Σ ln Γ(cw) - ln Γ(c + N) + ln Γ(c) - Σ n ln w. Cumulative counts, oldest first, as long as the
 * weights, which need not add up to 1; arms of weight 0 are left out. Null where fewer than two arms remain.
 */
export const sequentialSampleRatio = (
  cumulativeCounts: readonly (readonly number[])[],
  weights: readonly number[],
  concentration: number,
): SequentialSampleRatio | null => {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const arms = weights.map((weight, index) => ({ index, share: weight / total })).filter(({ share }) => share > 0)
  if (arms.length < 2) return null

  let smallest = 1
  const logBayesFactors = cumulativeCounts.map((counts) =>
    logBayesFactor(
      arms.map(({ index, share }) => ({ count: counts[index] as number, share })),
      concentration,
    ),
  )
  const pValues = logBayesFactors.map((log) => {
    smallest = Math.min(smallest, Math.exp(-log))
    return smallest
  })
  return { logBayesFactors, pValues }
}

/**
 * The same with Stirling's formula put in: with m = cw + n and M = c + N, Σ deviance(m, Mw) - ½ Σ ln(m/(cw)) + ½ ln(M/c) + what the
 * formula leaves over. The gammas themselves, 2e10 at counts of 1e9, would leave six digits before the point and none behind it.
 */
const logBayesFactor = (arms: readonly { readonly count: number; readonly share: number }[], concentration: number): number => {
  const everybody = concentration + arms.reduce((sum, { count }) => sum + count, 0)
  let log = Math.log(everybody / concentration) / 2 - stirlingRest(everybody) + stirlingRest(concentration)
  for (const { count, share } of arms) {
    const prior = concentration * share
    const mixed = prior + count
    log += deviance(mixed, everybody * share) - Math.log(mixed / prior) / 2 + stirlingRest(mixed) - stirlingRest(prior)
  }
  return log
}
