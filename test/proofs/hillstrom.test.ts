import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSqlite, storeFile } from '../../shared/adapters/sqlite/open.ts'
import type { ResultPage } from '../../shared/contract/api-results.ts'
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

/** Long after the last window has closed. */
const UNTIL = '2008-06-01T00:00:00Z'
const replayed = (folder: string): Promise<unknown> =>
  rekindle('replay', events, '--data', folder, '--experiments', join(EXAMPLES, 'experiments'), '--until', UNTIL)

/** An experiment that others assigned, from `Experiment Viewed` to the result, against results computed by others. */
describe.skipIf(events === '' || reference === '')('the results of Hillstrom', () => {
  const expected: Reference = JSON.parse(reference === '' ? '{}' : readFileSync(reference, 'utf8'))
  const folder = dataFolder()
  let page: ResultPage
  beforeAll(async () => {
    await replayed(folder.path)
    page = await rekindleJson<ResultPage>('results', 'spring-mail', '--data', folder.path)
  }, 600_000)
  afterAll(folder.remove)

  const compared = (metric: string, measure: string, variant: string) =>
    page.readout.comparisons.find((one) => one.metric === metric && one.measure === measure && one.variant === variant)

  it('is always valid, with the sample ratio of the reference', () => {
    const { method, sampleRatio } = page.readout
    expect([page.summary.id, method]).toEqual(['spring-mail', 'always-valid'])
    expect(sampleRatio.chiSquare).toSatisfy(within(expected.srm.chi2))
    expect(sampleRatio.pValue).toSatisfy(within(expected.srm.p))
  })

  it('says that a mail brings more visits than none', () => {
    expect(page.summary.verdict).toMatchObject({ type: 'winner', variant: 'mens', against: 'none' })
  })

  it.each(['mens', 'womens', 'none'] as const)('counts the arm %s exactly', (variant) => {
    const { n, visits, conversions, spend_total, spend_mean } = expected.arms[variant]
    const arm = page.readout.arms.find((one) => one.variant === variant)
    const part = (metric: string, measure: string) => arm?.metrics.find((one) => one.metric === metric && one.measure === measure)?.mature
    expect(arm?.assigned).toBe(n)
    expect(part('visit', 'rate')).toMatchObject({ customers: n, conversions: visits })
    expect(part('conversion', 'mean')).toMatchObject({ customers: n, conversions, sum: Math.round(spend_total * 100) })
    expect(part('conversion', 'mean')?.level).toSatisfy(within(spend_mean))
  })

  describe.each(['mens', 'womens'] as const)('%s against none', (variant) => {
    it.each(['visit', 'conversion'] as const)('%s: pooled z and Newcombe', (metric) => {
      const { diff, p_pooled, newcombe_ci95 } = expected.contrasts[`${variant}_vs_none`][metric]
      const got = compared(metric, 'rate', variant)
      expect(got?.difference).toSatisfy(within(diff))
      expect(got?.oneLook.pValue).toSatisfy(within(p_pooled))
      for (const side of [0, 1] as const) expect(got?.oneLook.interval?.[side]).toSatisfy(within(newcombe_ci95[side]))
    })

    it('spend: Welch', () => {
      const { diff, p, ci95 } = expected.contrasts[`${variant}_vs_none`].spend
      const got = compared('conversion', 'mean', variant)
      expect(got?.difference).toSatisfy(within(diff))
      expect(got?.oneLook.pValue).toSatisfy(within(p))
      for (const side of [0, 1] as const) expect(got?.oneLook.interval?.[side]).toSatisfy(within(ci95[side]))
    })
  })
})

/** The same counters through the read-out that protects against repeated looks, and against those who got no mail. */
describe.skipIf(events === '' || reference === '')('Hillstrom, read sequentially and against no mail', () => {
  const expected: Reference = JSON.parse(reference === '' ? '{}' : readFileSync(reference, 'utf8'))
  const folder = dataFolder()
  let counted: Counted
  beforeAll(async () => {
    await replayed(folder.path)
    const stores = openSqlite(storeFile(folder.path), { readOnly: true })
    counted = countedOf(await stores.tallies.read(experimentScope(experimentId('spring-mail'), 1)))
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
    measure: METRICS[primary].measure.type,
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
