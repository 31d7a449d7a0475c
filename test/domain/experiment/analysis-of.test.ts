import { describe, expect, it } from 'vitest'
import { analysisOf } from '../../../shared/domain/experiment/analysis-of.ts'
import { pairsOf, type Plan, primaryOf } from '../../../shared/domain/experiment/design.ts'
import type { Metric } from '../../../shared/domain/experiment/experiment.ts'
import { currency } from '../../../shared/kernel/words.ts'
import { days, drawn, globalHoldout, ORDERS, outside } from '../customer/world.ts'

const PLAN: Plan = {
  ...{ metric: 'orders', measure: 'rate', windowMs: days(30), baseline: 0.05, smallestEffect: 0.01, alpha: 0.05, power: 0.8 },
  ...{ plannedTotal: 10_000, plannedDays: null, perDay: null },
}
const VISITS: Metric = { ...ORDERS, name: 'seen', revenue: null, windowMs: days(7) }
const told = (experiment: Parameters<typeof analysisOf>[0]) =>
  analysisOf(experiment).metrics.map(({ name, measure, role, better }) => `${name} ${measure.type} ${role} ${better}`)

const AUTOMATIC = ['$unsubscribe rate guardrail less', '$complaint rate guardrail less', '$bounce rate guardrail less']

describe('what is analysed', () => {
  it.each([
    {
      what: 'money counts beside the share of customers, and does not decide',
      of: drawn('a', { plain: 50, gift: 50 }),
      says: [
        'orders rate primary more',
        'orders mean secondary more',
        ...AUTOMATIC,
        '$click rate secondary more',
        '$visit rate secondary more',
      ],
    },
    {
      what: 'money decides where the plan says so',
      of: { ...drawn('a', { plain: 50, gift: 50 }), plan: { ...PLAN, measure: 'mean' as const } },
      says: [
        'orders rate secondary more',
        'orders mean primary more',
        ...AUTOMATIC,
        '$click rate secondary more',
        '$visit rate secondary more',
      ],
    },
    {
      what: 'further metrics are secondary, and no click is counted where no mail of ours is compared',
      of: outside('a', [VISITS, ORDERS]),
      says: [
        'seen rate primary more',
        'orders rate secondary more',
        'orders mean secondary more',
        ...AUTOMATIC,
        '$visit rate secondary more',
      ],
    },
    {
      what: 'a ratio is a ratio alone; a guardrail is a rate, in its own direction',
      of: outside('a', [
        VISITS,
        { ...ORDERS, name: 'basket', per: { event: 'Visited', where: null } },
        { ...ORDERS, name: 'refunds', role: 'guardrail', better: 'less' },
      ]),
      says: [
        'seen rate primary more',
        'basket ratio secondary more',
        'refunds rate guardrail less',
        ...AUTOMATIC,
        '$visit rate secondary more',
      ],
    },
    {
      what: 'the holdout from all campaigns has no clicks',
      of: globalHoldout(5),
      says: ['orders rate primary more', 'orders mean secondary more', ...AUTOMATIC, '$visit rate secondary more'],
    },
    { what: 'without a metric nothing is counted by itself', of: outside('a', []), says: [] },
  ])('$what', ({ of, says }) => expect(told(of)).toEqual(says))

  it('counts by itself in the window of the first metric', () => {
    const { metrics } = analysisOf(outside('a', [VISITS, ORDERS]))
    expect(metrics.find(({ name }) => name === '$bounce')?.windowMs).toBe(days(7))
  })

  it('money is in the units of its own currency', () => {
    const yen: Metric = { ...ORDERS, revenue: { property: 'revenue', currencyProperty: 'currency', currency: currency('JPY'), cap: null } }
    expect(analysisOf(outside('a', [yen])).metrics[1]?.measure).toEqual({ type: 'mean', perUnit: 1 })
    expect(analysisOf(outside('a', [ORDERS])).metrics[1]?.measure).toEqual({ type: 'mean', perUnit: 100 })
  })
})

describe('what is compared', () => {
  it.each([
    {
      what: 'each variant with the control, not with the holdout',
      of: drawn('a', { plain: 45, gift: 45, holdout: 10 }),
      pairs: ['gift – plain'],
    },
    { what: 'who is treated with who is held out from everything', of: globalHoldout(5), pairs: ['treated – holdout'] },
  ])('$what', ({ of, pairs }) => {
    const analysis = analysisOf(of)
    expect(pairsOf(analysis).map(({ variant, against }) => `${variant} – ${against}`)).toEqual(pairs)
    expect(primaryOf(analysis)).toMatchObject({ name: 'orders', role: 'primary' })
  })

  it('names the holdout where there is one', () => {
    expect([analysisOf(outside('a')).holdout, analysisOf(globalHoldout(5)).holdout]).toEqual([null, 'holdout'])
  })
})
