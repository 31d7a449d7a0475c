import { describe, expect, it } from 'vitest'
import { delayOf, NO_CHAOS, parseChaos } from '../../../local/replay/chaos.ts'
import { DAY_MS, HOUR_MS } from '../../../shared/kernel/time.ts'

describe('chaos as it is written', () => {
  it.each([
    { text: 'duplicate=2', chaos: { ...NO_CHAOS, copies: 2 } },
    { text: 'shuffle=24h', chaos: { ...NO_CHAOS, shuffleMs: DAY_MS } },
    {
      text: 'duplicate=3,shuffle=1h,tick-stop=1997-06-01T00:00:00Z/7d',
      chaos: { copies: 3, shuffleMs: HOUR_MS, tickStop: { from: Date.UTC(1997, 5, 1), to: Date.UTC(1997, 5, 8) } },
    },
  ])('$text', ({ text, chaos }) => {
    expect(parseChaos(text)).toEqual(chaos)
  })

  it.each([
    '',
    'duplicate',
    'duplicate=0',
    'duplicate=11',
    'duplicate=1.5',
    'shuffle=24',
    'tick-stop=1997-06-01',
    'tick-stop=x/7d',
    'rain=1',
  ])('refuses “%s” in words', (text) => {
    expect(typeof parseChaos(text)).toBe('string')
  })
})

describe('the delay of a delivery', () => {
  const chaos = { ...NO_CHAOS, shuffleMs: 1000 }
  it('is the same for the same seed, line and copy, and within the bound', () => {
    const delays = Array.from({ length: 1000 }, (_, line) => delayOf(chaos, '1', line, 0))
    expect(delays).toEqual(Array.from({ length: 1000 }, (_, line) => delayOf(chaos, '1', line, 0)))
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...delays)).toBeLessThan(1000)
    expect(new Set(delays).size).toBeGreaterThan(500)
  })

  it('differs between copies and seeds', () => {
    expect(new Set([delayOf(chaos, '1', 7, 0), delayOf(chaos, '1', 7, 1), delayOf(chaos, '2', 7, 0)]).size).toBe(3)
  })
})
