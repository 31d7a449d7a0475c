import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Message } from '../../shared/domain/messaging/message.ts'
import { linkMaker, PATHS, pathFrom, type Purpose, readLink } from '../../shared/flow/links.ts'
import { bytesOfSeed, keysOf, secretOf } from '../../shared/kernel/keyed.ts'
import {
  CLICK_LINK_MS,
  CONFIRM_LINK_MS,
  ID_LENGTH_MAX,
  LEAVE_LINK_MS,
  TOKEN_LENGTH_MAX,
  TOPIC_LENGTH_MAX,
} from '../../shared/kernel/limits.ts'
import { DAY_MS } from '../../shared/kernel/time.ts'
import { campaignId, customerId, type EpochMs, epochMs, messageId } from '../../shared/kernel/words.ts'

const keys = keysOf(secretOf(bytesOfSeed('one')))
const maker = linkMaker(keys, () => 'https://mail.shop.example')
const STALE = epochMs(Date.UTC(2026, 6, 4))
const at = (ms: number): EpochMs => epochMs(STALE + ms)

const mail = (customer = 'ann', more: Partial<Message> = {}): Message => ({
  id: messageId('0123456789abcdefghijkl'),
  customerId: customerId(customer),
  campaign: campaignId('welcome'),
  version: 1,
  entry: 1,
  step: 0,
  variant: 'all',
  held: false,
  owedAt: epochMs(STALE - 3 * DAY_MS),
  staleAt: STALE,
  status: { name: 'owed' },
  ...more,
})

const wordIn = (address: string): string => address.slice(address.lastIndexOf('/') + 1)

describe('the links of a mail', () => {
  const { unsubscribe, preferences, confirm } = maker.linksOf(mail(), 'offers')

  it('lead each to its page, and say there what they are about', () => {
    const cases: readonly (readonly [string, Purpose])[] = [
      [unsubscribe, 'unsubscribe'],
      [preferences, 'preferences'],
      [confirm, 'confirm'],
    ]
    for (const [address, purpose] of cases) {
      expect(address).toBe(`https://mail.shop.example${PATHS[purpose]}${wordIn(address)}`)
      const link = readLink(keys, purpose, wordIn(address), STALE)
      expect(link).toMatchObject({ purpose, message: '0123456789abcdefghijkl', customerId: 'ann', topic: 'offers', url: null })
    }
  })

  it.each([
    { what: 'the way out', purpose: 'unsubscribe', address: unsubscribe, lasts: LEAVE_LINK_MS },
    { what: 'the preference centre', purpose: 'preferences', address: preferences, lasts: LEAVE_LINK_MS },
    { what: 'the confirmation', purpose: 'confirm', address: confirm, lasts: CONFIRM_LINK_MS },
    { what: 'a click', purpose: 'click', address: maker.track(mail(), 'https://shop.example/'), lasts: CLICK_LINK_MS },
  ] as const)('work until their time is over, to the millisecond: $what', ({ purpose, address, lasts }) => {
    expect(readLink(keys, purpose, wordIn(address), at(lasts - 1))?.expiresAt).toBe(at(lasts))
    expect(readLink(keys, purpose, wordIn(address), at(lasts))).toBeNull()
  })

  it('lead out for longer than the 30 days of the law, counted from the last moment at which the mail may leave', () => {
    expect(LEAVE_LINK_MS).toBeGreaterThanOrEqual(60 * DAY_MS)
    expect(maker.linksOf(mail('ann', { status: { name: 'claimed', at: STALE, leaseUntil: STALE } }), 'offers')).toEqual(
      maker.linksOf(mail(), 'offers'),
    )
  })

  it('are good for nothing else', () => {
    const all = { unsubscribe, preferences, confirm, click: maker.track(mail(), 'https://shop.example/') }
    for (const [of, address] of Object.entries(all))
      for (const purpose of Object.keys(PATHS) as Purpose[])
        expect(readLink(keys, purpose, wordIn(address), STALE) !== null).toBe(of === purpose)
  })

  it('show neither who it is for nor what it is about', () => {
    const bytes = Buffer.from(wordIn(maker.linksOf(mail('ann@example.com'), 'offers').unsubscribe), 'base64url').toString('latin1')
    for (const secret of ['ann', 'example', 'offers', '0123456789']) expect(bytes).not.toContain(secret)
  })

  it('hold any customer and any topic there may be, and fit into an address', () => {
    const unit = fc.constantFrom('a', ':', '1', '\u0000', '"', '退', '😀', '\n')
    const ids = fc.string({ unit, minLength: 1, maxLength: ID_LENGTH_MAX }).filter((id) => id.length <= ID_LENGTH_MAX)
    const topics = fc.string({ unit, minLength: 1, maxLength: TOPIC_LENGTH_MAX }).filter((topic) => topic.length <= TOPIC_LENGTH_MAX)
    fc.assert(
      fc.property(ids, topics, (id, topic) => {
        const address = maker.linksOf(mail(id), topic).unsubscribe
        expect(wordIn(address).length).toBeLessThanOrEqual(TOKEN_LENGTH_MAX)
        expect(readLink(keys, 'unsubscribe', wordIn(address), STALE)).toMatchObject({ customerId: id, topic })
      }),
    )
    const [id, topic] = ['退'.repeat(ID_LENGTH_MAX), '退'.repeat(TOPIC_LENGTH_MAX)]
    expect(readLink(keys, 'unsubscribe', wordIn(maker.linksOf(mail(id), topic).unsubscribe), STALE)).toMatchObject({
      customerId: id,
      topic,
    })
  })

  it('open other pages for whoever holds one, for no longer than that one', () => {
    const link = readLink(keys, 'unsubscribe', wordIn(unsubscribe), STALE)
    const path = link === null ? '' : pathFrom(keys, link, 'preferences')
    expect(path.startsWith('/p/')).toBe(true)
    expect(readLink(keys, 'preferences', wordIn(path), STALE)).toEqual({ ...link, purpose: 'preferences' })
  })
})

describe('an address that tells of the click', () => {
  it.each([
    { url: 'https://shop.example/sale?code=A%20B&x=1#top', leadsTo: 'https://shop.example/sale?code=A%20B&x=1#top' },
    { url: 'http://shop.example', leadsTo: 'http://shop.example/' },
    { url: 'HTTPS://SHOP.example/退订', leadsTo: 'https://shop.example/%E9%80%80%E8%AE%A2' },
  ])('leads where the mail said: $url', ({ url, leadsTo }) => {
    const address = maker.track(mail(), url)
    expect(readLink(keys, 'click', wordIn(address), STALE)).toMatchObject({ url: leadsTo, customerId: 'ann' })
    expect(maker.track(mail(), url)).toBe(address)
  })

  it.each([
    'mailto:ann@example.com',
    'tel:+49',
    'javascript:alert(1)',
    'data:text/html,x',
    '/sale',
    '//evil.example',
    '#top',
    '',
    'ftp://shop.example/x',
  ])('is none for what does not lead over the web: %j stays as it is', (url) => expect(maker.track(mail(), url)).toBe(url))

  it('is none for an address that would not fit; one that does, fits to the byte', () => {
    const longest = (id: string): number => {
      let length = 30
      while (maker.track(mail(id), `https://shop.example/${'x'.repeat(length)}`).includes('/c/')) length += 1
      return length - 1
    }
    const most = longest('ann')
    const address = maker.track(mail(), `https://shop.example/${'x'.repeat(most)}`)
    expect(wordIn(address).length).toBeLessThanOrEqual(TOKEN_LENGTH_MAX)
    expect(readLink(keys, 'click', wordIn(address), STALE)?.url).toHaveLength(21 + most)
    expect(most).toBeGreaterThan(1_200)
    const url = `https://shop.example/${'x'.repeat(most + 1)}`
    expect(maker.track(mail(), url)).toBe(url)
    expect(longest('退'.repeat(ID_LENGTH_MAX))).toBeGreaterThan(400)
  })
})
