/** Load on `npm start -- --empty`, and a replay of what it acknowledged into another folder. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { storeFile } from '../../shared/adapters/sqlite/open.ts'
import { isoOf } from '../../shared/kernel/time.ts'
import { epochMs } from '../../shared/kernel/words.ts'
import { type Comparison, compare, settle } from './answers.ts'
import type { Served } from './child.ts'
import { definitionsFor, ROOT, startEmpty } from './empty-server.ts'
import { type Plan, publish, type Published } from './publish.ts'

export type LoadRun = {
  readonly published: Published
  readonly memory: Served['memory']
  readonly wasAlive: boolean
  readonly comparison: Comparison
  readonly replaySeconds: number
  /** A state's length in the file, on average. */
  readonly stateBytes: number
}

/** Publishes, ends the server, replays, compares. `folder` is empty. */
export const runLoad = async (folder: string, plan: Plan, tell: (what: string) => void): Promise<LoadRun> => {
  const [live, replayed, file] = [join(folder, 'live'), join(folder, 'replayed'), join(folder, 'acknowledged.jsonl')]
  const definitions = definitionsFor(folder)
  const served = await startEmpty(live, definitions)
  tell(`${plan.seconds} seconds of load`)
  const published = await publish(served.url, plan, file).catch(async (failure: unknown) => {
    await served.stop().catch(() => {})
    throw failure
  })
  const wasAlive = served.isAlive()
  await served.stop()

  const asOf = epochMs(Date.now())
  await settle(live, asOf)
  tell('replaying what was acknowledged')
  const startedAt = performance.now()
  await replay([file, '--data', replayed, '--until', isoOf(asOf), ...definitions])
  const replaySeconds = (performance.now() - startedAt) / 1000
  tell('comparing the answers')
  const comparison = await compare(live, replayed, asOf, Math.ceil(published.longestLagMs))
  return { published, memory: served.memory, wasAlive, comparison, replaySeconds, stateBytes: stateBytesIn(live) }
}

const stateBytesIn = (folder: string): number => {
  const database = new DatabaseSync(storeFile(folder), { readOnly: true })
  const row = database.prepare('SELECT avg(length(state)) AS bytes FROM customers').get()
  database.close()
  return Math.round(row?.bytes as number)
}

/** `rekindle replay`, as one types it. */
const replay = async (args: readonly string[]): Promise<void> => {
  const child = spawn(process.execPath, [join(ROOT, 'cli/main.ts'), 'replay', ...args], { stdio: ['ignore', 'ignore', 'inherit'] })
  const code = await new Promise((resolve) => child.on('close', resolve))
  if (code !== 0) throw new Error(`rekindle replay ended with ${code}`)
}
