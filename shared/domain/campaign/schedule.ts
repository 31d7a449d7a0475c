/** When local times come: of a schedule, and of a day that a customer's attribute names. Answers are instants strictly later than the one asked of. */
import { type CalendarDay, calendarDayOf, dayCalled, daysOfMonth, weekdayOf } from '../../kernel/calendar.ts'
import type { Json } from '../../kernel/json.ts'
import { SCHEDULE_REACH_DAYS } from '../../kernel/limits.ts'
import { DAY_MS, parseIso } from '../../kernel/time.ts'
import type { EpochMs } from '../../kernel/words.ts'
import { instantOf, localTimeOf, type MinuteOfDay } from '../../kernel/zone.ts'
import type { Schedule } from './campaign.ts'

/** A day that an attribute names, and how far from it and when on the clock something is to happen. */
export type DateRule = { readonly offsetDays: number; readonly at: MinuteOfDay; readonly yearly: boolean }

/**
 * The next time a schedule comes in a zone after an instant; null: never again. A local time that is skipped comes at the first moment
 * after the gap, one that comes twice comes once; a month that lacks a day is passed over.
 */
export const nextOf = (schedule: Schedule, zone: string, after: EpochMs): EpochMs | null => {
  if (schedule.type === 'once') return laterThan(after, instantOf(zone, schedule.day, schedule.at))
  // From the day before: a clock that is put back at midnight lives the end of a day again.
  const from = localTimeOf(zone, after).day - 1
  for (let day = from; day <= from + SCHEDULE_REACH_DAYS; day += 1) {
    if (!isOn(schedule, day)) continue
    const next = laterThan(after, instantOf(zone, day, schedule.at))
    if (next !== null) return next
  }
  return null
}

/** The next local moment at a time of day, on some weekdays (1 is Monday) or on any. */
export const nextLocalTime = (days: ReadonlySet<number> | null, at: MinuteOfDay, zone: string, after: EpochMs): EpochMs | null =>
  days === null ? nextOf({ type: 'every', every: 'day', at }, zone, after) : nextOf({ type: 'every', every: 'week', days, at }, zone, after)

/** The next time a rule about a day comes after an instant; null: never again. What is kept yearly begins with the day itself. */
export const nextDate = (date: number, rule: DateRule, zone: string, after: EpochMs): EpochMs | null => {
  const { offsetDays, at, yearly } = rule
  if (!yearly) return laterThan(after, instantOf(zone, date + offsetDays, at))
  const called = calendarDayOf(date)
  const around = calendarDayOf(localTimeOf(zone, after).day - offsetDays).year
  for (let year = Math.max(called.year, around - 1); year <= Math.max(called.year, around + 1); year += 1) {
    const next = laterThan(after, instantOf(zone, anniversary(called, year) + offsetDays, at))
    if (next !== null) return next
  }
  return null
}

/**
 * The day an attribute names in a zone: a date (`2026-05-03`), or an instant. Midnight in UTC and what bears no offset is a date that
 * somebody's code wrote with a time: it is the same day everywhere. Null: it names none.
 */
export const dayNamed = (value: Json | undefined, zone: string): number | null => {
  const moment = momentNamed(value)
  if (moment === null) return null
  return moment.type === 'day' ? moment.day : localTimeOf(zone, moment.at).day
}

/** A whole day, or an instant, as an attribute names it; null: it names neither. */
export const momentNamed = (
  value: Json | undefined,
): { readonly type: 'day'; readonly day: number } | { readonly type: 'instant'; readonly at: EpochMs } | null => {
  if (typeof value !== 'string') return null
  const at = parseIso(value)
  if (at === null) return null
  const isInstant = /(?:Z|[+-]\d{2}:?\d{2})$/.test(value.slice(10)) && !MIDNIGHT.test(value)
  return isInstant ? { type: 'instant', at } : { type: 'day', day: Math.floor(at / DAY_MS) }
}

const MIDNIGHT = /T00:00(?::00(?:\.0+)?)?(?:Z|[+-]00:?00)$/

const laterThan = (after: EpochMs, at: EpochMs): EpochMs | null => (at > after ? at : null)

const isOn = (schedule: Schedule & { type: 'every' }, day: number): boolean => {
  if (schedule.every === 'day') return true
  if (schedule.every === 'week') return schedule.days.has(weekdayOf(day))
  const { year, month, dayOfMonth } = calendarDayOf(day)
  return schedule.days.has(dayOfMonth) || (schedule.days.has('last') && dayOfMonth === daysOfMonth(year, month))
}

/** The same day in another year; 29 February is kept on the 28th where there is none. */
const anniversary = ({ month, dayOfMonth }: CalendarDay, year: number): number =>
  dayCalled({ year, month, dayOfMonth: Math.min(dayOfMonth, daysOfMonth(year, month)) })
