import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { devNull, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { definitionsFor, startEmpty } from '../load/empty-server.ts'
import { publish } from '../load/publish.ts'
import { type Asking, askAll } from './questions.ts'
import { type LongFindings, longText, type Tenth } from './text.ts'

export const LONG_HELP = `One process over a million events: what grows with them, and what does not.

  npm run bench -- long [--events N] [--customers N] [--json]

  --events N      to be published over HTTP                             (1000000)
  --customers N   of whom there is something to tell                    (20000)

After each tenth: events a second, memory after a collection. Before and after: how long the console waits for its pages.
`

/** Measures what a long life costs: time and memory by the tenth, and the console's questions at its beginning and at its end. */
export const benchLong = async (args: readonly string[]): Promise<{ readonly text: string; readonly json: LongFindings }> => {
  const { events, customers } = readOptions(args)
  const folder = mkdtempSync(join(tmpdir(), 'rekindle-long-'))
  const data = join(folder, 'data')
  try {
    const served = await startEmpty(data, definitionsFor(folder))
    try {
      const plan = { seconds: Number.POSITIVE_INFINITY, customers, publishers: 16, batchSize: 200 }
      const tenths: Tenth[] = []
      let before: Asking | null = null
      for (let tenth = 1; tenth <= TENTHS; tenth += 1) {
        tell(`tenth ${tenth} of ${TENTHS}`)
        const published = await publish(served.url, { ...plan, run: tenth, events: events / TENTHS }, devNull)
        const { rssMb, heapMb } = await served.collected()
        const { taken, refused, seconds } = published
        tenths.push({ events: taken + refused, seconds, rssMb, heapMb, fileMb: megabytesIn(data) })
        before ??= await askAll(served.url)
      }
      const after = await askAll(served.url)
      const findings: LongFindings = { customers, tenths, before: before as Asking, after }
      return { text: longText(findings), json: findings }
    } finally {
      await served.stop()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const TENTHS = 10

/** The store and its log. */
const megabytesIn = (folder: string): number => readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0) / 1e6

const tell = (text: string): void => void process.stderr.write(`${text} …\n`)

const readOptions = (args: readonly string[]): { readonly events: number; readonly customers: number } => {
  const number = (fallback: string) => ({ type: 'string', default: fallback }) as const
  const { values } = parseArgs({ args: [...args], options: { events: number('1000000'), customers: number('20000') } })
  for (const [name, value] of Object.entries(values)) {
    if (!Number.isInteger(Number(value)) || Number(value) < 1) throw new Error(`--${name} takes a whole number from 1 on, not "${value}".`)
  }
  return { events: Number(values.events), customers: Number(values.customers) }
}
