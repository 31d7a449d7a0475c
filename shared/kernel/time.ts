/** Time without a clock: every instant is an argument. Milliseconds inside, ISO 8601 outside. */
import { daysOfMonth } from './calendar.ts'
import { type EpochDay, type EpochMs, epochDay, epochMs } from './words.ts'

export const SECOND_MS = 1_000
export const MINUTE_MS = 60 * SECOND_MS
export const HOUR_MS = 60 * MINUTE_MS
export const DAY_MS = 24 * HOUR_MS

/** The instant `durationMs` after `at`. */
export const later = (at: EpochMs, durationMs: number): EpochMs => (at + durationMs) as EpochMs

/** The earlier and the later of two instants; null is no instant. */
export const earliestOf = (a: EpochMs | null, b: EpochMs | null): EpochMs | null => (a === null || (b !== null && b < a) ? b : a)
export const latestOf = (a: EpochMs | null, b: EpochMs | null): EpochMs | null => (a === null || (b !== null && b > a) ? b : a)

/** The UTC day that holds an instant. */
export const dayOf = (at: EpochMs): EpochDay => epochDay(Math.floor(at / DAY_MS))

/** Midnight UTC at which a day starts. */
export const startOf = (day: EpochDay): EpochMs => epochMs(day * DAY_MS)

/** ISO 8601 in UTC with milliseconds. */
export const isoOf = (at: EpochMs): string => new Date(at).toISOString()

/** `YYYY-MM-DD` of a UTC day. */
export const isoDayOf = (day: EpochDay): string => isoOf(startOf(day)).slice(0, 10)

const ISO = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/

/** Reads an ISO 8601 date or instant; one without offset is taken as UTC. Null when it is not one, or does not exist. */
export const parseIso = (text: string): EpochMs | null => {
  const match = ISO.exec(text)
  if (match === null) return null
  const [, time, offset] = match
  const value = Date.parse(time === undefined || offset !== undefined ? text : `${text}Z`)
  return Number.isNaN(value) || !dayExists(text) ? null : epochMs(value)
}

/** `Date.parse` rolls 30 February into March; we do not guess. */
const dayExists = (text: string): boolean => {
  const month = Number(text.slice(5, 7))
  const day = Number(text.slice(8, 10))
  if (month < 1 || month > 12 || day < 1) return false
  return day <= 28 || day <= daysOfMonth(Number(text.slice(0, 4)), month)
}

const DURATION = /^(\d+)(ms|s|m|h|d|w)$/
const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: SECOND_MS,
  m: MINUTE_MS,
  h: HOUR_MS,
  d: DAY_MS,
  w: 7 * DAY_MS,
}

/** Reads `90s`, `15m`, `24h`, `30d`, `2w` into milliseconds; null when it is not a duration. Days are 24 hours. */
export const parseDuration = (text: string): number | null => {
  const match = DURATION.exec(text)
  if (match === null) return null
  const value = Number(match[1]) * (UNIT_MS[match[2] as string] as number)
  return Number.isSafeInteger(value) ? value : null
}

/** The shortest way to say a duration that is a whole number of some unit: `14d`, `36h`, `90s`. */
export const durationOf = (durationMs: number): string => {
  for (const [unit, unitMs] of [
    ['d', DAY_MS],
    ['h', HOUR_MS],
    ['m', MINUTE_MS],
    ['s', SECOND_MS],
  ] as const) {
    if (durationMs !== 0 && durationMs % unitMs === 0) return `${durationMs / unitMs}${unit}`
  }
  return `${durationMs}ms`
}
