import { describe, expect, it } from 'vitest'
import type { Seen } from '../../../shared/domain/customer/input.ts'
import type { Json } from '../../../shared/kernel/json.ts'
import { CONSENT_TOPICS_MAX, TOPIC_LENGTH_MAX } from '../../../shared/kernel/limits.ts'
import { day, days, EMAIL, given, onEvent, ORDER, RETAIL, rules, send, steps, tested, wait, welcome, winBack } from './world.ts'

describe('a withdrawal', () => {
  const company = rules({ campaigns: [winBack(), welcome({ paths: steps(send(), wait(7), send()) })] })
  /** In two campaigns, about offers and about welcome, with a mail owed in each. */
  const inBoth = () => {
    const ann = given(company)
    ann.does(ORDER, day(0), EMAIL)
    ann.does('Signed Up', day(120))
    ann.wakes(day(120))
    return ann
  }
  const about = (topic?: unknown) => ({ properties: topic === undefined ? {} : { topic: topic as string } })

  it.each([
    { what: 'of everything', topic: undefined, leaves: ['welcome', 'win-back'] },
    { what: 'of everything, said', topic: '*', leaves: ['welcome', 'win-back'] },
    { what: 'of one topic', topic: 'offers', leaves: ['win-back'] },
    { what: 'of the other', topic: 'welcome', leaves: ['welcome'] },
    { what: 'of a topic nobody writes about', topic: 'news', leaves: [] },
    { what: 'of what is no topic takes everything back', topic: 7, leaves: ['welcome', 'win-back'] },
    { what: 'of a name that is too long does, too', topic: 'x'.repeat(TOPIC_LENGTH_MAX + 1), leaves: ['welcome', 'win-back'] },
  ])('$what', ({ topic, leaves }) => {
    const ann = inBoth()
    ann.does('Unsubscribed', day(121), about(topic))
    expect(ann.facts().flatMap((fact) => (fact.type === 'journey-ended' ? [fact.campaign] : []))).toEqual(leaves)
    expect(
      ann
        .messages()
        .filter(({ status }) => status.name === 'refused')
        .map(({ campaign }) => campaign)
        .toSorted(),
    ).toEqual(leaves)
    expect(ann.story('journey-ended')).toEqual(leaves.map((campaign) => `121: ${campaign} 1 exited by withdrawn`))
  })

  it('is heard however late it comes, and closes the gate until a newer word', () => {
    const ann = inBoth()
    ann.does('Unsubscribed', day(-50), { receivedAt: day(121), seen: 'too-late' })
    expect(ann.story('consent-changed', 'journey-ended')).toEqual([
      '121: withdrawn *',
      '121: welcome 1 exited by withdrawn',
      '121: win-back 1 exited by withdrawn',
    ])
  })

  it('older than the standing yes changes nothing', () => {
    const ann = inBoth()
    ann.does('Subscribed', day(121))
    ann.does('Unsubscribed', day(120), { receivedAt: day(122) })
    expect(ann.story('consent-changed', 'journey-ended')).toEqual(['121: granted *'])
  })

  it('at the instant of a yes wins, in either order', () => {
    for (const names of [
      ['Subscribed', 'Unsubscribed'],
      ['Unsubscribed', 'Subscribed'],
    ] as const) {
      const ann = inBoth()
      for (const name of names) ann.does(name, day(121))
      expect(ann.story('journey-ended')).toHaveLength(2)
    }
  })

  /** Entered win-back though mails about offers were withdrawn long before: nothing is sent, and the journey goes its way. */
  const withdrawnBefore = () => {
    const ann = given(company)
    ann.does(ORDER, day(0), EMAIL)
    ann.does('Unsubscribed', day(1), about('offers'))
    ann.wakes(day(120))
    return ann
  }
  it.each([
    { what: 'a yes to another topic', name: 'Subscribed', topic: 'welcome', at: day(121) },
    { what: 'an older yes to everything', name: 'Subscribed', topic: '*', at: day(0) },
    { what: 'a no to another topic', name: 'Unsubscribed', topic: 'news', at: day(121) },
  ])('$what ends nothing where this topic was withdrawn before', ({ name, topic, at }) => {
    const ann = withdrawnBefore()
    ann.does(name, at, { receivedAt: day(121), ...about(topic) })
    expect(ann.story('journey-ended')).toEqual([])
    ann.claims(0, day(121))
    expect(ann.message(0).status).toMatchObject({ name: 'refused', because: { type: 'withdrawn', at: day(1) } })
  })

  it('is a track call: a page of that name says nothing', () => {
    const ann = inBoth()
    ann.does('Unsubscribed', day(121), { type: 'page' })
    expect(ann.story('consent-changed')).toEqual([])
  })
})

describe('a yes', () => {
  const OPT_IN = rules({ policy: { ...RETAIL, consent: { basis: 'opt-in', isDouble: false } }, campaigns: [welcome()] })
  it.each([
    { what: 'to everything', properties: {}, sends: true },
    { what: 'to everything, with null where a topic could be', properties: { topic: null }, sends: true },
    { what: 'to the topic', properties: { topic: 'welcome' }, sends: true },
    { what: 'to another', properties: { topic: 'offers' }, sends: false },
    { what: 'to what is no topic grants nothing', properties: { topic: 7 }, sends: false },
    { what: 'to a list of topics grants nothing', properties: { topic: ['welcome'] }, sends: false },
    { what: 'to an empty name grants nothing', properties: { topic: '' }, sends: false },
    { what: 'to a name that is too long grants nothing', properties: { topic: 'x'.repeat(TOPIC_LENGTH_MAX + 1) }, sends: false },
  ])('$what', ({ properties, sends }) => {
    const ann = given(OPT_IN)
    const { doubts } = ann.does('Subscribed', day(0), { ...EMAIL, properties })
    ann.does('Signed Up', day(1))
    ann.claims(0, day(1), 'welcome')
    expect(ann.message(0, 'welcome').status.name).toBe(sends ? 'claimed' : 'refused')
    const isTopic = sends || properties.topic === 'offers'
    expect(doubts.map(({ because, path }) => `${because} ${path}`)).toEqual(isTopic ? [] : ['invalid properties.topic'])
  })

  it('to one topic too many is refused and shown; a no to one takes everything back', () => {
    const ann = given(OPT_IN)
    for (let index = 0; index < CONSENT_TOPICS_MAX; index += 1)
      ann.does('Subscribed', day(0, index), { properties: { topic: `topic ${index}` } })
    const { doubts, facts } = ann.does('Subscribed', day(1), { properties: { topic: 'welcome' } })
    expect(facts).toEqual([])
    expect(doubts).toEqual([expect.objectContaining({ because: 'state-full', path: 'properties.topic' })])
    ann.does('Unsubscribed', day(2), { properties: { topic: 'welcome' } })
    expect(ann.story('consent-changed').at(-1)).toBe('2: withdrawn *')
    expect(Object.keys(ann.state().consent)).toHaveLength(CONSENT_TOPICS_MAX + 1)
  })
})

describe('a duplicate', () => {
  it('changes nothing, not even the clock, and puts its timeline row again', () => {
    const ann = given(rules({ campaigns: [welcome()] }))
    ann.does('Signed Up', day(0))
    const before = ann.state()
    const again = ann.does('Signed Up', day(0), { receivedAt: day(5) })
    expect(again.state).toBe(before)
    expect(again).toMatchObject({ facts: [], messages: [], settlements: [], doubts: [], reasons: [{ type: 'duplicate' }] })
    expect(again.timeline.map(({ name }) => name)).toEqual(['Signed Up'])
  })
})

describe('the money of an event', () => {
  it.each<{ properties: Record<string, Json>; revenue: object; doubted: string | null }>([
    { properties: { revenue: 12.5 }, revenue: { USD: 1_250 }, doubted: null },
    { properties: { revenue: '12.50', currency: 'eur' }, revenue: { EUR: 1_250 }, doubted: null },
    { properties: {}, revenue: {}, doubted: null },
    { properties: { revenue: null }, revenue: {}, doubted: null },
    { properties: { revenue: '12,50' }, revenue: {}, doubted: 'properties.revenue' },
    { properties: { revenue: 1e308 }, revenue: {}, doubted: 'properties.revenue' },
    { properties: { revenue: {} }, revenue: {}, doubted: 'properties.revenue' },
    { properties: { revenue: 5, currency: 'EURO' }, revenue: {}, doubted: 'properties.currency' },
  ])('$properties: $revenue, doubted: $doubted', ({ properties, revenue, doubted }) => {
    const ann = given(rules())
    const { doubts } = ann.does(ORDER, day(0), { properties })
    expect(ann.state().metrics.revenue).toEqual(revenue)
    expect(ann.state().metrics.counts[ORDER]?.total).toBe(1)
    expect(doubts.map(({ path }) => path)).toEqual(doubted === null ? [] : [doubted])
    expect(ann.does('Site Visited', day(1), { properties }).doubts).toEqual([])
  })
})

describe('an event that cannot be told from a duplicate', () => {
  const company = rules({
    campaigns: [tested({}, { entry: { on: 'stage', stage: 'active', from: null } }), welcome({ entry: onEvent(ORDER) })],
  })
  it.each<{ seen: Seen; lastSeenAt: number; count: number; email: string | null; because: string }>([
    { seen: 'uncertain', lastSeenAt: day(50), count: 1, email: 'ann@example.com', because: 'uncertain' },
    { seen: 'too-late', lastSeenAt: day(0), count: 1, email: null, because: 'too-late' },
  ])('$seen: moves only what may move twice, starts nothing, and is shown to a person', ({ seen, lastSeenAt, count, email, because }) => {
    const ann = given(company)
    ann.does(ORDER, day(0), { receivedAt: day(3) })
    ann.wakes(day(61))
    const before = ann.facts().length
    const { doubts, messages } = ann.does(ORDER, day(50), { receivedAt: day(62), seen, ...EMAIL, properties: { revenue: 5 } })
    const { metrics, traits } = ann.state()
    expect([metrics.lastSeenAt, metrics.counts[ORDER]?.total, traits.email?.value ?? null]).toEqual([lastSeenAt, count, email])
    expect(metrics.revenue).toEqual({})
    expect(messages).toEqual([])
    expect(doubts).toEqual([expect.objectContaining({ because, path: 'timestamp' })])
    expect(
      ann
        .facts()
        .slice(before)
        .map(({ type }) => type),
    ).toEqual(seen === 'uncertain' ? ['stage-changed'] : [])
  })

  it('is known when it comes once more', () => {
    const ann = given(company)
    ann.does(ORDER, day(0))
    ann.does(ORDER, day(-5), { receivedAt: day(62), seen: 'uncertain' })
    expect(ann.does(ORDER, day(-5), { receivedAt: day(63) }).reasons).toEqual([{ type: 'duplicate' }])
  })
})

describe('an old event of an import', () => {
  const onAtRisk = winBack({ entry: { on: 'stage', stage: 'at-risk', from: null }, exits: [] })
  const company = rules({ campaigns: [onAtRisk, welcome({ entry: onEvent(ORDER) })] })
  it.each([
    { what: 'as old as may be', ageMs: days(1), enters: ['welcome'], reasons: [] },
    { what: 'a millisecond older', ageMs: days(1) + 1, enters: [], reasons: [{ type: 'event-too-old', entryMaxAgeMs: days(1) }] },
  ])('$what', ({ ageMs, enters, reasons }) => {
    const ann = given(company)
    const decision = ann.does(ORDER, day(0), { receivedAt: day(0, ageMs) })
    expect(ann.facts().flatMap((fact) => (fact.type === 'entered' ? [fact.campaign] : []))).toEqual(enters)
    expect(decision.reasons).toEqual(reasons.map((because) => ({ type: 'entry-refused', campaign: 'welcome', because })))
  })

  it('makes the picture right and mails nobody about a stage it brings; later silence does', () => {
    const ann = given(company)
    ann.does(ORDER, day(-70), { receivedAt: day(0) })
    expect(ann.story('stage-changed', 'entered', 'owed')).toEqual(['0: none > at-risk'])
    ann.does(ORDER, day(-50), { receivedAt: day(1) })
    ann.wakes(day(10))
    expect(ann.story('stage-changed', 'entered').slice(1)).toEqual([
      '1: at-risk > active',
      '10: active > at-risk',
      '10: win-back 1 enters as all',
    ])
  })

  it.each([
    { what: 'from before the journey ends nothing', occurredAt: day(119), receivedAt: day(125), ends: 0 },
    { what: 'from after it began ends it', occurredAt: day(121), receivedAt: day(125), ends: 1 },
    { what: 'fresh, though from before the journey, ends it', occurredAt: day(120, -1), receivedAt: day(120, 5), ends: 1 },
  ])('$what', ({ occurredAt, receivedAt, ends }) => {
    const ann = given(rules({ campaigns: [winBack({ exits: [{ on: 'event', event: 'Visited', where: null, sameKey: false }] })] }))
    ann.does(ORDER, day(0))
    ann.wakes(day(120))
    ann.does('Visited', occurredAt, { receivedAt })
    expect(ann.story('journey-ended')).toHaveLength(ends)
  })
})

describe('attributes', () => {
  it('come with any call, and the newest word counts', () => {
    const ann = given(rules())
    ann.does('$identify', day(2), { type: 'identify', traits: { plan: 'gold' } })
    ann.does(ORDER, day(1), { receivedAt: day(3), traits: { plan: 'tin', city: 'Bonn' } })
    expect(ann.state().traits).toEqual({ plan: { value: 'gold', at: day(2) }, city: { value: 'Bonn', at: day(1) } })
  })

  it('without room are refused and shown, and the event counts', () => {
    const ann = given(rules())
    const { doubts } = ann.does(ORDER, day(0), { traits: { bio: 'x'.repeat(3_000), city: 'Bonn' } })
    expect(doubts).toEqual([expect.objectContaining({ because: 'state-full', path: 'traits.bio' })])
    expect(Object.keys(ann.state().traits)).toEqual(['city'])
    expect(ann.state().metrics.counts[ORDER]?.total).toBe(1)
  })
})

describe('names that every object inherits', () => {
  it.each(['__proto__', 'constructor', 'toString'])('%s as event, property, trait and topic is data', (name) => {
    const ann = given(rules({ campaigns: [welcome({ entry: onEvent(name) })] }))
    ann.does(name, day(0), { properties: Object.fromEntries([[name, 1]]), traits: Object.fromEntries([[name, 2]]) })
    ann.does('Unsubscribed', day(1), { properties: { topic: name } })
    expect(ann.state().metrics.counts[name]?.total).toBe(1)
    expect(ann.state().traits[name]?.value).toBe(2)
    expect(ann.state().consent[name]?.status).toBe('withdrawn')
    expect(ann.story('entered')).toEqual(['0: welcome 1 enters as all'])
  })
})
