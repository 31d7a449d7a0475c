import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { openSqlite, storeFile } from '../../shared/adapters/sqlite/open.ts'
import { seededRandom } from '../../shared/kernel/random.ts'
import { openFolder } from './folder.ts'

const KILLS = 5

describe('kill -9 in the middle of a replay', () => {
  it.each([
    { title: 'each batch durable by itself', groupMs: 0 },
    { title: 'batches grouped', groupMs: 80 },
  ])(
    `leaves a whole store exactly as far as its checkpoint, ${KILLS} times in a row: $title`,
    { timeout: 120_000 },
    async ({ groupMs }) => {
      const folder = openFolder('disk')
      const file = storeFile(folder.path)
      const random = seededRandom(1)
      let before = 0
      for (let kill = 0; kill < KILLS; kill += 1) {
        const said = await replayFor(file, groupMs, 2 * groupMs + random.below(250))
        const found = await readBack(file)
        expect(found.integrity).toBe('ok')
        // What was said to be committed is there; what was written beside it but not said is there whole or not at all.
        if (groupMs === 0) expect(found.delivered).toBeGreaterThanOrEqual(said)
        // A group may be lost whole, but never what was durable before it.
        expect(found.delivered).toBeGreaterThanOrEqual(groupMs === 0 ? before + 1 : before)
        expect(found).toMatchObject({ commits: found.delivered, facts: found.delivered, owed: found.messages })
        before = found.delivered
      }
      expect(before).toBeGreaterThan(0)
      folder.remove()
    },
  )
})

/** Replays in a process of its own, kills it so long after its first batch, and returns how far it said it was. */
const replayFor = async (file: string, groupMs: number, ms: number): Promise<number> => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'replay-forever.ts'), file, String(groupMs)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  const first = new Promise((resolve) => child.stdout.once('data', resolve))
  child.stdout.on('data', (chunk) => {
    said += String(chunk)
  })
  const closed = new Promise((resolve) => child.once('close', resolve))
  await Promise.race([first, closed])
  await pause(ms)
  child.kill('SIGKILL')
  await closed
  // The last line may be cut.
  return Number(said.split('\n').at(-2) ?? 0)
}

const readBack = async (file: string) => {
  const stores = openSqlite(file)
  const delivered = (await stores.replay.checkpoint())?.delivered ?? 0
  const states = await stores.inspection.customers(null, 10_000)
  const facts = (await stores.changes.facts('local', 0n, 1e9)).items.length
  const owed = (await stores.changes.owed('local', 0n, 1e9)).items.length
  const messages = (await stores.inspection.messages(null, 1e9)).length
  stores.close()
  const database = new DatabaseSync(file)
  const integrity = Object.values(database.prepare('PRAGMA integrity_check').get() ?? {})[0]
  database.close()
  return { delivered, commits: states.reduce((sum, { version }) => sum + version, 0), facts, owed, messages, integrity }
}
