import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareBeta, credibleInterval } from '../../../shared/domain/statistics/beta-bayes.ts'
import { gaussianEffect } from '../../../shared/domain/statistics/gaussian-bayes.ts'
import { thompsonAllocation } from '../../../shared/domain/statistics/thompson.ts'
import { of, proportions } from './lawful.ts'

const UNIFORM = { alpha: 1, beta: 1 }
/** Each run integrates over every arm: milliseconds, not microseconds. */
const RUNS = { numRuns: 10 }
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

describe('rates as posteriors', () => {
  it('chances to be best add up to 1, and losses differ by the means', () => {
    fc.assert(
      fc.property(fc.array(proportions, { minLength: 2, maxLength: 4 }), (arms) => {
        expect(sum(compareBeta(arms, UNIFORM).map(({ chanceBest }) => chanceBest))).toBeCloseTo(1, 9)
      }),
      RUNS,
    )
    fc.assert(
      fc.property(proportions, proportions, (a, b) => {
        const [one, two] = compareBeta([a, b], UNIFORM)
        expect((one?.expectedLoss ?? 0) - (two?.expectedLoss ?? 0)).toBeCloseTo((two?.mean ?? 0) - (one?.mean ?? 0), 11)
      }),
      RUNS,
    )
  })

  it('do not depend on the order of the arms', () => {
    const [a, b, c] = [of(3, 20), of(600_000, 10_000_000), of(0, 0)]
    const there = compareBeta([a, b, c], UNIFORM)
    const back = compareBeta([c, b, a], UNIFORM)
    for (const [index, arm] of there.entries()) expect(back[2 - index]?.chanceBest).toBeCloseTo(arm.chanceBest, 12)
  })

  it.each([
    { what: 'one arm alone', arms: [of(3, 20)], chances: [1], losses: [0] },
    { what: 'nothing seen', arms: [of(0, 0), of(0, 0)], chances: [0.5, 0.5], losses: [1 / 6, 1 / 6] },
    { what: 'no arms', arms: [], chances: [], losses: [] },
  ])('$what', ({ arms, chances, losses }) => {
    const result = compareBeta(arms, UNIFORM)
    expect(result.map(({ chanceBest }) => chanceBest)).toEqual(chances.map((chance) => expect.closeTo(chance, 12)))
    expect(result.map(({ expectedLoss }) => expectedLoss)).toEqual(losses.map((loss) => expect.closeTo(loss, 12)))
  })

  it('a chance far below rounding keeps its digits', () => {
    // Γ ratios in closed form: B(1, 2b)/B(1, b)² where both are Beta(1, b) and Beta(a, 1): P = Γ(a+1)Γ(b+1)/Γ(a+b+1).
    const [hopeless] = compareBeta([of(0, 100), of(100, 100)], UNIFORM)
    let exact = 1
    for (let k = 1; k <= 101; k += 1) exact *= k / (101 + k)
    expect((hopeless?.chanceBest ?? 0) / exact).toBeCloseTo(1, 9)
  })

  it('a credible interval of nothing seen is the prior, and narrows', () => {
    expect(credibleInterval(of(0, 0), UNIFORM, 0.05)).toEqual([expect.closeTo(0.025, 14), expect.closeTo(0.975, 14)])
    fc.assert(
      fc.property(proportions, (arm) => {
        const [low, high] = credibleInterval(arm, UNIFORM, 0.05)
        const [lower, higher] = credibleInterval(arm, UNIFORM, 1e-6)
        expect(lower).toBeLessThan(low)
        expect(low).toBeLessThan(high)
        expect(high).toBeLessThan(higher)
        expect(lower).toBeGreaterThan(0)
        expect(higher).toBeLessThanOrEqual(1)
      }),
      RUNS,
    )
  })
})

describe('an effect as a normal posterior', () => {
  it('losses differ by the mean, and turning the effect turns them', () => {
    const effects = fc.tuple(fc.double({ min: -5, max: 5, noNaN: true }), fc.double({ min: 1e-9, max: 5, noNaN: true }))
    fc.assert(
      fc.property(effects, ([estimate, error]) => {
        const there = gaussianEffect(estimate, error, 0.05, null)
        const back = gaussianEffect(-estimate, error, 0.05, null)
        expect(back?.expectedLossIfControl).toBe(there?.expectedLossIfTreatment)
        expect((there?.expectedLossIfControl ?? 0) - (there?.expectedLossIfTreatment ?? 0)).toBeCloseTo(estimate, 12)
        expect((there?.chanceToWin ?? 0) + (back?.chanceToWin ?? 0)).toBeCloseTo(1, 12)
      }),
    )
  })

  it('a prior draws towards itself, the more the surer it is', () => {
    const at = (variance: number): number => gaussianEffect(1, 0.5, 0.05, { mean: 0, variance })?.mean as number
    expect([at(1e-9), at(0.25), at(1e9)]).toEqual([expect.closeTo(0, 6), expect.closeTo(0.5, 12), expect.closeTo(1, 6)])
  })

  it.each([
    { what: 'no error', error: 0, prior: null },
    { what: 'a prior without variance', error: 1, prior: { mean: 0, variance: 0 } },
  ])('$what: nothing', ({ error, prior }) => {
    expect(gaussianEffect(1, error, 0.05, prior)).toBeNull()
  })
})

describe('Thompson sampling', () => {
  const rule = { prior: UNIFORM, controlShare: 0.2, floor: 0.02 }
  it('keeps the control and every floor, whatever was seen', () => {
    fc.assert(
      fc.property(fc.array(proportions, { minLength: 1, maxLength: 5 }), (variants) => {
        const shares = thompsonAllocation(variants, rule)
        expect(sum(shares)).toBeCloseTo(0.8, 12)
        expect(Math.min(...shares)).toBeGreaterThanOrEqual(0.02)
      }),
      RUNS,
    )
  })

  it('shares alike while nothing is known, and follows what converts', () => {
    expect(thompsonAllocation([of(0, 0), of(0, 0), of(0, 0), of(0, 0)], rule)).toEqual(
      [0.2, 0.2, 0.2, 0.2].map((share) => expect.closeTo(share, 12)),
    )
    const [low, high] = thompsonAllocation([of(10, 1_000), of(30, 1_000)], rule)
    expect(high).toBeGreaterThan(0.75)
    expect(low).toBeLessThan(0.03)
  })

  it.each([
    { what: 'no variant', variants: [], given: rule },
    { what: 'floors beyond everybody', variants: [of(1, 2), of(1, 2)], given: { ...rule, floor: 0.5 } },
    { what: 'a negative floor', variants: [of(1, 2)], given: { ...rule, floor: -0.1 } },
  ])('refuses $what', ({ variants, given }) => {
    expect(() => thompsonAllocation(variants, given)).toThrow(/variant|negative/)
  })
})
