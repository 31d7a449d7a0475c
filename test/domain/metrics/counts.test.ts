import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bounded, countSince, counted, type EventCount } from '../../../shared/domain/metrics/counts.ts'
import { BLOCK_BUCKETS_MAX, DAY_BUCKETS_MAX } from '../../../shared/kernel/limits.ts'
import { DAY_MS } from '../../../shared/kernel/time.ts'
import { epochDay, epochMs } from '../../../shared/kernel/words.ts'

/** Day 20,000 begins a block of 28 days: 20,020 is the next one to do so after it. */
const NEWEST = 20_020

const countOf = (days: readonly number[]): EventCount =>
  days.reduce<EventCount | undefined>((count, day) => counted(count, epochMs(day * DAY_MS + 5)), undefined) as EventCount

describe('where one event on an older day is kept', () => {
  it.each([
    { ago: 0, days: [[NEWEST, 2]], blocks: [] },
    {
      ago: 1,
      days: [
        [NEWEST - 1, 1],
        [NEWEST, 1],
      ],
      blocks: [],
    },
    {
      ago: 92,
      days: [
        [NEWEST - 92, 1],
        [NEWEST, 1],
      ],
      blocks: [],
    },
    { ago: 93, days: [[NEWEST, 1]], blocks: [[NEWEST - 112, 1]] },
    { ago: 112, days: [[NEWEST, 1]], blocks: [[NEWEST - 112, 1]] },
    { ago: 113, days: [[NEWEST, 1]], blocks: [[NEWEST - 140, 1]] },
    { ago: 420, days: [[NEWEST, 1]], blocks: [[NEWEST - 420, 1]] },
    { ago: 421, days: [[NEWEST, 1]], blocks: [] },
    { ago: 3_650, days: [[NEWEST, 1]], blocks: [] },
  ])('$ago days before the newest', ({ ago, days, blocks }) => {
    const expected = { total: 2, firstAt: (NEWEST - ago) * DAY_MS + 5, lastAt: NEWEST * DAY_MS + 5, days, blocks }
    expect(countOf([NEWEST - ago, NEWEST])).toEqual(expected)
    expect(countOf([NEWEST, NEWEST - ago])).toEqual(expected)
  })

  it('days share the block they lie in', () => {
    expect(countOf([NEWEST - 113, NEWEST - 112, NEWEST - 111, NEWEST]).blocks).toEqual([
      [NEWEST - 140, 1],
      [NEWEST - 112, 2],
    ])
  })
})

describe('how many since a day', () => {
  const count = countOf([NEWEST - 500, NEWEST - 113, NEWEST - 100, NEWEST - 92, NEWEST - 1, NEWEST, NEWEST])
  it.each([
    { since: NEWEST + 1, n: 0 },
    { since: NEWEST, n: 2 },
    { since: NEWEST - 1, n: 3 },
    { since: NEWEST - 91, n: 3 },
    { since: NEWEST - 92, n: 4 },
    { since: NEWEST - 111, n: 4 },
    { since: NEWEST - 112, n: 5 },
    { since: NEWEST - 140, n: 6 },
    { since: NEWEST - 1_000, n: 6 },
  ])('$n since day $since', ({ since, n }) => {
    expect(countSince(count, epochDay(since))).toBe(n)
  })
})

describe('order', () => {
  it('never shows in a count', () => {
    const days = fc.array(fc.integer({ min: 19_000, max: NEWEST }), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(days, fc.infiniteStream(fc.nat()), (some, chance) => {
        const shuffled = some.map((day) => [chance.next().value, day] as const).sort(([a], [b]) => a - b)
        expect(countOf(shuffled.map(([, day]) => day))).toEqual(countOf(some))
        expect(countOf(some.toSorted((a, b) => b - a))).toEqual(countOf(some))
      }),
    )
  })
})

/** `names` kinds of events, each on every one of the last `days` days. */
const daily = (names: number, days: number): Record<string, EventCount> => {
  const each = countOf(Array.from({ length: days }, (_, index) => NEWEST - days + 1 + index))
  return Object.fromEntries(Array.from({ length: names }, (_, index) => [`event ${index}`, each]))
}
const sizes = (counts: Readonly<Record<string, EventCount>>) => ({
  days: Object.values(counts).reduce((sum, { days }) => sum + days.length, 0),
  blocks: Object.values(counts).reduce((sum, { blocks }) => sum + blocks.length, 0),
})

describe('all counts of a customer together', () => {
  it('are left alone up to the bound', () => {
    const counts = daily(8, DAY_BUCKETS_MAX / 8)
    expect(sizes(counts).days).toBe(DAY_BUCKETS_MAX)
    expect(bounded(counts)).toBe(counts)
  })

  it('one day more: the oldest day of all goes into blocks, and nothing is lost', () => {
    const counts = daily(8, DAY_BUCKETS_MAX / 8 + 1)
    const after = bounded(counts)
    expect(sizes(after)).toEqual({ days: DAY_BUCKETS_MAX, blocks: 8 })
    expect(Object.values(after).map((count) => countSince(count, epochDay(NEWEST - 200)))).toEqual(Array(8).fill(65))
    expect(after['event 0']).toEqual({ ...counts['event 0'], days: counts['event 0']?.days.slice(1), blocks: [[NEWEST - 84, 1]] })
  })

  it('a day goes whole, so that equal counts stay equal', () => {
    const after = bounded(daily(65, 92))
    expect(sizes(after).days).toBeLessThanOrEqual(DAY_BUCKETS_MAX)
    expect(new Set(Object.values(after).map((count) => JSON.stringify(count))).size).toBe(1)
  })

  it('with too many blocks the oldest go into the bare totals, and the totals stand', () => {
    const after = bounded(daily(65, 420))
    expect(sizes(after).days).toBeLessThanOrEqual(DAY_BUCKETS_MAX)
    expect(sizes(after).blocks).toBeLessThanOrEqual(BLOCK_BUCKETS_MAX)
    expect(Object.values(after).map(({ total }) => total)).toEqual(Array(65).fill(420))
  })
})
