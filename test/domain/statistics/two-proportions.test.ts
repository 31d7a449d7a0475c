import { describe, expect, it } from 'vitest'
import { comparePooled, compareWald } from '../../../shared/domain/statistics/two-proportions.ts'

const of = (conversions: number, n: number) => ({ conversions, n })

describe('what has no number is null', () => {
  it.each([
    { what: 'nobody converted', control: of(0, 1000), treatment: of(0, 1200), difference: 0, standardError: 0 },
    { what: 'everybody converted', control: of(50, 50), treatment: of(60, 60), difference: 0, standardError: 0 },
    { what: 'nobody in the control', control: of(0, 0), treatment: of(5, 100), difference: null, standardError: null },
    { what: 'nobody in the treatment', control: of(5, 100), treatment: of(0, 0), difference: null, standardError: null },
    { what: 'nobody at all', control: of(0, 0), treatment: of(0, 0), difference: null, standardError: null },
  ])('$what', ({ control, treatment, difference, standardError }) => {
    expect(comparePooled(control, treatment)).toEqual({ difference, z: null, pValue: null })
    expect(compareWald(control, treatment, 0.05)).toEqual({ difference, standardError, z: null, pValue: null, interval: null })
  })

  it('all against none: the pooled test knows, the unpooled error of 0 does not', () => {
    expect(comparePooled(of(0, 10), of(10, 10))).toMatchObject({ difference: 1, pValue: expect.closeTo(7.74421643104408e-6, 16) })
    expect(compareWald(of(0, 10), of(10, 10), 0.05)).toMatchObject({ difference: 1, z: null, interval: null })
  })
})

it('swapped arms turn the sign and nothing else', () => {
  const there = compareWald(of(30, 400), of(44, 380), 0.05)
  const back = compareWald(of(44, 380), of(30, 400), 0.05)
  expect(back.pValue).toBe(there.pValue)
  expect(back.z).toBe(-(there.z as number))
  expect(back.interval).toEqual([-(there.interval?.[1] as number), -(there.interval?.[0] as number)])
  expect(comparePooled(of(44, 380), of(30, 400)).pValue).toBe(comparePooled(of(30, 400), of(44, 380)).pValue)
})

it('p stays a number far below where 1 - cdf is 0', () => {
  const { pValue } = comparePooled(of(2262, 21306), of(3894, 21307))
  expect((pValue as number) / 5.685165482802317e-112).toBeCloseTo(1, 11)
})
