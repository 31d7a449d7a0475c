/** A campaign that is paused: who is under way waits, nothing is sent twice, and nothing is lost without a word. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Campaign, StepBody } from '../../../shared/domain/campaign/campaign.ts'
import type { OperationalStatus } from '../../../shared/domain/campaign/hold.ts'
import { decide } from '../../../shared/domain/customer/decide.ts'
import { nextDueAt } from '../../../shared/domain/customer/due.ts'
import { type Rules, rulesOf } from '../../../shared/domain/customer/rules.ts'
import { type CustomerState, unknownCustomer } from '../../../shared/domain/customer/state.ts'
import type { Message } from '../../../shared/domain/messaging/message.ts'
import { assert } from '../../../shared/kernel/assert.ts'
import { HOUR_MS } from '../../../shared/kernel/time.ts'
import { campaignId, type EpochMs, epochMs, type MessageId } from '../../../shared/kernel/words.ts'
import { ANN, CLEAR, day, days, EMAIL, event, given, onEvent, ORDER, RETAIL, send, steps, type Watched, wait, winBack } from './world.ts'

const TIPS = campaignId('tips')
const tips = (more: Partial<Campaign> = {}): Campaign =>
  winBack({ id: TIPS, entry: onEvent('Signed Up'), exits: [], paths: steps(send('One'), wait(5), send('Two')), ...more })
const said = (status: OperationalStatus['status'], at: EpochMs, spreadMs = 0): OperationalStatus => ({ status, at, spreadMs })
const under = (campaign: Campaign, ...words: readonly OperationalStatus[]): Rules =>
  rulesOf(RETAIL, [campaign], [], true, { said: new Map([[TIPS, words]]) })
const story = (ann: Watched): readonly string[] =>
  ann.story('waiting', 'waited', 'owed', 'paused', 'resumed', 'message-moved', 'journey-ended')

/** Somebody who signed up on day 2; their first mail has gone, and they wait until day 7. */
const waiting = (campaign = tips()): Watched => {
  const ann = given(under(campaign))
  ann.does(ORDER, day(1), EMAIL)
  ann.does('Signed Up', day(2))
  ann.claims(0, day(2), 'tips')
  ann.reports(0, { type: 'sent' }, day(2), 'tips')
  return ann
}
const told = (ann: Watched): readonly string[] => story(ann).filter((line) => !line.includes('step 0'))

describe('who waits while a campaign is paused', () => {
  it('goes on when it is resumed', () => {
    const ann = waiting()
    const paused = under(tips(), said('paused', day(4)))
    ann.under(paused)
    ann.wakes(day(9))
    expect(nextDueAt({ ...ann.state(), standing: null, metrics: unknownCustomer(ANN).metrics }, paused)).toBeNull()
    expect(told(ann)).toEqual(['2: tips 1 waits until 7'])
    const resumed = under(tips(), said('paused', day(4)), said('active', day(10)))
    ann.under(resumed)
    expect(nextDueAt(ann.state(), resumed)).toBe(day(10))
    ann.wakes(day(11))
    expect(told(ann).slice(1)).toEqual(['10: tips 1 waited for step 1, time', '10: tips 1 owes step 2'])
  })

  it('whose time comes after it was resumed notices nothing', () => {
    const ann = waiting()
    ann.under(under(tips(), said('paused', day(4)), said('active', day(6))))
    ann.wakes(day(8))
    expect(told(ann).slice(1)).toEqual(['7: tips 1 waited for step 1, time', '7: tips 1 owes step 2'])
  })

  it('was due before the pause, and goes on as of then', () => {
    const ann = waiting()
    ann.under(under(tips(), said('paused', day(8))))
    ann.wakes(day(9))
    expect(told(ann).slice(1)).toEqual(['7: tips 1 waited for step 1, time', '7: tips 1 owes step 2'])
    ann.claims(2, day(9), 'tips')
    expect(ann.message(2, 'tips').status).toMatchObject({ name: 'deferred', because: { type: 'campaign-paused' } })
  })

  it('goes on at their own moment of the hours after it', () => {
    const ann = waiting()
    ann.under(under(tips(), said('paused', day(4)), said('active', day(10), days(1))))
    ann.wakes(day(12))
    const went = ann.facts().find((fact) => fact.type === 'owed' && fact.step === 2)
    assert(went !== undefined, 'they went on')
    expect(went.at).toBeGreaterThan(day(10))
    expect(went.at).toBeLessThan(day(11))
  })

  it('hears what they waited for, and takes what follows after it', () => {
    const heard: StepBody = { type: 'wait-for', event: 'Visited', where: null, sameKey: false, atMostMs: days(5), then: 3 }
    const campaign = tips({ paths: steps(send('One'), heard, { type: 'exit', why: 'silent' }, send('Heard')) })
    const ann = waiting(campaign)
    ann.under(under(campaign, said('paused', day(4))))
    ann.does('Visited', day(5))
    ann.wakes(day(9))
    expect(told(ann).slice(1)).toEqual(['5: tips 1 waited for step 1, event', '5: tips 1 is paused before step 3'])
    ann.under(under(campaign, said('paused', day(4)), said('active', day(10))))
    ann.wakes(day(10))
    expect(told(ann).slice(3)).toEqual(['10: tips 1 goes on with step 3', '10: tips 1 owes step 3'])
  })
})

describe('a mail of a campaign that is paused', () => {
  it('waits, and goes when it is resumed', () => {
    const ann = given(under(tips()))
    ann.does(ORDER, day(1), EMAIL)
    ann.does('Signed Up', day(2))
    ann.under(under(tips(), said('paused', day(3))))
    ann.claims(0, day(3, HOUR_MS), 'tips')
    expect(ann.message(0, 'tips').status).toMatchObject({ name: 'deferred', because: { type: 'campaign-paused' } })
    ann.under(under(tips(), said('paused', day(3)), said('active', day(4))))
    ann.wakes(day(4))
    expect(ann.message(0, 'tips').status).toEqual({ name: 'owed' })
    ann.claims(0, day(4), 'tips')
    expect(ann.message(0, 'tips').status.name).toBe('claimed')
  })

  it('grows stale in its time, and that is told', () => {
    const ann = given(under(tips()))
    ann.does('Signed Up', day(2), EMAIL)
    const paused = under(tips(), said('paused', day(3)))
    ann.under(paused)
    ann.claims(0, day(3, HOUR_MS), 'tips')
    expect(nextDueAt(ann.state(), paused)).toBe(day(5))
    ann.wakes(day(20))
    expect(ann.message(0, 'tips').status).toEqual({ name: 'stale', at: day(5) })
  })

  it('that was put off for another reason waits for the resume, too', () => {
    const night = { ...RETAIL, sending: { ...RETAIL.sending, quietHours: { from: 0, until: 12 * 60 } } }
    const with_ = (...words: readonly OperationalStatus[]): Rules => rulesOf(night, [tips()], [], true, { said: new Map([[TIPS, words]]) })
    const ann = given(with_())
    ann.does('Signed Up', day(2, HOUR_MS), EMAIL)
    expect(ann.message(0, 'tips').status).toMatchObject({ name: 'deferred', until: day(2, 12 * HOUR_MS) })
    ann.under(with_(said('paused', day(2, 2 * HOUR_MS)), said('active', day(3, 13 * HOUR_MS))))
    ann.wakes(day(3, 12 * HOUR_MS))
    expect(ann.message(0, 'tips').status.name).toBe('deferred')
    ann.wakes(day(3, 13 * HOUR_MS))
    expect(ann.message(0, 'tips').status).toEqual({ name: 'owed' })
  })
})

describe('an end that was a mistake', () => {
  it('is undone for those whom nobody has looked at since', () => {
    const ann = waiting()
    ann.under(under(tips(), said('ended', day(4)), said('active', day(10))))
    ann.wakes(day(11))
    expect(told(ann).slice(1)).toEqual(['10: tips 1 waited for step 1, time', '10: tips 1 owes step 2'])
  })
})

/** One life, hour by hour: what is due is woken, what is owed is claimed and sent. */
const live = (rulesAt: (at: EpochMs) => Rules, signUps: readonly number[]): ReadonlyMap<MessageId, Message> => {
  let state: CustomerState = unknownCustomer(ANN)
  const messages = new Map<MessageId, Message>()
  const run = (input: Parameters<typeof decide>[1], at: EpochMs): void => {
    const decision = decide(state, input, rulesAt(at), at)
    state = decision.state
    for (const message of decision.messages) {
      expect(messages.has(message.id)).toBe(false)
      messages.set(message.id, message)
    }
    for (const { id, from, to } of decision.settlements) {
      const message = messages.get(id)
      assert(message?.status.name === from, 'moves what is there')
      messages.set(id, { ...message, status: to })
    }
  }
  run({ type: 'event', event: event(ORDER, day(0), EMAIL), seen: 'never', history: [] }, day(0))
  for (let hour = 1; hour < 60 * 24; hour += 1) {
    const at = epochMs(day(0) + hour * HOUR_MS)
    if (signUps.includes(hour)) run({ type: 'event', event: event('Signed Up', at), seen: 'never', history: [] }, at)
    const dueAt = nextDueAt(state, rulesAt(at))
    if (dueAt !== null && dueAt <= at) run({ type: 'wake' }, at)
    for (const message of messages.values()) {
      if (message.status.name === 'owed') run({ type: 'claim', message, ...CLEAR }, at)
    }
    for (const message of messages.values()) {
      if (message.status.name === 'claimed') run({ type: 'report', message, outcome: { type: 'sent' }, about: null }, at)
    }
  }
  return messages
}

describe('whatever is paused and resumed, and whenever', () => {
  const changes = fc
    .array(fc.tuple(fc.integer({ min: 1, max: 40 * 24 }), fc.constantFrom(0, 3, 30)), { maxLength: 6 })
    .map((all) => [...all].sort(([a], [b]) => a - b))
  const step: fc.Arbitrary<StepBody> = fc.oneof(fc.constant(send()), fc.integer({ min: 1, max: 5 }).map(wait))

  it('the same mails are owed as without, each once, sent or told to be stale, and none while it is paused', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 5 }), changes, fc.integer({ min: 1, max: 200 }), (bodies, hours, signUp) => {
        const campaign = tips({ paths: steps(...bodies), staleAfterMs: 20 * HOUR_MS })
        const words = hours.map(([hour, spread], n) =>
          said(n % 2 === 0 ? 'paused' : 'active', epochMs(day(0) + hour * HOUR_MS), spread * HOUR_MS),
        )
        // In the end it goes on.
        if (words.length % 2 === 1) words.push(said('active', epochMs(day(0) + 41 * 24 * HOUR_MS)))
        const known = (at: EpochMs): Rules => under(campaign, ...words.filter((word) => word.at <= at))
        const paused = live(known, [signUp])
        const free = live(() => under(campaign), [signUp])
        const isPausedAt = (at: number): boolean => words.findLast((word) => word.at <= at)?.status === 'paused'
        if (isPausedAt(day(0) + signUp * HOUR_MS)) {
          expect(paused.size).toBe(0)
          return
        }
        expect([...paused.keys()].sort()).toEqual([...free.keys()].sort())
        for (const { status } of paused.values()) {
          expect(['sent', 'stale']).toContain(status.name)
          if (status.name === 'sent') expect(isPausedAt(status.at)).toBe(false)
        }
        for (const { status } of free.values()) expect(status.name).toBe('sent')
      }),
      { numRuns: 40 },
    )
  })
})
