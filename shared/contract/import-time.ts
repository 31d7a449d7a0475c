/** Instants as other systems write them: ISO 8601, epochs, and patterns such as `DD/MM/YYYY HH:mm`, in a named zone. */
import { MINUTE_MS, SECOND_MS, parseIso } from '../kernel/time.ts'
import { type EpochMs, epochMs } from '../kernel/words.ts'
import { nearest } from './did-you-mean.ts'

/** How a column writes an instant. */
export type TimeFormat =
  | { readonly kind: 'iso' }
  | { readonly kind: 'epoch'; readonly unitMs: number }
  | { readonly kind: 'pattern'; readonly written: string; readonly regex: RegExp; readonly hasTime: boolean }

/** An instant, or the day it names where the format has no time of day; or what is wrong, as a text that follows "is …, which". */
export type ReadTime =
  | { readonly ok: true; readonly at: EpochMs; readonly day: string | null }
  | { readonly ok: false; readonly problem: string }

export const TIME_FORMATS =
  'Write "iso", "epoch-seconds", "epoch-milliseconds", or a pattern of YYYY, MM, DD, HH, mm, ss, SSS, such as "DD/MM/YYYY HH:mm".'

/** Reads the name or the pattern of a format; a text says what is wrong with it. */
export const parseTimeFormat = (written: string): TimeFormat | string => {
  if (written === 'iso') return { kind: 'iso' }
  if (written === 'epoch-seconds') return { kind: 'epoch', unitMs: SECOND_MS }
  if (written === 'epoch-milliseconds') return { kind: 'epoch', unitMs: 1 }
  return patternOf(written)
}

/** Reads one cell. Local times are those of `zone`; null: a time without an offset cannot be placed, and a day begins as in UTC. */
export const readTime = (text: string, format: TimeFormat, zone: string | null): ReadTime => {
  switch (format.kind) {
    case 'iso':
      return readIso(text, zone)
    case 'epoch':
      return readEpoch(text, format.unitMs)
    case 'pattern':
      return readPattern(text, format, zone)
  }
}

/** Null where the zone exists; else what may have been meant, or nothing near. */
export const zoneProblem = (zone: string): { readonly meant: string | null } | null => {
  try {
    formatterOf(zone)
    return null
  } catch {
    const zones = Intl.supportedValuesOf('timeZone')
    const city = zones.find((one) => one.split('/').at(-1)?.toLowerCase() === zone.toLowerCase().replaceAll(' ', '_'))
    return { meant: city ?? nearest(zone, zones) }
  }
}

/**
 * The instant at which clocks in a zone show a local time (as if it were UTC). Where they show it twice, the first of the two: with
 * the earlier offset. Where they never show it, they were set forward, and so is it: what a clock nobody had set would have shown.
 */
export const instantIn = (zone: string, local: number): EpochMs => {
  const [before, after] = offsetsAround(zone, local)
  if (before === after || offsetAt(zone, local - before) === before) return epochMs(local - before)
  return epochMs(offsetAt(zone, local - after) === after ? local - after : local - before)
}

type Local = { year: number; month: number; day: number; hour: number; minute: number; second: number; ms: number }

const NO_INSTANT = 'does not exist'

/** A local time as if it were UTC; null: no calendar or clock has it. */
const localMs = ({ year, month, day, hour, minute, second, ms }: Local): number | null => {
  if (parseIso(`${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}`) === null) return null
  return hour > 23 || minute > 59 || second > 59 ? null : Date.UTC(year, month - 1, day, hour, minute, second, ms)
}

const padded = (value: number, digits: number): string => String(value).padStart(digits, '0')

const ISO =
  /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})(?:[T ](?<hour>\d{2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:[.,](?<fraction>\d{1,9}))?)?\s?(?<offset>Z|UTC|[+-]\d{2}(?::?\d{2})?)?)?$/

const readIso = (text: string, zone: string | null): ReadTime => {
  const groups = ISO.exec(text)?.groups
  if (groups === undefined) return refused('is no ISO 8601')
  const { year, month, day, hour, minute, second, fraction = '', offset } = groups
  const ms = Number(fraction.padEnd(3, '0').slice(0, 3))
  const local = localMs({
    ...{ year: Number(year), month: Number(month), day: Number(day), ms },
    ...{ hour: Number(hour ?? 0), minute: Number(minute ?? 0), second: Number(second ?? 0) },
  })
  if (local === null) return refused(NO_INSTANT)
  if (offset !== undefined) return { ok: true, at: epochMs(local - offsetMs(offset)), day: null }
  return placed(local, zone, hour !== undefined)
}

const offsetMs = (offset: string): number => {
  if (offset === 'Z' || offset === 'UTC') return 0
  const [hours, minutes] = [Number(offset.slice(1, 3)), Number(offset.slice(3).replace(':', '') || 0)]
  return (offset.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * MINUTE_MS
}

/** Seconds have up to ten digits and milliseconds thirteen until the year 2286: whoever mixes them up is told. */
const readEpoch = (text: string, unitMs: number): ReadTime => {
  if (!/^-?\d{1,16}(\.\d+)?$/.test(text)) return refused('is no number of seconds or milliseconds')
  const at = Math.round(Number(text) * unitMs)
  if (Math.abs(at) > LATEST_MS) return refused('is far beyond any date: milliseconds were probably taken for seconds')
  return { ok: true, at: epochMs(at), day: null }
}

const LATEST_MS = Date.UTC(9999, 11, 31)

const readPattern = (text: string, { regex, hasTime, written }: TimeFormat & { kind: 'pattern' }, zone: string | null): ReadTime => {
  const groups = regex.exec(text)?.groups
  if (groups === undefined) return refused(`is not written as ${written}`)
  const local = localMs({
    year: Number(groups.YYYY),
    month: groups.MMM === undefined ? Number(groups.MM ?? groups.M) : MONTHS.indexOf(groups.MMM.toLowerCase()) + 1,
    day: Number(groups.DD ?? groups.D),
    hour: hourOf(groups),
    minute: Number(groups.mm ?? 0),
    second: Number(groups.ss ?? 0),
    ms: Number(groups.SSS ?? 0),
  })
  return local === null ? refused(NO_INSTANT) : placed(local, zone, hasTime)
}

const hourOf = (groups: Readonly<Record<string, string | undefined>>): number => {
  const twelve = groups.hh ?? groups.h
  if (twelve === undefined) return Number(groups.HH ?? groups.H ?? 0)
  const hour = Number(twelve)
  // 0 and 13 o'clock are no hours of half a day; 99 is none of a whole one either.
  return hour < 1 || hour > 12 ? 99 : (hour % 12) + (groups.A?.toLowerCase() === 'pm' ? 12 : 0)
}

const placed = (local: number, zone: string | null, hasTime: boolean): ReadTime => {
  if (hasTime)
    return zone === null ? refused('has no offset, and the map names no zone') : { ok: true, at: instantIn(zone, local), day: null }
  const day = new Date(local).toISOString().slice(0, 10)
  return { ok: true, at: zone === null ? epochMs(local) : instantIn(zone, local), day }
}

const refused = (problem: string): ReadTime => ({ ok: false, problem })

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** Longest first, so that `MMM` is not read as `MM` and `M`. */
const TOKENS: readonly (readonly [token: string, regex: string])[] = [
  ['YYYY', '\\d{4}'],
  ['MMM', `(?:${MONTHS.map((month) => `[${month[0]?.toUpperCase()}${month[0]}]${month.slice(1)}`).join('|')})`],
  ['SSS', '\\d{3}'],
  ...['MM', 'DD', 'HH', 'hh', 'mm', 'ss'].map((token) => [token, '\\d{2}'] as const),
  ...['M', 'D', 'H', 'h'].map((token) => [token, '\\d{1,2}'] as const),
  ['A', '(?:AM|PM|am|pm)'],
]

/** One of each of these, or the day would have to be guessed. */
const NEEDED: readonly (readonly string[])[] = [['YYYY'], ['MM', 'M', 'MMM'], ['DD', 'D']]

const patternOf = (written: string): TimeFormat | string => {
  const found: string[] = []
  let regex = ''
  for (let at = 0; at < written.length; ) {
    const rest = written.slice(at)
    const bracketed = /^\[([^\]]*)\]/.exec(rest)
    const token = TOKENS.find(([name]) => rest.startsWith(name))
    if (bracketed !== null) regex += literal(bracketed[1] as string)
    else if (token !== undefined) {
      if (found.includes(token[0])) return `has ${token[0]} twice`
      found.push(token[0])
      regex += `(?<${token[0]}>${token[1]})`
    } else {
      const [letter = ''] = rest
      if (/[A-Za-z]/.test(letter) && letter !== 'T')
        return `has the letter ${letter}, which stands for nothing (letters to be met as they are go into brackets: [at])`
      regex += literal(letter)
    }
    at += bracketed?.[0].length ?? token?.[0].length ?? 1
  }
  const missing = NEEDED.find((names) => !names.some((name) => found.includes(name)))
  if (missing !== undefined) return `has no ${missing[0]}`
  const isHalfDay = found.includes('hh') || found.includes('h')
  if (isHalfDay !== found.includes('A')) return isHalfDay ? 'has hours of half a day (hh) without A for AM and PM' : 'has A without hh'
  return { kind: 'pattern', written, regex: new RegExp(`^${regex}$`), hasTime: isHalfDay || found.includes('HH') || found.includes('H') }
}

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')

/** The offsets a day before and after a local time: the only two it can have, for no zone changes its clocks twice in two days. */
const offsetsAround = (zone: string, local: number): readonly [number, number] => {
  const key = `${zone} ${Math.floor(local / DAY_MS)}`
  const known = AROUND.get(key)
  if (known !== undefined) return known
  const midnight = Math.floor(local / DAY_MS) * DAY_MS
  const found = [offsetAt(zone, midnight - DAY_MS), offsetAt(zone, midnight + 2 * DAY_MS)] as const
  // What is read is history: some thousand days. A file of nonsense must not fill the memory.
  if (AROUND.size >= AROUND_MAX) AROUND.clear()
  AROUND.set(key, found)
  return found
}

const DAY_MS = 24 * 60 * MINUTE_MS
const AROUND = new Map<string, readonly [number, number]>()
const AROUND_MAX = 20_000

const offsetAt = (zone: string, at: number): number => {
  const name = formatterOf(zone)
    .formatToParts(at)
    .find(({ type }) => type === 'timeZoneName')?.value
  const [, sign, hours, minutes = '0', seconds = '0'] = /([+-])(\d{2}):?(\d{2})?:?(\d{2})?$/.exec(name ?? '') ?? []
  if (sign === undefined) return 0
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 * MINUTE_MS + Number(minutes) * MINUTE_MS + Number(seconds) * SECOND_MS)
}

const FORMATTERS = new Map<string, Intl.DateTimeFormat>()

/** Throws a RangeError where there is no such zone. */
const formatterOf = (zone: string): Intl.DateTimeFormat => {
  const known = FORMATTERS.get(zone)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
  FORMATTERS.set(zone, made)
  return made
}
