/** The auditor's own clock on the wall, read off part by part, and its own idea of a good time for a mail. */

export type Wall = {
  /** Since midnight. */
  readonly minute: number
  /** 0 is Sunday. */
  readonly weekday: number
  /** As a number that grows: 20260329. */
  readonly date: number
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const
const QUARTER = 15 * 60_000
const MINUTE = 60_000

/** IANA names alone: an offset knows no summer. */
export const isPlace = (name: unknown): name is string => {
  if (typeof name !== 'string' || !/^[A-Za-z]/.test(name)) return false
  const known = places.get(name)
  if (known !== undefined) return known !== null
  try {
    places.set(name, { format: formatOf(name), quarters: new Map() })
    return true
  } catch {
    places.set(name, null)
    return false
  }
}

type Place = { readonly format: Intl.DateTimeFormat; readonly quarters: Map<number, Wall> }
const places = new Map<string, Place | null>()

const formatOf = (timeZone: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-GB', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    weekday: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  })

/** What the wall says; within a quarter of an hour no clock of our time is put forward or back. */
export const wallAt = (zone: string, at: number): Wall => {
  if (!isPlace(zone)) throw new Error(`${zone} is no place`)
  const { format, quarters } = places.get(zone) as Place
  const quarter = Math.floor(at / QUARTER)
  const known = quarters.get(quarter) ?? read(format, quarter * QUARTER)
  quarters.set(quarter, known)
  return { ...known, minute: known.minute + Math.floor((at - quarter * QUARTER) / MINUTE) }
}

const read = (format: Intl.DateTimeFormat, at: number): Wall => {
  const said = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]))
  return {
    minute: Number(said.hour) * 60 + Number(said.minute),
    weekday: DAYS.indexOf(said.weekday as (typeof DAYS)[number]),
    date: Number(`${said.year}${said.month}${said.day}`),
  }
}

/** What a company and a campaign say about times, in minutes since midnight. */
export type Hours = { readonly from: number; readonly until: number }
export type Times = {
  readonly quiet: Hours | null
  /** `days`: 1 is Monday, 7 is Sunday. */
  readonly window: (Hours & { readonly days: ReadonlySet<number> }) | null
  readonly zones: readonly string[]
}

export type Objection = { readonly rule: 'quiet-hours' | 'outside-window'; readonly zone: string }

/** The first of the zones in which it is no time for a mail, and why. */
export const objectionAt = ({ quiet, window, zones }: Times, at: number): Objection | null => {
  for (const zone of zones) {
    const wall = wallAt(zone, at)
    if (quiet !== null && isIn(quiet, wall.minute)) return { rule: 'quiet-hours', zone }
    if (window === null) continue
    // What spans midnight belongs to the evening on which it opened.
    const isMorningAfter = window.from > window.until && wall.minute < window.until
    const opened = (wall.weekday + (isMorningAfter ? 6 : 0)) % 7
    if (!isIn(window, wall.minute) || !window.days.has(opened === 0 ? 7 : opened)) return { rule: 'outside-window', zone }
  }
  return null
}

const isIn = ({ from, until }: Hours, minute: number): boolean =>
  from < until ? from <= minute && minute < until : !(until <= minute && minute < from)

const REACH = 8 * 24 * 3_600_000

/** Goes on minute by minute until nobody objects; null: not within eight days. */
export const goodTimeFrom = (times: Times, at: number): number | null => {
  if (objectionAt(times, at) === null) return at
  for (let time = Math.floor(at / MINUTE) * MINUTE + MINUTE; time <= at + REACH; time += MINUTE)
    if (objectionAt(times, time) === null) return time
  return null
}

/** When the calendar on the wall turns next. */
export const nextDateFrom = (zone: string, at: number): number => {
  const today = wallAt(zone, at).date
  let time = Math.floor(at / QUARTER) * QUARTER + QUARTER
  while (wallAt(zone, time).date <= today) time += QUARTER
  return time
}

/**
 * When the wall next shows a time of day, strictly later, on one of some weekdays (0 is Sunday; null: any): the first moment of that
 * date at which it shows that or has jumped past it.
 */
export const nextShowing = (zone: string, minute: number, weekdays: ReadonlySet<number> | null, after: number): number => {
  const passed = new Set<number>()
  // From long before, so that what this date has shown already is known.
  for (let quarter = Math.floor(after / QUARTER) * QUARTER - 26 * 3_600_000; ; quarter += QUARTER) {
    const wall = wallAt(zone, quarter)
    if (passed.has(wall.date) || wall.minute + 15 <= minute) continue
    passed.add(wall.date)
    const time = quarter + Math.max(0, minute - wall.minute) * MINUTE
    if (time > after && (weekdays === null || weekdays.has(wall.weekday))) return time
  }
}
