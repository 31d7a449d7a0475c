/** The highest rate the process takes, for a moment; `npm run bench -- load` does it for a minute. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { runLoad } from '../../bench/load/run.ts'
import { loadText } from '../../bench/load/text.ts'
import { benchLong } from '../../bench/long/bench.ts'

const folder = mkdtempSync(join(tmpdir(), 'rekindle-load-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const PLAN = { seconds: 2, customers: 400, publishers: 16, batchSize: 200 }

it('loses nothing of what it acknowledged, and answers as a replay of it does', async () => {
  const run = await runLoad(folder, PLAN, () => {})
  const { published, wasAlive, comparison } = run
  expect(wasAlive).toBe(true)
  expect(published.taken).toBeGreaterThan(0)

  const { differences, quarantined, customers, assigned, stages } = comparison
  expect(differences).toEqual([])
  expect((quarantined.invalid ?? 0) + (quarantined['in-the-future'] ?? 0)).toBe(published.refused)
  expect(quarantined['not kept']).toBe(0)
  // There is something to compare.
  expect(customers).toBe(PLAN.customers + 1)
  expect(assigned).toBeGreaterThan(0)
  expect(Object.keys(stages.stages)).toEqual(['new', 'active', 'at-risk', 'dormant', 'churned'])
  expect(loadText({ plan: PLAN, run, peer: published })).toContain('The same answers as a replay')
})

it('goes on through tenth after tenth, and the console is answered', async () => {
  const { json, text } = await benchLong(['--events', '3000', '--customers', '50'])
  expect(json.tenths).toHaveLength(10)
  for (const { events, heapMb, fileMb } of json.tenths) expect([events >= 300, heapMb > 5, fileMb > 0]).toEqual([true, true, true])
  expect(text).toContain('quarantine, the first page')
})
