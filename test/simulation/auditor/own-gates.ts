/** The gates a mail meets, in the order of the design, worked out a second time. */
import { END_OF_TIME } from '../../../shared/kernel/words.ts'
import type { Era } from '../world/definitions.ts'
import type { Because, Book, OwnMessage, OwnPlace } from './book.ts'
import { statusAt } from './own-standing.ts'
import { capsOf, type OwnCap, roomOf } from './places.ts'
import { isAddress, standing } from './rules.ts'
import { goodTimeFrom, isPlace, nextDateFrom, objectionAt, type Times } from './wall.ts'

/** What a claim knows beside the customer. */
export type Known = {
  readonly suppressed: { readonly because: string; readonly at: number } | null
  readonly over: 'campaign' | 'all' | null
  readonly hasCoupon: boolean
}

export type Verdict =
  | { readonly to: 'refused'; readonly because: Because }
  | { readonly to: 'stale' }
  | {
      readonly to: 'deferred'
      readonly because: Because
      readonly until: number
      readonly keepsPlace: boolean
      readonly displaced: readonly OwnPlace[]
    }
  | { readonly to: 'owed' | 'claimed'; readonly displaced: readonly OwnPlace[] }
  | { readonly to: 'withheld' }

/** One look at a message; `known` null: no claim, so what only a claim knows is not asked. */
export type Look = {
  readonly book: Book
  readonly era: Era
  readonly message: OwnMessage
  readonly known: Known | null
  readonly at: number
}

/** Whether a journey is still there and waits for this message. */
export const isWanted = (book: Book, { journey, status }: OwnMessage): boolean =>
  book.journeys.includes(journey) && (status === 'owed' || status === 'deferred')

export const verdictOf = (look: Look): Verdict => {
  const { book, at } = look
  const off = switchedOff(look)
  if (off !== null) return refused(off)
  if (statusAt(look.era, look.message.campaign.id, at) === 'paused')
    return hindered(look, { because: { type: 'campaign-paused' }, until: at, keepsPlace: false, displaced: [] })
  const against = lawAgainst(look)
  if (against !== null) return refused(against)
  const pausedUntil = book.preferences?.pausedUntil ?? null
  if (pausedUntil !== null && at < pausedUntil) return refused({ type: 'paused', until: pausedUntil })
  return momentFor(look)
}

const refused = (because: Because): Verdict => ({ to: 'refused', because })

const switchedOff = ({ book, era, message, at }: Look): Because | null => {
  const { campaign } = message
  const { sendingOn, stops } = era
  if (!isWanted(book, message)) return { type: 'journey-ended' }
  if (!sendingOn) return { type: 'sending-off' }
  const [all, own] = [stops.get('*'), stops.get(campaign.id)]
  if (all !== undefined) return { type: 'stopped', of: 'all', ...all }
  if (own !== undefined) return { type: 'stopped', of: 'campaign', ...own }
  return statusAt(era, campaign.id, at) === 'ended' ? { type: 'campaign-not-active' } : null
}

const lawAgainst = ({ book, era, message, known }: Look): Because | null => {
  const { basis } = era.rules.policy.consent
  const isClaim = known !== null
  const { topic, delivery } = message.campaign
  if (isClaim && !isAddress(book.traits.get('email')?.value)) return { type: 'no-address' }
  if (known !== null && known.suppressed !== null) return { type: 'suppressed', ...known.suppressed }
  const word = standing(book.consent, topic)
  if (word?.status === 'withdrawn') return { type: 'withdrawn', at: word.at }
  if (delivery.purpose === 'confirmation') {
    if (word?.status === 'granted') return { type: 'already-confirmed', at: word.at }
    return word === null && isClaim ? { type: 'no-consent', basis } : null
  }
  const mayWrite = word?.status === 'granted' || (word === null && basis === 'soft-opt-in' && book.activity.first !== null)
  if (mayWrite || !isClaim) return null
  return word?.status === 'pending' ? { type: 'not-confirmed', since: word.at } : { type: 'no-consent', basis }
}

/** Caps, times, age, budget, coupon, and last the holdout. */
const momentFor = (look: Look): Verdict => {
  const { book, era, message, known, at } = look
  const { sending } = era.rules.policy
  const { topic, delivery } = message.campaign
  const asking = { key: message.key, topic, priority: delivery.priority }
  const room = roomOf(book.places, capsOf(sending.caps, book.preferences), asking, at)
  if (room.type === 'full')
    return whenFull(look, { because: cappedBy(room.cap, null), until: room.askAt, keepsPlace: false, displaced: [] })
  const { displaced } = room

  const times = timesFor(book, era, message)
  const objection = objectionAt(times, at)
  if (objection !== null) {
    const until = goodTimeFrom(times, at) ?? END_OF_TIME
    const because = { type: objection.rule, zone: objection.zone, isFallback: isHomeUnknown(book), until }
    return hindered(look, { because, until, keepsPlace: true, displaced })
  }
  if (at >= endOf(look)) return { to: 'stale' }
  if (known === null) return { to: 'owed', displaced }

  if (known.over !== null) {
    const because = { type: 'over-budget', of: known.over, perDay: known.over === 'campaign' ? delivery.perDay : sending.perDay }
    return whenFull(look, { because, until: nextDateFrom(sending.zones[0] ?? 'UTC', at), keepsPlace: true, displaced })
  }
  if (delivery.couponPool !== null && !known.hasCoupon) return refused({ type: 'no-coupon', pool: delivery.couponPool })
  return message.journey.held ? { to: 'withheld' } : { to: 'claimed', displaced }
}

/** From when on nobody wants it: a claim goes by the row, any other look by the journey. */
const endOf = ({ message, known }: Look): number => (known === null ? message.wantedUntil : message.staleAt)

export const cappedBy = ({ topic, atMost, withinMs }: OwnCap, by: string | null): Because => ({
  type: 'capped',
  topic,
  atMost,
  withinMs,
  by,
})

const home = (book: Book): unknown => book.traits.get('timezone')?.value
/** Whether mail goes by the clock of the policy's zones. */
export const isHomeUnknown = (book: Book): boolean => !isPlace(home(book))

/** When mail may go: at home, or, where nobody knows where that is, in all zones the policy names. */
export const timesFor = (book: Book, { rules }: Era, { campaign }: OwnMessage): Times => {
  const { quietHours, zones } = rules.policy.sending
  const { sendWindow } = campaign.delivery
  const own = home(book)
  return {
    quiet: quietHours,
    window: sendWindow === null ? null : { ...sendWindow.time, days: sendWindow.days },
    zones: isPlace(own) ? [own] : zones,
  }
}

type Hindered = Omit<Verdict & { to: 'deferred' }, 'to'>

const whenFull = (look: Look, hindrance: Hindered): Verdict => {
  const isDropped = look.message.campaign.delivery.whenFull === 'drop' && look.at < endOf(look)
  if (isDropped) return refused(hindrance.because)
  // Nobody is woken at night to be told that it is night.
  const until = goodTimeFrom(timesFor(look.book, look.era, look.message), hindrance.until) ?? END_OF_TIME
  return hindered(look, { ...hindrance, until })
}

/** It waits, unless nobody would want it any more by then. */
const hindered = (look: Look, hindrance: Hindered): Verdict => {
  if (look.at >= endOf(look)) return { to: 'stale' }
  return hindrance.until >= endOf(look) ? refused(hindrance.because) : { to: 'deferred', ...hindrance }
}
