import '../../shared/kernel/require-node-24.ts'
import { readFileSync } from 'node:fs'
import type { VectorReport } from './report.ts'

const USAGE = `npm run -s vectors -- KIND FILE

Checks our code against a file of reference vectors and prints the id of each failing case with got and expected.

KIND  conditions   a file of the shape of condition-shared.json
      assignment   a file of the shape of hash.json or bucket.json
      statistics   a file of the shape of stats-shared.json
      patterns     JSON Lines of the shape of event-pattern-vectors.jsonl
Exit status: 0 all passed, 1 some failed, 2 nothing could be checked.`

type Run = (file: unknown) => VectorReport

/** How to check a parsed file of each kind. Loaded when asked for: the statistics alone take a quarter of a second. */
const KINDS: Readonly<Record<string, { readonly load: () => Promise<Run> }>> = {
  conditions: { load: async () => (await import('./conditions.ts')).runConditionVectors },
  assignment: { load: async () => (await import('./assignment.ts')).runAssignmentVectors },
  statistics: { load: async () => (await import('./statistics.ts')).runStatisticsVectors },
  patterns: { load: async () => (await import('./patterns.ts')).runPatternVectors },
}

const main = async ([kind, path, ...rest]: readonly string[]): Promise<number> => {
  if (kind === '--help' || kind === '-h') return say(USAGE, 0)
  if (kind === undefined || path === undefined || rest.length > 0) return complain(USAGE)
  const known = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined
  if (known === undefined) return complain(`There is no kind of vectors "${kind}".\n\n${USAGE}`)

  const run = await known.load()
  try {
    const report = run(parsed(path, readFileSync(path, 'utf8')))
    if (report.passed + report.failures.length === 0) throw new Error('it holds no cases')
    return show(report)
  } catch (error) {
    return complain(`${path} cannot be read as ${kind} vectors: ${(error as Error).message}`)
  }
}

/** A whole file of JSON, or a list of its lines. */
const parsed = (path: string, text: string): unknown =>
  path.endsWith('.jsonl')
    ? text
        .split('\n')
        .filter((line) => line !== '')
        .map((line): unknown => JSON.parse(line))
    : JSON.parse(text)

const show = ({ passed, failures }: VectorReport): number => {
  for (const { id, got, expected } of failures) {
    console.log(`${id}\n  got      ${JSON.stringify(got)}\n  expected ${JSON.stringify(expected)}`)
  }
  return say(`${passed} passed, ${failures.length} failed`, failures.length === 0 ? 0 : 1)
}

const say = (text: string, status: 0 | 1): number => {
  console.log(text)
  return status
}

const complain = (text: string): number => {
  console.error(text)
  return 2
}

process.exitCode = await main(process.argv.slice(2))
