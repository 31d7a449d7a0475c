/** Places under the caps, counted a second time: those held by what is decided, and those of what may have left. */
import type { CustomerState } from '../../../shared/domain/customer/state.ts'
import type { Book, OwnPlace } from './book.ts'
import type { Violate } from './invariants.ts'

export type OwnCap = { readonly topic: string | null; readonly atMost: number; readonly withinMs: number }

/** `full`: by which cap, and when it is worth to ask again. `room`: who has to go for it. */
export type OwnRoom =
  | { readonly type: 'room'; readonly displaced: readonly OwnPlace[] }
  | { readonly type: 'full'; readonly cap: OwnCap; readonly askAt: number }

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** The company's caps, and the one somebody chose for themselves. */
export const capsOf = (caps: readonly OwnCap[], preferences: Book['preferences']): readonly OwnCap[] => {
  const days = { all: null, weekly: 7, monthly: 30 }[preferences?.frequency ?? 'all']
  return days === null ? caps : [...caps, { topic: null, atMost: 1, withinMs: days * DAY }]
}

/** Places that one more mail about a topic would stand beside: whoever holds one, and claims whose window is not over. */
export const besides = (places: readonly OwnPlace[], cap: OwnCap, at: number): readonly OwnPlace[] =>
  places.filter((place) => (cap.topic === null || place.topic === cap.topic) && (!place.isClaimed || at - place.at < cap.withinMs))

type Asking = { readonly key: string; readonly topic: string; readonly priority: number }

export const roomOf = (places: readonly OwnPlace[], caps: readonly OwnCap[], asking: Asking, at: number): OwnRoom => {
  const gone = new Set<OwnPlace>()
  const refusals: (OwnRoom & { type: 'full' })[] = []
  for (const cap of caps.filter(({ topic }) => topic === null || topic === asking.topic)) {
    const others = besides(places, cap, at).filter((place) => place.key !== asking.key && !gone.has(place))
    const excess = others.length - cap.atMost + 1
    if (excess < 1) continue
    const weaker = others.filter(({ isClaimed, priority }) => !isClaimed && priority < asking.priority).sort(firstToGo)
    if (weaker.length >= excess) for (const place of weaker.slice(0, excess)) gone.add(place)
    else refusals.push({ type: 'full', cap, askAt: askAtOf(others, excess, cap, at) })
  }
  if (refusals.length === 0) return { type: 'room', displaced: [...gone] }
  // The one that takes longest says when.
  return refusals.reduce((worst, one) => (one.askAt > worst.askAt ? one : worst))
}

/** The least important, of those the newest. */
const firstToGo = (a: OwnPlace, b: OwnPlace): number => a.priority - b.priority || b.at - a.at || (a.id > b.id ? -1 : 1)

/** When enough of them are gone: a claim with its window, a place that is only held perhaps an hour after its moment. */
const askAtOf = (others: readonly OwnPlace[], excess: number, { withinMs }: OwnCap, now: number): number => {
  const ends = others.map(({ isClaimed, at }) => (isClaimed ? at + withinMs : Math.max(at, now) + HOUR))
  return ends.sort((a, b) => a - b)[excess - 1] ?? now + HOUR
}

/** Takes a place, or takes it anew. */
export const holdPlace = (book: Book, place: OwnPlace): void => {
  leavePlace(book, place.key)
  book.places.push(place)
}

export const leavePlace = (book: Book, key: string): void => {
  book.places = book.places.filter((place) => place.key !== key)
}

/** Places under the caps. Those that are a month old may have been forgotten, and matter to nobody. */
export const checkPlaces = (
  book: Book,
  { contacts }: Pick<CustomerState, 'contacts'>,
  now: number,
  about: string,
  violate: Violate,
): void => {
  const recent = (at: number): boolean => now - at < 31 * 86_400_000
  const stored = contacts.filter(({ status, at }) => status === 'reserved' || recent(at))
  const own = book.places.filter(({ isClaimed, at }) => !isClaimed || recent(at))
  const [seen, wanted] = [
    JSON.stringify(sorted(stored.map(({ message, status, at }) => [message, status === 'claimed', at]))),
    JSON.stringify(sorted(own.map(({ id, isClaimed, at }) => [id, isClaimed, at]))),
  ]
  if (seen !== wanted) violate('I34', about, seen, wanted)
}

/** By what stands first in each row. */
export const sorted = (rows: readonly (readonly unknown[])[]): readonly (readonly unknown[])[] =>
  [...rows].sort((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1))
