import { describe, expect, it } from 'vitest'
import { quarantineOf } from '../../shared/contract/quarantined.ts'
import { CLOUD_EVENTS_PATH, openCloudEvents } from '../../shared/flow/doors/cloudevents.ts'
import type { DoorRequest, Opened } from '../../shared/flow/doors/door.ts'
import { openPutEvents } from '../../shared/flow/doors/put-events.ts'
import { openSegment } from '../../shared/flow/doors/segment.ts'
import { take } from '../../shared/flow/doors/take.ts'
import { isRetriable, retry } from '../../shared/flow/retry.ts'
import { digestOf } from '../../shared/kernel/digest.ts'
import { QUARANTINE_TEXT_MAX } from '../../shared/kernel/limits.ts'
import { DAY_MS, HOUR_MS, isoOf, later } from '../../shared/kernel/time.ts'
import { customerId, type EpochMs } from '../../shared/kernel/words.ts'
import type { CameBy, QuarantineEntry, QuarantineReason } from '../../shared/ports/quarantine.ts'
import { day, rules } from '../domain/customer/world.ts'
import { openFlow } from './world.ts'

const ARRIVED = day(10)
const NOW = day(12)
const AS_EVENT: CameBy = { request: null, assumedSentAt: null }
const entryOf = (text: string, because: QuarantineReason = 'invalid', cameBy: CameBy | null = AS_EVENT): QuarantineEntry => ({
  ...quarantineOf(text, 'door', ARRIVED, { because: 'invalid', customerId: null, problems: [] }),
  because,
  ...(cameBy === null ? {} : { cameBy }),
})
const event = (more: object = {}) => ({ type: 'track', messageId: 'm', userId: 'ann', event: 'Order Completed', ...more })

describe('what may be sent in again', () => {
  it.each([
    { because: 'invalid', length: QUARANTINE_TEXT_MAX - 1, may: true },
    { because: 'invalid', length: QUARANTINE_TEXT_MAX, may: false },
    { because: 'in-the-future', length: 10, may: true },
    { because: 'uncertain', length: 10, may: false },
    { because: 'unknown-variant', length: 10, may: false },
    { because: 'state-full', length: 10, may: false },
    { because: 'too-late', length: 10, may: false },
    { because: 'wake-failed', length: 0, may: false },
  ] as const)('$because, $length characters: $may', ({ because, length, may }) =>
    expect(isRetriable(entryOf('x'.repeat(length), because))).toBe(may),
  )

  it('is not what no door that is known has read', () => {
    expect(isRetriable(entryOf('{}', 'invalid', null))).toBe(false)
    expect(isRetriable(entryOf('{}', 'invalid', { request: { path: '/v0/old', headers: {} }, assumedSentAt: null }))).toBe(false)
  })

  it('is no doubt about a part of what was taken', async () => {
    const { engine, stores } = openFlow(rules())
    const order = event({ properties: { revenue: 'much', currency: 'USD' } })
    const { sorted } = openSegment(requestOf('/v1/track', JSON.stringify(order)))
    await take(
      engine,
      sorted.map((one) => ({ sorted: one, receivedAt: ARRIVED })),
    )
    expect((await stores.quarantine.list(null, 10)).map((entry) => [entry.because, isRetriable(entry)])).toEqual([['invalid', false]])
  })
})

describe('a mended event', () => {
  const mended = async (raw: object, assumedSentAt: EpochMs | null = null) => {
    const { engine, stores } = openFlow(rules())
    const entry = entryOf('{', 'invalid', { request: null, assumedSentAt })
    await stores.quarantine.put([entry])
    const { taken, problems } = await retry(engine, entry, JSON.stringify(raw), NOW)
    const [kept] = await stores.inspection.eventsOf(customerId('ann'))
    return { isTaken: taken.length > 0, problems, at: kept?.occurredAt, id: kept?.id, left: await stores.quarantine.count() }
  }

  it.each([
    { what: 'says when it happened', raw: event({ timestamp: isoOf(day(9)) }), at: day(9) },
    { what: 'says nothing: it happened when it came', raw: event(), at: ARRIVED },
    { what: 'says nothing but when it was sent', raw: event({ sentAt: isoOf(day(3)) }), at: ARRIVED },
    {
      what: 'came from a clock that was an hour ahead, and lay here for two days',
      raw: event({ timestamp: isoOf(later(ARRIVED, HOUR_MS - 60_000)), sentAt: isoOf(later(ARRIVED, HOUR_MS)) }),
      at: later(ARRIVED, -60_000),
    },
    { what: 'was planned for what was tomorrow', raw: event({ timestamp: isoOf(day(11)) }), at: day(11) },
  ])('that $what', async ({ raw, at }) => expect(await mended(raw)).toEqual({ isTaken: true, problems: [], at, id: 'm', left: 0 }))

  it('keeps its age where the clock was another on purpose, by what that clock showed when it came', async () => {
    const sentAt = later(ARRIVED, 500 * DAY_MS)
    expect((await mended(event({ timestamp: isoOf(later(sentAt, -HOUR_MS)) }), sentAt)).at).toBe(later(ARRIVED, -HOUR_MS))
  })

  it('stays in quarantine while something is wrong with it', async () => {
    expect(await mended({ ...event(), userId: undefined })).toMatchObject({ isTaken: false, problems: [{ path: 'userId' }], left: 1 })
  })
})

describe('a mended body', () => {
  const retried = async (opened: Opened, ...texts: readonly string[]) => {
    const { engine, stores } = openFlow(rules())
    const taken = opened.sorted.map((sorted) => ({ sorted, receivedAt: ARRIVED }))
    await take(engine, taken)
    const [entry] = await stores.quarantine.list(null, 10)
    if (entry === undefined) throw new Error('nothing was refused')
    const answers = []
    for (const text of texts.length === 0 ? [entry.text] : texts) answers.push(await retry(engine, entry, text, NOW))
    const events = await stores.inspection.eventsOf(customerId('ann'))
    return {
      may: isRetriable(entry),
      text: entry.text,
      problems: answers.at(-1)?.problems.map(({ path, problem }) => `${path}: ${problem}`),
      events: events.map(({ name, id }) => `${name} ${id}`),
      at: events.map(({ occurredAt }) => occurredAt),
      left: await stores.quarantine.count(),
    }
  }
  const { type: _, ...untyped } = event()
  const call = JSON.stringify(untyped)
  const done = { may: true, problems: [], left: 0 }

  it('is of the type its path says, also without an id of its own', async () => {
    const broken = openSegment(requestOf('/v1/track', `${call.slice(0, -1)},}`))
    expect(await retried(broken, call)).toMatchObject({ ...done, events: ['Order Completed m'], at: [ARRIVED] })
    const unnamed = JSON.stringify({ ...untyped, messageId: undefined })
    const { events } = await retried(openSegment(requestOf('/v1/t', `${unnamed}}`)), unnamed, unnamed)
    expect(events).toEqual([expect.stringMatching(/^Order Completed made-/)])
  })

  it('may be a list where an object has to be', async () =>
    expect(await retried(openSegment(requestOf('/v1/track', `[${call}]`)), call)).toMatchObject({ ...done, events: ['Order Completed m'] }))

  it('is by the clock its publisher had when it came', async () => {
    const request = requestOf('/v1/track', JSON.stringify({ ...untyped, timestamp: isoOf(day(509)), properties: 5 }))
    const opened = openSegment({ ...request, assumeSentAt: day(510) })
    const text = JSON.stringify(event({ timestamp: isoOf(day(509)) }))
    expect(await retried(opened, text)).toMatchObject({ ...done, at: [later(ARRIVED, -DAY_MS)] })
    const broken = openSegment({ ...request, body: '{', assumeSentAt: day(510) })
    expect(await retried(broken, text)).toMatchObject({ ...done, at: [later(ARRIVED, -DAY_MS)] })
  })

  it('may be a batch, which is taken whole or not at all', async () => {
    const two = (...batch: readonly object[]) => JSON.stringify({ batch, sentAt: isoOf(later(ARRIVED, HOUR_MS)) })
    const good = event({ timestamp: isoOf(ARRIVED) })
    const broken = openSegment(requestOf('/v1/batch', `${two(good)}]`))
    const other = event({ messageId: 'n', timestamp: isoOf(ARRIVED) })
    const half = await retried(broken, two(good, { ...other, userId: 5 }))
    expect(half).toMatchObject({ may: true, problems: ['batch.1.userId: must be text, and is a number'], events: [], left: 1 })
    const both = await retried(broken, two(good, other), two(good, other))
    expect(both).toMatchObject({ ...done, at: [later(ARRIVED, -HOUR_MS), later(ARRIVED, -HOUR_MS)] })
    expect(await retried(broken, '{"batch":[]}')).toMatchObject({ problems: [': has no event in it'], left: 1 })
    expect(await retried(broken, '{')).toMatchObject({ problems: [expect.stringContaining(': is not JSON')], left: 1 })
  })

  const cloud = { specversion: '1.0', id: '1', source: '/shop', type: 'Order Completed', subject: 'ann' }
  const { id: __, ...nameless } = cloud
  const said = (body: unknown, headers: DoorRequest['headers']): Opened =>
    openCloudEvents(requestOf(CLOUD_EVENTS_PATH, typeof body === 'string' ? body : JSON.stringify(body), headers))
  const structured = { 'content-type': 'application/cloudevents+json; charset=utf-8' }
  const batched = { 'content-type': 'application/cloudevents-batch+json' }
  const binary = { 'ce-specversion': '1.0', 'ce-source': '/shop', 'ce-type': 'Order Completed', 'ce-subject': 'ann', 'ce-id': '1' }
  const idless = Object.fromEntries(Object.entries(binary).filter(([name]) => name !== 'ce-id'))
  it.each([
    { what: 'alone', opened: said(nameless, structured), text: cloud },
    { what: 'alone, and no JSON', opened: said('{,', structured), text: cloud },
    { what: 'out of a batch', opened: said([nameless], batched), text: cloud },
    { what: 'a whole batch', opened: said({}, batched), text: [cloud] },
    { what: 'in headers', opened: said({}, idless), text: { ...cloud, data: {} } },
    { what: 'in headers, its data no JSON', opened: said('{,', binary), text: {} },
  ])('may be a CloudEvent: $what', async ({ opened, text }) => {
    const { events, ...rest } = await retried(opened, JSON.stringify(text))
    expect(rest).toMatchObject({ ...done, at: [ARRIVED] })
    expect(events).toEqual([`Order Completed ${digestOf('cloudevent', '/shop', '1')}`])
  })

  it('has its problems where it has them', async () => {
    expect((await retried(said(nameless, structured))).problems).toEqual(['id: is missing'])
    expect((await retried(said({}, batched), JSON.stringify([cloud, { ...cloud, subject: 5 }]))).problems).toEqual([
      '1.subject: must be text, and is a number',
    ])
  })

  it('is, from the bus, the envelope that was in an entry', async () => {
    const entry = { EventBusName: 'rekindle', Source: 'shop', DetailType: 'x', Detail: JSON.stringify(event({ userId: 5 })) }
    const opened = openPutEvents(requestOf('/', JSON.stringify({ Entries: [entry] })), () => true)
    expect(await retried(opened, JSON.stringify(event()))).toMatchObject({ ...done, events: ['Order Completed m'], at: [ARRIVED] })
  })

  it('is not whole where it is nested too deeply to be written down', async () => {
    const deep = `{"messageId":"m","userId":"ann","event":"","properties":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}}`
    expect((await retried(openSegment(requestOf('/v1/track', deep)))).may).toBe(false)
  })
})

const requestOf = (path: string, body: string, headers: DoorRequest['headers'] = {}): DoorRequest => ({
  ...{ path, headers, body, receivedAt: ARRIVED, requestId: 'r' },
})
