/** The package against the doors of a server: what was published is there, once. */
import { execFile, spawn } from 'node:child_process'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventBridge } from '../../sdk/eventbridge.ts'
import { createPublisher, http, type Lost, type Transport } from '../../sdk/index.ts'
import { gateOf } from '../../local/server/write-keys.ts'
import { openSite, type Site } from '../server/world.ts'
import { CATALOGUE } from './world.ts'

let site: Site
beforeAll(async () => {
  site = await openSite({ keys: gateOf('our-key') })
})
afterAll(() => site.close())

const clientOf = (endpoint: string, accessKeyId = 'our-key') =>
  new EventBridgeClient({ endpoint, region: 'us-east-1', credentials: { accessKeyId, secretAccessKey: 'any' }, maxAttempts: 1 })
const open = (transport: Transport, limits = {}) => {
  const lost: Lost[] = []
  const publisher = createPublisher({ catalogue: CATALOGUE, transport, onLost: (some) => void lost.push(...some), limits })
  return { publisher, lost }
}
const order = (userId: string) => ({ userId, event: 'Order Completed' as const, properties: { order_id: 'o-1', revenue: 12.5 } })

describe('what the package publishes', () => {
  it.each([
    { way: 'bus', transport: () => eventBridge({ client: clientOf(site.url), source: 'com.example.shop' }) },
    { way: 'http', transport: () => http({ origin: site.url, writeKey: 'our-key' }) },
  ])('is there, by $way', async ({ way, transport }) => {
    const { publisher, lost } = open(transport())
    await publisher.identify({ userId: `${way}-ann`, traits: { email: 'ann@example.com', plan: 'pro' } })
    await Promise.all(Array.from({ length: 250 }, (_, n) => publisher.track(order(`${way}-${n % 50}`))))
    await publisher.track({ anonymousId: `${way}-visitor`, event: 'Order Completed', properties: order('').properties })
    await publisher.alias({ userId: `${way}-ann`, previousId: `${way}-visitor` })
    await publisher.close()
    expect(lost).toEqual([])
    expect(await site.quarantined()).toEqual([])
    expect((await site.eventsOf(`${way}-7`)).length).toBe(5)
    expect(await site.stageOf(`${way}-7`)).toBe('new')
    // The visitor is the user now, and so is what the visitor bought.
    expect(await site.eventsOf(`${way}-ann`)).toEqual(['Order Completed'])
  })

  it('counts once where an answer got lost', async () => {
    const real = http({ origin: site.url, writeKey: 'our-key' })
    let sent = 0
    const forgetful: Transport = {
      ...real,
      send: async (events) => {
        const outcomes = await real.send(events)
        sent += 1
        return sent <= 2 ? events.map(() => ({ say: 'again', because: 'TimeoutError', afterMs: 0 })) : outcomes
      },
    }
    const { publisher, lost } = open(forgetful, { pauseMs: 5 })
    await publisher.track(order('forgotten'))
    await publisher.close()
    expect({ sent, lost }).toEqual({ sent: 3, lost: [] })
    expect(await site.eventsOf('forgotten')).toEqual(['Order Completed'])
  })

  it.each([
    {
      way: 'bus',
      because: 'UnrecognizedClientException',
      transport: () => eventBridge({ client: clientOf(site.url, 'wrong'), source: 'x' }),
    },
    { way: 'http', because: 'http-401', transport: () => http({ origin: site.url, writeKey: 'wrong' }) },
  ])('with a wrong key is lost at once, by $way', async ({ because, transport }) => {
    const { publisher, lost } = open(transport())
    await publisher.track(order('nobody'))
    await publisher.flush()
    expect(lost).toMatchObject([{ because, attempts: 1 }])
    expect(await site.stageOf('nobody')).toBeUndefined()
  })

  it('is named one by one where the intake refuses it', async () => {
    // A catalogue of another program may say what ours would not: here the envelope goes past it.
    const transport = http({ origin: site.url, writeKey: 'our-key' })
    const text = (messageId: string, timestamp: string) =>
      JSON.stringify({ type: 'track', messageId, userId: 'late', event: 'Visited', timestamp })
    const items = ['2026-01-01', 'yesterday', '2026-01-02'].map((timestamp, n) => ({
      messageId: `m-${n}`,
      text: text(`m-${n}`, timestamp),
      bytes: 100,
    }))
    expect(await transport.send(items)).toEqual([{ say: 'taken' }, { say: 'refused', because: 'quarantined' }, { say: 'taken' }])
  })
})

describe('an intake that has trouble', () => {
  let server: Server
  const answers: { readonly status: number; readonly headers?: Record<string, string>; readonly body: string }[] = []
  let asked = 0
  beforeAll(async () => {
    server = createServer((request, response) => {
      request.resume().on('end', () => {
        asked += 1
        const {
          status,
          headers = {},
          body,
        } = answers.shift() ?? { status: 200, body: '{"success":true,"taken":1,"refused":0,"refusals":[]}' }
        response.writeHead(status, headers).end(body)
      })
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  })
  afterAll(() => new Promise((done) => server.close(done)))
  const origin = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  it.each([
    { what: 'is asked again when it says so', answer: { status: 503, headers: { 'retry-after': '1' }, body: '' }, asks: 2 },
    { what: 'is asked again where something else answered', answer: { status: 200, body: '<html>Sign in to the Wi-Fi</html>' }, asks: 2 },
    { what: 'is not followed elsewhere', answer: { status: 302, headers: { location: 'http://127.0.0.1:1/' }, body: '' }, asks: 2 },
  ])('$what', async ({ answer, asks }) => {
    asked = 0
    answers.push(answer)
    const { publisher, lost } = open(http({ origin: origin(), writeKey: 'k' }), { pauseMs: 5 })
    const begun = Date.now()
    await publisher.track(order('ann'))
    await publisher.close()
    expect({ asked, lost }).toEqual({ asked: asks, lost: [] })
    if (answer.status === 503) expect(Date.now() - begun).toBeGreaterThanOrEqual(990)
  })

  it('gets no key over an open line', () => {
    expect(() => http({ origin: 'http://intake.example.com', writeKey: 'k' })).toThrow('must begin with https://')
  })
})

describe('a process', () => {
  const script = (end: string) => `
    import { closeOnShutdown, createPublisher, http } from '${new URL('../../sdk/index.ts', import.meta.url).href}'
    const publisher = createPublisher({
      catalogue: { events: { 'Order Completed': { properties: {} } }, traits: {} },
      transport: http({ origin: process.argv[1], writeKey: 'our-key' }),
      onLost: (lost) => console.error(lost),
      limits: { lingerMs: 60_000 },
    })
    closeOnShutdown(publisher)
    for (let n = 0; n < 20; n += 1) await publisher.track({ userId: process.argv[2], event: 'Order Completed' })
    console.log('published')
    ${end}`
  const argsOf = (code: string, user: string) => ['--input-type=module', '-e', code, site.url, user]

  it('that is asked to end delivers first, and ends by the signal', async () => {
    const child = spawn(process.execPath, argsOf(script('setInterval(() => {}, 1000)'), 'term'), { stdio: ['ignore', 'pipe', 'inherit'] })
    child.stdout.once('data', () => child.kill('SIGTERM'))
    const [code, signal] = await new Promise<[number | null, string | null]>((done) => child.once('exit', (...how) => done(how)))
    expect({ code, signal }).toEqual({ code: null, signal: 'SIGTERM' })
    expect((await site.eventsOf('term')).length).toBe(20)
  })

  it('that has nothing left to do delivers first', async () => {
    const code = script('').replace('lingerMs: 60_000', 'lingerMs: 1_000')
    await new Promise<void>((done, fail) =>
      execFile(process.execPath, argsOf(code, 'idle'), (error) => (error === null ? done() : fail(error))),
    )
    expect((await site.eventsOf('idle')).length).toBe(20)
  })
})
