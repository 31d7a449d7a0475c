/** Sending more of what seems to work, while enough of everything is still sent to know. */
import { assert } from '../../kernel/assert.ts'
import { type BetaPrior, compareBeta } from './beta-bayes.ts'
import type { Proportion } from './two-proportions.ts'

/** Shares of 1: `controlShare` is kept by the control whatever it does, `floor` by each variant. */
export type ThompsonRule = { readonly prior: BetaPrior; readonly controlShare: number; readonly floor: number }

/**
 * Shares of the variants, in their order, that add up to 1 - `controlShare`: each its floor, and of the rest as much as its chance to be
 * the best variant (Thompson 1933; Scott 2010, "A modern Bayesian look at the multi-armed bandit"). The chances are integrals, not
 * draws: the same counts give the same shares. The control is not among the variants; it stays what they are measured against.
 */
export const thompsonAllocation = (variants: readonly Proportion[], { prior, controlShare, floor }: ThompsonRule): readonly number[] => {
  const free = 1 - controlShare - floor * variants.length
  assert(variants.length > 0, 'there is a variant to send')
  assert(controlShare >= 0 && floor >= 0 && free >= 0, `a control of ${controlShare} and floors of ${floor} leave nothing negative`)
  const chances = compareBeta(variants, prior).map(({ chanceBest }) => chanceBest)
  const total = chances.reduce((sum, chance) => sum + chance, 0)
  return chances.map((chance) => floor + (free * chance) / total)
}
