/** The planner: what is asked, as an address or a command line has it, and what it is answered. */
import { type Method, METHODS } from '../domain/experiment/method.ts'
import type { Power } from '../domain/experiment/planner.ts'
import { BUCKETS } from '../kernel/hash.ts'
import { VARIANTS_MAX, WAIT_MS_MAX, WAIT_MS_MIN } from '../kernel/limits.ts'
import { PLAN_CUSTOMERS_MAX, PLAN_DAYS_MAX } from '../kernel/limits-experiments.ts'
import type { Parsed, Problem } from '../kernel/problem.ts'
import { parseDuration } from '../kernel/time.ts'
import { nearest } from './did-you-mean.ts'
import { shown } from './problems.ts'

/**
 * Texts, as people write them; what is left out is taken from the campaign, or from what is usual. `campaign`: of which everything that is not
 * said is taken. `baseline`: `5%` or `0.05`; of revenue, units of the currency a customer. `effect`: the smallest difference worth having, in
 * points (`1%` or `0.01`: one customer more in a hundred), of revenue in units. `lift`: the same as a share of the baseline (`20%`).
 * `sd`: standard deviation of what a customer brings. `customers` or `days`: so much is at hand. `window`: `30d`.
 */
export type PowerAsk = { readonly [Field in (typeof POWER_FIELDS)[number]]?: string }

export const POWER_FIELDS = [
  ...(['campaign', 'measure', 'baseline', 'effect', 'lift', 'sd', 'perDay', 'customers', 'days'] as const),
  ...(['variants', 'holdout', 'alpha', 'power', 'window', 'method'] as const),
] as const

/** What was asked, read; null: not said. */
export type PowerWish = {
  readonly measure: 'rate' | 'revenue' | null
  readonly baseline: number | null
  readonly effect: { readonly absolute: number } | { readonly relative: number } | null
  readonly deviation: number | null
  readonly perDay: number | null
  readonly customers: number | null
  readonly days: number | null
  readonly variants: number | null
  readonly holdoutBps: number | null
  readonly alpha: number | null
  readonly power: number | null
  readonly windowMs: number | null
  readonly method: Method | null
}

/** Where a number comes from. `counted`: from customers whose window has closed, or who entered over the last four weeks; `usual`: nobody said. */
export type PowerSource = 'asked' | 'counted' | 'plan' | 'campaign' | 'usual'

/** Rates and effects are shares of 1; of revenue they, and the deviation, are in units of the currency a customer. */
export type PowerAnswer = Power & {
  readonly campaign: string | null
  readonly metric: string | null
  readonly measure: 'rate' | 'revenue'
  readonly currency: string | null
  readonly method: Method
  readonly baseline: number
  readonly smallestEffect: number
  readonly deviation: number | null
  readonly alpha: number
  readonly power: number
  /** How long an outcome counts: `30d`. */
  readonly window: string
  readonly perDay: number | null
  /** All arms with their shares of 1, the holdout among them. */
  readonly arms: readonly { readonly name: string; readonly share: number }[]
  readonly control: string
  readonly holdout: string | null
  readonly from: {
    readonly baseline: PowerSource
    readonly smallestEffect: PowerSource
    readonly deviation: PowerSource | null
    readonly perDay: PowerSource | null
    readonly arms: PowerSource
  }
}

/** Reads what was asked; all that is wrong with it at once. */
export const parsePowerAsk = (ask: PowerAsk): Parsed<PowerWish> => {
  const problems: Problem[] = []
  const reading = reader(ask, problems)
  const isMoney = ask.measure === 'revenue'
  const wish: PowerWish = {
    measure: reading.oneOf('measure', ['rate', 'revenue'] as const),
    baseline: isMoney ? reading.number('baseline', 0, AMOUNT_MAX) : reading.share('baseline'),
    effect: effectOf(ask, reading, isMoney, problems),
    deviation: reading.number('sd', 0, AMOUNT_MAX),
    perDay: reading.number('perDay', 0, PLAN_CUSTOMERS_MAX),
    customers: reading.whole('customers', 1, PLAN_CUSTOMERS_MAX),
    days: reading.whole('days', 1, PLAN_DAYS_MAX),
    variants: reading.whole('variants', 1, VARIANTS_MAX),
    holdoutBps: holdoutOf(ask, reading),
    alpha: reading.share('alpha'),
    power: reading.share('power'),
    windowMs: windowOf(ask, problems),
    method: reading.oneOf('method', METHODS),
  }
  if (wish.customers !== null && wish.days !== null)
    problems.push({ path: 'days', problem: 'stand beside "customers"', hint: 'Say how many there are, or for how long: one of the two.' })
  return problems.length === 0 ? { ok: true, value: wish } : { ok: false, problems }
}

/** What a customer may bring, in units of any currency. */
const AMOUNT_MAX = 1e12

const effectOf = (ask: PowerAsk, reading: Reader, isMoney: boolean, problems: Problem[]): PowerWish['effect'] => {
  if (ask.effect !== undefined && ask.lift !== undefined) {
    const hint = 'Say the smallest effect in points ("effect"), or as a share of the baseline ("lift"): one of the two.'
    problems.push({ path: 'lift', problem: 'stands beside "effect"', hint })
    return null
  }
  if (ask.lift !== undefined) {
    const relative = reading.percent('lift', RELATIVE_MAX)
    return relative === null ? null : { relative }
  }
  const absolute = isMoney ? reading.number('effect', 0, AMOUNT_MAX) : reading.share('effect')
  return absolute === null ? null : { absolute }
}

/** A hundred times as many. */
const RELATIVE_MAX = 100

/** `0` is a holdout of nobody. */
const holdoutOf = (ask: PowerAsk, reading: Reader): number | null => {
  if (ask.holdout === undefined) return null
  if (/^0+(\.0+)?\s*%?$/.test(ask.holdout)) return 0
  const share = reading.share('holdout')
  return share === null ? null : Math.min(BUCKETS - 1, Math.max(1, Math.round(share * BUCKETS)))
}

const windowOf = ({ window }: PowerAsk, problems: Problem[]): number | null => {
  if (window === undefined) return null
  const ms = parseDuration(window)
  if (ms !== null && ms >= WAIT_MS_MIN && ms <= WAIT_MS_MAX) return ms
  problems.push({ path: 'window', problem: `is ${shown(window)}, which is no time we can wait`, hint: 'Write "30d", or any up to "400d".' })
  return null
}

type Field = keyof PowerAsk
type Reader = ReturnType<typeof reader>

const reader = (ask: PowerAsk, problems: Problem[]) => {
  const read = <T>(field: Field, understand: (text: string) => T | null, hint: string): T | null => {
    const text = ask[field]
    if (text === undefined) return null
    const value = understand(text)
    if (value === null) problems.push({ path: field, problem: `is ${shown(text)}, which does not fit`, hint })
    return value
  }
  return {
    /** Above `min`, in figures. */
    number: (field: Field, min: number, max: number): number | null =>
      read(field, (text) => within(figures(text), min, max), `Write a number above ${min}, such as 400 or 12.5.`),
    whole: (field: Field, min: number, max: number): number | null =>
      read(
        field,
        (text) => (/^\d{1,12}$/.test(text) && Number(text) >= min && Number(text) <= max ? Number(text) : null),
        `Write a whole number from ${min} to ${max}.`,
      ),
    /** A share of customers: between nobody and everybody. */
    share: (field: Field): number | null => read(field, (text) => below(percent(text), 1), 'Write a share of customers: "5%" or 0.05.'),
    percent: (field: Field, max: number): number | null =>
      read(field, (text) => within(percent(text), 0, max), 'Write a share of the baseline: "20%" or 0.2.'),
    oneOf: <T extends string>(field: Field, values: readonly T[]): T | null => {
      const meant = nearest(ask[field] ?? '', values)
      const hint = `${meant === null ? '' : `Did you mean ${shown(meant)}? `}Write one of ${values.join(', ')}.`
      return read(field, (text) => values.find((value) => value === text) ?? null, hint)
    },
  }
}

const figures = (text: string): number | null => (/^\d{1,15}(\.\d{1,12})?$/.test(text) ? Number(text) : null)
/** `5%`, `5 %` or `0.05`. */
const percent = (text: string): number | null => {
  const match = /^(\d{1,6}(?:\.\d{1,12})?)\s*(%?)$/.exec(text)
  return match === null ? null : Number(match[1]) / (match[2] === '%' ? 100 : 1)
}
const within = (value: number | null, min: number, max: number): number | null =>
  value !== null && value > min && value <= max ? value : null
const below = (value: number | null, most: number): number | null => (value !== null && value > 0 && value < most ? value : null)
