import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Comparison, Readout } from '../../shared/domain/experiment/analysis.ts'
import { dataset } from '../datasets.ts'
import { dataFolder, EXAMPLES, rekindle, rekindleJson } from './rekindle.ts'

const events = dataset('data/hillstrom.events.jsonl.gz') ?? ''
const reference = dataset('data/hillstrom.reference.json') ?? ''

/** An experiment that others assigned, from `Experiment Viewed` to the result, against results computed by others. */
describe.skipIf(events === '' || reference === '')('the results of Hillstrom', () => {
  const expected: Reference = JSON.parse(reference === '' ? '{}' : readFileSync(reference, 'utf8'))
  const folder = dataFolder()
  let results: Readout
  beforeAll(async () => {
    await rekindle('replay', events, '--data', folder.path, '--experiments', join(EXAMPLES, 'experiments'))
    results = await rekindleJson<Readout>('results', 'spring-mail', '--data', folder.path)
  }, 600_000)
  afterAll(folder.remove)

  const compared = (metric: string, variant: string): Comparison | undefined =>
    results.comparisons.find((one) => one.metric === metric && one.variant === variant && one.against === 'none')

  it('is of the method fixed, with the sample ratio of the reference', () => {
    expect(results).toMatchObject({ experiment: 'spring-mail', method: 'fixed' })
    expect(results.srm?.chiSquare).toSatisfy(within(expected.srm.chi2))
    expect(results.srm?.pValue).toSatisfy(within(expected.srm.p))
  })

  it.each(['mens', 'womens', 'none'] as const)('counts the arm %s exactly', (variant) => {
    const { n, visits, conversions, spend_total, spend_mean, spend_var } = expected.arms[variant]
    const arm = results.arms.find((one) => one.variant === variant)
    expect(arm).toMatchObject({
      assigned: n,
      metrics: {
        visit: { conversions: visits },
        conversion: { conversions, revenue: { sumMinor: Math.round(spend_total * 100) } },
      },
    })
    expect(arm?.metrics.conversion?.revenue?.mean).toSatisfy(within(spend_mean))
    expect(arm?.metrics.conversion?.revenue?.variance).toSatisfy(within(spend_var))
  })

  describe.each(['mens', 'womens'] as const)('%s against none', (variant) => {
    it.each(['visit', 'conversion'] as const)('%s: pooled z and Wald', (metric) => {
      const { diff, p_pooled, wald_ci95 } = expected.contrasts[`${variant}_vs_none`][metric]
      const got = compared(metric, variant)
      expect(got?.difference).toSatisfy(within(diff))
      expect(got?.pValue).toSatisfy(within(p_pooled))
      expect(got?.interval?.[0]).toSatisfy(within(wald_ci95[0]))
      expect(got?.interval?.[1]).toSatisfy(within(wald_ci95[1]))
    })

    it('spend: Welch', () => {
      const { diff, p, ci95 } = expected.contrasts[`${variant}_vs_none`].spend
      const got = compared('conversion.revenue', variant)
      expect(got?.difference).toSatisfy(within(diff))
      expect(got?.pValue).toSatisfy(within(p))
      expect(got?.interval?.[0]).toSatisfy(within(ci95[0]))
      expect(got?.interval?.[1]).toSatisfy(within(ci95[1]))
    })
  })
})

/** To 1e-9 of the expected value. */
const within = (expected: number) => (got: unknown) => typeof got === 'number' && Math.abs(got - expected) <= 1e-9 * Math.abs(expected)

type Arm = { n: number; visits: number; conversions: number; spend_total: number; spend_mean: number; spend_var: number }
type Share = { diff: number; p_pooled: number; wald_ci95: [number, number] }
type Reference = {
  srm: { chi2: number; p: number }
  arms: Record<'mens' | 'womens' | 'none', Arm>
  contrasts: Record<
    'mens_vs_none' | 'womens_vs_none',
    { visit: Share; conversion: Share; spend: { diff: number; p: number; ci95: [number, number] } }
  >
}
