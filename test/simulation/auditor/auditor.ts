/** Keeps its own books of a simulated world and says where the flow departs from them. It only watches: it never helps, and asks nobody. */
import { digestOf } from '../../../shared/kernel/digest.ts'
import { FOLD_ROWS_FULL, JOURNEYS_MAX } from '../../../shared/kernel/limits.ts'
import type { Commit, CommitResult } from '../../../shared/ports/customer-store.ts'
import type { CustomerId, EpochMs, MessageId } from '../../../shared/kernel/words.ts'
import type { Mail } from '../../../shared/ports/mailer.ts'
import type { Task } from '../engine/machine.ts'
import type { Returned, What } from '../engine/mail-service.ts'
import type { Happening } from '../world/people.ts'
import { type Book, emptyBook, type Expected, messageKey, type OwnMessage } from './book.ts'
import { boxOf, type Common, commonOf } from './common.ts'
import { saidBy } from './facts.ts'
import { checkPlaces } from './places.ts'
import type { Invariant, Violate, Violation } from './invariants.ts'
import { checkAcceptance, checkReport } from './mail.ts'
import { hear, passTime } from './own-decision.ts'
import { followMoves } from './own-moves.ts'
import { checkHeard, checkSuppressions, checkTaken, type NewsBook } from './own-returns.ts'
import { type Books, mergeStepOf, seal, takeStep, wayOf } from './own-merge.ts'
import type { Ledger } from './own-ends.ts'
import type { Counts } from '../counts.ts'

export type Auditor = {
  readonly published: (happening: Happening) => void
  /** Told of every commit that reached the store, at its true instant. */
  readonly committed: (task: Task, commits: readonly Commit[], results: readonly CommitResult[], at: EpochMs) => void
  readonly accepted: (mail: Mail, at: EpochMs) => void
  /** Told what the mail service says of a mail, which comes in sooner or later. */
  readonly returned: (what: Returned) => void
  /** Told of an address that was suppressed by hand. */
  readonly suppressed: (address: string, at: EpochMs) => void
  /** Told of a piece of work that came to its end. */
  readonly finished: (task: Task) => void
  readonly violate: Violate
  readonly violations: readonly Violation[]
  readonly world: AuditedWorld
}

/** Everything the auditor wrote down. */
export type AuditedWorld = {
  readonly books: ReadonlyMap<CustomerId, Book>
  readonly published: readonly Happening[]
  readonly commits: readonly Commit[]
  readonly common: Common
  /** What the mail service said of each message. */
  readonly returned: ReadonlyMap<MessageId, ReadonlySet<What>>
  /** How often each message was accepted. */
  readonly acceptances: ReadonlyMap<MessageId, number>
  readonly messageOf: (id: MessageId) => { readonly book: Book; readonly message: OwnMessage } | null
  /** Under which name an address is kept. */
  readonly digestOf: (address: string) => string
}

/** `digestOf` names addresses as the store does; `pools` are the codes there are. */
export type Given = { readonly digestOf: (address: string) => string; readonly pools: ReadonlyMap<string, readonly string[]> }

/** More of the same kind would only be consequences of the first. */
const VIOLATIONS_SHOWN = 5

export const auditorOf = (counts: Counts, { digestOf, pools }: Given): Auditor => {
  const books = new Map<CustomerId, Book>()
  const published: Happening[] = []
  const kept: Commit[] = []
  const common = commonOf(pools)
  const news: NewsBook = new Map()
  const acceptances = new Map<MessageId, number>()
  const returned = new Map<MessageId, Set<What>>()
  const named = new Map<string, string>()
  const keys = new Map<MessageId, { readonly customer: CustomerId; readonly key: string }>()
  const violations: Violation[] = []

  const violate: Violate = (invariant, about, seen, expected) => {
    if (violations.filter((one) => one.invariant === invariant).length >= VIOLATIONS_SHOWN) return
    violations.push({ invariant, about, seen, expected })
  }
  const bookOf = (customer: CustomerId): Book => {
    const book = books.get(customer) ?? emptyBook(customer)
    books.set(customer, book)
    return book
  }
  const messageOf = (id: MessageId) => {
    const place = keys.get(id)
    const book = place === undefined ? undefined : books.get(place.customer)
    const message = place === undefined ? undefined : book?.messages.get(place.key)
    return book === undefined || message === undefined ? null : { book, message }
  }
  const publish = (happening: Happening): void => void published.push(happening)

  const auditOne = (task: Task, commit: Commit, trueAt: EpochMs, before: MergesBefore, batch: readonly Commit[]): void => {
    kept.push(commit)
    const book = bookOf(commit.state.id)
    const about = `${book.customer}, commit ${commit.state.version + 1} by ${task.self.kind}`
    if (commit.state.version !== book.version) violate('I15', about, `on version ${commit.state.version}`, `on version ${book.version}`)
    book.version = commit.state.version + 1
    for (const fact of commit.facts) if (fact.type === 'owed') book.ids.set(messageKey(fact.campaign, fact.entry, fact.step), fact.message)

    const ledger: Ledger = []
    const isTimeAlone = expectInputs({ book, bookOf, before, counts, violate }, task, commit, ledger)
    if (isTimeAlone) {
      const reported = (fact: MoveFact, message: OwnMessage): void =>
        checkReport(book, fact, message, { accepted: acceptances.has(fact.message), said: returned.get(fact.message) ?? NOTHING }, violate)
      followMoves({ book, common, task, commit, batch, trueAt, ledger, violate, reported })
      for (const fact of commit.facts) {
        if (fact.type !== 'heard') continue
        counts.add('heard', fact.news.type === 'bounced' ? `bounced ${fact.news.kind}` : fact.news.type)
        checkHeard(fact, task, news, violate)
        const told = task.returned?.told
        if ('by' in fact.news && fact.news.by === 'person' && told != null && !published.includes(told)) publish(told)
      }
      checkSuppressions(book, task, commit, common, (digest) => named.get(digest) ?? null, trueAt, violate)
      const told = task.returned?.told
      if (told != null && published.includes(told)) expectEvent({ book, bookOf, before, counts, violate }, task, commit, told, ledger)
    }
    checkRows(book, commit, keys, about, violate)
    const actual = commit.facts.map(saidBy).filter((said) => said !== null)
    countMoves(commit, counts)
    compare(about, actual, ledger, violate)
    compareRefusals(about, book, commit, violate)
    checkPlaces(book, commit.state, trueAt, about, violate)
    book.stands = book.merge?.status === 'sealed' ? [...book.stands, { places: book.places, softBounces: book.softBounces }] : []
    if (commit.state.journeys.length > JOURNEYS_MAX)
      violate('I16', about, `${commit.state.journeys.length} journeys`, `${JOURNEYS_MAX} at most`)
  }

  return {
    violate,
    violations,
    published: publish,
    committed: (task, commits, results, at) => {
      // Customers are committed one by one: nothing decided on one of them can have relied on a merge committed beside it.
      const before = new Map([...books].map(([customer, { merge }]) => [customer, merge]))
      for (const [index, commit] of commits.entries()) {
        counts.add('commit', results[index] as CommitResult)
        if (results[index] === 'committed') auditOne(task, commit, at, before, commits)
      }
    },
    accepted: (mail, at) => {
      acceptances.set(mail.id, (acceptances.get(mail.id) ?? 0) + 1)
      checkAcceptance(mail, messageOf(mail.id), acceptances.get(mail.id) as number, at, violate)
    },
    returned: (one) => {
      named.set(digestOf(one.address), boxOf(one.address))
      returned.set(one.id, (returned.get(one.id) ?? new Set()).add(one.what))
    },
    suppressed: (address, at) => {
      if (!common.suppressed.has(boxOf(address))) common.suppressed.set(boxOf(address), { because: 'by-hand', at, trueAt: at })
    },
    finished: (task) => {
      checkTaken(task, news, common, messageOf, violate)
      for (const [id, at] of task.notTaken) {
        const message = messageOf(id)?.message
        const isLeft = message?.status === 'claimed' && message.claimedTrulyAt !== null && message.claimedTrulyAt <= at
        if (isLeft) violate('I4', `message ${id}`, 'still claimed, though the mail service did not take it', 'owed again')
      }
    },
    world: { returned, books, published, commits: kept, common, acceptances, messageOf, digestOf },
  }
}

const NOTHING: ReadonlySet<What> = new Set()
type MoveFact = Extract<Commit['facts'][number], { type: 'message-moved' }>
type Keys = Map<MessageId, { readonly customer: CustomerId; readonly key: string }>

/** Each row is one the books owe, once. */
const checkRows = (book: Book, commit: Commit, keys: Keys, about: string, violate: Violate): void => {
  for (const row of commit.messages) {
    const key = messageKey(row.campaign, row.entry, row.step)
    const own = book.messages.get(key)
    const seen = `${key} ${row.variant} ${row.held} owed ${row.owedAt} stale ${row.staleAt}`
    const wanted =
      own === undefined ? 'no such message' : `${key} ${own.journey.variant} ${own.journey.held} owed ${own.owedAt} stale ${own.staleAt}`
    if (seen !== wanted) violate('I17', about, seen, wanted)
    if (keys.has(row.id)) violate('I17', about, `message ${row.id} again`, 'one row for each step of an entry')
    keys.set(row.id, { customer: book.customer, key })
  }
}

const countMoves = ({ facts }: Commit, counts: Counts): void => {
  for (const fact of facts) {
    if (fact.type === 'coupon-given' || fact.type === 'coupon-redeemed' || fact.type === 'preferences-changed')
      counts.add('fact', fact.type)
    if (fact.type === 'consent-changed') counts.add('fact', `consent ${fact.status}`)
    if (fact.type !== 'message-moved') continue
    const { to, because, isZoneUnknown } = fact
    counts.add('message', because === null ? to : `${to}: ${because.type}`)
    if (isZoneUnknown) counts.add('message', 'claimed by the fall-back zone')
    if (because?.type === 'capped' && because.by !== null) counts.add('message', `${to}: displaced`)
    if (to === 'owed' && fact.from === 'deferred') counts.add('message', 'owed after a deferral')
  }
}

type MergesBefore = ReadonlyMap<CustomerId, Book['merge']>
type Desk = {
  readonly book: Book
  readonly bookOf: Books
  readonly before: MergesBefore
  readonly counts: Counts
  readonly violate: Violate
}

/** Writes into the book what the inputs of this commit mean; answers whether time alone has passed so far. */
const expectInputs = (desk: Desk, task: Task, commit: Commit, ledger: Ledger): boolean => {
  const { book, bookOf, counts, violate } = desk
  const { now, era } = task
  const step = mergeStepOf(commit.facts)
  if (step !== null) {
    counts.add('merge', task.self.kind === 'tick' ? `${step.type}, by the tick` : step.type)
    takeStep(book, bookOf, era, step, commit.state, now, ledger, violate)
    return false
  }
  if (task.self.kind !== 'intake') {
    // A wake of somebody who is another is a hint that came too late.
    if (book.merge !== null && task.self.kind === 'tick') return false
    const at = book.at === null ? now : Math.max(book.at, now)
    passTime(book, era, at, task.self.kind === 'tick', ledger)
    book.at = at
    return true
  }
  for (const happening of task.happenings) {
    if (!isAcceptable(happening, now)) continue
    if (happening.type !== 'alias') expectEvent(desk, task, commit, happening, ledger)
    const sealed = commit.facts.find((fact) => fact.type === 'merge-begun' || fact.type === 'redirected')
    if (sealed === undefined || book.merge !== null || !isSaid(desk, happening, sealed.into)) continue
    counts.add('merge', sealed.type)
    seal(book, era, sealed.into, now, ledger)
  }
  return false
}

/** Whether somebody said that this customer is one who was, or turned out to be, `into`. */
const isSaid = ({ book, bookOf }: Desk, { merges }: Happening, into: CustomerId): boolean =>
  merges.some((one) => one.source === book.customer && wayOf(bookOf, one.into).way.some(({ customer }) => customer === into))

const expectEvent = (desk: Desk, task: Task, commit: Commit, happening: Happening, ledger: Ledger): void => {
  const { book, bookOf, before, counts, violate } = desk
  const { now, era } = task
  const { way, end } = wayOf(bookOf, happening.customer, ({ customer }) => before.get(customer) ?? null)
  if (end !== book || book.merge !== null) return
  const isDirect = happening.customer === book.customer
  // By when a merge was seen, an event of the source was decided here or there: the receipt says where.
  // So it says of an event that came with a report, which takes two commits.
  const doubt = doubtOf(commit, happening.id)
  // And what came after somebody was said to be another may have waited for that.
  // A commit with that many rows took no more inputs; those after it are in the next one.
  const isWhole = beside(commit) <= FOLD_ROWS_FULL
  const isSure = isDirect && isWhole && task.self.kind === 'intake' && task.happenings.every(({ merges }) => merges.length === 0)
  if (!isSure && doubt === null && !hasTaken(commit, happening.id)) return
  if (doubt === null && way.some(({ known }) => known.has(happening.id))) return counts.add('input', 'duplicate')
  if (!isDirect) counts.add('merge', 'event redirected')
  if (doubt !== null) checkDoubt(book, happening, doubt, Math.max(now, book.at ?? now), violate)
  const elsewhere = [...before].flatMap(([customer, merge]) => (merge?.status === 'sealed' ? [bookOf(customer)] : []))
  const copied = elsewhere
    .filter((other) => other.absorbedBy === null && wayOf(bookOf, other.customer).end === book)
    .flatMap(({ counted }) => counted.filter(({ happening: { id } }) => task.rowsRead.has(id)))
  hear(book, era, happening, doubt, now, ledger, copied)
}

/** Rows of a commit beside the state and its facts. */
const beside = ({ messages, settlements, spilled, suppressions, premises, quarantine }: Commit): number =>
  messages.length + settlements.length + spilled.length + suppressions.length + premises.length + quarantine.length

const hasTaken = ({ state, spilled }: Commit, id: string): boolean => {
  // Long ids are kept under a name of their own.
  const name = id.length > 40 ? `~${digestOf(id)}` : id
  return [...state.receipts.ids, ...spilled].some(([known]) => known === name)
}

const doubtOf = ({ quarantine }: Commit, id: string): string | null =>
  quarantine.find(
    ({ because, text }) => (because === 'uncertain' || because === 'too-late') && (JSON.parse(text) as { id: string }).id === id,
  )?.because ?? null

const HOUR = 3_600_000

/** Whether it can be read at all, and does not claim to come from the future. */
export const isAcceptable = ({ spoiled, timestamp }: Happening, now: number): boolean => !spoiled && timestamp <= now + 5 * 60_000

/** Ids are kept for 36 hours; publishers' clocks differ by five minutes. */
const checkDoubt = (book: Book, happening: Happening, doubt: string, at: number, violate: Violate): void => {
  const ageMs = at - happening.timestamp
  const isOld = doubt === 'uncertain' ? ageMs > 36 * HOUR - 5 * 60_000 : ageMs > 400 * 24 * HOUR
  if (!isOld) violate('I13', `${book.customer}, event ${happening.id}`, `${doubt} after ${(ageMs / HOUR).toFixed(1)} h`, 'taken as it is')
}

const compare = (about: string, actual: readonly Expected[], expected: readonly Expected[], violate: Violate): void => {
  const rest = [...expected]
  const surplus: Expected[] = []
  for (const one of actual) {
    const index = rest.findIndex(({ text }) => text === one.text)
    if (index < 0) surplus.push(one)
    else rest.splice(index, 1)
  }
  for (const { invariant, text } of surplus) violate(invariant, about, text, nearest(invariant, rest))
  for (const { invariant, text } of rest) violate(invariant, about, nearest(invariant, surplus), text)
}

const nearest = (invariant: Invariant, among: readonly Expected[]): string =>
  among.find((one) => one.invariant === invariant)?.text ?? 'nothing of the kind'

const compareRefusals = (about: string, book: Book, { state }: Commit, violate: Violate): void => {
  for (const [campaign, memory] of Object.entries(state.campaigns)) {
    const seen = `${campaign}: ${memory.entries} entries, ${memory.refused === null ? 'never refused' : `refused ${memory.refused.count} times, last ${memory.refused.because.type}`}`
    const own = book.refused.get(campaign)
    const wanted = `${campaign}: ${book.entered.get(campaign)?.count ?? 0} entries, ${own === undefined ? 'never refused' : `refused ${own.count} times, last ${own.because}`}`
    if (seen !== wanted) violate('I16', about, seen, wanted)
  }
}
