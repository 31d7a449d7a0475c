/** Who may ask what; how it behaves when it cannot keep up; and that what it said it kept is kept. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawn } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openCollector } from '../../local/server/collector.ts'
import { openSqlite, storeFile } from '../../shared/adapters/sqlite/open.ts'
import type { Taken } from '../../shared/flow/doors/take.ts'
import { WAITING_EVENTS_MAX } from '../../shared/kernel/limits.ts'
import { customerId } from '../../shared/kernel/words.ts'
import { Transient } from '../../shared/ports/customer-store.ts'
import { gateOf } from '../../local/server/write-keys.ts'
import { openSite, order, rawRequest, type Site } from './world.ts'

let site: Site
let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rekindle-static-'))
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Rekindle</title>')
  writeFileSync(join(folder, '.secret'), 'hidden')
  site = await openSite({
    staticFolder: folder,
    corsOrigins: ['https://shop.example'],
    api: async ({ method, path, body }) => ({ status: 200, headers: { 'content-type': 'text/plain' }, body: `${method} ${path} ${body}` }),
  })
})
afterAll(async () => {
  await site.close()
  rmSync(folder, { recursive: true })
})

const ask = async (method: string, path: string, headers: Readonly<Record<string, string>> = {}, body?: string) => {
  const host = `127.0.0.1:${site.server.port}`
  return rawRequest(site.server.port, {
    method,
    path,
    headers: { host, 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body }),
  })
}

describe('who may ask', () => {
  const foreign = { origin: 'https://evil.example' }
  it.each([
    { what: 'a name that was made to lead here', method: 'GET', path: '/', headers: { host: 'evil.example' }, status: 421 },
    { what: 'the page itself', method: 'GET', path: '/', headers: {}, status: 200 },
    { what: 'a page within the page', method: 'GET', path: '/customers/ann', headers: {}, status: 200 },
    { what: 'a hidden file', method: 'GET', path: '/.secret', headers: {}, status: 404 },
    { what: 'a file above', method: 'GET', path: '/..%2f..%2fetc/passwd', headers: {}, status: 404 },
    { what: 'another page that reads', method: 'GET', path: '/api/customers', headers: foreign, status: 403 },
    { what: 'another page without Origin', method: 'GET', path: '/api/token', headers: { 'sec-fetch-site': 'cross-site' }, status: 403 },
    { what: 'our page that reads', method: 'GET', path: '/api/customers', headers: { 'sec-fetch-site': 'same-origin' }, status: 200 },
    { what: 'a change without the token', method: 'POST', path: '/api/pause', headers: {}, status: 403 },
    { what: 'a change with a wrong token', method: 'DELETE', path: '/api/x', headers: { 'x-rekindle-token': 'guess' }, status: 403 },
    {
      what: 'events from another page',
      method: 'POST',
      path: '/v1/track',
      headers: { ...foreign, 'content-type': 'text/plain' },
      status: 403,
    },
    { what: 'a preflight of another page', method: 'OPTIONS', path: '/v1/track', headers: foreign, status: 403 },
    { what: 'a preflight of the shop', method: 'OPTIONS', path: '/v1/track', headers: { origin: 'https://shop.example' }, status: 204 },
    { what: 'a GET where events go', method: 'GET', path: '/v1/track', headers: {}, status: 405 },
    { what: 'a door that is not there', method: 'POST', path: '/v1/treck', headers: {}, status: 404 },
  ])('$what: $status', async ({ method, path, headers, status }) => {
    expect((await ask(method, path, headers)).status).toBe(status)
  })

  it('changes with the token that our own page has read', async () => {
    const { token } = JSON.parse((await ask('GET', '/api/token')).body) as { token: string }
    const answer = await ask('POST', '/api/pause', { 'x-rekindle-token': token }, '{"id":1}')
    expect(answer).toMatchObject({ status: 200, body: 'POST /api/pause {"id":1}' })
  })

  it('forbids scripts of others on every page', async () => {
    expect((await ask('GET', '/')).headers['content-security-policy']).toMatch(/default-src 'none'; script-src 'self';/)
  })

  it('lets pages of the shop publish, with the key in the body as browser libraries send it', async () => {
    const locked = await openSite({ keys: gateOf('k'), corsOrigins: ['https://shop.example'] })
    const headers = { origin: 'https://shop.example', 'content-type': 'text/plain' }
    const answers = [{ writeKey: 'k' }, { writeKey: 'q' }, {}].map((key) => locked.post('/v1/t', { ...order('web'), ...key }, headers))
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 401, 401])
    expect((await answers[0])?.headers.get('access-control-allow-origin')).toBe('https://shop.example')
    expect(await locked.eventsOf('web')).toHaveLength(1)
    await locked.close()
  })
})

describe('when it cannot keep up', () => {
  it('gathers what comes while a batch commits into the next', async () => {
    const sizes: number[] = []
    const collector = openCollector(async (taken) => {
      sizes.push(taken.length)
      await new Promise((resolve) => setTimeout(resolve, 5))
    })
    await Promise.all(Array.from({ length: 50 }, () => collector.add([{} as Taken])))
    expect(sizes).toEqual([50])
  })

  it('turns publishers away beyond its bound, and takes them again afterwards', async () => {
    const collector = openCollector(async () => {})
    const first = collector.add(Array.from({ length: WAITING_EVENTS_MAX }, () => ({}) as Taken))
    expect(collector.add([{} as Taken])).toBeNull()
    await first
    await collector.idle()
    expect(collector.add([{} as Taken])).not.toBeNull()
    await collector.idle()
  })

  it('says 429 and when to come back, in the words of each protocol', { timeout: 60_000 }, async () => {
    let go = (): void => {}
    const gate = new Promise<void>((resolve) => {
      go = resolve
    })
    const slow = await openSite({
      wrap: (store) => ({
        ...store,
        commit: async (commits) => {
          await gate
          return store.commit(commits)
        },
      }),
    })
    const batch = (who: string) => ({ batch: Array.from({ length: 2_500 }, () => order(who)) })
    const all = Array.from({ length: WAITING_EVENTS_MAX / 2_500 + 1 }, (_, index) => slow.post('/v1/batch', batch(`kept-${index}`)))
    // Whoever comes last is the first to be answered.
    const refused = await Promise.race(all)
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1'])
    const entry = { Source: 's', DetailType: 'd', EventBusName: 'rekindle', Detail: JSON.stringify(order('late')) }
    const target = { 'x-amz-target': 'AWSEvents.PutEvents', 'content-type': 'application/x-amz-json-1.1' }
    const bus = await slow.post('/', { Entries: [entry] }, target)
    expect([bus.status, bus.headers.get('retry-after'), await bus.json()]).toMatchObject([400, '1', { __type: 'ThrottlingException' }])
    go()
    expect((await Promise.all(all)).filter(({ status }) => status === 200)).toHaveLength(all.length - 1)
    await slow.close()
  })

  it('one request that fails fails alone', async () => {
    const bad = { receivedAt: 666 } as Taken
    const collector = openCollector(async (taken) => {
      if (taken.includes(bad)) throw new Error('no')
    })
    const results = await Promise.allSettled([[{} as Taken], [bad], [{} as Taken]].map((each) => collector.add(each)))
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  })

  it.each([
    { what: 'an outage', error: new Transient('held'), status: 503, retry: '1' },
    { what: 'a defect', error: new Error('ours'), status: 500, retry: null },
  ])('$what: $status, and nothing is acknowledged', async ({ error, status, retry }) => {
    const broken = await openSite({
      wrap: (store) => ({
        ...store,
        commit: async () => {
          throw error
        },
      }),
    })
    const answer = await broken.post('/v1/track', order('ann'))
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([status, retry])
    expect(broken.errors).toEqual([error])
    await broken.close()
  })
})

describe('who watches', () => {
  it('is told what was kept and what was refused, by door; and cannot break what it watches', async () => {
    const seen: string[] = []
    const watched = await openSite({
      onArrival: (taken, door) => {
        seen.push(`${door} ${taken.map(({ sorted }) => sorted.type).join(' ')}`)
        throw new Error('the watcher fell')
      },
    })
    const event = { specversion: '1.0', id: '1', source: '/shop', type: 'Order Completed', subject: 'ann' }
    await watched.post('/v1/batch', { batch: [order('ann'), 7] })
    expect((await watched.post('/v1/events', event, { 'content-type': 'application/cloudevents+json' })).status).toBe(200)
    expect(seen).toEqual(['segment request quarantine', 'cloudevents request'])
    expect(watched.errors).toHaveLength(2)
    await watched.close()
  })
})

describe('kill -9', () => {
  it('loses nothing that was acknowledged', { timeout: 30_000 }, async () => {
    const data = mkdtempSync(join(tmpdir(), 'rekindle-kill-'))
    const child = spawn(process.execPath, [join(import.meta.dirname, 'serve.ts'), data], { stdio: ['ignore', 'pipe', 'inherit'] })
    const port = await new Promise<number>((resolve) => child.stdout.once('data', (text) => resolve(Number(String(text)))))
    const acknowledged: string[] = []
    const publish = async (lane: number): Promise<void> => {
      for (let index = 0; ; index += 1) {
        const who = `killed-${lane}-${index}`
        const { ok } = await fetch(`http://127.0.0.1:${port}/v1/track`, { method: 'POST', body: JSON.stringify(order(who)) })
        if (!ok) return
        acknowledged.push(who)
        if (acknowledged.length === 300) child.kill('SIGKILL')
      }
    }
    await Promise.allSettled(Array.from({ length: 8 }, (_, lane) => publish(lane)))
    const stores = openSqlite(storeFile(data))
    const states = await stores.customers.load(acknowledged.map(customerId))
    stores.close()
    rmSync(data, { recursive: true })
    expect(acknowledged.length).toBeGreaterThanOrEqual(300)
    expect(acknowledged.filter((who) => !states.has(customerId(who)))).toEqual([])
  })
})
