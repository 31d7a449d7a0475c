import { MINUTE_MS } from '../../kernel/time.ts'
import { type EpochDay, type EpochMs, epochDay } from '../../kernel/words.ts'
import { localTimeOf, MINUTES_OF_DAY } from '../../kernel/zone.ts'

/** The day a mail is charged to: that of the company's own zone, the first of the policy's. */
export const budgetDayOf = (zones: readonly string[], at: EpochMs): EpochDay => epochDay(localTimeOf(zones[0] ?? 'UTC', at).day)

/** When the next such day begins. A day may have 23 or 25 hours. */
export const nextBudgetDayAt = (zones: readonly string[], at: EpochMs): EpochMs => {
  const zone = zones[0] ?? 'UTC'
  const { minute, day } = localTimeOf(zone, at)
  const midnight = Math.floor(at / MINUTE_MS) * MINUTE_MS + (MINUTES_OF_DAY - minute) * MINUTE_MS
  // The clock may be put forward or back before midnight, by no more than three hours.
  let time = midnight - 3 * 60 * MINUTE_MS
  while (time <= at || localTimeOf(zone, time as EpochMs).day <= day) time += MINUTE_MS
  return time as EpochMs
}
