/** Publishers over HTTP where their events go on to a bus. */
import { beforeEach, describe, expect, it } from 'vitest'
import { detailsOf } from '../../shared/flow/doors/forward.ts'
import { type HttpIntake, type PublisherRequest, takeHttp } from '../../shared/flow/doors/http-intake.ts'
import { keyCheck } from '../../shared/flow/doors/write-keys.ts'
import { openQueued } from '../../shared/flow/doors/bus-event.ts'
import { keyHashOf } from '../../shared/kernel/digest.ts'
import { isoOf } from '../../shared/kernel/time.ts'
import type { Json, JsonObject } from '../../shared/kernel/json.ts'
import {
  BATCH_BYTES_MAX,
  BUS_CHUNK_BYTES,
  BUS_ENTRY_EVENTS_MAX,
  WRITE_KEYS_KEPT_MS,
  WRONG_KEYS_REMEMBERED,
} from '../../shared/kernel/limits.ts'
import { epochMs } from '../../shared/kernel/words.ts'
import { Transient } from '../../shared/ports/customer-store.ts'
import type { QuarantineEntry } from '../../shared/ports/quarantine.ts'
import { day } from '../domain/customer/world.ts'

const NOW = day(10)
const SITE = 'https://shop.example'
const order = (more: JsonObject = {}): JsonObject => ({
  event: 'Order Completed',
  messageId: 'm-1',
  userId: 'ann',
  timestamp: isoOf(NOW),
  ...more,
})
const basic = (key: string): string => `Basic ${Buffer.from(`${key}:`).toString('base64')}`

let forwarded: string[]
let quarantined: QuarantineEntry[]
let world: HttpIntake
beforeEach(() => {
  forwarded = []
  quarantined = []
  world = {
    isKey: async (shown) => shown === 'right',
    quarantine: { put: async (entries) => void quarantined.push(...entries) },
    forward: async (details) => void forwarded.push(...details),
    corsOrigins: [SITE],
  }
})

const posting = (body: Json, more: Partial<PublisherRequest> = {}): PublisherRequest => ({
  method: 'POST',
  path: '/v1/track',
  headers: { authorization: basic('right'), 'content-type': 'application/json' },
  body: { ok: true, value: JSON.stringify(body) },
  requestId: 'r-1',
  receivedAt: NOW,
  ...more,
})
const ask = async (request: PublisherRequest) => {
  const taken = await takeHttp(world, request)
  return { status: taken.answer.status, headers: taken.answer.headers, body: taken.answer.body, counts: [taken.taken, taken.refused] }
}
const headers = (more: Readonly<Record<string, string>>) => ({ headers: { authorization: basic('right'), ...more } })

describe('the HTTP intake', () => {
  it('answers once the bus has it, and the intake behind the bus reads the same event', async () => {
    expect(await ask(posting(order()))).toMatchObject({ status: 200, counts: [1, 0] })
    const [detail = ''] = forwarded
    const [taken] = openQueued({
      text: JSON.stringify({ source: 'rekindle.http', time: isoOf(NOW), detail: JSON.parse(detail) }),
      queuedAt: NOW,
    })
    expect(taken?.sorted).toMatchObject({ type: 'request', request: { customerId: 'ann', event: { id: 'm-1', occurredAt: NOW } } })
  })

  it('puts a whole batch into one entry, and quarantines what is none at once', async () => {
    const batch = [order({ type: 'track' }), { type: 'track', messageId: 'm-2' }, order({ type: 'track', messageId: 'm-3' })]
    const answer = await ask(posting({ batch }, { path: '/v1/batch' }))
    expect(answer).toMatchObject({ status: 200, counts: [2, 1] })
    expect(forwarded).toHaveLength(1)
    expect(JSON.parse(forwarded[0] ?? '').events.map(({ messageId }: { messageId: string }) => messageId)).toEqual(['m-1', 'm-3'])
    expect(quarantined).toHaveLength(1)
    expect(JSON.parse(answer.body).refusals).toMatchObject([{ index: 1 }])
  })

  it('passes CloudEvents on as envelopes', async () => {
    const cloud = {
      specversion: '1.0',
      id: '1',
      source: '/shop',
      type: 'Order Completed',
      subject: 'ann',
      time: isoOf(NOW),
      data: { total: 3 },
    }
    expect(await ask(posting(cloud, { path: '/v1/events', ...headers({ 'content-type': 'application/cloudevents+json' }) }))).toMatchObject(
      { status: 200 },
    )
    expect(JSON.parse(forwarded[0] ?? '').events).toMatchObject([
      { type: 'track', event: 'Order Completed', userId: 'ann', properties: { total: 3 } },
    ])
  })

  it('lets no key through to the bus', async () => {
    const answer = await ask(posting(order({ writeKey: 'right' }), { headers: { 'content-type': 'text/plain' } }))
    expect(answer.status).toBe(200)
    expect(forwarded.join()).not.toContain('right')
  })

  it.each<{ title: string; request: Partial<PublisherRequest>; status: number }>([
    { title: 'no key', request: { headers: {} }, status: 401 },
    { title: 'a wrong key', request: { headers: { authorization: basic('wrong') } }, status: 401 },
    { title: 'a wrong key in the body', request: { headers: {}, body: { ok: true, value: '{"writeKey":"wrong"}' } }, status: 401 },
    { title: 'another place', request: { path: '/v1/nothing' }, status: 404 },
    { title: 'a GET', request: { method: 'GET' }, status: 405 },
    { title: 'a picture', request: headers({ 'content-type': 'image/png' }), status: 415 },
    { title: 'a page of another site', request: headers({ origin: 'https://evil.example' }), status: 403 },
    { title: 'a preflight of another site', request: { method: 'OPTIONS', ...headers({ origin: 'https://evil.example' }) }, status: 403 },
    { title: 'no JSON', request: { body: { ok: true, value: '{' } }, status: 400 },
    { title: 'an event that is none', request: { body: { ok: true, value: '{"event":1}' } }, status: 400 },
    {
      title: 'a body that cannot be unpacked',
      request: { body: { ok: false, problems: [{ path: '', problem: 'x', hint: 'y' }] } },
      status: 400,
    },
    { title: 'too much', request: { body: { ok: true, value: `"${'x'.repeat(BATCH_BYTES_MAX)}"` } }, status: 413 },
  ])('refuses $title with $status, and the bus hears nothing', async ({ request, status }) => {
    expect((await ask(posting(order(), request))).status).toBe(status)
    expect(forwarded).toEqual([])
  })

  it('lets pages of allowed sites ask, and read every answer', async () => {
    const preflight = await ask(posting(null, { method: 'OPTIONS', headers: { origin: SITE } }))
    expect([preflight.status, preflight.headers['access-control-allow-origin']]).toEqual([204, SITE])
    const refused = await ask(posting(order(), { headers: { origin: SITE } }))
    expect([refused.status, refused.headers['access-control-allow-origin']]).toEqual([401, SITE])
  })

  it.each([
    { failure: new Transient('the bus is away'), ends: '503' },
    { failure: new Error('defect'), ends: 'defect' },
  ])('that cannot pass it on says so: $ends', async ({ failure, ends }) => {
    world = { ...world, forward: async () => Promise.reject(failure) }
    const ended = await ask(posting(order())).then(
      ({ status }) => String(status),
      (thrown: Error) => thrown.message,
    )
    expect(ended).toBe(ends)
  })
})

describe('details of bus entries', () => {
  it.each([
    { count: 0, bytes: 10, entries: 0 },
    { count: BUS_ENTRY_EVENTS_MAX, bytes: 10, entries: 1 },
    { count: BUS_ENTRY_EVENTS_MAX + 1, bytes: 10, entries: 2 },
    { count: 10, bytes: 10_000, entries: 2 },
    { count: 3, bytes: 32_000, entries: 2 },
    { count: 3, bytes: 32_400, entries: 3 },
  ])('of $count events of $bytes bytes are $entries', ({ count, bytes, entries }) => {
    const envelopes = Array.from({ length: count }, (_, n) => ({ n, text: 'é'.repeat(bytes / 2) }))
    const details = detailsOf(envelopes, NOW)
    expect(details).toHaveLength(entries)
    for (const detail of details) expect(Buffer.byteLength(detail)).toBeLessThan(BUS_CHUNK_BYTES)
    expect(details.flatMap((detail) => JSON.parse(detail).events)).toEqual(envelopes)
  })
})

describe('write keys', () => {
  const check = () => {
    const asked: string[] = []
    let now = 0
    const isKey = keyCheck(
      {
        find: async (hash) => {
          asked.push(hash)
          return hash === keyHashOf('right') ? { hash, name: 'shop', madeAt: epochMs(0), madeBy: 'ann' } : null
        },
      },
      { now: () => epochMs(now) },
    )
    const at = (ms: number): void => {
      now = ms
    }
    return { asked, isKey, at }
  }

  it('are asked for once a minute, by their hash alone', async () => {
    const { asked, isKey, at } = check()
    expect([await isKey('right'), await isKey('right'), await isKey('wrong'), await isKey('wrong')]).toEqual([true, true, false, false])
    expect(asked).toEqual([keyHashOf('right'), keyHashOf('wrong')])
    at(WRITE_KEYS_KEPT_MS)
    await isKey('right')
    expect(asked).toHaveLength(3)
  })

  it('that are wrong fill no memory, and drive no right one out', async () => {
    const { asked, isKey } = check()
    await isKey('right')
    for (let n = 0; n <= WRONG_KEYS_REMEMBERED; n += 1) await isKey(`guess ${n}`)
    const before = asked.length
    expect(await isKey('right')).toBe(true)
    expect(asked).toHaveLength(before)
  })
})
