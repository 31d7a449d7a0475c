import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { BadFiles } from '../../../local/bad-files.ts'
import { type Chaos, NO_CHAOS } from '../../../local/replay/chaos.ts'
import { type Delivery, type DeliveryPlan, deliveries } from '../../../local/replay/deliveries.ts'
import { EVENT_BYTES_MAX } from '../../../shared/kernel/limits.ts'
import { DAY_MS, HOUR_MS } from '../../../shared/kernel/time.ts'
import { epochMs } from '../../../shared/kernel/words.ts'

const root = mkdtempSync(join(tmpdir(), 'rekindle-deliveries-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const START = Date.UTC(2025, 0, 1)
const at = (hours: number) => epochMs(START + hours * HOUR_MS)
const line = (hours: number, more: object = {}): string => JSON.stringify({ timestamp: new Date(at(hours)).toISOString(), ...more })

let files = 0
const fileOf = (content: string | Buffer): string => {
  files += 1
  const path = join(root, `${files}.jsonl`)
  writeFileSync(path, content)
  return path
}
const plan = (path: string, more: Partial<DeliveryPlan> = {}): DeliveryPlan => ({
  ...{ paths: [path], seed: '1', chaos: NO_CHAOS, untils: [], until: null, horizon: epochMs(START + 1000 * DAY_MS) },
  ...more,
})
const all = async (of: DeliveryPlan): Promise<readonly Delivery[]> => {
  const arrived: Delivery[] = []
  for await (const some of deliveries(of)) arrived.push(...some)
  return arrived
}
const hoursOf = (arrived: readonly Delivery[]) => arrived.map(({ receivedAt }) => (receivedAt - START) / HOUR_MS)

describe('deliveries', () => {
  it('arrive at the running maximum of the timestamps, never later than the horizon says', async () => {
    const path = fileOf([line(1), line(5), line(3), 'not json', line(99_999), line(6)].join('\n'))
    expect(hoursOf(await all(plan(path)))).toEqual([1, 5, 5, 5, 5, 6])
  })

  it.each([
    { what: 'plain', content: `${line(1)}\r\n\n${line(2)}\n` },
    { what: 'gzip, whatever its name', content: gzipSync(`${line(1)}\n${line(2)}`) },
    { what: 'with a mark at its beginning', content: `\uFEFF${line(1)}\n${line(2)}` },
  ])('are read from a file that is $what', async ({ content }) => {
    const arrived = await all(plan(fileOf(content)))
    expect(hoursOf(arrived)).toEqual([1, 2])
    expect(arrived.every(({ raw }) => raw !== undefined)).toBe(true)
  })

  it('says which file is damaged, after what came before', async () => {
    const whole = gzipSync(Array.from({ length: 5000 }, (_, n) => line(n, { n: Math.sin(n) })).join('\n'))
    await expect(all(plan(fileOf(whole.subarray(0, whole.length / 2))))).rejects.toThrow(BadFiles)
  })

  it('keeps of a line far too long only what shows that', async () => {
    const [long, next] = await all(plan(fileOf(`${line(1, { text: 'x'.repeat(1_000_000) })}\n${line(2)}`)))
    expect(long?.raw).toBeUndefined()
    expect(long?.text.length).toBeGreaterThan(EVENT_BYTES_MAX)
    expect(next?.raw).toBeDefined()
  })

  it('leave later lines unread', async () => {
    const path = fileOf([line(1), line(2), line(3)].join('\n'))
    expect(hoursOf(await all(plan(path, { until: at(2), untils: [at(2)] })))).toEqual([1, 2])
  })
})

describe('deliveries with bad luck', () => {
  const chaos: Chaos = { ...NO_CHAOS, copies: 2, shuffleMs: DAY_MS }
  const path = fileOf(Array.from({ length: 400 }, (_, n) => line(n / 4)).join('\n'))

  it('arrive in order, each line as often as asked, within the delay', async () => {
    const arrived = await all(plan(path, { chaos }))
    expect(arrived.length).toBe(800)
    expect(hoursOf(arrived)).toEqual([...hoursOf(arrived)].sort((a, b) => a - b))
    for (const { receivedAt, line } of arrived) {
      const occurred = START + ((line - 1) / 4) * HOUR_MS
      expect(receivedAt).toBeGreaterThanOrEqual(occurred)
      expect(receivedAt).toBeLessThan(occurred + DAY_MS)
    }
  })

  it('are the same as far as a run came that stopped early, and none is delayed past its stop', async () => {
    const first = await all(plan(path, { chaos, until: at(50), untils: [at(50)] }))
    expect(Math.max(...hoursOf(first))).toBe(50)
    const longer = await all(plan(path, { chaos, until: at(80), untils: [at(50), at(80)] }))
    const keyed = (arrived: readonly Delivery[]) => arrived.map(({ line, receivedAt }) => `${line} ${receivedAt}`)
    expect(keyed(longer).slice(0, first.length)).toEqual(keyed(first))
    expect(longer.length).toBe(2 * (80 * 4 + 1))
  })
})
