import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Until } from '../../../shared/domain/campaign/campaign.ts'
import { awaited } from '../../../shared/domain/campaign/until.ts'
import type { Json } from '../../../shared/kernel/json.ts'
import { DAY_MS, HOUR_MS, isoOf, MINUTE_MS } from '../../../shared/kernel/time.ts'
import { type EpochMs, epochMs } from '../../../shared/kernel/words.ts'
import { localTimeOf } from '../../../shared/kernel/zone.ts'

const at = (iso: string): EpochMs => epochMs(Date.parse(iso))
const said = (until: Until, zone: string, value: Json, now: EpochMs): string => {
  const wanted = awaited(until, zone, () => value, now)
  return wanted.say === 'wait' ? new Date(wanted.until).toISOString() : wanted.say
}
const date = (more: Partial<Until & { by: 'date' }> = {}): Until => ({
  by: 'date',
  path: ['traits', 'renewalAt'],
  offsetDays: 0,
  at: null,
  otherwise: 'exit',
  ...more,
})

describe('until a day that an attribute names', () => {
  const now = at('2026-03-01T00:00:00Z')
  const nine = 9 * 60
  it.each([
    {
      what: 'midnight, where nobody says a time',
      until: date(),
      zone: 'Europe/Berlin',
      value: '2026-03-28',
      is: '2026-03-27T23:00:00.000Z',
    },
    { what: 'the time of the step', until: date({ at: nine }), zone: 'Europe/Berlin', value: '2026-03-28', is: '2026-03-28T08:00:00.000Z' },
    {
      what: 'the same time on the wall, once it is summer',
      until: date({ at: nine, offsetDays: 2 }),
      zone: 'Europe/Berlin',
      value: '2026-03-28',
      is: '2026-03-30T07:00:00.000Z',
    },
    {
      what: 'the first moment after a time that is skipped',
      until: date({ at: 150 }),
      zone: 'Europe/Berlin',
      value: '2026-03-29',
      is: '2026-03-29T01:00:00.000Z',
    },
    { what: 'the very instant', until: date(), zone: 'Asia/Tokyo', value: '2026-03-28T10:20:30.456Z', is: '2026-03-28T10:20:30.456Z' },
    {
      what: 'so many days before, at its time on the wall',
      until: date({ offsetDays: -14 }),
      zone: 'Europe/Berlin',
      value: '2026-04-08T10:20:00+02:00',
      is: '2026-03-25T09:20:00.000Z',
    },
    {
      what: 'the day an instant is on there',
      until: date({ at: nine }),
      zone: 'Asia/Tokyo',
      value: '2026-03-28T20:00:00Z',
      is: '2026-03-29T00:00:00.000Z',
    },
    { what: 'now', until: date(), zone: 'UTC', value: '2026-03-01', is: 'now' },
    { what: 'past', until: date({ offsetDays: -1 }), zone: 'UTC', value: '2026-03-01', is: 'now' },
    { what: 'no date', until: date(), zone: 'UTC', value: '2026-02-30', is: 'never' },
    { what: 'no text', until: date(), zone: 'UTC', value: 1_772_323_200_000, is: 'never' },
    { what: 'nothing', until: date(), zone: 'UTC', value: null, is: 'never' },
    { what: 'in 400 days', until: date(), zone: 'UTC', value: '2027-04-05', is: '2027-04-05T00:00:00.000Z' },
    { what: 'in 401 days', until: date(), zone: 'UTC', value: '2027-04-06', is: 'never' },
  ])('$what', ({ until, zone, value, is }) => {
    expect(said(until, zone, value, now)).toBe(is)
  })
})

describe('as the clock on the wall says', () => {
  const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'America/Santiago', 'Asia/Kathmandu')
  const minutes = fc.oneof(fc.integer({ min: 0, max: 1_439 }), fc.integer({ min: 0, max: 210 }))
  /** Around nights in which clocks change, and any other. */
  const starts = fc.oneof(
    fc
      .tuple(fc.constantFrom('2026-03-28', '2026-10-24', '2026-03-07', '2026-04-04', '2026-09-05', '2026-10-31'), fc.nat({ max: 48 * 60 }))
      .map(([iso, minute]) => Date.parse(`${iso}T00:00:00Z`) + minute * MINUTE_MS),
    fc.integer({ min: 1_700_000_000, max: 1_800_000_000 }).map((seconds) => seconds * 1_000),
  )

  /** The first minute, asked one by one, at which the wall has come to one of the times, having been before it all the while. */
  const firstReached = (zone: string, from: number, isWanted: (day: number, weekday: number) => boolean, minute: number): number => {
    let furthest = Number.NEGATIVE_INFINITY
    for (let time = Math.floor(from / MINUTE_MS) * MINUTE_MS - 3 * DAY_MS; ; time += MINUTE_MS) {
      const { day, weekday, minute: now } = localTimeOf(zone, epochMs(time))
      const target = day * 1_440 + minute
      const wall = day * 1_440 + now
      const isReached = furthest < target && target <= wall && isWanted(day, weekday)
      furthest = Math.max(furthest, wall)
      if (isReached && time > from) return time
    }
  }

  it('a time of day is what asking minute by minute finds', () => {
    fc.assert(
      fc.property(zones, minutes, starts, fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 }), (zone, minute, start, weekdays) => {
        const days = weekdays.length === 7 ? null : new Set(weekdays)
        const wanted = awaited({ by: 'local-time', days, at: minute }, zone, () => null, epochMs(start))
        const found = firstReached(zone, start, (_, weekday) => days === null || days.has(weekday), minute)
        expect(wanted).toEqual({ say: 'wait', until: found })
      }),
      { numRuns: 40 },
    )
  })

  it('a day of theirs is what asking minute by minute finds', () => {
    fc.assert(
      fc.property(
        zones,
        minutes,
        starts,
        fc.integer({ min: 0, max: 6 }),
        fc.integer({ min: -3, max: 3 }),
        (zone, minute, start, ahead, offsetDays) => {
          const today = localTimeOf(zone, epochMs(start)).day
          const value = isoOf(epochMs((today + ahead) * DAY_MS)).slice(0, 10)
          const wanted = awaited(date({ at: minute, offsetDays }), zone, () => value, epochMs(start))
          const goal = today + ahead + offsetDays
          const found = goal < today ? null : firstReached(zone, start - 2 * DAY_MS, (day) => day === goal, minute)
          expect(wanted).toEqual(found === null || found <= start ? { say: 'now' } : { say: 'wait', until: found })
        },
      ),
      { numRuns: 40 },
    )
  })

  it('so and so long is so and so long, whatever clocks do', () => {
    const start = at('2026-03-28T12:00:00Z')
    expect(awaited({ by: 'duration', ms: DAY_MS }, 'Europe/Berlin', () => null, start)).toEqual({
      say: 'wait',
      until: start + 24 * HOUR_MS,
    })
  })
})
