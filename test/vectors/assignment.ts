/** GrowthBook's cases for hashing (hash.json) and bucketing (bucket.json). */
import { answerOf, type Fields, isFields, numberAt, numbersAt, textAt } from './fields.ts'
import { bucketRanges, chooseVariation, equalWeights, hash, inNamespace, type Range } from './growthbook.ts'
import type { VectorReport } from './report.ts'

/** Runs every list of cases we know in a file of the shape of hash.json or bucket.json. */
export const runAssignmentVectors = (file: unknown): VectorReport => {
  const report: VectorReport = { passed: 0, failures: [] }
  const lists = Object.keys(LISTS).filter((list) => isFields(file) && Array.isArray(file[list]))
  if (!isFields(file) || lists.length === 0) throw new Error(`it holds none of the lists ${Object.keys(LISTS).join(', ')}`)

  for (const list of lists) {
    for (const [index, entry] of (file[list] as readonly unknown[]).entries()) {
      const fields = isFields(entry) ? entry : {}
      const got = answerOf(() => LISTS[list]?.(fields))
      if ('expected' in fields && same(got, fields.expected)) report.passed += 1
      else report.failures.push({ id: idOf(list, index, fields), got, expected: fields.expected })
    }
  }
  return report
}

const LISTS: Readonly<Record<string, (fields: Fields) => unknown>> = {
  hash: (fields) => hash(textAt(fields, 'seed'), textAt(fields, 'value'), numberAt(fields, 'version')),
  inNamespace: (fields) =>
    inNamespace(textAt(fields, 'userId'), textAt(fields, 'namespace'), numberAt(fields, 'start'), numberAt(fields, 'end')),
  getBucketRange: (fields) =>
    bucketRanges(
      numberAt(fields, 'numVariations'),
      numberAt(fields, 'coverage'),
      fields.weights == null ? null : numbersAt(fields, 'weights'),
    ),
  chooseVariation: (fields) => chooseVariation(numberAt(fields, 'n'), fields.ranges as readonly Range[]),
  getEqualWeights: (fields) => equalWeights(numberAt(fields, 'n')),
}

/** Numbers agree when they do after rounding down to 8 decimals; 1e-12 of grace, because 0.26 may come as 0.25999999999999995. */
const same = (got: unknown, expected: unknown): boolean => {
  if (typeof got === 'number' && typeof expected === 'number') return roundedDown(got) === roundedDown(expected)
  if (!Array.isArray(got) || !Array.isArray(expected)) return got === expected
  return got.length === expected.length && got.every((entry, index) => same(entry, expected[index]))
}

const roundedDown = (value: number): number => Math.floor(value * 1e8 + 1e-4)

const idOf = (list: string, index: number, fields: Fields): string => {
  const name = typeof fields.name === 'string' ? ` (${fields.name})` : ''
  return `${list}-${String(fields.i ?? index)}${name}`
}
