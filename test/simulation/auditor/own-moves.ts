/** Moves of messages that a commit tells of and time alone does not explain: claims, worked out anew, and reports, which are checked. */
import type { Fact } from '../../../shared/domain/fact/fact.ts'
import type { Commit } from '../../../shared/ports/customer-store.ts'
import type { Task } from '../engine/machine.ts'
import { type Because, type Book, fact as text, type Moved, type OwnMessage } from './book.ts'
import { addressIn, type Common, companyDay, knowable } from './common.ts'
import type { Violate } from './invariants.ts'
import { isWanted } from './own-gates.ts'
import { endIfDone, type Ledger } from './own-ends.ts'
import { claim, claimedAs, moved } from './own-messages.ts'
import { capsOf } from './places.ts'

type MoveFact = Fact & { type: 'message-moved' }

/** `keys`: of messages, by their ids. */
export const movedIn = ({ message, from, to, because, until, isZoneUnknown }: MoveFact, keys: ReadonlyMap<string, string>): Moved => ({
  key: keys.get(message) ?? message,
  from,
  to,
  because: because as Because | null,
  until,
  isZoneUnknown,
})

export type Scene = {
  readonly book: Book
  readonly common: Common
  readonly task: Task
  readonly commit: Commit
  /** All that is committed in the same call. */
  readonly batch: readonly Commit[]
  readonly trueAt: number
  readonly ledger: Ledger
  readonly violate: Violate
  /** Checks what a report says of a mail. */
  readonly reported: (fact: MoveFact, message: OwnMessage) => void
}

/** Goes through the moves in order. What is foretold already is left alone; the rest is a claim or a report, or nothing the books know. */
export const followMoves = (scene: Scene): void => {
  const { commit, ledger, task } = scene
  const used = new Map<string, number>()
  const isForetold = (said: string): boolean => {
    const times = used.get(said) ?? 0
    if (ledger.filter((one) => one.text === said).length <= times) return false
    used.set(said, times + 1)
    return true
  }
  for (const fact of commit.facts) {
    if (fact.type !== 'message-moved') continue
    const told = movedIn(fact, scene.book.keys)
    const said = text.moved(told, fact.at).text
    const message = scene.book.messages.get(told.key)
    if (fact.until !== null && message !== undefined && fact.until >= message.wantedUntil)
      scene.violate('I36', `${scene.book.customer}, ${message.key}`, `put off until ${fact.until}`, `before ${message.wantedUntil}`)
    if (isForetold(said)) continue
    if (message === undefined) continue
    if (isReport(fact)) report(scene, fact, message)
    else if (task.self.kind === 'send' && fact.from === 'owed' && !isDisplaced(fact)) judge(scene, fact, message, said)
    else continue
    isForetold(said)
  }
}

const SETTLED: readonly string[] = ['sent', 'delivered', 'bounced', 'complained']

const isReport = ({ from, to, because }: MoveFact): boolean =>
  SETTLED.includes(from) ||
  SETTLED.includes(to) ||
  from === 'claimed' ||
  from === 'unknown' ||
  because?.type === 'rejected' ||
  because?.type === 'not-renderable'

const isDisplaced = ({ because }: MoveFact): boolean => because?.type === 'capped' && because.by !== null

const report = ({ book, ledger, reported }: Scene, fact: MoveFact, message: OwnMessage): void => {
  reported(fact, message)
  ledger.push(text.moved(movedIn(fact, book.keys), fact.at))
  moved(book, message, fact.to, fact.until, fact.at)
  endIfDone(book, message.journey, fact.at, ledger)
}

/** A claim: the verdict must be one that what was to be known explains, and of what is claimed, what is true now. */
const judge = (scene: Scene, fact: MoveFact, message: OwnMessage, said: string): void => {
  const { book, common, task, batch, ledger, trueAt, violate } = scene
  const { era } = task
  const at = book.at ?? fact.at
  const known = knowable(common, task, batch, book, message)
  const strict = known.at(-1)
  if (strict === undefined) return
  const about = `${book.customer}, ${message.key} claimed`
  if (fact.to === 'claimed' && message.journey.held) violate('I3', about, 'claimed', 'withheld: held out')
  if (fact.to === 'claimed' && !isWanted(book, message)) violate('I6', about, 'claimed', 'its journey has ended')
  const told = fact.to === 'claimed' ? strict : (known.find((one) => claimedAs(book, era, message, one, at) === said) ?? strict)
  claim(book, era, message, told, at, ledger)
  if (fact.to !== 'claimed') return
  const { sending } = era.rules.policy
  Object.assign(message, {
    claimedAt: fact.at,
    claimedTrulyAt: trueAt,
    claimedTo: addressIn(book),
    claimedUnder: capsOf(sending.caps, book.preferences),
  })
  common.spends.push({ day: companyDay(task), campaign: message.journey.campaign.id, trueAt })
  giveCoupon(scene, message, fact.at)
}

/** A code that was nobody's, to whoever has none of this campaign. */
const giveCoupon = ({ book, common, commit, trueAt, ledger, violate }: Scene, message: OwnMessage, at: number): void => {
  const { id, delivery } = message.journey.campaign
  const pool = delivery.couponPool
  const { variant } = message.journey
  if (pool === null || book.coupons.has(id)) return
  ledger.push(text.couponGiven(id, pool, variant, at))
  const given = commit.facts.find((fact) => fact.type === 'coupon-given' && fact.campaign === id)
  if (given?.type !== 'coupon-given') return
  const codes = common.pools.get(pool)
  const about = `${book.customer}, ${given.code} of ${pool}`
  if (codes?.get(given.code) === undefined) violate('I32', about, 'given', 'a code of the pool')
  const owner = codes?.get(given.code) ?? null
  if (owner !== null) violate('I32', about, 'given', `${owner.customer} has it`)
  codes?.set(given.code, { customer: book.customer, trueAt })
  book.coupons.set(id, { pool, code: given.code, variant, redeemed: false })
}
