import { describe, expect, it } from 'vitest'
import type { Campaign } from '../../../shared/domain/campaign/campaign.ts'
import { nextDueAt } from '../../../shared/domain/customer/due.ts'
import type { SendingPolicy } from '../../../shared/domain/customer/rules.ts'
import type { Cap } from '../../../shared/domain/messaging/caps.ts'
import { HOUR_MS } from '../../../shared/kernel/time.ts'
import { addressDigest, campaignId, epochDay, type EpochMs } from '../../../shared/kernel/words.ts'
import { CLEAR, DELIVERY, day, days, EMAIL, given, onEvent, ORDER, RETAIL, rules, SENDING, send, steps, wait, welcome } from './world.ts'

/** A campaign that one event starts. */
const told = (id: string, delivery: Partial<Campaign['delivery']> = {}, more: Partial<Campaign> = {}): Campaign =>
  welcome({ id: campaignId(id), entry: onEvent(`start ${id}`), delivery: { ...DELIVERY, ...delivery }, reentry: { type: 'each' }, ...more })

/** A mail that says the code. */
const GIVES = send('{{ coupon }}')

const company = (sending: Partial<SendingPolicy>, ...campaigns: Campaign[]) =>
  rules({ policy: { ...RETAIL, sending: { ...SENDING, ...sending } }, campaigns })

/** Somebody we may write to, on day 0. */
const known = (under: ReturnType<typeof rules>, who: object = EMAIL) => {
  const ann = given(under)
  ann.does(ORDER, day(0), who)
  return ann
}
const moves = (ann: ReturnType<typeof known>) => ann.story('message-moved')
const weekly = (atMost: number, topic: string | null = null): Cap => ({ topic, atMost, withinMs: days(7) })
const at = (n: number, hour: number): EpochMs => day(n, hour * HOUR_MS)
const NIGHT = { from: 21 * 60, until: 9 * 60 }

describe('quiet hours', () => {
  const under = company({ quietHours: NIGHT }, told('a'))

  it('a mail decided at night waits for the morning, and the customer is due then', () => {
    const ann = known(under)
    ann.does('start a', at(1, 22))
    expect(moves(ann)).toEqual(['1+79200000ms: a 1 step 0 owed > deferred (quiet-hours)'])
    expect(ann.message(0, 'a').status).toEqual({
      name: 'deferred',
      at: at(1, 22),
      until: at(2, 9),
      because: { type: 'quiet-hours', zone: 'UTC', isFallback: true, until: at(2, 9) },
    })
    expect(nextDueAt(ann.state(), under)).toBe(at(2, 9))
    ann.wakes(at(2, 9))
    expect(ann.message(0, 'a').status).toEqual({ name: 'owed' })
    ann.claims(0, at(2, 9), 'a')
    expect(ann.message(0, 'a').status.name).toBe('claimed')
    expect(ann.facts().at(-1)).toMatchObject({ type: 'message-moved', to: 'claimed', isZoneUnknown: true })
  })

  it('one decided by day and claimed at night waits as well', () => {
    const ann = known(under)
    ann.does('start a', day(1, 21 * HOUR_MS - 1))
    expect(ann.message(0, 'a').status.name).toBe('owed')
    ann.claims(0, at(1, 21), 'a')
    expect(ann.message(0, 'a').status).toMatchObject({ name: 'deferred', until: at(2, 9) })
    ann.claims(0, at(1, 22), 'a')
    expect(ann.message(0, 'a').status).toMatchObject({ name: 'deferred', at: at(1, 21) })
  })

  it.each([
    { zone: 'Asia/Tokyo', owed: at(1, 10), until: null },
    { zone: 'Asia/Tokyo', owed: at(1, 13), until: at(2, 0) },
    { zone: 'America/New_York', owed: at(1, 10), until: at(1, 14) },
    { zone: 'Mars/Phobos', owed: at(1, 10), until: null },
    { zone: 'Mars/Phobos', owed: at(1, 22), until: at(2, 9) },
    { zone: 9, owed: at(1, 22), until: at(2, 9) },
  ])('are those of $zone: at $owed until $until', ({ zone, owed, until }) => {
    const ann = known(under, { traits: { email: 'ann@example.com', timezone: zone } })
    ann.does('start a', owed)
    const { status } = ann.message(0, 'a')
    if (until === null) expect(status).toEqual({ name: 'owed' })
    else
      expect(status).toMatchObject({
        name: 'deferred',
        until,
        because: { isFallback: typeof zone !== 'string' || zone.startsWith('Mars') },
      })
  })

  it('who moves to where it is night is not written to', () => {
    const ann = known(under, { traits: { email: 'ann@example.com', timezone: 'UTC' } })
    ann.does('start a', at(1, 13))
    ann.does('Moved', at(1, 13), { traits: { timezone: 'Asia/Tokyo' } })
    ann.claims(0, at(1, 13), 'a')
    expect(ann.message(0, 'a').status).toMatchObject({ name: 'deferred', because: { zone: 'Asia/Tokyo', isFallback: false } })
  })

  it('a tick that stood still does not mail at once what is stale', () => {
    const ann = known(company({ quietHours: NIGHT }, told('a', {}, { staleAfterMs: days(1) })))
    ann.does('start a', at(1, 22))
    ann.wakes(at(9, 12))
    ann.claims(0, at(9, 12), 'a')
    expect(moves(ann).map((line) => line.split('step 0 ')[1])).toEqual(['owed > deferred (quiet-hours)', 'deferred > owed', 'owed > stale'])
  })

  it('what cannot wait until the morning is refused, with the reason', () => {
    const ann = known(company({ quietHours: NIGHT }, told('a', {}, { staleAfterMs: 11 * HOUR_MS })))
    ann.does('start a', at(1, 22))
    expect(ann.message(0, 'a').status).toMatchObject({ name: 'refused', because: { type: 'quiet-hours', until: at(2, 9) } })
  })

  it('waiting does not hold up the journey, and its end waits for the mail', () => {
    const ann = known(company({ quietHours: NIGHT }, told('a', {}, { paths: steps(send(), wait(0.25)) })))
    ann.does('start a', at(1, 22))
    ann.wakes(at(2, 4))
    expect(ann.story('settling', 'journey-ended')).toEqual(['2+14400000ms: a 1 took all steps'])
    ann.wakes(at(2, 9))
    ann.claims(0, at(2, 9), 'a')
    ann.reports(0, { type: 'sent' }, at(2, 9), 'a')
    expect(ann.story('journey-ended')).toEqual(['2+32400000ms: a 1 completed'])
  })

  it('who leaves while it waits is not written to', () => {
    const ann = known(
      company({ quietHours: NIGHT }, told('a', {}, { exits: [{ on: 'event', event: 'Stop', where: null, sameKey: false }] })),
    )
    ann.does('start a', at(1, 22))
    ann.does('Stop', at(1, 23))
    expect(ann.message(0, 'a').status).toEqual({ name: 'refused', at: at(1, 23), because: { type: 'journey-ended' } })
    expect(ann.state().contacts).toEqual([])
  })

  it('who withdraws while it waits is not written to', () => {
    const ann = known(under)
    ann.does('start a', at(1, 22))
    ann.does('Unsubscribed', at(1, 23))
    expect(ann.message(0, 'a').status).toMatchObject({ name: 'refused', because: { type: 'journey-ended' } })
  })
})

describe('a send window', () => {
  it('is that of the campaign, in the customer’s zone', () => {
    const office = { time: { from: 9 * 60, until: 17 * 60 }, days: new Set([1, 2, 3, 4, 5]) }
    const ann = known(company({}, told('a', { sendWindow: office })), { traits: { email: 'ann@example.com', timezone: 'Asia/Tokyo' } })
    // 2 January 2026 is a Friday; in Tokyo it ends nine hours earlier.
    ann.does('start a', at(1, 9))
    expect(ann.message(0, 'a').status).toMatchObject({
      name: 'deferred',
      until: at(4, 0),
      because: { type: 'outside-window', zone: 'Asia/Tokyo' },
    })
  })

  it('that opens too late is a refusal', () => {
    const office = { time: { from: 9 * 60, until: 17 * 60 }, days: new Set([1]) }
    const ann = known(company({}, told('a', { sendWindow: office })))
    ann.does('start a', at(1, 9))
    expect(ann.message(0, 'a').status).toMatchObject({ name: 'refused', because: { type: 'outside-window', until: at(4, 9) } })
  })
})

describe('a frequency cap', () => {
  it('holds a place from the decision on, and gives it back where nothing left', () => {
    const ann = known(company({ caps: [weekly(1)] }, told('a'), told('b')))
    ann.does('start a', day(1))
    ann.does('start b', day(1))
    expect(ann.message(0, 'b').status).toMatchObject({ name: 'deferred', because: { type: 'capped' } })
    ann.claims(0, day(1), 'a')
    ann.reports(0, { type: 'rejected', detail: 'no' }, day(1), 'a')
    expect(ann.state().contacts).toEqual([])
    ann.does('start b', day(2))
    ann.wakes(day(2))
    expect(ann.message(0, 'b').status).toEqual({ name: 'owed' })
  })

  it('of two that race for one place one goes, and the other when the window has passed', () => {
    const ann = known(company({ caps: [weekly(1)] }, told('a', {}, { staleAfterMs: days(30) }), told('b', {}, { staleAfterMs: days(30) })))
    ann.does('start a', day(1))
    ann.does('start b', day(1))
    ann.claims(0, day(1, 5), 'a')
    ann.reports(0, { type: 'sent' }, day(1, 6), 'a')
    // Nobody knew when the place would be free: it is asked after until it is.
    for (let hour = 1; hour <= 24 * 8; hour += 1) {
      ann.wakes(at(1, hour))
      if (ann.message(0, 'b').status.name === 'owed') break
    }
    expect(ann.message(0, 'b').status.name).toBe('owed')
    expect(ann.facts().at(-1)?.at).toBe(day(8, 5))
    ann.claims(0, day(8, 5), 'b')
    expect(ann.message(0, 'b').status.name).toBe('claimed')
  })

  it('is kept at the claim, too: a policy may have changed', () => {
    const ann = known(company({}, told('a'), told('b')))
    ann.does('start a', day(1))
    ann.does('start b', day(1))
    ann.under(company({ caps: [weekly(1)] }, told('a'), told('b')))
    ann.claims(0, day(1), 'a')
    // Both hold a place, and only one is there.
    expect(ann.message(0, 'a').status).toMatchObject({ name: 'deferred', because: { type: 'capped', atMost: 1 } })
    ann.claims(0, day(1), 'b')
    expect(ann.message(0, 'b').status.name).toBe('claimed')
  })

  it('counts what may have left: unknown, and unconfirmed in the end', () => {
    const ann = known(company({ caps: [weekly(1)] }, told('a'), told('b')))
    ann.does('start a', day(1))
    ann.claims(0, day(1), 'a')
    ann.reports(0, { type: 'unknown' }, day(1), 'a')
    ann.reports(0, { type: 'gave-up' }, day(4), 'a')
    ann.does('start b', day(5))
    expect(ann.message(0, 'b').status).toMatchObject({ name: 'refused', because: { type: 'capped' } })
    ann.does('start b', day(8))
    expect(ann.messages().at(-1)?.status).toEqual({ name: 'owed' })
  })

  it('drops where the campaign does not wait', () => {
    const ann = known(company({ caps: [weekly(1)] }, told('a'), told('b', { whenFull: 'drop' })))
    ann.does('start a', day(1))
    ann.claims(0, day(1), 'a')
    ann.does('start b', day(6))
    const because = { type: 'capped', topic: null, atMost: 1, withinMs: days(7), by: null }
    expect(ann.message(0, 'b').status).toEqual({ name: 'refused', at: day(6), because })
  })

  it('about one topic leaves the others alone', () => {
    const ann = known(company({ caps: [weekly(1, 'welcome')] }, told('a'), told('b', {}, { topic: 'news' }), told('c')))
    for (const id of ['a', 'b', 'c']) ann.does(`start ${id}`, day(1))
    expect(['a', 'b', 'c'].map((id) => ann.message(0, id).status.name)).toEqual(['owed', 'owed', 'deferred'])
  })

  it('the more important takes the place of the less important that is not claimed', () => {
    const ann = known(company({ caps: [weekly(1)] }, told('low', { priority: 10 }), told('high', { priority: 90 })))
    ann.does('start low', day(1))
    ann.does('start high', day(1, 1))
    expect(ann.message(0, 'high').status).toEqual({ name: 'owed' })
    expect(ann.message(0, 'low').status).toMatchObject({ name: 'deferred', because: { type: 'capped', by: 'high' } })
    expect(ann.state().contacts.map(({ campaign }) => campaign)).toEqual(['high'])
    expect(ann.claims(0, day(1, 2), 'low').reasons).toEqual([{ type: 'claim-moot' }])
  })

  it('and drops it where its campaign does not wait', () => {
    const ann = known(company({ caps: [weekly(1)] }, told('low', { priority: 10, whenFull: 'drop' }), told('high', { priority: 90 })))
    ann.does('start low', day(1))
    ann.does('start high', day(1, 1))
    expect(ann.message(0, 'low').status).toMatchObject({ name: 'refused', because: { type: 'capped', by: 'high' } })
    expect(ann.story('journey-ended')).toEqual(['1+1ms: low 1 completed'])
  })

  it('and is told by the cap it really lost to: that of all mail, where the other is about another topic', () => {
    const caps = [weekly(1, 'offers'), weekly(1)]
    const low = told('low', { priority: 10 }, { topic: 'offers' })
    const ann = known(company({ caps }, low, told('high', { priority: 90 }, { topic: 'tips' })))
    ann.does('start low', day(1))
    ann.does('start high', day(1, 1))
    expect(ann.message(0, 'low').status).toMatchObject({ name: 'deferred', because: { type: 'capped', topic: null, by: 'high' } })
  })

  it('but not of one that is claimed', () => {
    const ann = known(company({ caps: [weekly(1)] }, told('low', { priority: 10 }), told('high', { priority: 90 })))
    ann.does('start low', day(1))
    ann.claims(0, day(1), 'low')
    ann.does('start high', day(1, 1))
    expect(ann.message(0, 'low').status.name).toBe('claimed')
    expect(ann.message(0, 'high').status).toMatchObject({ name: 'refused', because: { type: 'capped' } })
  })

  it('of two owed at one instant the earlier step goes first, whichever was put off last', () => {
    const twice = told('low', { priority: 10 }, { paths: steps(send('one'), send('two')), staleAfterMs: days(30) })
    const ann = known(company({ caps: [weekly(1)] }, twice, told('high', { priority: 90 })))
    ann.does('start low', day(1))
    ann.does('start high', day(1))
    ann.claims(0, day(1), 'high')
    ann.wakes(at(1, 1))
    const lows = [0, 1].map((step) => ann.message(step, 'low').status)
    expect(lows).toMatchObject([
      { name: 'deferred', until: day(8) },
      { name: 'deferred', until: day(8) },
    ])
    ann.wakes(day(8))
    expect([0, 1].map((step) => ann.message(step, 'low').status.name)).toEqual(['owed', 'deferred'])
  })

  it('of several that wait the most important goes first', () => {
    const campaigns = ['a', 'b', 'c'].map((id, index) => told(id, { priority: index * 10 }, { staleAfterMs: days(30) }))
    const ann = known(company({ caps: [weekly(1)], quietHours: NIGHT }, ...campaigns))
    for (const id of ['a', 'b', 'c']) ann.does(`start ${id}`, at(1, 22))
    ann.wakes(at(2, 9))
    expect(['a', 'b', 'c'].map((id) => ann.message(0, id).status.name)).toEqual(['deferred', 'deferred', 'owed'])
  })

  it('what waits for the morning keeps its place', () => {
    const ann = known(company({ caps: [weekly(1)], quietHours: NIGHT }, told('a'), told('b')))
    ann.does('start a', at(1, 22))
    ann.does('start b', at(1, 23))
    expect(ann.message(0, 'b').status).toMatchObject({ name: 'deferred', because: { type: 'capped' } })
    ann.wakes(at(2, 9))
    expect([ann.message(0, 'a').status.name, ann.message(0, 'b').status.name]).toEqual(['owed', 'deferred'])
  })

  it('who asked for less gets less', () => {
    const ann = known(company({}, told('a'), told('b')))
    ann.does('Preferences Changed', day(1), { properties: { frequency: 'weekly' } })
    ann.does('start a', day(2))
    ann.claims(0, day(2), 'a')
    ann.does('start b', day(8))
    expect(ann.message(0, 'b').status).toMatchObject({ name: 'deferred', until: day(9), because: { atMost: 1, withinMs: days(7) } })
  })
})

describe('what only a claim knows', () => {
  const suppression = { address: addressDigest('d'), because: 'complaint', at: day(0), message: null } as const
  const spent = (campaign: number, all: number) => ({ ...CLEAR, spent: { day: epochDay(20_455), campaign, all } })

  it('an address nobody may write to, whoever has it now', () => {
    const ann = known(company({}, told('a')))
    ann.does('start a', day(1))
    ann.claims(0, day(1), 'a', { ...CLEAR, address: suppression.address, suppression })
    expect(ann.message(0, 'a').status).toMatchObject({ name: 'refused', because: { type: 'suppressed', because: 'complaint' } })
    expect(ann.state().contacts).toEqual([])
  })

  it('the commit holds only while the address may be written to', () => {
    const ann = known(company({}, told('a')))
    ann.does('start a', day(1))
    const { premises } = ann.claims(0, day(1), 'a', { ...CLEAR, address: suppression.address })
    expect(premises).toEqual([{ type: 'not-suppressed', address: suppression.address }])
  })

  it.each([
    {
      what: 'the campaign’s budget',
      delivery: { perDay: 5 },
      perDay: null,
      around: spent(5, 5),
      because: { type: 'over-budget', of: 'campaign', perDay: 5 },
    },
    { what: 'the budget of all', delivery: {}, perDay: 7, around: spent(0, 7), because: { type: 'over-budget', of: 'all', perDay: 7 } },
  ])('$what is spent: it waits for the next day', ({ delivery, perDay, around, because }) => {
    const ann = known(company({ perDay }, told('a', delivery)))
    ann.does('start a', at(1, 12))
    ann.claims(0, at(1, 12), 'a', around)
    expect(ann.message(0, 'a').status).toEqual({ name: 'deferred', at: at(1, 12), until: day(2), because })
    ann.wakes(day(2))
    expect(ann.message(0, 'a').status).toEqual({ name: 'owed' })
  })

  it('a budget with room is charged', () => {
    const ann = known(company({ perDay: 7 }, told('a', { perDay: 5 })))
    ann.does('start a', day(1))
    const { premises } = ann.claims(0, day(1), 'a', spent(4, 6))
    expect(premises).toEqual([{ type: 'spend', campaign: 'a', day: 20_455, perDay: 5, perDayOfAll: 7 }])
  })

  const coupons = (freeCoupon: string | null) => ({ ...CLEAR, freeCoupon })
  it('a code, the same for every mail of the campaign', () => {
    const ann = known(company({}, told('a', { couponPool: 'spring' }, { paths: steps(GIVES, wait(3), GIVES) })))
    ann.does('start a', day(1))
    const { premises } = ann.claims(0, day(1), 'a', coupons('ABC'))
    expect(premises).toEqual([{ type: 'coupon', pool: 'spring', code: 'ABC', campaign: 'a' }])
    ann.reports(0, { type: 'sent' }, day(1), 'a')
    ann.wakes(day(4))
    expect(ann.claims(2, day(4), 'a', coupons('XYZ')).premises).toEqual([])
    expect(ann.story('coupon-given')).toEqual(['1: a gives ABC'])
    expect(ann.state().coupons).toEqual({ a: { pool: 'spring', variant: 'all', code: 'ABC', at: day(1), redeemedAt: null } })
  })

  it('a mail that says no code takes none, and needs none', () => {
    const ann = known(company({}, told('a', { couponPool: 'spring' }, { paths: steps(send(), wait(3), GIVES) })))
    ann.does('start a', day(1))
    expect(ann.claims(0, day(1), 'a', coupons(null)).premises).toEqual([])
    ann.reports(0, { type: 'sent' }, day(1), 'a')
    ann.wakes(day(4))
    expect(ann.claims(2, day(4), 'a', coupons('XYZ')).premises).toMatchObject([{ type: 'coupon', code: 'XYZ' }])
    expect(ann.story('coupon-given')).toEqual(['4: a gives XYZ'])
  })

  it('no code is left', () => {
    const ann = known(company({}, told('a', { couponPool: 'spring' }, { paths: steps(GIVES) })))
    ann.does('start a', day(1))
    ann.claims(0, day(1), 'a', coupons(null))
    expect(ann.message(0, 'a').status).toMatchObject({ name: 'refused', because: { type: 'no-coupon', pool: 'spring' } })
  })

  it.each([
    { said: 'abc ', redeemed: ['2: a redeems ABC'] },
    { said: 'ABCD', redeemed: [] },
    { said: 7, redeemed: [] },
  ])('a code is redeemed once, by an event that names it: $said', ({ said, redeemed }) => {
    const ann = known(company({}, told('a', { couponPool: 'spring' }, { paths: steps(GIVES) })))
    ann.does('start a', day(1))
    ann.claims(0, day(1), 'a', coupons('ABC'))
    ann.does(ORDER, day(2), { properties: { coupon: said } })
    ann.does(ORDER, day(3), { properties: { coupon: said } })
    expect(ann.story('coupon-redeemed')).toEqual(redeemed)
  })
})

describe('who is held out', () => {
  const held = (sending: Partial<SendingPolicy>, ...campaigns: Campaign[]) => company(sending, ...campaigns)

  it('takes no place, no budget and no code', () => {
    const ann = known(held({ caps: [weekly(1)], perDay: 5 }, told('a', { couponPool: 'spring' }, { paths: steps(GIVES) }), told('b')))
    ann.does('start a', day(1))
    const message = { ...ann.message(0, 'a'), held: true }
    const { premises, settlements, state } = ann.decides({ type: 'claim', ...CLEAR, freeCoupon: 'ABC', message }, day(1))
    expect([premises, settlements.map(({ to }) => to.name), state.contacts, state.coupons]).toEqual([[], ['withheld'], [], {}])
  })
})

describe('double opt-in', () => {
  const policy = { ...RETAIL, consent: { basis: 'opt-in', isDouble: true } } as const
  const confirm = told('confirm', { purpose: 'confirmation' }, { topic: 'news', entry: onEvent('Subscribed') })
  const news = told('news', {}, { topic: 'news' })
  const under = rules({ policy, campaigns: [confirm, news] })
  const news1 = { properties: { topic: 'news', source: 'footer' } }

  it('who subscribed is asked, and written to once they have said yes', () => {
    const ann = known(under)
    ann.does('Subscribed', day(1), news1)
    expect(ann.story('consent-changed')).toEqual(['1: pending news'])
    ann.claims(0, day(1), 'confirm')
    expect(ann.message(0, 'confirm').status.name).toBe('claimed')
    ann.does('start news', day(2))
    ann.claims(0, day(2), 'news')
    expect(ann.message(0, 'news').status).toMatchObject({ name: 'refused', because: { type: 'not-confirmed', since: day(1) } })
    ann.does('Subscribed', day(3), { properties: { topic: 'news', confirmed: true, source: 'confirmation' } })
    expect(ann.state().consent).toEqual({ news: { status: 'granted', at: day(3), basis: 'double-opt-in', source: 'confirmation' } })
    ann.does('start news', day(4))
    expect(ann.messages().at(-1)?.status.name).toBe('owed')
  })

  it('who has confirmed is not asked again', () => {
    const ann = known(under)
    ann.does('Subscribed', day(1), { properties: { topic: 'news', confirmed: true } })
    expect(ann.message(0, 'confirm').status).toMatchObject({ name: 'refused', because: { type: 'already-confirmed', at: day(1) } })
  })

  it('without it a yes is a yes', () => {
    const ann = known(rules({ policy: { ...policy, consent: { basis: 'opt-in', isDouble: false } }, campaigns: [news] }))
    ann.does('Subscribed', day(1), news1)
    expect(ann.state().consent).toEqual({ news: { status: 'granted', at: day(1), basis: 'opt-in', source: 'footer' } })
  })
})

describe('what somebody chose', () => {
  it.each([
    { properties: { frequency: 'weekly' }, story: ['1: wants weekly'] },
    { properties: { frequency: 'all', pausedUntil: '2026-01-31T00:00:00Z' }, story: ['1: wants all, none before 30'] },
    { properties: { frequency: 'daily' }, story: [] },
    { properties: { frequency: 'all', pausedUntil: 5 }, story: [] },
    { properties: { frequency: 'all', pausedUntil: 'soon' }, story: [] },
    { properties: { frequency: 'all', pausedUntil: '2030-01-01T00:00:00Z' }, story: [] },
  ])('$properties', ({ properties, story }) => {
    const ann = known(company({}))
    const { doubts } = ann.does('Preferences Changed', day(1), { properties })
    expect(ann.story('preferences-changed')).toEqual(story)
    expect(doubts.map(({ because }) => because)).toEqual(story.length === 0 ? ['invalid'] : [])
  })

  it('what is not said stays, and null lifts a pause', () => {
    const ann = known(company({}))
    ann.does('Preferences Changed', day(1), { properties: { frequency: 'weekly', pausedUntil: '2026-01-31T00:00:00Z' } })
    ann.does('Preferences Changed', day(2), { properties: { frequency: 'monthly' } })
    ann.does('Preferences Changed', day(3), { properties: { pausedUntil: null } })
    expect(ann.story('preferences-changed')).toEqual([
      '1: wants weekly, none before 30',
      '2: wants monthly, none before 30',
      '3: wants monthly',
    ])
  })

  it('a word from a clock that runs ahead does not silence the next one', () => {
    const ann = known(company({}, told('a')))
    ann.does('Subscribed', day(1, 300_000), { receivedAt: day(1) })
    ann.does('Unsubscribed', day(1, 60_000))
    ann.does('start a', day(2))
    expect(ann.message(0, 'a').status).toMatchObject({ name: 'refused', because: { type: 'withdrawn' } })
    ann.does('Preferences Changed', day(3, 300_000), { receivedAt: day(3), properties: { frequency: 'all' } })
    ann.does('Preferences Changed', day(3, 60_000), { properties: { frequency: 'weekly' } })
    expect(ann.state().preferences?.frequency).toBe('weekly')
  })

  it('whoever withdrew and is subscribed by somebody has to confirm, customer or not', () => {
    const policy = { ...RETAIL, consent: { basis: 'soft-opt-in', isDouble: true } } as const
    const ann = known(rules({ policy, campaigns: [told('a')] }))
    ann.does('Unsubscribed', day(1))
    ann.does('Subscribed', day(2))
    ann.does('start a', day(3))
    ann.claims(0, day(3), 'a')
    expect(ann.message(0, 'a').status).toMatchObject({ name: 'refused', because: { type: 'not-confirmed', since: day(2) } })
  })

  it('the newest word counts, however late an older one comes', () => {
    const ann = known(company({}))
    ann.does('Preferences Changed', day(3), { properties: { frequency: 'monthly' } })
    ann.does('Preferences Changed', day(2), { receivedAt: day(4), properties: { frequency: 'all' } })
    expect(ann.state().preferences).toEqual({ frequency: 'monthly', pausedUntil: null, saidAt: day(3) })
  })

  it.each([
    { on: day(30, -1), refused: true },
    { on: day(30), refused: false },
  ])('a pause until day 30 refuses on $on: $refused', ({ on, refused }) => {
    const ann = known(company({}, told('a')))
    ann.does('Preferences Changed', day(1), { properties: { frequency: 'all', pausedUntil: '2026-01-31T00:00:00Z' } })
    ann.does('start a', on)
    expect(ann.message(0, 'a').status).toMatchObject(
      refused ? { name: 'refused', because: { type: 'paused', until: day(30) } } : { name: 'owed' },
    )
  })

  it('of other channels mail knows nothing', () => {
    const ann = known(company({}, told('a')))
    ann.does('Unsubscribed', day(1), { properties: { channel: 'sms' } })
    ann.does('start a', day(2))
    expect(ann.message(0, 'a').status).toEqual({ name: 'owed' })
    ann.does('Unsubscribed', day(3), { properties: { channel: ['sms'] } })
    expect(ann.message(0, 'a').status).toMatchObject({ name: 'refused' })
  })
})
