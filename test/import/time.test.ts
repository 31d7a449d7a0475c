import { describe, expect, it } from 'vitest'
import { instantIn, parseTimeFormat, readTime, zoneProblem } from '../../shared/contract/import-time.ts'
import { isoOf } from '../../shared/kernel/time.ts'

const read = (text: string, written: string, zone: string | null): string => {
  const format = parseTimeFormat(written)
  if (typeof format === 'string') return `format ${format}`
  const found = readTime(text, format, zone)
  return found.ok ? isoOf(found.at) : found.problem
}

describe('an instant in a cell', () => {
  it.each([
    { text: '2025-03-01T10:00:00+01:00', format: 'iso', zone: null, at: '2025-03-01T09:00:00.000Z' },
    { text: '2025-03-01 10:00:00+01', format: 'iso', zone: 'America/New_York', at: '2025-03-01T09:00:00.000Z' },
    { text: '2025-03-01 10:00:00.123456 UTC', format: 'iso', zone: null, at: '2025-03-01T10:00:00.123Z' },
    { text: '2025-03-01T10:00', format: 'iso', zone: 'Europe/Berlin', at: '2025-03-01T09:00:00.000Z' },
    { text: '2025-07-01', format: 'iso', zone: 'Europe/Berlin', at: '2025-06-30T22:00:00.000Z' },
    { text: '2025-03-01T10:00', format: 'iso', zone: null, at: 'has no offset, and the map names no zone' },
    { text: '2025-02-29', format: 'iso', zone: 'UTC', at: 'does not exist' },
    { text: '2024-02-29', format: 'iso', zone: 'UTC', at: '2024-02-29T00:00:00.000Z' },
    { text: '2025-03-01T24:00', format: 'iso', zone: 'UTC', at: 'does not exist' },
    { text: 'March', format: 'iso', zone: 'UTC', at: 'is no ISO 8601' },
    { text: '1740819600', format: 'epoch-seconds', zone: null, at: '2025-03-01T09:00:00.000Z' },
    { text: '1740819600.5', format: 'epoch-seconds', zone: null, at: '2025-03-01T09:00:00.500Z' },
    { text: '1740819600000', format: 'epoch-milliseconds', zone: null, at: '2025-03-01T09:00:00.000Z' },
    {
      text: '1740819600000',
      format: 'epoch-seconds',
      zone: null,
      at: 'is far beyond any date: milliseconds were probably taken for seconds',
    },
    { text: '2025-03-01', format: 'epoch-seconds', zone: null, at: 'is no number of seconds or milliseconds' },
    { text: '01/03/2025 10:00', format: 'DD/MM/YYYY HH:mm', zone: 'Europe/Berlin', at: '2025-03-01T09:00:00.000Z' },
    { text: '03/01/2025 10:00', format: 'MM/DD/YYYY HH:mm', zone: 'UTC', at: '2025-03-01T10:00:00.000Z' },
    { text: '13/13/2025 10:00', format: 'DD/MM/YYYY HH:mm', zone: 'UTC', at: 'does not exist' },
    { text: '1.3.2025', format: 'D.M.YYYY', zone: 'UTC', at: '2025-03-01T00:00:00.000Z' },
    { text: '3/1/2025 12:05 AM', format: 'M/D/YYYY hh:mm A', zone: 'UTC', at: '2025-03-01T00:05:00.000Z' },
    { text: '3/1/2025 12:05 pm', format: 'M/D/YYYY h:mm A', zone: 'UTC', at: '2025-03-01T12:05:00.000Z' },
    { text: '3/1/2025 13:05 pm', format: 'M/D/YYYY h:mm A', zone: 'UTC', at: 'does not exist' },
    { text: '01 Mar 2025 at 10:00:01.250', format: 'DD MMM YYYY [at] HH:mm:ss.SSS', zone: 'UTC', at: '2025-03-01T10:00:01.250Z' },
    { text: '20250301', format: 'YYYYMMDD', zone: 'UTC', at: '2025-03-01T00:00:00.000Z' },
    { text: '2025-3-1', format: 'YYYY-MM-DD', zone: 'UTC', at: 'is not written as YYYY-MM-DD' },
    { text: '', format: 'YYYY-MM', zone: 'UTC', at: 'format has no DD' },
    { text: '', format: 'YYYY-MM-DD hh:mm', zone: 'UTC', at: 'format has hours of half a day (hh) without A for AM and PM' },
    { text: '', format: 'YYYY-MM-DD YYYY', zone: 'UTC', at: 'format has YYYY twice' },
  ])('$text as $format in $zone is $at', ({ text, format, zone, at }) => {
    expect(read(text, format, zone)).toBe(at)
  })
})

/** Clocks in Berlin: forward on 2025-03-30 at 02:00, back on 2025-10-26 at 03:00. */
describe('a local time at which clocks change', () => {
  it.each([
    { zone: 'Europe/Berlin', local: '2025-03-30T01:59:59', at: '2025-03-30T00:59:59.000Z' },
    { zone: 'Europe/Berlin', local: '2025-03-30T02:00:00', at: '2025-03-30T01:00:00.000Z' },
    { zone: 'Europe/Berlin', local: '2025-03-30T02:30:00', at: '2025-03-30T01:30:00.000Z' },
    { zone: 'Europe/Berlin', local: '2025-03-30T03:00:00', at: '2025-03-30T01:00:00.000Z' },
    { zone: 'Europe/Berlin', local: '2025-10-26T01:59:59', at: '2025-10-25T23:59:59.000Z' },
    { zone: 'Europe/Berlin', local: '2025-10-26T02:00:00', at: '2025-10-26T00:00:00.000Z' },
    { zone: 'Europe/Berlin', local: '2025-10-26T02:59:59', at: '2025-10-26T00:59:59.000Z' },
    { zone: 'Europe/Berlin', local: '2025-10-26T03:00:00', at: '2025-10-26T02:00:00.000Z' },
    { zone: 'America/New_York', local: '2025-03-09T02:30:00', at: '2025-03-09T07:30:00.000Z' },
    { zone: 'America/New_York', local: '2025-11-02T01:30:00', at: '2025-11-02T05:30:00.000Z' },
    { zone: 'Australia/Lord_Howe', local: '2025-04-06T01:45:00', at: '2025-04-05T14:45:00.000Z' },
    { zone: 'America/Sao_Paulo', local: '2018-11-04T00:00:00', at: '2018-11-04T03:00:00.000Z' },
    { zone: 'Pacific/Apia', local: '2011-12-30T12:00:00', at: '2011-12-30T22:00:00.000Z' },
    { zone: 'Asia/Kolkata', local: '2025-01-01T00:00:00', at: '2024-12-31T18:30:00.000Z' },
  ])('$local in $zone is $at', ({ zone, local, at }) => {
    expect(isoOf(instantIn(zone, Date.parse(`${local}Z`)))).toBe(at)
  })

  it('is found for every hour of a year in which the clocks show it', () => {
    const shown = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Berlin', dateStyle: 'short', timeStyle: 'medium' })
    for (let at = Date.UTC(2024, 0, 1); at < Date.UTC(2025, 0, 1); at += 3_600_000) {
      const local = Date.parse(`${shown.format(at).replace(' ', 'T')}Z`)
      const found = instantIn('Europe/Berlin', local)
      expect(shown.format(found)).toBe(shown.format(at))
      expect(found).toBeLessThanOrEqual(at)
    }
  })
})

describe('the name of a zone', () => {
  it.each([
    { zone: 'Europe/Berlin', problem: null },
    { zone: 'UTC', problem: null },
    { zone: 'Europe/Berln', problem: { meant: 'Europe/Berlin' } },
    { zone: 'new york', problem: { meant: 'America/New_York' } },
    { zone: 'Mars/Olympus_Mons', problem: { meant: null } },
  ])('$zone: $problem', ({ zone, problem }) => {
    expect(zoneProblem(zone)).toEqual(problem)
  })
})
