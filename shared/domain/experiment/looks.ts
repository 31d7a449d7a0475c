/** From daily counts to looks: what was known at the end of each UTC day. */
import { LOOKS_MAX } from '../../kernel/limits-experiments.ts'
import { DAY_MS } from '../../kernel/time.ts'
import { type EpochDay, epochDay } from '../../kernel/words.ts'
import { type Counted, NO_SUMS, type Sums } from './counted.ts'

/** An arm's customers and what came of them. */
export type ArmSums = { readonly n: bigint } & Sums

/** Cumulative, at the end of `day`. Arms nobody is in yet are absent. */
export type Look = { readonly day: EpochDay; readonly arms: ReadonlyMap<string, ArmSums> }

/** Which metric, and for how long after assignment its outcomes count. */
export type Counting = { readonly name: string; readonly windowMs: number }

export const NOBODY: ArmSums = { n: 0n, ...NO_SUMS }

/** Whole days after the day of assignment until everybody's window has closed. */
export const maturingDays = (windowMs: number): number => Math.ceil(windowMs / DAY_MS)

/**
 * Looks at those whose window has closed: assigned on day d, looked at from day d + ⌈window in days⌉ on. All their outcomes are in by then,
 * so a look never changes but by news that came late. Days on which nothing changes are no looks.
 */
export const matureLooks = (counted: Counted, metric: Counting, asOf: EpochDay): readonly Look[] => {
  const lag = maturingDays(metric.windowMs)
  return looksBy(counted, metric.name, asOf, (assignedDay) => assignedDay + lag)
}

/** Looks at everybody assigned so far, and at what came of them so far, however much of their window is left. */
export const looksAtAll = (counted: Counted, metric: string, asOf: EpochDay): readonly Look[] =>
  looksBy(counted, metric, asOf, (assignedDay, outcomeDay) => outcomeDay ?? assignedDay)

/** What an arm has at a look. */
export const armAt = (look: Look | undefined, arm: string): ArmSums => look?.arms.get(arm) ?? NOBODY

/** Several arms as one. */
export const together = (arms: readonly ArmSums[]): ArmSums => arms.reduce<ArmSums>(plus, NOBODY)

/** The first day on which somebody was assigned; null before. */
export const firstDayOf = (counted: Counted): EpochDay | null =>
  counted.entries.reduce<EpochDay | null>((first, { assignedDay }) => (first === null || assignedDay < first ? assignedDay : first), null)

/** Written out: a result adds up as many of these as an experiment has days. */
const plus = (a: ArmSums, b: ArmSums): ArmSums => ({
  n: a.n + b.n,
  conversions: a.conversions + b.conversions,
  sum: a.sum + b.sum,
  sumSquares: a.sumSquares + b.sumSquares,
  base: a.base + b.base,
  baseSquares: a.baseSquares + b.baseSquares,
  products: a.products + b.products,
})

/** `knownOn` names the day from which a look counts what was assigned, or came about, on these days. */
const looksBy = (
  counted: Counted,
  metric: string,
  asOf: EpochDay,
  knownOn: (assignedDay: EpochDay, outcomeDay: EpochDay | null) => number,
): readonly Look[] => {
  const days = new Map<number, Map<string, ArmSums>>()
  const add = (day: number, arm: string, more: ArmSums): void => {
    if (day > asOf) return
    const arms = days.get(day) ?? new Map<string, ArmSums>()
    days.set(day, arms.set(arm, plus(arms.get(arm) ?? NOBODY, more)))
  }
  for (const { arm, assignedDay, assigned } of counted.entries) add(knownOn(assignedDay, null), arm, { ...NOBODY, n: assigned })
  for (const { arm, metric: name, assignedDay, outcomeDay, sums } of counted.outcomes)
    if (name === metric) add(knownOn(assignedDay, outcomeDay), arm, { n: 0n, ...sums })

  let sofar: ReadonlyMap<string, ArmSums> = new Map()
  const looks = [...days.keys()]
    .sort((a, b) => a - b)
    .map((day): Look => {
      const next = new Map(sofar)
      for (const [arm, more] of days.get(day) as Map<string, ArmSums>) next.set(arm, plus(next.get(arm) ?? NOBODY, more))
      sofar = next
      return { day: epochDay(day), arms: next }
    })
  return looks.length <= LOOKS_MAX ? looks : [...looks.slice(0, LOOKS_MAX - 1), looks[looks.length - 1] as Look]
}
