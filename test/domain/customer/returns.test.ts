import { describe, expect, it } from 'vitest'
import type { SendOutcome } from '../../../shared/domain/customer/input.ts'
import { draftOf } from '../../../shared/domain/customer/draft.ts'
import { onReport } from '../../../shared/domain/customer/on-report.ts'
import { type CustomerState, unknownCustomer } from '../../../shared/domain/customer/state.ts'
import type { Message, MessageStatus } from '../../../shared/domain/messaging/message.ts'
import { addressDigest, campaignId, messageId } from '../../../shared/kernel/words.ts'
import { ANN, day } from './world.ts'

const [HERE, THERE] = [addressDigest('here'), addressDigest('there')]
const soft = (address = HERE): SendOutcome => ({ type: 'bounced', kind: 'transient', addresses: [address] })
const hard: SendOutcome = { type: 'bounced', kind: 'permanent', addresses: [HERE] }
const ours: SendOutcome = { type: 'bounced', kind: 'transient', addresses: [] }
const arrived: SendOutcome = { type: 'delivered' }

const message = (n: number, status: MessageStatus): Message => ({
  ...{ id: messageId(`m${n}`), customerId: ANN, campaign: campaignId('spring'), version: 1, entry: 1, step: n, variant: 'all' },
  ...{ held: false, owedAt: day(0), staleAt: day(3), status },
})

/** One mail after the other, each with what came back of it; answers when the address was suppressed, and why. */
const suppressedAfter = (outcomes: readonly SendOutcome[], from: CustomerState = unknownCustomer(ANN)) => {
  let state = from
  return outcomes.flatMap((outcome, index) => {
    const draft = draftOf(state)
    onReport(draft, { type: 'report', message: message(index, { name: 'sent', at: day(1) }), outcome, about: null }, day(2))
    state = draft.state
    return draft.suppressions.map(({ because, address }) => `${index + 1}: ${address} ${because}`)
  })
}

const times = (n: number, outcome: SendOutcome): readonly SendOutcome[] => Array.from({ length: n }, () => outcome)

describe('soft bounces in a row', () => {
  it.each([
    { what: 'four', outcomes: times(4, soft()), told: [] },
    { what: 'five', outcomes: times(5, soft()), told: ['5: here soft-bounces'] },
    { what: 'six: once', outcomes: times(6, soft()), told: ['5: here soft-bounces'] },
    { what: 'ten, for it was lifted after five', outcomes: times(10, soft()), told: ['5: here soft-bounces', '10: here soft-bounces'] },
    { what: 'four, an arrival, and four', outcomes: [...times(4, soft()), arrived, ...times(4, soft())], told: [] },
    { what: 'four, an arrival, and five', outcomes: [...times(4, soft()), arrived, ...times(5, soft())], told: ['10: here soft-bounces'] },
    { what: 'four here, and four there', outcomes: [...times(4, soft()), ...times(4, soft(THERE))], told: [] },
    { what: 'four, and one that was the fault of the mail', outcomes: [...times(4, soft()), ours], told: [] },
    {
      what: 'four, the fault of a mail between, and a fifth',
      outcomes: [...times(4, soft()), ours, soft()],
      told: ['6: here soft-bounces'],
    },
    { what: 'one for good', outcomes: [hard], told: ['1: here hard-bounce'] },
  ])('$what', ({ outcomes, told }) => {
    expect(suppressedAfter(outcomes)).toEqual(told)
  })

  it('nothing is counted of somebody who is another now', () => {
    const merged = { ...unknownCustomer(ANN), merge: { status: 'merged', into: ANN, at: day(0) } } as const
    expect(suppressedAfter(times(5, soft()), merged)).toEqual([])
  })
})

describe('what a report by the mail service makes of a message', () => {
  const OWED: MessageStatus = { name: 'owed' }
  const at = day(1)
  const CLAIMED: MessageStatus = { name: 'claimed', at, leaseUntil: day(2) }
  const UNKNOWN: MessageStatus = { name: 'unknown', at, giveUpAt: day(4) }
  const SENT: MessageStatus = { name: 'sent', at }
  const DELIVERED: MessageStatus = { name: 'delivered', at }
  const UNCONFIRMED: MessageStatus = { name: 'unconfirmed', at }
  const REFUSED: MessageStatus = { name: 'refused', at, because: { type: 'no-address' } }
  const complained: SendOutcome = { type: 'complained', addresses: [HERE] }
  const rejected: SendOutcome = { type: 'rejected', detail: 'Bad content' }
  it.each([
    { status: OWED, outcome: { type: 'sent' }, to: 'sent', suppresses: 0 },
    { status: CLAIMED, outcome: { type: 'sent' }, to: 'sent', suppresses: 0 },
    { status: UNKNOWN, outcome: { type: 'sent' }, to: 'sent', suppresses: 0 },
    { status: DELIVERED, outcome: { type: 'sent' }, to: null, suppresses: 0 },
    { status: UNCONFIRMED, outcome: { type: 'sent' }, to: null, suppresses: 0 },
    { status: REFUSED, outcome: { type: 'sent' }, to: null, suppresses: 0 },
    { status: UNKNOWN, outcome: rejected, to: 'refused', suppresses: 0 },
    { status: SENT, outcome: rejected, to: 'refused', suppresses: 0 },
    { status: DELIVERED, outcome: rejected, to: null, suppresses: 0 },
    { status: UNKNOWN, outcome: hard, to: 'bounced', suppresses: 1 },
    { status: DELIVERED, outcome: hard, to: 'bounced', suppresses: 1 },
    { status: UNCONFIRMED, outcome: hard, to: null, suppresses: 1 },
    { status: REFUSED, outcome: complained, to: null, suppresses: 1 },
    { status: SENT, outcome: complained, to: 'complained', suppresses: 1 },
    { status: UNCONFIRMED, outcome: soft(), to: null, suppresses: 0 },
  ] as const)('$status.name, $outcome.type: $to', ({ status, outcome, to, suppresses }) => {
    const draft = draftOf(unknownCustomer(ANN))
    onReport(draft, { type: 'report', message: message(0, status), outcome, about: null }, day(2))
    expect(draft.settlements.at(-1)?.to.name ?? null).toBe(to)
    expect(draft.suppressions).toHaveLength(suppresses)
    if (to === null) expect(draft.facts).toEqual([])
  })

  it.each([
    { held: 'reserved', status: OWED, outcome: { type: 'sent' }, at: day(2) },
    { held: 'reserved', status: OWED, outcome: arrived, at: day(2) },
    { held: 'claimed', status: CLAIMED, outcome: { type: 'sent' }, at: day(1) },
  ] as const)(
    'a place that is $held by one that is $status.name: after $outcome.type it counts from $at on',
    ({ held, status, outcome, at: from }) => {
      const one = message(0, status)
      const place = { message: one.id, campaign: one.campaign, entry: 1, topic: 'offers', priority: 50, status: held, at: day(1) }
      const draft = draftOf({ ...unknownCustomer(ANN), contacts: [place] })
      onReport(draft, { type: 'report', message: one, outcome, about: null }, day(2))
      expect(draft.state.contacts).toEqual([{ ...place, status: 'claimed', at: from }])
    },
  )

  it.each([
    { status: SENT, outcome: rejected },
    { status: OWED, outcome: { type: 'sent' } },
  ] as const)('said by a sender of its own claim, $outcome.type of one that is $status.name changes nothing', ({ status, outcome }) => {
    const draft = draftOf(unknownCustomer(ANN))
    onReport(draft, { type: 'report', message: message(0, status), outcome, about: day(1) }, day(2))
    expect(draft.settlements).toEqual([])
  })
})
