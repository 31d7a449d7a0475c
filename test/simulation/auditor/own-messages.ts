/** What becomes of a message before it is a mail, worked out a second time: looks, deferrals, places given up, claims. */
import { assert } from '../../../shared/kernel/assert.ts'
import type { Era } from '../world/definitions.ts'
import { type Because, type Book, fact, type OwnMessage, type OwnPlace } from './book.ts'
import { cappedBy, isHomeUnknown, isWanted, type Known, type Verdict, verdictOf } from './own-gates.ts'
import { endIfDone, type Ledger } from './own-ends.ts'
import { comesAt } from './own-standing.ts'
import { capsOf, holdPlace, leavePlace, roomOf } from './places.ts'

/** The first look at a message, or one after it was deferred. */
export const consider = (book: Book, era: Era, message: OwnMessage, at: number, ledger: Ledger): void => {
  const verdict = verdictOf({ book, era, message, known: null, at })
  if (verdict.to !== 'owed') return follow(book, era, message, verdict, at, ledger)
  takePlace(book, era, message, verdict.displaced, at, ledger)
  if (message.status !== 'owed') move(book, message, 'owed', null, null, at, ledger)
}

/** Deferred messages that are due, the most important first. */
export const reconsiderAll = (book: Book, era: Era, due: number, ledger: Ledger): void => {
  const isDue = (message: OwnMessage): boolean => (looksAt(book, era, message) ?? Number.POSITIVE_INFINITY) <= due
  const all = book.journeys.flatMap(({ messages }) => messages.filter(isDue))
  const priorityOf = ({ journey }: OwnMessage): number => journey.campaign.delivery.priority
  all.sort((a, b) => priorityOf(b) - priorityOf(a) || a.owedAt - b.owedAt)
  // One before it may have taken its place and put it off.
  for (const message of all) if (isDue(message) && isWanted(book, message)) consider(book, era, message, due, ledger)
}

/** When a message that was put off is looked at: after a pause of its campaign, but in time to grow stale. Null: it was not put off. */
export const looksAt = (book: Book, era: Era, { status, until, journey, wantedUntil }: OwnMessage): number | null => {
  if (status !== 'deferred' || until === null) return null
  const at = comesAt(era, journey.campaign.id, book.customer, until)
  return at === until ? at : Math.min(at ?? wantedUntil, wantedUntil)
}

/** A sender asks; `known` is what it knows beside the customer. */
export const claim = (book: Book, era: Era, message: OwnMessage, known: Known, at: number, ledger: Ledger): void =>
  follow(book, era, message, verdictOf({ book, era, message, known, at }), at, ledger)

/** What a claim would come to. It changes nothing. */
export const claimedAs = (book: Book, era: Era, message: OwnMessage, known: Known, at: number): string => {
  const verdict = verdictOf({ book, era, message, known, at })
  const because = 'because' in verdict ? verdict.because : null
  const until = verdict.to === 'deferred' ? verdict.until : null
  return fact.moved(
    { key: message.key, from: message.status, to: verdict.to, because, until, isZoneUnknown: isZoneToldOf(book, verdict.to) },
    at,
  ).text
}

/** Facts tell of an unknown zone where a mail goes by another. */
const isZoneToldOf = (book: Book, to: string): boolean => to === 'claimed' && isHomeUnknown(book)

const follow = (book: Book, era: Era, message: OwnMessage, verdict: Verdict, at: number, ledger: Ledger): void => {
  switch (verdict.to) {
    case 'refused':
      return move(book, message, 'refused', verdict.because, null, at, ledger)
    case 'deferred':
      if (verdict.keepsPlace) takePlace(book, era, message, verdict.displaced, at, ledger)
      else leavePlace(book, message.key)
      return move(book, message, 'deferred', verdict.because, verdict.until, at, ledger)
    case 'claimed':
      takePlace(book, era, message, verdict.displaced, at, ledger)
      return move(book, message, 'claimed', null, null, at, ledger)
    default:
      return move(book, message, verdict.to, null, null, at, ledger)
  }
}

/** Who is held out needs no place, and takes none from others. */
const takePlace = (book: Book, era: Era, message: OwnMessage, displaced: readonly OwnPlace[], at: number, ledger: Ledger): void => {
  const { campaign, held } = message.journey
  if (held) return
  for (const place of displaced) displace(book, era, place, message, at, ledger)
  holdPlace(book, placeOf(message, campaign.delivery.priority, at))
}

const placeOf = ({ key, id, journey }: OwnMessage, priority: number, at: number): OwnPlace => ({
  key,
  id,
  topic: journey.campaign.topic,
  priority,
  isClaimed: false,
  at,
})

/** The less important one waits until there is room beside the other, or is dropped. */
const displace = (book: Book, era: Era, place: OwnPlace, by: OwnMessage, at: number, ledger: Ledger): void => {
  leavePlace(book, place.key)
  const loser = book.messages.get(place.key)
  if (loser === undefined || !isWanted(book, loser)) return
  const { topic, delivery } = loser.journey.campaign
  const caps = capsOf(era.rules.policy.sending.caps, book.preferences)
  const places = [...book.places, placeOf(by, delivery.priority + 1, at)]
  const room = roomOf(places, caps, { key: loser.key, topic, priority: delivery.priority }, at)
  const cap = room.type === 'full' ? room.cap : caps[0]
  assert(cap !== undefined, 'nobody gives way without a cap')
  const until = room.type === 'full' ? room.askAt : at + HOUR
  const because = cappedBy(cap, by.journey.campaign.id)
  if (delivery.whenFull === 'defer' && until < loser.wantedUntil) move(book, loser, 'deferred', because, until, at, ledger)
  else move(book, loser, 'refused', because, null, at, ledger)
}

const HOUR = 3_600_000

/** Writes down that a message moved, and expects the fact of it. */
export const move = (
  book: Book,
  message: OwnMessage,
  to: string,
  because: Because | null,
  until: number | null,
  at: number,
  ledger: Ledger,
): void => {
  ledger.push(fact.moved({ key: message.key, from: message.status, to, because, until, isZoneUnknown: isZoneToldOf(book, to) }, at))
  moved(book, message, to, until, at)
  endIfDone(book, message.journey, at, ledger)
}

/** What a move does to the message and to its place. */
export const moved = (book: Book, message: OwnMessage, to: string, until: number | null, at: number): void => {
  // Out of its journey's sight while it was unknown, it is wanted as one that was owed anew.
  if (message.status === 'unknown' && to === 'owed') message.wantedUntil = at + message.journey.campaign.staleAfterMs
  message.status = to
  message.until = until
  const place = book.places.find(({ key }) => key === message.key)
  if (place === undefined) return
  const change = (next: OwnPlace): void => {
    book.places = book.places.map((one) => (one === place ? next : one))
  }
  if (to === 'claimed' || to === 'owed') change({ ...place, isClaimed: to === 'claimed', at })
  else if (to === 'deferred' && until !== null) change({ ...place, at: until })
  else if (to === 'refused' || to === 'withheld' || to === 'stale') leavePlace(book, message.key)
}
