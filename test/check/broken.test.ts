/** A broken file for each of the problems that `check` knows: exactly that is found in it, where it stands, and how it is mended. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { FileProblem } from '../../shared/flow/publishing/sources.ts'
import { found } from './world.ts'

type Row = {
  readonly file: string
  readonly level: 'error' | 'warning'
  readonly path: string
  readonly at: string
  readonly problem: string
  readonly hint: string
}

const ROWS = JSON.parse(readFileSync(join(import.meta.dirname, 'expected.json'), 'utf8')) as readonly Row[]

const rowOf =
  (file: string, level: Row['level']) =>
  (one: FileProblem): Row => {
    const at = 'at' in one && one.at !== null ? `${one.at.line}:${one.at.column}` : ''
    return { file, level, path: one.path, at, problem: one.problem, hint: one.hint }
  }

describe('a broken file', () => {
  it('is there for each row, and a row for each', () => {
    const files = readdirSync(join(import.meta.dirname, 'broken')).map((name) => name.replace('.jsonc', ''))
    expect(files.sort()).toEqual(ROWS.map(({ file }) => file))
    expect(new Set(ROWS.map(({ problem }) => problem.replaceAll(/"[^"]*"|\d+/g, '…'))).size).toBeGreaterThan(70)
  })

  it.each(ROWS)('$file: $level at $at, $path $problem', async (row) => {
    const { errors, warnings } = await found(`${row.file}.jsonc`)
    expect([...errors.map(rowOf(row.file, 'error')), ...warnings.map(rowOf(row.file, 'warning'))]).toEqual([row])
  })

  it.each(ROWS)('$file says how to mend it', ({ problem, hint }) => {
    expect(problem.length).toBeGreaterThan(5)
    expect(hint.length).toBeGreaterThan(10)
  })
})
