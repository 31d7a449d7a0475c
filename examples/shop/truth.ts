import { later } from '../../shared/kernel/time.ts'
import type { EpochMs } from '../../shared/kernel/words.ts'
import { inOrder, isNamed, type ShopEvent } from './event.ts'
import type { ReceivedMail } from './reactions.ts'
import type { Shop } from './shop.ts'

/** A comparison, in the words of the shop: who is mailed when, what ends it, what it hopes for. */
export type Trial = {
  readonly campaign: string
  readonly outcome: { readonly event: string; readonly windowMs: number; readonly currency: string | null }
  /** Events after which no further mail comes. */
  readonly exitsOn: readonly string[]
  /** Steps that send, and how long after the entry; an arm without any is left alone. */
  readonly arms: readonly { readonly name: string; readonly mails: readonly { readonly step: number; readonly afterMs: number }[] }[]
}

/** Somebody who came into the trial for the first time, and the mails of other campaigns they had got by then. */
export type Entrant = { readonly customer: string; readonly at: EpochMs; readonly mails: readonly ReceivedMail[] }

/** What an arm would have brought, had everybody who came into the trial been in it. */
export type ArmTruth = { readonly arm: string; readonly rate: number; readonly revenueMean: number }

/**
 * The truth, counted: each entrant lives through each arm, and since a customer's answer to every mail is fixed in advance, nothing
 * is left to chance.
 */
export const truthOf = (shop: Shop, trial: Trial, entrants: readonly Entrant[]): readonly ArmTruth[] =>
  trial.arms.map(({ name }) => {
    const outcomes = entrants.map((entrant) => outcomeIn(shop, trial, name, entrant))
    const mean = (total: number) => (entrants.length === 0 ? 0 : total / entrants.length)
    return {
      arm: name,
      rate: mean(outcomes.filter(({ converted }) => converted).length),
      revenueMean: mean(outcomes.reduce((sum, { revenue }) => sum + revenue, 0)),
    }
  })

/** `convertedAt`: the first outcome within the window; null: none. */
export type TrialOutcome = { readonly converted: boolean; readonly convertedAt: EpochMs | null; readonly revenue: number }

/** What one entrant does within the window if they are in this arm. */
export const outcomeIn = (shop: Shop, trial: Trial, arm: string, { customer, at, mails }: Entrant): TrialOutcome => {
  let events = inOrder([...shop.lifeOf(customer), ...mails.flatMap(shop.reactTo)])
  for (const { step, afterMs } of trial.arms.find(({ name }) => name === arm)?.mails ?? []) {
    const mailAt = later(at, afterMs)
    if (mailAt > shop.endAt || hasLeft(trial, events, at, mailAt)) break
    if (!mayBeMailed(events, mailAt)) continue
    const mail = { customer, campaign: trial.campaign, variant: arm, entry: 1, step, at: mailAt }
    events = inOrder([...events, ...shop.reactTo(mail)])
  }
  const { event: name, windowMs, currency } = trial.outcome
  const outcomes = events.filter((event) => isNamed(event, name) && event.at > at && event.at <= later(at, windowMs))
  const convertedAt = outcomes[0]?.at ?? null
  return { converted: convertedAt !== null, convertedAt, revenue: outcomes.reduce((sum, event) => sum + revenueOf(event, currency), 0) }
}

/** Whether something since the entry has ended it; what happens at the instant of a mail comes first. */
const hasLeft = ({ exitsOn }: Trial, events: readonly ShopEvent[], enteredAt: EpochMs, mailAt: EpochMs): boolean =>
  events.some(
    (event) =>
      event.type === 'track' &&
      event.at > enteredAt &&
      event.at <= mailAt &&
      (exitsOn.includes(event.name) || event.name === 'Unsubscribed'),
  )

/** The latest word about mail counts; without one, customers may be written to. */
const mayBeMailed = (events: readonly ShopEvent[], at: EpochMs): boolean => {
  const past = events.filter((event) => event.at <= at)
  const word = past.findLast((event) => isNamed(event, 'Subscribed') || isNamed(event, 'Unsubscribed'))
  return word === undefined ? past.some((event) => isNamed(event, 'Order Completed')) : isNamed(word, 'Subscribed')
}

const revenueOf = (event: ShopEvent, currency: string | null): number => {
  if (event.type !== 'track' || currency === null || event.properties.currency !== currency) return 0
  return typeof event.properties.revenue === 'number' ? event.properties.revenue : 0
}
