import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nextDueAt } from '../../../shared/domain/customer/due.ts'
import { decide } from '../../../shared/domain/customer/decide.ts'
import type { Decision } from '../../../shared/domain/customer/draft.ts'
import { evolve } from '../../../shared/domain/customer/evolve.ts'
import type { MergeInput } from '../../../shared/domain/customer/input.ts'
import { absorbKey } from '../../../shared/domain/customer/on-merge.ts'
import { receiptKey } from '../../../shared/domain/customer/receipts.ts'
import type { Rules } from '../../../shared/domain/customer/rules.ts'
import { type CustomerState, unknownCustomer } from '../../../shared/domain/customer/state.ts'
import { BREAKDOWNS, GLOBAL_EXPERIMENT } from '../../../shared/domain/experiment/experiment.ts'
import type { LifecycleEvent } from '../../../shared/domain/event/event.ts'
import { CONSENT_TOPICS_MAX, MERGES_FOLLOWED_MAX, REFUSALS_KEPT, TRAITS_MAX } from '../../../shared/kernel/limits.ts'
import { campaignId, customerId, epochMs, inputId } from '../../../shared/kernel/words.ts'
import { company } from './arbitrary.ts'
import {
  CLEAR,
  day,
  drawn,
  EMAIL,
  event,
  globalHoldout,
  ORDER,
  outside,
  RETAIL,
  rules,
  send,
  steps,
  storyOf,
  tested,
  variants,
  wait,
  welcome,
  winBack,
} from './world.ts'

const VISITOR = customerId('anonymous:v')
const BOB = customerId('bob')
const BOTH = campaignId('both')

/** Somebody after these events, each received when it happened; their facts come along. */
const lived = (id: string, company: Rules, ...events: readonly LifecycleEvent[]): Decision => {
  const nobody = decide(unknownCustomer(customerId(id)), { type: 'wake' }, company, day(0))
  return events.reduce((before, { customerId: _, ...one }) => {
    const said = { ...one, customerId: customerId(id) }
    const next = decide(before.state, { type: 'event', event: said, seen: 'never', history: [] }, company, one.occurredAt)
    return { ...next, facts: [...before.facts, ...next.facts], messages: [...before.messages, ...next.messages] }
  }, nobody)
}
const step = ({ state }: { state: CustomerState }, input: MergeInput, company: Rules, at = day(50)): Decision =>
  decide(state, input, company, at)
const sealed = (source: Decision, company: Rules, at = day(50)): Decision => step(source, { type: 'seal', into: BOB }, company, at)
const absorbed = (target: Decision, source: Decision, company: Rules, at = day(50)): Decision =>
  step(target, { type: 'absorb', source: source.state, followed: 1 }, company, at)
const OF_BEFORE = { phase: 1, bucket: null, segments: {}, before: 0 }
const nobody = lived('bob', rules())

describe('somebody who turns out to be another', () => {
  const company = rules({ campaigns: [welcome({ paths: steps(send(), wait(80), send()) })] })
  const visitor = lived(VISITOR, company, event(ORDER, day(1), EMAIL), event('Signed Up', day(2)))

  it('leaves every journey, and what is owed is refused', () => {
    const { facts, settlements, state } = sealed(visitor, company)
    expect(storyOf(facts)).toEqual([
      '31: new > active',
      '50: welcome 1 step 0 owed > refused (journey-ended)',
      '50: welcome 1 exited by merged',
      '50: is bob',
    ])
    expect(settlements.map(({ to }) => to.name)).toEqual(['refused'])
    expect([state.journeys, state.merge, nextDueAt(state, company)]).toEqual([[], { status: 'sealed', into: BOB, at: day(50) }, day(50)])
  })

  it('what is claimed stays to be reported', () => {
    const [message] = visitor.messages
    if (message === undefined) throw new Error('nothing is owed')
    const claimed = decide(visitor.state, { type: 'claim', ...CLEAR, message }, company, day(2))
    const left = sealed(claimed, company)
    expect(left.settlements).toEqual([])
    const status = claimed.settlements[0]?.to
    if (status === undefined) throw new Error('not claimed')
    const report = { type: 'report', message: { ...message, status }, outcome: { type: 'sent' }, about: null } as const
    for (const at of [left, step(left, { type: 'tombstone' }, company)]) {
      expect(storyOf(decide(at.state, report, company, day(51)).facts)).toEqual(['51: welcome 1 step 0 claimed > sent'])
    }
  })

  it('and what is owed again after that is refused', () => {
    const [message] = visitor.messages
    if (message === undefined) throw new Error('nothing is owed')
    const { facts } = decide(sealed(visitor, company).state, { type: 'claim', ...CLEAR, message }, company, day(51))
    expect(storyOf(facts)).toEqual(['51: welcome 1 step 0 owed > refused (journey-ended)'])
  })

  it('nothing happens to them by silence any more', () => {
    const left = sealed(visitor, company)
    for (const { state } of [left, step(left, { type: 'tombstone' }, company)]) {
      const woken = decide(state, { type: 'wake' }, company, day(500))
      expect([woken.facts, woken.state]).toEqual([[], state])
    }
  })

  it.each([
    { who: 'who is sealed', of: () => sealed(visitor, company), into: BOB, because: 'already-merged' },
    {
      who: 'who was merged',
      of: () => step(sealed(visitor, company), { type: 'tombstone' }, company),
      into: BOB,
      because: 'already-merged',
    },
    { who: 'who was redirected', of: () => sealed(nobodyAt(VISITOR), company), into: BOB, because: 'already-merged' },
    { who: 'into themselves', of: () => visitor, into: VISITOR, because: 'same-customer' },
    { who: 'at the end of too long a way', of: () => withDepth(MERGES_FOLLOWED_MAX - 1), into: BOB, because: 'too-many-merges' },
    { who: 'at the end of the longest way', of: () => withDepth(MERGES_FOLLOWED_MAX - 2), into: BOB, because: null },
  ])('$who: $because', ({ of, into, because }) => {
    const before = of()
    const { state, facts, reasons } = step(before, { type: 'seal', into }, company, day(60))
    expect(reasons).toEqual(because === null ? [] : [{ type: 'merge-moot', because }])
    expect([state === before.state, facts.length === 0]).toEqual([because !== null, because !== null])
  })
  const nobodyAt = (id: string) => lived(id, company)
  const withDepth = (mergeDepth: number) => ({ ...visitor, state: { ...visitor.state, mergeDepth } })

  it('leaves a tombstone that knows where they went and what it took', () => {
    const left = sealed(visitor, company)
    const { state, facts } = step(left, { type: 'tombstone' }, company)
    expect(storyOf(facts)).toEqual(['50: merged into bob from active'])
    expect(state).toEqual({
      ...unknownCustomer(VISITOR),
      at: day(50),
      receipts: left.state.receipts,
      merge: { status: 'merged', into: BOB, at: day(50) },
    })
    expect(nextDueAt(state, company)).toBeNull()
  })

  it('and never appears where we never heard of them', () => {
    const { state, facts } = sealed(nobodyAt(VISITOR), company)
    expect(storyOf(facts)).toEqual(['50: unknown, is bob'])
    expect(state).toEqual({ ...unknownCustomer(VISITOR), at: day(50), merge: { status: 'redirected', into: BOB, at: day(50) } })
    expect(nextDueAt(state, company)).toBeNull()
  })

  it('stays where the seal is lifted, and catches up with what was due since', () => {
    const lifted = step(sealed(visitor, company), { type: 'lift' }, company, day(200))
    expect([storyOf(lifted.facts), lifted.state.merge, nextDueAt(lifted.state, company)]).toEqual([['50: stays'], null, day(61)])
    expect(storyOf(decide(lifted.state, { type: 'wake' }, company, day(200)).facts)).toEqual([
      '61: active > at-risk',
      '121: at-risk > dormant',
    ])
  })

  it('or is unknown again, if they were', () => {
    const lifted = step(sealed(nobodyAt(VISITOR), company), { type: 'lift' }, company)
    expect(lifted.state).toEqual(unknownCustomer(VISITOR))
  })
})

describe('what the other takes over', () => {
  it('appears where nobody heard of them, and stands where both stand together', () => {
    const company = rules()
    const visitor = sealed(lived(VISITOR, company, event(ORDER, day(1))), company)
    expect(storyOf(absorbed(nobody, visitor, company).facts)).toEqual(['50: appeared', '50: absorbs anonymous:v', '50: none > active'])
    const bob = lived('bob', company, event(ORDER, day(45)))
    expect(storyOf(absorbed(bob, visitor, company).facts)).toEqual(['50: absorbs anonymous:v', '50: new > active'])
  })

  it('first walks through what was due before', () => {
    const company = rules({ campaigns: [winBack({ entry: { on: 'stage', stage: 'at-risk', from: null } })] })
    const visitor = sealed(lived(VISITOR, company, event(ORDER, day(60))), company, day(70))
    const bob = lived('bob', company, event(ORDER, day(0), EMAIL))
    expect(storyOf(absorbed(bob, visitor, company, day(70)).facts)).toEqual([
      '30: new > active',
      '60: active > at-risk',
      '60: win-back 1 enters as all',
      '60: win-back 1 owes step 0',
      '60: win-back 1 waits until 67',
      '67: win-back 1 waited for step 1, time',
      '67: win-back 1 owes step 2',
      '67: win-back 1 took all steps',
      '70: absorbs anonymous:v',
      '70: at-risk > active',
    ])
  })

  it('a change of stage begins what it begins', () => {
    const company = rules({ campaigns: [winBack({ entry: { on: 'stage', stage: 'active', from: null }, paths: steps(send()) })] })
    const visitor = sealed(lived(VISITOR, company, event(ORDER, day(1))), company)
    const { facts, messages } = absorbed(lived('bob', company, event(ORDER, day(45), EMAIL)), visitor, company)
    expect(storyOf(facts.filter(({ type }) => type === 'entered'))).toEqual(['50: win-back 2 enters as all'])
    expect(messages.map(({ customerId, entry }) => [customerId, entry])).toEqual([['bob', 2]])
  })

  it.each([
    { reported: 'before it was read', stays: [] },
    { reported: 'after it was read', stays: ['claimed'] },
  ])('a mail that turned out never to have left, $reported', ({ reported, stays }) => {
    const company = rules({ campaigns: [welcome()] })
    const owed = lived(VISITOR, company, event(ORDER, day(1), EMAIL), event('Signed Up', day(2)))
    const [message] = owed.messages
    if (message === undefined) throw new Error('nothing is owed')
    const claimed = decide(owed.state, { type: 'claim', ...CLEAR, message }, company, day(2))
    const left = sealed(claimed, company)
    const status = claimed.settlements[0]?.to
    if (status === undefined) throw new Error('not claimed')
    const outcome = { type: 'rejected', detail: 'too many links' } as const
    const told = decide(left.state, { type: 'report', message: { ...message, status }, outcome, about: null }, company, day(50))
    const bob = absorbed(nobody, reported === 'after it was read' ? left : told, company)
    expect(bob.state.contacts.map((one) => one.status)).toEqual(stays)
  })

  it('keeps for ever that it did, under a key no event can have', () => {
    const company = rules()
    const { spilled, state } = absorbed(nobody, sealed(lived(VISITOR, company, event(ORDER, day(1))), company), company)
    expect([spilled, state.receipts.ids]).toEqual([[[absorbKey(VISITOR), day(50)]], []])
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constantFrom(absorbKey(VISITOR))), (id) => receiptKey(inputId(id)) !== absorbKey(VISITOR)),
    )
  })

  it.each([
    { said: 'the newest word counts', own: [1, 'a'], other: [2, 'b'], is: 'b' },
    { said: 'whoever said it', own: [2, 'a'], other: [1, 'b'], is: 'a' },
    { said: 'at one instant the later text', own: [1, 'a'], other: [1, 'b'], is: 'b' },
    { said: 'in either direction', own: [1, 'b'], other: [1, 'a'], is: 'b' },
  ] as const)('of traits: $said', ({ own, other, is }) => {
    const company = rules()
    const saying = ([n, plan]: readonly [number, string]) => event('$identify', day(n), { type: 'identify', traits: { plan } })
    const visitor = sealed(lived(VISITOR, company, saying(other)), company)
    expect(absorbed(lived('bob', company, saying(own)), visitor, company).state.traits.plan?.value).toBe(is)
  })

  it.each([
    { room: 1, names: TRAITS_MAX, doubts: [] },
    { room: 0, names: TRAITS_MAX, doubts: ['traits.other'] },
  ])('attributes there is no room for are for a person to read', ({ room, doubts }) => {
    const company = rules()
    const many = Object.fromEntries(Array.from({ length: TRAITS_MAX - room }, (_, index) => [`t${index}`, index]))
    const visitor = sealed(
      lived(VISITOR, company, event('$identify', day(1), { type: 'identify', traits: { other: 1, t0: 'new' } })),
      company,
    )
    const bob = lived('bob', company, event('$identify', day(0), { type: 'identify', traits: many }))
    const merged = absorbed(bob, visitor, company)
    expect(merged.doubts.map(({ path, event }) => [path, event.traits])).toEqual(doubts.map((path) => [path, { other: 1 }]))
    expect(merged.state.traits.t0?.value).toBe('new')
  })
})

describe('consent of two who are one', () => {
  const company = rules({ campaigns: [welcome()] })
  const word = (name: string, n: number, topic?: string) =>
    event(name, day(n), { properties: topic === undefined ? {} : { topic }, id: inputId(`${name} ${n} ${topic}`) })
  const signUp = event('Signed Up', day(10), EMAIL)

  it.each([
    { own: word('Subscribed', 1), other: word('Unsubscribed', 2), facts: ['50: absorbs anonymous:v', '50: withdrawn *'] },
    { own: word('Subscribed', 2), other: word('Unsubscribed', 1), facts: ['50: absorbs anonymous:v'] },
    { own: word('Subscribed', 1), other: word('Unsubscribed', 1), facts: ['50: absorbs anonymous:v', '50: withdrawn *'] },
    { own: word('Unsubscribed', 1), other: word('Subscribed', 1), facts: ['50: absorbs anonymous:v'] },
    { own: word('Unsubscribed', 1), other: word('Subscribed', 2, 'welcome'), facts: ['50: absorbs anonymous:v', '50: granted welcome'] },
  ])('the newest word counts, and at one instant the withdrawal', ({ own, other, facts }) => {
    const visitor = sealed(lived(VISITOR, company, other), company)
    expect(storyOf(absorbed(lived('bob', company, own), visitor, company).facts)).toEqual(facts)
  })

  it.each([
    { said: [word('Unsubscribed', 20)], ends: ['50: welcome 1 exited by withdrawn'] },
    { said: [word('Unsubscribed', 20, 'welcome')], ends: ['50: welcome 1 exited by withdrawn'] },
    { said: [word('Unsubscribed', 20, 'offers')], ends: [] },
    { said: [word('Unsubscribed', 20), word('Subscribed', 21, 'welcome')], ends: [] },
  ])('a withdrawal ends the journeys it is about, unless a newer grant keeps them', ({ said, ends }) => {
    const visitor = sealed(lived(VISITOR, company, ...said), company)
    const { facts } = absorbed(lived('bob', company, signUp), visitor, company)
    expect(storyOf(facts.filter(({ type }) => type === 'journey-ended'))).toEqual(ends)
  })

  it.each([
    { topics: CONSENT_TOPICS_MAX - 1, name: 'Unsubscribed', facts: ['50: withdrawn other'], doubts: 0 },
    { topics: CONSENT_TOPICS_MAX, name: 'Unsubscribed', facts: ['50: withdrawn *'], doubts: 1 },
    { topics: CONSENT_TOPICS_MAX, name: 'Subscribed', facts: [], doubts: 1 },
  ])('$name beside $topics topics: $facts', ({ topics, name, facts, doubts }) => {
    const own = Array.from({ length: topics }, (_, index) => word('Subscribed', 1, `topic ${index}`))
    const merged = absorbed(lived('bob', company, ...own), sealed(lived(VISITOR, company, word(name, 2, 'other')), company), company)
    expect(storyOf(merged.facts.filter(({ type }) => type === 'consent-changed'))).toEqual(facts)
    expect(merged.doubts).toHaveLength(doubts)
  })
})

describe('campaigns and experiments of two who are one', () => {
  const seen = (variant: string, n: number) =>
    event('Experiment Viewed', day(n), { properties: { experiment_id: 'spring', variation_id: variant } })

  it.each([
    { who: 'their own arm stands', own: [seen('plain', 5)], arm: 'plain', assignedAt: day(5), sum: 0 },
    { who: 'the other comes along where they had none, with its outcomes', own: [], arm: 'gift', assignedAt: day(1), sum: 700 },
  ])('$who', ({ own, arm, assignedAt, sum }) => {
    const company = rules({ outside: [outside('spring')] })
    const visitor = sealed(lived(VISITOR, company, seen('gift', 1), event(ORDER, day(2), { properties: { revenue: 7 } })), company)
    const { exposures } = absorbed(lived('bob', company, ...own), visitor, company).state
    expect(exposures).toMatchObject({ spring: { arm, assignedAt } })
    expect(Object.values(exposures).map(({ outcomes }) => outcomes.orders?.sum ?? 0)).toEqual([sum])
  })

  it.each([
    { who: 'of the period that is under way: theirs stands', own: 40, other: 41, from: 'bob' },
    { who: 'of a period that is over: the later one comes along', own: 10, other: 40, from: 'other' },
    { who: 'and the other of one that is over: theirs stands', own: 40, other: 10, from: 'bob' },
  ])('the holdout from all campaigns, $who', ({ own, other, from }) => {
    const company = rules({ policy: { ...RETAIL, globalHoldout: globalHoldout(0) }, campaigns: [welcome({ paths: steps() })] })
    const visitor = sealed(lived(VISITOR, company, event('Signed Up', day(other))), company)
    const bob = lived('bob', company, event('Signed Up', day(own)))
    const { exposures } = absorbed(bob, visitor, company).state
    expect(exposures[GLOBAL_EXPERIMENT]?.assignedAt).toBe(day(from === 'bob' ? own : other))
  })

  it('an arm comes along with its phase, its bucket and what was known before', () => {
    const experiment = { ...drawn('welcome'), phase: 3, breakdowns: BREAKDOWNS }
    const company = rules({ campaigns: [welcome({ experiment, paths: variants({ plain: [] }) })] })
    const visitor = lived(VISITOR, company, event(ORDER, day(1)), event('Signed Up', day(2)))
    const { state, facts } = absorbed(nobody, sealed(visitor, company), company)
    expect(state.exposures).toEqual(visitor.state.exposures)
    expect(state.exposures).toMatchObject({ welcome: { phase: 3, bucket: expect.any(Number), segments: { stage: 'new' }, before: 1 } })
    expect(facts.some(({ type }) => type === 'assigned')).toBe(false)
  })

  it('what is counted by itself counts with who they are now', () => {
    const company = rules({ campaigns: [welcome({ experiment: drawn('welcome'), paths: variants({ plain: [send()] }) })] })
    const visitor = lived(VISITOR, company, event('Signed Up', day(40)))
    const [message] = visitor.messages
    if (message === undefined) throw new Error('nothing is owed')
    const left = sealed(visitor, company)
    const complaint = { type: 'news', message, news: { type: 'complained', saidAt: day(51), detail: '' }, heard: [] } as const
    expect(storyOf(decide(left.state, complaint, company, day(51)).facts)).toEqual(['51: welcome 1 heard: complained'])
    const unsubscribed = { ...event('Unsubscribed', day(51)), customerId: BOB }
    const bob = decide(
      absorbed(nobody, left, company).state,
      { type: 'event', event: unsubscribed, seen: 'never', history: [] },
      company,
      day(51),
    )
    expect(storyOf(bob.facts)).toContain('51: $unsubscribe of plain in welcome: 1 0')
  })

  it.each([
    { shares: { plain: 100 }, arm: 'gift', enters: '80: win-back 1 enters as gift' },
    { shares: { plain: 100, traffic: 0 }, arm: 'gift', enters: '80: win-back 1 enters as gift' },
    { shares: { plain: 100, holdout: 0 }, arm: 'holdout', enters: '80: win-back 1 enters as plain, held' },
    { shares: { plain: 100, traffic: 0 }, arm: 'holdout', enters: '80: win-back 1 enters as plain, held' },
  ])('an arm that came along is theirs when they enter: $arm', ({ shares, arm, enters }) => {
    const company = rules({ campaigns: [tested(shares, { entry: { on: 'event', event: 'Asked', where: null } })] })
    const { state } = lived(VISITOR, company, event(ORDER, day(1)))
    const exposed = { ...state, exposures: { 'win-back': { ...OF_BEFORE, arm, assignedAt: day(2), outcomes: {} } } } as CustomerState
    const visitor = sealed({ ...nobody, state: exposed }, company)
    const bob = absorbed(nobody, visitor, company)
    const event80 = { ...event('Asked', day(80), EMAIL), customerId: BOB }
    const { facts } = decide(bob.state, { type: 'event', event: event80, seen: 'never', history: [] }, company, day(80))
    expect(storyOf(facts.filter(({ type }) => type === 'entered' || type === 'assigned'))).toEqual([enters])
  })

  const once = welcome({ reentry: { type: 'never' } })
  const twice = welcome({ reentry: { type: 'after', durationMs: day(10) - day(0) } })
  it.each([
    { campaign: once, at: 55, enters: [] },
    { campaign: twice, at: 29.5, enters: [] },
    { campaign: twice, at: 30, enters: ['30: welcome 4 enters as all'] },
  ])('entries are counted together, and the last one of both is the last', ({ campaign, at, enters }) => {
    const company = rules({ campaigns: [campaign] })
    const memory = (entries: number, n: number) => ({ [campaign.id]: { entries, lastEnteredAt: day(n), keys: [], refused: null } })
    const visitor = lived(VISITOR, company, event(ORDER, day(1)))
    const left = sealed({ ...visitor, state: { ...visitor.state, campaigns: memory(2, 20) } }, company, day(21))
    const bob = lived('bob', company, event(ORDER, day(1), EMAIL))
    const merged = absorbed({ ...bob, state: { ...bob.state, campaigns: memory(1, 15) } }, left, company, day(21))
    expect(merged.state.campaigns[campaign.id]).toEqual({ entries: 3, lastEnteredAt: day(20), keys: [], refused: null })
    const asks = { ...event('Signed Up', day(at)), customerId: BOB }
    const { facts } = decide(merged.state, { type: 'event', event: asks, seen: 'never', history: [] }, company, day(at))
    expect(storyOf(facts.filter(({ type }) => type === 'entered'))).toEqual(enters)
  })

  it('refusals are counted together; the newest gives the reason, and only so many are kept', () => {
    const company = rules()
    const no = (count: number, n: number, bucket: number) => ({
      entries: 0,
      lastEnteredAt: null,
      keys: [],
      refused: { count, at: day(n), because: { type: 'outside-traffic', bucket } as const },
    })
    const many = (prefix: string, n: number) =>
      Object.fromEntries(Array.from({ length: REFUSALS_KEPT - 1 }, (_, index) => [campaignId(`${prefix}${index}`), no(1, n, 0)]))
    const visitor = lived(VISITOR, company, event(ORDER, day(1)))
    const left = sealed({ ...visitor, state: { ...visitor.state, campaigns: { ...many('v', 2), [BOTH]: no(3, 9, 1) } } }, company)
    const bob = lived('bob', company, event(ORDER, day(1)))
    const { campaigns } = absorbed(
      { ...bob, state: { ...bob.state, campaigns: { ...many('b', 3), [BOTH]: no(2, 8, 2) } } },
      left,
      company,
    ).state
    expect(campaigns).toMatchObject({ [BOTH]: no(5, 9, 1) })
    const kept = Object.keys(campaigns).map((id) => id[0])
    expect([kept.length, kept.filter((first) => first === 'v')]).toEqual([REFUSALS_KEPT, []])
  })
})

describe('whatever two did before they turned out to be one', () => {
  /** Of either, at distinct instants: what happens at one instant to two is ordered by nothing. */
  const told = fc
    .array(
      fc.record({
        isBob: fc.boolean(),
        name: fc.constantFrom(ORDER, 'Visited', 'Subscribed', 'Unsubscribed', 'Account Deleted', 'Account Reopened', '$identify'),
        gap: fc.integer({ min: 1, max: 40 }),
        topic: fc.constantFrom('offers', 'news', '*'),
      }),
      { minLength: 1, maxLength: 20 },
    )
    .map((all) => {
      let today = 0
      return all.map(({ isBob, name, gap, topic }, index) => {
        today += gap
        const type = name === '$identify' ? ('identify' as const) : ('track' as const)
        const one = event(name, day(today), {
          type,
          id: inputId(`id ${index}`),
          properties: { topic, revenue: 5 },
          traits: { [topic]: index },
        })
        return { isBob, one }
      })
    })
  const END = day(1_000)

  it('they are what they had been as one: picture, traits, consent, stage', () => {
    fc.assert(
      fc.property(told, fc.nat({ max: 20 }), (all, cut) => {
        const company = rules()
        const [before, later] = [all.slice(0, cut), all.slice(cut)]
        const of = (isBob: boolean) => before.filter((each) => each.isBob === isBob).map(({ one }) => one)
        const at = epochMs(Math.max(day(0), ...before.map(({ one }) => one.occurredAt)))
        const visitor = lived(VISITOR, company, ...of(false))
        const bob = lived('bob', company, ...of(true))
        const merged = visitor.state.at === null ? bob : absorbed(bob, sealed(visitor, company, at), company, at)
        const told = later.reduce(({ state }, { one }) => {
          const input = { type: 'event', event: { ...one, customerId: BOB }, seen: 'never', history: [] } as const
          return decide(state, input, company, one.occurredAt)
        }, merged)
        const [seen, wanted] = [told, lived('bob', company, ...all.map(({ one }) => one))].map(
          ({ state }) => decide(state, { type: 'wake' }, company, END).state,
        )
        const picture = (state?: CustomerState) => [state?.metrics, state?.traits, state?.consent, state?.standing?.stage]
        expect(picture(seen)).toEqual(picture(wanted))
      }),
      { numRuns: 400 },
    )
  })

  it('the facts of each, from scratch, make what each is', () => {
    const factual = ({ standing, consent, journeys, exposures, merge, mergeDepth }: CustomerState) => ({
      standing,
      consent,
      journeys,
      exposures,
      merge,
      mergeDepth,
    })
    fc.assert(
      fc.property(company, told, (company, all) => {
        const of = (isBob: boolean) => all.filter((each) => each.isBob === isBob).map(({ one }) => one)
        const visitor = lived(VISITOR, company, ...of(false))
        const bob = lived('bob', company, ...of(true))
        const left = sealed(visitor, company, END)
        const gone = left.state.merge?.status === 'sealed' ? step(left, { type: 'tombstone' }, company, END) : { ...left, facts: [] }
        const merged = left.state.merge?.status === 'sealed' ? absorbed(bob, left, company, END) : { ...bob, facts: [] }
        const facts = { [VISITOR]: [...visitor.facts, ...left.facts, ...gone.facts], bob: [...bob.facts, ...merged.facts] }
        for (const { state } of [gone, merged]) {
          expect(factual((facts[state.id] ?? []).reduce(evolve, unknownCustomer(state.id)))).toEqual(factual(state))
        }
      }),
      { numRuns: 200 },
    )
  })
})
