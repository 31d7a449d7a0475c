/** Reads the inputs of a reference case, under the names the files give them. */
import type { Look } from '../../shared/domain/statistics/confidence-sequence.ts'
import { type JointMoments, jointMomentsOf } from '../../shared/domain/statistics/joint-moments.ts'
import { type Moments, momentsOf } from '../../shared/domain/statistics/moments.ts'
import type { Proportion } from '../../shared/domain/statistics/two-proportions.ts'
import { type Fields, fieldsAt, isFields, numberAt, numbersAt } from './fields.ts'

export const numberOr = (inputs: Fields, name: string, otherwise: number): number => (name in inputs ? numberAt(inputs, name) : otherwise)

export const alphaOf = (inputs: Fields): number => numberOr(inputs, 'alpha', 0.05)

export const listAt = (inputs: Fields, name: string): readonly unknown[] => {
  const value = inputs[name]
  if (!Array.isArray(value)) throw new Error(`"${name}" is not a list`)
  return value
}

export const objectsAt = (inputs: Fields, name: string): readonly Fields[] => {
  const values = listAt(inputs, name)
  if (!values.every(isFields)) throw new Error(`"${name}" is not a list of objects`)
  return values
}

/** `arm` is what the file appends to x and n: A, B, Holdout, Treated, or nothing. */
export const proportionOf = (inputs: Fields, arm: string): Proportion => ({
  conversions: numberAt(inputs, `x${arm}`),
  n: numberAt(inputs, `n${arm}`),
})

export const looksOf = (inputs: Fields): readonly Look[] =>
  objectsAt(inputs, 'days').map((day) => ({ control: proportionOf(day, 'A'), treatment: proportionOf(day, 'B') }))

export const momentsOfDeviation = (inputs: Fields, arm: 'A' | 'B'): Moments => {
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

/** `n`, `sum` and `sumSquares`, with the arm's letter behind them or without. */
export const momentsOfSums = (inputs: Fields, arm: 'A' | 'B' | ''): Moments =>
  momentsOf({
    n: BigInt(numberAt(inputs, `n${arm}`)),
    sum: wholeOf(numberAt(inputs, `sum${arm}`), PLACES),
    sumSquares: wholeOf(numberAt(inputs, `sumSquares${arm}`), 2 * PLACES),
    scale: SCALE,
  })

export const momentsOfValues = (values: readonly number[]): Moments => {
  const whole = values.map((value) => wholeOf(value, PLACES))
  return momentsOf({ n: BigInt(values.length), sum: sumOf(whole), sumSquares: sumOf(whole.map((value) => value * value)), scale: SCALE })
}

/** The denominator d is x, the numerator m is y. */
export const jointMomentsOfRatio = (inputs: Fields, arm: 'A' | 'B'): JointMoments => {
  const sums = fieldsAt(inputs, arm)
  return jointMomentsOf({
    n: BigInt(numberAt(sums, 'n')),
    sumX: wholeOf(numberAt(sums, 'sumD'), PLACES),
    sumY: wholeOf(numberAt(sums, 'sumM'), PLACES),
    sumXX: wholeOf(numberAt(sums, 'sumD2'), 2 * PLACES),
    sumYY: wholeOf(numberAt(sums, 'sumM2'), 2 * PLACES),
    sumXY: wholeOf(numberAt(sums, 'sumMD'), 2 * PLACES),
    scale: SCALE,
  })
}

/** The measure before is x, the outcome is y. */
export const jointMomentsOfValues = (inputs: Fields, arm: 'A' | 'B'): JointMoments => {
  const [x, y] = [numbersAt(inputs, `pre${arm}`), numbersAt(inputs, `post${arm}`)].map((values) =>
    values.map((value) => wholeOf(value, PLACES)),
  ) as [bigint[], bigint[]]
  if (x.length !== y.length) throw new Error(`"pre${arm}" and "post${arm}" are not of one length`)
  const products = (a: readonly bigint[], b: readonly bigint[]): bigint => sumOf(a.map((value, index) => value * (b[index] as bigint)))
  return jointMomentsOf({
    n: BigInt(x.length),
    sumX: sumOf(x),
    sumY: sumOf(y),
    sumXX: products(x, x),
    sumYY: products(y, y),
    sumXY: products(x, y),
    scale: SCALE,
  })
}

const sumOf = (values: readonly bigint[]): bigint => values.reduce((sum, value) => sum + value, 0n)

/** `toFixed` writes whole numbers from 1e21 on with an exponent. */
const wholeOf = (value: number, places: number): bigint =>
  Number.isInteger(value) ? BigInt(value) * 10n ** BigInt(places) : BigInt(value.toFixed(places).replace('.', ''))
