import { describe, expect, it } from 'vitest'
import { type ArmTotals, readOut } from '../../../shared/domain/experiment/analysis.ts'
import { verdictOf } from '../../../shared/flow/query/verdict.ts'

type Arm = readonly [assigned: number, converted: number]

const readout = (arms: Readonly<Record<string, Arm>>, weights: Readonly<Record<string, number>> = {}) => {
  const totals = Object.entries(arms).map(
    ([variant, [assigned, converted]]): ArmTotals => ({
      variant,
      weight: weights[variant] ?? 1,
      assigned: BigInt(assigned),
      metrics: { order: { conversions: BigInt(converted), sumMinor: 0n, sumSquaresMinor: 0n } },
    }),
  )
  const [control = ''] = Object.keys(arms)
  return readOut('test', totals, [{ name: 'order', revenue: null }], control, 'holdout' in arms ? 'holdout' : null)
}

describe('what a result allows to be said', () => {
  it.each([
    { what: 'one arm alone is compared with nothing', arms: { all: [500, 50] }, says: { type: 'nothing-to-compare', assigned: 500 } },
    { what: 'nobody was assigned', arms: { a: [0, 0], b: [0, 0] }, says: { type: 'not-enough-data', assigned: 0 } },
    { what: 'an arm is empty', arms: { a: [20, 10], b: [0, 0] }, weights: { b: 0.01 }, says: { type: 'not-enough-data' } },
    // 4.5 outcomes are expected in each arm, then 5.
    { what: 'too few outcomes are expected', arms: { a: [100, 0], b: [100, 9] }, says: { type: 'not-enough-data', assigned: 200 } },
    { what: 'just enough are', arms: { a: [100, 0], b: [100, 10] }, says: { type: 'difference', variant: 'b', against: 'a' } },
    { what: 'too few without an outcome are expected', arms: { a: [100, 92], b: [100, 100] }, says: { type: 'not-enough-data' } },
    {
      what: 'a clear winner',
      arms: { a: [1_000, 100], b: [1_000, 160] },
      says: { type: 'difference', variant: 'b', against: 'a', metric: 'order' },
    },
    { what: 'a clear loser', arms: { a: [1_000, 160], b: [1_000, 100] }, says: { type: 'difference', variant: 'b', difference: -0.06 } },
    { what: 'no difference', arms: { a: [1_000, 100], b: [1_000, 105] }, says: { type: 'no-difference', metric: 'order' } },
    { what: 'sizes that cannot be chance block every winner', arms: { a: [1_000, 100], b: [1_300, 400] }, says: { type: 'broken' } },
    { what: 'sizes that may be chance do not', arms: { a: [1_000, 100], b: [1_040, 200] }, says: { type: 'difference' } },
    {
      what: 'the control comes before the holdout',
      arms: { a: [1_000, 100], b: [1_000, 160], holdout: [200, 2] },
      weights: { holdout: 0.2 },
      says: { type: 'difference', variant: 'b', against: 'a' },
    },
    {
      what: 'where the variants are alike, the holdout may still tell',
      arms: { a: [1_000, 150], b: [1_000, 160], holdout: [200, 5] },
      weights: { holdout: 0.2 },
      says: { type: 'difference', against: 'holdout', variant: 'b' },
    },
    {
      what: 'the holdout alone is too small to say anything, the variants are not',
      arms: { a: [1_000, 100], b: [1_000, 160], holdout: [20, 0] },
      weights: { holdout: 0.02 },
      says: { type: 'difference', variant: 'b', against: 'a' },
    },
    // p = 0.033 would be a difference between two arms, and is none where eleven are compared.
    { what: 'one of two', arms: { a: [1_000, 100], b: [1_000, 130] }, says: { type: 'difference' } },
    {
      what: 'one of eleven',
      arms: { a: [1_000, 100], b: [1_000, 130], ...Object.fromEntries('cdefghijkl'.split('').map((name) => [name, [1_000, 100]])) },
      says: { type: 'no-difference' },
    },
  ] as readonly {
    what: string
    arms: Readonly<Record<string, Arm>>
    weights?: Readonly<Record<string, number>>
    says: object
  }[])('$what', ({ arms, weights, says }) => {
    const verdict = verdictOf(readout(arms, weights), 'order')
    expect(verdict).toMatchObject('difference' in says ? { ...says, difference: expect.closeTo(says.difference as number, 10) } : says)
  })

  it('gives the interval of what it says, and the widest where it says nothing', () => {
    const found = verdictOf(readout({ a: [1_000, 100], b: [1_000, 160] }), 'order')
    expect(found.type === 'difference' && found.interval[0] > 0 && found.interval[1] > found.difference).toBe(true)
    const none = verdictOf(readout({ a: [1_000, 100], b: [1_000, 105], holdout: [200, 20] }, { holdout: 0.2 }), 'order')
    expect(none.type === 'no-difference' && none.widest[1] - none.widest[0]).toBeGreaterThan(0.08)
  })

  it('looks at the metric it is asked about, and at no other', () => {
    expect(verdictOf(readout({ a: [1_000, 100], b: [1_000, 160] }), 'another')).toMatchObject({ type: 'nothing-to-compare' })
  })
})
