/** What it means that one customer turns out to be another, worked out a second time: who goes where, and what they bring along. */
import type { Fact } from '../../../shared/domain/fact/fact.ts'
import type { CustomerId } from '../../../shared/kernel/words.ts'
import type { Era } from '../world/definitions.ts'
import type { CustomerState } from '../../../shared/domain/customer/state.ts'
import { type Book, fact, type Stand } from './book.ts'
import type { Violate } from './invariants.ts'
import { judgeIfMoved, leaveWithdrawn, passTime, takeWish, takeWord } from './own-decision.ts'
import type { Ledger } from './own-ends.ts'
import { closeTask } from './own-deeds.ts'
import { GLOBAL } from './own-experiments.ts'
import { putAside } from './own-exposures.ts'
import { leave } from './own-journeys.ts'
import { comingAt, enterTimed, reviewSegments } from './own-segments.ts'

export type Books = (customer: CustomerId) => Book
type MergeFact = Extract<Fact, { type: 'merge-begun' | 'merge-lifted' | 'absorbed' | 'merged' | 'redirected' }>

/** The books from an id to whom it belongs now, as far as the books know. In a circle there is nobody at the end. */
export const wayOf = (
  books: Books,
  from: CustomerId,
  mergeOf: (book: Book) => Book['merge'] = ({ merge }) => merge,
): { readonly way: readonly Book[]; readonly end: Book | null } => {
  const way: Book[] = []
  for (let book = books(from); ; ) {
    if (way.includes(book)) return { way, end: null }
    way.push(book)
    const merge = mergeOf(book)
    if (merge === null) return { way, end: book }
    book = books(merge.into)
  }
}

/** The step of a merge that a commit takes, if it takes one. */
export const mergeStepOf = (facts: readonly Fact[]): MergeFact | null =>
  (facts.find(({ type }) => ['absorbed', 'merged', 'merge-lifted'].includes(type)) as MergeFact | undefined) ?? null

/** Somebody said that this customer is another. They leave everything; those nobody heard of only show the way. */
export const seal = (book: Book, era: Era, into: CustomerId, now: number, ledger: Ledger): void => {
  const at = Math.max(book.at ?? now, now)
  if (book.at === null) {
    book.merge = { into, status: 'redirected', at }
    ledger.push(fact.redirected(into, at))
  } else {
    passTime(book, era, at, false, ledger)
    for (const journey of [...book.journeys]) leave(book, journey, 'merged', at, ledger)
    for (const { id } of book.tasks) closeTask(book, id, 'ended', null, at, ledger)
    book.merge = { into, status: 'sealed', at }
    ledger.push(fact.mergeBegun(into, at))
  }
  book.at = at
}

/** The other steps, each as the fact says it was taken; whether it may be taken is for the books to say. */
export const takeStep = (
  book: Book,
  books: Books,
  era: Era,
  step: MergeFact,
  state: CustomerState,
  now: number,
  ledger: Ledger,
  violate: Violate,
): void => {
  const at = Math.max(book.at ?? now, now)
  if (step.type === 'absorbed') {
    const source = books(step.source)
    const { end } = wayOf(books, step.source)
    const about = `${step.source} into ${book.customer}`
    if (source.merge?.status !== 'sealed') violate('I25', about, `absorbed while ${source.merge?.status ?? 'a customer'}`, 'sealed before')
    if (end !== book) violate('I25', about, 'absorbed', `to go to ${end?.customer ?? 'nobody yet'}`)
    if (source.absorbedBy !== null) violate('I25', about, 'absorbed again', `once, by ${source.absorbedBy}`)
    source.absorbedBy = book.customer
    absorb(book, source, standOf(book, source, state), era, at, ledger)
  } else if (step.type === 'merged') {
    if (book.merge?.status !== 'sealed' || book.absorbedBy === null) violate('I25', book.customer, 'a tombstone', 'absorbed before')
    ledger.push(fact.merged(book.merge?.into ?? book.customer, book.stage, at))
    if (book.merge !== null) book.merge = { ...book.merge, status: 'merged' }
    book.places = []
    book.at = at
  } else if (step.type === 'merge-lifted') {
    const isInCircle = book.merge !== null && wayOf(books, book.customer).end === null
    if (!isInCircle || book.absorbedBy !== null || book.merge?.status === 'merged')
      violate('I25', book.customer, 'lifted', 'merged as it was said')
    ledger.push(fact.lifted(book.at ?? at))
    if (book.merge?.status === 'redirected') book.at = null
    book.merge = null
    book.lifted = true
  }
}

const absorb = (book: Book, source: Book, stand: Stand, era: Era, at: number, ledger: Ledger): void => {
  passTime(book, era, at, false, ledger)
  const isNew = book.at === null
  if (isNew) ledger.push(fact.appeared(at))
  const coming = comingAt(book, era, at)
  book.at = at
  ledger.push(fact.absorbed(source.customer, at))
  book.members.push(...source.members)
  remember(book, source)
  absorbConsent(book, source, at, ledger)
  absorbDelivery(book, source, stand, at, ledger)
  for (const [name, trait] of source.traits) {
    const own = book.traits.get(name)
    const isNewer =
      own === undefined || trait.at > own.at || (trait.at === own.at && JSON.stringify(trait.value) > JSON.stringify(own.value))
    if (isNewer) book.traits.set(name, trait)
  }
  const before = book.activity
  const { activity } = source
  const min = (a: number | null, b: number | null): number | null => (a === null || b === null ? (a ?? b) : Math.min(a, b))
  const max = (a: number | null, b: number | null): number | null => (a === null || b === null ? (a ?? b) : Math.max(a, b))
  book.counted.push(...source.counted)
  book.activity = {
    first: min(before.first, activity.first),
    last: max(before.last, activity.last),
    ended: max(before.ended, activity.ended),
    returned: max(before.returned, activity.returned),
  }
  judgeIfMoved(book, era, before, at, true, ledger)
  enterTimed(book, era, coming, at, at, ledger)
  reviewSegments(book, era, isNew, false, at, ledger)
}

/** Entries and refusals are counted together; an arm comes along where there was none, and is then no longer the source's. */
const remember = (book: Book, source: Book): void => {
  for (const [campaign, { count, lastAt, keys }] of source.entered) {
    const own = book.entered.get(campaign)
    const all = new Set([...(own?.keys ?? []), ...keys])
    book.entered.set(campaign, { count: count + (own?.count ?? 0), lastAt: Math.max(lastAt, own?.lastAt ?? lastAt), keys: all })
  }
  for (const [campaign, refused] of source.refused) {
    const own = book.refused.get(campaign)
    const newest = own === undefined || refused.at > own.at ? refused : own
    book.refused.set(campaign, { ...newest, count: refused.count + (own?.count ?? 0) })
  }
  for (const [campaign, held] of source.coupons) if (!book.coupons.has(campaign)) book.coupons.set(campaign, { ...held })
  for (const [experiment, exposure] of source.arms) {
    const own = book.arms.get(experiment)
    // Of the holdout of all marketing only the newest period counts on.
    if (own !== undefined && (experiment !== GLOBAL || own.phase >= exposure.phase)) continue
    putAside(book, experiment)
    book.arms.set(experiment, exposure)
    source.arms.delete(experiment)
  }
}

const absorbConsent = (book: Book, source: Book, at: number, ledger: Ledger): void => {
  const withdrawn: string[] = []
  for (const [topic, word] of source.consent) {
    if (takeWord(book, topic, word, at, ledger) && word.status === 'withdrawn') withdrawn.push(topic)
  }
  leaveWithdrawn(book, withdrawn, at, ledger)
}

/** What they wished under the other id, what may have reached them there, and the codes they have. */
const absorbDelivery = (book: Book, source: Book, { places, softBounces }: Stand, at: number, ledger: Ledger): void => {
  if (source.preferences !== null) takeWish(book, source.preferences, at, ledger)
  const claimed = places.filter(({ isClaimed }) => isClaimed).map((place) => ({ ...place, key: `${source.customer} ${place.key}` }))
  book.places = [...claimed, ...book.places]
  book.softBounces = worse(book, softBounces)
}

const worse = ({ softBounces: own }: Book, other: Book['softBounces']): Book['softBounces'] =>
  (other?.count ?? 0) > (own?.count ?? 0) ? other : own

/**
 * The source as it was read by whoever absorbed it: as it stood at one moment since its seal. A report that came after that moment
 * changes nothing at the target any more (decision 0019).
 */
const standOf = (book: Book, source: Book, { contacts, softBounces }: CustomerState): Stand => {
  const all = new Set(source.stands.flatMap(({ places }) => places.map(({ id }) => id)))
  const wordsOf = (rows: readonly string[], count: number): string => `${[...rows].sort().join()} ${count}`
  const seen = wordsOf(
    contacts.filter(({ message }) => all.has(message)).map(({ message, at }) => `${message} ${at}`),
    softBounces?.count ?? 0,
  )
  const comesTo = ({ places, softBounces: bounces }: Stand): string =>
    wordsOf(
      places.filter(({ isClaimed }) => isClaimed).map(({ id, at }) => `${id} ${at}`),
      worse(book, bounces)?.count ?? 0,
    )
  return source.stands.findLast((stand) => comesTo(stand) === seen) ?? source.stands.at(-1) ?? source
}
