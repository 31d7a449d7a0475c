import { describe, expect, it } from 'vitest'
import { runAssignmentVectors } from './assignment.ts'
import { runStatisticsVectors } from './statistics.ts'

/** A tool that cannot fail proves nothing: wrong, missing and broken answers must all be counted. */
describe('statistics', () => {
  const inputs = { xA: 200, nA: 10_000, xB: 240, nB: 10_000 }
  const nobody = { xA: 0, nA: 0, xB: 5, nB: 100 }
  const tol = { rel: 1e-8, abs: 0 }
  it.each([
    { what: 'right', case: { inputs, expected: { diff: 0.004, z: 1.928253932283215 }, tol }, passes: true },
    { what: 'right within the tolerance', case: { inputs, expected: { diff: 0.004 * (1 + 9e-9) }, tol }, passes: true },
    { what: 'wrong beyond it', case: { inputs, expected: { diff: 0.004 * (1 + 2e-8) }, tol }, passes: false },
    { what: 'no tolerance given, no tolerance taken', case: { inputs, expected: { diff: 0.0040000001 } }, passes: false },
    { what: 'undefined where nothing can be computed', case: { inputs: nobody, expected: { z: 'undefined' }, tol }, passes: true },
    { what: 'undefined where there is a number', case: { inputs, expected: { z: 'undefined' }, tol }, passes: false },
    {
      what: 'a number where nothing can be computed',
      case: { inputs: nobody, expected: { diff: 0 }, tol: { rel: 0, abs: 1 } },
      passes: false,
    },
    { what: 'a value we do not return', case: { inputs, expected: { somethingElse: 'undefined' }, tol }, passes: false },
    { what: 'an input that is missing', case: { inputs: { xA: 1 }, expected: { diff: 0.004 }, tol }, passes: false },
    { what: 'nothing expected', case: { inputs, tol }, passes: false },
  ])('$what', ({ case: given, passes }) => {
    const report = runStatisticsVectors({ cases: [{ id: 'it', method: 'two_proportion_z_pooled', ...given }] })
    expect({ passed: report.passed, failed: report.failures.map(({ id }) => id) }).toEqual({
      passed: passes ? 1 : 0,
      failed: passes ? [] : ['it'],
    })
  })

  it.each(['power_of_wishing', 'constructor', undefined])('method %s is not available', (method) => {
    const report = runStatisticsVectors({ cases: [{ id: 'it', method, inputs, expected: { diff: 0.004 }, tol }] })
    expect(report.failures).toEqual([{ id: 'it', got: 'method not available', expected: { diff: 0.004 } }])
  })

  it('one broken case does not stop the others', () => {
    const good = { id: 'good', method: 'two_proportion_z_pooled', inputs, expected: { diff: 0.004 }, tol }
    expect(runStatisticsVectors({ cases: [null, 7, {}, good] })).toMatchObject({
      passed: 1,
      failures: [{ id: 'case 0' }, { id: 'case 1' }, { id: 'case 2' }],
    })
  })
})

describe('assignment', () => {
  it.each([
    {
      what: 'rounded down to 8 decimals',
      list: 'getEqualWeights',
      case: { n: 3, expected: [0.33333333, 0.33333333, 0.33333333] },
      passes: true,
    },
    {
      what: 'a ninth decimal less',
      list: 'getEqualWeights',
      case: { n: 3, expected: [0.33333332, 0.33333333, 0.33333333] },
      passes: false,
    },
    { what: 'too few', list: 'getEqualWeights', case: { n: 2, expected: [0.5] }, passes: false },
    { what: 'null for an unknown version', list: 'hash', case: { seed: '', value: 'a', version: 3, expected: null }, passes: true },
    { what: 'a hash that is none', list: 'hash', case: { seed: '', value: 'a', version: 2, expected: null }, passes: false },
    { what: 'a broken case', list: 'chooseVariation', case: { n: 0.5, expected: 0 }, passes: false },
  ])('$what', ({ list, case: given, passes }) => {
    expect(runAssignmentVectors({ [list]: [given] }).failures).toHaveLength(passes ? 0 : 1)
  })
})

it.each([null, [], 'text', {}, { cases: 7 }, { hash: {} }])('a file of another shape is unreadable: %j', (file) => {
  expect(() => runStatisticsVectors(file)).toThrow('it holds no')
  expect(() => runAssignmentVectors(file)).toThrow('it holds no')
})
