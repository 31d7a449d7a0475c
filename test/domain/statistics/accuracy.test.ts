import { expect, it } from 'vitest'
import { normalCritical } from '../../../shared/domain/statistics/critical-values.ts'
import { studentCritical, studentTwoSided } from '../../../shared/domain/statistics/student.ts'
import { betaQuantile, betaShape, betaTails } from '../../../shared/domain/statistics/incomplete-beta.ts'
import { normalTwoSided } from '../../../shared/domain/statistics/tails.ts'
import { chiSquareTail } from '../../../shared/domain/statistics/chi-square.ts'
import { accuracies } from './accuracy.ts'

/** At shapes of 1e6 and more the last digit of the log odds alone moves a tail by some 1e-12. */
const DIGITS: Readonly<Record<string, number>> = { betaLower: 1e-11, betaUpper: 1e-11 }

it.each(accuracies())('$name keeps its digits, down to 1e-305', ({ name, worst }) => {
  expect(worst).toBeLessThan(DIGITS[name] ?? 1e-12)
})

it('a beta distribution knows its middle, however large its shapes', () => {
  const [lower, upper] = betaTails(betaShape(5e8, 5e8), 0)
  expect([lower, upper]).toEqual([expect.closeTo(0.5, 12), expect.closeTo(0.5, 12)])
  expect(betaQuantile(betaShape(5e8, 5e8), 0.5)).toBeCloseTo(0, 12)
})

it.each([
  { what: 'z of 0', p: normalTwoSided(0), expected: 1 },
  { what: 'z beyond all doubles', p: normalTwoSided(1e200), expected: 0 },
  { what: 't of 0', p: studentTwoSided(0, 7.5), expected: 1 },
  { what: 't of 0, one degree of freedom', p: studentTwoSided(0, 1), expected: 1 },
  { what: 't whose square passes all doubles', p: studentTwoSided(1e200, 5), expected: 0 },
  { what: 'chi-square of 0', p: chiSquareTail(0, 1), expected: 1 },
  { what: 'chi-square beyond all doubles', p: chiSquareTail(1e9, 1), expected: 0 },
])('$what has p $expected', ({ p, expected }) => {
  expect(p).toBe(expected)
})

it('has the same p on both sides', () => {
  expect(normalTwoSided(-1.5)).toBe(normalTwoSided(1.5))
  expect(studentTwoSided(-1.5, 9)).toBe(studentTwoSided(1.5, 9))
})

it.each([0, 1, -0.05, Number.NaN])('alpha %d is no level', (alpha) => {
  expect(() => normalCritical(alpha)).toThrow('lies between 0 and 1')
  expect(() => studentCritical(alpha, 10)).toThrow('lies between 0 and 1')
})
