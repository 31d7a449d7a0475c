import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { budgetDayOf, nextBudgetDayAt } from '../../../shared/domain/messaging/budget.ts'
import { notNow, type SendTimes } from '../../../shared/domain/messaging/send-time.ts'
import { HOUR_MS, MINUTE_MS } from '../../../shared/kernel/time.ts'
import { epochMs } from '../../../shared/kernel/words.ts'

const at = (iso: string) => epochMs(Date.parse(iso))
const clock = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
const quiet = (from: string, until: string, ...zones: string[]): SendTimes => ({
  quietHours: { from: clock(from), until: clock(until) },
  window: null,
  zones,
})
const until = (times: SendTimes, iso: string): string | null | undefined => {
  const no = notNow(times, at(iso))
  return no === null ? undefined : no.until && new Date(no.until).toISOString().replace('.000Z', 'Z')
}

describe('quiet hours in the customer’s own zone', () => {
  const NIGHT = ['21:00', '09:00'] as const
  it.each([
    { zone: 'UTC', iso: '2026-06-01T20:59:59Z', free: undefined },
    { zone: 'UTC', iso: '2026-06-01T21:00:00Z', free: '2026-06-02T09:00:00Z' },
    { zone: 'UTC', iso: '2026-06-02T08:59:59Z', free: '2026-06-02T09:00:00Z' },
    { zone: 'UTC', iso: '2026-06-02T09:00:00Z', free: undefined },
    { zone: 'Asia/Tokyo', iso: '2026-06-01T11:59:59Z', free: undefined },
    { zone: 'Asia/Tokyo', iso: '2026-06-01T12:00:00Z', free: '2026-06-02T00:00:00Z' },
    { zone: 'Asia/Kathmandu', iso: '2026-06-01T15:15:00Z', free: '2026-06-02T03:15:00Z' },
    // The night in which the clock is put forward has one hour less, and that in which it is put back one more.
    { zone: 'Europe/Berlin', iso: '2026-03-28T20:00:00Z', free: '2026-03-29T07:00:00Z' },
    { zone: 'Europe/Berlin', iso: '2026-03-29T01:30:00Z', free: '2026-03-29T07:00:00Z' },
    { zone: 'Europe/Berlin', iso: '2026-10-24T19:00:00Z', free: '2026-10-25T08:00:00Z' },
    { zone: 'Europe/Berlin', iso: '2026-10-25T07:30:00Z', free: '2026-10-25T08:00:00Z' },
    { zone: 'America/New_York', iso: '2026-03-08T03:00:00Z', free: '2026-03-08T13:00:00Z' },
    { zone: 'America/New_York', iso: '2026-11-01T05:30:00Z', free: '2026-11-01T14:00:00Z' },
    { zone: 'Australia/Sydney', iso: '2026-04-04T12:00:00Z', free: '2026-04-04T23:00:00Z' },
    { zone: 'Australia/Lord_Howe', iso: '2026-04-04T12:00:00Z', free: '2026-04-04T22:30:00Z' },
  ])('in $zone at $iso, free at $free', ({ zone, iso, free }) => {
    expect(until(quiet(...NIGHT, zone), iso)).toBe(free)
  })

  it.each([
    // The end of the night is an hour that the clock leaves out: the night ends when that hour has been left out.
    {
      what: 'ends in the hour left out',
      times: quiet('21:00', '02:30', 'Europe/Berlin'),
      iso: '2026-03-29T00:30:00Z',
      free: '2026-03-29T01:00:00Z',
    },
    // It begins again in the hour that comes twice.
    {
      what: 'ends in the hour that comes twice',
      times: quiet('21:00', '02:30', 'Europe/Berlin'),
      iso: '2026-10-25T00:29:00Z',
      free: '2026-10-25T00:30:00Z',
    },
    {
      what: 'and is quiet again when it comes again',
      times: quiet('21:00', '02:30', 'Europe/Berlin'),
      iso: '2026-10-25T01:00:00Z',
      free: '2026-10-25T01:30:00Z',
    },
    { what: 'within one day', times: quiet('12:00', '14:00', 'UTC'), iso: '2026-06-01T12:00:00Z', free: '2026-06-01T14:00:00Z' },
    { what: 'within one day, before', times: quiet('12:00', '14:00', 'UTC'), iso: '2026-06-01T11:59:00Z', free: undefined },
    {
      what: 'in two zones, both',
      times: quiet('21:00', '09:00', 'America/New_York', 'America/Los_Angeles'),
      iso: '2026-06-01T13:00:00Z',
      free: '2026-06-01T16:00:00Z',
    },
    {
      what: 'in two zones, the other end of the day',
      times: quiet('21:00', '09:00', 'America/New_York', 'America/Los_Angeles'),
      iso: '2026-06-02T01:00:00Z',
      free: '2026-06-02T16:00:00Z',
    },
    {
      what: 'in zones where it is never day at once',
      times: quiet('18:00', '12:00', 'UTC', 'Pacific/Auckland'),
      iso: '2026-06-01T00:00:00Z',
      free: null,
    },
  ])('$what', ({ times, iso, free }) => {
    expect(until(times, iso)).toBe(free)
  })
})

describe('a window of a campaign', () => {
  const office = {
    quietHours: null,
    window: { time: { from: clock('09:00'), until: clock('17:00') }, days: new Set([1, 2, 3, 4, 5]) },
    zones: ['UTC'],
  }
  const late = { quietHours: null, window: { time: { from: clock('22:00'), until: clock('02:00') }, days: new Set([5]) }, zones: ['UTC'] }
  it.each([
    { what: 'Monday at nine', times: office, iso: '2026-06-01T09:00:00Z', free: undefined },
    { what: 'Monday before nine', times: office, iso: '2026-06-01T08:59:59Z', free: '2026-06-01T09:00:00Z' },
    { what: 'Monday at five', times: office, iso: '2026-06-01T17:00:00Z', free: '2026-06-02T09:00:00Z' },
    { what: 'Friday at five', times: office, iso: '2026-06-05T17:00:00Z', free: '2026-06-08T09:00:00Z' },
    { what: 'Saturday at noon', times: office, iso: '2026-06-06T12:00:00Z', free: '2026-06-08T09:00:00Z' },
    { what: 'Saturday at nine sharp', times: office, iso: '2026-06-06T09:00:00Z', free: '2026-06-08T09:00:00Z' },
    { what: 'Friday night', times: late, iso: '2026-06-05T22:00:00Z', free: undefined },
    { what: 'the small hours after it', times: late, iso: '2026-06-06T01:59:00Z', free: undefined },
    { what: 'the small hours before it', times: late, iso: '2026-06-05T01:00:00Z', free: '2026-06-05T22:00:00Z' },
    { what: 'Saturday night', times: late, iso: '2026-06-06T22:00:00Z', free: '2026-06-12T22:00:00Z' },
    {
      what: 'with quiet hours over its first hours',
      times: { ...office, quietHours: { from: clock('21:00'), until: clock('10:30') } },
      iso: '2026-06-06T09:00:00Z',
      free: '2026-06-08T10:30:00Z',
    },
    {
      what: 'that lies in the quiet hours',
      times: { ...office, quietHours: { from: clock('08:00'), until: clock('18:00') } },
      iso: '2026-06-01T09:00:00Z',
      free: null,
    },
  ])('$what: $free', ({ times, iso, free }) => {
    expect(until(times, iso)).toBe(free)
  })
})

describe('the first good time', () => {
  const zone = fc.constantFrom(
    'UTC',
    'Europe/Berlin',
    'America/New_York',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
    'America/Santiago',
    'Pacific/Chatham',
  )
  const time = fc.integer({ min: 0, max: 1439 })
  const window = fc.option(
    fc.record({
      time: fc.record({ from: time, until: time }),
      days: fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 }).map((days) => new Set(days)),
    }),
    { nil: null },
  )
  const times = fc.record({
    quietHours: fc.option(fc.record({ from: time, until: time }), { nil: null }),
    window,
    zones: fc.uniqueArray(zone, { minLength: 1, maxLength: 2 }),
  })
  /** Nights in which clocks change, and any other. */
  const instant = fc.oneof(
    fc
      .constantFrom('2026-03-28T20:00:00Z', '2026-10-24T20:00:00Z', '2026-03-07T20:00:00Z', '2026-04-04T08:00:00Z', '2026-09-05T20:00:00Z')
      .map((iso) => Date.parse(iso)),
    fc.integer({ min: 1_700_000_000_000, max: 1_800_000_000_000 }),
  )

  it('is what asking minute by minute finds, and no earlier one is good', () => {
    fc.assert(
      fc.property(times, instant, (times, start) => {
        const no = notNow(times, epochMs(start))
        if (no === null) return
        let minute = Math.floor(start / MINUTE_MS) * MINUTE_MS + MINUTE_MS
        const end = start + 8 * 24 * HOUR_MS
        while (minute <= end && notNow(times, epochMs(minute)) !== null) minute += MINUTE_MS
        expect(no.until).toBe(minute <= end ? minute : null)
      }),
      { numRuns: 8 },
    )
  })
})

describe('the day of a budget', () => {
  it.each([
    { zone: 'UTC', iso: '2026-06-01T23:59:59Z', next: '2026-06-02T00:00:00Z' },
    { zone: 'UTC', iso: '2026-06-01T00:00:00Z', next: '2026-06-02T00:00:00Z' },
    { zone: 'Europe/Berlin', iso: '2026-03-28T23:00:00Z', next: '2026-03-29T22:00:00Z' },
    { zone: 'Europe/Berlin', iso: '2026-10-24T22:00:00Z', next: '2026-10-25T23:00:00Z' },
    { zone: 'America/New_York', iso: '2026-06-01T03:59:59Z', next: '2026-06-01T04:00:00Z' },
    // There midnight itself is left out.
    { zone: 'America/Santiago', iso: '2026-09-06T02:00:00Z', next: '2026-09-06T04:00:00Z' },
  ])('in $zone at $iso ends at $next', ({ zone, iso, next }) => {
    const nextAt = nextBudgetDayAt([zone], at(iso))
    expect(new Date(nextAt).toISOString()).toBe(next.replace('Z', '.000Z'))
    expect(budgetDayOf([zone], nextAt)).toBe(budgetDayOf([zone], at(iso)) + 1)
    expect(budgetDayOf([zone], epochMs(nextAt - 1))).toBe(budgetDayOf([zone], at(iso)))
  })
})
