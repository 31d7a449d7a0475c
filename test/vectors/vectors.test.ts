import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { dataset } from '../datasets.ts'
import { runAssignmentVectors } from './assignment.ts'
import { runPatternVectors } from './patterns.ts'
import { runStatisticsVectors } from './statistics.ts'
import { METHODS } from './statistics-methods.ts'

const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'))

const statistics = dataset('vectors/stats-shared.json')

describe.skipIf(statistics === null)('stats-shared.json', () => {
  const { cases } = (statistics === null ? { cases: [] } : read(statistics)) as { cases: readonly { method: string }[] }

  it.each(Object.keys(METHODS))('%s: every case', (method) => {
    const ours = cases.filter((entry) => entry.method === method)
    expect(ours).not.toEqual([])
    expect(runStatisticsVectors({ cases: ours })).toEqual({ passed: ours.length, failures: [] })
  })

  it('every case there is', () => {
    expect(runStatisticsVectors({ cases })).toEqual({ passed: cases.length, failures: [] })
  })
})

describe.each(['vectors/hash.json', 'vectors/bucket.json'])('%s', (path) => {
  const file = dataset(path)
  it.skipIf(file === null)('every case', () => {
    expect(runAssignmentVectors(read(file as string))).toEqual({ passed: expect.toSatisfy((count) => count > 10), failures: [] })
  })
})

const patterns = dataset('vectors/event-pattern-vectors.jsonl')

describe.skipIf(patterns === null)('event-pattern-vectors.jsonl', () => {
  it('every line', () => {
    const lines = readFileSync(patterns as string, 'utf8').split('\n')
    const cases = lines.filter((line) => line !== '').map((line): unknown => JSON.parse(line))
    expect(runPatternVectors(cases)).toEqual({ passed: 230, failures: [] })
  })
})
