import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerPublic, type PublicWorld } from '../../shared/flow/doors/public.ts'
import { linkMaker } from '../../shared/flow/links.ts'
import { bytesOfSeed, keysOf, secretOf } from '../../shared/kernel/keyed.ts'
import { LEAVE_LINK_MS, STALE_AFTER_MS, TOKEN_LENGTH_MAX } from '../../shared/kernel/limits.ts'
import { seededRandom } from '../../shared/kernel/random.ts'
import { customerId, messageId } from '../../shared/kernel/words.ts'
import type { Mail } from '../../shared/ports/mailer.ts'
import { rawRequest } from '../server/world.ts'
import { linksIn, openWorld, PERSON, type World } from './world.ts'

let world: World
let mail: Mail
beforeAll(async () => {
  world = await openWorld()
  mail = await world.reader('ann')
  await world.reader('bob')
})
afterAll(async () => {
  expect(world.errors).toEqual([])
  await world.close()
})

const wordOf = (address: string): string => new URL(address).pathname.slice(3)
/** All that anybody can see of an answer, but the moment. */
const seen = async (answer: Response) => ({
  status: answer.status,
  headers: Object.fromEntries([...answer.headers].filter(([name]) => name !== 'date')),
  body: await answer.text(),
})
const ask = (path: string, init: RequestInit = {}) =>
  fetch(world.url + path, { redirect: 'manual', ...init, headers: { ...PERSON, ...(init.headers as object) } })

describe('a link that is refused', () => {
  const cases = async (): Promise<readonly { readonly what: string; readonly path: string }[]> => {
    const word = wordOf(mail.unsubscribe)
    const [message] = await world.stores.customers.messages([mail.id])
    if (message === undefined) throw new Error('no message')
    const foreign = linkMaker(keysOf(secretOf(bytesOfSeed('another installation'))), () => '').linksOf(message, 'offers')
    const nobody = linkMaker(world.keys, () => '').linksOf(
      { ...message, id: messageId('x'), customerId: customerId('nobody we know') },
      'offers',
    )
    const [click = ''] = linksIn(mail)['/c/'] ?? []
    return [
      { what: 'tampered with', path: `/u/${word.slice(0, 40)}${word[40] === 'A' ? 'B' : 'A'}${word.slice(41)}` },
      { what: 'cut', path: `/u/${word.slice(0, -1)}` },
      { what: 'of another installation', path: foreign.unsubscribe },
      { what: 'of another purpose', path: `/p/${word}` },
      { what: 'of a click', path: `/u/${wordOf(click)}` },
      { what: 'a way out as a click', path: `/c/${word}` },
      { what: 'of nobody we know', path: nobody.unsubscribe },
      { what: 'of nobody we know, to choose', path: nobody.preferences },
      { what: 'empty', path: '/u/' },
      { what: 'made up', path: '/u/ann@example.com' },
      { what: 'an id', path: '/s/ann' },
      { what: 'longer than any', path: `/p/${'A'.repeat(TOKEN_LENGTH_MAX + 1)}` },
      { what: 'deeper', path: `/u/${word}/x` },
      { what: 'encoded', path: `/u/%2e%2e%2f${word}` },
    ]
  }

  it('is the same page to the byte, whatever is wrong with it and whoever it was for', async () => {
    const before = world.rows()
    const all = await cases()
    const answers = await Promise.all(all.map(async ({ path }) => seen(await ask(path))))
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    expect(answers[0]).toMatchObject({ status: 404, body: expect.stringContaining('answer the mail') })
    expect(world.rows()).toBe(before)
  })

  it('is the same to a POST, and changes nothing', async () => {
    const before = world.rows()
    const type = { 'content-type': 'application/x-www-form-urlencoded' }
    const bodies = ['List-Unsubscribe=One-Click', 'leave=everything', 'confirm=yes', 'x=y', '']
    const all = (await cases()).filter(({ path }) => !path.startsWith('/c/'))
    const answers = await Promise.all(
      all.flatMap(({ path }) => bodies.map(async (body) => seen(await ask(path, { method: 'POST', body, headers: type })))),
    )
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    expect(answers[0]?.status).toBe(404)
    expect(world.rows()).toBe(before)
  })

  it('is the same once it has expired, and works until then', async () => {
    const later = await openWorld()
    const { unsubscribe } = await later.reader('ann')
    const tampered = await seen(await fetch(`${unsubscribe}A`, { headers: PERSON }))
    await later.passes(STALE_AFTER_MS + LEAVE_LINK_MS - 60_000 - 1)
    expect((await fetch(unsubscribe, { headers: PERSON })).status).toBe(200)
    await later.passes(1)
    expect(await seen(await fetch(unsubscribe, { headers: PERSON }))).toEqual(tampered)
    const post = {
      method: 'POST',
      body: 'List-Unsubscribe=One-Click',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...PERSON },
    }
    expect(await seen(await fetch(unsubscribe, post))).toEqual(tampered)
    expect((await later.stateOf('ann')).consent).toEqual({})
    await later.close()
  })

  it("moves nobody but whom it is for: another person's link is another person's", async () => {
    await ask(new URL(mail.unsubscribe).pathname, {
      method: 'POST',
      body: 'List-Unsubscribe=One-Click',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    expect([Object.keys((await world.stateOf('ann')).consent), Object.keys((await world.stateOf('bob')).consent)]).toEqual([['offers'], []])
  })

  it('is told of in the language of the browser, and in no other way', async () => {
    const answer = await ask('/u/x', { headers: { 'accept-language': 'zh-CN,zh;q=0.9' } })
    expect([answer.status, answer.headers.get('content-language')]).toEqual([404, 'zh-Hans'])
    expect(await answer.text()).toContain('此链接无效')
  })

  it('costs no look into the store, ten thousand times at random', async () => {
    let looks = 0
    const { engine, keys } = world
    const pages: PublicWorld = {
      store: {
        ...engine.store,
        load: async (ids) => {
          looks += 1
          return engine.store.load(ids)
        },
      },
      rules: engine.rules,
      keys,
      languages: [],
      take: async () => 'away',
      visited: async () => {
        looks += 1
      },
    }
    const random = seededRandom(7)
    const request = (path: string) => answerPublic(pages, { method: 'GET', path, headers: {}, body: '', receivedAt: world.now() })
    const first = await request('/u/x')
    for (let n = 0; n < 10_000; n += 1) {
      const bytes = Buffer.from(Array.from({ length: 1 + random.below(120) }, () => random.below(256)))
      const word = n % 3 === 0 ? `AR${bytes.toString('base64url')}` : bytes.toString(n % 3 === 1 ? 'base64url' : 'hex')
      expect(await request(`/${random.pick(['u', 'p', 's', 'c'])}/${word}`)).toEqual(first)
    }
    expect(looks).toBe(0)
    await request(new URL(mail.unsubscribe).pathname)
    expect(looks).toBe(1)
  })

  it('is not even looked at under another host', async () => {
    const path = new URL(linksIn(mail)['/p/']?.[0] ?? '').pathname
    const status = async (host: string) => (await rawRequest(world.server.port, { method: 'GET', path, headers: { host } })).status
    expect([await status(`127.0.0.1:${world.server.port}`), await status('evil.example')]).toEqual([200, 421])
  })
})

describe('what could not be stored', () => {
  it('is answered so, and changes nothing', async () => {
    const { engine, keys } = world
    const pages: PublicWorld = {
      store: engine.store,
      rules: engine.rules,
      keys,
      languages: [],
      take: async () => 'away',
      visited: async () => {},
    }
    const request = (body: string) => ({
      method: 'POST',
      path: new URL(mail.unsubscribe).pathname,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body,
      receivedAt: world.now(),
    })
    const before = world.rows()
    const answer = await answerPublic(pages, request('leave=everything'))
    expect([answer.status, answer.headers['retry-after'], answer.body.includes('nothing was changed')]).toEqual([503, '1', true])
    expect(world.rows()).toBe(before)
  })
})
