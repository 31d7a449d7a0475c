/** What the pages of results work out themselves, from what the API tells. */
import { describe, expect, it } from 'vitest'
import type { PowerAnswer } from '../../shared/contract/api-power.ts'
import type { Comparison, MetricReadout, ResultPage } from '../../console/api/types.ts'
import { bandOf, provisionalDifference } from '../../console/pages/results/measured.ts'
import { planJson } from '../../console/pages/planner/plan-json.ts'
import { minorPerUnit } from '../../console/parts/minor.ts'

const part = (customers: number, level: number | null, base = 0) => ({ customers, conversions: 0, sum: 0, base, level })
const pageOf = (
  measure: MetricReadout['measure'],
  ...arms: readonly (readonly [MetricReadout['mature'], MetricReadout['mature']])[]
): ResultPage =>
  ({
    readout: {
      arms: arms.map(([mature, provisional], index) => ({
        variant: ['plain', 'offer'][index],
        assigned: 0,
        metrics: [{ metric: 'order', measure, mature, provisional }],
      })),
    },
  }) as unknown as ResultPage
const comparison = (measure: MetricReadout['measure']) =>
  ({ variant: 'offer', against: 'plain', metric: 'order', measure }) as unknown as Comparison

describe('the difference with those whose window is open', () => {
  it.each([
    {
      what: 'weighs a rate by customers',
      page: pageOf('rate', [part(900, 0.05), part(100, 0.01)], [part(900, 0.06), part(100, 0.02)]),
      measure: 'rate',
      is: 0.01,
    },
    {
      what: 'weighs a ratio by what it is taken over',
      page: pageOf('ratio', [part(9, 1, 30), part(1, 2, 10)], [part(9, 2, 30), part(1, 2, 10)]),
      measure: 'ratio',
      is: 0.75,
    },
    {
      what: 'needs no closed window',
      page: pageOf('rate', [part(0, null), part(100, 0.01)], [part(0, null), part(100, 0.03)]),
      measure: 'rate',
      is: 0.02,
    },
  ] as const)('$what', ({ page, measure, is }) => {
    expect(provisionalDifference(page, comparison(measure))).toBeCloseTo(is, 12)
  })
  it('is none while an arm has nobody', () => {
    const page = pageOf('rate', [part(0, null), part(0, null)], [part(0, null), part(100, 0.03)])
    expect(provisionalDifference(page, comparison('rate'))).toBe(null)
  })
})

describe('the band of what is too small to matter', () => {
  const planned = (measure: 'rate' | 'mean', smallestEffect: number): ResultPage =>
    ({ readout: { plan: { metric: 'order', measure, smallestEffect } } }) as unknown as ResultPage
  it.each([
    { what: 'a rate as planned', page: planned('rate', 0.01), measured: { metric: 'order', measure: 'rate' }, is: 0.01 },
    { what: 'money from cents', page: planned('mean', 30), measured: { metric: 'order', measure: 'mean' }, is: 0.3 },
    { what: 'none of another measure', page: planned('mean', 30), measured: { metric: 'order', measure: 'rate' }, is: null },
    { what: 'none of another metric', page: planned('rate', 0.01), measured: { metric: '$click', measure: 'rate' }, is: null },
  ] as const)('$what', ({ page, measured, is }) => {
    expect(bandOf(page, measured, 100)).toBe(is)
  })
})

it.each([
  { currency: 'USD', is: 100 },
  { currency: 'JPY', is: 1 },
  { currency: 'KWD', is: 1_000 },
  { currency: 'no currency', is: 100 },
  { currency: null, is: 100 },
])('one of $currency has $is minor units', ({ currency, is }) => {
  expect(minorPerUnit(currency)).toBe(is)
})

describe('the plan for a campaign’s file', () => {
  const power = {
    measure: 'rate',
    baseline: 0.05,
    smallestEffect: 0.010000000000000002,
    alpha: 0.05,
    power: 0.8,
    needed: { customers: 16_316 },
  } as unknown as PowerAnswer
  it.each([
    { what: 'takes the effect as it was asked', asked: { lift: '20%' }, plan: { baseline: 0.05, smallestEffect: '20%' } },
    { what: 'writes a share as a share of the baseline', asked: { lift: '0.2' }, plan: { baseline: 0.05, smallestEffect: '20%' } },
    { what: 'writes an absolute effect as it came out', asked: { effect: '1%' }, plan: { baseline: 0.05, smallestEffect: 0.01 } },
    { what: 'says what is not usual', asked: { power: '90%' }, plan: { baseline: 0.05, smallestEffect: 0.01, power: 0.8 } },
  ])('$what', ({ asked, plan }) => {
    expect(JSON.parse(`{${planJson(power, asked)}}`)).toEqual({ plan })
  })
  it('of money says the total, which its file cannot compute', () => {
    const money = { ...power, measure: 'revenue', baseline: 2, smallestEffect: 0.3 } as const
    expect(JSON.parse(`{${planJson(money, {})}}`)).toEqual({
      plan: { measure: 'revenue', baseline: 2, smallestEffect: 0.3, total: 16_316 },
    })
  })
})
