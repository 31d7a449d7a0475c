import { describe, expect, it } from 'vitest'
import {
  DAY_MS,
  dayOf,
  durationOf,
  HOUR_MS,
  isoDayOf,
  isoOf,
  MINUTE_MS,
  parseDuration,
  parseIso,
  startOf,
} from '../../shared/kernel/time.ts'
import { epochDay, epochMs } from '../../shared/kernel/words.ts'

describe('an instant as text', () => {
  it.each([
    { text: '2026-03-01', iso: '2026-03-01T00:00:00.000Z' },
    { text: '2026-03-01T10:00', iso: '2026-03-01T10:00:00.000Z' },
    { text: '2026-03-01T10:00:05', iso: '2026-03-01T10:00:05.000Z' },
    { text: '2026-03-01T10:00:05Z', iso: '2026-03-01T10:00:05.000Z' },
    { text: '2026-03-01T10:00:05.1Z', iso: '2026-03-01T10:00:05.100Z' },
    { text: '2026-03-01T10:00:05.123456789Z', iso: '2026-03-01T10:00:05.123Z' },
    { text: '2026-03-01T10:00:05+02:00', iso: '2026-03-01T08:00:05.000Z' },
    { text: '2026-03-01T10:00:05-0530', iso: '2026-03-01T15:30:05.000Z' },
    { text: '2026-03-01T23:59:59.999-00:01', iso: '2026-03-02T00:00:59.999Z' },
    { text: '2026-03-01T24:00:00Z', iso: '2026-03-02T00:00:00.000Z' },
    { text: '2024-02-29', iso: '2024-02-29T00:00:00.000Z' },
    { text: '1969-12-31T23:59:59.999Z', iso: '1969-12-31T23:59:59.999Z' },
  ])('$text is $iso', ({ text, iso }) => {
    const at = parseIso(text)
    expect(at === null ? null : isoOf(at)).toBe(iso)
  })

  it.each([
    { text: '2026-02-30', why: 'a day that does not exist' },
    { text: '2026-02-29', why: 'no leap year' },
    { text: '2100-02-29', why: 'no leap year either' },
    { text: '2026-04-31T10:00:00Z', why: 'April has thirty days' },
    { text: '2026-00-10', why: 'month 0' },
    { text: '2026-13-10', why: 'month 13' },
    { text: '2026-01-00', why: 'day 0' },
    { text: '2026-01-01T25:00:00Z', why: 'hour 25' },
    { text: '2026-01-01T24:01:00Z', why: 'a minute after the last' },
    { text: '2026-01-01T10:60:00Z', why: 'minute 60' },
    { text: '2026-01-01T10:00:60Z', why: 'second 60' },
    { text: '2026-01-01T10:00:00+24:00', why: 'an offset of a day' },
    { text: '2026-01-01 10:00:00', why: 'a space' },
    { text: '2026-1-1', why: 'no leading zeros' },
    { text: '01/02/2026', why: 'two readings' },
    { text: '20260101', why: 'the basic format' },
    { text: '2026-01', why: 'a month' },
    { text: '1767225600000', why: 'a number' },
    { text: ' 2026-01-01', why: 'a space before' },
    { text: '', why: 'nothing' },
  ])('$text is none: $why', ({ text }) => {
    expect(parseIso(text)).toBeNull()
  })
})

describe('a day', () => {
  it.each([
    { at: 0, day: 0, iso: '1970-01-01' },
    { at: DAY_MS - 1, day: 0, iso: '1970-01-01' },
    { at: DAY_MS, day: 1, iso: '1970-01-02' },
    { at: -1, day: -1, iso: '1969-12-31' },
    { at: Date.UTC(2024, 1, 29, 23, 59), day: 19_782, iso: '2024-02-29' },
  ])('$at falls on $iso', ({ at, day, iso }) => {
    expect(dayOf(epochMs(at))).toBe(day)
    expect(isoDayOf(epochDay(day))).toBe(iso)
    expect(startOf(epochDay(day))).toBe(day * DAY_MS)
  })
})

describe('a duration as text', () => {
  it.each([
    { text: '1ms', ms: 1 },
    { text: '90s', ms: 90_000 },
    { text: '15m', ms: 15 * MINUTE_MS },
    { text: '24h', ms: DAY_MS },
    { text: '30d', ms: 30 * DAY_MS },
    { text: '2w', ms: 14 * DAY_MS },
    { text: '0d', ms: 0 },
    { text: '007h', ms: 7 * HOUR_MS },
    { text: '9007199254740991ms', ms: Number.MAX_SAFE_INTEGER },
  ])('$text is $ms ms', ({ text, ms }) => {
    expect(parseDuration(text)).toBe(ms)
  })

  it.each(['9007199254740992ms', '99999999999999w', '-1d', '1.5h', '1 d', '1D', 'd', '1', '', '1d12h', '1y', '１d'])(
    '%s is none',
    (text) => {
      expect(parseDuration(text)).toBeNull()
    },
  )

  it.each([
    { ms: 0, text: '0ms' },
    { ms: 1, text: '1ms' },
    { ms: 1_500, text: '1500ms' },
    { ms: 90_000, text: '90s' },
    { ms: 60_000, text: '1m' },
    { ms: 36 * HOUR_MS, text: '36h' },
    { ms: 14 * DAY_MS, text: '14d' },
  ])('$ms ms is said $text, and read back', ({ ms, text }) => {
    expect(durationOf(ms)).toBe(text)
    expect(parseDuration(text)).toBe(ms)
  })
})
