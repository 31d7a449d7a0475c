import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { growthBook, klaviyo } from '../../bench/verdicts/peers.ts'
import { NOBODY } from '../../shared/domain/experiment/looks.ts'

const ROOT = join(import.meta.dirname, '../..')
const arm = (n: number, conversions: number) => ({ ...NOBODY, n: BigInt(n), conversions: BigInt(conversions) })

describe('the verdicts benchmark', () => {
  it('puts the same data to all three', () => {
    const { stdout, status, stderr } = spawnSync(process.execPath, ['bench/main.ts', 'verdicts', '--runs', '3', '--json'], {
      cwd: ROOT,
      encoding: 'utf8',
    })
    expect(stderr).toBe('')
    expect(status).toBe(0)
    const { cases, situations } = JSON.parse(stdout)
    expect(cases.map((row: { rekindle: string }) => row.rekindle)).toEqual([
      '**better**',
      'running, 3,000 of 28,000',
      'running, 3,000 of 28,000',
      'running, 6,000 of 56,000',
      'running, 4,000 of 22,400',
      'not enough data: no window has closed',
      'running, 4,000 of 8,000',
    ])
    expect(situations.length).toBe(8)
  })
  it('an arm without conversions is p = 1 to GrowthBook, whichever it is', () => {
    for (const [a, b] of [
      [0, 20],
      [20, 0],
    ] as const) {
      expect(growthBook(arm(2_000, a), arm(2_000, b), null)).toEqual({ calls: null, number: 1 })
    }
  })
  it('Klaviyo waits for 500 recipients each, and then for nine in ten', () => {
    expect(klaviyo(arm(499, 20), [arm(5_000, 400)])).toEqual({ calls: null, number: null })
    expect(klaviyo(arm(500, 20), [arm(500, 40)]).calls).toBe('better')
    expect(klaviyo(arm(500, 40), [arm(500, 20)]).calls).toBe('worse')
    expect(klaviyo(arm(500, 20), [arm(500, 21)])).toMatchObject({ calls: null })
  })
})
