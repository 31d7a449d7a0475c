import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { customerId } from '../../shared/kernel/words.ts'
import { openSite, type Site } from './world.ts'

let site: Site
beforeAll(async () => {
  site = await openSite()
}, 60_000)
afterAll(async () => site.close())

const somebody = async (): Promise<string> => (await site.get('/api/customers')).body.items[0]?.id ?? ''
/** As a page that asks, with or without the token. */
const asks = async (path: string, withToken: boolean): Promise<Response> => {
  const { token } = (await (await fetch(`${site.running.url}/api/token`)).json()) as { readonly token: string }
  return fetch(`${site.running.url}${path}`, { headers: withToken ? { 'x-rekindle-token': token } : {} })
}

describe('one person, by the API', () => {
  it.each(['export', '%65xport', 'expor%74'])('is told as a file to who has the token, and to nobody else: %s', async (word) => {
    const id = await somebody()
    const path = `/api/customers/${encodeURIComponent(id)}/${word}`
    expect((await asks(path, false)).status).toBe(403)
    const told = await asks(path, true)
    expect([told.status, told.headers.get('content-disposition')]).toEqual([200, 'attachment; filename="person.json"'])
    expect(await told.json()).toMatchObject({ format: 'rekindle.person/1', ids: expect.arrayContaining([expect.objectContaining({ id })]) })
    expect((await asks('/api/customers/nobody/export', true)).status).toBe(404)
    expect((await asks(`/api/customers/${encodeURIComponent(id)}`, false)).status).toBe(200)
  })

  it('is erased when its id is said twice, and is not there any more', async () => {
    const id = await somebody()
    const path = `/api/customers/${encodeURIComponent(id)}/erase`
    expect((await site.post(path, { confirm: 'another' })).status).toBe(409)
    expect((await site.post(path, {})).status).toBe(400)
    expect((await site.post(path, { confirm: id }, { 'x-rekindle-token': 'wrong' })).status).toBe(403)
    expect((await site.get(`/api/customers/${encodeURIComponent(id)}` as '/api/customers/:id')).status).toBe(200)
    const erased = await site.post<{ ids: number; traces: string }>(path, { confirm: id })
    expect(erased).toMatchObject({ status: 200, body: { traces: 'gone' } })
    expect((await site.get(`/api/customers/${encodeURIComponent(id)}` as '/api/customers/:id')).status).toBe(404)
    expect((await site.post(path, { confirm: id })).status).toBe(404)
    const event = { type: 'track', event: 'Order Completed', messageId: 'after', userId: id, properties: { revenue: 5 } }
    expect((await site.publish('/v1/track', event)).status).toBe(200)
    expect((await site.life.engine.store.load([customerId(id)])).get(customerId(id))?.traits).toEqual({})
    const entries = (await site.get('/api/quarantine')).body.items.filter(({ because }) => because === 'erased')
    expect(entries).toHaveLength(1)
    expect(JSON.stringify(entries)).not.toContain(id)
  })
})

describe('codes, by the API', () => {
  it('come in, are made, and are counted', async () => {
    expect((await site.post('/api/coupons/spring/import', { text: 'AAA\nBBB' })).body).toMatchObject({
      added: 2,
      known: 0,
      problems: [],
      pool: { total: 2, free: 2 },
    })
    expect((await site.post('/api/coupons/spring/import', { text: 'aaa\nx' })).body).toMatchObject({
      added: 0,
      problems: [{ path: 'line 2' }],
      pool: { total: 2 },
    })
    expect((await site.post('/api/coupons/spring/make', { count: 3, prefix: 'S-' })).body).toMatchObject({ added: 3, pool: { total: 5 } })
    expect((await site.post('/api/coupons/spring/make', { count: 0 })).status).toBe(400)
    expect((await site.get('/api/coupons')).body.pools).toEqual([
      { name: 'spring', total: 5, given: 0, redeemed: 0, free: 5, campaigns: [] },
    ])
  })

  it('of a campaign that gives none are nothing', async () => {
    const [campaign] = (await site.get('/api/campaigns')).body.campaigns
    expect((await site.get(`/api/campaigns/${campaign?.id}` as '/api/campaigns/:id')).body.coupons).toBeNull()
  })
})
