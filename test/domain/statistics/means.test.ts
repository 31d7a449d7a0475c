import { describe, expect, it } from 'vitest'
import { momentsOf } from '../../../shared/domain/statistics/moments.ts'
import { compareMeans } from '../../../shared/domain/statistics/welch.ts'

const sums = (...values: readonly bigint[]) => ({
  n: BigInt(values.length),
  sum: values.reduce((sum, value) => sum + value, 0n),
  sumSquares: values.reduce((sum, value) => sum + value * value, 0n),
})

describe('moments from whole-number sums', () => {
  it.each([
    { what: 'nothing', values: [], scale: 1n, mean: null, variance: null },
    { what: 'one value has no variance', values: [250n], scale: 100n, mean: 2.5, variance: null },
    { what: 'cents become dollars', values: [100n, 300n], scale: 100n, mean: 2, variance: 2 },
    { what: 'yen stay yen', values: [100n, 300n], scale: 1n, mean: 200, variance: 20_000 },
    { what: 'refunds count', values: [-100n, 100n], scale: 100n, mean: 0, variance: 2 },
    {
      what: 'a small spread on a large amount, where doubles would see none',
      values: [10n ** 15n, 10n ** 15n + 2n],
      scale: 1n,
      mean: 1e15 + 1,
      variance: 2,
    },
  ])('$what', ({ values, scale, mean, variance }) => {
    expect(momentsOf({ ...sums(...values), scale })).toEqual({ n: values.length, mean, variance })
  })

  it('is exact where squares have passed 2^53', () => {
    const n = 1_000_000n
    const moments = momentsOf({ n, sum: n * 5_000_000n, sumSquares: n * 5_000_000n ** 2n + n - 1n, scale: 100n })
    expect(moments).toEqual({ n: 1_000_000, mean: 50_000, variance: 0.0001 })
  })
})

describe('means that cannot be compared', () => {
  const spread = momentsOf({ ...sums(1n, 2n, 3n), scale: 1n })
  it.each([
    { what: 'nobody in an arm', other: momentsOf({ ...sums(), scale: 1n }), difference: null },
    { what: 'one in an arm', other: momentsOf({ ...sums(5n), scale: 1n }), difference: 3 },
  ])('$what', ({ other, difference }) => {
    expect(compareMeans(spread, other, 0.05)).toEqual(nothingBut(difference))
  })

  it('both constant', () => {
    const constant = momentsOf({ ...sums(0n, 0n, 0n), scale: 1n })
    const elsewhere = momentsOf({ ...sums(7n, 7n), scale: 1n })
    expect(compareMeans(constant, constant, 0.05)).toEqual(nothingBut(0))
    expect(compareMeans(constant, elsewhere, 0.05)).toEqual(nothingBut(7))
  })

  const nothingBut = (difference: number | null) => ({
    difference,
    standardError: null,
    t: null,
    degreesOfFreedom: null,
    pValue: null,
    interval: null,
  })
})

it('one constant arm leaves the degrees of freedom of the other', () => {
  const constant = { n: 50, mean: 0, variance: 0 }
  expect(compareMeans(constant, { n: 20, mean: 1, variance: 4 }, 0.05).degreesOfFreedom).toBe(19)
  expect(compareMeans({ n: 20, mean: 1, variance: 4 }, constant, 0.05).degreesOfFreedom).toBe(19)
})
