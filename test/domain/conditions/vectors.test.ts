import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseCondition } from '../../../shared/domain/conditions/parse.ts'
import type { Json } from '../../../shared/kernel/json.ts'
import { dataset } from '../../datasets.ts'
import { runConditionVectors } from '../../vectors/conditions.ts'

const file = dataset('vectors/condition-shared.json')

describe.skipIf(file === null)('condition-shared.json', () => {
  const vectors = () => JSON.parse(readFileSync(file as string, 'utf8')) as { cases: readonly { i: number; condition: Json }[] }

  it('every case', () => {
    expect(runConditionVectors(vectors())).toEqual({ passed: 149, failures: [] })
  })

  it('eight cases are about conditions that we refuse rather than read as false', () => {
    const refused = vectors().cases.filter(({ condition }) => !parseCondition(condition).ok)
    expect(refused.map(({ i }) => i)).toEqual([3, 4, 17, 26, 40, 93, 94, 95])
  })
})

describe('a file of cases', () => {
  it('counts what fails, with its number and name', () => {
    const cases = [
      { i: 7, name: 'right', condition: { a: 1 }, attributes: { a: 1 }, expected: true },
      { i: 8, name: 'wrong', condition: { a: 1 }, attributes: { a: 2 }, expected: true },
      { name: 'empty' },
      'no case',
    ]
    const { passed, failures } = runConditionVectors({ cases })
    expect(passed).toBe(1)
    expect(failures.map(({ id }) => id)).toEqual(['8 (wrong)', '2 (empty)', '3 (undefined)'])
    expect(failures[0]).toEqual({ id: '8 (wrong)', got: false, expected: true })
  })

  it.each([null, [], {}, { cases: 7 }])('%j is none', (nothing) => {
    expect(() => runConditionVectors(nothing)).toThrow('no list "cases"')
  })
})
