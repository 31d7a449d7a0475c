/** The plan of an experiment: said before it starts, frozen when it does, and shown ever after. */
import { sampleSizeForRates } from '../statistics/planning.ts'
import { ALPHA, type Analysis, levelAtEnd, type Method, pairsOf, type Plan } from './design.ts'
import { maturingDays } from './looks.ts'

/** As a marketer says it: what is null is completed. `relative`: a share of the baseline. */
export type PlanDraft = {
  readonly metric: string
  readonly windowMs: number
  readonly baseline: number
  readonly smallestEffect: { readonly absolute: number } | { readonly relative: number }
  readonly alpha: number | null
  readonly power: number | null
  readonly total: number | null
  readonly days: number | null
}

export type Planned = { readonly ok: true; readonly plan: Plan } | { readonly ok: false; readonly because: PlanRefusal }
/** `total-needed`: of money only its total can be planned, for its spread is not known. `no-such-rate`: the effect leads out of 0 to 1. */
export type PlanRefusal = 'no-effect' | 'total-needed' | 'no-such-rate' | 'nothing-to-compare' | 'never-found'

/** The chance to find the smallest effect, where the plan does not say otherwise. */
export const POWER = 0.8

export type Arms = Pick<Analysis, 'arms' | 'control' | 'holdout'>

/**
 * Completes a plan: customers by the power calculation where the file names none, days from those who enter a day. Each variant is compared
 * with the control, and all treated together with the holdout; the comparison that needs most decides, at the level that the method has
 * left when the plan is reached. `isRate`: the metric is a share of customers.
 */
export const completePlan = (draft: PlanDraft, arms: Arms, method: Method, isRate: boolean, perDay: number | null): Planned => {
  const { metric, windowMs, baseline, smallestEffect, days } = draft
  const alpha = draft.alpha ?? ALPHA
  const power = draft.power ?? POWER
  const effect = 'absolute' in smallestEffect ? smallestEffect.absolute : smallestEffect.relative * baseline
  if (!(effect > 0)) return { ok: false, because: 'no-effect' }
  if (isRate && !(baseline > 0 && baseline + effect < 1)) return { ok: false, because: 'no-such-rate' }
  if (!isRate && draft.total === null) return { ok: false, because: 'total-needed' }

  const pairs = comparedShares(arms, method, alpha)
  if (pairs.length === 0) return { ok: false, because: 'nothing-to-compare' }
  const total = draft.total ?? totalFor(pairs, baseline, effect, power)
  if (total === null) return { ok: false, because: 'never-found' }
  const plannedDays = days ?? (perDay !== null && perDay > 0 ? Math.ceil(total / perDay) + maturingDays(windowMs) : null)
  const measure = isRate ? 'rate' : 'mean'
  const plan: Plan = { metric, measure, windowMs, baseline, smallestEffect: effect, alpha, power, plannedTotal: total, plannedDays, perDay }
  return { ok: true, plan }
}

/** What two compared groups have of all customers, in shares of 1, and the level that is left for them when the plan is reached. */
export type Compared = { readonly control: number; readonly treatment: number; readonly alpha: number }

/** All comparisons that a plan has to serve: each variant with the control, and all treated together with the holdout. */
export const comparedShares = (arms: Arms, method: Method, alpha: number): readonly Compared[] => {
  const all = arms.arms.reduce((sum, { weight }) => sum + weight, 0)
  const shareOf = (names: readonly string[]): number =>
    arms.arms.reduce((sum, { name, weight }) => sum + (names.includes(name) ? weight / all : 0), 0)
  const treated = arms.arms.flatMap(({ name }) => (name === arms.holdout ? [] : [name]))
  const pairs = pairsOf(arms)
  return [
    ...pairs.map(({ variant, against }) => ({
      control: shareOf([against]),
      treatment: shareOf([variant]),
      alpha: levelAtEnd(method, alpha / pairs.length),
    })),
    ...(arms.holdout === null ? [] : [{ control: shareOf([arms.holdout]), treatment: shareOf(treated), alpha: levelAtEnd(method, alpha) }]),
  ].filter((pair) => pair.control > 0 && pair.treatment > 0)
}

const totalFor = (pairs: readonly Compared[], baseline: number, effect: number, power: number): number | null => {
  const totals = pairs.map(({ control, treatment, alpha }) => {
    const size = sampleSizeForRates({ control: baseline, treatment: baseline + effect, alpha, power, ratio: treatment / control })
    return size === null ? null : size.nControl / control
  })
  return totals.reduce<number | null>((most, total) => (most === null || total === null ? null : Math.max(most, Math.ceil(total))), 0)
}
