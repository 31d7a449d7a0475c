import { describe, expect, it } from 'vitest'
import { type Contact, mayContact } from '../../../shared/domain/messaging/may-contact.ts'
import { isFinal, type MessageStatus, messageIdOf } from '../../../shared/domain/messaging/message.ts'
import { DAY_MS } from '../../../shared/kernel/time.ts'
import { campaignId, customerId, epochMs } from '../../../shared/kernel/words.ts'

const day = (n: number, ms = 0) => epochMs(n * DAY_MS + ms)
const OPT_IN = { basis: 'opt-in' } as const
const SOFT = { basis: 'soft-opt-in' } as const
const granted = { status: 'granted', at: day(1) } as const
const withdrawn = { status: 'withdrawn', at: day(2) } as const

const contact = (more: Partial<Contact> = {}): Contact => ({
  sendingOn: true,
  campaignActive: true,
  journeyStands: true,
  address: 'ann@example.com',
  consent: { '*': granted },
  consentPolicy: OPT_IN,
  isCustomer: true,
  topic: 'offers',
  staleAt: day(20),
  held: false,
  ...more,
})

describe('where several gates say no, the first in this order answers', () => {
  const gates = [
    { closed: { journeyStands: false }, verdict: { say: 'refuse', because: { type: 'journey-ended' } } },
    { closed: { sendingOn: false }, verdict: { say: 'refuse', because: { type: 'sending-off' } } },
    { closed: { campaignActive: false }, verdict: { say: 'refuse', because: { type: 'campaign-not-active' } } },
    { closed: { address: null }, verdict: { say: 'refuse', because: { type: 'no-address' } } },
    { closed: { consent: { '*': withdrawn } }, verdict: { say: 'refuse', because: { type: 'withdrawn', at: day(2) } } },
    { closed: { staleAt: day(10) }, verdict: { say: 'drop-stale' } },
    { closed: { held: true }, verdict: { say: 'withhold' } },
  ]
  it.each(gates.map((gate, index) => ({ ...gate, index })))('$verdict', ({ index, closed, verdict }) => {
    const andAllAfter = Object.assign({}, ...gates.slice(index).map((gate) => gate.closed)) as Partial<Contact>
    expect(mayContact(contact(closed), day(10))).toEqual(verdict)
    expect(mayContact(contact(andAllAfter), day(10))).toEqual(verdict)
  })

  it('all are open', () => {
    expect(mayContact(contact(), day(10))).toEqual({ say: 'send', address: 'ann@example.com' })
  })
})

describe('the ground on which we write', () => {
  const no = (basis: string) => ({ say: 'refuse', because: { type: 'no-consent', basis } })
  const yes = { say: 'send', address: 'ann@example.com' }
  const back = { say: 'refuse', because: { type: 'withdrawn', at: day(2) } }
  it.each([
    { what: 'opt-in, nothing said', consentPolicy: OPT_IN, isCustomer: true, consent: {}, verdict: no('opt-in') },
    { what: 'opt-in, granted', consentPolicy: OPT_IN, isCustomer: false, consent: { '*': granted }, verdict: yes },
    { what: 'opt-in, this topic granted', consentPolicy: OPT_IN, isCustomer: false, consent: { offers: granted }, verdict: yes },
    { what: 'opt-in, another topic granted', consentPolicy: OPT_IN, isCustomer: true, consent: { news: granted }, verdict: no('opt-in') },
    { what: 'soft opt-in of a customer', consentPolicy: SOFT, isCustomer: true, consent: {}, verdict: yes },
    { what: 'soft opt-in of nobody yet', consentPolicy: SOFT, isCustomer: false, consent: {}, verdict: no('soft-opt-in') },
    { what: 'soft opt-in of nobody yet, granted', consentPolicy: SOFT, isCustomer: false, consent: { '*': granted }, verdict: yes },
    { what: 'soft opt-in, withdrawn', consentPolicy: SOFT, isCustomer: true, consent: { '*': withdrawn }, verdict: back },
    {
      what: 'this topic withdrawn after all were granted',
      consentPolicy: OPT_IN,
      isCustomer: true,
      consent: { '*': granted, offers: withdrawn },
      verdict: back,
    },
    { what: 'another topic withdrawn', consentPolicy: SOFT, isCustomer: true, consent: { news: withdrawn }, verdict: yes },
  ])('$what', ({ consentPolicy, isCustomer, consent, verdict }) => {
    expect(mayContact(contact({ consentPolicy, isCustomer, consent }), day(10))).toEqual(verdict)
  })
})

describe('the moment', () => {
  it.each([
    { now: day(20, -1), say: 'send' },
    { now: day(20), say: 'drop-stale' },
    { now: day(21), say: 'drop-stale' },
  ])('stale from day 20 on, at $now: $say', ({ now, say }) => {
    expect(mayContact(contact(), now).say).toBe(say)
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
