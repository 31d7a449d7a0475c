/** One line for each method of the reference file: their names for inputs and results, our functions. */
import { type Moments, momentsOf } from '../../shared/domain/statistics/moments.ts'
import { sampleRatio } from '../../shared/domain/statistics/sample-ratio.ts'
import { comparePooled, compareWald, type Proportion } from '../../shared/domain/statistics/two-proportions.ts'
import { compareMeans } from '../../shared/domain/statistics/welch.ts'
import { type Fields, numberAt, numbersAt } from './fields.ts'

export const METHODS: Readonly<Record<string, (inputs: Fields) => Fields>> = {
  two_proportion_z_pooled: (inputs) => pooled(proportion(inputs, 'A'), proportion(inputs, 'B')),
  two_proportion_z_unpooled: (inputs) => wald(proportion(inputs, 'A'), proportion(inputs, 'B'), alpha(inputs)),
  welch_t_test: (inputs) => welch(momentsOfDeviation(inputs, 'A'), momentsOfDeviation(inputs, 'B'), alpha(inputs)),
  welch_t_test_raw: (inputs) => welch(momentsOfValues(numbersAt(inputs, 'a')), momentsOfValues(numbersAt(inputs, 'b')), alpha(inputs)),
  welch_t_test_moments: (inputs) => welch(momentsOfSums(inputs, 'A'), momentsOfSums(inputs, 'B'), alpha(inputs)),
  srm_chi_square: (inputs) => chiSquare(numbersAt(inputs, 'observed'), numbersAt(inputs, 'weights')),
}

const pooled = (control: Proportion, treatment: Proportion): Fields => {
  const { difference, z, pValue } = comparePooled(control, treatment)
  return { diff: difference, z, pValue }
}

const wald = (control: Proportion, treatment: Proportion, level: number): Fields => {
  const { difference, standardError, z, pValue, interval } = compareWald(control, treatment, level)
  return { diff: difference, se: standardError, z, pValue, ...bounds(interval) }
}

const welch = (control: Moments, treatment: Moments, level: number): Fields => {
  const { difference, standardError, t, degreesOfFreedom, pValue, interval } = compareMeans(control, treatment, level)
  return { diff: difference, se: standardError, t, df: degreesOfFreedom, pValue, ...bounds(interval) }
}

const chiSquare = (observed: readonly number[], weights: readonly number[]): Fields => {
  if (observed.length !== weights.length) throw new Error('"observed" and "weights" are not of one length')
  const result = sampleRatio(observed.map((count, index) => ({ observed: count, weight: weights[index] as number })))
  return { chi2: result.chiSquare, df: result.degreesOfFreedom, pValue: result.pValue }
}

const bounds = (interval: readonly [number, number] | null): Fields => ({ ciLow: interval?.[0] ?? null, ciHigh: interval?.[1] ?? null })

const alpha = (inputs: Fields): number => ('alpha' in inputs ? numberAt(inputs, 'alpha') : 0.05)

const proportion = (inputs: Fields, arm: 'A' | 'B'): Proportion => ({
  conversions: numberAt(inputs, `x${arm}`),
  n: numberAt(inputs, `n${arm}`),
})

const momentsOfDeviation = (inputs: Fields, arm: 'A' | 'B'): Moments => {
  const n = numberAt(inputs, `n${arm}`)
  return {
    n,
    mean: n > 0 ? numberAt(inputs, `mean${arm}`) : null,
    variance: n > 1 ? numberAt(inputs, `sd${arm}`) ** 2 : null,
  }
}

/** Decimals become whole numbers of 1e-25, so that sums go the way that money goes in production: exactly. */
const PLACES = 25
const SCALE = 10n ** BigInt(PLACES)

const momentsOfSums = (inputs: Fields, arm: 'A' | 'B'): Moments =>
  momentsOf({
    n: BigInt(numberAt(inputs, `n${arm}`)),
    sum: wholeOf(numberAt(inputs, `sum${arm}`), PLACES),
    sumSquares: wholeOf(numberAt(inputs, `sumSquares${arm}`), 2 * PLACES),
    scale: SCALE,
  })

const momentsOfValues = (values: readonly number[]): Moments => {
  const whole = values.map((value) => wholeOf(value, PLACES))
  const add = (sum: bigint, value: bigint): bigint => sum + value
  return momentsOf({
    n: BigInt(values.length),
    sum: whole.reduce(add, 0n),
    sumSquares: whole.map((value) => value * value).reduce(add, 0n),
    scale: SCALE,
  })
}

/** `toFixed` writes whole numbers from 1e21 on with an exponent. */
const wholeOf = (value: number, places: number): bigint =>
  Number.isInteger(value) ? BigInt(value) * 10n ** BigInt(places) : BigInt(value.toFixed(places).replace('.', ''))
