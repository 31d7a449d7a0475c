/** Reference values for the statistics (stats-shared.json): each method through the code that ships. */
import { answerOf, type Fields, fieldsAt, isFields } from './fields.ts'
import type { VectorReport } from './report.ts'
import { METHODS } from './statistics-methods.ts'

/** Runs a file `{ cases: [{ id, method, inputs, expected, tol: { rel, abs } }] }`. A method we do not have fails its cases. */
export const runStatisticsVectors = (file: unknown): VectorReport => {
  if (!isFields(file) || !Array.isArray(file.cases)) throw new Error('it holds no list "cases"')
  const report: VectorReport = { passed: 0, failures: [] }
  for (const [index, entry] of file.cases.entries()) {
    const fields: Fields = isFields(entry) ? entry : {}
    const got = answerOf(() => answer(fields))
    const passed = 'expected' in fields && answerOf(() => agrees(got, fields.expected, toleranceOf(fields))) === true
    if (passed) report.passed += 1
    else report.failures.push({ id: String(fields.id ?? `case ${index}`), got, expected: fields.expected })
  }
  return report
}

const answer = (fields: Fields): unknown => {
  const method = String(fields.method)
  const compute = Object.hasOwn(METHODS, method) ? METHODS[method] : undefined
  return compute === undefined ? 'method not available' : compute(fieldsAt(fields, 'inputs'))
}

type Tolerance = { readonly rel: number; readonly abs: number }

/** As the case says; what it leaves out must agree exactly. */
const toleranceOf = (fields: Fields): Tolerance => {
  const given = isFields(fields.tol) ? fields.tol : {}
  return { rel: typeof given.rel === 'number' ? given.rel : 0, abs: typeof given.abs === 'number' ? given.abs : 0 }
}

/** `"undefined"` asks for null; `null` in a list of bounds is unbounded, which is null too. Values we return beyond those asked for do not count. */
const agrees = (got: unknown, expected: unknown, tolerance: Tolerance): boolean => {
  if (expected === 'undefined') return got === null
  if (typeof expected === 'number') {
    return typeof got === 'number' && Math.abs(got - expected) <= tolerance.abs + tolerance.rel * Math.abs(expected)
  }
  if (Array.isArray(expected)) {
    return Array.isArray(got) && got.length === expected.length && expected.every((entry, index) => agrees(got[index], entry, tolerance))
  }
  if (isFields(expected)) return isFields(got) && Object.keys(expected).every((name) => agrees(got[name], expected[name], tolerance))
  return got === expected
}
