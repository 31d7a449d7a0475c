import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lookUp, NO_RECEIPTS, received } from '../../../shared/domain/customer/receipts.ts'
import type { LifecycleEvent } from '../../../shared/domain/event/event.ts'
import type { LifecyclePolicy } from '../../../shared/domain/lifecycle/policy.ts'
import { frequencyOf, type Metrics, NO_METRICS, observe, observeInstants, OTHER_EVENTS } from '../../../shared/domain/metrics/metrics.ts'
import { CURRENCIES_MAX, EVENT_NAMES_MAX } from '../../../shared/kernel/limits.ts'
import { DAY_MS } from '../../../shared/kernel/time.ts'
import { currency, customerId, epochMs, inputId } from '../../../shared/kernel/words.ts'

const LIFECYCLE: LifecyclePolicy = {
  newMs: 30 * DAY_MS,
  atRiskMs: 60 * DAY_MS,
  dormantMs: 120 * DAY_MS,
  churnedMs: 365 * DAY_MS,
  activity: new Set(['Order Completed']),
  churnedBy: new Set(['Account Deleted']),
  returnedBy: new Set(['Account Reopened']),
}
const REVENUE = {
  events: new Set(['Order Completed']),
  refunds: new Set(['Order Refunded']),
  property: 'revenue',
  currencyProperty: 'currency',
  currency: currency('USD'),
}

const event = (name: string, day: number, more: Partial<LifecycleEvent> = {}): LifecycleEvent => ({
  id: inputId(`${name}@${day}`),
  customerId: customerId('ann'),
  type: 'track',
  name,
  occurredAt: epochMs(day * DAY_MS),
  properties: {},
  traits: {},
  ...more,
})
const observed = (events: readonly LifecycleEvent[]): Metrics =>
  events.reduce((metrics, one) => observe(metrics, one, LIFECYCLE, REVENUE), NO_METRICS)
const paid = (name: string, revenue: number | string, code?: string) =>
  event(name, 1, { properties: code === undefined ? { revenue } : { revenue, currency: code } })

describe('which instants an event moves', () => {
  const on = (day: number) => day * DAY_MS
  it.each([
    { name: 'Page Viewed', moves: { lastEventAt: on(5) } },
    { name: 'Order Completed', moves: { firstSeenAt: on(5), lastSeenAt: on(5), lastEventAt: on(5) } },
    { name: 'Account Deleted', moves: { endedAt: on(5), lastEventAt: on(5) } },
    { name: 'Account Reopened', moves: { firstSeenAt: on(5), lastSeenAt: on(5), returnedAt: on(5), lastEventAt: on(5) } },
  ])('$name', ({ name, moves }) => {
    const { counts, revenue, ...instants } = observed([event(name, 5)])
    expect(instants).toEqual({ firstSeenAt: null, lastSeenAt: null, endedAt: null, returnedAt: null, ...moves })
    expect(counts[name]?.total).toBe(1)
    expect(revenue).toEqual({})
  })

  it('earlier and later ones widen the span, in any order', () => {
    const metrics = observed([event('Order Completed', 5), event('Order Completed', 9), event('Order Completed', 2)])
    expect([metrics.firstSeenAt, metrics.lastSeenAt]).toEqual([2 * DAY_MS, 9 * DAY_MS])
  })

  it('an event that may have been counted moves instants and counts nothing', () => {
    const before = observed([event('Order Completed', 5)])
    const after = observeInstants(before, paid('Order Completed', 10), LIFECYCLE)
    expect(after).toEqual({ ...before, firstSeenAt: DAY_MS })
  })
})

describe('which calls are counted, under which name', () => {
  it.each([
    { type: 'track', name: 'Order Completed', counted: ['Order Completed'] },
    { type: 'page', name: '$page', counted: ['$page'] },
    { type: 'screen', name: '$screen', counted: ['$screen'] },
    { type: 'identify', name: '$identify', counted: [] },
    { type: 'group', name: '$group', counted: [] },
    { type: 'track', name: '__proto__', counted: ['__proto__'] },
    { type: 'track', name: 'constructor', counted: ['constructor'] },
    { type: 'track', name: 'toString', counted: ['toString'] },
  ] as const)('$type $name', ({ type, name, counted }) => {
    const twice = observed([event(name, 1, { type }), event(name, 2, { type })])
    expect(Object.keys(twice.counts)).toEqual(counted)
    expect(Object.values(twice.counts).map(({ total }) => total)).toEqual(counted.map(() => 2))
  })

  const names = Array.from({ length: EVENT_NAMES_MAX }, (_, index) => event(`event ${index}`, 1))
  it.each([
    { what: 'the last name that fits', events: names, own: 'event 63', shared: 0 },
    { what: 'one name more', events: [...names, event('one more', 1), event('and another', 1)], own: 'event 63', shared: 2 },
    { what: 'a name known before', events: [...names, event('one more', 1), event('event 0', 2)], own: 'event 0', shared: 1 },
    { what: 'activity, which always has a counter', events: [...names, event('Order Completed', 1)], own: 'Order Completed', shared: 0 },
  ])('$what', ({ events, own, shared }) => {
    const { counts } = observed(events)
    expect(Object.hasOwn(counts, own)).toBe(true)
    expect(counts[OTHER_EVENTS]?.total ?? 0).toBe(shared)
  })

  it('frequency is activity and returns, and nothing else', () => {
    const events = [event('Order Completed', 1), event('Order Completed', 2), event('Account Reopened', 3), event('Page Viewed', 4)]
    expect(frequencyOf(observed(events), LIFECYCLE)).toBe(3)
  })
})

describe('revenue', () => {
  const eight = ['AAA', 'BBB', 'CCC', 'DDD', 'EEE', 'FFF', 'GGG', 'HHH'].map((code) => paid('Order Completed', 1, code))
  it.each([
    { what: 'an order', events: [paid('Order Completed', 12.5)], revenue: { USD: 1_250 } },
    { what: 'two orders', events: [paid('Order Completed', 1), paid('Order Completed', '2.50')], revenue: { USD: 350 } },
    { what: 'a refund', events: [paid('Order Completed', 5), paid('Order Refunded', 2)], revenue: { USD: 300 } },
    { what: 'a refund of all', events: [paid('Order Refunded', 2)], revenue: { USD: -200 } },
    { what: 'two currencies', events: [paid('Order Completed', 5), paid('Order Completed', 5, 'JPY')], revenue: { USD: 500, JPY: 5 } },
    { what: 'another event', events: [paid('Page Viewed', 5)], revenue: {} },
    { what: 'no amount', events: [event('Order Completed', 1)], revenue: {} },
    { what: 'an unreadable amount', events: [paid('Order Completed', 'five')], revenue: {} },
    { what: 'more than a total can hold', events: [paid('Order Completed', 9e13), paid('Order Completed', 9e13)], revenue: { USD: 9e15 } },
  ])('$what', ({ events, revenue }) => {
    expect(observed(events).revenue).toEqual(revenue)
  })

  it('knows so many currencies', () => {
    expect(eight).toHaveLength(CURRENCIES_MAX)
    expect(Object.keys(observed([...eight, paid('Order Completed', 1, 'III'), paid('Order Completed', 1, 'AAA')]).revenue)).toHaveLength(8)
  })
})

describe('order and repetition', () => {
  const names = ['Order Completed', 'Order Refunded', 'Account Deleted', 'Account Reopened', 'Page Viewed', '__proto__']
  const some = fc.array(
    fc.record({
      id: fc.nat({ max: 40 }),
      name: fc.constantFrom(...names),
      day: fc.integer({ min: 0, max: 600 }),
      revenue: fc.nat({ max: 99 }),
    }),
    { maxLength: 40 },
  )

  it('never show: any order and any repetition, told apart by receipts, give the same', () => {
    fc.assert(
      fc.property(some, fc.infiniteStream(fc.nat()), (drafts, chance) => {
        const byId = new Map(drafts.map((draft) => [draft.id, draft]))
        const events = [...byId.values()].map(({ id, name, day, revenue }) =>
          event(name, day, { id: inputId(`${id}`), properties: { revenue } }),
        )
        const deliveries = [...events, ...events, ...events]
          .map((one) => [chance.next().value, one] as const)
          .sort(([a], [b]) => a - b)
          .map(([, one]) => one)

        const now = epochMs(601 * DAY_MS)
        let receipts = NO_RECEIPTS
        let metrics = NO_METRICS
        for (const delivered of deliveries) {
          if (lookUp(receipts, delivered.id, delivered.occurredAt, now) === 'duplicate') continue
          receipts = received(receipts, delivered.id, now).receipts
          metrics = observe(metrics, delivered, LIFECYCLE, REVENUE)
        }
        expect(metrics).toEqual(observed(events))
      }),
    )
  })
})
