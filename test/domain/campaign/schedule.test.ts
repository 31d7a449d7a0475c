import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Schedule } from '../../../shared/domain/campaign/campaign.ts'
import { type DateRule, dayNamed, nextDate, nextLocalTime, nextOf } from '../../../shared/domain/campaign/schedule.ts'
import { calendarDayOf, daysOfMonth, weekdayOf } from '../../../shared/kernel/calendar.ts'
import { DAY_MS, MINUTE_MS } from '../../../shared/kernel/time.ts'
import { type EpochMs, epochMs } from '../../../shared/kernel/words.ts'
import { localTimeOf } from '../../../shared/kernel/zone.ts'

const BERLIN = 'Europe/Berlin'
const at = (iso: string): EpochMs => epochMs(Date.parse(iso))
const dayOf = (iso: string): number => Date.parse(`${iso}T00:00:00Z`) / DAY_MS
const told = (instant: EpochMs | null): string | null => (instant === null ? null : new Date(instant).toISOString().slice(0, 16))
const clock = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3))

const daily = (time: string): Schedule => ({ type: 'every', every: 'day', at: clock(time) })
const weekly = (days: readonly number[], time: string): Schedule => ({ type: 'every', every: 'week', days: new Set(days), at: clock(time) })
const monthly = (days: readonly (number | 'last')[], time: string): Schedule => ({
  type: 'every',
  every: 'month',
  days: new Set(days),
  at: clock(time),
})

describe('the next time of a schedule', () => {
  const once: Schedule = { type: 'once', day: dayOf('2026-12-01'), at: clock('09:00') }
  it.each<{ what: string; schedule: Schedule; zone?: string; after: string; next: string | null }>([
    { what: 'once, before', schedule: once, after: '2026-01-01T00:00Z', next: '2026-12-01T08:00' },
    { what: 'once, at that very instant', schedule: once, after: '2026-12-01T08:00Z', next: null },
    { what: 'once, a moment before', schedule: once, after: '2026-12-01T07:59:59.999Z', next: '2026-12-01T08:00' },
    { what: 'once, elsewhere', schedule: once, zone: 'America/New_York', after: '2026-01-01T00:00Z', next: '2026-12-01T14:00' },
    { what: 'daily, later today', schedule: daily('09:00'), after: '2026-06-01T06:00Z', next: '2026-06-01T07:00' },
    { what: 'daily, now', schedule: daily('09:00'), after: '2026-06-01T07:00Z', next: '2026-06-02T07:00' },
    { what: 'daily, over the change to summer', schedule: daily('09:00'), after: '2026-03-28T08:00Z', next: '2026-03-29T07:00' },
    { what: 'daily, in the gap', schedule: daily('02:30'), after: '2026-03-28T12:00Z', next: '2026-03-29T01:00' },
    { what: 'daily, the day after the gap', schedule: daily('02:30'), after: '2026-03-29T01:00Z', next: '2026-03-30T00:30' },
    { what: 'daily, what comes twice', schedule: daily('02:30'), after: '2026-10-24T12:00Z', next: '2026-10-25T00:30' },
    { what: 'daily, between the two', schedule: daily('02:30'), after: '2026-10-25T00:30Z', next: '2026-10-26T01:30' },
    { what: 'weekly', schedule: weekly([1, 4], '09:00'), after: '2026-06-01T07:00Z', next: '2026-06-04T07:00' },
    { what: 'weekly, over the weekend', schedule: weekly([1], '09:00'), after: '2026-06-01T07:00Z', next: '2026-06-08T07:00' },
    { what: 'monthly', schedule: monthly([1, 15], '09:00'), after: '2026-06-01T07:00Z', next: '2026-06-15T07:00' },
    { what: 'the 31st of a month that has none', schedule: monthly([31], '09:00'), after: '2026-03-31T07:00Z', next: '2026-05-31T07:00' },
    { what: 'the 30th in February', schedule: monthly([30], '09:00'), after: '2026-01-30T08:00Z', next: '2026-03-30T07:00' },
    { what: 'the 29th in a leap year', schedule: monthly([29], '09:00'), after: '2028-02-01T00:00Z', next: '2028-02-29T08:00' },
    { what: 'the last', schedule: monthly(['last'], '09:00'), after: '2026-02-01T00:00Z', next: '2026-02-28T08:00' },
    {
      what: 'the last, once also called the 28th',
      schedule: monthly([28, 'last'], '09:00'),
      after: '2026-02-28T08:00Z',
      next: '2026-03-28T08:00',
    },
    {
      what: 'a day that never was: after it',
      schedule: daily('12:00'),
      zone: 'Pacific/Apia',
      after: '2011-12-29T22:00Z',
      next: '2011-12-30T10:00',
    },
  ])('$what', ({ schedule, zone = BERLIN, after, next }) => {
    expect(told(nextOf(schedule, zone, at(after)))).toBe(next)
  })

  it('of a weekday is strictly later', () => {
    expect(told(nextLocalTime(new Set([2]), clock('09:00'), 'UTC', at('2026-06-02T09:00Z')))).toBe('2026-06-09T09:00')
    expect(told(nextLocalTime(null, clock('09:00'), 'UTC', at('2026-06-02T08:59Z')))).toBe('2026-06-02T09:00')
  })

  const zones = fc.constantFrom(
    'UTC',
    BERLIN,
    'America/New_York',
    'Australia/Lord_Howe',
    'Africa/Cairo',
    'America/Havana',
    'Asia/Kathmandu',
    'Pacific/Apia',
  )
  const times = fc.oneof(fc.integer({ min: 0, max: 1439 }), fc.integer({ min: 0, max: 210 }))
  // Around where clocks change, half of the time.
  const instants = fc
    .tuple(
      fc.constantFrom('2026-03-29', '2026-10-25', '2026-04-24', '2026-03-08', '2026-11-01', '2026-04-05', '2026-02-27', '2026-07-30'),
      fc.integer({ min: -2_900, max: 1_500 }),
    )
    .map(([day, minutes]) => epochMs(Date.parse(`${day}T00:00Z`) + minutes * MINUTE_MS))
  const schedules: fc.Arbitrary<Schedule> = fc.oneof(
    times.map((time): Schedule => ({ type: 'every', every: 'day', at: time })),
    fc
      .tuple(fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 4 }), times)
      .map(([days, time]): Schedule => ({ type: 'every', every: 'week', days: new Set(days), at: time })),
    fc
      .tuple(fc.uniqueArray(fc.constantFrom<(number | 'last')[]>(1, 8, 24, 25, 26, 28, 29, 30, 31, 'last'), { minLength: 5 }), times)
      .map(([days, time]): Schedule => ({ type: 'every', every: 'month', days: new Set(days), at: time })),
  )

  it('is what asking minute by minute finds', () => {
    fc.assert(
      fc.property(schedules, zones, instants, (schedule, zone, after) => {
        const found = nextOf(schedule, zone, after)
        expect(told(found)).toBe(told(minuteByMinute(schedule, zone, after)))
      }),
      { numRuns: 150 },
    )
  })

  it('comes for ever, strictly later each time, and never twice a day on the wall', () => {
    fc.assert(
      fc.property(schedules, zones, instants, (schedule, zone, begin) => {
        let time = begin
        const days: number[] = []
        for (let n = 0; n < 12; n += 1) {
          const next = nextOf(schedule, zone, time)
          expect(next).toBeGreaterThan(time)
          time = next ?? time
          days.push(localTimeOf(zone, time).day)
        }
        expect(new Set(days).size).toBe(12)
      }),
      { numRuns: 200 },
    )
  })
})

/** The first minute at which the wall has come to the time of a day that counts, and had not a minute before. */
const minuteByMinute = (schedule: Schedule, zone: string, after: EpochMs): EpochMs | null => {
  const wallAt = (time: number): number => {
    const { day, minute } = localTimeOf(zone, epochMs(time))
    return day * 1440 + minute
  }
  // The furthest the wall has been: what is lived again does not count again.
  let furthest = Math.max(...Array.from({ length: 1500 }, (_, n) => wallAt(after - n * MINUTE_MS)))
  for (let time = after + MINUTE_MS; time < after + 35 * DAY_MS; time += MINUTE_MS) {
    const wall = wallAt(time)
    for (let minute = furthest + 1; minute <= wall; minute += 1) {
      if (minute - Math.floor(minute / 1440) * 1440 === schedule.at && counts(schedule, Math.floor(minute / 1440))) return epochMs(time)
    }
    furthest = Math.max(furthest, wall)
  }
  return null
}

const counts = (schedule: Schedule, day: number): boolean => {
  if (schedule.type === 'once') return schedule.day === day
  if (schedule.every === 'day') return true
  const { year, month, dayOfMonth } = calendarDayOf(day)
  if (schedule.every === 'week') return schedule.days.has(weekdayOf(day))
  return schedule.days.has(dayOfMonth) || (schedule.days.has('last') && daysOfMonth(year, month) === dayOfMonth)
}

describe('the next time of a rule about a day', () => {
  const rule = (more: Partial<DateRule> = {}): DateRule => ({ offsetDays: 0, at: clock('09:00'), yearly: false, ...more })
  it.each<{ what: string; date: string; rule: DateRule; zone?: string; after: string; next: string | null }>([
    { what: 'ahead', date: '2026-06-10', rule: rule(), after: '2026-06-01T00:00Z', next: '2026-06-10T07:00' },
    { what: 'past', date: '2026-06-10', rule: rule(), after: '2026-06-10T07:00Z', next: null },
    { what: 'three days before', date: '2026-06-10', rule: rule({ offsetDays: -3 }), after: '2026-06-01T00:00Z', next: '2026-06-07T07:00' },
    { what: 'two weeks after', date: '2026-06-10', rule: rule({ offsetDays: 14 }), after: '2026-06-20T00:00Z', next: '2026-06-24T07:00' },
    { what: 'every year', date: '1990-06-10', rule: rule({ yearly: true }), after: '2026-06-10T07:00Z', next: '2027-06-10T07:00' },
    { what: 'every year, today', date: '1990-06-10', rule: rule({ yearly: true }), after: '2026-06-10T06:59Z', next: '2026-06-10T07:00' },
    {
      what: 'every year from then on',
      date: '2030-06-10',
      rule: rule({ yearly: true }),
      after: '2026-01-01T00:00Z',
      next: '2030-06-10T07:00',
    },
    { what: '29 February', date: '1992-02-29', rule: rule({ yearly: true }), after: '2026-01-01T00:00Z', next: '2026-02-28T08:00' },
    {
      what: '29 February in its own year',
      date: '1992-02-29',
      rule: rule({ yearly: true }),
      after: '2028-01-01T00:00Z',
      next: '2028-02-29T08:00',
    },
    {
      what: '29 February, the day after',
      date: '1992-02-29',
      rule: rule({ yearly: true, offsetDays: 1 }),
      after: '2026-01-01T00:00Z',
      next: '2026-03-01T08:00',
    },
    {
      what: 'new year, a week before',
      date: '1990-01-03',
      rule: rule({ yearly: true, offsetDays: -7 }),
      after: '2026-12-20T00:00Z',
      next: '2026-12-27T08:00',
    },
    {
      what: 'old year, a week after',
      date: '1990-12-29',
      rule: rule({ yearly: true, offsetDays: 7 }),
      after: '2027-01-01T00:00Z',
      next: '2027-01-05T08:00',
    },
    {
      what: 'a year before',
      date: '1990-06-10',
      rule: rule({ yearly: true, offsetDays: -365 }),
      after: '2026-01-01T00:00Z',
      next: '2026-06-10T07:00',
    },
    { what: 'elsewhere', date: '2026-06-10', rule: rule(), zone: 'Asia/Tokyo', after: '2026-06-01T00:00Z', next: '2026-06-10T00:00' },
  ])('$what', ({ date, rule: one, zone = BERLIN, after, next }) => {
    expect(told(nextDate(dayOf(date), one, zone, at(after)))).toBe(next)
  })

  it('that is yearly misses no year', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 20_000 }),
        fc.integer({ min: -400, max: 400 }),
        fc.constantFrom(BERLIN, 'Africa/Cairo'),
        (date, offsetDays, zone) => {
          let time = at('2026-01-01T00:00Z')
          const years: number[] = []
          for (let n = 0; n < 8; n += 1) {
            time = nextDate(date, rule({ offsetDays, yearly: true }), zone, time) ?? time
            years.push(calendarDayOf(localTimeOf(zone, time).day - offsetDays).year)
          }
          expect(years).toEqual(years.map((_, n) => (years[0] ?? 0) + n))
        },
      ),
      { numRuns: 100 },
    )
  })
})

describe('the day an attribute names', () => {
  it.each<[value: unknown, day: string | null]>([
    ['1990-05-03', '1990-05-03'],
    ['2026-05-03T22:30:00Z', '2026-05-04'],
    ['2026-05-03T22:30:00+02:00', '2026-05-03'],
    ['1990-05-03T00:00:00.000Z', '1990-05-03'],
    ['2026-05-03T23:59', '2026-05-03'],
    ['2026-02-30', null],
    ['soon', null],
    ['', null],
    [1_767_225_600_000, null],
    [null, null],
    [undefined, null],
    [{ date: '1990-05-03' }, null],
  ])('%j: %s', (value, day) => {
    expect(dayNamed(value as string, BERLIN)).toBe(day === null ? null : dayOf(day))
  })
})
