import { describe, expect, it } from 'vitest'
import { type ArmTotals, type MetricPlan, type MetricTotals, readOut } from '../../../shared/domain/experiment/analysis.ts'

const ORDERS: MetricPlan = { name: 'orders', revenue: { minorPerUnit: 100 } }
const VISITS: MetricPlan = { name: 'visits', revenue: null }

const arm = (variant: string, assigned: number, metrics: Readonly<Record<string, MetricTotals>> = {}, weight = 1): ArmTotals => ({
  variant,
  weight,
  assigned: BigInt(assigned),
  metrics,
})

/** Customers who spent these amounts, in cents. */
const spent = (...minor: readonly bigint[]): MetricTotals => ({
  conversions: BigInt(minor.length),
  sumMinor: minor.reduce((sum, value) => sum + value, 0n),
  sumSquaresMinor: minor.reduce((sum, value) => sum + value * value, 0n),
})

const visited = (conversions: number): MetricTotals => ({ conversions: BigInt(conversions), sumMinor: 0n, sumSquaresMinor: 0n })

describe('who is compared with whom', () => {
  const arms = [arm('A', 10), arm('B', 10), arm('C', 10), arm('holdout', 10)]
  it.each([
    { what: 'the control first, then the holdout', holdout: 'holdout', pairs: ['B-A', 'C-A', 'A-holdout', 'B-holdout', 'C-holdout'] },
    { what: 'no holdout', holdout: null, pairs: ['B-A', 'C-A', 'holdout-A'] },
  ])('$what', ({ holdout, pairs }) => {
    const { comparisons } = readOut('x', arms, [VISITS], 'A', holdout)
    expect(comparisons.map(({ variant, against }) => `${variant}-${against}`)).toEqual(pairs)
  })

  it('each metric as a proportion, and as a mean where it has revenue', () => {
    const { comparisons } = readOut('x', [arm('A', 10), arm('B', 10)], [VISITS, ORDERS], 'A', null)
    expect(comparisons.map(({ metric }) => metric)).toEqual(['visits', 'orders', 'orders.revenue'])
  })

  it('a control that is no arm is a defect', () => {
    expect(() => readOut('x', arms, [VISITS], 'Z', null)).toThrow('control Z')
  })
})

describe('what one arm shows', () => {
  it('counts and shares, means in units of the currency, variance with n - 1', () => {
    const { arms } = readOut('x', [arm('A', 4, { orders: spent(1_000n, 3_000n), visits: visited(3) })], [ORDERS, VISITS], 'A', null)
    expect(arms).toEqual([
      {
        variant: 'A',
        assigned: 4,
        metrics: {
          orders: { conversions: 2, rate: 0.5, revenue: { sumMinor: 4_000, mean: 10, variance: 200 } },
          visits: { conversions: 3, rate: 0.75 },
        },
      },
    ])
  })

  it('yen have no minor unit', () => {
    const yen: MetricPlan = { name: 'orders', revenue: { minorPerUnit: 1 } }
    const { arms } = readOut('x', [arm('A', 2, { orders: spent(1_000n, 3_000n) })], [yen], 'A', null)
    expect(arms[0]?.metrics.orders?.revenue).toEqual({ sumMinor: 4_000, mean: 2_000, variance: 2_000_000 })
  })

  it.each(['orders', 'constructor', '__proto__'])('a metric nobody met yet is zero, whatever its name: %s', (name) => {
    const { arms } = readOut('x', [arm('A', 3)], [{ name, revenue: null }], 'A', null)
    expect(Object.entries(arms[0]?.metrics ?? {})).toEqual([[name, { conversions: 0, rate: 0 }]])
  })
})

describe('not enough data is null', () => {
  it.each([
    { what: 'nobody assigned', arms: [arm('A', 0), arm('B', 0)], srm: null, rates: { difference: null }, means: { difference: null } },
    {
      what: 'one arm empty',
      arms: [arm('A', 5, { orders: spent(100n) }), arm('B', 0)],
      srm: { chiSquare: 5, pValue: expect.closeTo(0.0253, 4) },
      rates: { difference: null },
      means: { difference: null },
    },
    {
      what: 'nobody bought',
      arms: [arm('A', 5), arm('B', 5)],
      srm: { chiSquare: 0, pValue: 1 },
      rates: { difference: 0 },
      means: { difference: 0 },
    },
    {
      what: 'one customer in each',
      arms: [arm('A', 1, { orders: spent(100n) }), arm('B', 1, { orders: spent(300n) })],
      srm: { chiSquare: 0, pValue: 1 },
      rates: { difference: 0 },
      means: { difference: 2 },
    },
  ])('$what', ({ arms, srm, rates, means }) => {
    const result = readOut('x', arms, [ORDERS], 'A', null)
    const unknown = { variant: 'B', against: 'A', pValue: null, interval: null }
    expect(result.srm).toEqual(srm)
    expect(result.comparisons).toEqual([
      { metric: 'orders', ...rates, ...unknown },
      { metric: 'orders.revenue', ...means, ...unknown },
    ])
    JSON.stringify(result, refuseNaN)
  })

  /** JSON would hide a NaN as null. */
  const refuseNaN = (_key: string, value: unknown): unknown => {
    expect(value).not.toBeNaN()
    return value
  }
})

it('a difference is variant minus against', () => {
  const arms = [arm('A', 100, { orders: spent(500n, 500n) }), arm('B', 100, { orders: spent(500n, 500n, 800n) })]
  const [rates, means] = readOut('x', arms, [ORDERS], 'A', null).comparisons
  expect(rates?.difference).toBeCloseTo(0.01, 12)
  expect(means?.difference).toBeCloseTo(0.08, 12)
})

it('an arm of weight 0 stands outside the sample ratio', () => {
  expect(readOut('x', [arm('A', 50), arm('B', 50), arm('C', 7, {}, 0)], [], 'A', null).srm).toEqual({ chiSquare: 0, pValue: 1 })
})
