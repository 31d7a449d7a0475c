/** What comes back about a mail, worked out a second time: news told once, and addresses nobody writes to any more. */
import type { Fact } from '../../../shared/domain/fact/fact.ts'
import type { MessageId } from '../../../shared/kernel/words.ts'
import type { Commit } from '../../../shared/ports/customer-store.ts'
import type { Task } from '../engine/machine.ts'
import type { Returned, What } from '../engine/mail-service.ts'
import type { Book, OwnMessage } from './book.ts'
import { boxOf, type Common } from './common.ts'
import type { Violate } from './invariants.ts'
import type { Ledger } from './own-ends.ts'
import { countItself } from './own-exposures.ts'

type Heard = Fact & { type: 'heard' }

/** What was heard of each mail, in words: one piece of news is one line. */
export type NewsBook = Map<MessageId, { readonly line: string; readonly kind: string }[]>

const NEWS: Readonly<Partial<Record<What, string>>> = {
  HardBounce: 'bounced permanent',
  Expired: 'bounced permanent',
  SoftBounce: 'bounced transient',
  TooLarge: 'bounced transient',
  Complaint: 'complained',
  Delay: 'delayed',
  Open: 'opened',
  Click: 'clicked',
}

/** The line a report must have left once it was taken; null: none. */
export const newsLineOf = ({ what, at }: Pick<Returned, 'what' | 'at'>): string | null => {
  const kind = NEWS[what]
  if (kind === undefined) return null
  return kind.startsWith('bounced') || kind === 'complained' ? kind : `${kind} ${at}`
}

export const checkHeard = (fact: Heard, task: Task, news: NewsBook, violate: Violate): void => {
  const { message, isFirst } = fact
  const said = fact.news
  const { returned } = task
  const about = `message ${message}, ${said.type} said ${new Date(said.saidAt).toISOString()}`
  if (returned === null || returned.id !== message) return violate('I37', about, 'heard', 'nobody said so')
  const line = newsLineOf(returned)
  const kind = said.type === 'bounced' ? `bounced ${said.kind}` : 'by' in said ? `${said.type} ${said.by}` : said.type
  if (line === null || !line.startsWith(said.type === 'bounced' ? kind : said.type)) violate('I37', about, kind, returned.what)
  const before = news.get(message) ?? []
  if (before.some((one) => one.line === line)) violate('I37', about, 'heard again', 'once')
  const isNew = !before.some((one) => one.kind === kind)
  if (isFirst !== isNew) violate('I37', about, isFirst ? 'the first of its kind' : 'not the first', isNew ? 'the first' : 'heard before')
  if ('by' in said && said.by === 'person' && returned.isProgram) violate('I37', about, 'a person', 'a program')
  news.set(message, [...before, { line: line ?? kind, kind }])
}

/** What experiments count of it. */
export const hearNews = (book: Book, { era, returned }: Task, { news, campaign }: Heard, ledger: Ledger): void => {
  if (returned === null) return
  const name = returned.what === 'Expired' ? 'HardBounce' : returned.what
  const counts = (metric: string, on: string | null): void => countItself(book, era, metric, on, returned.at, book.at ?? 0, ledger)
  if (name === 'Complaint') counts('$complaint', null)
  if (name === 'HardBounce') counts('$bounce', null)
  if (name === 'Click' && 'by' in news && news.by === 'person') counts('$click', campaign)
}

const SOFT_MAX = 5
const ARRIVED: readonly What[] = ['Delivery', 'NotSpam', 'Open', 'Click', 'Leave', 'LeaveAll', 'Stay']

/** Counts soft bounces, and holds every suppression against what was said. */
export const checkSuppressions = (
  book: Book,
  task: Task,
  commit: Commit,
  common: Common,
  nameOf: (digest: string) => string | null,
  trueAt: number,
  violate: Violate,
): void => {
  const { returned } = task
  const hasMoved = commit.facts.some((fact) => fact.type === 'message-moved' && fact.message === returned?.id)
  const softly = returned !== null && hasMoved ? countSoft(book, returned) : false
  const wanted = softly && returned !== null ? [boxOf(returned.address)] : []
  for (const { address, because, at } of commit.suppressions) {
    const name = nameOf(address)
    const isMeant = name !== null && returned !== null && name === boxOf(returned.address) && because === groundOf(returned.what, softly)
    if (!isMeant || name === null) violate('I29', `${book.customer}, ${name ?? 'an address'}`, `suppressed: ${because}`, 'no ground for it')
    else if (!common.suppressed.has(name)) common.suppressed.set(name, { because, at, trueAt })
  }
  for (const name of wanted)
    if (!common.suppressed.has(name)) violate('I29', `${book.customer}, ${name}`, 'not suppressed', `${SOFT_MAX} soft bounces in a row`)
}

const groundOf = (what: What, softly: boolean): string | null => {
  if (what === 'Complaint') return 'complaint'
  if (what === 'HardBounce' || what === 'Expired') return 'hard-bounce'
  return softly ? 'soft-bounces' : null
}

/** Whether it was one too many. */
const countSoft = (book: Book, { what, address }: Returned): boolean => {
  if (ARRIVED.includes(what)) book.softBounces = null
  // Who is somebody else now keeps no count.
  if (what !== 'SoftBounce' || book.merge !== null) return false
  const box = boxOf(address)
  const count = book.softBounces?.address === box ? book.softBounces.count + 1 : 1
  book.softBounces = { address: box, count }
  return count >= SOFT_MAX
}

type MessageOf = (id: MessageId) => { readonly book: Book; readonly message: OwnMessage } | null

/** None of these is a mail that the mail service speaks of. */
const OPEN: readonly string[] = ['owed', 'deferred', 'claimed', 'unknown']

/** Once a report was taken, it must have had its effect. */
export const checkTaken = ({ returned }: Task, news: NewsBook, common: Common, messageOf: MessageOf, violate: Violate): void => {
  if (returned === null) return
  const { id, what, address } = returned
  const line = newsLineOf(returned)
  if (line !== null && !(news.get(id) ?? []).some((one) => one.line === line)) violate('I37', `message ${id}`, 'not heard', what)
  const found = messageOf(id)
  const isOpen = found !== null && found.book.merge === null && OPEN.includes(found.message.status)
  if (isOpen) violate('I5', `message ${id}`, `${found.message.status}, after ${what}`, 'with the mail service')
  const isGround = groundOf(what, false) !== null
  if (isGround && !common.suppressed.has(boxOf(address))) violate('I29', boxOf(address), 'not suppressed', what)
}
