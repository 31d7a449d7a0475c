/** Numbers, money, instants and durations as a reader's language writes them. Knows no sentence. */
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../shared/kernel/time.ts'

export type Language = 'en' | 'zh'

/** An instant as the API gives it (ISO 8601), or as facts do (epoch milliseconds). */
export type Instant = string | number

export type Formats = {
  readonly language: Language
  /** `12,345` */
  readonly count: (count: number) => string
  /** `12.3k`, for where there is no room. */
  readonly countShort: (count: number) => string
  /** A number a second: one digit after the point while it is small. */
  readonly perSecond: (value: number) => string
  /** `12.3%` of a share between 0 and 1. */
  readonly share: (share: number, digits?: number) => string
  /** `+2.40` percentage points of a difference of shares, without the unit; a third digit where two would say nothing. */
  readonly points: (difference: number) => string
  /** `+20.1%` of a share by which something changed. */
  readonly change: (share: number) => string
  /** `1.23` of a number without a unit. */
  readonly number: (value: number) => string
  /** `+1.23` of a difference without a unit. */
  readonly numberDifference: (value: number) => string
  /** `$1,234.50` of minor units. */
  readonly money: (minor: number, currency: string) => string
  /** `$1,234.50` of whole units. */
  readonly amount: (units: number, currency: string) => string
  /** `+$1` of whole units: for the marks of an axis. */
  readonly amountShort: (units: number, currency: string) => string
  /** `+$1.20` of whole units. */
  readonly amountDifference: (units: number, currency: string) => string
  /** `0.012`; never zero for what is only small. */
  readonly pValue: (p: number) => string
  /** `14 Mar 2026, 15:20`, in the reader's zone. */
  readonly instant: (at: Instant) => string
  /** `14 March 2026` of a UTC day (`2026-03-14`, or days since 1970-01-01), whatever the reader's zone. */
  readonly day: (day: string | number) => string
  /** `14 Mar` of a UTC day. */
  readonly dayShort: (day: string | number) => string
  /** `14 March 2026` of an instant, in the reader's zone. */
  readonly date: (at: Instant) => string
  /** `Mon 16 Mar, 09:00` by the clocks of a zone, whatever the reader's. */
  readonly instantIn: (at: Instant, timeZone: string) => string
  /** `15:20:07` */
  readonly time: (at: Instant) => string
  /** `3 days ago`, `in 2 hours`, seen from `now`. */
  readonly relative: (at: Instant, now: Instant) => string
  /** `09:00` of the minutes since midnight, on whatever clock. */
  readonly timeOfDay: (minute: number) => string
  /** `Monday` of 1, `Sunday` of 7. */
  readonly weekday: (day: number) => string
  /** `60 days` of milliseconds. */
  readonly duration: (durationMs: number) => string
  /** `a, b and c` */
  readonly list: (items: readonly string[]) => string
}

/** How a language writes. `locale` may be finer than the language (`en-GB`); the zone is the reader's own where none is given. */
export const formatsOf = (language: Language, locale: string = LOCALES[language], timeZone?: string): Formats => {
  const zone = timeZone === undefined ? {} : { timeZone }
  return { language, ...numbersOf(locale), ...moneyOf(locale), ...timesOf(locale, zone), ...daysOf(locale) }
}

/** What a language is called to Intl, and to the browser in the page's `lang`. */
export const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', zh: 'zh-CN' }

type Numbers = Pick<
  Formats,
  'count' | 'countShort' | 'perSecond' | 'share' | 'points' | 'change' | 'number' | 'numberDifference' | 'pValue' | 'list'
>

const numbersOf = (locale: string): Numbers => {
  const count = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 })
  const countShort = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 })
  const precise = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 })
  const points = new Intl.NumberFormat(locale, { ...digitsOf(2), signDisplay: 'exceptZero' })
  const pointsFine = new Intl.NumberFormat(locale, { ...digitsOf(3), signDisplay: 'exceptZero' })
  const change = new Intl.NumberFormat(locale, { style: 'percent', ...digitsOf(1), signDisplay: 'exceptZero' })
  const plain = new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 })
  const signed = new Intl.NumberFormat(locale, { maximumSignificantDigits: 3, signDisplay: 'exceptZero' })
  const small = new Intl.NumberFormat(locale, { maximumSignificantDigits: 2 })
  const list = new Intl.ListFormat(locale, { type: 'conjunction' })
  return {
    count: (value) => minus(count.format(value)),
    countShort: (value) => minus(countShort.format(value)),
    perSecond: (value) => (value < 10 ? precise : count).format(value),
    share: (share, digits = 1) => {
      const options = { style: 'percent', ...digitsOf(digits) } as const
      return minus(new Intl.NumberFormat(locale, options).format(share))
    },
    points: (difference) => minus((difference !== 0 && Math.abs(difference) < FINE_BELOW ? pointsFine : points).format(100 * difference)),
    change: (share) => (share > CHANGE_MAX ? `> ${change.format(CHANGE_MAX)}` : minus(change.format(share))),
    number: (value) => minus(plain.format(value)),
    numberDifference: (value) => minus(signed.format(value)),
    pValue: (p) => (p < SMALLEST_P ? `< ${small.format(SMALLEST_P)}` : small.format(p)),
    list: (items) => list.format(items),
  }
}

const digitsOf = (digits: number) => ({ minimumFractionDigits: digits, maximumFractionDigits: digits })

/** Tenfold: what lies beyond says only that next to nothing is known. */
const CHANGE_MAX = 10

/** A tenth of a percentage point: below it, two digits are one. */
const FINE_BELOW = 0.001

/** Below this nobody reads digits any more. */
const SMALLEST_P = 0.0001

const moneyOf = (locale: string): Pick<Formats, 'money' | 'amount' | 'amountShort' | 'amountDifference'> => {
  const known = new Map<string, Intl.NumberFormat>()
  const formatOf = (currency: string, signDisplay: 'auto' | 'exceptZero'): Intl.NumberFormat => {
    const key = `${currency} ${signDisplay}`
    const found = known.get(key)
    if (found !== undefined) return found
    const made = currencyFormat(locale, currency, signDisplay)
    known.set(key, made)
    return made
  }
  return {
    money: (minor, currency) => {
      const format = formatOf(currency, 'auto')
      return minus(format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2)))
    },
    amount: (units, currency) => minus(formatOf(currency, 'auto').format(units)),
    amountShort: (units, currency) =>
      minus(
        formatOf(currency, 'exceptZero')
          .format(units)
          .replace(/[.,]00$/, ''),
      ),
    amountDifference: (units, currency) => minus(formatOf(currency, 'exceptZero').format(units)),
  }
}

/** A currency is three letters; what a publisher made of it may be anything, and is then shown as a plain number. */
const currencyFormat = (locale: string, currency: string, signDisplay: 'auto' | 'exceptZero'): Intl.NumberFormat =>
  /^[A-Z]{3}$/.test(currency)
    ? new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay: 'narrowSymbol', signDisplay })
    : new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2, signDisplay })

type Times = Pick<Formats, 'instant' | 'instantIn' | 'date' | 'time' | 'relative' | 'duration'>

const timesOf = (locale: string, zone: { readonly timeZone?: string }): Times => {
  const instant = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', ...zone })
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'long', ...zone })
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'medium', ...zone })
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  return {
    instant: (at) => instant.format(new Date(at)),
    instantIn: (at, timeZone) => zonedFormat(locale, timeZone).format(new Date(at)),
    date: (at) => date.format(new Date(at)),
    time: (at) => time.format(new Date(at)),
    relative: (at, now) => {
      const distanceMs = new Date(at).getTime() - new Date(now).getTime()
      const [unit, unitMs] = UNITS.find(([, unitMs]) => Math.abs(distanceMs) >= unitMs) ?? SMALLEST
      return relative.format(Math.trunc(distanceMs / unitMs), unit)
    },
    duration: (durationMs) => {
      const [unit, unitMs] = UNITS.find(([, unitMs]) => durationMs >= unitMs && durationMs % unitMs === 0) ?? SMALLEST
      return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(durationMs / unitMs)
    },
  }
}

/** A zone that this browser does not know is shown by the clock of Greenwich. */
const zonedFormat = (locale: string, timeZone: string): Intl.DateTimeFormat => {
  const shape = { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' } as const
  try {
    return new Intl.DateTimeFormat(locale, { ...shape, timeZone })
  } catch {
    return new Intl.DateTimeFormat(locale, { ...shape, timeZone: 'UTC', timeZoneName: 'short' })
  }
}

const SMALLEST = ['second', SECOND_MS] as const
const UNITS = [['day', DAY_MS], ['hour', HOUR_MS], ['minute', MINUTE_MS], SMALLEST] as const

const daysOf = (locale: string): Pick<Formats, 'day' | 'dayShort' | 'weekday' | 'timeOfDay'> => {
  const weekday = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' })
  const long = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' })
  const short = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' })
  return {
    day: (day) => long.format(startOf(day)),
    dayShort: (day) => short.format(startOf(day)),
    // The epoch began on a Thursday.
    weekday: (day) => weekday.format(new Date((day + 3) * DAY_MS)),
    timeOfDay: (minute) => `${twoDigits(Math.floor(minute / 60))}:${twoDigits(minute % 60)}`,
  }
}

const startOf = (day: string | number): Date => new Date(typeof day === 'number' ? day * DAY_MS : day)

/** A true minus sign: as wide as the plus above it in a column. */
const minus = (text: string): string => text.replace('-', '−')

const twoDigits = (value: number): string => String(value).padStart(2, '0')
