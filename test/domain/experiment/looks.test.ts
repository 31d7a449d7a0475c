import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countedOf } from '../../../shared/domain/experiment/counted.ts'
import { armAt, firstDayOf, looksAtAll, matureLooks, maturingDays } from '../../../shared/domain/experiment/looks.ts'
import { counterOf } from '../../../shared/domain/kpi/tally.ts'
import { LOOKS_MAX } from '../../../shared/kernel/limits-experiments.ts'
import { DAY_MS } from '../../../shared/kernel/time.ts'
import { epochDay } from '../../../shared/kernel/words.ts'
import { countedFrom, steady } from './counting.ts'

describe('counters become counts', () => {
  it('arms and metrics may bear any name, and other counters are left alone', () => {
    const counters = new Map([
      [counterOf('assigned', 'a/b', '20'), 5n],
      [counterOf('conversions', 'a/b', 'größe %', '20', '23'), 2n],
      [counterOf('sum', 'a/b', 'größe %', '20', '23'), 700n],
      [counterOf('base-squares', 'a/b', 'größe %', '20', '23'), 9n],
      [counterOf('crossover', 'a/b'), 3n],
      [counterOf('constructor', 'x', 'y', '1', '2'), 1n],
    ])
    const { entries, outcomes, crossovers } = countedOf(counters)
    expect(entries).toEqual([{ arm: 'a/b', assignedDay: 20, assigned: 5n }])
    expect(outcomes.map(({ metric, sums }) => [metric, sums.conversions, sums.sum, sums.baseSquares])).toEqual([
      ['größe %', 2n, 0n, 0n],
      ['größe %', 0n, 700n, 0n],
      ['größe %', 0n, 0n, 9n],
    ])
    expect(crossovers).toEqual(new Map([['a/b', 3n]]))
  })
})

describe('customers assigned on day 10 with a window of two days and a half', () => {
  const metric = { name: 'order', windowMs: 2.5 * DAY_MS }
  const cohort = {
    arm: 'a',
    day: 10,
    assigned: 8,
    outcomes: {
      order: [
        { after: 0, conversions: 1n },
        { after: 3, conversions: 2n },
      ],
    },
  }
  const counted = countedFrom([cohort])
  it.each([
    { asOf: 10, mature: 0n, all: [8n, 1n] },
    { asOf: 12, mature: 0n, all: [8n, 1n] },
    { asOf: 13, mature: 8n, all: [8n, 3n] },
    { asOf: 14, mature: 8n, all: [8n, 3n] },
  ])('at the end of day $asOf', ({ asOf, mature, all }) => {
    const looks = matureLooks(counted, metric, epochDay(asOf))
    const now = armAt(looksAtAll(counted, 'order', epochDay(asOf)).at(-1), 'a')
    expect(armAt(looks.at(-1), 'a').n).toBe(mature)
    expect([now.n, now.conversions]).toEqual(all)
  })
  it('count with all they brought, whenever it came', () => {
    expect(armAt(matureLooks(counted, metric, epochDay(13)).at(-1), 'a').conversions).toBe(3n)
  })
})

it.each([
  { windowMs: DAY_MS, days: 1 },
  { windowMs: DAY_MS + 1, days: 2 },
  { windowMs: 30 * DAY_MS, days: 30 },
])('a window of $windowMs ms closes for everybody $days days later', ({ windowMs, days }) => {
  expect(maturingDays(windowMs)).toBe(days)
})

describe('looks', () => {
  const windows = fc.integer({ min: 0, max: 5 }).map((days) => days * DAY_MS)
  const cohorts = fc.array(
    fc.record({
      arm: fc.constantFrom('a', 'b'),
      day: fc.integer({ min: 0, max: 20 }),
      assigned: fc.integer({ min: 0, max: 9 }),
      outcomes: fc.record({
        order: fc.array(fc.record({ after: fc.integer({ min: 0, max: 5 }), conversions: fc.bigInt({ min: 0n, max: 9n }) }), {
          maxLength: 3,
        }),
      }),
    }),
    { maxLength: 30 },
  )
  it('as of an earlier day are those there were', () => {
    fc.assert(
      fc.property(cohorts, windows, fc.integer({ min: 0, max: 30 }), (made, windowMs, day) => {
        const counted = countedFrom(made)
        const [then, now] = [epochDay(day), epochDay(30)]
        const metric = { name: 'order', windowMs }
        expect(matureLooks(counted, metric, then)).toEqual(matureLooks(counted, metric, now).filter((look) => look.day <= then))
        expect(looksAtAll(counted, 'order', then)).toEqual(looksAtAll(counted, 'order', now).filter((look) => look.day <= then))
      }),
    )
  })
  it('end with everybody and everything', () => {
    fc.assert(
      fc.property(cohorts, windows, (made, windowMs) => {
        const counted = countedFrom(made)
        const last = armAt(matureLooks(counted, { name: 'order', windowMs }, epochDay(40)).at(-1), 'a')
        const ofA = counted.outcomes.filter(({ arm }) => arm === 'a')
        expect(last.conversions).toBe(ofA.reduce((sum, { sums }) => sum + sums.conversions, 0n))
        expect(last.n).toBe(counted.entries.reduce((sum, { arm, assigned }) => (arm === 'a' ? sum + assigned : sum), 0n))
      }),
    )
  })
  it('are bounded: beyond that, only the newest', () => {
    const looks = matureLooks(countedFrom(steady(LOOKS_MAX + 50, { a: [1, 0] })), { name: 'order', windowMs: 0 }, epochDay(99_999))
    expect(looks.length).toBe(LOOKS_MAX)
    expect(looks.at(-2)?.day).toBe(LOOKS_MAX - 2)
    expect(looks.at(-1)?.day).toBe(LOOKS_MAX + 49)
  })
  it('there are none before anybody came', () => {
    expect(matureLooks(countedFrom([]), { name: 'order', windowMs: 0 }, epochDay(9))).toEqual([])
    expect(firstDayOf(countedFrom([]))).toBeNull()
  })
})
