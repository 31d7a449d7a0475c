import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { standingConsent } from '../../shared/domain/messaging/consent.ts'
import { localeOf, zoneOf } from '../../shared/domain/customer/state.ts'
import { PAUSE_MS } from '../../shared/kernel/limits.ts'
import { isoOf, later } from '../../shared/kernel/time.ts'
import { RETAIL } from '../domain/customer/world.ts'
import { formBy, linksIn, openWorld, PERSON, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(async () => {
  expect(world.errors).toEqual([])
  await world.close()
})

const FORM = { ...PERSON, 'content-type': 'application/x-www-form-urlencoded' }
const post = (address: string, body: URLSearchParams | string) =>
  fetch(address, { method: 'POST', headers: FORM, body, redirect: 'manual' })
const get = async (address: string, headers: Readonly<Record<string, string>> = {}) =>
  (await fetch(address, { headers: { ...PERSON, ...headers } })).text()

const centreOf = async (id: string, traits: object = {}) => {
  const address = linksIn(await world.reader(id, traits))['/p/']?.[0] ?? ''
  return { address, form: formBy(await get(address), 'Save') }
}
const standing = async (id: string, topic: string) => standingConsent((await world.stateOf(id)).consent, topic)?.status ?? null
const chosen = (form: URLSearchParams, name: string, ...values: readonly string[]): URLSearchParams => {
  const after = new URLSearchParams(form)
  after.delete(name)
  for (const value of values) after.append(name, value)
  return after
}

describe('the preference centre', () => {
  it('shows what stands: live topics by name, and what was chosen', async () => {
    const { address, form } = await centreOf('shown', { locale: 'en', timezone: 'Europe/Berlin' })
    const page = await get(address)
    expect([page.includes('Offers'), page.includes('Product news'), page.includes('Bygones')]).toEqual([true, true, false])
    expect(page).toContain('<optgroup label="Europe">')
    expect(page).toContain('<option value="America/Argentina/Buenos_Aires">Argentina, Buenos Aires</option>')
    const values = ['frequency', 'pause', 'locale', 'zone', 'action'].map((name) => form.get(name))
    expect([form.getAll('topic'), form.getAll('was'), ...values]).toEqual([
      ['offers', 'product-news'],
      ['offers', 'product-news'],
      'all',
      'off',
      'en',
      'Europe/Berlin',
      'save',
    ])
  })

  it('changes nothing where nothing was changed', async () => {
    const { address, form } = await centreOf('unmoved')
    const before = world.rows()
    expect(await (await post(address, form)).text()).toContain('Nothing was changed.')
    expect(world.rows()).toBe(before)
  })

  it('saves all at once, says what, and takes all of it back', async () => {
    const { address, form } = await centreOf('saver', { locale: 'en' })
    const wish = chosen(
      chosen(chosen(chosen(chosen(form, 'topic', 'product-news'), 'frequency', 'weekly'), 'pause', 'on'), 'locale', 'zh'),
      'zone',
      'Asia/Shanghai',
    )
    const saidAt = world.now()
    const saved = await (await post(address, wish)).text()
    // They chose Chinese just now, so that is what they are answered in.
    expect(saved).toContain('已更改：主题、频率、暂停、语言、时区')
    const state = await world.stateOf('saver')
    expect(state.preferences).toEqual({ frequency: 'weekly', pausedUntil: later(saidAt, PAUSE_MS), saidAt })
    expect([await standing('saver', 'offers'), await standing('saver', 'product-news'), localeOf(state), zoneOf(state)]).toEqual([
      'withdrawn',
      null,
      'zh',
      'Asia/Shanghai',
    ])
    const events = (await world.eventsOf('saver')).slice(3)
    expect(events.map(({ name, properties, traits }) => ({ name, ...properties, ...traits }))).toEqual(
      expect.arrayContaining([
        { name: 'Unsubscribed', topic: 'offers', channel: 'email', source: 'preference-centre', message_id: expect.any(String) },
        {
          name: 'Preferences Changed',
          frequency: 'weekly',
          pausedUntil: isoOf(later(saidAt, PAUSE_MS)),
          source: 'preference-centre',
          message_id: expect.any(String),
        },
        { name: '$identify', locale: 'zh', timezone: 'Asia/Shanghai' },
      ]),
    )
    expect(events).toHaveLength(3)
    // The clock stands still: what is said now must count all the same.
    await post(address, formBy(saved, '我点错了'))
    const after = await world.stateOf('saver')
    expect([
      after.preferences?.frequency,
      after.preferences?.pausedUntil,
      localeOf(after),
      zoneOf(after),
      await standing('saver', 'offers'),
    ]).toEqual(['all', null, 'en', null, 'granted'])
  })

  it('is idempotent: posted twice it is one word', async () => {
    const { address, form } = await centreOf('double')
    const wish = chosen(chosen(form, 'pause', 'on'), 'topic')
    await Promise.all([post(address, wish), post(address, wish)])
    await world.passes(5)
    await post(address, wish)
    const names = (await world.eventsOf('double')).map(({ name }) => name).slice(3)
    expect(names.toSorted()).toEqual(['Preferences Changed', 'Unsubscribed', 'Unsubscribed'])
  })

  it('brings nobody back by a page that lay open while they left elsewhere', async () => {
    const { address, form } = await centreOf('stale')
    await world.passes(1_000)
    await world.says({
      type: 'track',
      event: 'Unsubscribed',
      messageId: 'left elsewhere',
      userId: 'stale',
      properties: { topic: 'offers' },
    })
    await post(address, chosen(form, 'frequency', 'monthly'))
    expect([await standing('stale', 'offers'), (await world.stateOf('stale')).preferences?.frequency]).toEqual(['withdrawn', 'monthly'])
  })

  it('keeps a pause as it is, ends it, and forgets one that is over', async () => {
    const { address, form } = await centreOf('resting')
    await post(address, chosen(form, 'pause', 'on'))
    const until = (await world.stateOf('resting')).preferences?.pausedUntil
    await world.passes(60_000)
    const page = await get(address)
    expect(page).toContain('No mail until 1 July 2026')
    expect(await (await post(address, formBy(page, 'Save'))).text()).toContain('Nothing was changed.')
    expect((await world.stateOf('resting')).preferences?.pausedUntil).toBe(until)
    await post(address, chosen(formBy(page, 'Save'), 'pause', 'off'))
    expect((await world.stateOf('resting')).preferences?.pausedUntil).toBeNull()
    await post(address, chosen(form, 'pause', 'on'))
    await world.passes(PAUSE_MS)
    expect(formBy(await get(address), 'Save').get('pause')).toBe('off')
  })

  it('leaves everything by a button of its own', async () => {
    const { address } = await centreOf('gone')
    const left = await (await post(address, formBy(await get(address), 'Leave everything'))).text()
    expect([await standing('gone', 'offers'), await standing('gone', 'anything')]).toEqual(['withdrawn', 'withdrawn'])
    await post(address, formBy(left, 'I did not mean to'))
    expect(await standing('gone', 'offers')).toBe('granted')
  })

  it('shows whom they turned out to be, and changes that one', async () => {
    const { address } = await centreOf('visitor')
    await world.says({ type: 'track', event: 'Unsubscribed', messageId: 'member left', userId: 'member', properties: { topic: 'offers' } })
    await world.passes(1_000)
    await world.says({ type: 'alias', messageId: 'one person', previousId: 'visitor', userId: 'member' })
    const form = formBy(await get(address), 'Save')
    expect(form.getAll('topic')).toEqual(['product-news'])
    await world.passes(1_000)
    await post(address, chosen(form, 'frequency', 'weekly'))
    expect((await world.stateOf('member')).preferences?.frequency).toBe('weekly')
  })

  it.each([
    { what: 'a topic nobody offers', field: 'topic', value: 'secret-list' },
    { what: 'a topic nobody showed', field: 'was', value: 'secret-list' },
    { what: 'another frequency', field: 'frequency', value: 'hourly' },
    { what: 'no frequency', field: 'frequency' },
    { what: 'a pause of its own', field: 'pause', value: '2099-01-01' },
    { what: 'a pause that is none', field: 'pause', value: 'yes' },
    { what: 'a language nobody writes', field: 'locale', value: 'tlh' },
    { what: 'a zone that is none', field: 'zone', value: 'Mars/Olympus' },
    { what: 'an offset for a zone', field: 'zone', value: '+02:00' },
    { what: 'another action', field: 'action', value: 'delete' },
    { what: 'more than the form has', field: 'email', value: 'a@b.c' },
  ])('refuses $what, and changes nothing', async ({ what, field, value }) => {
    const { address, form } = await centreOf(`refuses ${what}`)
    const before = world.rows()
    const answer = await post(address, chosen(form, field, ...(value === undefined ? [] : [value])))
    expect(answer.status).toBe(400)
    expect(world.rows()).toBe(before)
  })

  it('keeps a zone and a language that are not in its lists', async () => {
    const { address, form } = await centreOf('elsewhere', { locale: 'fr-CA', timezone: 'Asia/Calcutta' })
    expect([form.get('locale'), form.get('zone')]).toEqual(['fr-CA', 'Asia/Calcutta'])
    expect(await (await post(address, form)).text()).toContain('Nothing was changed.')
  })

  it.each([
    { locale: 'zh-CN', accept: 'en', says: '选择要接收的邮件' },
    { locale: 'en', accept: 'zh', says: 'Choose what you get' },
    { locale: 'fr', accept: 'zh-CN', says: '选择要接收的邮件' },
  ])('speaks to somebody of $locale, by a browser of $accept', async ({ locale, accept, says }) => {
    const { address } = await (async () => ({ address: linksIn(await world.reader(`speaks ${locale}`, { locale }))['/p/']?.[0] ?? '' }))()
    expect(await get(address, { 'accept-language': accept })).toContain(says)
  })
})

describe('the page to confirm by, where a company asks twice', () => {
  let twice: World
  beforeAll(async () => {
    twice = await openWorld({ policy: { ...RETAIL, consent: { basis: 'opt-in', isDouble: true } } })
  })
  afterAll(() => twice.close())

  const subscribes = async (id: string): Promise<string> => {
    await twice.says({ type: 'identify', messageId: `${id} is`, userId: id, traits: { email: `${id}@example.com` } })
    await twice.says({
      type: 'track',
      event: 'Subscribed',
      messageId: `${id} subscribes`,
      userId: id,
      properties: { topic: 'product-news' },
    })
    const [message] = await twice.stores.inspection.messagesOf(id as never)
    if (message === undefined) throw new Error('no mail was owed')
    expect(message.status.name).toBe('sent')
    return twice.engine.links.linksOf(message, 'product-news').confirm
  }
  const status = async (id: string) => standingConsent((await twice.stateOf(id)).consent, 'product-news')

  it('shows, and confirms only by a POST', async () => {
    const confirm = await subscribes('new')
    expect((await status('new'))?.status).toBe('pending')
    const page = await get(confirm)
    expect(page).toContain('Do you want mails about Product news?')
    expect((await status('new'))?.status).toBe('pending')
    expect(await (await post(confirm, formBy(page, 'Yes, I do'))).text()).toContain('Thank you')
    expect(await status('new')).toMatchObject({ status: 'granted', basis: 'double-opt-in', source: 'confirmation' })
    expect(await get(confirm)).toContain('It is confirmed already')
  })

  it('brings nobody back who has left since', async () => {
    const confirm = await subscribes('regrets')
    await twice.passes(1_000)
    await twice.says({
      type: 'track',
      event: 'Unsubscribed',
      messageId: 'regrets it',
      userId: 'regrets',
      properties: { topic: 'product-news' },
    })
    expect(await get(confirm)).toContain('You left mails about Product news')
    expect((await post(confirm, 'confirm=yes')).status).toBe(200)
    expect((await status('regrets'))?.status).toBe('withdrawn')
  })

  it.each(['', 'confirm=no', 'confirm=yes&confirm=yes', 'confirm=yes&topic=*', 'List-Unsubscribe=One-Click'])(
    'refuses %j',
    async (body) => {
      const confirm = await subscribes(`odd-${body.length}`)
      expect((await post(confirm, body)).status).toBe(400)
      expect((await status(`odd-${body.length}`))?.status).toBe('pending')
    },
  )
})
