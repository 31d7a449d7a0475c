/** What results are read from: counters, what was found before, and the rules of now. Never customers. */
import type { Rules } from '../../../domain/customer/rules.ts'
import { type Counted, countedOf } from '../../../domain/experiment/counted.ts'
import { dayOf } from '../../../kernel/time.ts'
import { type EpochDay, type EpochMs, epochDay } from '../../../kernel/words.ts'
import type { TallyStore } from '../../../ports/tally-store.ts'
import type { VerdictStore } from '../../../ports/verdicts.ts'

export type Reader = {
  readonly tallies: Pick<TallyStore, 'read'>
  readonly verdicts: Pick<VerdictStore, 'all' | 'of'>
  readonly rules: Rules
  readonly now: EpochMs
}

export type Counters = ReadonlyMap<string, bigint>

/** The last UTC day that is over: what is counted of it changes no more, but by news that come late. */
export const lastDayOver = (now: EpochMs): EpochDay => epochDay(dayOf(now) - 1)

/** What was counted up to the end of a day. */
export const countedUntil = (counters: Counters, asOf: EpochDay): Counted => until(countedOf(counters), asOf)

/** Those seen in two variants have no day: they are known as soon as they are counted. */
export const until = ({ entries, outcomes, crossovers }: Counted, asOf: EpochDay): Counted => ({
  entries: entries.filter(({ assignedDay }) => assignedDay <= asOf),
  outcomes: outcomes.filter(({ assignedDay, outcomeDay }) => assignedDay <= asOf && outcomeDay <= asOf),
  crossovers,
})

/** Customers who were assigned, in all arms together. */
export const assignedIn = ({ entries }: Counted): number => Number(entries.reduce((sum, { assigned }) => sum + assigned, 0n))

/** Four weeks, so that each day of the week is in it as often as any other. */
const PACE_DAYS = 28

/** Customers assigned a day over the last weeks, or since the first; null before there is one. */
export const perDayIn = ({ entries }: Counted, asOf: EpochDay): number | null => {
  const first = entries.reduce<number | null>(
    (least, { assignedDay }) => (least === null ? assignedDay : Math.min(least, assignedDay)),
    null,
  )
  if (first === null) return null
  const from = Math.max(first, asOf - PACE_DAYS + 1)
  const recent = entries.reduce((sum, { assignedDay, assigned }) => (assignedDay >= from ? sum + Number(assigned) : sum), 0)
  return recent / (asOf - from + 1)
}
