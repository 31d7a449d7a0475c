import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { Job, Measurement } from '../../bench/replay/measurement.ts'
import { writeCopies } from '../../bench/replay/source.ts'
import { findingsText } from '../../bench/replay/text.ts'
import { envelopeOf } from '../../examples/shop/event.ts'
import { DEFAULT_PLAN } from '../../examples/shop/plan.ts'
import { openShop } from '../../examples/shop/shop.ts'

const ROOT = join(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'rekindle-bench-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const { events } = openShop({ ...DEFAULT_PLAN, customers: 40 })
const source = {
  name: 'a tiny shop',
  lines: async function* () {
    for (const event of events) yield JSON.stringify(envelopeOf(event))
  },
}

const measured = (program: string, job: Omit<Job, 'folder'>): Measurement => {
  const asked: Job = { ...job, folder: mkdtempSync(join(folder, 'store-')) }
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--expose-gc', join('bench/replay', program), JSON.stringify(asked)], {
    cwd: ROOT,
    encoding: 'utf8',
  })
  expect([status, stderr]).toEqual([0, ''])
  return JSON.parse(stdout) as Measurement
}

describe('the replay benchmark', async () => {
  const path = join(folder, 'events.jsonl')
  const count = await writeCopies(source, 3, path)

  it('copies customers, each under an id of its own, in time order', () => {
    const lines = readFileSync(path, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { userId: string; messageId: string; timestamp: string })
    expect([count, lines.length]).toEqual([events.length * 3, events.length * 3])
    expect(new Set(lines.map(({ userId }) => userId)).size).toBe(40 * 3)
    expect(new Set(lines.map(({ messageId }) => messageId)).size).toBe(lines.length)
    expect(lines.map(({ timestamp }) => timestamp)).toEqual(lines.map(({ timestamp }) => timestamp).sort())
  })

  it('measures what it says', () => {
    const job = { events: path, count, campaigns: false, stateBytes: 400 }
    const [plain, campaigns, bare] = [
      measured('rekindle.ts', job),
      measured('rekindle.ts', { ...job, campaigns: true }),
      measured('bare-sqlite.ts', job),
    ]
    for (const { events, rows, seconds, peakRssMb } of [plain, campaigns, bare]) {
      expect([events, rows.customers]).toEqual([count, 120])
      expect([seconds > 0, peakRssMb > 20, rows.fileBytes > 0]).toEqual([true, true, true])
    }
    expect(bare.rows.stateWrites).toBe(count)
    expect([plain.rows.messages, campaigns.rows.messages > 0]).toEqual([0, true])
    const text = findingsText({
      source: source.name,
      runs: 1,
      times: 1,
      plain,
      campaigns,
      bare,
      ratios: [{ wall: plain.seconds / bare.seconds, cpu: plain.cpuSeconds / bare.cpuSeconds }],
      scaled: null,
      shares: null,
    })
    expect(text).toContain('times as long as bare node:sqlite')
  })
})
