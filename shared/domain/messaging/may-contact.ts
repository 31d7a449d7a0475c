import { END_OF_TIME, type CampaignId, type EpochMs } from '../../kernel/words.ts'
import type { Stop } from './breaker.ts'
import { type Cap, type Contact, roomFor, type Wanting } from './caps.ts'
import { type Consent, type ConsentPolicy, standingConsent } from './consent.ts'
import type { Delivery } from './delivery.ts'
import type { Hindrance, Refusal, Suppression } from './message.ts'
import { ownCaps, type Preferences } from './preferences.ts'
import { notNow, type SendTimes } from './send-time.ts'

/** All that a look at a mail needs: once when it is decided, and once more before it leaves. */
export type Occasion = {
  /** When it is decided, a word or an address that is still missing may come with the very next event: only a claim refuses for it. */
  readonly moment: 'decision' | 'claim'
  readonly sendingOn: boolean
  /** Where the campaign stands: a draft is a version nobody enters, and sends what it owes. */
  readonly campaign: 'draft' | 'active' | 'paused' | 'ended'
  /** Who stopped all sending, or the campaign; null: nobody. */
  readonly stop: (Stop & { readonly of: 'campaign' | 'all' }) | null
  /** The journey is still there and still owes this message. */
  readonly journeyStands: boolean
  readonly address: string | null
  /** Known at the claim only. */
  readonly suppression: Suppression | null
  readonly consent: Consent
  readonly consentPolicy: ConsentPolicy
  /** Has been active at least once: the ground of a soft opt-in. */
  readonly isCustomer: boolean
  readonly preferences: Preferences | null
  readonly topic: string
  readonly delivery: Delivery
  readonly caps: readonly Cap[]
  readonly contacts: readonly Contact[]
  readonly wanting: Wanting
  readonly times: SendTimes
  /** The zones are those of the policy, for nobody knows the customer's. */
  readonly isZoneUnknown: boolean
  readonly staleAt: EpochMs
  /** Known at the claim only. */
  readonly budget: Budget | null
  /** The pool this mail hands a code out of; null: it says none. */
  readonly couponPool: string | null
  /** At the claim: whether there is a code for them, where the mail says one. */
  readonly hasCoupon: boolean
  readonly held: boolean
}

/** What this day has seen, and when the next one begins. */
export type Budget = {
  readonly campaign: number
  readonly all: number
  readonly perDayOfAll: number | null
  readonly nextDayAt: EpochMs
}

/** `displaces`: mails that give up their places for this one. */
export type Verdict =
  | { readonly say: 'send'; readonly address: string | null; readonly displaces: readonly Contact[] }
  | { readonly say: 'refuse'; readonly because: Refusal }
  /** `keepsPlace`: there was room under every cap, and it stays this mail's. */
  | {
      readonly say: 'defer'
      readonly until: EpochMs
      readonly because: Hindrance
      readonly keepsPlace: boolean
      readonly displaces: readonly Contact[]
    }
  | { readonly say: 'drop-stale' }
  | { readonly say: 'withhold' }

/** Order is policy: the switches, then law, then preference, then the moment; the holdout last, so that both arms meet the same gates. */
export const mayContact = (occasion: Occasion, now: EpochMs): Verdict => {
  if (!occasion.journeyStands) return refuse({ type: 'journey-ended' })
  if (!occasion.sendingOn) return refuse({ type: 'sending-off' })
  if (occasion.stop !== null) return refuse({ type: 'stopped', ...occasion.stop })
  if (occasion.campaign === 'ended') return refuse({ type: 'campaign-not-active' })
  // Due at this very instant, which lies within the pause: so it is looked at again when that is over.
  if (occasion.campaign === 'paused') return hindered(occasion, { type: 'campaign-paused' }, now, false, [], now)

  const unlawful = legalRefusal(occasion)
  if (unlawful !== null) return refuse(unlawful)
  const pausedUntil = occasion.preferences?.pausedUntil ?? null
  if (pausedUntil !== null && now < pausedUntil) return refuse({ type: 'paused', until: pausedUntil })

  const room = roomFor(occasion.contacts, [...occasion.caps, ...ownCaps(occasion.preferences)], occasion.wanting, now)
  if (room.type === 'full') return whereFull(occasion, capped(room.cap, null), room.freeAt, false, [], now)
  const displaces = room.type === 'displaces' ? room.contacts : []

  const badTime = notNow(occasion.times, now)
  if (badTime !== null) {
    const until = badTime.until ?? END_OF_TIME
    const because: Hindrance = { type: badTime.rule, zone: badTime.zone, isFallback: occasion.isZoneUnknown, until }
    return hindered(occasion, because, until, true, displaces, now)
  }
  if (now >= occasion.staleAt) return { say: 'drop-stale' }

  const spent = overBudget(occasion)
  if (spent !== null) return whereFull(occasion, spent, occasion.budget?.nextDayAt ?? END_OF_TIME, true, displaces, now)
  const { couponPool: pool } = occasion
  if (occasion.moment === 'claim' && pool !== null && !occasion.hasCoupon) return refuse({ type: 'no-coupon', pool })
  return occasion.held && occasion.moment === 'claim' ? { say: 'withhold' } : { say: 'send', address: occasion.address, displaces }
}

/** The cap that has no room, as a hindrance; `by`: the campaign that took the place. */
export const capped = ({ topic, atMost, withinMs }: Cap, by: CampaignId | null): Hindrance => ({
  type: 'capped',
  topic,
  atMost,
  withinMs,
  by,
})

/** Whether the law lets us write to this person at this address about this topic. */
const legalRefusal = (occasion: Occasion): Refusal | null => {
  const { address, suppression, consentPolicy, delivery } = occasion
  const isClaim = occasion.moment === 'claim'
  if (address === null && isClaim) return { type: 'no-address' }
  if (suppression !== null) return { type: 'suppressed', because: suppression.because, at: suppression.at }
  const consent = standingConsent(occasion.consent, occasion.topic)
  if (consent?.status === 'withdrawn') return { type: 'withdrawn', at: consent.at }
  if (delivery.purpose === 'confirmation') {
    if (consent?.status === 'granted') return { type: 'already-confirmed', at: consent.at }
    return consent === null && isClaim ? { type: 'no-consent', basis: consentPolicy.basis } : null
  }
  if (consent?.status === 'granted') return null
  // Who has still to confirm rests on nothing else: before that may stand a withdrawal, and anybody may type an address into a form.
  if (consent === null && consentPolicy.basis === 'soft-opt-in' && occasion.isCustomer) return null
  if (!isClaim) return null
  return consent?.status === 'pending' ? { type: 'not-confirmed', since: consent.at } : { type: 'no-consent', basis: consentPolicy.basis }
}

const overBudget = ({ budget, delivery }: Occasion): Hindrance | null => {
  if (budget === null) return null
  if (delivery.perDay !== null && budget.campaign >= delivery.perDay) {
    return { type: 'over-budget', of: 'campaign', perDay: delivery.perDay }
  }
  const perDay = budget.perDayOfAll
  return perDay !== null && budget.all >= perDay ? { type: 'over-budget', of: 'all', perDay } : null
}

/** A campaign says whether its mails wait for room or are dropped. */
const whereFull = (
  occasion: Occasion,
  because: Hindrance,
  until: EpochMs,
  keepsPlace: boolean,
  displaces: readonly Contact[],
  now: EpochMs,
): Verdict =>
  occasion.delivery.whenFull === 'drop' && now < occasion.staleAt
    ? refuse(because)
    : hindered(occasion, because, goodTimeFrom(occasion.times, until), keepsPlace, displaces, now)

/** It need not be woken at night to be told that it is night. */
const goodTimeFrom = (times: SendTimes, at: EpochMs): EpochMs => {
  const badTime = notNow(times, at)
  return badTime === null ? at : (badTime.until ?? END_OF_TIME)
}

/** Waits, unless by then nobody would want it any more. */
const hindered = (
  { staleAt }: Occasion,
  because: Hindrance,
  until: EpochMs,
  keepsPlace: boolean,
  displaces: readonly Contact[],
  now: EpochMs,
): Verdict => {
  if (now >= staleAt) return { say: 'drop-stale' }
  return until >= staleAt ? refuse(because) : { say: 'defer', until, because, keepsPlace, displaces }
}

const refuse = (because: Refusal): Verdict => ({ say: 'refuse', because })
