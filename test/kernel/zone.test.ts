import { describe, expect, it } from 'vitest'
import { instantOf, isZone, localTimeOf } from '../../shared/kernel/zone.ts'
import { ZONES_REMEMBERED } from '../../shared/kernel/limits.ts'
import { epochMs } from '../../shared/kernel/words.ts'

const at = (iso: string) => epochMs(Date.parse(iso))

describe('what is a time zone', () => {
  it.each([
    ['Europe/Berlin', true],
    ['UTC', true],
    ['Asia/Kathmandu', true],
    ['America/Argentina/Buenos_Aires', true],
    ['Etc/GMT+8', true],
    ['europe/berlin', true],
    ['Europe/Atlantis', false],
    ['+02:00', false],
    ['Berlin', false],
    ['', false],
    ['Europe/Berlin ', false],
    ['../etc/passwd', false],
    [`A${'x'.repeat(64)}`, false],
  ])('%j: %s', (name, is) => {
    expect(isZone(name)).toBe(is)
    // Asked twice, for answers are remembered.
    expect(isZone(name)).toBe(is)
  })

  it('is told of any number of names, and forgets', () => {
    for (let n = 0; n < ZONES_REMEMBERED + 10; n += 1) expect(isZone(`Nowhere/City${n}`)).toBe(false)
    expect(isZone('Europe/Berlin')).toBe(true)
  })
})

describe('what the clock on the wall says', () => {
  it.each([
    { zone: 'UTC', iso: '1970-01-01T00:00:00Z', says: { minute: 0, weekday: 4, day: 0, offset: 0 } },
    { zone: 'UTC', iso: '1969-12-31T23:59:59Z', says: { minute: 1439, weekday: 3, day: -1, offset: 0 } },
    { zone: 'Asia/Kathmandu', iso: '2026-01-01T00:00:00Z', says: { minute: 345, weekday: 4, day: 20_454, offset: 345 } },
    { zone: 'America/St_Johns', iso: '2026-01-01T00:00:00Z', says: { minute: 1230, weekday: 3, day: 20_453, offset: -210 } },
    { zone: 'Europe/Berlin', iso: '2026-03-29T00:59:59Z', says: { minute: 119, weekday: 7, day: 20_541, offset: 60 } },
    { zone: 'Europe/Berlin', iso: '2026-03-29T01:00:00Z', says: { minute: 180, weekday: 7, day: 20_541, offset: 120 } },
    { zone: 'Europe/Berlin', iso: '2026-10-25T00:59:59Z', says: { minute: 179, weekday: 7, day: 20_751, offset: 120 } },
    { zone: 'Europe/Berlin', iso: '2026-10-25T01:00:00Z', says: { minute: 120, weekday: 7, day: 20_751, offset: 60 } },
    { zone: 'Australia/Lord_Howe', iso: '2026-04-04T14:59:59Z', says: { minute: 119, weekday: 7, day: 20_548, offset: 660 } },
    { zone: 'Australia/Lord_Howe', iso: '2026-04-04T15:00:00Z', says: { minute: 90, weekday: 7, day: 20_548, offset: 630 } },
    { zone: 'Pacific/Kiritimati', iso: '2026-06-15T12:00:00Z', says: { minute: 120, weekday: 2, day: 20_620, offset: 840 } },
  ])('in $zone at $iso', ({ zone, iso, says }) => {
    expect(localTimeOf(zone, at(iso))).toEqual(says)
  })

  it('as the platform formats it, in every zone it knows and at any instant', () => {
    for (const [index, zone] of Intl.supportedValuesOf('timeZone').entries()) {
      const format = new Intl.DateTimeFormat('en-GB', {
        timeZone: zone,
        hour: '2-digit',
        minute: '2-digit',
        weekday: 'short',
        hourCycle: 'h23',
      })
      for (const time of [1_768_435_200_000, 1_784_073_600_000, 1_790_000_000_000 + index * 7_919_000]) {
        const parts = Object.fromEntries(format.formatToParts(time).map(({ type, value }) => [type, value]))
        const { minute, weekday } = localTimeOf(zone, epochMs(time))
        expect([zone, Math.floor(minute / 60), minute % 60]).toEqual([zone, Number(parts.hour), Number(parts.minute)])
        expect(['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'][weekday - 1]).toBe(parts.weekday)
      }
    }
  })

  it('at every third hour of a year, where clocks change most', () => {
    const zones = [
      'Africa/Casablanca',
      'Africa/Cairo',
      'Asia/Gaza',
      'Antarctica/Troll',
      'Australia/Lord_Howe',
      'America/Santiago',
      'Europe/Dublin',
    ]
    for (const zone of zones) {
      const format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
      for (let time = Date.UTC(2026, 0, 1); time < Date.UTC(2027, 0, 1); time += 3 * 3_600_000) {
        const { minute } = localTimeOf(zone, epochMs(time))
        const told = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
        if (format.format(time) !== told) expect([zone, time, told]).toEqual([zone, time, format.format(time)])
      }
    }
  })
})

describe('when the wall says a time', () => {
  const told = (zone: string, iso: string): string => {
    const wall = Date.parse(`${iso}Z`) / 60_000
    const day = Math.floor(wall / 1440)
    return new Date(instantOf(zone, day, wall - day * 1440)).toISOString()
  }

  it.each([
    { what: 'an ordinary day', zone: 'Europe/Berlin', wall: '2026-06-01T09:00', at: '2026-06-01T07:00:00.000Z' },
    { what: 'just before a gap', zone: 'Europe/Berlin', wall: '2026-03-29T01:59', at: '2026-03-29T00:59:00.000Z' },
    { what: 'the first minute that is skipped', zone: 'Europe/Berlin', wall: '2026-03-29T02:00', at: '2026-03-29T01:00:00.000Z' },
    { what: 'within a gap: the moment after it', zone: 'Europe/Berlin', wall: '2026-03-29T02:30', at: '2026-03-29T01:00:00.000Z' },
    { what: 'the first minute after a gap', zone: 'Europe/Berlin', wall: '2026-03-29T03:00', at: '2026-03-29T01:00:00.000Z' },
    { what: 'just after a gap', zone: 'Europe/Berlin', wall: '2026-03-29T03:01', at: '2026-03-29T01:01:00.000Z' },
    { what: 'before what comes twice', zone: 'Europe/Berlin', wall: '2026-10-25T01:59', at: '2026-10-24T23:59:00.000Z' },
    { what: 'twice: the first', zone: 'Europe/Berlin', wall: '2026-10-25T02:30', at: '2026-10-25T00:30:00.000Z' },
    { what: 'after what came twice', zone: 'Europe/Berlin', wall: '2026-10-25T03:00', at: '2026-10-25T02:00:00.000Z' },
    { what: 'a gap of half an hour', zone: 'Australia/Lord_Howe', wall: '2026-10-04T02:15', at: '2026-10-03T15:30:00.000Z' },
    { what: 'a gap at midnight', zone: 'Africa/Cairo', wall: '2026-04-24T00:30', at: '2026-04-23T22:00:00.000Z' },
    { what: 'a day that never was', zone: 'Pacific/Apia', wall: '2011-12-30T12:00', at: '2011-12-30T10:00:00.000Z' },
    { what: 'far ahead of UTC', zone: 'Pacific/Kiritimati', wall: '2026-01-01T00:00', at: '2025-12-31T10:00:00.000Z' },
    { what: 'far behind UTC', zone: 'Etc/GMT+12', wall: '2026-01-01T23:59', at: '2026-01-02T11:59:00.000Z' },
  ])('$what', ({ zone, wall, at }) => {
    expect(told(zone, wall)).toBe(at)
  })

  it('is the first minute from which the wall has come so far, around the changes of its clock in every fourth zone', () => {
    const changed = new Set<string>()
    for (const zone of Intl.supportedValuesOf('timeZone').filter((_, index) => index % 4 === 0)) {
      for (const change of changesOf(zone, 2026)) {
        const walls = Array.from({ length: 801 }, (_, n) => change - 400 + n + offsetOf(zone, change - 400 + n))
        const name = `${change} ${walls[399]} ${walls[400]}`
        // Many zones change alike.
        if (changed.has(name)) continue
        changed.add(name)
        const middle = walls[400] ?? 0
        for (let wall = middle - 130; wall <= middle + 130; wall += 1) {
          const day = Math.floor(wall / 1440)
          const first = change - 400 + walls.findIndex((one) => one >= wall)
          expect(instantOf(zone, day, wall - day * 1440), `${zone} ${wall}`).toBe(first * 60_000)
        }
      }
    }
    expect(changed.size).toBeGreaterThan(10)
  })
})

const offsetOf = (zone: string, minute: number): number => localTimeOf(zone, epochMs(minute * 60_000)).offset

/** Minutes at which a zone's clock is changed in a year. */
const changesOf = (zone: string, year: number): readonly number[] => {
  const changes: number[] = []
  const begin = Date.UTC(year, 0, 1) / 60_000
  for (let day = begin; day < begin + 366 * 1440; day += 1440) {
    if (offsetOf(zone, day) === offsetOf(zone, day + 1440)) continue
    for (let minute = day; minute < day + 1440; minute += 1)
      if (offsetOf(zone, minute) !== offsetOf(zone, minute + 1)) changes.push(minute + 1)
  }
  return changes
}
