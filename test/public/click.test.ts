import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tellVisits } from '../../shared/flow/visits.ts'
import { BURST_MS, VISITS_OF_MESSAGE_MAX } from '../../shared/kernel/limits.ts'
import type { Mail } from '../../shared/ports/mailer.ts'
import { take } from '../../shared/flow/doors/take.ts'
import { linksIn, openWorld, PERSON, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(async () => {
  expect(world.errors).toEqual([])
  await world.close()
})

const clicksIn = (mail: Mail): readonly string[] => linksIn(mail)['/c/'] ?? []
const follow = (address: string | undefined, init: RequestInit = {}) =>
  fetch(address ?? '', { redirect: 'manual', headers: PERSON, ...init })
const heard = async (id: string) =>
  (await world.stores.inspection.factsOf(id as never)).flatMap((fact) =>
    fact.type === 'heard' && fact.news.type === 'clicked' ? [fact.news.by] : [],
  )
const told = async (id: string) => (await world.eventsOf(id)).filter(({ name }) => name === 'Email Link Clicked')
const tell = async (): Promise<void> => {
  await tellVisits(
    { engine: world.engine, visits: world.stores.visits, hearsOfDelivery: false },
    async (sorted, at) => {
      await take(
        world.engine,
        sorted.map((one) => ({ sorted: one, receivedAt: at })),
      )
      return 'kept'
    },
    world.now(),
  )
}

describe('a link of a mail', () => {
  it('leads where the mail said, and tells of the click once its second is over', async () => {
    const mail = await world.reader('clicker')
    const [sale] = clicksIn(mail)
    const answer = await follow(sale)
    expect([answer.status, answer.headers.get('location')]).toEqual([302, 'https://shop.example/sale?for=you#top'])
    expect(Object.fromEntries(answer.headers)).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
    await tell()
    expect(await told('clicker')).toEqual([])
    await world.passes(BURST_MS)
    await tell()
    await tell()
    expect((await told('clicker')).map(({ properties }) => properties)).toEqual([
      { campaign: 'offers', variant: 'all', step: 0, message_id: mail.id, link_url: 'https://shop.example/sale' },
    ])
    expect([await heard('clicker'), await world.stores.visits.countsOf(mail.id)]).toEqual([['person'], { persons: 1, machines: 0 }])
  })

  it.each([
    { what: 'a HEAD', init: { method: 'HEAD' } },
    { what: 'a prefetch', init: { headers: { ...PERSON, purpose: 'prefetch' } } },
    { what: 'a scanner', init: { headers: { 'user-agent': 'BarracudaLinkProtect/1.0' } } },
    { what: 'curl', init: { headers: { 'user-agent': 'curl/8.5.0' } } },
  ])('followed by $what leads on, and is counted apart', async ({ what, init }) => {
    const mail = await world.reader(`machine ${what}`)
    const answer = await follow(clicksIn(mail)[0], init)
    expect([answer.status, answer.headers.get('location')]).toEqual([302, 'https://shop.example/sale?for=you#top'])
    await world.passes(BURST_MS)
    await tell()
    expect([await told(`machine ${what}`), await heard(`machine ${what}`)]).toEqual([[], ['machine']])
    expect(await world.stores.visits.countsOf(mail.id)).toEqual({ persons: 0, machines: 1 })
  })

  it('followed with all the others within a second was followed by a program, from the first on', async () => {
    const mail = await world.reader('scanned')
    for (const address of clicksIn(mail)) {
      await follow(address)
      await world.passes(BURST_MS / 4)
    }
    await world.passes(BURST_MS)
    await tell()
    expect([await told('scanned'), await heard('scanned')]).toEqual([[], ['machine', 'machine']])
    await world.passes(60_000)
    await follow(clicksIn(mail)[1])
    await world.passes(BURST_MS)
    await tell()
    expect((await told('scanned')).length).toBe(1)
  })

  it('followed one after the other by somebody who reads is two clicks', async () => {
    const mail = await world.reader('reads')
    for (const address of clicksIn(mail)) {
      await follow(address)
      await world.passes(BURST_MS)
    }
    await tell()
    expect([(await told('reads')).length, await world.stores.visits.countsOf(mail.id)]).toEqual([2, { persons: 2, machines: 0 }])
  })

  it('followed before the mail was delivered was followed by a gateway, where deliveries are told of', async () => {
    const hearing = await openWorld({ hearsOfDelivery: true })
    const mail = await hearing.reader('early')
    await follow(clicksIn(mail)[0])
    expect(await hearing.stores.visits.countsOf(mail.id)).toEqual({ persons: 0, machines: 1 })
    await hearing.close()
  })

  it('takes no POST, and says what it takes', async () => {
    const mail = await world.reader('poster')
    const answer = await follow(clicksIn(mail)[0], { method: 'POST', body: 'x' })
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
    expect(await world.stores.visits.countsOf(mail.id)).toEqual({ persons: 0, machines: 0 })
  })

  it('leads nowhere else: no address can be put into it, before it or behind it', async () => {
    const mail = await world.reader('redirected')
    const [sale = ''] = clicksIn(mail)
    for (const more of ['?url=https://evil.example', '#https://evil.example'])
      expect((await follow(sale + more)).headers.get('location')).toBe('https://shop.example/sale?for=you#top')
    for (const path of [
      '/c/https://evil.example',
      '/c//evil.example',
      `/c/${Buffer.from('https://evil.example').toString('base64url')}`,
      `/c/?url=https://evil.example`,
    ])
      expect((await follow(world.url + path)).headers.get('location')).toBeNull()
  })

  it(`is remembered ${VISITS_OF_MESSAGE_MAX} times, and leads on after that`, async () => {
    const mail = await world.reader('popular')
    const [sale] = clicksIn(mail)
    for (let n = 0; n <= VISITS_OF_MESSAGE_MAX; n += 1) {
      expect((await follow(sale)).status).toBe(302)
      await world.passes(1)
    }
    const { persons, machines } = await world.stores.visits.countsOf(mail.id)
    expect(persons + machines).toBe(VISITS_OF_MESSAGE_MAX)
  })

  it('tells by itself, without anybody asking', async () => {
    const mail = await world.reader('patient')
    await follow(clicksIn(mail)[0])
    await world.passes(BURST_MS)
    for (let n = 0; n < 60 && (await told('patient')).length === 0; n += 1) await new Promise((done) => setTimeout(done, 50))
    expect(await told('patient')).toHaveLength(1)
  })
})
