import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseEvent, parseEventLine, type ParsedEvent } from '../../shared/contract/event.ts'
import { quarantineOf } from '../../shared/contract/quarantined.ts'
import { EVENT_BYTES_MAX, EVENT_DEPTH_MAX, EVENT_NAME_LENGTH_MAX, ID_LENGTH_MAX, QUARANTINE_TEXT_MAX } from '../../shared/kernel/limits.ts'
import { parseIso } from '../../shared/kernel/time.ts'
import type { EpochMs } from '../../shared/kernel/words.ts'
import type { QuarantineEntry } from '../../shared/ports/quarantine.ts'

const at = (text: string): EpochMs => parseIso(text) as EpochMs
const RECEIVED = at('2026-03-01T12:00:00Z')
const FROM_FILE = { correctSkew: false }
const FROM_NETWORK = { correctSkew: true }
/** The clock here is a demo's; the publishers' shows another year. */
const TO_A_DEMO = { correctSkew: true, assumeSentAt: parseIso('2030-01-01T12:00:00Z') as EpochMs }

const order = {
  type: 'track',
  messageId: 'm-1',
  userId: 'c-1',
  event: 'Order Completed',
  timestamp: '2026-03-01T11:00:00.000Z',
  properties: { revenue: 12.5, currency: 'USD' },
}

const read = (raw: unknown, reading = FROM_FILE): ParsedEvent => parseEvent(raw, RECEIVED, reading)

const taken = (raw: unknown, reading = FROM_FILE) => {
  const parsed = read(raw, reading)
  if (!parsed.ok || parsed.value === null) throw new Error(JSON.stringify(parsed))
  return parsed.value
}

describe('an event that can be taken', () => {
  it('becomes words the domain trusts', () => {
    expect(taken(order)).toEqual({
      id: 'm-1',
      customerId: 'c-1',
      type: 'track',
      name: 'Order Completed',
      occurredAt: at('2026-03-01T11:00:00Z'),
      properties: { revenue: 12.5, currency: 'USD' },
      traits: {},
    })
  })

  it.each([
    {
      said: 'traits of an identify call',
      raw: { type: 'identify', traits: { plan: 'pro' } },
      name: '$identify',
      traits: { plan: 'pro' },
      properties: {},
    },
    {
      said: 'traits in the context',
      raw: { context: { traits: { plan: 'pro' }, ip: '::1' } },
      name: 'Order Completed',
      traits: { plan: 'pro' },
    },
    {
      said: 'the zone and the language of a browser',
      raw: { context: { timezone: 'Asia/Tokyo', locale: 'ja_JP' } },
      name: 'Order Completed',
      traits: { timezone: 'Asia/Tokyo', locale: 'ja-JP' },
    },
    {
      said: 'not those of a context where the traits say others',
      raw: { type: 'identify', traits: { timezone: 'UTC', locale: null }, context: { timezone: 'Asia/Tokyo', locale: 'ja-JP' } },
      name: '$identify',
      traits: { timezone: 'UTC', locale: null },
      properties: {},
    },
    {
      said: 'nothing of a context that is no zone and no language',
      raw: { context: { timezone: '+09:00', locale: { code: 'ja' }, traits: { plan: 'pro' } } },
      name: 'Order Completed',
      traits: { plan: 'pro' },
    },
    {
      said: 'traits beside a track call, which the spec does not know',
      raw: { traits: { plan: 'pro' } },
      name: 'Order Completed',
      traits: {},
    },
    {
      said: 'the name of a page',
      raw: { type: 'page', name: 'Pricing', category: 'Docs', properties: { url: '/p' } },
      name: '$page',
      traits: {},
      properties: { name: 'Pricing', category: 'Docs', url: '/p' },
    },
    {
      said: 'a name in the properties of a screen',
      raw: { type: 'screen', name: 'A', properties: { name: 'B' } },
      name: '$screen',
      traits: {},
      properties: { name: 'B' },
    },
    {
      said: 'a group, whose traits are not the customer’s',
      raw: { type: 'group', groupId: 'g-1', traits: { seats: 5 }, properties: null },
      name: '$group',
      traits: {},
      properties: { groupId: 'g-1', traits: { seats: 5 } },
    },
  ])('keeps $said', ({ raw, name, traits, properties }) => {
    const value = taken({ ...order, ...(raw.type === undefined ? {} : { properties: {} }), ...raw })
    expect(value).toMatchObject({ name, traits })
    expect(value.properties).toEqual(properties ?? order.properties)
  })

  it.each([
    { who: { userId: 'c-1', anonymousId: 'a-1' }, customerId: 'c-1' },
    { who: { userId: null, anonymousId: 'a-1' }, customerId: 'anonymous:a-1' },
    { who: { userId: undefined, anonymousId: 'a-1' }, customerId: 'anonymous:a-1' },
    { who: { userId: 'x'.repeat(ID_LENGTH_MAX) }, customerId: 'x'.repeat(ID_LENGTH_MAX) },
    { who: { userId: ' Ünï#/😀\t' }, customerId: ' Ünï#/😀\t' },
    { who: { userId: '__proto__' }, customerId: '__proto__' },
  ])('is about $customerId', ({ who, customerId }) => {
    expect(taken({ ...order, ...who }).customerId).toBe(customerId)
  })

  it('lets unknown keys pass, whatever they hold', () => {
    expect(taken({ ...order, integrations: { All: false }, extra: [[[]]], version: 2 })).toEqual(taken(order))
  })

  it('keeps a property called __proto__ as data', () => {
    const line =
      '{"type":"track","messageId":"m","userId":"c","event":"E","timestamp":"2026-01-01","__proto__":{"userId":"x"},"properties":{"__proto__":{"admin":true},"a":1}}'
    const parsed = parseEventLine(line, RECEIVED, FROM_FILE)
    const properties = parsed.ok ? parsed.value?.properties : undefined
    expect(Object.keys(properties ?? {})).toEqual(['__proto__', 'a'])
    expect(Object.getPrototypeOf(properties)).toBe(Object.prototype)
    expect(({} as { admin?: boolean }).admin).toBeUndefined()
  })
})

describe('who turned out to be whom', () => {
  const alias = { type: 'alias', messageId: 'm-2', timestamp: order.timestamp }
  const long = 'x'.repeat(ID_LENGTH_MAX - 'anonymous:'.length)
  const identify = { ...order, type: 'identify' }
  it.each([
    { call: 'a track call with both ids says nothing', raw: { ...order, anonymousId: 'a-1' }, merges: [] },
    { call: 'nor does a page', raw: { ...order, type: 'page', anonymousId: 'a-1' }, merges: [] },
    { call: 'identify with one id says nothing', raw: identify, merges: [] },
    { call: 'nor with the other', raw: { ...identify, userId: null, anonymousId: 'a-1' }, merges: [] },
    { call: 'identify with both does', raw: { ...identify, anonymousId: 'a-1' }, merges: ['anonymous:a-1 > c-1'] },
    { call: 'alias may mean either', raw: { ...alias, previousId: 'a', userId: 'c' }, merges: ['anonymous:a > c', 'a > c'] },
    { call: 'but nobody becomes themselves', raw: { ...alias, previousId: 'c', userId: 'c' }, merges: ['anonymous:c > c'] },
    {
      call: 'the longest id of a visitor',
      raw: { ...alias, previousId: long, userId: 'c' },
      merges: [`anonymous:${long} > c`, `${long} > c`],
    },
    { call: 'no visitor has one that long', raw: { ...alias, previousId: `${long}x`, userId: 'c' }, merges: [`${long}x > c`] },
  ])('$call', ({ raw, merges }) => {
    const parsed = read(raw)
    expect(parsed.ok && parsed.merges.map(({ source, into }) => `${source} > ${into}`)).toEqual(merges)
    expect(parsed.ok && parsed.value === null).toBe(raw.type === 'alias')
  })
})

describe('when it happened', () => {
  it.each([
    { said: { timestamp: '2026-03-01T11:00:00Z' }, reading: FROM_FILE, is: '2026-03-01T11:00:00Z' },
    { said: { timestamp: '2026-03-01' }, reading: FROM_FILE, is: '2026-03-01T00:00:00Z' },
    { said: { timestamp: '2026-03-01T12:30:00+01:00' }, reading: FROM_FILE, is: '2026-03-01T11:30:00Z' },
    { said: {}, reading: FROM_FILE, is: '2026-03-01T12:00:00Z' },
    { said: { timestamp: null, sentAt: '2026-03-01T09:00:00Z' }, reading: FROM_NETWORK, is: '2026-03-01T12:00:00Z' },
    { said: { timestamp: '2026-03-01T11:00:00Z', sentAt: '2026-03-01T11:58:00Z' }, reading: FROM_NETWORK, is: '2026-03-01T11:02:00Z' },
    { said: { timestamp: '2026-03-01T14:00:00Z', sentAt: '2026-03-01T15:00:00Z' }, reading: FROM_NETWORK, is: '2026-03-01T11:00:00Z' },
    { said: { timestamp: '2026-03-01T11:00:00Z', sentAt: '2026-03-01T11:58:00Z' }, reading: FROM_FILE, is: '2026-03-01T11:00:00Z' },
    { said: { timestamp: '2026-03-01T11:00:00Z', sentAt: 'yesterday' }, reading: FROM_FILE, is: '2026-03-01T11:00:00Z' },
    { said: {}, reading: TO_A_DEMO, is: '2026-03-01T12:00:00Z' },
    { said: { timestamp: '2030-01-01T12:00:00Z' }, reading: TO_A_DEMO, is: '2026-03-01T12:00:00Z' },
    { said: { timestamp: '2029-12-31T12:00:00Z' }, reading: TO_A_DEMO, is: '2026-02-28T12:00:00Z' },
    { said: { timestamp: '2030-01-01T11:00:00Z', sentAt: '2030-01-01T11:30:00Z' }, reading: TO_A_DEMO, is: '2026-03-01T11:30:00Z' },
    { said: { timestamp: '2026-03-01T12:05:00.000Z' }, reading: FROM_FILE, is: '2026-03-01T12:05:00Z' },
    { said: { timestamp: '1990-01-01T00:00:00.000Z' }, reading: FROM_FILE, is: '1990-01-01T00:00:00Z' },
  ])('is $is for $said', ({ said, reading, is }) => {
    const { timestamp: _, ...rest } = order
    expect(taken({ ...rest, ...said }, reading).occurredAt).toBe(at(is))
  })

  it.each([
    { said: { timestamp: '2026-03-01T12:05:00.001Z' }, reading: FROM_FILE, because: 'in-the-future' },
    { said: { timestamp: '9999-12-31T23:59:59Z' }, reading: FROM_FILE, because: 'in-the-future' },
    { said: { timestamp: '2026-03-01T14:00:00Z', sentAt: '2026-03-01T13:00:00Z' }, reading: FROM_NETWORK, because: 'in-the-future' },
    { said: { sentAt: '1970-01-01T00:00:00Z' }, reading: FROM_NETWORK, because: 'in-the-future' },
    { said: { timestamp: '2030-01-01T12:06:00Z' }, reading: TO_A_DEMO, because: 'in-the-future' },
    { said: { timestamp: '1989-12-31T23:59:59.999Z' }, reading: FROM_FILE, because: 'invalid' },
    { said: { timestamp: '1900-01-01' }, reading: FROM_FILE, because: 'invalid' },
    { said: { timestamp: '0000-01-01' }, reading: FROM_FILE, because: 'invalid' },
    { said: { sentAt: '9999-01-01' }, reading: FROM_NETWORK, because: 'invalid' },
  ])('cannot be $said ($because)', ({ said, reading, because }) => {
    const parsed = read({ ...order, ...said }, reading)
    expect(parsed).toMatchObject({ ok: false, because, customerId: 'c-1', problems: [{ path: 'timestamp' }] })
  })
})

const nested = (depth: number): unknown => (depth === 0 ? {} : { in: nested(depth - 1) })
const cyclic: Record<string, unknown> = {}
cyclic.self = cyclic

describe('what is refused, and what mends it', () => {
  it.each([
    { raw: 5, path: '', problem: 'must be an object, and is a number', hint: 'object' },
    { raw: null, path: '', problem: 'must be an object, and is null', hint: 'object' },
    { raw: [order], path: '', problem: 'must be an object, and is a list', hint: 'object' },
    { raw: { ...order, type: undefined }, path: 'type', problem: 'is missing', hint: '"track"' },
    { raw: { ...order, type: 'Track' }, path: 'type', problem: 'is "Track", which is none of', hint: 'Did you mean "track"?' },
    { raw: { ...order, type: 'alias' }, path: 'previousId', problem: 'is missing', hint: '"previousId"' },
    { raw: { ...order, type: 'alias', previousId: '' }, path: 'previousId', problem: 'is empty', hint: '"previousId"' },
    { raw: { ...order, type: 'alias', previousId: 7 }, path: 'previousId', problem: 'must be text, and is a number', hint: '"previousId"' },
    { raw: { ...order, type: 'alias', previousId: 'anonymous:a' }, path: 'previousId', problem: 'begins with anonymous:', hint: 'prefix' },
    { raw: { type: 'alias', messageId: 'm', previousId: 'a' }, path: 'userId', problem: 'is missing', hint: '"userId"' },
    { raw: { type: 'alias', messageId: 'm', previousId: 'a', anonymousId: 'b' }, path: 'userId', problem: 'is missing', hint: '"userId"' },
    { raw: { ...order, messageId: undefined }, path: 'messageId', problem: 'is missing', hint: 'UUID' },
    { raw: { ...order, messageId: null }, path: 'messageId', problem: 'must be text, and is null', hint: 'UUID' },
    { raw: { ...order, messageId: '' }, path: 'messageId', problem: 'is empty', hint: 'UUID' },
    { raw: { ...order, messageId: 'x'.repeat(ID_LENGTH_MAX + 1) }, path: 'messageId', problem: 'longer than 256', hint: 'UUID' },
    { raw: { ...order, userId: undefined }, path: 'userId', problem: 'is missing, and so is anonymousId', hint: '"userId": "4711"' },
    { raw: { ...order, userId: 4711 }, path: 'userId', problem: 'must be text, and is a number', hint: '"userId": "4711"' },
    { raw: { ...order, userId: '' }, path: 'userId', problem: 'is empty', hint: '"userId": "4711"' },
    { raw: { ...order, userId: 'a\ud800' }, path: 'userId', problem: 'half a character', hint: 'Unicode' },
    { raw: { ...order, userId: 'anonymous:a' }, path: 'userId', problem: 'begins with anonymous:', hint: 'anonymousId' },
    { raw: { ...order, userId: null, anonymousId: 'x'.repeat(247) }, path: 'anonymousId', problem: 'longer than 246', hint: 'visitor' },
    { raw: { ...order, event: undefined }, path: 'event', problem: 'is missing', hint: 'Order Completed' },
    { raw: { ...order, event: '' }, path: 'event', problem: 'is empty', hint: 'Order Completed' },
    { raw: { ...order, event: '$page' }, path: 'event', problem: 'keeps for itself', hint: 'dollar' },
    { raw: { ...order, event: '$other' }, path: 'event', problem: 'keeps for itself', hint: 'dollar' },
    { raw: { ...order, event: 'x'.repeat(EVENT_NAME_LENGTH_MAX + 1) }, path: 'event', problem: 'longer than 128', hint: 'Order Completed' },
    { raw: { ...order, timestamp: 1_772_000_000_000 }, path: 'timestamp', problem: 'must be text, and is a number', hint: 'ISO 8601' },
    { raw: { ...order, timestamp: '2026-02-30' }, path: 'timestamp', problem: 'no instant that exists', hint: 'ISO 8601' },
    { raw: { ...order, timestamp: '01/03/2026' }, path: 'timestamp', problem: 'no instant that exists', hint: 'ISO 8601' },
    { raw: { ...order, properties: [1] }, path: 'properties', problem: 'must be an object', hint: 'object' },
    { raw: { ...order, context: { traits: 5 } }, path: 'context.traits', problem: 'must be an object', hint: 'object' },
    { raw: { ...order, context: 5 }, path: 'context', problem: 'must be an object', hint: 'object' },
    { raw: { ...order, properties: { a: [1, Number.NaN] } }, path: 'properties.a.1', problem: 'is NaN', hint: 'Leave it out' },
    { raw: { ...order, properties: { a: undefined } }, path: 'properties.a', problem: 'is undefined', hint: 'Leave it out' },
    { raw: { ...order, properties: { a: new Date(0) } }, path: 'properties.a', problem: 'an object with a class', hint: 'text' },
    {
      raw: { ...order, properties: cyclic },
      path: `properties${'.self'.repeat(EVENT_DEPTH_MAX)}`,
      problem: 'nested deeper',
      hint: 'Flatten',
    },
    {
      raw: { ...order, properties: { a: 'x'.repeat(EVENT_BYTES_MAX) } },
      path: 'properties',
      problem: 'bytes, more than 32768',
      hint: 'documents',
    },
  ])('$problem at "$path"', ({ raw, path, problem, hint }) => {
    const parsed = read(raw)
    if (parsed.ok) throw new Error('was taken')
    expect(parsed.because).toBe('invalid')
    expect(parsed.problems).toHaveLength(1)
    expect(parsed.problems[0]?.path).toBe(path)
    expect(parsed.problems[0]?.problem).toContain(problem)
    expect(parsed.problems[0]?.hint).toContain(hint)
  })

  it('counts bytes and levels on both sides of their bounds', () => {
    const bytes = JSON.stringify({ a: '' }).length
    expect(read({ ...order, properties: { a: 'x'.repeat(EVENT_BYTES_MAX - bytes) } }).ok).toBe(true)
    expect(read({ ...order, properties: { a: 'x'.repeat(EVENT_BYTES_MAX - bytes + 1) } }).ok).toBe(false)
    expect(read({ ...order, properties: { a: 'é'.repeat(EVENT_BYTES_MAX / 2) } }).ok).toBe(false)
    expect(read({ ...order, properties: nested(EVENT_DEPTH_MAX - 1) }).ok).toBe(true)
    expect(read({ ...order, properties: nested(EVENT_DEPTH_MAX) }).ok).toBe(false)
  })

  it('tells all problems at once', () => {
    const raw = { type: 'trak', messageId: 7, event: '', timestamp: 'x', properties: [], context: { traits: 1 }, sentAt: 'y' }
    const parsed = read(raw, FROM_NETWORK)
    if (parsed.ok) throw new Error('was taken')
    const paths = parsed.problems.map(({ path }) => path).sort()
    expect(paths).toEqual(['context.traits', 'event', 'messageId', 'properties', 'sentAt', 'timestamp', 'type', 'userId'])
    expect(parsed.customerId).toBeNull()
  })

  it.each([
    { line: '{"type":', problem: 'is not JSON' },
    { line: '', problem: 'is not JSON' },
    { line: '{"type":"track"} x', problem: 'is not JSON, from position 17 on' },
    { line: '['.repeat(30_000), problem: 'is not JSON' },
    { line: `"${'x'.repeat(EVENT_BYTES_MAX)}"`, problem: 'has 32770 characters' },
  ])('of a line: $problem', ({ line, problem }) => {
    const parsed = parseEventLine(line, RECEIVED, FROM_FILE)
    expect(parsed.ok).toBe(false)
    expect(!parsed.ok && parsed.problems[0]?.problem).toContain(problem)
  })
})

describe('whatever comes', () => {
  const anything = fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true, withSparseArray: true })
  const damaged = fc
    .record({
      key: fc.constantFrom(...Object.keys(order), 'anonymousId', 'previousId', 'sentAt', 'context', 'traits', '__proto__', 'extra'),
      value: anything,
    })
    .chain(({ key, value }) => fc.constant({ ...order, [key]: value }))

  it('parseEvent never throws; it takes plain JSON or says why not', () => {
    fc.assert(
      fc.property(fc.oneof(anything, damaged), fc.boolean(), (raw, correctSkew) => {
        const parsed = parseEvent(raw, RECEIVED, { correctSkew })
        if (parsed.ok) {
          const stored = JSON.stringify(parsed.value)
          expect(JSON.stringify(JSON.parse(stored))).toBe(stored)
          const ids = [
            parsed.value?.id ?? '',
            parsed.value?.customerId ?? '',
            ...parsed.merges.flatMap(({ source, into }) => [source, into]),
          ]
          expect(ids.every((id) => id.isWellFormed())).toBe(true)
          return
        }
        expect(parsed.problems.length).toBeGreaterThan(0)
        for (const { problem, hint } of parsed.problems) {
          expect(problem).not.toBe('')
          expect(hint).not.toMatch(/^$|^Invalid|^Unrecognized|^Too /)
        }
      }),
      { numRuns: 3_000 },
    )
  })

  it('parseEventLine says the same of a line as parseEvent of what stands in it', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.jsonValue(),
          fc
            .record({ key: fc.constantFrom(...Object.keys(order)), value: fc.jsonValue() })
            .map(({ key, value }) => ({ ...order, [key]: value })),
        ),
        (raw) => {
          const line = JSON.stringify(raw)
          expect(parseEventLine(line, RECEIVED, FROM_FILE)).toEqual(parseEvent(JSON.parse(line), RECEIVED, FROM_FILE))
        },
      ),
    )
  })
})

describe('what the quarantine keeps', () => {
  const refused = read({ ...order, userId: 5 })
  if (refused.ok) throw new Error('was taken')

  it('has an identity of what came and where', () => {
    const entry: QuarantineEntry = quarantineOf('{…}', 'a.jsonl:7', RECEIVED, refused)
    expect(entry).toMatchObject({ at: RECEIVED, because: 'invalid', customerId: null, problems: refused.problems, text: '{…}' })
    expect(quarantineOf('{…}', 'a.jsonl:7', (RECEIVED + 1) as EpochMs, refused).id).toBe(entry.id)
    expect(quarantineOf('{…}', 'a.jsonl:8', RECEIVED, refused).id).not.toBe(entry.id)
    expect(quarantineOf('{}', 'a.jsonl:7', RECEIVED, refused).id).not.toBe(entry.id)
  })

  it('is cut at a bound, and stays valid Unicode there', () => {
    const { text } = quarantineOf(`x${'😀'.repeat(QUARANTINE_TEXT_MAX)}`, 's', RECEIVED, refused)
    expect(text).toHaveLength(QUARANTINE_TEXT_MAX)
    expect(text.isWellFormed()).toBe(true)
  })
})
