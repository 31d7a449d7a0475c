/** What the inputs of a commit mean for the customer they are about, written into the book. */
import { digestOf } from '../../../shared/kernel/digest.ts'
import { FOLD_ROWS_FULL } from '../../../shared/kernel/limits.ts'
import type { CustomerId, EpochMs } from '../../../shared/kernel/words.ts'
import type { Commit } from '../../../shared/ports/customer-store.ts'
import type { Counts } from '../counts.ts'
import type { Task } from '../engine/machine.ts'
import type { Happening } from '../world/people.ts'
import type { Book } from './book.ts'
import type { Violate } from './invariants.ts'
import { hear, passTime } from './own-decision.ts'
import type { Ledger } from './own-ends.ts'
import { type Books, mergeStepOf, seal, takeStep, wayOf } from './own-merge.ts'
import { comingAt, enterTimed } from './own-segments.ts'

export type MergesBefore = ReadonlyMap<CustomerId, Book['merge']>
export type Desk = {
  readonly book: Book
  readonly bookOf: Books
  readonly before: MergesBefore
  readonly counts: Counts
  readonly violate: Violate
}

/** Writes into the book what the inputs of this commit mean; answers whether time alone has passed so far. */
export const expectInputs = (desk: Desk, task: Task, commit: Commit, ledger: Ledger): boolean => {
  const { book, bookOf, counts, violate } = desk
  const { era } = task
  const now = nowOf(task, commit)
  const step = mergeStepOf(commit.facts)
  if (step !== null) {
    counts.add('merge', task.self.kind === 'tick' ? `${step.type}, by the tick` : step.type)
    takeStep(book, bookOf, era, step, commit.state, now, ledger, violate)
    return false
  }
  if (task.self.kind !== 'intake') {
    // A wake of somebody who is another is a hint that came too late.
    if (book.merge !== null && (task.self.kind === 'tick' || task.self.kind === 'sweep')) return false
    // Nothing is due, and no mail was ever sent, to somebody never heard of: it is about an event that came with the report.
    if (book.at === null) return true
    const at = Math.max(book.at, now)
    passTime(book, era, at, task.self.kind === 'tick' || task.self.kind === 'sweep', ledger)
    const coming = comingAt(book, era, at)
    book.at = at
    enterTimed(book, era, coming, at, at, ledger)
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

/** By its machine's clock as it began; a call has taken its time since. */
const nowOf = ({ now }: Task, { facts }: Commit): EpochMs => facts.find(({ type }) => type === 'call-settled')?.at ?? now

/** Whether somebody said that this customer is one who was, or turned out to be, `into`. */
const isSaid = ({ book, bookOf }: Desk, { merges }: Happening, into: CustomerId): boolean =>
  merges.some((one) => one.source === book.customer && wayOf(bookOf, one.into).way.some(({ customer }) => customer === into))

export const expectEvent = (desk: Desk, task: Task, commit: Commit, happening: Happening, ledger: Ledger): void => {
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
const isAcceptable = ({ spoiled, timestamp }: Happening, now: number): boolean => !spoiled && timestamp <= now + 5 * 60_000

/** Ids are kept for 36 hours; publishers' clocks differ by five minutes. */
const checkDoubt = (book: Book, happening: Happening, doubt: string, at: number, violate: Violate): void => {
  const ageMs = at - happening.timestamp
  const isOld = doubt === 'uncertain' ? ageMs > 36 * HOUR - 5 * 60_000 : ageMs > 400 * 24 * HOUR
  if (!isOld) violate('I13', `${book.customer}, event ${happening.id}`, `${doubt} after ${(ageMs / HOUR).toFixed(1)} h`, 'taken as it is')
}
