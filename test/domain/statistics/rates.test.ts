import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fisherExact } from '../../../shared/domain/statistics/fisher-exact.ts'
import { benjaminiHochberg, bonferroni, holm } from '../../../shared/domain/statistics/multiple-testing.ts'
import { powerForRates, sampleSizeForRates, smallestRise } from '../../../shared/domain/statistics/planning.ts'
import { liftByDelta, liftByLog, liftOfMeans } from '../../../shared/domain/statistics/relative-lift.ts'
import { incrementalConversions, newcombeInterval, wilsonInterval } from '../../../shared/domain/statistics/score-intervals.ts'
import { comparePooled, compareWald } from '../../../shared/domain/statistics/two-proportions.ts'
import { alphas, of, proportions } from './lawful.ts'

describe('intervals of rates', () => {
  it("Wilson's lies within 0 and 1, around the rate, and mirrors that of those who did not convert", () => {
    fc.assert(
      fc.property(proportions, alphas, (arm, alpha) => {
        const [low, high] = wilsonInterval(arm, alpha) as readonly [number, number]
        const rate = arm.conversions / arm.n
        expect(low).toBeGreaterThanOrEqual(0)
        expect(high).toBeLessThanOrEqual(1)
        expect(low).toBeLessThanOrEqual(rate * (1 + 1e-14))
        expect(high).toBeGreaterThanOrEqual(rate * (1 - 1e-14))
        const mirrored = wilsonInterval(of(arm.n - arm.conversions, arm.n), alpha) as readonly [number, number]
        expect(mirrored[0]).toBeCloseTo(1 - high, 14)
        expect(mirrored[1]).toBeCloseTo(1 - low, 14)
      }),
    )
  })

  it("Wilson's is exactly 0 at no conversion and 1 at all, and none without customers", () => {
    expect(wilsonInterval(of(0, 10), 0.05)?.[0]).toBe(0)
    expect(wilsonInterval(of(10, 10), 0.05)?.[1]).toBe(1)
    expect(wilsonInterval(of(0, 0), 0.05)).toBeNull()
  })

  it("Newcombe's turns with the arms, holds the difference, and grows with confidence", () => {
    fc.assert(
      fc.property(proportions, proportions, (a, b) => {
        const { difference, interval } = newcombeInterval(a, b, 0.05)
        const [low, high] = interval as readonly [number, number]
        const back = newcombeInterval(b, a, 0.05).interval as readonly [number, number]
        expect(back[0]).toBeCloseTo(-high, 14)
        expect(back[1]).toBeCloseTo(-low, 14)
        expect(low).toBeLessThanOrEqual(difference as number)
        expect(high).toBeGreaterThanOrEqual(difference as number)
        const wider = newcombeInterval(a, b, 1e-6).interval as readonly [number, number]
        expect(wider[0]).toBeLessThanOrEqual(low)
        expect(wider[1]).toBeGreaterThanOrEqual(high)
      }),
    )
  })

  it("Wald's excludes 0 exactly where its p is below alpha", () => {
    fc.assert(
      fc.property(proportions, proportions, alphas, (a, b, alpha) => {
        const { interval, pValue } = compareWald(a, b, alpha)
        fc.pre(interval !== null && pValue !== null && Math.abs(pValue / alpha - 1) > 1e-9)
        const [low, high] = interval as readonly [number, number]
        expect(low > 0 || high < 0).toBe((pValue as number) < alpha)
      }),
    )
  })

  it('incremental conversions are the difference for everybody treated', () => {
    const [heldOut, treated] = [of(250, 5_000), of(5_225, 95_000)]
    const { difference, incremental, interval } = incrementalConversions(heldOut, treated, 0.05)
    expect(incremental).toBe((difference as number) * 95_000)
    expect(interval?.[0]).toBe((newcombeInterval(heldOut, treated, 0.05).interval?.[0] as number) * 95_000)
    expect(incrementalConversions(of(0, 0), treated, 0.05)).toEqual({ difference: null, incremental: null, interval: null })
  })

  it('rates near 1 keep the digits of their difference', () => {
    const { difference } = comparePooled(of(999_999_999, 1_000_000_000), of(999_999_990, 1_000_000_000))
    expect(difference).toBeCloseTo(-9e-9, 22)
  })
})

describe('lift', () => {
  it.each([
    { what: 'nobody in the control', a: of(0, 0), b: of(5, 10), lift: null },
    { what: 'nobody converted in the control', a: of(0, 10), b: of(5, 10), lift: null },
    { what: 'nobody converted in the treatment', a: of(5, 10), b: of(0, 10), lift: -1 },
    { what: 'everybody converted', a: of(10, 10), b: of(10, 10), lift: 0 },
  ])('$what: $lift without an interval', ({ a, b, lift }) => {
    expect(liftByDelta(a, b, 0.05)).toEqual({ lift, standardError: null, interval: null })
    expect(liftByLog(a, b, 0.05)).toEqual({ lift, standardErrorLog: null, interval: null })
  })

  it('by logarithm is the same read from either arm: its ends are each other upside down', () => {
    fc.assert(
      fc.property(proportions, proportions, (a, b) => {
        const there = liftByLog(a, b, 0.05).interval
        const back = liftByLog(b, a, 0.05).interval
        fc.pre(there !== null && back !== null && there[0] > -0.99 && back[1] > -0.99)
        expect((1 + (there?.[0] as number)) * (1 + (back?.[1] as number))).toBeCloseTo(1, 9)
        expect(there?.[0]).toBeGreaterThanOrEqual(-1)
      }),
    )
  })

  it('of means has none while the control earns nothing on average', () => {
    const treatment = { n: 10, mean: 2, variance: 1 }
    expect(liftOfMeans({ n: 10, mean: 0, variance: 1 }, treatment, 0.05)).toMatchObject({ lift: null, interval: null })
    expect(liftOfMeans({ n: 1, mean: 1, variance: null }, treatment, 0.05)).toMatchObject({ lift: 1, interval: null, pValue: null })
    expect(liftOfMeans({ n: 9, mean: 1, variance: 0 }, { ...treatment, variance: 0 }, 0.05)).toMatchObject({ lift: 1, interval: null })
  })
})

describe('planning', () => {
  const rates = fc.tuple(fc.double({ min: 0.001, max: 0.9, noNaN: true }), fc.double({ min: 0.01, max: 0.09, noNaN: true }))
  it('so many customers have the power they were asked for', () => {
    fc.assert(
      fc.property(rates, fc.constantFrom(0.5, 0.8, 0.95), fc.constantFrom(0.05, 1, 19), alphas, ([control, rise], power, ratio, alpha) => {
        const treatment = control + rise
        const size = sampleSizeForRates({ control, treatment, alpha, power, ratio }) ?? { nControl: 0, nTreatment: 0 }
        expect(powerForRates({ control, treatment, ...size, alpha })).toBeCloseTo(power, 8)
      }),
    )
  })

  it.each([
    { what: 'no difference', plan: { control: 0.05, treatment: 0.05, power: 0.8 } },
    { what: 'less power than chance has', plan: { control: 0.05, treatment: 0.06, power: 0.01 } },
  ])('$what: no size', ({ plan }) => {
    expect(sampleSizeForRates({ ...plan, alpha: 0.05, ratio: 1 })).toBeNull()
  })

  it('the smallest rise found is the one that has the power', () => {
    const plan = { control: 0.05, nControl: 14_000, nTreatment: 14_000, alpha: 0.05 }
    const rise = smallestRise(plan, 0.8) as number
    expect(powerForRates({ ...plan, treatment: 0.05 + rise })).toBeCloseTo(0.8, 9)
    expect(smallestRise({ ...plan, nControl: 2, nTreatment: 2 }, 0.8)).toBeNull()
    expect(smallestRise({ ...plan, nControl: 0 }, 0.8)).toBeNull()
  })
})

describe('several comparisons', () => {
  const pValues = fc.array(fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 1, 1e-300, 0.04)), { maxLength: 12 })
  it('Bonferroni corrects most, then Holm, then Benjamini and Hochberg; none below p, none above 1, none out of order', () => {
    fc.assert(
      fc.property(pValues, (given) => {
        const [most, middle, least] = [bonferroni(given), holm(given), benjaminiHochberg(given)] as const
        for (const [index, p] of given.entries()) {
          expect(least[index]).toBeGreaterThanOrEqual(p * (1 - 1e-15))
          expect(middle[index]).toBeGreaterThanOrEqual((least[index] as number) * (1 - 1e-15))
          expect(most[index]).toBeGreaterThanOrEqual((middle[index] as number) * (1 - 1e-15))
          expect(most[index]).toBeLessThanOrEqual(1)
          for (const [other, q] of given.entries()) {
            if (p < q) expect(middle[index]).toBeLessThanOrEqual(middle[other] as number)
            if (p < q) expect(least[index]).toBeLessThanOrEqual(least[other] as number)
          }
        }
      }),
    )
  })
})

describe("Fisher's exact test", () => {
  const small = fc.tuple(fc.nat(30), fc.nat(30)).map(([x, more]) => of(x, x + more))
  it('is the same from either arm, and for those who did not convert', () => {
    fc.assert(
      fc.property(small, small, (a, b) => {
        const p = fisherExact(a, b)
        expect(p).toBeLessThanOrEqual(1)
        expect(fisherExact(b, a) / p).toBeCloseTo(1, 12)
        expect(fisherExact(of(a.n - a.conversions, a.n), of(b.n - b.conversions, b.n)) / p).toBeCloseTo(1, 12)
      }),
    )
  })

  it.each([
    { what: 'nobody at all', a: of(0, 0), b: of(0, 0) },
    { what: 'an empty arm', a: of(0, 0), b: of(3, 9) },
    { what: 'nobody converted', a: of(0, 40), b: of(0, 50) },
    { what: 'everybody converted', a: of(40, 40), b: of(50, 50) },
    { what: 'the likeliest table', a: of(500_000_000, 1_000_000_000), b: of(500_000_000, 1_000_000_000) },
  ])('$what: p is 1', ({ a, b }) => {
    expect(fisherExact(a, b)).toBe(1)
  })

  it('at large counts is what the pooled z says', () => {
    const [a, b] = [of(500_000_000, 1_000_000_000), of(500_100_000, 1_000_000_000)]
    expect(fisherExact(a, b) / (comparePooled(a, b).pValue as number)).toBeCloseTo(1, 3)
  })
})
