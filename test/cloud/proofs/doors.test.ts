import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Json, JsonObject } from '../../../shared/kernel/json.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../shared/kernel/time.ts'
import { isThere, type LocalDynamo, startLocal } from '../../dynamo/local.ts'
import { type Deployed, deployed } from '../assembly.ts'
import type { Cloud } from '../cloud.ts'
import type { ApiResponse, Token } from '../http.ts'
import { audit } from './audit.ts'
import { type Books, cloudBooks } from './books.ts'
import { CAMPAIGN, OPENS, shopDefinitions } from './shop.ts'
import { asked, openSystem, publish, put, type System } from './system.ts'

const identify = (userId: string): JsonObject => ({
  type: 'identify',
  messageId: `${userId}-known`,
  userId,
  timestamp: new Date(OPENS).toISOString(),
  traits: { email: `${userId}@example.org` },
})
const order = (userId: string, n = 1): JsonObject => ({
  type: 'track',
  messageId: `${userId}-order-${n}`,
  userId,
  timestamp: new Date(OPENS).toISOString(),
  event: 'Order Completed',
  properties: { order_id: `${userId}-${n}`, revenue: 20, currency: 'USD' },
})
/** Three of them are in the holdout of the campaign; `ben` and `gone` are not. */
const PEOPLE = ['anna', 'ben', 'cleo', 'dora', 'emil', 'finn']

const statusOf = (message: object): string => (message as { readonly status: string }).status

/** Every door there is, once through, with the permissions that the templates give: one that is missing refuses a call, and fails here. */
describe.runIf(isThere())('every door of the deployed system', { timeout: 600_000 }, () => {
  const { files, remove } = shopDefinitions()
  let made: Deployed
  let local: LocalDynamo
  let system: System
  let cloud: Cloud
  let key = ''

  const as = (...groups: readonly string[]): { readonly token: Token } => {
    const { issuer, audience } = cloud.api('console').jwt ?? { issuer: '', audience: '' }
    return { token: { issuer, clientId: audience, username: 'mara', groups, expiresAt: cloud.world.now() + HOUR_MS } }
  }
  const api = (method: string, path: string, groups: readonly string[], body?: Json): Promise<ApiResponse> =>
    cloud.api('console').request({
      method,
      path,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      as: as(...groups),
    })
  const send = (path: string, body: Json, writeKey: string): Promise<ApiResponse> =>
    cloud.api('events').request({
      method: 'POST',
      path,
      headers: { 'content-type': 'application/json', authorization: `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}` },
      body: JSON.stringify(body),
    })
  const books = (): Promise<Books> => cloudBooks(cloud, system.dynamo, CAMPAIGN)
  const mailTo = (customer: string) => cloud.ses.inbox.filter(({ to }) => to.includes(`${customer}@example.org`))

  beforeAll(async () => {
    made = await deployed()
    local = await startLocal()
    system = await openSystem(made, local.endpoint, { start: OPENS - HOUR_MS, seed: 1 })
    cloud = system.cloud
    expect((await publish(cloud, files)).status).toBe(200)
  }, 600_000)
  afterAll(async () => {
    await system.close()
    await local.close()
    made.remove()
    remove()
  })

  it('makes a write key for an admin, and for nobody else', async () => {
    expect((await api('POST', '/api/write-keys', ['marketer'], { name: 'backend' })).status).toBe(403)
    const answer = await api('POST', '/api/write-keys', ['admin'], { name: 'backend' })
    expect(answer.status).toBe(200)
    key = (JSON.parse(answer.body) as { readonly key: string }).key
  })

  it('takes events over HTTP from whoever has it, quarantines what is none, and turns others away', async () => {
    await cloud.world.runUntil(OPENS)
    const batch = PEOPLE.flatMap((one) => [identify(one), order(one)])
    expect((await send('/v1/batch', { batch }, key)).status).toBe(200)
    expect((await send('/v1/track', { type: 'track', userId: 'x' }, key)).status).toBe(400)
    expect((await send('/v1/batch', { batch }, 'rk_wrong')).status).toBe(401)
    await cloud.world.runUntil(OPENS + 10 * MINUTE_MS)
    const { entries, customers } = await books()
    expect([customers.size, entries.length]).toEqual([PEOPLE.length, PEOPLE.length])
    expect(
      (JSON.parse((await api('GET', '/api/quarantine', ['viewer'])).body) as { readonly items: readonly unknown[] }).items.length,
    ).toBe(1)
  })

  it('lets go whoever follows the link in the header of a mail, and sends them nothing more', async () => {
    const [mail] = cloud.ses.inbox
    const customer = String(mail?.to[0]).replace('@example.org', '')
    const header = /^List-Unsubscribe:\s*<([^>]+)>/im.exec(String(mail?.data.toString('latin1')).replace(/\r\n[ \t]+/g, ' '))?.[1] ?? ''
    const url = new URL(header)
    const read = await cloud.api('links').request({ method: 'GET', path: url.pathname + url.search })
    const left = await cloud.api('links').request({
      method: 'POST',
      path: url.pathname + url.search,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'List-Unsubscribe=One-Click',
    })
    expect([read.status, left.status]).toEqual([200, 200])
    await cloud.world.runUntil(OPENS + 3 * DAY_MS)
    expect(mailTo(customer).length).toBe(1)
    // The two others who are written to got their second mail.
    expect(cloud.ses.inbox.length).toBe(5)
  })

  it('writes no more to an address that bounced', async () => {
    cloud.ses.setFate(({ to }) => (to.includes('gone@example.org') ? 'bounced' : 'delivered'))
    const at = new Date(cloud.world.now()).toISOString()
    put(cloud, [
      { ...identify('gone'), timestamp: at },
      { ...order('gone'), timestamp: at },
    ])
    await cloud.world.runUntil(cloud.world.now() + 3 * DAY_MS)
    const { messages } = await books()
    const own = [...messages.values()].filter((message) => (message as { readonly customerId: string }).customerId === 'gone')
    expect(own.map(statusOf).sort()).toEqual(['bounced', 'refused'])
    const listed = JSON.parse((await api('GET', '/api/suppressions', ['viewer'])).body) as { readonly items: readonly unknown[] }
    expect(listed.items.length).toBe(1)
  })

  it.each([
    '/api/me',
    '/api/status',
    '/api/overview',
    '/api/campaigns',
    `/api/campaigns/${CAMPAIGN}`,
    '/api/results',
    `/api/results/${CAMPAIGN}`,
    '/api/customers?search=ben',
    '/api/customers',
    '/api/customers/ben',
    `/api/customers/ben/campaigns/${CAMPAIGN}`,
    '/api/coupons',
    '/api/connect',
    '/api/sending',
  ])('shows a viewer %s', async (path) => {
    const answer = await api('GET', path, ['viewer'])
    expect([answer.status, path, answer.status === 200 ? '' : answer.body]).toEqual([200, path, ''])
  })

  it('shows an admin what only they may see, and the command line what whoever deploys may', async () => {
    for (const path of ['/api/audit', '/api/write-keys', '/api/customers/ben/export', '/api/past', '/api/definitions']) {
      expect([(await api('GET', path, ['admin'])).status, path]).toEqual([200, path])
      expect([(await api('GET', path, ['viewer'])).status, path]).toEqual([403, path])
    }
    for (const path of ['/cli/api/overview', '/cli/api/past', '/cli/api/definitions'])
      expect([(await asked(cloud, 'GET', path)).status, path]).toEqual([200, path])
  })

  it('stops and lets go on, on a word of a marketer', async () => {
    for (const on of [false, true]) {
      expect((await api('POST', '/api/sending', ['marketer'], { on, because: 'a rehearsal' })).status).toBe(200)
      expect((await api('POST', `/api/campaigns/${CAMPAIGN}/sending`, ['marketer'], { on, because: 'a rehearsal' })).status).toBe(200)
    }
    expect((await api('POST', '/api/sending', ['viewer'], { on: false, because: 'no' })).status).toBe(403)
  })

  it('looks at everybody once more after the policy has changed', async () => {
    const policy = JSON.parse(files.get('policy.json') ?? '{}') as JsonObject
    const changed = new Map(files).set(
      'policy.json',
      JSON.stringify({ ...policy, lifecycle: { ...(policy.lifecycle as JsonObject), newFor: '3d' } }),
    )
    const answer = await publish(cloud, changed)
    expect([answer.status, JSON.parse(answer.body)]).toMatchObject([200, { type: 'published', sweep: { id: expect.any(String) } }])
    await cloud.world.runUntil(cloud.world.now() + HOUR_MS)
    expect(cloud.fleet('sweep').counts.invocations).toBeGreaterThan(0)
    expect(cloud.queue('sweeps').depth()).toBe(0)
  })

  it('counts anew, and comes to the same', async () => {
    const before = await books()
    expect((await api('POST', '/api/tallies/rebuild', ['admin'], {})).status).toBe(200)
    await cloud.world.runUntil(cloud.world.now() + 3 * HOUR_MS)
    expect((await books()).tallies).toEqual(before.tallies)
  })

  it('erases a customer', async () => {
    expect((await api('POST', '/api/customers/ben/erase', ['admin'], { confirm: 'ben' })).status).toBe(200)
    await cloud.world.runUntil(cloud.world.now() + HOUR_MS)
    const holding = async (address: string): Promise<readonly string[]> =>
      ((await cloud.outlook?.rows()) ?? []).map((row) => JSON.stringify(row)).filter((row) => row.includes(address))
    expect((await holding('anna@example.org')).length).toBeGreaterThan(0)
    expect(await holding('ben@example.org')).toEqual([])
  })

  it('was refused no call, lost nothing, and named nobody in a log', async () => {
    const all = await books()
    // A bounced mail has left, too; and so have those of who was erased, whose messages stay under a name that is nobody's.
    const messages = new Map(
      [...all.messages].map(([id, message]) => [id, statusOf(message) === 'bounced' ? { ...message, status: 'sent' } : message]),
    )
    audit(cloud, { ...all, messages })
  })
})
