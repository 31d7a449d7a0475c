import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Compared } from '../../bench/conditions/measure.ts'
import { comparedText, median } from '../../bench/conditions/text.ts'
import { workload } from '../../bench/conditions/workload.ts'
import { triggersText } from '../../bench/triggers/bench.ts'
import { type Measured, measureTriggers } from '../../bench/triggers/measure.ts'

const ROOT = join(import.meta.dirname, '../..')
const bench = (...args: readonly string[]) => spawnSync(process.execPath, ['bench/main.ts', ...args], { cwd: ROOT, encoding: 'utf8' })

describe('the conditions benchmark', () => {
  it('measures every engine, on matches they agree about', () => {
    const { stdout, status, stderr } = bench('conditions', '--rules', '20', '--customers', '200', '--runs', '1', '--json')
    expect(stderr).toBe('')
    expect(status).toBe(0)
    const compared = JSON.parse(stdout) as Compared
    expect(compared.engines.map(({ name }) => name)).toEqual([
      'rekindle',
      '@growthbook/growthbook',
      'json-logic-engine, compiled',
      'ajv, compiled',
      'mingo',
      'sift',
      'json-rules-engine',
    ])
    expect(compared.matches).toBeGreaterThan(100)
    for (const { perSecond } of compared.engines) expect(perSecond[0]).toBeGreaterThan(0)
    expect(comparedText(compared)).toContain('20 conditions; all engines give the same')
  }, 60_000)

  it('puts the same rules to the same customers every time, and others from another seed', () => {
    expect(workload(5, 5)).toEqual(workload(5, 5))
    expect(workload(5, 5, 1)).not.toEqual(workload(5, 5))
    const leaves = workload(100, 1).rules.map(({ all, rest }) => all.length + rest.length)
    expect([Math.min(...leaves), Math.max(...leaves)]).toEqual([3, 8])
  })

  it.each([['--rules'], ['--customers'], ['--runs']])('takes whole numbers for %s', (option) => {
    expect(bench('conditions', option, '0').stderr).toBe(`${option} takes a whole number from 1 on, not "0".\n`)
  })
})

describe('the triggers benchmark', () => {
  it('finds the same campaigns by the index and by asking all of them', () => {
    const measured = measureTriggers(200, 50, 1)
    expect(measured.campaigns).toBe(200)
    const [cost] = measured.costs
    for (const one of Object.values(cost ?? {})) expect(one).toBeGreaterThan(0)
  }, 60_000)

  it('says medians of ratios taken in the same turn', () => {
    const measured: Measured = {
      campaigns: 100,
      costs: [
        { ours: 1, whole: 30, nameFirst: 2 },
        { ours: 2, whole: 80, nameFirst: 6 },
        { ours: 4, whole: 80, nameFirst: 8 },
      ],
    }
    expect(
      triggersText([measured])
        .split('\n')
        .at(-1)
        ?.split(/\s{2,}/),
    ).toEqual(['100', '2.00 µs', '80.00 µs', '30', '6.00 µs', '2.0'])
    expect(median([3, 1, 2, 4])).toBe(2.5)
  })
})
