/** Keeps its own books of a simulated world and says where the flow departs from them. It only watches: it never helps, and asks nobody. */
import { JOURNEYS_MAX } from '../../../shared/kernel/limits.ts'
import type { Commit, CommitResult } from '../../../shared/ports/customer-store.ts'
import type { CustomerId, EpochMs, MessageId } from '../../../shared/kernel/words.ts'
import type { Mail } from '../../../shared/ports/mailer.ts'
import type { Made, Met } from '../engine/caller.ts'
import type { Task } from '../engine/machine.ts'
import type { Returned, What } from '../engine/mail-service.ts'
import type { Era } from '../world/definitions.ts'
import type { Happening } from '../world/people.ts'
import { type Book, emptyBook, type Expected, type OwnMessage, stepKey } from './book.ts'
import { boxOf, type Common, commonOf } from './common.ts'
import { deedPlaceOf, saidBy } from './facts.ts'
import { countFacts } from './counting.ts'
import { checkHandedOver, checkLate, checkPauses } from './pauses.ts'
import { checkCompared } from './compared.ts'
import { checkPlaces } from './places.ts'
import { expectEvent, expectInputs, type MergesBefore } from './inputs.ts'
import type { Invariant, Violate, Violation } from './invariants.ts'
import { checkAcceptance, checkReport } from './mail.ts'
import { followMoves } from './own-moves.ts'
import { checkHeard, checkSuppressions, checkTaken, hearNews, type NewsBook } from './own-returns.ts'
import { type CallBook, checkSettled, noteAttempt, noteCall } from './own-calls.ts'
import { closeTask } from './own-deeds.ts'
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
  /** Told of a call that somebody's server met. */
  readonly called: (made: Made, met: Met) => void
  /** Told whenever somebody begins to look at everybody: because of which rules, and by which. */
  readonly swept: (since: EpochMs, known: EpochMs) => void
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
  readonly calls: CallBook
  /** What the mail service said of each message. */
  readonly returned: ReadonlyMap<MessageId, ReadonlySet<What>>
  /** How often each message was accepted. */
  readonly acceptances: ReadonlyMap<MessageId, number>
  readonly messageOf: (id: MessageId) => { readonly book: Book; readonly message: OwnMessage } | null
  /** Under which name an address is kept. */
  readonly digestOf: (address: string) => string
}

/**
 * `digestOf` names addresses as the store does; `pools` are the codes there are; `eraAt`: what really was in force. `mayBeLate`: somebody
 * whose wakes are kept from coming.
 */
export type Given = {
  readonly digestOf: (address: string) => string
  readonly pools: ReadonlyMap<string, readonly string[]>
  readonly eraAt: (at: EpochMs) => Era
  readonly mayBeLate: (customer: CustomerId) => boolean
}

/** More of the same kind would only be consequences of the first. */
const VIOLATIONS_SHOWN = 5

export const auditorOf = (counts: Counts, { digestOf, pools, eraAt, mayBeLate }: Given): Auditor => {
  const books = new Map<CustomerId, Book>()
  const published: Happening[] = []
  const kept: Commit[] = []
  const common = commonOf(pools)
  const news: NewsBook = new Map()
  const calls: CallBook = new Map()
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
    learnIds(book, commit)
    for (const fact of commit.facts) {
      if (fact.type === 'called') noteCall(calls, fact, violate)
      if (fact.type === 'call-settled') checkSettled(calls, fact, violate)
    }

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
        hearNews(book, task, fact, ledger)
        const told = task.returned?.told
        if ('by' in fact.news && fact.news.by === 'person' && told != null && !published.includes(told)) publish(told)
      }
      if (task.closing !== null) closeTask(book, task.closing.id, task.closing.outcome, task.closing.by, book.at ?? trueAt, ledger)
      checkSuppressions(book, task, commit, common, (digest) => named.get(digest) ?? null, trueAt, violate)
      const told = task.returned?.told
      if (told != null && published.includes(told)) expectEvent({ book, bookOf, before, counts, violate }, task, commit, told, ledger)
    }
    checkRows(book, commit, keys, about, violate)
    checkCompared(book, commit, task.era, about, violate)
    checkPauses(task, commit, eraAt(trueAt), about, violate)
    if (!mayBeLate(book.customer)) checkLate(commit, trueAt, about, violate)
    const actual = commit.facts.flatMap((fact) => saidBy(fact, book))
    countFacts(commit, counts)
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
      const found = messageOf(mail.id)
      checkAcceptance(mail, found, acceptances.get(mail.id) as number, at, violate)
      if (found !== null) checkHandedOver(found.message, eraAt(at), at, violate)
    },
    returned: (one) => {
      named.set(digestOf(one.address), boxOf(one.address))
      returned.set(one.id, (returned.get(one.id) ?? new Set()).add(one.what))
    },
    suppressed: (address, at) => {
      if (!common.suppressed.has(boxOf(address))) common.suppressed.set(boxOf(address), { because: 'by-hand', at, trueAt: at })
    },
    called: (made, met) => noteAttempt(calls, made, met, violate),
    swept: (since, known) => {
      if (known < since)
        violate('I22', `looking at everybody for the rules of ${iso(since)}`, `by those of ${iso(known)}`, 'by no older ones')
    },
    finished: (task) => {
      checkTaken(task, news, common, messageOf, violate)
      for (const [id, at] of task.notTaken) {
        const message = messageOf(id)?.message
        const isLeft = message?.status === 'claimed' && message.claimedTrulyAt !== null && message.claimedTrulyAt <= at
        if (isLeft) violate('I4', `message ${id}`, 'still claimed, though the mail service did not take it', 'owed again')
      }
    },
    world: { returned, books, published, commits: kept, common, calls, acceptances, messageOf, digestOf },
  }
}

/** The books count steps; what they lead to has names of its own, which the facts tell. */
const learnIds = (book: Book, { facts }: Commit): void => {
  book.taskIds.clear()
  for (const fact of facts) {
    if (fact.type === 'owed') {
      const key = stepKey(fact.campaign, fact.entry, fact.path?.version ?? 0, fact.step)
      book.ids.set(key, fact.message)
      book.keys.set(fact.message, key)
    }
    if (fact.type === 'task-opened') book.taskIds.set(deedPlaceOf(fact), [...(book.taskIds.get(deedPlaceOf(fact)) ?? []), fact.task])
  }
}

const iso = (at: number): string => new Date(at).toISOString()

const NOTHING: ReadonlySet<What> = new Set()
type MoveFact = Extract<Commit['facts'][number], { type: 'message-moved' }>
type Keys = Map<MessageId, { readonly customer: CustomerId; readonly key: string }>

/** Each row is one the books owe, once. */
const checkRows = (book: Book, commit: Commit, keys: Keys, about: string, violate: Violate): void => {
  for (const row of commit.messages) {
    const key = stepKey(row.campaign, row.entry, row.version, row.step)
    const own = book.messages.get(key)
    const seen = `${key} ${row.variant} ${row.held} owed ${row.owedAt} stale ${row.staleAt}`
    const wanted =
      own === undefined ? 'no such message' : `${key} ${own.journey.variant} ${own.journey.held} owed ${own.owedAt} stale ${own.staleAt}`
    if (seen !== wanted) violate('I17', about, seen, wanted)
    if (own !== undefined && own.name !== null && own.journey.messages.some(({ name, key: other }) => name === own.name && other !== key))
      violate('I43', about, `${key}, ${own.name} again`, 'once for each entry')
    if (keys.has(row.id)) violate('I17', about, `message ${row.id} again`, 'one row for each step of an entry')
    keys.set(row.id, { customer: book.customer, key })
  }
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
    const isOfGroup = `${seen} ${wanted}`.includes('in-other-experiment')
    if (seen !== wanted) violate(isOfGroup ? 'I48' : 'I16', about, seen, wanted)
  }
}
