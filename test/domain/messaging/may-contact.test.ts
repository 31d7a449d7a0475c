import { describe, expect, it } from 'vitest'
import type { Contact } from '../../../shared/domain/messaging/caps.ts'
import { mayContact, type Occasion, type Verdict } from '../../../shared/domain/messaging/may-contact.ts'
import { isFinal, type MessageStatus, messageIdOf } from '../../../shared/domain/messaging/message.ts'
import { DAY_MS, HOUR_MS } from '../../../shared/kernel/time.ts'
import { addressDigest, campaignId, customerId, epochMs, messageId } from '../../../shared/kernel/words.ts'
import { DELIVERY } from '../customer/world.ts'

const day = (n: number, ms = 0) => epochMs(n * DAY_MS + ms)
const OPT_IN = { basis: 'opt-in', isDouble: false } as const
const SOFT = { basis: 'soft-opt-in', isDouble: false } as const
const granted = { status: 'granted', at: day(1), basis: 'opt-in', source: null } as const
const withdrawn = { status: 'withdrawn', at: day(2), basis: null, source: null } as const
const pending = { status: 'pending', at: day(3), basis: null, source: 'form' } as const

const contact = (message: string, at: number, more: Partial<Contact> = {}): Contact => ({
  message: messageId(message),
  campaign: campaignId('other'),
  entry: 1,
  topic: 'offers',
  priority: 50,
  status: 'claimed',
  at: day(at),
  ...more,
})
const STOP = { of: 'campaign', at: day(9), because: { type: 'breaker', rate: 'complaints', count: 3, of: 900 } } as const
const CAP = { topic: null, atMost: 1, withinMs: 7 * DAY_MS }
const NIGHT = { quietHours: { from: 0, until: 9 * 60 }, window: null, zones: ['UTC'] }

const occasion = (more: Partial<Occasion> = {}): Occasion => ({
  moment: 'claim',
  sendingOn: true,
  campaign: 'active',
  stop: null,
  journeyStands: true,
  address: 'ann@example.com',
  suppression: null,
  consent: { '*': granted },
  consentPolicy: OPT_IN,
  isCustomer: true,
  preferences: null,
  topic: 'offers',
  delivery: DELIVERY,
  caps: [],
  contacts: [],
  wanting: { message: messageId('mine'), topic: 'offers', priority: 50 },
  times: { quietHours: null, window: null, zones: ['UTC'] },
  isZoneUnknown: false,
  staleAt: day(20),
  budget: null,
  couponPool: null,
  hasCoupon: false,
  held: false,
  ...more,
})

const refused = (because: object) => ({ say: 'refuse', because })
const SENDS = { say: 'send', address: 'ann@example.com', displaces: [] }
const FULL = { type: 'capped', topic: null, atMost: 1, withinMs: 7 * DAY_MS, by: null }

describe('where several gates say no, the first in this order answers', () => {
  const suppression = { address: addressDigest('d'), because: 'hard-bounce', at: day(4), message: null } as const
  const gates: readonly { readonly closed: Partial<Occasion>; readonly verdict: object }[] = [
    { closed: { journeyStands: false }, verdict: refused({ type: 'journey-ended' }) },
    { closed: { sendingOn: false }, verdict: refused({ type: 'sending-off' }) },
    { closed: { stop: STOP }, verdict: refused({ type: 'stopped', ...STOP }) },
    { closed: { campaign: 'ended' }, verdict: refused({ type: 'campaign-not-active' }) },
    { closed: { address: null }, verdict: refused({ type: 'no-address' }) },
    { closed: { suppression }, verdict: refused({ type: 'suppressed', because: 'hard-bounce', at: day(4) }) },
    { closed: { consent: { '*': withdrawn } }, verdict: refused({ type: 'withdrawn', at: day(2) }) },
    {
      closed: { preferences: { frequency: 'all', pausedUntil: day(11), saidAt: day(1) } },
      verdict: refused({ type: 'paused', until: day(11) }),
    },
    {
      closed: { caps: [CAP], contacts: [contact('a', 9.5)] },
      verdict: { say: 'defer', until: day(16.5), because: FULL, keepsPlace: false, displaces: [] },
    },
    {
      closed: { times: NIGHT },
      verdict: {
        say: 'defer',
        until: day(10, 9 * HOUR_MS),
        because: { type: 'quiet-hours', zone: 'UTC', isFallback: false, until: day(10, 9 * HOUR_MS) },
        keepsPlace: true,
        displaces: [],
      },
    },
    {
      closed: { budget: { campaign: 0, all: 5, perDayOfAll: 5, nextDayAt: day(11) } },
      verdict: { say: 'defer', until: day(11), because: { type: 'over-budget', of: 'all', perDay: 5 }, keepsPlace: true, displaces: [] },
    },
    { closed: { couponPool: 'spring' }, verdict: refused({ type: 'no-coupon', pool: 'spring' }) },
    { closed: { held: true }, verdict: { say: 'withhold' } },
  ]
  it.each(gates.map((gate, index) => ({ ...gate, index })))('$verdict', ({ index, closed, verdict }) => {
    const andAllAfter = Object.assign({}, ...gates.slice(index).map((gate) => gate.closed)) as Partial<Occasion>
    expect(mayContact(occasion(closed), day(10))).toEqual(verdict)
    expect(mayContact(occasion(andAllAfter), day(10))).toEqual(verdict)
  })

  it('all are open', () => {
    expect(mayContact(occasion(), day(10))).toEqual(SENDS)
  })

  it('a draft sends what it owes, for only who enters is kept out', () => {
    expect(mayContact(occasion({ campaign: 'draft' }), day(10))).toEqual(SENDS)
  })

  it('a paused campaign lets its mails wait where an ended one refuses them, and drops what is stale', () => {
    const waits = { say: 'defer', until: day(10), because: { type: 'campaign-paused' }, keepsPlace: false, displaces: [] }
    expect(mayContact(occasion({ campaign: 'paused', address: null, consent: { '*': withdrawn } }), day(10))).toEqual(waits)
    expect(mayContact(occasion({ campaign: 'paused', stop: STOP }), day(10))).toEqual(refused({ type: 'stopped', ...STOP }))
    expect(mayContact(occasion({ campaign: 'paused', staleAt: day(10) }), day(10))).toEqual({ say: 'drop-stale' })
  })

  it('who is held out is owed like the others, and only the claim withholds', () => {
    expect(mayContact(occasion({ held: true, moment: 'decision' }), day(10))).toEqual(SENDS)
  })
})

describe('the ground on which we write', () => {
  const no = (basis: string) => refused({ type: 'no-consent', basis })
  const back = refused({ type: 'withdrawn', at: day(2) })
  it.each([
    { what: 'opt-in, nothing said', consentPolicy: OPT_IN, isCustomer: true, consent: {}, verdict: no('opt-in') },
    { what: 'opt-in, granted', consentPolicy: OPT_IN, isCustomer: false, consent: { '*': granted }, verdict: SENDS },
    { what: 'opt-in, this topic granted', consentPolicy: OPT_IN, isCustomer: false, consent: { offers: granted }, verdict: SENDS },
    { what: 'opt-in, another topic granted', consentPolicy: OPT_IN, isCustomer: true, consent: { news: granted }, verdict: no('opt-in') },
    {
      what: 'opt-in, granted by text message',
      consentPolicy: OPT_IN,
      isCustomer: true,
      consent: { '@sms/offers': granted },
      verdict: no('opt-in'),
    },
    {
      what: 'opt-in, to be confirmed',
      consentPolicy: OPT_IN,
      isCustomer: true,
      consent: { offers: pending },
      verdict: refused({ type: 'not-confirmed', since: day(3) }),
    },
    { what: 'soft opt-in of a customer', consentPolicy: SOFT, isCustomer: true, consent: {}, verdict: SENDS },
    {
      what: 'soft opt-in of a customer who has still to confirm',
      consentPolicy: SOFT,
      isCustomer: true,
      consent: { offers: pending },
      verdict: refused({ type: 'not-confirmed', since: day(3) }),
    },
    { what: 'soft opt-in of nobody yet', consentPolicy: SOFT, isCustomer: false, consent: {}, verdict: no('soft-opt-in') },
    { what: 'soft opt-in of nobody yet, granted', consentPolicy: SOFT, isCustomer: false, consent: { '*': granted }, verdict: SENDS },
    { what: 'soft opt-in, withdrawn', consentPolicy: SOFT, isCustomer: true, consent: { '*': withdrawn }, verdict: back },
    {
      what: 'soft opt-in, text messages withdrawn',
      consentPolicy: SOFT,
      isCustomer: true,
      consent: { '@sms/*': withdrawn },
      verdict: SENDS,
    },
    {
      what: 'this topic withdrawn after all were granted',
      consentPolicy: OPT_IN,
      isCustomer: true,
      consent: { '*': granted, offers: withdrawn },
      verdict: back,
    },
    { what: 'another topic withdrawn', consentPolicy: SOFT, isCustomer: true, consent: { news: withdrawn }, verdict: SENDS },
  ])('$what', ({ consentPolicy, isCustomer, consent, verdict }) => {
    expect(mayContact(occasion({ consentPolicy, isCustomer, consent }), day(10))).toEqual(verdict)
  })

  const confirmation = { ...DELIVERY, purpose: 'confirmation' } as const
  it.each([
    { what: 'to be confirmed', consent: { offers: pending }, verdict: SENDS },
    { what: 'confirmed', consent: { offers: granted }, verdict: refused({ type: 'already-confirmed', at: day(1) }) },
    { what: 'withdrawn', consent: { offers: withdrawn }, verdict: back },
    { what: 'a customer who said nothing', consent: {}, verdict: no('soft-opt-in') },
  ])('asking for confirmation: $what', ({ consent, verdict }) => {
    expect(mayContact(occasion({ consentPolicy: SOFT, consent, delivery: confirmation }), day(10))).toEqual(verdict)
  })

  it.each([
    { what: 'no address', more: { address: null } },
    { what: 'no word', more: { consent: {} } },
    { what: 'a word to be confirmed', more: { consent: { offers: pending } } },
  ])('when it is decided, $what may still come', ({ more }) => {
    expect(mayContact(occasion({ ...more, moment: 'decision' }), day(10)).say).toBe('send')
    expect(mayContact(occasion(more), day(10)).say).toBe('refuse')
  })

  it('but a withdrawal refuses at once', () => {
    expect(mayContact(occasion({ consent: { offers: withdrawn }, moment: 'decision' }), day(10))).toEqual(back)
  })
})

describe('a pause', () => {
  it.each([
    { now: day(11, -1), say: 'refuse' },
    { now: day(11), say: 'send' },
  ])('until day 11, at $now: $say', ({ now, say }) => {
    expect(mayContact(occasion({ preferences: { frequency: 'all', pausedUntil: day(11), saidAt: day(1) } }), now).say).toBe(say)
  })
})

describe('the moment', () => {
  it.each([
    { now: day(20, -1), say: 'send' },
    { now: day(20), say: 'drop-stale' },
    { now: day(21), say: 'drop-stale' },
  ])('stale from day 20 on, at $now: $say', ({ now, say }) => {
    expect(mayContact(occasion(), now).say).toBe(say)
  })

  it.each<{ what: string; more: Partial<Occasion>; verdict: Partial<Verdict> }>([
    { what: 'waits for the end of the night', more: { times: NIGHT, staleAt: day(10, 9 * HOUR_MS + 1) }, verdict: { say: 'defer' } },
    {
      what: 'does not wait beyond the instant from which it is stale',
      more: { times: NIGHT, staleAt: day(10, 9 * HOUR_MS) },
      verdict: { say: 'refuse' },
    },
    { what: 'is stale in the night as by day', more: { times: NIGHT, staleAt: day(10) }, verdict: { say: 'drop-stale' } },
    {
      what: 'waits for room, and for the morning after it',
      more: { times: { ...NIGHT, quietHours: { from: 0, until: 60 } }, caps: [CAP], contacts: [contact('a', 9)] },
      verdict: { say: 'defer', until: day(16, HOUR_MS) },
    },
    { what: 'waits for room', more: { caps: [CAP], contacts: [contact('a', 9)] }, verdict: { say: 'defer', until: day(16) } },
    {
      what: 'does not wait for room where the campaign drops it',
      more: { caps: [CAP], contacts: [contact('a', 9)], delivery: { ...DELIVERY, whenFull: 'drop' } },
      verdict: { say: 'refuse' },
    },
    {
      what: 'is dropped at night by no campaign',
      more: { times: NIGHT, delivery: { ...DELIVERY, whenFull: 'drop' } },
      verdict: { say: 'defer' },
    },
    {
      what: 'does not wait for room that comes too late',
      more: { caps: [CAP], contacts: [contact('a', 13)], staleAt: day(20) },
      verdict: { say: 'refuse' },
    },
  ])('$what', ({ more, verdict }) => {
    expect(mayContact(occasion(more), day(10))).toMatchObject(verdict)
  })

  it.each([
    { campaign: 4, all: 9, say: 'send' },
    { campaign: 5, all: 9, say: 'defer' },
    { campaign: 4, all: 10, say: 'defer' },
  ])('with $campaign mails of the campaign and $all of all today: $say', ({ campaign, all, say }) => {
    const delivery = { ...DELIVERY, perDay: 5 }
    const budget = { campaign, all, perDayOfAll: 10, nextDayAt: day(11) }
    expect(mayContact(occasion({ delivery, budget }), day(10)).say).toBe(say)
  })

  it('whoever asked for one mail a week gets one, whatever the policy allows', () => {
    const preferences = { frequency: 'weekly', pausedUntil: null, saidAt: day(1) } as const
    expect(mayContact(occasion({ preferences, contacts: [contact('a', 4)] }), day(10))).toMatchObject({ say: 'defer', until: day(11) })
    expect(mayContact(occasion({ preferences, contacts: [contact('a', 3)] }), day(10))).toEqual(SENDS)
  })

  it('sends where there is a coupon for them', () => {
    expect(mayContact(occasion({ couponPool: 'spring', hasCoupon: true }), day(10))).toEqual(SENDS)
  })

  it('tells whom it takes the place of', () => {
    const weaker = contact('b', 9, { status: 'reserved', priority: 49 })
    expect(mayContact(occasion({ caps: [CAP], contacts: [weaker] }), day(10))).toEqual({ ...SENDS, displaces: [weaker] })
  })
})

describe('a message', () => {
  const id = (...[campaign, version, customer, entry, step]: [string, number, string, number, number]) =>
    messageIdOf(campaignId(campaign), version, customerId(customer), entry, step)

  it('has an id that says what it is, the same each time', () => {
    expect(id('win-back', 1, 'ann', 1, 0)).toBe(id('win-back', 1, 'ann', 1, 0))
    const others = [
      id('welcome', 1, 'ann', 1, 0),
      id('win-back', 2, 'ann', 1, 0),
      id('win-back', 1, 'bob', 1, 0),
      id('win-back', 1, 'ann', 2, 0),
      id('win-back', 1, 'ann', 1, 1),
    ]
    expect(new Set([id('win-back', 1, 'ann', 1, 0), ...others]).size).toBe(6)
  })

  const at = day(1)
  it.each<{ status: MessageStatus; final: boolean }>([
    { status: { name: 'owed' }, final: false },
    { status: { name: 'deferred', at, until: at, because: { type: 'over-budget', of: 'all', perDay: 1 } }, final: false },
    { status: { name: 'claimed', at, leaseUntil: at }, final: false },
    { status: { name: 'unknown', at, giveUpAt: at }, final: false },
    { status: { name: 'sent', at }, final: true },
    { status: { name: 'refused', at, because: { type: 'sending-off' } }, final: true },
    { status: { name: 'withheld', at }, final: true },
    { status: { name: 'stale', at }, final: true },
    { status: { name: 'unconfirmed', at }, final: true },
  ])('$status.name is final: $final', ({ status, final }) => {
    expect(isFinal(status)).toBe(final)
  })
})
