import { describe, expect, it } from 'vitest'
import { plannedIn } from '../../../shared/domain/experiment/design.ts'
import { completePlan, type PlanDraft } from '../../../shared/domain/experiment/plan.ts'
import { sampleSizeForRates } from '../../../shared/domain/statistics/planning.ts'
import { DAY_MS } from '../../../shared/kernel/time.ts'

const DRAFT: PlanDraft = {
  metric: 'order',
  windowMs: 7 * DAY_MS,
  baseline: 0.05,
  smallestEffect: { absolute: 0.01 },
  alpha: null,
  power: null,
  total: null,
  days: null,
}
const arms = (weights: Readonly<Record<string, number>>) => ({
  arms: Object.entries(weights).map(([name, weight]) => ({ name, weight })),
  control: 'a',
  holdout: weights.holdout === undefined ? null : 'holdout',
})
const HALVES = arms({ a: 1, b: 1 })

const needed = (alpha: number, ratio: number): number =>
  sampleSizeForRates({ control: 0.05, treatment: 0.06, alpha, power: 0.8, ratio })?.nControl ?? Number.NaN

describe('a plan without a total gets one', () => {
  it.each([
    { what: 'two arms, hybrid: for the look at its end', given: HALVES, method: 'hybrid', total: 2 * needed(0.04, 1) },
    { what: 'two arms, on a fixed date', given: HALVES, method: 'fixed', total: 2 * needed(0.05, 1) },
    { what: 'three variants share alpha', given: arms({ a: 1, b: 1, c: 1, d: 1 }), method: 'fixed', total: 4 * needed(0.05 / 3, 1) },
    { what: 'unlike shares: the smallest variant', given: arms({ a: 50, b: 45, c: 5 }), method: 'fixed', total: 2 * needed(0.025, 0.1) },
    { what: 'a small holdout decides', given: arms({ a: 45, b: 45, holdout: 10 }), method: 'fixed', total: 10 * needed(0.05, 9) },
    { what: 'one variant and a holdout', given: arms({ a: 90, holdout: 10 }), method: 'fixed', total: 10 * needed(0.05, 9) },
  ] as const)('$what', ({ given, method, total }) => {
    expect(completePlan(DRAFT, given, method, true, null)).toMatchObject({
      ok: true,
      plan: { plannedTotal: Math.ceil(total - 1e-6), alpha: 0.05, power: 0.8, smallestEffect: 0.01, plannedDays: null },
    })
  })
})

describe('what is given stays', () => {
  it('total and days', () => {
    const draft = { ...DRAFT, total: 5_000, days: 60, alpha: 0.1, power: 0.9 }
    expect(completePlan(draft, HALVES, 'hybrid', true, 100)).toMatchObject({
      plan: { plannedTotal: 5_000, plannedDays: 60, alpha: 0.1, power: 0.9, perDay: 100 },
    })
  })
  it('days follow from those who enter a day, and from the window of the last', () => {
    expect(completePlan({ ...DRAFT, total: 5_001 }, HALVES, 'hybrid', true, 100)).toMatchObject({ plan: { plannedDays: 51 + 7 } })
  })
  it('an effect in percent of the baseline', () => {
    expect(completePlan({ ...DRAFT, smallestEffect: { relative: 0.2 } }, HALVES, 'hybrid', true, null)).toMatchObject({
      plan: { smallestEffect: expect.closeTo(0.01, 12) },
    })
  })
})

describe('what cannot be planned is said', () => {
  it.each([
    { because: 'no-effect', draft: { ...DRAFT, smallestEffect: { absolute: 0 } }, given: HALVES, isRate: true },
    { because: 'no-such-rate', draft: { ...DRAFT, baseline: 0.995 }, given: HALVES, isRate: true },
    { because: 'no-such-rate', draft: { ...DRAFT, baseline: 0 }, given: HALVES, isRate: true },
    { because: 'total-needed', draft: { ...DRAFT, baseline: 250, smallestEffect: { absolute: 20 } }, given: HALVES, isRate: false },
    { because: 'nothing-to-compare', draft: DRAFT, given: arms({ a: 1 }), isRate: true },
    { because: 'nothing-to-compare', draft: DRAFT, given: arms({ a: 1, b: 0 }), isRate: true },
    { because: 'never-found', draft: { ...DRAFT, power: 1e-9 }, given: HALVES, isRate: true },
  ])('$because', ({ because, draft, given, isRate }) => {
    expect(completePlan(draft, given, 'hybrid', isRate, null)).toEqual({ ok: false, because })
  })
})

it.each([
  { names: ['a', 'b'], customers: 500 },
  { names: ['a', 'b', 'c', 'd'], customers: 1_000 },
  { names: ['a'], customers: 250 },
])('of 1,000 planned, $names have $customers', ({ names, customers }) => {
  const planned = completePlan({ ...DRAFT, total: 1_000 }, HALVES, 'hybrid', true, null)
  const plan = planned.ok ? planned.plan : null
  expect(plannedIn({ ...arms({ a: 1, b: 1, c: 1, d: 1 }), plan }, names)).toBe(customers)
})
