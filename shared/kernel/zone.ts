/** Clocks on walls: what an instant is called in an IANA time zone. The tables are those of the platform (ECMA-402). */
import { assert } from './assert.ts'
import { weekdayOf } from './calendar.ts'
import { ZONE_DAYS_REMEMBERED, ZONES_REMEMBERED } from './limits.ts'
import { DAY_MS, MINUTE_MS } from './time.ts'
import type { EpochMs } from './words.ts'

/** Minutes since midnight on the clock on the wall. */
export type MinuteOfDay = number
export const MINUTES_OF_DAY = 24 * 60

export type LocalTime = {
  readonly minute: MinuteOfDay
  /** 1 is Monday, 7 is Sunday. */
  readonly weekday: number
  /** Days since 1970-01-01 on the calendar on the wall. */
  readonly day: number
  /** Minutes the zone is ahead of UTC. */
  readonly offset: number
}

/** Whether a name is that of an IANA time zone; offsets such as `+02:00` are none, for they know no summer. */
export const isZone = (name: string): boolean => zoneNamed(name) !== null

/** What the wall says in a zone that {@link isZone}. */
export const localTimeOf = (zone: string, at: EpochMs): LocalTime => {
  const known = zoneNamed(zone)
  assert(known !== null, `${zone} is a time zone`)
  const offset = known.offsetAt(at)
  const minutes = Math.floor(at / MINUTE_MS) + offset
  const day = Math.floor(minutes / MINUTES_OF_DAY)
  return { minute: minutes - day * MINUTES_OF_DAY, weekday: weekdayOf(day), day, offset }
}

/**
 * The instant at which the wall says a day and minute first, or has passed them: a time that comes twice is the first one, and one that
 * is skipped is the first moment after the gap. So a later time on the wall is never an earlier instant.
 */
export const instantOf = (zone: string, day: number, minute: MinuteOfDay): EpochMs => {
  const known = zoneNamed(zone)
  assert(known !== null, `${zone} is a time zone`)
  const wall = day * MINUTES_OF_DAY + minute
  const offsetAt = (minutes: number): number => known.offsetAt((minutes * MINUTE_MS) as EpochMs)
  const before = offsetAt(wall - OFFSET_MINUTES_MAX)
  const after = offsetAt(wall + OFFSET_MINUTES_MAX)
  // Where the clock does not change, and before it does.
  if (before === after || offsetAt(wall - before) === before) return ((wall - before) * MINUTE_MS) as EpochMs
  if (offsetAt(wall - after) === after) return ((wall - after) * MINUTE_MS) as EpochMs
  // Skipped: the wall jumps over it somewhere between the two.
  let [early, late] = [wall - after, wall - before]
  while (late - early > 1) {
    const middle = Math.floor((early + late) / 2)
    if (offsetAt(middle) === after) late = middle
    else early = middle
  }
  return (late * MINUTE_MS) as EpochMs
}

/** No zone is further from UTC, nor ever was since clocks were set by it. */
const OFFSET_MINUTES_MAX = 16 * 60

type Zone = { readonly offsetAt: (at: EpochMs) => number }

/** Names come from customers: known and unknown ones are remembered, and only so many. */
const remembered = new Map<string, Zone | null>()

const zoneNamed = (name: string): Zone | null => {
  const known = remembered.get(name)
  if (known !== undefined) return known
  if (remembered.size >= ZONES_REMEMBERED) remembered.clear()
  const zone = readZone(name)
  remembered.set(name, zone)
  return zone
}

const NAME = /^[A-Za-z][A-Za-z0-9_+\-/]{0,63}$/

const readZone = (name: string): Zone | null => {
  if (!NAME.test(name)) return null
  try {
    return zoneOf(new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' }))
  } catch {
    return null
  }
}

/** No zone of our time changes its offset but at a quarter of an hour, so one answer serves the whole of it. */
const QUARTER_MS = 15 * MINUTE_MS

/**
 * Asking the platform takes 15 µs. Clocks never change twice between one UTC midnight and the next, so a day that ends with the offset it
 * began with has no other; on the few others each quarter of an hour is asked.
 */
const zoneOf = (format: Intl.DateTimeFormat): Zone => {
  const ask = (at: number): number => offsetIn(format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? '')
  const days = new Map<number, number | null>()
  let quarter = Number.NaN
  let offset = 0
  const ofDay = (day: number): number | null => {
    const begins = ask(day * DAY_MS)
    const whole = begins === ask((day + 1) * DAY_MS) ? begins : null
    if (days.size >= ZONE_DAYS_REMEMBERED) days.clear()
    days.set(day, whole)
    return whole
  }
  return {
    offsetAt: (at) => {
      const day = Math.floor(at / DAY_MS)
      const known = days.get(day)
      const whole = known === undefined ? ofDay(day) : known
      if (whole !== null) return whole
      const asked = Math.floor(at / QUARTER_MS)
      if (asked !== quarter) {
        offset = ask(at)
        quarter = asked
      }
      return offset
    },
  }
}

/** `GMT`, `GMT+05:30`, or with seconds long ago, which are dropped. */
const offsetIn = (name: string): number => {
  const match = /^GMT(?:([+-])(\d{2}):(\d{2})(?::\d{2})?)?$/.exec(name)
  assert(match !== null, `an offset of a time zone reads ${name}`)
  const minutes = Number(match[2] ?? 0) * 60 + Number(match[3] ?? 0)
  return match[1] === '-' ? -minutes : minutes
}
