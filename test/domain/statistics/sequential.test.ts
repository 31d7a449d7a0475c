import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  confidenceSequence,
  confidenceSequenceOneSided,
  type Look,
  sequentialCritical,
  sequentialPath,
} from '../../../shared/domain/statistics/confidence-sequence.ts'
import { normalCritical } from '../../../shared/domain/statistics/critical-values.ts'
import { hybridDecision, hybridPath } from '../../../shared/domain/statistics/hybrid.ts'
import { mixtureRatioTest, normalMixtureBoundary, statsigTest } from '../../../shared/domain/statistics/mixture-tests.ts'
import { sequentialSampleRatio } from '../../../shared/domain/statistics/sequential-sample-ratio.ts'
import {
  newcombeSequential,
  sequentialGuardrail,
  sequentialTest,
  sequentialTestOfMeans,
} from '../../../shared/domain/statistics/sequential-tests.ts'
import type { Proportion } from '../../../shared/domain/statistics/two-proportions.ts'
import { alphas, of, proportions } from './lawful.ts'

const estimates = fc.record({
  estimate: fc.double({ min: -1, max: 1, noNaN: true }),
  standardError: fc.double({ min: 1e-6, max: 1, noNaN: true }),
  n: fc.integer({ min: 1, max: 1_000_000_000 }),
  alpha: alphas,
  nStar: fc.integer({ min: 1, max: 1_000_000_000 }),
})

describe('a confidence sequence', () => {
  it('excludes 0 exactly where its p is below alpha', () => {
    fc.assert(
      fc.property(estimates, (given) => {
        const { interval, pValue } = confidenceSequence(given)
        const [low, high] = interval as readonly [number, number]
        fc.pre(Math.abs((pValue as number) / given.alpha - 1) > 1e-9)
        expect(low > 0 || high < 0).toBe((pValue as number) < given.alpha)
      }),
    )
  })

  it('one-sided: its bound leaves 0 behind exactly where p is below alpha, and each side mirrors the other', () => {
    fc.assert(
      fc.property(estimates, (given) => {
        fc.pre(given.alpha < 0.5)
        const greater = confidenceSequenceOneSided(given, 'greater')
        fc.pre(Math.abs((greater.pValue as number) / given.alpha - 1) > 1e-9)
        expect(greater.reject).toBe((greater.pValue as number) < given.alpha)
        const less = confidenceSequenceOneSided({ ...given, estimate: -given.estimate }, 'less')
        expect(less).toEqual({ ...greater, bound: 0 - (greater.bound as number) })
      }),
    )
  })

  it('is wider than a fixed interval at every n', () => {
    fc.assert(
      fc.property(estimates, ({ n, alpha, nStar }) => {
        expect(sequentialCritical(n, alpha, nStar)).toBeGreaterThan(normalCritical(alpha))
      }),
    )
  })

  it.each([
    { what: 'nobody yet', given: { n: 0, standardError: 0.1, alpha: 0.05 } },
    { what: 'no error', given: { n: 10, standardError: 0, alpha: 0.05 } },
  ])('$what: no interval and no p', ({ given }) => {
    const unknown = { halfWidth: null, pValue: null }
    expect(confidenceSequence({ estimate: 0, nStar: 100, ...given })).toMatchObject({ ...unknown, interval: null, logEValue: null })
    expect(confidenceSequenceOneSided({ estimate: 0, nStar: 100, ...given }, 'less')).toMatchObject({
      ...unknown,
      bound: null,
      reject: false,
    })
  })

  it('one-sided at half or more asks for nothing', () => {
    const given = { estimate: 1, standardError: 0.1, n: 100, alpha: 0.5, nStar: 100 }
    expect(confidenceSequenceOneSided(given, 'greater')).toEqual({ rho: null, halfWidth: null, bound: null, pValue: null, reject: false })
  })
})

describe('the pooled sequential test', () => {
  it('is significant exactly where p is at most alpha, and swapping the arms turns the sign alone', () => {
    fc.assert(
      fc.property(proportions, proportions, alphas, fc.integer({ min: 1, max: 1_000_000 }), (a, b, alpha, nStar) => {
        const there = sequentialTest(a, b, alpha, nStar)
        const back = sequentialTest(b, a, alpha, nStar)
        // Differences are taken from whichever side keeps their digits: the last of them may differ.
        expect(back.pValue === null).toBe(there.pValue === null)
        expect(Math.abs((back.pValue ?? 0) - (there.pValue ?? 0))).toBeLessThanOrEqual(1e-9 * (there.pValue ?? 0))
        fc.pre(there.pValue !== null && Math.abs(there.pValue / alpha - 1) > 1e-9)
        expect(there.significant).toBe((there.pValue as number) < alpha)
        expect(back.significant).toBe(there.significant)
      }),
    )
  })

  it.each([
    { what: 'nobody at all', a: of(0, 0), b: of(0, 0), zCritical: null },
    { what: 'nobody in the control', a: of(0, 0), b: of(5, 100), zCritical: expect.any(Number) },
    { what: 'nobody converted', a: of(0, 50), b: of(0, 60), zCritical: expect.any(Number) },
    { what: 'everybody converted', a: of(50, 50), b: of(60, 60), zCritical: expect.any(Number) },
  ])('$what: not significant, no p', ({ a, b, zCritical }) => {
    const unknown = { z: null, zCritical, logEValue: null, pValue: null, significant: false }
    expect(sequentialTest(a, b, 0.05, 1000)).toMatchObject(unknown)
  })

  it('of means agrees with that of rates where the values are 0 and 1, but for n - 1 in the variance', () => {
    const mean = ({ conversions: x, n }: Proportion) => ({ n, mean: x / n, variance: (x * (n - x)) / (n * (n - 1)) })
    const [a, b] = [of(300, 10_000), of(360, 9_000)]
    const rates = sequentialTest(a, b, 0.05, 20_000)
    const means = sequentialTestOfMeans(mean(a), mean(b), 0.05, 20_000)
    expect((means.z as number) / (rates.z as number)).toBeCloseTo(Math.sqrt(18_999 / 19_000), 12)
  })

  it('as a guardrail sounds for harm and not for good', () => {
    const [few, many] = [of(14, 14_000), of(48, 14_000)]
    expect(sequentialGuardrail(few, many, 'greater', 0.05, 28_000).reject).toBe(true)
    expect(sequentialGuardrail(many, few, 'greater', 0.05, 28_000)).toMatchObject({ reject: false, pValue: 0.5 })
    expect(sequentialGuardrail(many, few, 'less', 0.05, 28_000).reject).toBe(true)
    expect(sequentialGuardrail(of(0, 0), of(0, 0), 'greater', 0.05, 28_000)).toMatchObject({ reject: false, bound: null })
  })

  it('is shown beside an interval that contains the fixed one and the difference', () => {
    fc.assert(
      fc.property(proportions, proportions, alphas, (a, b, alpha) => {
        const { difference, interval } = newcombeSequential(a, b, alpha, 5_000)
        const [low, high] = interval as readonly [number, number]
        expect(low).toBeLessThanOrEqual(difference as number)
        expect(high).toBeGreaterThanOrEqual(difference as number)
        expect(low).toBeGreaterThanOrEqual(-1)
        expect(high).toBeLessThanOrEqual(1)
      }),
    )
  })
})

describe('the hybrid', () => {
  const design = { plannedTotal: 8_000, alphaSequential: 0.01, alphaEnd: 0.04 }
  const look = (xA: number, xB: number, n: number): Look => ({ control: of(xA, n), treatment: of(xB, n) })
  it.each([
    { what: 'nothing yet', looks: [], decision: null },
    { what: 'nobody, and nobody converted', looks: [look(0, 0, 0), look(0, 0, 500)], decision: null },
    { what: 'a z of 2.06 at the plan', looks: [look(100, 100, 2_000), look(200, 250, 4_000)], decision: { look: 2, by: 'end' } },
    { what: 'the same before the plan', looks: [look(200, 250, 3_999)], decision: null },
    { what: 'missed at the plan, reached later', looks: [look(200, 200, 4_000), look(400, 470, 8_000)], decision: null },
    { what: 'far beyond, early', looks: [look(20, 90, 1_000)], decision: { look: 1, by: 'sequential' } },
    { what: 'both at once', looks: [look(200, 400, 4_000)], decision: { look: 1, by: 'sequential' } },
  ])('$what → $decision', ({ looks, decision }) => {
    expect(hybridDecision(looks, design)).toEqual(decision)
    expect(hybridPath(looks, design).decision).toEqual(decision)
  })

  it('has no bound before the first customer and no z without a conversion', () => {
    expect(hybridPath([look(0, 0, 0), look(0, 0, 10)], design)).toMatchObject({
      z: [null, null],
      zSequential: [null, expect.any(Number)],
    })
  })

  it('decides as its path says', () => {
    const steps = fc.array(fc.record({ n: fc.integer({ min: 0, max: 2_000 }), shares: fc.tuple(fc.nat(20), fc.nat(20)) }), {
      maxLength: 12,
    })
    fc.assert(
      fc.property(steps, (days) => {
        let [n, xA, xB] = [0, 0, 0]
        const looks = days.map((day) => {
          n += day.n
          xA += Math.floor((day.n * day.shares[0]) / 100)
          xB += Math.floor((day.n * day.shares[1]) / 100)
          return look(xA, xB, n)
        })
        const { z, zSequential, zEnd, decision } = hybridPath(looks, design)
        const planned = looks.findIndex(({ control }) => control.n * 2 >= design.plannedTotal)
        const reached = z.findIndex(
          (at, index) => at !== null && (Math.abs(at) >= (zSequential[index] as number) || (index === planned && Math.abs(at) >= zEnd)),
        )
        expect(decision?.look ?? null).toBe(reached < 0 ? null : reached + 1)
      }),
    )
  })
})

describe('paths', () => {
  it('keep the smallest p and what the intervals share', () => {
    const looks = [of(0, 50), of(0, 100), of(2, 150), of(3, 200)].map((control, index) => ({
      control,
      treatment: of(index * 6, control.n),
    }))
    const { pValues, intervals } = sequentialPath(looks, 0.05, 400)
    expect(intervals[0]).toBeNull()
    expect([...pValues].sort((a, b) => b - a)).toEqual(pValues)
    const widths = intervals.slice(1).map((interval) => (interval?.[1] ?? 0) - (interval?.[0] ?? 0))
    expect([...widths].sort((a, b) => b - a)).toEqual(widths)
  })

  it('of the mixture ratio say nothing where nothing varies', () => {
    const looks = [0, 0, 30].map((treatmentConversions, index) => ({ controlConversions: 0, treatmentConversions, n: index * 400 }))
    const { lambdas, pValues } = mixtureRatioTest(looks, 0.02)
    expect(lambdas.slice(0, 2)).toEqual([null, null])
    expect(pValues.slice(0, 2)).toEqual([1, 1])
    expect(pValues[2]).toBeCloseTo(1 / (lambdas[2] as number), 15)
  })

  it('of the sample ratio are the product of what each next customer was given', () => {
    const weights = [1, 3]
    const concentration = 20
    const counts = [0, 0]
    let log = 0
    for (const arm of [0, 1, 1, 0, 0, 1, 0, 0, 0, 1, 0, 0]) {
      const share = (weights[arm] as number) / 4
      const seen = (counts[0] as number) + (counts[1] as number)
      log += Math.log((concentration * share + (counts[arm] as number)) / ((concentration + seen) * share))
      counts[arm] = (counts[arm] as number) + 1
    }
    const path = sequentialSampleRatio([[0, 0], counts, [1, 3]], weights, concentration)
    expect(path?.logBayesFactors[0]).toBe(0)
    expect(path?.logBayesFactors[1]).toBeCloseTo(log, 12)
    expect(path?.pValues[2]).toBe(path?.pValues[1])
    expect(sequentialSampleRatio([[5, 5]], [1, 0], 10)).toBeNull()
  })
})

describe('published tests', () => {
  it("Statsig's interval excludes 0 exactly where its p is below alpha", () => {
    const spreads = fc.record({ variance: fc.double({ min: 1e-6, max: 1e6, noNaN: true }), n: fc.integer({ min: 1, max: 1_000_000 }) })
    fc.assert(
      fc.property(fc.double({ min: -10, max: 10, noNaN: true }), spreads, spreads, alphas, (difference, a, b, alpha) => {
        const { interval, pValue } = statsigTest(difference, a, b, alpha)
        fc.pre(Math.abs((pValue as number) / alpha - 1) > 1e-9)
        const [low, high] = interval as readonly [number, number]
        expect(low > 0 || high < 0).toBe((pValue as number) < alpha)
      }),
    )
    expect(statsigTest(0, { variance: 0, n: 5 }, { variance: 0, n: 5 }, 0.05)).toEqual({ zStar: null, interval: null, pValue: null })
  })

  it('the mixture boundary rises, and is least against √v near where it was tuned', () => {
    const against = (v: number): number => normalMixtureBoundary(v, 1_000, 0.05).boundary / Math.sqrt(v)
    expect(against(1_000)).toBeLessThan(Math.min(against(100), against(10_000)))
    expect(normalMixtureBoundary(200, 1_000, 0.05).boundary).toBeGreaterThan(normalMixtureBoundary(100, 1_000, 0.05).boundary)
  })
})
