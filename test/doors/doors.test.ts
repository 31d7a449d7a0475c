/** The doors as functions: a request in; what is to be taken, and the answer, out. */
import { describe, expect, it } from 'vitest'
import { CLOUD_EVENTS_PATH, openCloudEvents } from '../../shared/flow/doors/cloudevents.ts'
import type { DoorRequest, Opened } from '../../shared/flow/doors/door.ts'
import { openPutEvents } from '../../shared/flow/doors/put-events.ts'
import { isSegmentPath, openSegment } from '../../shared/flow/doors/segment.ts'
import { BATCH_EVENTS_MAX, BUS_BYTES_MAX } from '../../shared/kernel/limits.ts'
import { parseIso } from '../../shared/kernel/time.ts'
import type { EpochMs } from '../../shared/kernel/words.ts'

const NOW = parseIso('2026-03-01T12:00:00Z') as EpochMs

const requestOf = (path: string, body: unknown, headers: DoorRequest['headers'] = {}): DoorRequest => ({
  path,
  headers,
  body: typeof body === 'string' ? body : JSON.stringify(body),
  receivedAt: NOW,
  requestId: 'r1',
})

/** The events taken, in order; a refused one as the paths of its problems. */
const outcomes = ({ sorted }: Opened): readonly unknown[] =>
  sorted.map((one) =>
    one.type === 'request' && one.request.type === 'event'
      ? one.request.event
      : one.type === 'quarantine' && one.entry.problems.map(({ path }) => path),
  )

const body = ({ answer }: Opened): unknown => JSON.parse(answer.body)

describe("Segment's calls", () => {
  it.each([
    { path: '/v1/track', call: 'track' },
    { path: '/v1/i', call: '$identify' },
    { path: '/v1/page', call: '$page' },
    { path: '/v1/s', call: '$screen' },
    { path: '/v1/group', call: '$group' },
  ])('$path says which call it is, whatever the body says', ({ path, call }) => {
    const opened = openSegment(requestOf(path, { type: 'alias', userId: 'ann', event: 'track', messageId: 'm' }))
    expect(outcomes(opened)).toMatchObject([{ name: call, customerId: 'ann', id: 'm' }])
    expect([opened.answer.status, body(opened)]).toEqual([200, { success: true, taken: 1, refused: 0, refusals: [] }])
  })

  const merges = ({ sorted }: Opened): readonly string[] =>
    sorted
      .flatMap((one) => (one.type === 'request' ? [one.request, ...one.more] : []))
      .map((request) => (request.type === 'merge' ? `${request.customerId} > ${request.into}` : request.type))

  it('take an alias, which is no event, and an identify call that is both', () => {
    const alias = { type: 'alias', messageId: 'm', previousId: 'a', userId: 'ann' }
    const identify = { type: 'identify', messageId: 'n', anonymousId: 'v', userId: 'ann' }
    const said = ['anonymous:a > ann', 'a > ann', 'event', 'anonymous:v > ann']
    const batch = openSegment(requestOf('/v1/batch', { batch: [alias, identify] }))
    expect([merges(batch), batch.answer.status, body(batch)]).toEqual([said, 200, { success: true, taken: 2, refused: 0, refusals: [] }])
    expect(merges(openSegment(requestOf('/v1/alias', { ...alias, type: 'track' })))).toEqual(said.slice(0, 2))
    const events = [alias, identify].map((data, index) => ({ specversion: '1.0', id: `${index}`, source: '/s', type: 'x', data }))
    const clouds = openCloudEvents(requestOf(CLOUD_EVENTS_PATH, events, { 'content-type': 'application/cloudevents-batch+json' }))
    expect([merges(clouds), clouds.answer.status]).toEqual([said, 200])
    const entry = { Source: 'shop', DetailType: 'x', EventBusName: 'rekindle', Detail: JSON.stringify({ events: [alias, identify] }) }
    const put = openPutEvents(requestOf('/', { Entries: [entry] }), () => true)
    expect([merges(put), put.answer.status]).toEqual([said, 200])
  })

  it.each(['/v1/', '/v1/tracks', '/v2/track', '/v1/toString', '/v1/track/'])('%s is none of them', (path) =>
    expect(isSegmentPath(path)).toBe(false),
  )

  it('corrects the clock of the publisher by sentAt, also where the batch says it once', () => {
    const call = { type: 'track', userId: 'ann', event: 'E', messageId: 'm', timestamp: '2026-03-01T10:00:00Z' }
    const batch = openSegment(
      requestOf('/v1/batch', { batch: [call, { ...call, sentAt: '2026-03-01T11:00:00Z' }], sentAt: '2026-03-01T10:00:01Z' }),
    )
    expect(outcomes(batch)).toMatchObject([{ occurredAt: NOW - 1_000 }, { occurredAt: NOW - 3_600_000 }])
  })

  it('shares the context of a batch; a call knows better', () => {
    const call = { type: 'track', userId: 'ann', event: 'E', messageId: 'm' }
    const context = { traits: { plan: 'free' } }
    const own = { ...call, context: { traits: { plan: 'pro' } } }
    const batch = openSegment(requestOf('/v1/import', { batch: [call, own, { ...call, context: null }], context }))
    expect(outcomes(batch)).toMatchObject(['free', 'pro', 'free'].map((plan) => ({ traits: { plan } })))
  })

  it('makes an id for a single call without one, and says so; in a batch it is refused', () => {
    const call = { type: 'track', userId: 'ann', event: 'E' }
    const [once, again] = [openSegment(requestOf('/v1/track', call)), openSegment({ ...requestOf('/v1/track', call), requestId: 'r2' })]
    expect(outcomes(once)).not.toEqual(outcomes(again))
    expect(body(once)).toMatchObject({ taken: 1, notes: [{ path: 'messageId', hint: expect.stringContaining('retry') }] })
    expect(outcomes(openSegment(requestOf('/v1/batch', { batch: [call] })))).toEqual([['messageId']])
  })

  it.each([
    { what: 'no batch', given: {}, path: 'batch' },
    { what: 'a batch that is none', given: { batch: { 0: {} } }, path: 'batch' },
    { what: 'too many', given: { batch: Array.from({ length: BATCH_EVENTS_MAX + 1 }, () => 0) }, path: 'batch' },
    { what: 'no JSON', given: '{"batch":[', path: '' },
  ])('$what: 400, and the whole body lies in quarantine', ({ given, path }) => {
    const opened = openSegment(requestOf('/v1/batch', given))
    expect([opened.answer.status, outcomes(opened)]).toEqual([400, [[path]]])
  })
})

describe('CloudEvents', () => {
  const event = {
    specversion: '1.0',
    id: '1',
    source: '/shop',
    type: 'Order Completed',
    subject: 'ann',
    time: '2026-03-01T11:00:00Z',
    data: { revenue: 5 },
  }
  const structured = { 'content-type': 'application/cloudevents+json; charset=utf-8' }
  const batched = { 'content-type': 'application/cloudevents-batch+json' }
  const taken = { type: 'track', name: 'Order Completed', customerId: 'ann', properties: { revenue: 5 }, occurredAt: NOW - 3_600_000 }
  const open = (given: unknown, headers: DoorRequest['headers']) => openCloudEvents(requestOf(CLOUD_EVENTS_PATH, given, headers))

  it('structured, batched and binary say the same, and are the same event', () => {
    const binary = {
      'content-type': 'application/json',
      ...{
        'ce-specversion': '1.0',
        'ce-id': '1',
        'ce-source': '/shop',
        'ce-type': 'Order%20Completed',
        'ce-subject': 'ann',
        'ce-time': event.time,
      },
    }
    const all = [open(event, structured), open([event], batched), open(event.data, binary)].flatMap(outcomes)
    expect(all).toMatchObject([taken, taken, taken])
    expect(new Set(all.map((one) => (one as { id: string }).id)).size).toBe(1)
  })

  it('another source is another event', () => {
    const [one, other] = outcomes(open([event, { ...event, source: '/app' }], batched)) as { id: string }[]
    expect(one?.id).not.toBe(other?.id)
  })

  it('data may be an envelope of the Segment Spec', () => {
    const data = { type: 'identify', userId: 'bob', traits: { plan: 'pro' } }
    expect(outcomes(open({ ...event, data }, structured))).toMatchObject([
      { name: '$identify', customerId: 'bob', occurredAt: NOW - 3_600_000 },
    ])
  })

  it.each([
    { what: 'nobody', given: { ...event, subject: undefined }, paths: ['subject'] },
    { what: 'a day that does not exist', given: { ...event, time: '2026-02-30' }, paths: ['time'] },
    { what: 'data that is text', given: { ...event, data: 'x' }, paths: ['data'] },
    { what: 'an envelope that is wrong', given: { ...event, data: { type: 'track', userId: 'a', event: 7 } }, paths: ['data.event'] },
    { what: 'no CloudEvent', given: {}, paths: ['specversion', 'id', 'source', 'type'] },
    { what: 'bytes', given: { ...event, data_base64: 'AA==' }, paths: ['data_base64'] },
    { what: 'a number', given: 7, paths: [''] },
  ])('$what is refused in the words of CloudEvents', ({ given, paths }) => {
    const opened = open(given, structured)
    const { refusals } = body(opened) as { refusals: { problems: { path: string }[] }[] }
    expect([opened.answer.status, refusals[0]?.problems.map(({ path }) => path)]).toEqual([400, paths])
    expect(opened.sorted).toMatchObject([{ type: 'quarantine' }])
  })

  it('without a mode is 415', () => expect(open(event, { 'content-type': 'application/json' }).answer.status).toBe(415))
})

describe('PutEvents', () => {
  const detail = { type: 'track', userId: 'ann', event: 'E', messageId: 'm' }
  const entry = { Source: 'shop', DetailType: 'd', EventBusName: 'rekindle', Detail: JSON.stringify(detail), Time: (NOW - 5_000) / 1_000 }
  const put = (Entries: unknown) => openPutEvents(requestOf('/', { Entries }), () => true)

  it('an event without a timestamp happened when its entry says', () => {
    expect(outcomes(put([entry]))).toMatchObject([{ customerId: 'ann', occurredAt: NOW - 5_000 }])
  })

  it('takes the bus by its ARN', () => {
    const arn = 'arn:aws:events:us-east-1:123456789012:event-bus/rekindle'
    expect(
      outcomes(
        put([
          { ...entry, EventBusName: arn },
          { ...entry, EventBusName: `${arn}-2` },
        ]),
      ),
    ).toHaveLength(1)
  })

  it('says what goes nowhere', () => {
    expect(body(put([entry, { ...entry, EventBusName: undefined }]))).toMatchObject({
      FailedEntryCount: 0,
      Notes: [{ entry: 1, hint: expect.stringContaining('rekindle') }],
    })
  })

  it('names what it refused, also of an entry that was taken in part', () => {
    const opened = put([entry, { ...entry, Detail: JSON.stringify({ events: [detail, { ...detail, userId: 7 }] }) }])
    expect(body(opened)).toMatchObject({
      FailedEntryCount: 0,
      Entries: [{}, {}],
      Refusals: [{ entry: 1, index: 1, problems: [{ path: 'userId' }] }],
    })
    expect(outcomes(opened)).toHaveLength(3)
  })

  it.each([
    { what: 'no JSON', given: '{', name: 'SerializationException' },
    { what: 'no entries', given: { Entries: [] }, name: 'ValidationException' },
    {
      what: 'too large together',
      given: { Entries: [entry, { ...entry, Detail: 'x'.repeat(BUS_BYTES_MAX) }] },
      name: 'ValidationException',
    },
  ])('$what: $name', ({ given, name }) => {
    const opened = openPutEvents(requestOf('/', given), () => true)
    expect([opened.answer.status, opened.answer.headers['x-amzn-errortype'], opened.sorted]).toEqual([400, name, []])
  })
})
