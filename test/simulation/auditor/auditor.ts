/** Keeps its own books of a simulated world and says where the flow departs from them. It only watches: it never helps, and asks nobody. */
import { JOURNEYS_MAX } from '../../../shared/kernel/limits.ts'
import type { Commit, CommitResult } from '../../../shared/ports/customer-store.ts'
import type { CustomerId, EpochMs, MessageId } from '../../../shared/kernel/words.ts'
import type { Mail } from '../../../shared/ports/mailer.ts'
import type { Task } from '../engine/machine.ts'
import type { Returned } from '../engine/mail-service.ts'
import type { Happening } from '../world/people.ts'
import { type Book, emptyBook, type Expected, messageKey, type OwnMessage } from './book.ts'
import { saidBy } from './facts.ts'
import type { Invariant, Violate, Violation } from './invariants.ts'
import { checkAcceptance, checkMove, checkReturned, type Move } from './mail.ts'
import { hear, passTime, settle } from './own-decision.ts'
import { type Books, mergeStepOf, seal, takeStep, wayOf } from './own-merge.ts'
import type { Ledger } from './own-journeys.ts'
import type { Counts } from '../counts.ts'

export type Auditor = {
  readonly published: (happening: Happening) => void
  /** Told of every commit that reached the store, at its true instant. */
  readonly committed: (task: Task, commits: readonly Commit[], results: readonly CommitResult[], at: EpochMs) => void
  readonly accepted: (mail: Mail, at: EpochMs) => void
  /** Told what the mail service says of a mail, which comes in sooner or later. */
  readonly returned: (id: MessageId, what: Returned) => void
  readonly violate: Violate
  readonly violations: readonly Violation[]
  readonly world: AuditedWorld
}

/** Everything the auditor wrote down. */
export type AuditedWorld = {
  readonly books: ReadonlyMap<CustomerId, Book>
  readonly published: readonly Happening[]
  readonly commits: readonly Commit[]
  /** What the mail service said of each message. */
  readonly returned: ReadonlyMap<MessageId, ReadonlySet<Returned>>
  /** How often each message was accepted. */
  readonly acceptances: ReadonlyMap<MessageId, number>
  readonly messageOf: (id: MessageId) => { readonly book: Book; readonly message: OwnMessage } | null
}

/** More of the same kind would only be consequences of the first. */
const VIOLATIONS_SHOWN = 5

export const auditorOf = (counts: Counts): Auditor => {
  const books = new Map<CustomerId, Book>()
  const published: Happening[] = []
  const kept: Commit[] = []
  const acceptances = new Map<MessageId, number>()
  const returned = new Map<MessageId, Set<Returned>>()
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

  const auditOne = (task: Task, commit: Commit, trueAt: EpochMs, before: MergesBefore): void => {
    kept.push(commit)
    const book = bookOf(commit.state.id)
    const about = `${book.customer}, commit ${commit.state.version + 1} by ${task.self.kind}`
    if (commit.state.version !== book.version) violate('I15', about, `on version ${commit.state.version}`, `on version ${book.version}`)
    book.version = commit.state.version + 1

    const ledger: Ledger = []
    expectInputs({ book, bookOf, before, counts, violate }, task, commit, ledger)
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
    const actual: Expected[] = []
    for (const fact of commit.facts) {
      const said = saidBy(fact)
      if (said !== null) actual.push(said)
      if (fact.type !== 'message-moved') continue
      const key = messageKey(fact.campaign, fact.entry, fact.step)
      const cancelled = `cancelled ${key} @ ${new Date(fact.at).toISOString()}`
      if (fact.because?.type === 'journey-ended' && ledger.some(({ text }) => text === cancelled)) {
        actual.push({ invariant: 'I18', text: cancelled })
        counts.add('message', 'cancelled')
        continue
      }
      const move: Move = { book, key, from: fact.from, to: fact.to, because: fact.because?.type ?? null, at: fact.at }
      checkMove(move, task, trueAt, (acceptances.get(fact.message) ?? 0) > 0, violate)
      checkReturned(move, returned.get(fact.message), violate)
      counts.add('message', fact.because === null ? fact.to : `refused: ${fact.because.type}`)
      settle(book, key, fact.to, fact.at, ledger)
    }
    compare(about, actual, ledger, violate)
    compareRefusals(about, book, commit, violate)
    if (commit.state.journeys.length > JOURNEYS_MAX)
      violate('I16', about, `${commit.state.journeys.length} journeys`, `${JOURNEYS_MAX} at most`)
  }

  return {
    violate,
    violations,
    published: (happening) => published.push(happening),
    committed: (task, commits, results, at) => {
      // Customers are committed one by one: nothing decided on one of them can have relied on a merge committed beside it.
      const before = new Map([...books].map(([customer, { merge }]) => [customer, merge]))
      for (const [index, commit] of commits.entries()) {
        counts.add('commit', results[index] as CommitResult)
        if (results[index] === 'committed') auditOne(task, commit, at, before)
      }
    },
    accepted: (mail, at) => {
      acceptances.set(mail.id, (acceptances.get(mail.id) ?? 0) + 1)
      checkAcceptance(mail, messageOf(mail.id), acceptances.get(mail.id) as number, at, violate)
    },
    returned: (id, what) => void returned.set(id, (returned.get(id) ?? new Set()).add(what)),
    world: { returned, books, published, commits: kept, acceptances, messageOf },
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

/** Writes into the book what the inputs of this commit mean. */
const expectInputs = (desk: Desk, task: Task, commit: Commit, ledger: Ledger): void => {
  const { book, bookOf, counts, violate } = desk
  const { now, era } = task
  const step = mergeStepOf(commit.facts)
  if (step !== null) {
    counts.add('merge', task.self.kind === 'tick' ? `${step.type}, by the tick` : step.type)
    return takeStep(book, bookOf, era, step, now, ledger, violate)
  }
  if (task.self.kind !== 'intake') {
    // A wake of somebody who is another is a hint that came too late.
    if (book.merge !== null && task.self.kind === 'tick') return
    const at = book.at === null ? now : Math.max(book.at, now)
    passTime(book, era, at, task.self.kind === 'tick', ledger)
    book.at = at
    // What a complaint takes back.
    if (task.self.kind === 'report') for (const happening of task.happenings) expectEvent(desk, task, commit, happening, ledger)
    return
  }
  for (const happening of task.happenings) {
    if (!isAcceptable(happening, now)) continue
    if (happening.type !== 'alias') expectEvent(desk, task, commit, happening, ledger)
    const sealed = commit.facts.find((fact) => fact.type === 'merge-begun' || fact.type === 'redirected')
    if (sealed === undefined || book.merge !== null || !isSaid(desk, happening, sealed.into)) continue
    counts.add('merge', sealed.type)
    seal(book, era, sealed.into, now, ledger)
  }
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
  if (!isDirect && !hasTaken(commit, happening.id)) return
  const doubt = doubtOf(commit, happening.id)
  if (doubt === null && way.some(({ known }) => known.has(happening.id))) return counts.add('input', 'duplicate')
  if (!isDirect) counts.add('merge', 'event redirected')
  if (doubt !== null) checkDoubt(book, happening, doubt, Math.max(now, book.at ?? now), violate)
  const elsewhere = [...before].flatMap(([customer, merge]) => (merge?.status === 'sealed' ? [bookOf(customer)] : []))
  const copied = elsewhere
    .filter((other) => other.absorbedBy === null && wayOf(bookOf, other.customer).end === book)
    .flatMap(({ counted }) => counted.filter(({ happening: { id } }) => task.rowsRead.has(id)))
  hear(book, era, happening, doubt, now, ledger, copied)
}

const hasTaken = ({ state, spilled }: Commit, id: string): boolean => [...state.receipts.ids, ...spilled].some(([known]) => known === id)

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
