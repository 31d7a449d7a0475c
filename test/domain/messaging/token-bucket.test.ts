import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fullBucket, giveBackTo, heldUntil, type Rate, takeFrom, type TokenBucket } from '../../../shared/domain/messaging/token-bucket.ts'
import { PACE_ASK_AGAIN_MS, PACE_SKEW_MS } from '../../../shared/kernel/limits.ts'
import { DAY_MS, HOUR_MS, later, MINUTE_MS, SECOND_MS } from '../../../shared/kernel/time.ts'
import { type EpochMs, epochMs } from '../../../shared/kernel/words.ts'

const START = epochMs(Date.UTC(2026, 6, 1))
const at = (ms: number): EpochMs => later(START, ms)
const rate = (perSecond: number, per24Hours: number | null = null, sent: Rate['sentLast24Hours'] = null): Rate => ({
  perSecond,
  per24Hours,
  sentLast24Hours: sent,
})

/** Takes in order, each at its instant; what each was granted. */
const grants = (bucket: TokenBucket, of: Rate, takes: readonly (readonly [atMs: number, wanted: number])[]): readonly number[] => {
  let now = bucket
  return takes.map(([ms, wanted]) => {
    const { bucket: after, granted } = takeFrom(now, wanted, of, at(ms))
    now = after
    return granted
  })
}

describe('a rate', () => {
  it.each([
    { perSecond: 14, takes: [[0, 100]], granted: [14] },
    {
      perSecond: 14,
      takes: [
        [0, 5],
        [0, 100],
      ],
      granted: [5, 9],
    },
    {
      perSecond: 14,
      takes: [
        [0, 14],
        [71, 1],
        [72, 1],
      ],
      granted: [14, 0, 1],
    },
    {
      perSecond: 10,
      takes: [
        [0, 10],
        [99, 1],
        [100, 1],
        [199, 1],
        [200, 1],
      ],
      granted: [10, 0, 1, 0, 1],
    },
    // A pause of an hour brings no more than a second does.
    {
      perSecond: 14,
      takes: [
        [0, 100],
        [HOUR_MS, 100],
      ],
      granted: [14, 14],
    },
    // Less than one a second still lets one go.
    {
      perSecond: 0.2,
      takes: [
        [0, 5],
        [4_999, 5],
        [5_000, 5],
        [60_000, 5],
      ],
      granted: [1, 0, 1, 1],
    },
    {
      perSecond: 1 / 3,
      takes: [
        [0, 1],
        [2_999, 1],
        [3_000, 1],
        [6_000, 1],
        [9_000, 1],
      ],
      granted: [1, 0, 1, 1, 1],
    },
    {
      perSecond: 0,
      takes: [
        [0, 1],
        [DAY_MS, 1],
      ],
      granted: [1, 0],
    },
  ] as const)('$perSecond a second, $takes: $granted', ({ perSecond, takes, granted }) => {
    const first = fullBucket(rate(perSecond), START)
    expect(grants(first, rate(perSecond), takes)).toEqual(granted)
  })

  it.each([
    { perSecond: 14, againMs: 215 },
    { perSecond: 100, againMs: 250 },
    { perSecond: 1, againMs: 1_000 },
    { perSecond: 0.2, againMs: 5_000 },
    { perSecond: 0, againMs: PACE_ASK_AGAIN_MS },
  ])('$perSecond a second: whoever emptied it asks again after $againMs ms', ({ perSecond, againMs }) => {
    const empty = takeFrom(fullBucket(rate(perSecond), START), 1_000, rate(perSecond), START)
    expect(empty.againAt).toBe(at(againMs))
    const granted = takeFrom(empty.bucket, 1_000, rate(perSecond), empty.againAt).granted
    expect(granted).toBe(perSecond === 0 ? 0 : Math.max(1, Math.floor(perSecond / 4)))
  })

  it('that is lowered takes back what had gathered', () => {
    const bucket = takeFrom(fullBucket(rate(100), START), 0, rate(100), START).bucket
    expect(takeFrom(bucket, 100, rate(5), at(1)).granted).toBe(5)
  })
})

describe('a quota of 24 hours', () => {
  it('counts an hour until all of it has passed', () => {
    const of = rate(1_000, 100)
    const taken = grants(fullBucket(of, START), of, [
      [30 * MINUTE_MS, 100],
      [HOUR_MS, 1],
      [24 * HOUR_MS + 30 * MINUTE_MS, 1],
      [25 * HOUR_MS - 1, 1],
      [25 * HOUR_MS, 200],
    ])
    expect(taken).toEqual([100, 0, 0, 0, 100])
  })

  it.each([
    // The service counted 60 of which 20 are ours: 40 of the quota are left, whoever sends them.
    { sent: 60, before: 20, granted: 40 },
    { sent: 20, before: 20, granted: 80 },
    // It counts late: ours are more.
    { sent: 5, before: 20, granted: 80 },
    { sent: 130, before: 20, granted: 0 },
  ])('$before granted and $sent counted by the service: $granted left', ({ sent, before, granted }) => {
    const alone = rate(1_000, 100)
    const { bucket } = takeFrom(fullBucket(alone, START), before, alone, START)
    const told = rate(1_000, 100, { count: sent, at: at(MINUTE_MS) })
    expect(takeFrom(bucket, 1_000, told, at(MINUTE_MS)).granted).toBe(granted)
  })

  it('goes by the last word about others until there is a newer one', () => {
    const told = rate(1_000, 100, { count: 60, at: at(0) })
    const { bucket } = takeFrom(fullBucket(told, START), 10, told, at(0))
    const again = takeFrom(bucket, 1_000, told, at(SECOND_MS))
    expect(again.granted).toBe(30)
    const newer = rate(1_000, 100, { count: 45, at: at(MINUTE_MS) })
    expect(takeFrom(again.bucket, 1_000, newer, at(MINUTE_MS)).granted).toBe(55)
  })

  it('that is used up is asked for again in a while', () =>
    expect(takeFrom(fullBucket(rate(9, 0), START), 1, rate(9, 0), START)).toMatchObject({ granted: 0, againAt: at(PACE_ASK_AGAIN_MS) }))
})

describe('a hold', () => {
  const of = rate(14)
  const held = heldUntil(fullBucket(of, START), at(10_000))
  it.each([
    { ms: 0, granted: 0, againMs: 10_000 },
    { ms: 9_999, granted: 0, againMs: 10_000 },
    // Nothing gathers meanwhile: it begins with nothing.
    { ms: 10_000, granted: 0, againMs: 10_215 },
    { ms: 10_072, granted: 1, againMs: 10_286 },
    { ms: 60_000, granted: 14, againMs: 60_215 },
  ])('after $ms ms: $granted', ({ ms, granted, againMs }) =>
    expect(takeFrom(held, 100, of, at(ms))).toMatchObject({ granted, againAt: at(againMs) }),
  )

  it('is never shortened', () => expect(takeFrom(heldUntil(held, at(5_000)), 1, of, at(9_999)).granted).toBe(0))

  it('asked in between, it still begins with nothing', () => {
    const asked = takeFrom(held, 1, of, at(5_000)).bucket
    expect(takeFrom(asked, 100, of, at(10_072)).granted).toBe(1)
  })
})

describe('what was not used', () => {
  it('can be taken again, and counts for no quota', () => {
    const of = rate(10, 12)
    const { bucket } = takeFrom(fullBucket(of, START), 10, of, START)
    const back = giveBackTo(bucket, 7, of, at(1))
    expect(takeFrom(back, 100, of, at(1)).granted).toBe(7)
    expect(takeFrom(giveBackTo(bucket, 7, of, at(1)), 100, of, at(DAY_MS / 2)).granted).toBe(9)
  })

  it('is never more than a second brings', () =>
    expect(takeFrom(giveBackTo(fullBucket(rate(10), START), 50, rate(10), START), 100, rate(10), START).granted).toBe(10))
})

describe('clocks', () => {
  const of = rate(10)
  it.each([
    // Two senders whose clocks differ: who is behind brings nothing, and takes nothing from the other.
    {
      takes: [
        [60_000, 10],
        [0, 10],
        [60_100, 10],
        [1_000, 10],
        [60_200, 10],
      ],
      granted: [10, 0, 1, 0, 1],
    },
    // A clock that was far ahead and was set right: nothing at once, and then its pace.
    {
      takes: [
        [2 * HOUR_MS, 10],
        [0, 10],
        [100, 10],
        [1_100, 100],
      ],
      granted: [10, 0, 1, 10],
    },
    {
      takes: [
        [PACE_SKEW_MS, 10],
        [0, 10],
        [100, 10],
      ],
      granted: [10, 0, 0],
    },
    {
      takes: [
        [PACE_SKEW_MS + 1, 10],
        [0, 10],
        [100, 10],
      ],
      granted: [10, 0, 1],
    },
  ] as const)('$takes: $granted', ({ takes, granted }) => {
    const first = fullBucket(of, at(takes[0][0]))
    expect(grants(first, of, takes)).toEqual(granted)
  })
})

describe('for any senders at any instants', () => {
  const anyRate = fc.oneof(fc.integer({ min: 1, max: 500 }), fc.double({ min: 0.05, max: 30, noNaN: true }))
  const steps = fc.array(
    fc.record({
      afterMs: fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 120_000 })),
      wanted: fc.integer({ min: 0, max: 600 }),
    }),
    { minLength: 1, maxLength: 60 },
  )

  it('no window of T seconds sees more than T times the rate and one second of it', () => {
    fc.assert(
      fc.property(anyRate, steps, (perSecond, all) => {
        const of = rate(perSecond)
        let bucket = fullBucket(of, START)
        let ms = 0
        const given = all.map(({ afterMs, wanted }) => {
          ms += afterMs
          const take = takeFrom(bucket, wanted, of, at(ms))
          bucket = take.bucket
          expect(take.granted).toBeLessThanOrEqual(wanted)
          expect(take.againAt).toBeGreaterThanOrEqual(at(ms))
          return { ms, granted: take.granted }
        })
        for (const [first, { ms: from }] of given.entries()) {
          let sum = 0
          for (const { ms: to, granted } of given.slice(first)) {
            sum += granted
            expect(sum).toBeLessThanOrEqual(((to - from) / SECOND_MS) * perSecond + Math.max(1, perSecond) + 1e-6)
          }
        }
      }),
      { numRuns: 500 },
    )
  })

  it('senders whose clocks jump are granted no more than their clocks moved forward', () => {
    const jumps = fc.array(fc.integer({ min: -2 * HOUR_MS, max: 2 * HOUR_MS }), { minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(anyRate, jumps, (perSecond, all) => {
        const of = rate(perSecond)
        let bucket = fullBucket(of, START)
        let [ms, forward, sum] = [0, 0, 0]
        for (const jump of all) {
          ms += jump
          forward += Math.max(0, jump)
          const take = takeFrom(bucket, 1_000, of, at(ms))
          bucket = take.bucket
          sum += take.granted
          expect(sum).toBeLessThanOrEqual((forward / SECOND_MS) * perSecond + Math.max(1, perSecond) + 1e-6)
        }
      }),
    )
  })

  it('no 24 hours see more than the quota', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.array(fc.integer({ min: 0, max: 5 * HOUR_MS }), { minLength: 1, maxLength: 40 }),
        (quota, pauses) => {
          const of = rate(100, quota)
          let bucket = fullBucket(of, START)
          let ms = 0
          const given = pauses.map((pause) => {
            ms += pause
            const take = takeFrom(bucket, 70, of, at(ms))
            bucket = take.bucket
            return { ms, granted: take.granted }
          })
          for (const { ms: from } of given) {
            const within = given.filter((one) => one.ms >= from && one.ms <= from + DAY_MS)
            expect(within.reduce((sum, { granted }) => sum + granted, 0)).toBeLessThanOrEqual(quota)
          }
        },
      ),
    )
  })

  it('who always wants more uses the rate within two percent, asking when told', () => {
    fc.assert(
      fc.property(anyRate, fc.integer({ min: 1, max: 4 }), (perSecond, senders) => {
        const of = rate(perSecond)
        let bucket = takeFrom(fullBucket(of, START), 1_000, of, START).bucket
        const spanMs = Math.max(60, 100 / perSecond) * SECOND_MS
        const asks: number[] = Array.from({ length: senders }, () => 0)
        let sum = 0
        let count = 0
        for (let next = Math.min(...asks); next <= spanMs; next = Math.min(...asks)) {
          const take = takeFrom(bucket, 200, of, at(next))
          bucket = take.bucket
          sum += take.granted
          count += 1
          asks[asks.indexOf(next)] = Math.max(next + 1, take.againAt - START)
        }
        const wanted = (perSecond * spanMs) / SECOND_MS
        expect(sum).toBeLessThanOrEqual(wanted + 1)
        expect(sum).toBeGreaterThanOrEqual(0.98 * wanted - 1)
        // And nobody asks hot: for one at least, and for a quarter of a second's worth where that is more.
        expect(count).toBeLessThanOrEqual((senders * 8 * spanMs) / SECOND_MS + senders)
      }),
      { numRuns: 60 },
    )
  })
})
