import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Consent,
  type ConsentEntry,
  consentAfter,
  consentKey,
  hasRoomFor,
  standingConsent,
  topicOf,
} from '../../../shared/domain/messaging/consent.ts'
import { CONSENT_TOPICS_MAX, TOPIC_LENGTH_MAX } from '../../../shared/kernel/limits.ts'
import { epochMs } from '../../../shared/kernel/words.ts'

const yes = (at: number): ConsentEntry => ({ status: 'granted', at: epochMs(at), basis: 'opt-in', source: null })
const no = (at: number): ConsentEntry => ({ status: 'withdrawn', at: epochMs(at), basis: null, source: null })
const maybe = (at: number): ConsentEntry => ({ status: 'pending', at: epochMs(at), basis: null, source: 'form' })

describe('the newest word counts, and at one instant the withdrawal', () => {
  it.each([
    { what: 'a first word', before: {}, said: yes(5), after: { offers: yes(5) } },
    { what: 'a later no', before: { offers: yes(5) }, said: no(6), after: { offers: no(6) } },
    { what: 'an earlier no', before: { offers: yes(5) }, said: no(4), after: { offers: yes(5) } },
    { what: 'a no at the same instant', before: { offers: yes(5) }, said: no(5), after: { offers: no(5) } },
    { what: 'a yes at the same instant', before: { offers: no(5) }, said: yes(5), after: { offers: no(5) } },
    { what: 'a later yes', before: { offers: no(5) }, said: yes(6), after: { offers: yes(6) } },
    { what: 'a later no after a no', before: { offers: no(5) }, said: no(6), after: { offers: no(6) } },
    { what: 'a first word to be confirmed', before: {}, said: maybe(5), after: { offers: maybe(5) } },
    { what: 'confirmed later', before: { offers: maybe(5) }, said: yes(6), after: { offers: yes(6) } },
    { what: 'confirmed at the same instant', before: { offers: maybe(5) }, said: yes(5), after: { offers: maybe(5) } },
    { what: 'subscribed again after a yes', before: { offers: yes(5) }, said: maybe(6), after: { offers: yes(5) } },
    { what: 'subscribed again after a no', before: { offers: no(5) }, said: maybe(6), after: { offers: maybe(6) } },
    { what: 'subscribed at the instant of a no', before: { offers: no(5) }, said: maybe(5), after: { offers: no(5) } },
    { what: 'a no while it was to be confirmed', before: { offers: maybe(5) }, said: no(6), after: { offers: no(6) } },
    { what: 'about another topic', before: { news: no(5) }, said: yes(1), after: { news: no(5), offers: yes(1) } },
  ])('$what', ({ before, said, after }) => {
    expect(consentAfter(before, 'offers', said)).toEqual(after)
  })

  it.each([yes(5), no(5)])('%j twice changes nothing, so it is no fact', (said) => {
    const before = consentAfter({}, 'offers', said)
    expect(consentAfter(before, 'offers', said)).toBe(before)
  })

  it.each(['__proto__', 'constructor', 'toString'])('%s is a topic like any other', (topic) => {
    const consent = consentAfter({}, topic, no(5))
    expect(standingConsent(consent, topic)).toEqual(no(5))
    expect(standingConsent({}, topic)).toBeNull()
  })

  it('in any order', () => {
    const word = fc.record({ topic: fc.constantFrom('*', 'a', 'b'), no: fc.boolean(), at: fc.nat({ max: 4 }) })
    fc.assert(
      fc.property(fc.array(word), fc.infiniteStream(fc.nat()), (words, chance) => {
        const told = (some: typeof words) =>
          some.reduce<Consent>((consent, { topic, no: isNo, at }) => consentAfter(consent, topic, isNo ? no(at) : yes(at)), {})
        const shuffled = words.map((one) => [chance.next().value, one] as const).sort(([a], [b]) => a - b)
        expect(told(shuffled.map(([, one]) => one))).toEqual(told(words))
      }),
    )
  })
})

describe('what stands for a topic', () => {
  it.each([
    { what: 'nothing', consent: {}, stands: null },
    { what: 'a word about everything', consent: { '*': yes(1) }, stands: yes(1) },
    { what: 'a word about it', consent: { offers: no(1) }, stands: no(1) },
    { what: 'a word about another', consent: { news: no(1) }, stands: null },
    { what: 'everything granted, later this withdrawn', consent: { '*': yes(1), offers: no(2) }, stands: no(2) },
    { what: 'this withdrawn, later everything granted', consent: { '*': yes(3), offers: no(2) }, stands: yes(3) },
    { what: 'this granted, later everything withdrawn', consent: { '*': no(3), offers: yes(2) }, stands: no(3) },
    { what: 'everything withdrawn, later this granted', consent: { '*': no(3), offers: yes(4) }, stands: yes(4) },
    { what: 'both at once, everything withdrawn', consent: { '*': no(3), offers: yes(3) }, stands: no(3) },
    { what: 'everything granted, later this to be confirmed', consent: { '*': yes(1), offers: maybe(2) }, stands: maybe(2) },
    { what: 'both at once, this to be confirmed', consent: { '*': yes(3), offers: maybe(3) }, stands: maybe(3) },
    { what: 'both at once, this withdrawn', consent: { '*': yes(3), offers: no(3) }, stands: no(3) },
  ])('$what', ({ consent, stands }) => {
    expect(standingConsent(consent, 'offers')).toEqual(stands)
  })
})

describe('which topic a word is about', () => {
  it.each([
    { what: 'none is named', named: undefined, topic: { name: '*' } },
    { what: 'null', named: null, topic: { name: '*' } },
    { what: 'all are named', named: '*', topic: { name: '*' } },
    { what: 'a name', named: 'offers', topic: { name: 'offers' } },
    { what: 'the longest name', named: 'x'.repeat(TOPIC_LENGTH_MAX), topic: { name: 'x'.repeat(TOPIC_LENGTH_MAX) } },
    { what: 'a longer one', named: 'x'.repeat(TOPIC_LENGTH_MAX + 1), topic: { unknown: 'no-topic' } },
    { what: 'an empty one', named: '', topic: { unknown: 'no-topic' } },
    { what: 'a number', named: 7, topic: { unknown: 'no-topic' } },
    { what: 'a list', named: ['offers'], topic: { unknown: 'no-topic' } },
  ])('$what', ({ named, topic }) => {
    expect(topicOf(named)).toEqual(topic)
  })

  const full = Object.fromEntries(Array.from({ length: CONSENT_TOPICS_MAX }, (_, index) => [`topic ${index}`, yes(1)]))
  const { 'topic 0': _, ...withRoom } = full
  it.each([
    { what: 'the last one there is room for', consent: withRoom, key: 'offers', hasRoom: true },
    { what: 'one too many', consent: full, key: 'offers', hasRoom: false },
    { what: 'one that is known', consent: full, key: 'topic 7', hasRoom: true },
    { what: 'every topic', consent: full, key: '*', hasRoom: true },
    { what: 'inherited names', consent: full, key: 'toString', hasRoom: false },
  ])('room: $what', ({ consent, key, hasRoom }) => {
    expect(hasRoomFor(consent, key)).toBe(hasRoom)
  })

  it('keeps channels apart, whatever topics are called', () => {
    const keys = [
      consentKey('email', 'offers'),
      consentKey('sms', 'offers'),
      consentKey('email', '@sms/offers'),
      consentKey('email', '*'),
      consentKey('sms', '*'),
    ]
    expect(new Set(keys).size).toBe(keys.length)
    expect(consentKey('email', '*')).toBe('*')
  })
})
