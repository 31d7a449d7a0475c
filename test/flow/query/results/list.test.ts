import { describe, expect, it } from 'vitest'
import type { Experiment, Metric } from '../../../../shared/domain/experiment/experiment.ts'
import { resultList } from '../../../../shared/flow/query/results/list.ts'
import { DAY_MS } from '../../../../shared/kernel/time.ts'
import { campaignId, currency, epochMs, experimentId, minor } from '../../../../shared/kernel/words.ts'
import { drawn, ORDERS, tested } from '../../../domain/customer/world.ts'
import { type Cohort, compared, daily, dayAt, readerOf } from './world.ts'

const inMoney = (code: string, cap: number | null): Metric => ({
  ...{ ...ORDERS, windowMs: 7 * DAY_MS },
  revenue: { property: 'revenue', currencyProperty: 'currency', currency: currency(code), cap: cap === null ? null : minor(cap) },
})

/** A campaign with a tenth held out. */
const held = (id: string, metric: Metric): Experiment => {
  const experiment = drawn(id, { plain: 90, holdout: 10 }, [metric])
  return { ...experiment, arms: experiment.arms.filter(({ shareBps }) => shareBps > 0) }
}
const brought = (id: string, converted: number, cents: number, more: Partial<Cohort> = {}): readonly Cohort[] =>
  daily(10, {
    plain: { assigned: 90, converted, cents, experiment: id, ...more },
    holdout: { assigned: 10, converted: 1, cents, experiment: id, ...more },
  })

describe('all experiments', () => {
  it('stand in a line each, with their verdict and what was found of them', async () => {
    const experiments = [compared(), held('other', inMoney('USD', 10_000))]
    const latched = [
      {
        ...({ experiment: experimentId('other'), phase: 1, type: 'winner', variant: 'plain', against: 'holdout', day: dayAt(9) } as const),
        ...{ at: epochMs(0), metric: 'orders', customers: 1_000, estimate: 0.2, interval: null, acted: [] },
      },
    ]
    const cohorts = [
      ...brought('other', 30, 100),
      ...daily(14, { plain: { assigned: 500, converted: 25 }, gift: { assigned: 500, converted: 60 } }),
    ]
    const { results } = await resultList(readerOf({ experiments, cohorts, latched }))
    expect(results).toMatchObject([
      {
        ...{ id: 'win-back', campaign: 'win-back', phase: 1, assigned: 14_000, metric: 'orders', measure: 'rate', currency: 'USD' },
        ...{ verdict: { type: 'winner', variant: 'gift' }, latched: null },
      },
      { id: 'other', assigned: 1_000, verdict: { type: 'winner', against: 'holdout' }, latched: { type: 'winner' } },
    ])
  })

  it('are none where nothing is measured', async () => {
    expect(await resultList(readerOf({ campaigns: [] }))).toEqual({ results: [], together: [] })
  })
})

describe('all campaigns together', () => {
  it('bring what each brings; two currencies are never added', async () => {
    const experiments = [held('a', inMoney('USD', 10_000)), held('b', inMoney('USD', 10_000)), held('c', inMoney('EUR', 10_000))]
    const cohorts = [...brought('a', 18, 1_000), ...brought('b', 27, 2_000), ...brought('c', 18, 1_000)]
    const { together } = await resultList(readerOf({ experiments, cohorts }))
    expect(together.map(({ currency: code, campaigns, untold }) => [code, campaigns, untold])).toEqual([
      [null, 3, 0],
      ['USD', 2, 0],
      ['EUR', 1, 0],
    ])
    // Of 900 treated a fifth, three tenths, and a fifth convert, and one of ten held out: 90 + 180 + 90. At 10, 20 and 10 each.
    expect(together.map(({ incremental }) => incremental?.estimate)).toEqual([
      expect.closeTo(360, 8),
      expect.closeTo(900 * (2 - 1) + 900 * (6 - 2), 8),
      expect.closeTo(900 * (2 - 1), 8),
    ])
    for (const { incremental } of together) {
      const [low, high] = incremental?.interval ?? [0, 0]
      expect(low < (incremental?.estimate ?? 0) && (incremental?.estimate ?? 0) < high).toBe(true)
    }
  })

  it('whose money has no cap, or who held nobody out long enough, are named and not added', async () => {
    const experiments = [held('a', inMoney('USD', 10_000)), held('b', inMoney('USD', null)), held('c', inMoney('USD', 10_000))]
    const cohorts = [...brought('a', 18, 1_000), ...brought('b', 18, 1_000)]
    const { together } = await resultList(readerOf({ experiments, cohorts }))
    expect(together.map(({ currency: code, campaigns, untold }) => [code, campaigns, untold])).toEqual([
      [null, 2, 1],
      ['USD', 1, 2],
    ])
    expect(together[1]?.incremental?.estimate).toBeCloseTo(900, 8)
  })

  it('are null while none can be told', async () => {
    const { together } = await resultList(readerOf({ experiments: [held('a', { ...ORDERS, revenue: null })] }))
    expect(together).toEqual([{ currency: null, campaigns: 0, untold: 1, incremental: null }])
  })

  it('count what earlier phases of a campaign brought, of other customers', async () => {
    const version = (n: number) =>
      tested({}, { id: campaignId('a'), version: n, experiment: { ...held('a', inMoney('USD', 10_000)), phase: n } })
    const cohorts = [...brought('a', 18, 1_000), ...brought('a', 27, 1_000, { phase: 2 })]
    const { together } = await resultList(readerOf({ campaigns: [version(1), version(2)], cohorts }))
    expect(together[0]).toMatchObject({ campaigns: 1, untold: 0, incremental: { estimate: expect.closeTo(90 + 180, 8) } })
  })
})
