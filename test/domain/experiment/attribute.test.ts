import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Condition } from '../../../shared/domain/conditions/condition.ts'
import { parseCondition } from '../../../shared/domain/conditions/parse.ts'
import type { LifecycleEvent } from '../../../shared/domain/event/event.ts'
import { automaticOutcome, closesAt, inWindow, outcomeOf, withOutcome } from '../../../shared/domain/experiment/attribute.ts'
import type { Exposure, Metric } from '../../../shared/domain/experiment/experiment.ts'
import type { OutcomeFact } from '../../../shared/domain/fact/fact.ts'
import type { JsonObject } from '../../../shared/kernel/json.ts'
import { DAY_MS } from '../../../shared/kernel/time.ts'
import { currency, customerId, epochMs, experimentId, inputId, minor } from '../../../shared/kernel/words.ts'

const condition = (json: JsonObject): Condition => {
  const parsed = parseCondition(json)
  if (!parsed.ok) throw new Error('no condition')
  return parsed.value
}
const day = (n: number, ms = 0) => epochMs(n * DAY_MS + ms)
const TEST = experimentId('win-back')
const MONEY = { property: 'revenue', currencyProperty: 'currency', currency: currency('USD') }
const ORDERS: Metric = {
  name: 'orders',
  event: 'Order Completed',
  where: null,
  afterMs: 0,
  windowMs: 30 * DAY_MS,
  revenue: { ...MONEY, cap: null },
  per: null,
  role: 'goal',
  better: 'more',
}
const VISITS: Metric = { ...ORDERS, name: 'visits', revenue: null }
const ASSIGNED: Exposure = {
  ...{ arm: 'plain', phase: 3, bucket: 17, segments: { stage: 'dormant' }, before: 2 },
  assignedAt: day(100, 5),
  outcomes: {},
}

const order = (properties: JsonObject, at = day(101), name = 'Order Completed'): LifecycleEvent => ({
  id: inputId('order'),
  customerId: customerId('ann'),
  type: 'track',
  name,
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
    expect(inWindow(ASSIGNED.assignedAt, ORDERS, at)).toBe(counts)
  })
})

describe('of retention, a visit from day 7 to day 14', () => {
  const back: Metric = { ...VISITS, afterMs: 7 * DAY_MS, windowMs: 14 * DAY_MS }
  it.each([
    { at: day(101), counts: false },
    { at: day(107, 5), counts: false },
    { at: day(107, 6), counts: true },
    { at: day(114, 5), counts: true },
    { at: day(114, 6), counts: false },
  ])('at $at: $counts', ({ at, counts }) => {
    expect(outcomeOf(TEST, ASSIGNED, back, order({}, at)) !== null).toBe(counts)
  })
})

describe('the last window closes', () => {
  it.each([
    { metrics: [ORDERS, { ...VISITS, windowMs: DAY_MS }], at: day(130, 5) },
    { metrics: [], at: day(100, 5) },
  ])('at $at', ({ metrics, at }) => {
    expect(closesAt(ASSIGNED.assignedAt, metrics)).toBe(at)
  })
})

/** What a metric makes of events, one after another. */
const counted = (metric: Metric, events: readonly LifecycleEvent[], exposure: Exposure = ASSIGNED) => {
  const facts: OutcomeFact[] = []
  let after = exposure
  for (const event of events) {
    const fact = outcomeOf(TEST, after, metric, event)
    if (fact === null) continue
    facts.push(fact)
    after = withOutcome(after, metric.name, fact.own)
  }
  return { facts, exposure: after }
}

describe('what an outcome adds', () => {
  const before = counted(ORDERS, [order({ revenue: 3 })]).exposure
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
    expect(fact).toMatchObject({ experiment: TEST, phase: 3, metric: metric.name, arm: 'plain', assignedDay: 100, outcomeDay: 101 })
    expect(fact).toMatchObject({ segments: { stage: 'dormant' }, before: 2, ratio: null, own: { events: 1, base: 0 } })
    expect(fact).toMatchObject({ converted, sumDelta: sum, sumSquaresDelta: squares })
  })

  it('money beyond what a total holds exactly is an outcome without money', () => {
    const rich = counted(ORDERS, [order({ revenue: 90_000_000_000_000 })]).exposure
    expect(outcomeOf(TEST, rich, ORDERS, order({ revenue: 90_000_000_000_000 }))).toMatchObject({
      converted: 0,
      sumDelta: 0,
      sumSquaresDelta: '0',
    })
  })

  it('the day is that on which it happened', () => {
    expect(outcomeOf(TEST, ASSIGNED, ORDERS, order({}, day(129, DAY_MS - 1)))?.outcomeDay).toBe(129)
    expect(outcomeOf(TEST, ASSIGNED, ORDERS, order({}, day(130)))?.outcomeDay).toBe(130)
  })

  it.each(['__proto__', 'constructor', 'toString'])('a metric named %s keeps its own total', (name) => {
    const metric = { ...ORDERS, name }
    const { facts } = counted(metric, [order({ revenue: 1 }), order({ revenue: 1 })])
    expect(facts.map(({ converted }) => converted)).toEqual([1, 0])
  })
})

describe('money up to 100 counts', () => {
  const capped: Metric = { ...ORDERS, revenue: { ...MONEY, cap: minor(10_000) } }
  it.each([
    { what: 'below it', brought: [40, 50], counts: [4_000, 5_000] },
    { what: 'just up to it', brought: [40, 60], counts: [4_000, 6_000] },
    { what: 'beyond it', brought: [90, 20, 30], counts: [9_000, 1_000, 0] },
    { what: 'given back while it stays above', brought: [150, -20], counts: [10_000, 0] },
    { what: 'given back to below it', brought: [150, -80], counts: [10_000, -3_000] },
    { what: 'given back and brought again', brought: [150, -80, 40], counts: [10_000, -3_000, 3_000] },
    { what: 'less than nothing', brought: [10, -30], counts: [1_000, -3_000] },
  ])('$what', ({ brought, counts }) => {
    const events = brought.map((revenue) => order({ revenue }))
    const { facts, exposure } = counted(capped, events)
    const sum = counts.reduce((total, amount) => total + amount, 0)
    expect(facts.map(({ sumDelta }) => sumDelta)).toEqual(counts)
    expect(facts.reduce((total, { sumSquaresDelta }) => total + BigInt(sumSquaresDelta), 0n)).toBe(BigInt(sum) ** 2n)
    expect(exposure.outcomes.orders?.sum).toBe(brought.reduce((total, amount) => total + amount * 100, 0))
  })

  it('of a fixed worth, too', () => {
    const worth: Metric = { ...ORDERS, revenue: { each: minor(6_000), currency: currency('USD'), cap: minor(10_000) } }
    expect(counted(worth, [order({}), order({}), order({})]).facts.map(({ sumDelta }) => sumDelta)).toEqual([6_000, 4_000, 0])
  })
})

describe('a ratio', () => {
  const perVisit: Metric = { ...ORDERS, name: 'orders-per-visit', revenue: null, per: { event: 'Visited', where: null } }
  const visit = order({}, day(102), 'Visited')
  it.each([
    {
      what: 'of events over events',
      metric: perVisit,
      events: [visit, order({ revenue: 5 }), visit],
      adds: [
        { converted: 0, sumDelta: 0, sumSquaresDelta: '0', own: { events: 0, sum: 0, base: 1 }, ratio: [1, '1', '0'] },
        { converted: 1, sumDelta: 1, sumSquaresDelta: '1', own: { events: 1, sum: 0, base: 0 }, ratio: [0, '0', '1'] },
        { converted: 0, sumDelta: 0, sumSquaresDelta: '0', own: { events: 0, sum: 0, base: 1 }, ratio: [1, '3', '1'] },
      ],
    },
    {
      what: 'of money over events',
      metric: { ...perVisit, revenue: ORDERS.revenue },
      events: [visit, order({ revenue: 5 })],
      adds: [
        { converted: 0, sumDelta: 0, sumSquaresDelta: '0', own: { events: 0, sum: 0, base: 1 }, ratio: [1, '1', '0'] },
        { converted: 1, sumDelta: 500, sumSquaresDelta: '250000', own: { events: 1, sum: 500, base: 0 }, ratio: [0, '0', '500'] },
      ],
    },
    {
      what: 'over the very events it counts',
      metric: { ...perVisit, revenue: ORDERS.revenue, per: { event: 'Order Completed', where: null } },
      events: [order({ revenue: 5 }), order({ revenue: 7 })],
      adds: [
        { converted: 1, sumDelta: 500, sumSquaresDelta: '250000', own: { events: 1, sum: 500, base: 1 }, ratio: [1, '1', '500'] },
        { converted: 0, sumDelta: 700, sumSquaresDelta: '1190000', own: { events: 1, sum: 700, base: 1 }, ratio: [1, '3', '1900'] },
      ],
    },
  ])('$what', ({ metric, events, adds }) => {
    expect(counted(metric, events).facts).toMatchObject(
      adds.map(({ ratio: [baseDelta, baseSquaresDelta, productsDelta], ...rest }) => ({
        ...rest,
        ratio: { baseDelta, baseSquaresDelta, productsDelta },
      })),
    )
  })

  it('takes no event for either side of which the condition does not hold', () => {
    const where = { revenue: { $gte: 6 } }
    const both = { ...perVisit, where: condition(where), per: { event: 'Order Completed', where: condition(where) } }
    expect(counted(both, [order({ revenue: 5 }), order({ revenue: 6 })]).facts).toHaveLength(1)
  })
})

describe('what counts by itself', () => {
  const complaint = { name: '$complaint', windowMs: 30 * DAY_MS } as const
  it.each([
    { what: 'in the window', exposure: ASSIGNED, at: day(101), counts: true },
    { what: 'at its end', exposure: ASSIGNED, at: day(130, 5), counts: true },
    { what: 'after it', exposure: ASSIGNED, at: day(130, 6), counts: false },
    { what: 'before the assignment', exposure: ASSIGNED, at: day(100, 5), counts: false },
    {
      what: 'a second time',
      exposure: withOutcome(ASSIGNED, '$complaint', { events: 1, sum: minor(0), base: 0 }),
      at: day(101),
      counts: false,
    },
  ])('$what: $counts', ({ exposure, at, counts }) => {
    const fact = automaticOutcome(TEST, exposure, complaint, at)
    expect(fact === null ? null : [fact.metric, fact.converted, fact.sumDelta]).toEqual(counts ? ['$complaint', 1, 0] : null)
  })
})

describe('what all outcomes of one customer add', () => {
  it('is one conversion, and the totals of what counts, squared and multiplied', () => {
    const happening = fc.record({ cents: fc.integer({ min: -100_000_000, max: 100_000_000 }), isVisit: fc.boolean() })
    fc.assert(
      fc.property(fc.array(happening), fc.option(fc.nat({ max: 50_000_000 })), fc.boolean(), (happenings, cap, isRatio) => {
        const revenue = { ...MONEY, cap: cap === null ? null : minor(cap) }
        const metric: Metric = { ...ORDERS, revenue, per: isRatio ? { event: 'Visited', where: null } : null }
        const events = happenings.map(({ cents, isVisit }) => order({ revenue: cents / 100 }, day(101), isVisit ? 'Visited' : ORDERS.event))
        const { facts, exposure } = counted(metric, events)
        const orders = happenings.filter(({ isVisit }) => !isVisit)
        const [brought, visits] = [orders.reduce((total, { cents }) => total + cents, 0), happenings.length - orders.length]
        const value = cap === null ? brought : Math.min(brought, cap)
        const sumOf = (said: (fact: OutcomeFact) => string | number | undefined) =>
          facts.reduce((total, fact) => total + BigInt(said(fact) ?? 0), 0n)
        expect(sumOf(({ converted }) => converted)).toBe(orders.length > 0 ? 1n : 0n)
        expect(sumOf(({ sumDelta }) => sumDelta)).toBe(BigInt(value))
        expect(sumOf(({ sumSquaresDelta }) => sumSquaresDelta)).toBe(BigInt(value) ** 2n)
        expect(sumOf(({ ratio }) => ratio?.baseSquaresDelta)).toBe(isRatio ? BigInt(visits) ** 2n : 0n)
        expect(sumOf(({ ratio }) => ratio?.productsDelta)).toBe(isRatio ? BigInt(value) * BigInt(visits) : 0n)
        const total = { events: orders.length, sum: brought, base: isRatio ? visits : 0 }
        expect(exposure.outcomes.orders).toEqual(facts.length === 0 ? undefined : total)
      }),
    )
  })
})
