import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createPublisher, type Envelope, InvalidEvent } from '../../sdk/index.ts'
import { problemsOf } from '../../sdk/check.ts'
import { parseEvent } from '../../shared/contract/event.ts'
import { epochMs } from '../../shared/kernel/words.ts'
import { CATALOGUE, virtualClock } from './world.ts'

const NOW = epochMs(Date.UTC(2026, 0, 1))
const base: Envelope = { type: 'track', messageId: 'm-1', userId: 'ann', event: 'Visited', timestamp: '2026-01-01T00:00:00.000Z' }
const order = (properties: object): Envelope => ({
  ...base,
  event: 'Order Completed',
  properties: properties as Envelope['properties'] & object,
})
const told = (envelope: object): readonly string[] =>
  problemsOf({ ...base, ...envelope } as Envelope, CATALOGUE, NOW).map(({ path, problem }) => `${path} ${problem}`.trim())

describe('an event', () => {
  it.each<{ what: string; envelope: object; is: readonly string[] }>([
    { what: 'is as the catalogue says', envelope: order({ order_id: 'o-1', revenue: 2.5 }), is: [] },
    { what: 'needs no properties where none are', envelope: {}, is: [] },
    { what: 'lacks a property', envelope: order({ order_id: 'o-1' }), is: ['properties.revenue is missing'] },
    { what: 'has one of another kind', envelope: order({ order_id: 7, revenue: 1 }), is: ['properties.order_id must be text'] },
    {
      what: 'has one nobody knows',
      envelope: order({ order_id: 'o', revenue: 1, revenu: 2 }),
      is: ['properties.revenu is not in the catalogue'],
    },
    { what: 'is not in the catalogue', envelope: { event: 'Order Complete' }, is: ['event is not in the catalogue'] },
    { what: 'is a name of ours', envelope: { event: '$identify' }, is: ['event begins with a dollar sign, as names of our own do'] },
    { what: 'is about nobody', envelope: { userId: undefined }, is: ['userId is missing, and so is anonymousId'] },
    { what: 'is about a number', envelope: { userId: 4711 }, is: ['userId must be text'] },
    { what: 'takes a visitor for a user', envelope: { userId: 'anonymous:1' }, is: ['userId begins as only visitors do'] },
    { what: 'happened at no time', envelope: { timestamp: 'yesterday' }, is: ['timestamp is no instant'] },
    { what: 'has not happened', envelope: { timestamp: '2026-01-01T00:05:00.001Z' }, is: ['timestamp is in the future'] },
    { what: 'may be five minutes ahead', envelope: { timestamp: '2026-01-01T00:05:00.000Z' }, is: [] },
    { what: 'happened before there were shops', envelope: { timestamp: '1989-12-31' }, is: ['timestamp is before 1990'] },
    {
      what: 'holds what JSON cannot say',
      envelope: order({ order_id: 'o', revenue: Number.NaN }),
      is: ['properties.revenue is NaN, which JSON cannot say'],
    },
    {
      what: 'is a document',
      envelope: { context: { note: 'x'.repeat(33_000) } },
      is: [expect.stringContaining('context takes')] as unknown as string[],
    },
    { what: 'says who they are', envelope: { type: 'identify', traits: { plan: 'pro' } }, is: [] },
    {
      what: 'says what they cannot be',
      envelope: { type: 'identify', traits: { plan: 'gold' } },
      is: ['traits.plan is none of free, pro'],
    },
    { what: 'says one id of two', envelope: { type: 'alias' }, is: ['previousId is missing'] },
  ])('$what', ({ envelope, is }) => expect(told(envelope)).toEqual(is))

  it('is refused by its publisher before it waits, in words that hold nothing about anybody', async () => {
    const publisher = createPublisher({
      catalogue: CATALOGUE,
      transport: { fits: () => 1, fullBytes: 1, eventsMax: 1, send: async () => [] },
      onLost: () => {},
      around: virtualClock(),
    })
    const secret = 'ann@example.com'
    const wrong: readonly object[] = [
      { userId: `anonymous:${secret}`, event: 'Visited' },
      { userId: 'a', event: secret },
      { userId: 'a', event: 'Visited', timestamp: secret },
      { userId: 'a', event: 'Visited', properties: { [secret]: secret } },
      { userId: 'a', event: 'Order Completed', properties: { order_id: [secret], revenue: secret } },
      { userId: 'a', event: 'Visited', context: { [secret]: { deep: undefined, [secret]: Number.NaN } } },
      { userId: secret.repeat(30), event: 'Visited' },
    ]
    for (const call of wrong) {
      const error: unknown = await publisher.track(call as never).then(
        () => null,
        (refused: unknown) => refused,
      )
      expect(error).toBeInstanceOf(InvalidEvent)
      expect(`${JSON.stringify(error)} ${String(error)} ${(error as Error).stack}`).not.toContain('@example')
      expect(JSON.stringify((error as InvalidEvent).problems)).not.toContain('@example')
    }
    expect(publisher.waiting()).toBe(0)
  })

  it('that passes is one the intake takes, whatever it says', () => {
    // Mostly right, so that what is wrong stands alone.
    const mostly = <T>(right: fc.Arbitrary<T>, wrong: fc.Arbitrary<T>) =>
      fc.oneof({ weight: 8, arbitrary: right }, { weight: 1, arbitrary: wrong })
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 260 })
    const id = mostly(
      fc.constantFrom('ann', '0', 'ü', 'a'.repeat(246)),
      fc.oneof(text, fc.constantFrom('', '~erased:x', 'anonymous:a', '\ud800')),
    )
    const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.constant([{ a: ['b'] }]))
    const said = mostly<unknown>(fc.dictionary(fc.string({ maxLength: 5 }), value, { maxKeys: 3 }), fc.jsonValue({ maxDepth: 2 }))
    const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })
    const date = fc.date({ min: new Date('1985-01-01'), max: new Date('2026-02-01'), noInvalidDate: true }).map((at) => at.toISOString())
    const envelope = fc.record({
      type: fc.constantFrom('track', 'identify', 'page', 'screen', 'group', 'alias'),
      messageId: id,
      userId: maybe(id),
      anonymousId: maybe(id),
      previousId: maybe(id),
      event: mostly(fc.constantFrom('Visited', 'Any'), fc.constantFrom('$other', '', '$page')),
      properties: maybe(said),
      traits: maybe(said),
      context: maybe(mostly<unknown>(fc.record({ traits: said, timezone: value }, { requiredKeys: [] }), said)),
      timestamp: mostly(date, fc.constantFrom('2025-02-30', '2025-12-31', 'x')),
    })
    const open = {
      events: { Visited: { properties: {}, open: true }, Any: { properties: { x: { type: 'any' } }, open: true } },
      traits: {},
    } as const
    let passed = 0
    fc.assert(
      fc.property(envelope, (one) => {
        const plain = JSON.parse(JSON.stringify(one)) as Envelope
        const isIdentify = plain.type === 'identify'
        if (problemsOf(isIdentify ? { ...plain, traits: {} } : plain, open, NOW).length > 0) return
        passed += 1
        expect(parseEvent(isIdentify ? { ...plain, traits: {} } : plain, NOW, { correctSkew: true })).toMatchObject({ ok: true })
      }),
      { numRuns: 1_500 },
    )
    expect(passed).toBeGreaterThan(100)
  })
})
