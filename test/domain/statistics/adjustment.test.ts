import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareWithCovariate, postStratified } from '../../../shared/domain/statistics/covariate-adjustment.ts'
import { interaction } from '../../../shared/domain/statistics/interaction.ts'
import { type JointMoments, jointMomentsOf } from '../../../shared/domain/statistics/joint-moments.ts'
import { mergeMoments, type Moments, momentsOf } from '../../../shared/domain/statistics/moments.ts'
import { compareRatios } from '../../../shared/domain/statistics/ratio-metric.ts'
import { normalTwoSided } from '../../../shared/domain/statistics/tails.ts'
import { compareMeans } from '../../../shared/domain/statistics/welch.ts'

type Pair = readonly [x: number, y: number]
const sumOf = (values: readonly bigint[]): bigint => values.reduce((sum, value) => sum + value, 0n)

const joint = (pairs: readonly Pair[]): JointMoments => {
  const [x, y] = [pairs.map(([value]) => BigInt(value)), pairs.map(([, value]) => BigInt(value))]
  const products = (a: readonly bigint[], b: readonly bigint[]): bigint => sumOf(a.map((value, index) => value * (b[index] as bigint)))
  const squares = { sumXX: products(x, x), sumYY: products(y, y), sumXY: products(x, y) }
  return jointMomentsOf({ n: BigInt(pairs.length), sumX: sumOf(x), sumY: sumOf(y), ...squares, scale: 1n })
}

const moments = (values: readonly number[]): Moments => {
  const whole = values.map(BigInt)
  return momentsOf({ n: BigInt(values.length), sum: sumOf(whole), sumSquares: sumOf(whole.map((value) => value * value)), scale: 1n })
}

const values = fc.array(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 2, maxLength: 30 })

it('two samples merged are one sample', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1_000, max: 1_000 }), { maxLength: 20 }), values, (a, b) => {
      const merged = mergeMoments(moments(a), moments(b))
      const whole = moments([...a, ...b])
      expect(merged.n).toBe(whole.n)
      expect(merged.mean).toBeCloseTo(whole.mean as number, 9)
      expect(merged.variance).toBeCloseTo(whole.variance as number, 6)
    }),
  )
})

describe('a covariate', () => {
  const before: readonly Pair[] = [
    [10, 12],
    [20, 19],
    [30, 33],
    [40, 38],
  ]
  const after: readonly Pair[] = [
    [11, 15],
    [22, 25],
    [29, 35],
    [41, 44],
    [25, 31],
  ]
  it('that explains much makes the error smaller and leaves the effect where it was', () => {
    const plain = compareMeans(moments(before.map(([, y]) => y)), moments(after.map(([, y]) => y)), 0.05)
    const adjusted = compareWithCovariate(joint(before), joint(after), 0.05)
    expect(adjusted.standardError).toBeLessThan(plain.standardError as number)
    const saved = 1 - ((adjusted.standardError as number) / (plain.standardError as number)) ** 2
    expect(adjusted.varianceReduction).toBeCloseTo(saved, 12)
    expect(adjusted.theta).toBeCloseTo(1, 1)
  })

  it('shifted or scaled changes nothing but theta', () => {
    const scaled = (pairs: readonly Pair[]): readonly Pair[] => pairs.map(([x, y]) => [7 * x + 1_000, y])
    const there = compareWithCovariate(joint(before), joint(after), 0.05)
    const back = compareWithCovariate(joint(scaled(before)), joint(scaled(after)), 0.05)
    expect(back.pValue).toBeCloseTo(there.pValue as number, 9)
    expect(back.difference).toBeCloseTo(there.difference as number, 9)
    expect((back.theta as number) * 7).toBeCloseTo(there.theta as number, 9)
  })

  it.each([
    {
      what: 'that does not vary',
      pairs: [
        [5, 1],
        [5, 2],
        [5, 4],
      ] as readonly Pair[],
      theta: null,
    },
    {
      what: 'that says all',
      pairs: [
        [1, 3],
        [2, 6],
        [5, 15],
      ] as readonly Pair[],
      theta: expect.closeTo(3, 12),
    },
    { what: 'of nobody', pairs: [] as readonly Pair[], theta: null },
  ])('$what: no test', ({ pairs, theta }) => {
    expect(compareWithCovariate(joint(pairs), joint(pairs), 0.05)).toMatchObject({ theta, t: null, pValue: null, interval: null })
  })
})

describe('post-stratification', () => {
  it('of one stratum is the plain comparison under a normal quantile', () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        const [control, treatment] = [moments(a), moments(b)]
        const plain = compareMeans(control, treatment, 0.05)
        const { difference, standardError, pValue } = postStratified([{ control, treatment }], 0.05)
        expect(difference).toBe(plain.difference)
        expect(standardError).toBe(plain.standardError)
        expect(pValue).toBe(plain.t === null ? null : normalTwoSided(plain.t))
      }),
    )
  })

  it('takes out what differs between strata', () => {
    const strata = [
      { control: moments([10, 12, 11]), treatment: moments([13, 14, 15, 14]) },
      { control: moments([110, 112, 111, 110]), treatment: moments([113, 115, 114]) },
    ]
    const { difference, standardError } = postStratified(strata, 0.05)
    expect(difference).toBeCloseTo(0.5 * 3 + 0.5 * 3.25, 12)
    const together = (arm: 'control' | 'treatment'): Moments => strata.map((of) => of[arm]).reduce(mergeMoments)
    expect(standardError).toBeLessThan((compareMeans(together('control'), together('treatment'), 0.05).standardError as number) / 10)
  })

  it('thin strata count as one', () => {
    const thin = [
      { control: moments([1]), treatment: moments([2, 4]) },
      { control: moments([3, 5]), treatment: moments([]) },
    ]
    const rest = { control: moments([1, 3, 5]), treatment: moments([2, 4]) }
    const thick = { control: moments([1, 2, 3]), treatment: moments([2, 3, 5]) }
    const expected = postStratified([thick, rest], 0.05)
    expect(postStratified([thin[0], thick, thin[1]] as typeof thin, 0.05).difference).toBeCloseTo(expected.difference as number, 12)
    expect(postStratified([thin[0], thick, thin[1]] as typeof thin, 0.05).pValue).toBeCloseTo(expected.pValue as number, 12)
  })

  it.each([
    { what: 'no strata', strata: [], difference: null },
    { what: 'nobody', strata: [{ control: moments([]), treatment: moments([]) }], difference: null },
    { what: 'one customer in an arm altogether', strata: [{ control: moments([1]), treatment: moments([2, 3]) }], difference: null },
    { what: 'nothing varies', strata: [{ control: moments([1, 1]), treatment: moments([2, 2]) }], difference: 1 },
  ])('$what: no test', ({ strata, difference }) => {
    expect(postStratified(strata, 0.05)).toEqual({ difference, standardError: null, z: null, pValue: null, interval: null })
  })
})

describe('an interaction', () => {
  it('of two segments is the z of their difference, squared', () => {
    const { chiSquare, degreesOfFreedom, pValue, common } = interaction([
      { effect: 0.02, standardError: 0.005 },
      { effect: 0.005, standardError: 0.01 },
    ])
    const z = 0.015 / Math.hypot(0.005, 0.01)
    expect([chiSquare, degreesOfFreedom]).toEqual([expect.closeTo(z * z, 12), 1])
    expect(pValue).toBeCloseTo(normalTwoSided(z), 12)
    expect(common).toBeCloseTo(0.8 * 0.02 + 0.2 * 0.005, 14)
  })

  it.each([
    {
      what: 'equal effects',
      errors: [0.1, 0.2, 0.4],
      chiSquare: expect.closeTo(0, 12),
      degreesOfFreedom: 2,
      pValue: expect.closeTo(1, 12),
    },
    {
      what: 'a segment without an error',
      errors: [0.1, 0.2, null, 0],
      chiSquare: expect.closeTo(0, 12),
      degreesOfFreedom: 1,
      pValue: expect.closeTo(1, 12),
    },
    { what: 'one segment', errors: [0.1], chiSquare: null, degreesOfFreedom: 0, pValue: null },
    { what: 'none', errors: [], chiSquare: null, degreesOfFreedom: 0, pValue: null },
  ])('$what', ({ errors, chiSquare, degreesOfFreedom, pValue }) => {
    expect(interaction(errors.map((standardError) => ({ effect: 0.5, standardError })))).toMatchObject({
      chiSquare,
      degreesOfFreedom,
      pValue,
    })
  })
})

describe('ratios', () => {
  it('over a denominator of 1 are means under a normal quantile', () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        const over = (list: readonly number[]): JointMoments => joint(list.map((value): Pair => [1, value]))
        const plain = compareMeans(moments(a), moments(b), 0.05)
        const { difference, standardError } = compareRatios(over(a), over(b), 0.05)
        expect(difference).toBe(plain.difference)
        expect(standardError === null).toBe(plain.standardError === null)
        expect((standardError ?? 1) / (plain.standardError ?? 1)).toBeCloseTo(1, 12)
      }),
    )
  })

  it.each([
    { what: 'nobody', pairs: [] as readonly Pair[], ratioControl: null, difference: null },
    {
      what: 'no denominator',
      pairs: [
        [0, 5],
        [0, 7],
      ] as readonly Pair[],
      ratioControl: null,
      difference: null,
    },
    { what: 'one customer', pairs: [[2, 5]] as readonly Pair[], ratioControl: 2.5, difference: -1.5 },
  ])('$what: no test', ({ pairs, ratioControl, difference }) => {
    const treatment = joint([
      [1, 1],
      [2, 2],
    ])
    expect(compareRatios(joint(pairs), treatment, 0.05)).toMatchObject({ ratioControl, difference, z: null, pValue: null, interval: null })
  })
})
