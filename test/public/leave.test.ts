import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { standingConsent } from '../../shared/domain/messaging/consent.ts'
import { UNDO_MS } from '../../shared/kernel/limits.ts'
import { rawRequest } from '../server/world.ts'
import { formBy, linksIn, openWorld, PERSON, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(async () => {
  expect(world.errors).toEqual([])
  await world.close()
})

const standing = async (id: string, topic = 'offers') => standingConsent((await world.stateOf(id)).consent, topic)?.status ?? null
const pathOf = (address: string): string => new URL(address).pathname
const post = (address: string, body: URLSearchParams | string, headers: Readonly<Record<string, string>> = {}) =>
  fetch(address, {
    method: 'POST',
    headers: { ...PERSON, 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body,
    redirect: 'manual',
  })
const withdrawals = async (id: string) => (await world.eventsOf(id)).filter(({ name }) => name === 'Unsubscribed')

const MULTIPART = '--Boundary-1\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--Boundary-1--\r\n'

/** As they reach a server: no cookie, no Origin, no Referer, and nothing of a browser. */
const ONE_CLICKS = [
  {
    by: 'Gmail',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'user-agent': 'Mozilla/5.0 (compatible; Google-Gmail-Unsubscribe)',
      'content-length': '26',
    },
    body: 'List-Unsubscribe=One-Click',
  },
  {
    by: 'Yahoo',
    headers: {
      'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
      'user-agent': 'YahooMailProxy; https://help.yahoo.com',
      accept: '*/*',
    },
    body: 'List-Unsubscribe=One-Click',
  },
  { by: 'RFC 8058, in parts', headers: { 'content-type': 'multipart/form-data; boundary=Boundary-1' }, body: MULTIPART },
  {
    by: 'a program that ends it with a line',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'List-Unsubscribe=One-Click\r\n',
  },
  {
    by: 'a provider that says nothing of itself',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'List-Unsubscribe=One-Click',
  },
]

describe('the one-click POST', () => {
  it.each(ONE_CLICKS.map((one, n) => ({ ...one, id: `one-click-${n}` })))(
    'of $by withdraws the topic at once',
    async ({ id, headers, body }) => {
      const mail = await world.reader(id)
      const answer = await rawRequest(world.server.port, {
        method: 'POST',
        path: pathOf(mail.unsubscribe),
        headers: { host: `127.0.0.1:${world.server.port}`, ...(headers as Record<string, string>) },
        body,
      })
      expect(answer.status).toBe(200)
      expect(answer.headers).not.toHaveProperty('location')
      expect(answer.headers).not.toHaveProperty('set-cookie')
      expect([await standing(id), await standing(id, 'product-news')]).toEqual(['withdrawn', null])
      expect((await withdrawals(id))[0]?.properties).toEqual({
        topic: 'offers',
        channel: 'email',
        source: 'one-click',
        message_id: mail.id,
      })
    },
  )

  it('repeated is one withdrawal; after they came back it is another', async () => {
    const { unsubscribe } = await world.reader('nervous')
    const click = () => post(unsubscribe, 'List-Unsubscribe=One-Click')
    const answers = await Promise.all([click(), click(), click()])
    expect([...answers, await click()].map(({ status }) => status)).toEqual([200, 200, 200, 200])
    expect(await withdrawals('nervous')).toHaveLength(1)
    await world.passes(1_000)
    await world.says({ type: 'track', event: 'Subscribed', messageId: 'back', userId: 'nervous', properties: { topic: 'offers' } })
    expect(await standing('nervous')).toBe('granted')
    await click()
    expect([await standing('nervous'), (await withdrawals('nervous')).length]).toEqual(['withdrawn', 2])
  })

  it('ends what has not left yet', async () => {
    const { unsubscribe } = await world.reader('leaver')
    await post(unsubscribe, 'List-Unsubscribe=One-Click')
    await world.passes(1_000)
    await world.says({ type: 'track', event: 'Signed Up', messageId: 'leaver again', userId: 'leaver' })
    expect(await world.stores.inbox.latest((await world.stateOf('leaver')).id, null, 9)).toHaveLength(1)
  })

  it('follows those who turned out to be somebody else', async () => {
    const { unsubscribe } = await world.reader('before')
    await world.says({ type: 'alias', messageId: 'are one', previousId: 'before', userId: 'after' })
    await world.passes(1_000)
    await post(unsubscribe, 'List-Unsubscribe=One-Click')
    expect((await world.stateOf('after')).id).toBe('after')
    expect(await standing('after')).toBe('withdrawn')
  })

  it.each([
    { what: 'nothing', body: '' },
    { what: 'another value', body: 'List-Unsubscribe=Yes' },
    { what: 'more than it', body: 'List-Unsubscribe=One-Click&topic=*' },
    { what: 'JSON', body: '{"List-Unsubscribe":"One-Click"}', headers: { 'content-type': 'application/json' } },
    { what: 'text', body: 'List-Unsubscribe=One-Click', headers: { 'content-type': 'text/plain' } },
    { what: 'half of its parts', body: MULTIPART.slice(0, -10), headers: { 'content-type': 'multipart/form-data; boundary=Boundary-1' } },
  ])('that says $what is refused, and changes nothing', async ({ body, headers = {} }) => {
    const { unsubscribe } = await world.reader(`refused ${body.length}${JSON.stringify(headers).length}`)
    const before = world.rows()
    expect((await post(unsubscribe, body, headers)).status).toBe(400)
    expect(world.rows()).toBe(before)
  })

  it('is read to its bound, and no further', async () => {
    const { unsubscribe } = await world.reader('long-winded')
    const before = world.rows()
    expect((await post(unsubscribe, `List-Unsubscribe=One-Click&x=${'x'.repeat(16 * 1024)}`)).status).toBe(413)
    expect(world.rows()).toBe(before)
  })
})

describe('what only looks', () => {
  const LOOKS = [
    { what: 'a GET', init: { headers: PERSON } },
    { what: 'a HEAD', init: { method: 'HEAD', headers: PERSON } },
    { what: 'a prefetch', init: { headers: { ...PERSON, 'sec-purpose': 'prefetch' } } },
    { what: 'a preview', init: { headers: { ...PERSON, 'x-purpose': 'preview' } } },
    { what: 'Barracuda', init: { headers: { 'user-agent': 'BarracudaLinkProtect/1.0' } } },
    { what: 'Outlook, previewing', init: { headers: { 'user-agent': 'Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5' } } },
    { what: 'curl', init: { headers: { 'user-agent': 'curl/8.5.0' } } },
    { what: 'a PUT', init: { method: 'PUT', headers: PERSON, body: 'List-Unsubscribe=One-Click' }, status: 405 },
    { what: 'a DELETE', init: { method: 'DELETE', headers: PERSON }, status: 405 },
    { what: 'OPTIONS', init: { method: 'OPTIONS', headers: PERSON }, status: 405 },
  ]
  it.each(LOOKS)('changes no row of the store: $what', async ({ what, init, status = 200 }) => {
    const mail = await world.reader(`looks ${what}`)
    const addresses = [
      mail.unsubscribe,
      ...(linksIn(mail)['/p/'] ?? []),
      world.engine.links.linksOf(await messageOf(mail.id), 'offers').confirm,
    ]
    expect(addresses).toHaveLength(3)
    const before = world.rows()
    for (const address of addresses) {
      const answer = await fetch(address, { ...init, redirect: 'manual' })
      expect(answer.status).toBe(status)
      expect(answer.headers.get('allow')).toBe(status === 405 ? 'GET, HEAD, POST' : null)
    }
    expect(world.rows()).toBe(before)
  })

  it('is told to keep nothing, frame nothing, run nothing and tell nobody', async () => {
    const { headers } = await fetch((await world.reader('careful')).unsubscribe)
    expect(Object.fromEntries(headers)).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex, nofollow',
      'x-frame-options': 'DENY',
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': expect.stringMatching(
        /^default-src 'none'; style-src 'sha256-[\w+/=]+'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
      ),
    })
    expect(headers.has('set-cookie')).toBe(false)
  })
})

const messageOf = async (id: string) => {
  const [message] = await world.stores.customers.messages([id as never])
  if (message === undefined) throw new Error('no such message')
  return message
}

describe('the page to leave by', () => {
  it('says what one leaves, leaves it, and takes it back', async () => {
    const { unsubscribe } = await world.reader('reader')
    const page = await (await fetch(unsubscribe, { headers: PERSON })).text()
    expect(page).toContain('Stop getting mails about Offers?')
    const left = await (await post(unsubscribe, formBy(page, 'Unsubscribe'))).text()
    expect(left).toContain('You get no more mails about Offers.')
    expect((await withdrawals('reader'))[0]?.properties).toMatchObject({ source: 'unsubscribe-page' })
    expect(await (await fetch(unsubscribe)).text()).toContain('since 1 June 2026')
    const undone = await (await post(unsubscribe, formBy(left, 'I did not mean to'))).text()
    expect(undone).toContain('Taken back')
    expect(await standing('reader')).toBe('granted')
  })

  it('leaves everything, and takes back what was there and nothing more', async () => {
    const { unsubscribe } = await world.reader('all')
    await world.says({ type: 'track', event: 'Unsubscribed', messageId: 'no news', userId: 'all', properties: { topic: 'product-news' } })
    await world.passes(1_000)
    const left = await (await post(unsubscribe, 'leave=everything')).text()
    expect(left).toContain('You get no more mails from us.')
    expect([await standing('all'), await standing('all', 'product-news'), await standing('all', 'any other')]).toEqual([
      'withdrawn',
      'withdrawn',
      'withdrawn',
    ])
    await post(unsubscribe, formBy(left, 'I did not mean to'))
    expect([await standing('all'), await standing('all', 'product-news')]).toEqual(['granted', 'withdrawn'])
  })

  it('takes back nothing that was said before, since, or by somebody else', async () => {
    const { unsubscribe } = await world.reader('late')
    const left = await (await post(unsubscribe, 'List-Unsubscribe=One-Click&page=1')).text()
    const undo = formBy(left, 'I did not mean to')
    const wrong = new URLSearchParams(undo)
    wrong.set('undo', String(Number(undo.get('undo')) - 1))
    expect(await (await post(unsubscribe, wrong)).text()).toContain('nothing left to take back')
    expect(await standing('late')).toBe('withdrawn')
    await world.passes(1_000)
    await world.says({ type: 'track', event: 'Unsubscribed', messageId: 'once more', userId: 'late', properties: { topic: 'offers' } })
    expect(await (await post(unsubscribe, undo)).text()).toContain('nothing left to take back')
    expect(await standing('late')).toBe('withdrawn')
  })

  it.each([
    { after: UNDO_MS - 1, is: 'granted' },
    { after: UNDO_MS, is: 'withdrawn' },
  ])('takes back for a day: after $after ms it is $is', async ({ after, is }) => {
    const { unsubscribe } = await world.reader(`undo ${after}`)
    const left = await (await post(unsubscribe, 'List-Unsubscribe=One-Click&page=1')).text()
    await world.passes(after)
    await post(unsubscribe, formBy(left, 'I did not mean to'))
    expect(await standing(`undo ${after}`)).toBe(is)
  })

  it('has nothing to take back for whoever had left before', async () => {
    const { unsubscribe } = await world.reader('twice')
    await post(unsubscribe, 'List-Unsubscribe=One-Click')
    expect(await (await post(unsubscribe, 'List-Unsubscribe=One-Click&page=1')).text()).not.toContain('I did not mean to')
  })

  it('shows names as text', async () => {
    const { unsubscribe } = await world.reader('evil', {
      firstName: '<script>ran=1</script>',
      locale: '"><img src=x>',
      timezone: '"><svg onload=1>',
    })
    await world.says({
      type: 'track',
      event: 'Subscribed',
      messageId: 'evil topic',
      userId: 'evil',
      properties: { topic: '<b onclick=1>"&\'' },
    })
    const page = await (await fetch(unsubscribe.replace('/u/', '/u/'))).text()
    const path = /href="(\/p\/[\w-]+)"/.exec(page)?.[1] ?? ''
    const preferences = await (await fetch(world.url + path)).text()
    expect(preferences).toContain('&lt;b onclick=1&gt;&quot;&amp;&#39;')
    for (const text of [page, preferences]) expect(text).not.toMatch(/<(script|img|svg|b )/)
  })
})
