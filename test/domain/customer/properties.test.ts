import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nextDueAt } from '../../../shared/domain/customer/due.ts'
import { decide } from '../../../shared/domain/customer/decide.ts'
import { evolve } from '../../../shared/domain/customer/evolve.ts'
import type { Input, Seen, SendOutcome } from '../../../shared/domain/customer/input.ts'
import { type CustomerState, unknownCustomer } from '../../../shared/domain/customer/state.ts'
import type { Fact } from '../../../shared/domain/fact/fact.ts'
import type { Message, MessageStatus } from '../../../shared/domain/messaging/message.ts'
import { epochMs } from '../../../shared/kernel/words.ts'
import { type Arrival, company, life } from './arbitrary.ts'
import { CLEAR, ANN, day, event, given, type Watched } from './world.ts'

const END = day(3_000)
const arrives = (ann: Watched, { event: { name, occurredAt, ...more }, receivedAt }: Arrival) =>
  ann.does(name, occurredAt, { ...more, receivedAt })

describe('when we wake a customer', () => {
  it('never shows: at any instants, or not at all until the end, the facts and the customer are the same', () => {
    fc.assert(
      fc.property(company, life(), fc.array(fc.nat({ max: 400 })), (rules, arrivals, wakes) => {
        const left = given(rules)
        const woken = given(rules)
        const wakeBefore = (until: number) => {
          for (const at of wakes.map((n) => day(n)).sort((a, b) => a - b))
            if (at < until && at >= (woken.state().at ?? END)) woken.wakes(at)
        }
        for (const arrival of arrivals) {
          arrives(left, arrival)
          wakeBefore(arrival.receivedAt)
          arrives(woken, arrival)
        }
        wakeBefore(END)
        for (const ann of [left, woken]) ann.wakes(END)
        expect(woken.facts()).toEqual(left.facts())
        expect(woken.messages()).toEqual(left.messages())
        expect(woken.state()).toEqual(left.state())
      }),
      { numRuns: 400 },
    )
  })

  it('at each instant it named is enough: nothing is due in between', () => {
    fc.assert(
      fc.property(company, life(10), (rules, arrivals) => {
        const ann = given(rules)
        for (const arrival of arrivals) {
          for (
            let dueAt = nextDueAt(ann.state(), rules);
            dueAt !== null && dueAt < arrival.receivedAt;
            dueAt = nextDueAt(ann.state(), rules)
          ) {
            const { facts } = ann.wakes(dueAt)
            expect(facts.map(({ at }) => at)).toEqual(facts.map(() => dueAt))
          }
          const before = ann.facts().length
          arrives(ann, arrival)
          const stages = ann
            .facts()
            .slice(before)
            .filter(({ type }) => type === 'stage-changed' || type === 'owed')
          expect(stages.every(({ at }) => at === arrival.receivedAt)).toBe(true)
        }
      }),
      { numRuns: 200 },
    )
  })
})

describe('facts', () => {
  const rebuilt = (facts: readonly Fact[]): CustomerState => facts.reduce(evolve, unknownCustomer(ANN))
  const entriesOf = ({ campaigns }: CustomerState) =>
    Object.fromEntries(
      Object.entries(campaigns).flatMap(([id, { entries, lastEnteredAt }]) => (entries === 0 ? [] : [[id, { entries, lastEnteredAt }]])),
    )

  it('from scratch make the same stage, consent, journeys, exposures and entries', () => {
    fc.assert(
      fc.property(company, life(), fc.array(fc.nat({ max: 5 })), (rules, arrivals, outcomes) => {
        const ann = given(rules)
        for (const arrival of arrivals) arrives(ann, arrival)
        settle(ann, outcomes)
        const { standing, consent, journeys, exposures } = ann.state()
        const anew = rebuilt(ann.facts())
        expect({ standing: anew.standing, consent: anew.consent, journeys: anew.journeys, exposures: anew.exposures }).toEqual({
          standing,
          consent,
          journeys,
          exposures,
        })
        expect(entriesOf(anew)).toEqual(entriesOf(ann.state()))
      }),
      { numRuns: 200 },
    )
  })
})

const OUTCOMES: readonly SendOutcome[] = [
  { type: 'sent' },
  { type: 'rejected', detail: 'no such box' },
  { type: 'not-renderable', detail: 'no firstName' },
  { type: 'unknown' },
  { type: 'never-left' },
  { type: 'gave-up' },
]

/** Claims and reports what is owed, one look each, in the order it was owed. */
const settle = (ann: Watched, outcomes: readonly number[]): void => {
  for (const [index, outcome] of outcomes.entries()) {
    const message = ann.messages()[index]
    if (message === undefined) return
    const at = epochMs(Math.max(ann.state().at ?? 0, message.owedAt))
    ann.decides({ type: 'claim', ...CLEAR, message }, at)
    const claimed = ann.messages()[index]
    if (claimed !== undefined) ann.decides({ type: 'report', message: claimed, outcome: OUTCOMES[outcome] as SendOutcome, about: null }, at)
  }
}

describe('what is sent', () => {
  it('goes to nobody who withdrew, is held, or left the journey', () => {
    fc.assert(
      fc.property(company, life(), (rules, arrivals) => {
        const ann = given(rules)
        for (const arrival of arrivals) {
          arrives(ann, arrival)
          for (const message of ann.messages().filter(({ status }) => status.name === 'owed')) {
            const { state, settlements } = ann.decides({ type: 'claim', ...CLEAR, message }, arrival.receivedAt)
            if (settlements.at(-1)?.to.name !== 'claimed') continue
            const consent = [state.consent['*'], state.consent[rules.campaigns.live.get(message.campaign)?.topic ?? '']]
            const newest = consent.filter((one) => one !== undefined).toSorted((a, b) => b.at - a.at)[0]
            expect(newest?.status).not.toBe('withdrawn')
            expect(message.held).toBe(false)
            expect(state.journeys.some(({ campaign, entry }) => campaign === message.campaign && entry === message.entry)).toBe(true)
          }
        }
      }),
      { numRuns: 200 },
    )
  })
})

describe('a decision', () => {
  const at = day(0)
  const statuses: readonly MessageStatus[] = [
    { name: 'owed' },
    { name: 'claimed', at, leaseUntil: at },
    { name: 'unknown', at, giveUpAt: at },
    { name: 'sent', at },
    { name: 'refused', at, because: { type: 'journey-ended' } },
    { name: 'withheld', at },
    { name: 'stale', at },
    { name: 'unconfirmed', at },
  ]
  const seen = fc.constantFrom<Seen>('never', 'before', 'uncertain', 'too-late')
  const anything = fc.oneof(
    fc.record({
      type: fc.constant('event' as const),
      seen,
      name: fc.string(),
      eventType: fc.constantFrom('track', 'page', 'identify'),
      properties: fc.jsonValue(),
      ago: fc.nat({ max: 999 }),
    }),
    fc.record({ type: fc.constant('wake' as const) }),
    fc.record({
      type: fc.constantFrom('claim', 'report'),
      message: fc.nat({ max: 20 }),
      status: fc.constantFrom(...statuses),
      outcome: fc.constantFrom(...OUTCOMES),
      about: fc.constantFrom(null, at),
    }),
  )

  it('is made of anything well-typed, whatever row it is about and however the clock jumps', () => {
    fc.assert(
      fc.property(company, life(10), fc.array(fc.tuple(anything, fc.nat({ max: 1_000 })), { maxLength: 20 }), (rules, arrivals, inputs) => {
        const ann = given(rules)
        for (const arrival of arrivals) arrives(ann, arrival)
        const messages: Message[] = [...ann.messages()]
        let state = ann.state()
        for (const [some, n] of inputs) {
          const input = inputOf(some, messages)
          if (input === null) continue
          const decision = decide(state, input, rules, day(n))
          expect((decision.state.at ?? 0) >= (state.at ?? 0)).toBe(true)
          state = decision.state
          messages.push(...decision.messages)
        }
      }),
      { numRuns: 300 },
    )
  })

  const inputOf = (some: typeof anything extends fc.Arbitrary<infer T> ? T : never, messages: readonly Message[]): Input | null => {
    if (some.type === 'wake') return { type: 'wake' }
    if ('name' in some) {
      const { eventType: type, name, properties, ago, seen } = some
      const isObject = typeof properties === 'object' && properties !== null && !Array.isArray(properties)
      return {
        type: 'event',
        event: event(name, day(-ago), { type, properties: isObject ? (properties as { [key: string]: never }) : {} }),
        seen,
        history: [],
      }
    }
    const found = messages[some.message]
    if (found === undefined) return null
    const message = { ...found, status: some.status }
    return some.type === 'claim'
      ? { type: 'claim', ...CLEAR, message }
      : { type: 'report', message, outcome: some.outcome, about: some.about }
  }
})
