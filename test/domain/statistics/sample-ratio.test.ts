import { expect, it } from 'vitest'
import { sampleRatio } from '../../../shared/domain/statistics/sample-ratio.ts'

const arms = (...pairs: readonly (readonly [observed: number, weight: number])[]) =>
  pairs.map(([observed, weight]) => ({ observed, weight }))

it.each([
  { what: 'as promised', of: arms([500, 1], [500, 1]), chiSquare: 0, degreesOfFreedom: 1, pValue: 1 },
  {
    what: 'an arm of weight 0 does not count, whoever is in it',
    of: arms([500, 1], [500, 1], [9, 0]),
    chiSquare: 0,
    degreesOfFreedom: 1,
    pValue: 1,
  },
  { what: 'weights need not add up to 1', of: arms([100, 10], [300, 30]), chiSquare: 0, degreesOfFreedom: 1, pValue: 1 },
  { what: 'nobody yet', of: arms([0, 0.5], [0, 0.5]), chiSquare: null, degreesOfFreedom: 1, pValue: null },
  { what: 'one arm alone', of: arms([12, 1]), chiSquare: null, degreesOfFreedom: 0, pValue: null },
  { what: 'one arm with weight', of: arms([12, 1], [12, 0]), chiSquare: null, degreesOfFreedom: 0, pValue: null },
  { what: 'no arms', of: arms(), chiSquare: null, degreesOfFreedom: 0, pValue: null },
])('$what', ({ of, chiSquare, degreesOfFreedom, pValue }) => {
  expect(sampleRatio(of)).toEqual({ chiSquare, degreesOfFreedom, pValue })
})

it('a broken assignment keeps its p, however small', () => {
  const { pValue } = sampleRatio(arms([60_000, 1], [50_000, 1]))
  expect((pValue as number) / 1.03651908623019e-199).toBeCloseTo(1, 12)
})
