/** Pinpoint's ways of writing time, in ours. */
import { WAIT_MS_MAX, WAIT_MS_MIN } from '../../kernel/limits.ts'
import { DAY_MS, durationOf, HOUR_MS, isoOf, MINUTE_MS, parseIso, SECOND_MS } from '../../kernel/time.ts'
import { epochMs, type EpochMs } from '../../kernel/words.ts'
import type { Teller } from './finding.ts'

const ISO_DURATION =
  /^P(?:(\d{1,6})Y)?(?:(\d{1,6})M)?(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,9})(?:\.\d+)?S)?)?$/
const UNITS_MS = [365 * DAY_MS, 30 * DAY_MS, 7 * DAY_MS, DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS]

/** `P7D`, `PT1H` into milliseconds, a month as 30 days; null where it is none. */
export const isoDurationMs = (written: string): number | null => {
  const match = ISO_DURATION.exec(written.trim())
  if (match === null || !/\d/.test(written)) return null
  return UNITS_MS.reduce((sum, unitMs, index) => sum + Number(match[index + 1] ?? 0) * unitMs, 0)
}

/** A duration as our files write it, within what a wait may be; what had to be changed is told. Null: it is none, or nothing. */
export const durationFrom = (written: string, teller: Teller): string | null => {
  const ms = isoDurationMs(written)
  if (ms === null || ms === 0) {
    if (ms === null)
      teller.tell('missing', '', `is "${written.slice(0, 60)}", which is no duration of ISO 8601`, 'Write the wait yourself.')
    return null
  }
  if (/^P[^T]*[YM]/.test(written.trim()))
    teller.tell('differs', '', `is ${written}; a month is written as 30 days, a year as 365`, 'Look whether that is meant.')
  const within = Math.min(Math.max(ms, WAIT_MS_MIN), WAIT_MS_MAX)
  if (within !== ms)
    teller.tell(
      'differs',
      '',
      `is ${written}; waits are from ${durationOf(WAIT_MS_MIN)} to ${durationOf(WAIT_MS_MAX)}`,
      `It is written as ${durationOf(within)}.`,
    )
  return durationOf(within - (within % MINUTE_MS === 0 ? 0 : within % SECOND_MS))
}

export const instantFrom = (written: string): EpochMs | null => parseIso(written.trim())

/** `UTC-03:30` into minutes; null where it is none. */
export const offsetMinutes = (written: string): number | null => {
  const match = /^UTC(?:([+-])(\d{2})(?::?(\d{2}))?)?$/.exec(written.trim())
  if (match === null) return null
  const minutes = Number(match[2] ?? 0) * 60 + Number(match[3] ?? 0)
  return match[1] === '-' ? -minutes : minutes
}

/** A day and time on a wall. */
export type Wall = {
  readonly day: string
  readonly time: string
  readonly weekday: Weekday
  readonly dayOfMonth: number
  readonly asUtc: EpochMs
}
export type Weekday = (typeof WEEKDAYS)[number]
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const

/** What clocks show at an instant, so many minutes ahead of UTC. Null where calendars end. */
export const wallAt = (at: EpochMs, offset: number): Wall | null => {
  const asUtc = at + offset * MINUTE_MS
  const date = new Date(asUtc)
  if (Number.isNaN(date.getTime()) || date.getUTCFullYear() < 1 || date.getUTCFullYear() > 9998) return null
  const iso = isoOf(epochMs(asUtc))
  const weekday = WEEKDAYS[date.getUTCDay()] ?? 'mon'
  return { day: iso.slice(0, 10), time: iso.slice(11, 16), weekday, dayOfMonth: date.getUTCDate(), asUtc: epochMs(asUtc) }
}

/** Hours west of Greenwich at which a day begins last among those who live somewhere, less a day: where most of the world is "from then on". */
const EARLIEST_CLOCKS_MS = 13 * HOUR_MS

/** The instant from which clocks anywhere may show a wall time: 13 hours before they do in Greenwich. */
export const earliestOn = (wall: Wall): EpochMs => epochMs(wall.asUtc - EARLIEST_CLOCKS_MS)

/** `21:30` of `21:30` or `T21:30:00`; null where it is no time of day. */
export const timeOfDayFrom = (written: string | null | undefined): string | null => {
  const match = /^T?([01]\d|2[0-3]):([0-5]\d)(?::\d{2}(?:\.\d+)?)?Z?$/.exec((written ?? '').trim())
  return match === null ? null : `${match[1]}:${match[2]}`
}
