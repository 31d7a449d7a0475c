/** Keys of publishers on one's own machine, the book of changes, and counting anew: through the real server. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Audited, Me, Page, WriteKeyMade } from '../../shared/contract/api.ts'
import { eventually, openSite, type Site } from './world.ts'

let site: Site
beforeAll(async () => {
  site = await openSite()
  await site.post('/api/demo', { pace: 'paused' })
}, 60_000)
afterAll(() => site.close())

const EVENT = { messageId: 'keys-1', userId: 'keys', event: 'Order Completed' }
const publish = async (more: object = {}, headers: Readonly<Record<string, string>> = {}): Promise<number> => {
  const response = await fetch(`${site.running.url}/v1/track`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ ...EVENT, ...more }),
  })
  return response.status
}
const basic = (key: string) => ({ authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` })
const remove = (path: string) => site.post(path, {}, {}, 'DELETE')
const audited = async (): Promise<readonly Audited[]> => (await site.get<string, Page<Audited>>('/api/audit')).body.items

describe('a key of publishers', () => {
  it('is asked for as soon as there is one, and no more when the last is taken back', async () => {
    expect(await publish()).toBe(200)
    const { body: connect } = await site.get('/api/connect')
    expect(connect).toMatchObject({ writeKey: null, needsKey: false })
    const { body: first } = await site.post<WriteKeyMade>('/api/write-keys', { name: 'shop' })
    const { body: second } = await site.post<WriteKeyMade>('/api/write-keys', { name: 'app' })
    expect((await site.get('/api/connect')).body).toMatchObject({ writeKey: null, needsKey: true })
    expect([await publish(), await publish({}, basic('any')), await publish({}, basic(first.made.id))]).toEqual([401, 401, 401])
    expect([await publish({}, basic(first.key)), await publish({ writeKey: second.key }), await publish({}, basic(second.key))]).toEqual([
      200, 200, 200,
    ])
    expect((await remove(`/api/write-keys/${first.made.id}`)).status).toBe(200)
    expect([await publish({}, basic(first.key)), await publish({}, basic(second.key))]).toEqual([401, 200])
    expect((await site.get('/api/write-keys')).body.keys).toEqual([second.made])
    await remove(`/api/write-keys/${second.made.id}`)
    expect(await publish()).toBe(200)
  })

  it('is made and taken back with the token of the process alone', async () => {
    const path = `${site.running.url}/api/write-keys`
    expect((await fetch(path, { method: 'POST', body: '{"name":"x"}' })).status).toBe(403)
    expect((await fetch(`${path}/x`, { method: 'DELETE' })).status).toBe(403)
  })

  it('is written down, without the key', async () => {
    const entries = await audited()
    expect(entries.slice(0, 4).map(({ what, by, via, outcome }) => [what, by, via, outcome])).toEqual([
      ['DELETE /api/write-keys/:id', 'local', 'local', 'done'],
      ['DELETE /api/write-keys/:id', 'local', 'local', 'done'],
      ['POST /api/write-keys', 'local', 'local', 'done'],
      ['POST /api/write-keys', 'local', 'local', 'done'],
    ])
    expect(JSON.stringify(entries)).not.toContain('rk_')
  })
})

describe('this machine', () => {
  it('asks nobody to sign in, and lets who is here do all', async () => {
    const config = await fetch(`${site.running.url}/config.json`)
    expect([config.status, await config.json()]).toEqual([200, {}])
    const { body } = await site.get<'/api/me', Me>('/api/me')
    expect(body).toEqual({
      ...{ name: 'local', role: 'admin', via: 'local', stage: 'local' },
      capabilities: { live: true, inbox: true, demo: true, edit: true, simulate: true },
    })
  })

  it('counts everything anew, to the same numbers', async () => {
    const numbers = async () => {
      const { customers, stages, campaigns } = (await site.get('/api/overview')).body
      return { customers, stages, entered: campaigns.map(({ entered }) => entered), result: campaigns.map(({ result }) => result) }
    }
    // The demo's 200, and the one whose key it was above: facts are counted some moments after they are stored.
    const before = await eventually(numbers, ({ customers }) => customers === 201)
    expect((await site.post('/api/tallies/rebuild')).body).toMatchObject({ begun: true })
    await eventually(
      async () => (await site.get('/api/status')).body.counting,
      (state) => state === 'current',
    )
    expect(await eventually(numbers, (now) => JSON.stringify(now) === JSON.stringify(before))).toEqual(before)
  })

  it('says how it stands', async () => {
    const { body } = await site.get('/api/status')
    expect(body).toMatchObject({ stage: 'local', sending: 'on', campaigns: { active: 2, ended: 0 }, counting: 'current' })
  })
})

it('nothing failed', () => expect(site.errors).toEqual([]))
