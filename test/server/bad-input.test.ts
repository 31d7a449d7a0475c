/** Whatever comes: a clear answer, nothing lost, the process lives. */
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { STATE_BYTES_MAX } from '../../shared/kernel/limits.ts'
import { customerId } from '../../shared/kernel/words.ts'
import { openSite, order, type Site } from './world.ts'

let site: Site
beforeAll(async () => {
  site = await openSite()
})
afterAll(async () => {
  // After all of it: nothing of ours broke, and the next event is taken.
  expect(site.errors).toEqual([])
  expect((await site.post('/v1/track', order('the-next'))).status).toBe(200)
  expect(await site.stageOf('the-next')).toBe('new')
  await site.close()
})

const nested = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`
const TEN_MB = 10 * 1024 * 1024
const bomb = Buffer.alloc(100 * 1024 * 1024, ' ')

describe('bodies', () => {
  it.each([
    { what: '10 MB', body: 'x'.repeat(TEN_MB), headers: {}, status: 413, says: 'is larger than 500000 bytes' },
    { what: '10 MB without a length', body: 'stream', headers: {}, status: 413, says: 'is larger than 500000 bytes' },
    { what: 'invalid UTF-8', body: Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), headers: {}, status: 400, says: 'is not valid UTF-8' },
    { what: 'NaN as revenue', body: '{"properties":{"revenue":NaN}}', headers: {}, status: 400, says: 'is not JSON' },
    { what: 'nothing', body: '', headers: {}, status: 400, says: 'is empty' },
    { what: 'a list', body: '[]', headers: {}, status: 400, says: 'must be an object' },
    { what: 'brackets to the brim', body: nested(200_000), headers: {}, status: 400, says: 'must be an object' },
    { what: 'a form', body: 'a=1', headers: { 'content-type': 'application/x-www-form-urlencoded' }, status: 415, says: 'not JSON' },
    { what: 'an unknown packing', body: 'x', headers: { 'content-encoding': 'zstd' }, status: 415, says: 'is packed as \\"zstd\\"' },
    { what: 'gzip that is none', body: 'x', headers: { 'content-encoding': 'gzip' }, status: 400, says: 'is not gzip' },
    { what: 'a gzip bomb', body: gzipSync(bomb), headers: { 'content-encoding': 'gzip' }, status: 413, says: 'larger' },
    { what: 'a deflate bomb', body: deflateSync(bomb), headers: { 'content-encoding': 'deflate' }, status: 413, says: 'larger' },
    { what: 'a brotli bomb', body: brotliCompressSync(bomb), headers: { 'content-encoding': 'br' }, status: 413, says: 'larger' },
  ])('$what: $status', { timeout: 20_000 }, async ({ body, headers, status, says }) => {
    const answer = body === 'stream' ? await streamed(site.url) : await site.post('/v1/track', body, headers as Record<string, string>)
    expect(answer.status).toBe(status)
    expect(await answer.text()).toContain(says)
  })

  it('takes what is packed and of ordinary size', async () => {
    const packed = gzipSync(JSON.stringify(order('packed')))
    expect((await site.post('/v1/track', packed, { 'content-encoding': 'gzip' })).status).toBe(200)
    expect(await site.stageOf('packed')).toBe('new')
  })
})

/** Ten megabytes, nobody knows beforehand how many. */
const streamed = (url: string): Promise<Response> => {
  let left = 160
  const body = new ReadableStream({
    pull: (controller) => {
      left -= 1
      if (left < 0) controller.close()
      else controller.enqueue(new Uint8Array(TEN_MB / 160))
    },
  })
  return fetch(`${url}/v1/track`, { method: 'POST', headers: { 'content-type': 'application/json' }, body, duplex: 'half' } as RequestInit)
}

describe('events', () => {
  const deep = JSON.stringify(order('deep', { properties: 'HERE' })).replace('"HERE"', `{"a":${nested(100_000)}}`)
  it.each([
    { what: 'a deep bomb among the properties', body: deep, path: 'properties', problem: 'nested deeper than 20 levels' },
    { what: '1900', body: order('old', { timestamp: '1900-01-01T00:00:00Z' }), path: 'timestamp', problem: 'is before 1990' },
    { what: '9999', body: order('far', { timestamp: '9999-12-31T23:59:59Z' }), path: 'timestamp', problem: 'after it arrived' },
    { what: 'an id of 10,000 characters', body: order('x'.repeat(10_000)), path: 'userId', problem: 'longer than 256 characters' },
    { what: 'a messageId of 10,000', body: order('a', { messageId: 'x'.repeat(10_000) }), path: 'messageId', problem: 'longer than 256' },
    { what: 'half a character', body: '{"userId":"\\ud800","messageId":"h","event":"E"}', path: 'userId', problem: 'has half a character' },
    { what: 'nobody', body: { event: 'E', messageId: 'n' }, path: 'userId', problem: 'is missing, and so is anonymousId' },
  ])('$what: refused, and kept in quarantine', async ({ body, path, problem }) => {
    const answer = await site.post('/v1/track', body)
    expect(answer.status).toBe(400)
    const { refusals } = (await answer.json()) as { refusals: { quarantine: string; problems: { path: string; problem: string }[] }[] }
    // The path leads to the very place, however deep.
    expect(refusals[0]?.problems[0]?.path.startsWith(path)).toBe(true)
    expect(refusals[0]?.problems[0]?.problem).toContain(problem)
    expect((await site.quarantined()).map(({ id }) => id)).toContain(refusals[0]?.quarantine)
  })

  it('takes __proto__ as the plain key it is', async () => {
    const body = JSON.stringify(order('proto', { properties: {} })).replace('"properties":{', '"properties":{"__proto__":{"isAdmin":true}')
    const batch = `{"context":{"__proto__":{"isAdmin":true}},"__proto__":{"batch":1},"batch":[${body}]}`
    expect((await site.post('/v1/batch', batch)).status).toBe(200)
    expect(await site.stageOf('proto')).toBe('new')
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined()
  })

  it('takes an order over 1e308 without counting it as money, and says so in quarantine', async () => {
    const answer = await site.post('/v1/track', order('rich', { properties: { revenue: 1e308, currency: 'USD' } }))
    expect(answer.status).toBe(200)
    expect(await site.eventsOf('rich')).toEqual(['Order Completed'])
    const doubts = (await site.quarantined()).filter(({ customerId: who }) => who === 'rich')
    expect(doubts.map(({ problems: [first] }) => first?.path)).toEqual(['properties.revenue'])
  })

  it('bounds what one customer with thousands of event names costs', { timeout: 30_000 }, async () => {
    for (let round = 0; round < 5; round += 1) {
      const batch = Array.from({ length: 1_000 }, (_, index) => order('chatty', { event: `Name ${round}-${index}` }))
      expect(await (await site.post('/v1/batch', { batch })).json()).toMatchObject({ taken: 1_000, refused: 0 })
    }
    const states = await site.stores.customers.load([customerId('chatty')])
    const written = JSON.stringify([...states.values()], (_, value) => (value instanceof Map ? [...value] : value))
    expect(written.length).toBeLessThan(STATE_BYTES_MAX)
  })

  it('tells a batch apart: what was taken, and what was refused and where', async () => {
    const batch = [order('part-ann'), order('part-bob', { timestamp: 'noon' }), 7, order('part-cleo', { type: 'hop' })]
    const answer = await site.post('/v1/batch', { batch, sentAt: new Date().toISOString(), context: { ip: '::1' } })
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({
      success: true,
      taken: 1,
      refused: 3,
      refusals: [
        { index: 1, problems: [{ path: 'timestamp', hint: expect.any(String) }] },
        { index: 2, problems: [{ path: '' }] },
        { index: 3, problems: [{ path: 'type' }] },
      ],
    })
  })
})
