import { describe, expect, it } from 'vitest'
import { isListedZone, zoneOptions } from '../../shared/flow/doors/public-zones.ts'
import { isZone } from '../../shared/kernel/zone.ts'

describe('the list of time zones', () => {
  const options = zoneOptions(null, 'none', 'Other').map(({ markup }) => markup)
  const values = [...options.join('').matchAll(/<option value="([^"]+)"/g)].map(([, value = '']) => value)

  it('holds each zone once, by a name that quiet hours understand', () => {
    expect(values.length).toBeGreaterThan(400)
    expect(new Set(values).size).toBe(values.length)
    expect(values.filter((zone) => !isZone(zone) || !isListedZone(zone))).toEqual([])
  })

  it.each([
    ['Asia/Kolkata', 'Asia/Calcutta'],
    ['Europe/Kyiv', 'Europe/Kiev'],
    ['America/Argentina/Buenos_Aires', 'America/Buenos_Aires'],
  ])('says %s and not %s, as people do today', (today, before) => {
    expect([values.includes(today), values.includes(before)]).toEqual([true, false])
  })

  it('is grouped by continent, in order', () => {
    const groups = options.flatMap((markup) => /^<optgroup label="([^"]+)"/.exec(markup)?.[1] ?? [])
    expect(groups).toEqual([...groups].sort((a, b) => (a === 'Other' ? 1 : b === 'Other' ? -1 : a < b ? -1 : 1)))
    expect(groups).toEqual(expect.arrayContaining(['Africa', 'America', 'Asia', 'Europe', 'Pacific', 'Other']))
  })
})
