import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LifecycleEvent } from '../../../shared/domain/event/event.ts'
import { inWindow, outcomeOf, withOutcome } from '../../../shared/domain/experiment/attribute.ts'
import type { Exposure, Metric } from '../../../shared/domain/experiment/experiment.ts'
import type { JsonObject } from '../../../shared/kernel/json.ts'
import { DAY_MS } from '../../../shared/kernel/time.ts'
import { currency, customerId, epochMs, experimentId, inputId } from '../../../shared/kernel/words.ts'

const day = (n: number, ms = 0) => epochMs(n * DAY_MS + ms)
const TEST = experimentId('win-back')
const ORDERS: Metric = {
  name: 'orders',
  event: 'Order Completed',
  where: null,
  windowMs: 30 * DAY_MS,
  revenue: { property: 'revenue', currencyProperty: 'currency', currency: currency('USD') },
}
const VISITS: Metric = { ...ORDERS, name: 'visits', revenue: null }
const ASSIGNED: Exposure = { arm: 'plain', assignedAt: day(100, 5), outcomes: {} }

const order = (properties: JsonObject, at = day(101)): LifecycleEvent => ({
  id: inputId('order'),
  customerId: customerId('ann'),
  type: 'track',
  name: 'Order Completed',
  occurredAt: at,
  properties,
  traits: {},
})

describe('assigned at an instant, an outcome within 30 days', () => {
  it.each([
    { at: day(100, 4), counts: false },
    { at: day(100, 5), counts: false },
    { at: day(100, 6), counts: true },
    { at: day(130, 5), counts: true },
    { at: day(130, 6), counts: false },
  ])('at $at: $counts', ({ at, counts }) => {
    expect(inWindow(ASSIGNED.assignedAt, ORDERS.windowMs, at)).toBe(counts)
  })
})

describe('what an outcome adds', () => {
  const before: Exposure = withOutcome(ASSIGNED, 'orders', outcomeOf(TEST, ASSIGNED, ORDERS, order({ revenue: 3 })).sumDelta)
  it.each([
    { what: 'the first', exposure: ASSIGNED, metric: ORDERS, revenue: { revenue: 12.5 }, converted: 1, sum: 1_250, squares: '1562500' },
    { what: 'the second', exposure: before, metric: ORDERS, revenue: { revenue: 12.5 }, converted: 0, sum: 1_250, squares: '2312500' },
    { what: 'one without money', exposure: before, metric: ORDERS, revenue: {}, converted: 0, sum: 0, squares: '0' },
    {
      what: 'one in another currency',
      exposure: ASSIGNED,
      metric: ORDERS,
      revenue: { revenue: 5, currency: 'EUR' },
      converted: 1,
      sum: 0,
      squares: '0',
    },
    {
      what: 'one in the same currency, said',
      exposure: ASSIGNED,
      metric: ORDERS,
      revenue: { revenue: 5, currency: 'usd' },
      converted: 1,
      sum: 500,
      squares: '250000',
    },
    { what: 'a negative one', exposure: before, metric: ORDERS, revenue: { revenue: -5 }, converted: 0, sum: -500, squares: '-50000' },
    { what: 'a metric without money', exposure: ASSIGNED, metric: VISITS, revenue: { revenue: 5 }, converted: 1, sum: 0, squares: '0' },
    { what: 'an unreadable one', exposure: ASSIGNED, metric: ORDERS, revenue: { revenue: 'five' }, converted: 1, sum: 0, squares: '0' },
  ])('$what', ({ exposure, metric, revenue, converted, sum, squares }) => {
    const fact = outcomeOf(TEST, exposure, metric, order(revenue))
    expect(fact).toMatchObject({ experiment: TEST, metric: metric.name, arm: 'plain', assignedDay: 100, outcomeDay: 101 })
    expect(fact).toMatchObject({ converted, sumDelta: sum, sumSquaresDelta: squares })
  })

  it('money beyond what a total holds exactly is an outcome without money', () => {
    const rich = withOutcome(ASSIGNED, 'orders', outcomeOf(TEST, ASSIGNED, ORDERS, order({ revenue: 90_000_000_000_000 })).sumDelta)
    expect(outcomeOf(TEST, rich, ORDERS, order({ revenue: 90_000_000_000_000 }))).toMatchObject({
      converted: 0,
      sumDelta: 0,
      sumSquaresDelta: '0',
    })
  })

  it('the day is that on which it happened', () => {
    expect(outcomeOf(TEST, ASSIGNED, ORDERS, order({}, day(129, DAY_MS - 1))).outcomeDay).toBe(129)
    expect(outcomeOf(TEST, ASSIGNED, ORDERS, order({}, day(130))).outcomeDay).toBe(130)
  })

  it.each(['__proto__', 'constructor', 'toString'])('a metric named %s keeps its own total', (name) => {
    const metric = { ...ORDERS, name }
    const first = outcomeOf(TEST, ASSIGNED, metric, order({ revenue: 1 }))
    expect(first.converted).toBe(1)
    expect(outcomeOf(TEST, withOutcome(ASSIGNED, name, first.sumDelta), metric, order({ revenue: 1 })).converted).toBe(0)
  })
})

describe('what all outcomes of one customer add', () => {
  it('is one conversion, the sum, and the square of the sum', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -100_000_000, max: 100_000_000 }), { minLength: 1 }), (amounts) => {
        let exposure = ASSIGNED
        const facts = amounts.map((cents) => {
          const fact = outcomeOf(TEST, exposure, ORDERS, order({ revenue: cents / 100 }))
          exposure = withOutcome(exposure, 'orders', fact.sumDelta)
          return fact
        })
        const sum = amounts.reduce((total, cents) => total + cents, 0)
        expect(facts.reduce((total, { converted }) => total + converted, 0)).toBe(1)
        expect(facts.reduce((total, { sumDelta }) => total + sumDelta, 0)).toBe(sum)
        expect(facts.reduce((total, { sumSquaresDelta }) => total + BigInt(sumSquaresDelta), 0n)).toBe(BigInt(sum) ** 2n)
        expect(exposure.outcomes.orders).toEqual({ events: amounts.length, sum })
      }),
    )
  })
})
