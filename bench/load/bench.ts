import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { serve } from './child.ts'
import { type Plan, publish, type Published } from './publish.ts'
import { runLoad } from './run.ts'
import { type LoadFindings, loadText } from './text.ts'

export const LOAD_HELP = `Publishes to the running server as fast as it takes events, then replays what it acknowledged and compares every answer.

  npm run bench -- load [--seconds N] [--customers N] [--publishers N] [--batch N] [--json]

  --seconds N     how long to publish                                   (60)
  --customers N   of whom there is something to tell                    (5000)
  --publishers N  each keeps one connection busy                        (16)
  --batch N       events of a full batch                                (200)

The peer: bare node:http before bare node:sqlite, the same requests, for a quarter of the time.
It fails where an answer differs, an event is lost, or the process does not live.
`

/** Measures the server under load, and proves that what it acknowledged is what it knows. */
export const benchLoad = async (args: readonly string[]): Promise<{ readonly text: string; readonly json: unknown }> => {
  const plan = readOptions(args)
  const folder = mkdtempSync(join(tmpdir(), 'rekindle-load-'))
  try {
    const run = await runLoad(folder, plan, tell)
    const seconds = Math.max(3, Math.round(plan.seconds / 4))
    tell(`${seconds} seconds of load on the peer`)
    const peer = await publishToPeer(join(folder, 'peer'), { ...plan, seconds }, run.stateBytes)
    const { differing, differences } = run.comparison
    if (!run.wasAlive) throw new Error('the server did not live to the end of the load')
    if (differing > 0) throw new Error(`${differing} answers differ from those of a replay:\n${differences.join('\n')}`)
    const findings: LoadFindings = { plan, run, peer }
    return { text: loadText(findings), json: findings }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const publishToPeer = async (folder: string, plan: Plan, stateBytes: number): Promise<Published> => {
  mkdirSync(folder)
  const served = await serve(join(import.meta.dirname, 'peer.ts'), [folder, String(stateBytes)])
  try {
    return await publish(served.url, plan, join(folder, 'sent.jsonl'), { isPeer: true })
  } finally {
    await served.stop()
  }
}

const tell = (text: string): void => void process.stderr.write(`${text} …\n`)

const readOptions = (args: readonly string[]): Plan => {
  const number = (fallback: string) => ({ type: 'string', default: fallback }) as const
  const options = { seconds: number('60'), customers: number('5000'), publishers: number('16'), batch: number('200') }
  const { values } = parseArgs({ args: [...args], options })
  for (const [name, value] of Object.entries(values)) {
    if (!Number.isInteger(Number(value)) || Number(value) < 1) throw new Error(`--${name} takes a whole number from 1 on, not "${value}".`)
  }
  const { seconds, customers, publishers, batch } = values
  return { seconds: Number(seconds), customers: Number(customers), publishers: Number(publishers), batchSize: Number(batch) }
}
