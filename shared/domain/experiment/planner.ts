/** Before an experiment begins: how many customers it needs, how long that takes, and what fewer could still find. */
import { BUCKETS } from '../../kernel/hash.ts'
import { normalUpper } from '../statistics/tails.ts'
import { powerForRates, sampleSizeForMeans, sampleSizeForRates, smallestRise, smallestShift } from '../statistics/planning.ts'
import type { Method } from './design.ts'
import { maturingDays } from './looks.ts'
import { type Arms, type Compared, comparedShares } from './plan.ts'

/**
 * What is asked. Rates are shares of 1; a mean, its effect and its `deviation` are in one unit, whichever. `customers`: so many are at hand;
 * null: as many as are needed. `perDay`: so many enter, over all arms; null: not known, and then no days are told.
 */
export type Question = {
  readonly arms: Arms
  readonly method: Method
  readonly measure: { readonly type: 'rate' } | { readonly type: 'mean'; readonly deviation: number }
  readonly baseline: number
  readonly smallestEffect: number
  readonly alpha: number
  readonly power: number
  readonly windowMs: number
  readonly perDay: number | null
  readonly customers: number | null
}

/** Customers in all arms together, and days until the window of the last has closed. */
export type Needed = { readonly customers: number; readonly days: number | null }

export type Power = {
  /** Null: no number of customers finds the effect. */
  readonly needed: (Needed & { readonly byArm: readonly { readonly name: string; readonly customers: number }[] }) | null
  /** With the customers at hand: the smallest effect they find, and the chance that they find the one that was asked for. Null: none were named. */
  readonly given: { readonly customers: number; readonly effect: number | null; readonly chance: number | null } | null
  /** Effects around the one that was asked for, and what each takes; `needed` null: it cannot be had. */
  readonly curve: readonly { readonly effect: number; readonly needed: Needed | null }[]
  /** What has been found after so many weeks at most: `customers` are those whose window has closed. Empty where `perDay` is not known. */
  readonly weeks: readonly { readonly weeks: number; readonly customers: number; readonly effect: number | null }[]
  /** All treated against a holdout of this size: customers it takes to tell the effect, and the smallest that the planned customers tell. */
  readonly holdouts: readonly { readonly holdoutBps: number; readonly needed: Needed | null; readonly effect: number | null }[]
  /** The smallest holdout that tells the effect with the planned customers; null: not even half of them do. */
  readonly holdoutBps: number | null
}

/** Answers by the comparison that needs most, at the level that the method has left when the plan is reached. */
export const powerOf = (question: Question): Power => {
  const { arms, method, alpha, smallestEffect, customers } = question
  const pairs = comparedShares(arms, method, alpha)
  const needed = neededFor(question, pairs, smallestEffect)
  const planned = customers ?? needed?.customers ?? null
  const liftOf = (holdoutBps: number): readonly Compared[] => [holdoutPair(holdoutBps, question)]
  return {
    needed: needed === null ? null : { ...needed, byArm: armsOf(arms, needed.customers) },
    given:
      customers === null
        ? null
        : { customers, effect: effectFoundBy(question, pairs, customers), chance: chanceWith(question, pairs, customers) },
    curve: CURVE.map((times) => ({ effect: smallestEffect * times, needed: neededFor(question, pairs, smallestEffect * times) })),
    weeks: weeksOf(question, pairs),
    holdouts: HOLDOUTS.map((holdoutBps) => ({
      holdoutBps,
      needed: neededFor(question, liftOf(holdoutBps), smallestEffect),
      effect: planned === null ? null : effectFoundBy(question, liftOf(holdoutBps), planned),
    })),
    holdoutBps: planned === null ? null : smallestHoldout(question, liftOf, planned),
  }
}

/** Customers a day that enter, and the window of the last, into days; null where nobody knows how many enter. */
export const daysFor = ({ perDay, windowMs }: Pick<Question, 'perDay' | 'windowMs'>, customers: number): number | null =>
  perDay !== null && perDay > 0 ? Math.ceil(customers / perDay) + maturingDays(windowMs) : null

/** Customers whose window has closed after so many days. */
export const maturedIn = ({ perDay, windowMs }: Pick<Question, 'perDay' | 'windowMs'>, days: number): number | null =>
  perDay === null ? null : Math.floor(perDay * Math.max(0, days - maturingDays(windowMs)))

/** Multiples of the effect that was asked for. */
const CURVE = [0.5, 0.6, 0.75, 0.9, 1, 1.25, 1.5, 2, 3] as const
const WEEKS = [1, 2, 4, 8] as const
const HOLDOUTS = [500, 1_000, 2_000] as const

const neededFor = (question: Question, pairs: readonly Compared[], effect: number): Needed | null => {
  const totals = pairs.map((pair) => totalFor(question, pair, effect))
  if (totals.length === 0 || totals.some((total) => total === null)) return null
  const customers = Math.max(...totals.map((total) => Math.ceil(total ?? 0)))
  return { customers, days: daysFor(question, customers) }
}

const totalFor = ({ measure, baseline, power }: Question, { control, treatment, alpha }: Compared, effect: number): number | null => {
  const ratio = treatment / control
  if (measure.type === 'mean') {
    const size = sampleSizeForMeans({ effect, deviation: measure.deviation, alpha, power, ratio })
    return size === null ? null : size.nControl / control
  }
  if (!(baseline > 0 && baseline + effect < 1)) return null
  const size = sampleSizeForRates({ control: baseline, treatment: baseline + effect, alpha, power, ratio })
  return size === null ? null : size.nControl / control
}

/** The smallest effect that every comparison finds; null: one of them finds none. */
const effectFoundBy = (question: Question, pairs: readonly Compared[], customers: number): number | null => {
  const effects = pairs.map((pair) => smallestOf(question, pair, customers))
  return effects.length === 0 || effects.some((effect) => effect === null) ? null : Math.max(...effects.map((effect) => effect ?? 0))
}

const smallestOf = ({ measure, baseline, power }: Question, { control, treatment, alpha }: Compared, customers: number): number | null => {
  const sizes = { nControl: customers * control, nTreatment: customers * treatment, alpha }
  return measure.type === 'mean'
    ? smallestShift({ ...sizes, deviation: measure.deviation }, power)
    : smallestRise({ ...sizes, control: baseline }, power)
}

/** The chance that the comparison that needs most finds the effect. */
const chanceWith = (question: Question, pairs: readonly Compared[], customers: number): number | null => {
  const chances = pairs.map((pair) => chanceOf(question, pair, customers))
  return chances.length === 0 || chances.some((chance) => chance === null) ? null : Math.min(...chances.map((chance) => chance ?? 0))
}

const chanceOf = (question: Question, { control, treatment, alpha }: Compared, customers: number): number | null => {
  const { measure, baseline, smallestEffect } = question
  const [nControl, nTreatment] = [customers * control, customers * treatment]
  if (measure.type === 'rate')
    return powerForRates({ control: baseline, treatment: baseline + smallestEffect, nControl, nTreatment, alpha })
  // At half power a shift is the critical value alone: what is left of the effect beyond it says how much power there is.
  const critical = smallestShift({ deviation: measure.deviation, nControl, nTreatment, alpha }, 0.5)
  if (critical === null) return null
  return normalUpper((critical - smallestEffect) / (measure.deviation * Math.sqrt(1 / nControl + 1 / nTreatment)))
}

const weeksOf = (question: Question, pairs: readonly Compared[]): Power['weeks'] =>
  WEEKS.flatMap((weeks) => {
    const customers = maturedIn(question, 7 * weeks)
    return customers === null ? [] : [{ weeks, customers, effect: effectFoundBy(question, pairs, customers) }]
  })

const holdoutPair = (holdoutBps: number, { method, alpha }: Question): Compared => {
  const arms = [
    { name: TREATED_HERE, weight: BUCKETS - holdoutBps },
    { name: HELD_HERE, weight: holdoutBps },
  ]
  return comparedShares({ arms, control: TREATED_HERE, holdout: HELD_HERE }, method, alpha)[0] as Compared
}

/** Names of two groups that exist for one calculation. */
const [TREATED_HERE, HELD_HERE] = ['treated', 'held'] as const

/** Fewer customers are needed the nearer the holdout comes to half of them, so halving finds it. */
const smallestHoldout = (question: Question, liftOf: (holdoutBps: number) => readonly Compared[], customers: number): number | null => {
  const tells = (holdoutBps: number): boolean => {
    const needed = neededFor(question, liftOf(holdoutBps), question.smallestEffect)
    return needed !== null && needed.customers <= customers
  }
  let [low, high] = [0, BUCKETS / 2]
  if (!tells(high)) return null
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (tells(middle)) high = middle
    else low = middle
  }
  return high
}

const armsOf = ({ arms }: Arms, customers: number): readonly { readonly name: string; readonly customers: number }[] => {
  const all = arms.reduce((sum, { weight }) => sum + weight, 0)
  return arms.map(({ name, weight }) => ({ name, customers: Math.ceil((customers * weight) / all) }))
}
