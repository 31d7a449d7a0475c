/** The planner before an experiment: it agrees with the plan, and what it says of fewer customers is the way back. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { levelAtEnd, METHODS } from '../../../shared/domain/experiment/design.ts'
import { completePlan } from '../../../shared/domain/experiment/plan.ts'
import { daysFor, maturedIn, powerOf, type Question } from '../../../shared/domain/experiment/planner.ts'
import { sampleSizeForMeans, sampleSizeForRates, smallestShift } from '../../../shared/domain/statistics/planning.ts'
import { DAY_MS } from '../../../shared/kernel/time.ts'

const HALVES = {
  arms: [
    { name: 'a', weight: 5_000 },
    { name: 'b', weight: 5_000 },
  ],
  control: 'a',
  holdout: null,
}
const HELD = {
  arms: [
    { name: 'a', weight: 4_500 },
    { name: 'b', weight: 4_500 },
    { name: 'holdout', weight: 1_000 },
  ],
  control: 'a',
  holdout: 'holdout',
}
const QUESTION: Question = {
  arms: HALVES,
  method: 'hybrid',
  measure: { type: 'rate' },
  baseline: 0.05,
  smallestEffect: 0.01,
  alpha: 0.05,
  power: 0.8,
  windowMs: 7 * DAY_MS,
  perDay: 400,
  customers: null,
}

describe('what an experiment needs', () => {
  it.each([
    { what: 'two variants', arms: HALVES, method: 'hybrid' },
    { what: 'a holdout beside them', arms: HELD, method: 'hybrid' },
    { what: 'one look', arms: HELD, method: 'fixed' },
    { what: 'looks without a plan', arms: HALVES, method: 'always-valid' },
  ] as const)('is what its plan says: $what', ({ arms, method }) => {
    const draft = { metric: 'order', windowMs: 7 * DAY_MS, baseline: 0.05, smallestEffect: { absolute: 0.01 } }
    const planned = completePlan({ ...draft, alpha: null, power: null, total: null, days: null }, arms, method, true, 400)
    const { needed } = powerOf({ ...QUESTION, arms, method })
    expect(planned).toMatchObject({ plan: { plannedTotal: needed?.customers, plannedDays: needed?.days } })
  })

  it('is divided by shares, and days count the window of the last', () => {
    const { needed } = powerOf({ ...QUESTION, arms: HELD })
    expect(needed?.byArm).toEqual([
      { name: 'a', customers: Math.ceil((needed?.customers ?? 0) * 0.45) },
      { name: 'b', customers: Math.ceil((needed?.customers ?? 0) * 0.45) },
      { name: 'holdout', customers: Math.ceil((needed?.customers ?? 0) * 0.1) },
    ])
    expect(needed?.days).toBe(Math.ceil((needed?.customers ?? 0) / 400) + 7)
  })

  it.each([
    { what: 'an effect that leads out of 0 to 1', question: { ...QUESTION, smallestEffect: 0.96 } },
    { what: 'nothing to compare', question: { ...QUESTION, arms: { ...HALVES, arms: [{ name: 'a', weight: 1 }] } } },
    { what: 'no spread at all', question: { ...QUESTION, measure: { type: 'mean' as const, deviation: 0 } } },
  ])('is nothing that can be said of $what', ({ question }) => {
    expect(powerOf(question)).toMatchObject({ needed: null })
  })
})

describe('days and customers', () => {
  it.each([
    { days: 7, customers: 0 },
    { days: 8, customers: 400 },
    { days: 56, customers: 19_600 },
  ])('after $days days $customers windows have closed', ({ days, customers }) => {
    expect(maturedIn(QUESTION, days)).toBe(customers)
    if (customers > 0) expect(daysFor(QUESTION, customers)).toBe(days)
  })
  it('are not told where nobody knows how many enter', () => {
    const { needed, weeks, curve } = powerOf({ ...QUESTION, perDay: null })
    expect([needed?.days, weeks, curve[0]?.needed?.days]).toEqual([null, [], null])
  })
  it('so early that nobody is told of find nothing', () => {
    expect(powerOf(QUESTION).weeks[0]).toEqual({ weeks: 1, customers: 0, effect: null })
  })
})

describe('the way back', () => {
  it('the customers an effect takes find that effect, with the power asked for', () => {
    const share = fc.double({ min: 0.005, max: 0.5, noNaN: true })
    fc.assert(
      fc.property(
        share,
        fc.double({ min: 0.02, max: 0.8, noNaN: true }),
        fc.constantFrom(HALVES, HELD),
        fc.constantFrom(...METHODS),
        fc.boolean(),
        (baseline, lift, arms, method, isRate) => {
          const measure = isRate ? ({ type: 'rate' } as const) : ({ type: 'mean', deviation: 3 * baseline } as const)
          const question: Question = { ...QUESTION, arms, method, measure, baseline, smallestEffect: lift * baseline }
          const { needed } = powerOf(question)
          const { given } = powerOf({ ...question, customers: needed?.customers ?? 1 })
          expect(given?.chance).toBeGreaterThanOrEqual(0.8 - 1e-9)
          expect(given?.effect).toBeLessThanOrEqual(question.smallestEffect * (1 + 1e-6))
          // One customer in twenty fewer, and it is not.
          const less = powerOf({ ...question, customers: Math.floor((needed?.customers ?? 0) * 0.95) }).given
          if ((needed?.customers ?? 0) > 100) expect(less?.chance).toBeLessThan(0.8)
        },
      ),
      { numRuns: 300, seed: 7 },
    )
  })

  it('the curve falls, and goes through the effect that was asked for', () => {
    const { curve, needed } = powerOf({ ...QUESTION, arms: HELD })
    const customers = curve.map((one) => one.needed?.customers ?? Number.NaN)
    expect(customers).toEqual(customers.toSorted((a, b) => b - a))
    expect(curve.find(({ effect }) => effect === QUESTION.smallestEffect)?.needed?.customers).toBe(needed?.customers)
  })
})

describe('a holdout', () => {
  it('tells with more people in it, and the smallest that does is the first that does', () => {
    const { holdouts, holdoutBps } = powerOf({ ...QUESTION, customers: 40_000 })
    expect(holdouts.map((one) => one.holdoutBps)).toEqual([500, 1_000, 2_000])
    expect(holdouts.map(({ needed }) => (needed?.customers ?? 0) <= 40_000)).toEqual([false, false, true])
    const needs = (bps: number): number => {
      const [h, t] = [bps / 10_000, 1 - bps / 10_000]
      const size = sampleSizeForRates({ control: 0.05, treatment: 0.06, alpha: levelAtEnd('hybrid', 0.05), power: 0.8, ratio: t / h })
      return Math.ceil((size?.nControl ?? Number.NaN) / h)
    }
    expect(needs(holdoutBps ?? 0)).toBeLessThanOrEqual(40_000)
    expect(needs((holdoutBps ?? 0) - 1)).toBeGreaterThan(40_000)
  })
  it('of too few people is never large enough', () => {
    expect(powerOf({ ...QUESTION, customers: 500 }).holdoutBps).toBeNull()
  })
})

describe('means', () => {
  it('need (z + z)² s² (1 + 1/r) / effect²', () => {
    // R: power.t.test(delta = 1, sd = 10, power = 0.8) is 1570.7 by Student's t; by the normal distribution 2 · 7.8489 · 100.
    const size = sampleSizeForMeans({ effect: 1, deviation: 10, alpha: 0.05, power: 0.8, ratio: 1 })
    expect(size?.nControl).toBeCloseTo(1_569.77, 1)
    const shift = smallestShift({ deviation: 10, nControl: size?.nControl ?? 0, nTreatment: size?.nTreatment ?? 0, alpha: 0.05 }, 0.8)
    expect(shift).toBeCloseTo(1, 9)
  })
  it.each([
    { what: 'no effect', plan: { effect: 0, deviation: 1, alpha: 0.05, power: 0.8, ratio: 1 } },
    { what: 'nothing that varies', plan: { effect: 1, deviation: 0, alpha: 0.05, power: 0.8, ratio: 1 } },
    { what: 'less power than chance', plan: { effect: 1, deviation: 1, alpha: 0.2, power: 0.01, ratio: 1 } },
  ])('of $what need no number', ({ plan }) => {
    expect(sampleSizeForMeans(plan)).toBeNull()
  })
  it('of an empty arm shift by no number', () => {
    expect(smallestShift({ deviation: 1, nControl: 0, nTreatment: 5, alpha: 0.05 }, 0.8)).toBeNull()
  })
})

it('a bound that holds at every look leaves little for the last one', () => {
  expect(levelAtEnd('always-valid', 0.05)).toBeCloseTo(0.0024, 4)
  expect(levelAtEnd('hybrid', 0.05)).toBeCloseTo(0.04, 12)
  expect(levelAtEnd('fixed', 0.05)).toBe(0.05)
})
