import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSqlite, storeFile } from '../../shared/adapters/sqlite/open.ts'
import type { Comparison, Readout } from '../../shared/domain/experiment/analysis.ts'
import { type Counted, countedOf } from '../../shared/domain/experiment/counted.ts'
import type { Analysis, AnalysedMetric, Measure, Method, Plan } from '../../shared/domain/experiment/design.ts'
import { type ExperimentReadout, readExperiment } from '../../shared/domain/experiment/readout.ts'
import { experimentScope } from '../../shared/domain/kpi/tally.ts'
import { DAY_MS } from '../../shared/kernel/time.ts'
import { epochDay, experimentId } from '../../shared/kernel/words.ts'
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

/** The same counters through the read-out that protects against repeated looks, and against those who got no mail. */
describe.skipIf(events === '' || reference === '')('Hillstrom, read sequentially and against no mail', () => {
  const expected: Reference = JSON.parse(reference === '' ? '{}' : readFileSync(reference, 'utf8'))
  const folder = dataFolder()
  let counted: Counted
  beforeAll(async () => {
    await rekindle('replay', events, '--data', folder.path, '--experiments', join(EXAMPLES, 'experiments'))
    const stores = openSqlite(storeFile(folder.path), { readOnly: true })
    counted = countedOf(await stores.tallies.read(experimentScope(experimentId('spring-mail'))))
    stores.close()
  }, 600_000)
  afterAll(folder.remove)

  const page = (primary: Primary, method: Method, held: boolean): ExperimentReadout => {
    const end = Math.max(...counted.entries.map(({ assignedDay }) => assignedDay)) + 14
    return readExperiment(analysisOf(primary, method, held), counted, epochDay(end))
  }
  const compared = (readout: ExperimentReadout, metric: Primary, variant: string) =>
    readout.comparisons.find(
      (one) => one.metric === METRICS[metric].name && one.measure === METRICS[metric].measure.type && one.variant === variant,
    )

  it.each(['visit', 'conversion', 'spend'] as const)(
    'of two mails the better by %s beats no mail, always valid and on its date',
    (metric) => {
      const best = (['mens', 'womens'] as const).reduce((a, b) =>
        expected.contrasts[`${a}_vs_none`][metric].diff > expected.contrasts[`${b}_vs_none`][metric].diff ? a : b,
      )
      for (const method of ['always-valid', 'fixed', 'hybrid'] as const) {
        const { verdict } = page(metric, method, false)
        expect(verdict).toMatchObject({ type: 'winner', variant: best, against: 'none' })
        expect('estimate' in verdict ? verdict.estimate : null).toSatisfy(within(expected.contrasts[`${best}_vs_none`][metric].diff))
      }
    },
  )

  describe.each(['mens', 'womens'] as const)('%s against none', (variant) => {
    it.each(['visit', 'conversion'] as const)('%s: pooled z and Newcombe at one look, within the interval that holds at all', (metric) => {
      const { diff, p_pooled, newcombe_ci95, rel_lift } = expected.contrasts[`${variant}_vs_none`][metric]
      const got = compared(page(metric, 'hybrid', false), metric, variant)
      expect(got?.difference).toSatisfy(within(diff))
      expect(got?.lift?.estimate).toSatisfy(within(rel_lift))
      expect(got?.oneLook.pValue).toSatisfy(within(p_pooled))
      for (const side of [0, 1] as const) expect(got?.oneLook.interval?.[side]).toSatisfy(within(newcombe_ci95[side]))
      expect(got?.interval?.[0]).toBeLessThan(newcombe_ci95[0])
      expect(got?.interval?.[1]).toBeGreaterThan(newcombe_ci95[1])
    })
    it('spend: Welch at one look', () => {
      const { diff, p, ci95 } = expected.contrasts[`${variant}_vs_none`].spend
      const got = compared(page('spend', 'hybrid', false), 'spend', variant)
      expect(got?.difference).toSatisfy(within(diff))
      expect(got?.oneLook.pValue).toSatisfy(within(p))
      for (const side of [0, 1] as const) expect(got?.oneLook.interval?.[side]).toSatisfy(within(ci95[side]))
    })
  })

  it('both mails together against no mail: visits and orders that would not have been', () => {
    for (const metric of ['visit', 'conversion'] as const) {
      const { n_t, diff, newcombe_ci95, rel_lift, rel_lift_log_ci95 } = expected.contrasts.any_vs_none[metric]
      const lift = page(metric, 'fixed', true).lifts.find((one) => one.metric === metric && one.measure === 'rate')
      expect(lift).toMatchObject({ treated: n_t, outcome: { type: 'better' } })
      expect(lift?.incremental?.estimate).toSatisfy(within(diff * n_t))
      expect(lift?.relative?.estimate).toSatisfy(within(rel_lift))
      for (const side of [0, 1] as const) {
        expect(lift?.incremental?.interval?.[side]).toSatisfy(within(newcombe_ci95[side] * n_t))
        expect(lift?.relative?.interval?.[side]).toSatisfy(within(rel_lift_log_ci95[side]))
      }
    }
    const { n_t, diff } = expected.contrasts.any_vs_none.spend
    const money = page('spend', 'fixed', true).lifts.find(({ measure }) => measure === 'mean')
    expect(money?.incremental?.estimate).toSatisfy(within(diff * n_t))
    expect(money?.incremental?.interval?.[0]).toBeGreaterThan(0)
  })

  it('shows the reference’s sample ratio, and nothing broken', () => {
    const { sampleRatio } = page('visit', 'hybrid', false)
    expect(sampleRatio.chiSquare).toSatisfy(within(expected.srm.chi2))
    expect(sampleRatio.pValue).toSatisfy(within(expected.srm.p))
    expect(sampleRatio.sequential).toBe(1)
  })
})

type Primary = 'visit' | 'conversion' | 'spend'
const metricOf = (name: string, measure: Measure): Omit<AnalysedMetric, 'role'> => ({
  name,
  measure,
  windowMs: 14 * DAY_MS,
  better: 'more',
})
const METRICS: Readonly<Record<Primary, Omit<AnalysedMetric, 'role'>>> = {
  visit: metricOf('visit', { type: 'rate' }),
  conversion: metricOf('conversion', { type: 'rate' }),
  spend: metricOf('conversion', { type: 'mean', perUnit: 100 }),
}

/** Two mails and none; `held`: none is taken for the holdout, and the mails are compared with each other. */
const analysisOf = (primary: Primary, method: Method, held: boolean): Analysis => {
  const others = (['visit', 'conversion', 'spend'] as const).filter((name) => name !== primary)
  const plan: Plan = {
    metric: METRICS[primary].name,
    windowMs: 14 * DAY_MS,
    baseline: 0.1,
    smallestEffect: 1e-6,
    alpha: 0.05,
    power: 0.8,
    plannedTotal: 64_000,
    plannedDays: 14,
    perDay: null,
  }
  return {
    experiment: 'spring-mail',
    arms: ['mens', 'womens', 'none'].map((name) => ({ name, weight: 1 })),
    control: held ? 'mens' : 'none',
    holdout: held ? 'none' : null,
    metrics: [{ ...METRICS[primary], role: 'primary' }, ...others.map((name) => ({ ...METRICS[name], role: 'secondary' as const }))],
    method,
    plan: method === 'always-valid' ? null : plan,
  }
}

/** To 1e-9 of the expected value. */
const within = (expected: number) => (got: unknown) => typeof got === 'number' && Math.abs(got - expected) <= 1e-9 * Math.abs(expected)

type Arm = { n: number; visits: number; conversions: number; spend_total: number; spend_mean: number; spend_var: number }
type Share = {
  n_t: number
  diff: number
  rel_lift: number
  p_pooled: number
  wald_ci95: [number, number]
  newcombe_ci95: [number, number]
  rel_lift_log_ci95: [number, number]
}
type Reference = {
  srm: { chi2: number; p: number }
  arms: Record<'mens' | 'womens' | 'none', Arm>
  contrasts: Record<
    'mens_vs_none' | 'womens_vs_none' | 'any_vs_none',
    { visit: Share; conversion: Share; spend: { n_t: number; diff: number; p: number; ci95: [number, number] } }
  >
}
