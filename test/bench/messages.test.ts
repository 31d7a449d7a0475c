import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Findings, findingsText, isHeld } from '../../bench/messages/text.ts'

const ROOT = join(import.meta.dirname, '../..')
const bench = (...args: readonly string[]) =>
  spawnSync(process.execPath, ['bench/main.ts', 'messages', ...args], { cwd: ROOT, encoding: 'utf8' })

describe('the messages benchmark', () => {
  it('measures each part beside its peer, and a pace on a real clock', () => {
    const { stdout, status } = bench('--runs', '1', '--mails', '40', '--rates', '20', '--seconds', '2', '--json')
    expect(status).toBe(0)
    const { mails, runs, pacing } = JSON.parse(stdout) as Findings
    expect([mails, runs.length, pacing.length]).toEqual([40, 1, 1])
    for (const { ours, peer } of Object.values(runs[0] ?? {})) {
      expect(ours).toBeGreaterThan(0)
      expect(peer).toBeGreaterThan(0)
    }
    const [pace] = pacing
    // A second's worth at once, then the rate; a machine that is busy may be late, and never early.
    expect(pace).toMatchObject({ perSecond: 20, seconds: 2 })
    expect(pace?.mails).toBeGreaterThan(20)
    expect(pace?.mails).toBeLessThanOrEqual(20 * (1 + 3.1) + 1)
    expect(pace?.most).toBeLessThanOrEqual(2 * 20 + 1)
  })

  it.each([
    [['--mails', '0'], '--mails takes a whole number from 1 on, not "0".'],
    [['--rates', '14,x'], '--rates takes numbers above 0, with commas between them, or "none", not "14,x".'],
  ])('says what is wrong with %j', (args, problem) => {
    const { stderr, status } = bench(...args)
    expect([status, stderr.trim()]).toEqual([1, problem])
  })

  it.each([
    { held: 98, isWithin: true },
    { held: 97.9, isWithin: false },
    { held: 102, isWithin: true },
    { held: 102.1, isWithin: false },
  ])('a pace of 100 at which $held were sent: held $isWithin', ({ held, isWithin }) =>
    expect(isHeld({ perSecond: 100, seconds: 20, mails: 2_000, most: 200, held })).toBe(isWithin),
  )

  it('says it in a table', () => {
    const run = { render: { ours: 2_000, peer: 8_000 }, compose: { ours: 500, peer: 600 }, settle: { ours: 3_000, peer: 30_000 } }
    const text = findingsText({ mails: 1_000, runs: [run], pacing: [{ perSecond: 14, seconds: 20, mails: 290, held: 13.5, most: 28 }] })
    expect(text).toMatch(/render +2,000 +0\.50 +8,000 +4\.00/)
    expect(text).toMatch(/14 +20 +290 +13\.50 +-3\.57 % +28 +NOT HELD within 2 %/)
  })
})
