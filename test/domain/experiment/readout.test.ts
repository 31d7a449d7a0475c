import { describe, expect, it } from 'vitest'
import { nextShares } from '../../../shared/domain/experiment/allocation.ts'
import type { AnalysedMetric } from '../../../shared/domain/experiment/design.ts'
import { adjusted, breakDown, stratified } from '../../../shared/domain/experiment/explore.ts'
import { liftsOf, sumOfLifts } from '../../../shared/domain/experiment/lift.ts'
import { armAt, matureLooks, NOBODY } from '../../../shared/domain/experiment/looks.ts'
import { readExperiment } from '../../../shared/domain/experiment/readout.ts'
import { compareWithCovariate } from '../../../shared/domain/statistics/covariate-adjustment.ts'
import { jointMomentsOf } from '../../../shared/domain/statistics/joint-moments.ts'
import { newcombeSequential } from '../../../shared/domain/statistics/sequential-tests.ts'
import { DAY_MS } from '../../../shared/kernel/time.ts'
import { bps, epochDay } from '../../../shared/kernel/words.ts'
import { analysisOf, type Cohort, countedFrom, ORDER, planOf, steady } from './counting.ts'

const HELD = {
  arms: [
    { name: 'plain', weight: 45 },
    { name: 'offer', weight: 45 },
    { name: 'holdout', weight: 10 },
  ],
  holdout: 'holdout',
}
const CLICK: AnalysedMetric = { ...ORDER, name: '$click', role: 'secondary' }

describe('a page', () => {
  const cohorts = steady(10, { plain: [450, 20], offer: [450, 24], holdout: [100, 2] }).map((one): Cohort => {
    return { ...one, outcomes: { ...one.outcomes, $click: [{ after: 0, conversions: one.arm === 'offer' ? 90n : 45n }] } }
  })
  const page = readExperiment(analysisOf({ ...HELD, metrics: [ORDER, CLICK] }), countedFrom(cohorts), epochDay(9))

  it('shows those whose window is open apart', () => {
    expect(page.arms.find(({ variant }) => variant === 'offer')).toEqual({
      variant: 'offer',
      assigned: 4_500,
      metrics: [
        {
          metric: 'order',
          measure: 'rate',
          mature: { customers: 4_050, conversions: 216, sum: 0, base: 0, level: 216 / 4_050 },
          provisional: { customers: 450, conversions: 24, sum: 0, base: 0, level: 24 / 450 },
        },
        {
          metric: '$click',
          measure: 'rate',
          mature: { customers: 4_050, conversions: 810, sum: 0, base: 0, level: 0.2 },
          provisional: { customers: 450, conversions: 90, sum: 0, base: 0, level: 0.2 },
        },
      ],
    })
  })
  it('compares each metric, with an interval and a p that may be looked at daily', () => {
    const [order, click] = page.comparisons
    expect(page.comparisons.map(({ metric, variant, against }) => `${metric} ${variant} ${against}`)).toEqual([
      'order offer plain',
      '$click offer plain',
    ])
    const { interval } = newcombeSequential({ conversions: 180, n: 4_050 }, { conversions: 216, n: 4_050 }, 0.05, 25_200)
    expect(order?.interval?.[0]).toBeCloseTo(interval?.[0] ?? Number.NaN, 12)
    expect(order?.interval?.[1]).toBeCloseTo(interval?.[1] ?? Number.NaN, 12)
    expect(order?.pValue).toBeGreaterThan(0.05)
    expect(order?.lift?.estimate).toBeCloseTo(0.2, 12)
    expect(click?.pValue).toBeLessThan(1e-9)
    expect(click?.lift?.interval?.[0]).toBeGreaterThan(0)
  })
  it('corrects secondary metrics for their number, and never the one that decides', () => {
    expect(page.comparisons.map(({ among }) => among === null)).toEqual([true, false])
  })
  it('has a point for each look', () => {
    const path = page.comparisons[0]?.path ?? []
    expect(path.map(({ day, customers }) => [day, customers])).toEqual(Array.from({ length: 9 }, (_, day) => [day + 1, 900 * (day + 1)]))
  })
  it('a metric nobody met is zero of all, and has no number to compare', () => {
    const metrics = [ORDER, { ...CLICK, name: 'constructor' }]
    const [, none] = readExperiment(analysisOf({ ...HELD, metrics }), countedFrom(cohorts), epochDay(9)).comparisons
    expect(none).toMatchObject({ difference: 0, pValue: null, lift: null, oneLook: { pValue: null } })
  })
  it.each([
    { method: 'hybrid', protection: 'always' },
    { method: 'fixed', protection: 'on-its-date' },
    { method: 'bayesian', protection: 'none' },
  ] as const)('$method protects $protection', ({ method, protection }) => {
    const { protection: got, comparisons } = readExperiment(analysisOf({ ...HELD, method }), countedFrom(cohorts), epochDay(9))
    expect(got).toBe(protection)
    expect(comparisons[0]?.posterior === null).toBe(method !== 'bayesian')
    expect(comparisons[0]?.pValue === null).toBe(method !== 'hybrid')
  })
  it('is the same page, asked later as of the same day', () => {
    const more = [
      ...cohorts,
      ...steady(5, { plain: [450, 200], offer: [450, 2], holdout: [100, 2] }).map((one) => ({ ...one, day: one.day + 10 })),
    ]
    expect(readExperiment(analysisOf({ ...HELD, metrics: [ORDER, CLICK] }), countedFrom(more), epochDay(9))).toEqual(page)
  })
})

describe('lift against the holdout', () => {
  const counted = countedFrom(steady(28, { plain: [450, 20], offer: [450, 24], holdout: [100, 2] }))
  const [lift] = liftsOf(analysisOf(HELD), counted, epochDay(28))
  it('is of everybody treated, in conversions that would not have been', () => {
    expect(lift).toMatchObject({ treated: 25_200, heldOut: 2_800, outcome: { type: 'better' } })
    expect(lift?.incremental?.estimate).toBeCloseTo(28 * 44 - 0.02 * 25_200, 9)
    expect(lift?.incremental?.interval?.[0]).toBeGreaterThan(0)
    expect(lift?.relative?.estimate).toBeCloseTo(44 / 900 / 0.02 - 1, 12)
  })
  it('without a holdout there is none', () => {
    expect(liftsOf(analysisOf(), counted, epochDay(28))).toEqual([])
  })
  it('a holdout without a conversion leaves the relative lift open, not the conversions', () => {
    const none = countedFrom(steady(28, { plain: [450, 20], offer: [450, 24], holdout: [100, 0] }))
    expect(liftsOf(analysisOf(HELD), none, epochDay(28))[0]).toMatchObject({ relative: null, incremental: { estimate: 1_232 } })
  })
  it.each([
    { what: 'none', lifts: [], sum: null },
    { what: 'one without a number', lifts: [{ estimate: 5, interval: [1, 9] as const }, null], sum: null },
    { what: 'one', lifts: [{ estimate: 5, interval: [2, 9] as const }], sum: { estimate: 5, interval: [2, 9] } },
    {
      what: 'two: squares add up on each side',
      lifts: [
        { estimate: 5, interval: [2, 9] as const },
        { estimate: 10, interval: [6, 13] as const },
      ],
      sum: { estimate: 15, interval: [10, 20] },
    },
  ])('of several campaigns, $what', ({ lifts, sum }) => {
    expect(sumOfLifts(lifts)).toEqual(sum)
  })
})

describe('looking closer', () => {
  const segment = (name: string, plain: number, offer: number) => ({
    name,
    counted: countedFrom(steady(20, { plain: [250, plain], offer: [250, offer] })),
  })
  const pair = { variant: 'offer', against: 'plain' }
  it('segments that differ in effect are found, and say that they are exploratory', () => {
    const found = breakDown(ORDER, pair, [segment('new', 12, 24), segment('dormant', 12, 12)], epochDay(20))
    expect(found.exploratory).toBe(true)
    expect(found.segments.map(({ segment, customers }) => [segment, customers])).toEqual([
      ['new', 10_000],
      ['dormant', 10_000],
    ])
    expect(found.interaction.pValue).toBeLessThan(1e-6)
    expect(breakDown(ORDER, pair, [segment('new', 12, 14), segment('dormant', 12, 14)], epochDay(20)).interaction.pValue).toBe(1)
  })
  it('strata weigh by their customers', () => {
    const strata = [segment('new', 12, 24), segment('dormant', 40, 40)]
    const got = stratified(ORDER, pair, strata, epochDay(20))
    expect(got?.difference).toBeCloseTo(0.024, 12)
    expect(got?.interval?.[0]).toBeGreaterThan(0)
    expect(stratified({ ...ORDER, measure: { type: 'ratio' } }, pair, strata, epochDay(20))).toBeNull()
  })
  it('a covariate takes the noise it explains', () => {
    const arm = (n: bigint, sum: bigint) => ({ ...NOBODY, n, sum, sumSquares: 4n * n, conversions: n })
    const metric = { ...ORDER, measure: { type: 'mean', perUnit: 1 } } as const
    const before = { sum: 100n, sumSquares: 400n, products: 380n }
    const got = adjusted(metric, { arm: arm(100n, 100n), before }, { arm: arm(100n, 120n), before })
    const joint = (sumY: bigint) => jointMomentsOf({ n: 100n, sumX: 100n, sumY, sumXX: 400n, sumYY: 400n, sumXY: 380n, scale: 1n })
    expect(got).toEqual(compareWithCovariate(joint(100n), joint(120n), 0.05))
    expect(got.varianceReduction).toBeGreaterThan(0.5)
  })
})

describe('tomorrow’s shares', () => {
  const arms = ['plain', 'a', 'b', 'c'].map((name) => ({ name, weight: 1 }))
  const counted = countedFrom(steady(10, { plain: [100, 5], a: [100, 5], b: [100, 12], c: [100, 5] }))
  const analysis = analysisOf({ arms: [...arms, { name: 'holdout', weight: 1 }], holdout: 'holdout', method: 'thompson', plan: null })
  it('go to what works; the control keeps its own, nobody falls below the floor, and nothing is lost', () => {
    const shares = nextShares(analysis, counted, bps(500), epochDay(10)) ?? []
    const of = (name: string) => shares.find((one) => one.name === name)?.shareBps ?? 0
    expect(shares.map(({ name }) => name)).toEqual(['plain', 'a', 'b', 'c'])
    expect(of('plain')).toBe(2_500)
    expect(of('b')).toBeGreaterThan(6_400)
    expect(of('a')).toBeGreaterThanOrEqual(500)
    expect(shares.reduce((sum, { shareBps }) => sum + shareBps, 0)).toBe(10_000)
  })
  it('are equal while nothing is known', () => {
    expect(nextShares(analysis, countedFrom([]), bps(500), epochDay(10))?.map(({ shareBps }) => shareBps)).toEqual([
      2_500, 2_500, 2_500, 2_500,
    ])
  })
  it('there are none for two arms, or for money', () => {
    expect(nextShares(analysisOf({ plan: null }), counted, bps(500), epochDay(10))).toBeNull()
    const money = { ...analysis, metrics: [{ ...ORDER, measure: { type: 'mean', perUnit: 100 } as const }] }
    expect(nextShares(money, counted, bps(500), epochDay(10))).toBeNull()
  })
})

it('no outcome, no arm: nobody', () => {
  expect(armAt(matureLooks(countedFrom([]), { name: 'order', windowMs: DAY_MS }, epochDay(1)).at(-1), 'plain')).toEqual(NOBODY)
  expect(readExperiment(analysisOf({ plan: planOf(10) }), countedFrom([]), epochDay(1))).toMatchObject({
    verdict: { type: 'not-enough-data' },
    comparisons: [{ difference: null, interval: null, pValue: null, lift: null }],
    sampleRatio: { chiSquare: null, pValue: null, sequential: null },
  })
})
