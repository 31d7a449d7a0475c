import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vectors-'))
  write('good.json', { getEqualWeights: [{ i: 0, n: 2, expected: [0.5, 0.5] }] })
  write('bad.json', {
    getEqualWeights: [
      { i: 0, n: 2, expected: [0.5, 0.5] },
      { i: 7, name: 'wrong', n: 1, expected: [2] },
    ],
  })
  writeFileSync(
    join(folder, 'lines.jsonl'),
    ['match', 'no-match']
      .map((expect) => `${JSON.stringify({ group: 'g', pattern: '{"a":["b"]}', event: '{"a":"b"}', expect })}\n`)
      .join(''),
  )
  write('other.json', { something: 'else' })
  writeFileSync(join(folder, 'broken.json'), '{ "cases": [')
})
afterAll(() => rmSync(folder, { recursive: true }))

const write = (name: string, content: unknown): void => writeFileSync(join(folder, name), JSON.stringify(content))

const run = (...args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['test/vectors/main.ts', ...args], {
    encoding: 'utf8',
    cwd: join(import.meta.dirname, '../..'),
  })
  return { status, stdout, stderr }
}

it.each([
  { what: 'all passed', args: ['assignment', 'good.json'], status: 0, says: '1 passed, 0 failed\n' },
  {
    what: 'one failed',
    args: ['assignment', 'bad.json'],
    status: 1,
    says: 'getEqualWeights-7 (wrong)\n  got      [1]\n  expected [2]\n1 passed, 1 failed\n',
  },
  {
    what: 'one line failed',
    args: ['patterns', 'lines.jsonl'],
    status: 1,
    says: 'line 2 (g)\n  got      "match"\n  expected "no-match"\n1 passed, 1 failed\n',
  },
  { what: 'help', args: ['--help'], status: 0, says: 'KIND FILE' },
])('$what: $status', ({ args, status, says }) => {
  const result = run(...args.map((arg) => (/\.jsonl?$/.test(arg) ? join(folder, arg) : arg)))
  expect(result).toEqual({ status, stdout: expect.stringContaining(says), stderr: '' })
})

it.each([
  { what: 'no arguments', args: [], says: 'KIND FILE' },
  { what: 'a kind nobody knows', args: ['guesses', 'good.json'], says: 'no kind of vectors "guesses"' },
  { what: 'no file there', args: ['statistics', 'absent.json'], says: 'no such file' },
  { what: 'a file that is not JSON', args: ['statistics', 'broken.json'], says: 'broken.json cannot be read as statistics vectors' },
  { what: 'a file of another shape: statistics', args: ['statistics', 'other.json'], says: 'no list "cases"' },
  { what: 'a file of another shape: assignment', args: ['assignment', 'other.json'], says: 'none of the lists hash' },
  {
    what: 'a file of another shape: patterns',
    args: ['patterns', 'other.json'],
    says: 'other.json cannot be read as patterns vectors',
  },
  {
    what: 'a file of another shape: conditions',
    args: ['conditions', 'other.json'],
    says: 'other.json cannot be read as conditions vectors',
  },
])('$what: 2', ({ args, says }) => {
  const result = run(...args.map((arg) => (/\.jsonl?$/.test(arg) ? join(folder, arg) : arg)))
  expect(result).toEqual({ status: 2, stdout: '', stderr: expect.stringContaining(says) })
})
