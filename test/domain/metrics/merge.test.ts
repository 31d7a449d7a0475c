import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LifecycleEvent } from '../../../shared/domain/event/event.ts'
import { mergeMetrics } from '../../../shared/domain/metrics/merge.ts'
import { type Metrics, NO_METRICS, observe, OTHER_EVENTS } from '../../../shared/domain/metrics/metrics.ts'
import { CURRENCIES_MAX, EVENT_NAMES_MAX } from '../../../shared/kernel/limits.ts'
import { currency, customerId, inputId, minor } from '../../../shared/kernel/words.ts'
import { day, event, ORDER, RETAIL } from '../customer/world.ts'

const { lifecycle, revenue } = RETAIL
const observed = (events: readonly LifecycleEvent[], before = NO_METRICS): Metrics =>
  events.reduce((metrics, one) => observe(metrics, one, lifecycle, revenue), before)
const merged = (target: Metrics, source: Metrics) => mergeMetrics(target, source, lifecycle)

/** Fewer than the bounds of buckets allow, over more than the blocks reach. */
const one = fc
  .record({
    name: fc.constantFrom(ORDER, 'Order Refunded', 'Account Deleted', 'Account Reopened', 'Visited', '__proto__'),
    type: fc.constantFrom('track', 'track', 'identify'),
    n: fc.nat({ max: 900 }),
    amount: fc.nat({ max: 900 }),
    code: fc.constantFrom('USD', 'EUR', 'JPY'),
  })
  .map(({ name, type, n, amount, code }) =>
    event(name, day(n), { type, id: inputId('any'), customerId: customerId('any'), properties: { revenue: amount, currency: code } }),
  )

describe('the picture of two who are one', () => {
  it('is what it had been had all of it been told of one, whatever is told afterwards', () => {
    fc.assert(
      fc.property(fc.array(one), fc.array(one), fc.array(one), (target, source, after) => {
        expect(observed(after, merged(observed(target), observed(source)))).toEqual(observed([...target, ...source, ...after]))
      }),
      { numRuns: 500 },
    )
  })

  it('does not depend on who is merged into whom, nor on the order among three', () => {
    fc.assert(
      fc.property(fc.array(one), fc.array(one), fc.array(one), (a, b, c) => {
        const [x, y, z] = [observed(a), observed(b), observed(c)]
        expect(merged(x, y)).toEqual(merged(y, x))
        expect(merged(merged(x, y), z)).toEqual(merged(x, merged(y, z)))
      }),
      { numRuns: 200 },
    )
  })

  it.each([
    { of: 'nobody', metrics: NO_METRICS },
    { of: 'somebody', metrics: observed([event(ORDER, day(3), { properties: { revenue: 5 } })]) },
  ])('with $of is theirs', ({ metrics }) => {
    expect(merged(NO_METRICS, metrics)).toEqual(metrics)
    expect(merged(metrics, NO_METRICS)).toEqual(metrics)
  })
})

describe('beyond the bounds', () => {
  const named = (from: number, count: number) =>
    observed(Array.from({ length: count }, (_, index) => event(`E${String(from + index).padStart(3, '0')}`, day(1))))

  it.each([
    { sourceNames: 4, own: EVENT_NAMES_MAX, other: undefined },
    { sourceNames: 5, own: EVENT_NAMES_MAX, other: 1 },
    { sourceNames: 9, own: EVENT_NAMES_MAX, other: 5 },
  ])('of $sourceNames names beside all but four, the last share a counter: $other', ({ sourceNames, own, other }) => {
    const { counts } = merged(named(0, EVENT_NAMES_MAX - 4), named(100, sourceNames))
    expect(Object.keys(counts).filter((name) => name !== OTHER_EVENTS)).toHaveLength(own)
    expect(counts[OTHER_EVENTS]?.total).toBe(other)
    expect(Object.values(counts).reduce((sum, { total }) => sum + total, 0)).toBe(EVENT_NAMES_MAX - 4 + sourceNames)
  })

  it('activity keeps a counter of its own', () => {
    const { counts } = merged(named(0, EVENT_NAMES_MAX), observed([event(ORDER, day(1)), event('Zoo', day(1))]))
    expect([counts[ORDER]?.total, counts.Zoo, counts[OTHER_EVENTS]?.total]).toEqual([1, undefined, 1])
  })

  it('what shared a counter before goes on sharing it', () => {
    const full = named(0, EVENT_NAMES_MAX + 2)
    expect(merged(full, full).counts[OTHER_EVENTS]?.total).toBe(4)
  })

  const money = (codes: readonly string[], amount = 100): Metrics => ({
    ...NO_METRICS,
    revenue: Object.fromEntries(codes.map((code) => [currency(code), minor(amount)])),
  })
  const codes = Array.from({ length: CURRENCIES_MAX }, (_, index) => `C${String.fromCharCode(65 + index)}X`)
  it.each([
    { target: codes.slice(1), source: ['ZZZ'], is: [...codes.slice(1), 'ZZZ'] },
    { target: codes, source: ['ZZZ'], is: codes },
    { target: codes.slice(1), source: ['ZZZ', 'AAA'], is: [...codes.slice(1), 'AAA'] },
  ])('currencies stay within theirs', ({ target, source, is }) => {
    expect(Object.keys(merged(money(target), money(source)).revenue)).toEqual(is)
  })

  it.each([
    { amount: Number.MAX_SAFE_INTEGER - 100, is: Number.MAX_SAFE_INTEGER },
    { amount: Number.MAX_SAFE_INTEGER - 99, is: Number.MAX_SAFE_INTEGER - 99 },
  ])('money that cannot be summed exactly is left out', ({ amount, is }) => {
    expect(merged(money(['USD'], amount), money(['USD'], 100)).revenue[currency('USD')]).toBe(is)
  })
})
