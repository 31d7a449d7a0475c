/** What the auditor checks of every message: the gates at the claim, and the truth of what is said of the mail afterwards. */
import { CLAIM_LEASE_MS, UNCONFIRMED_AFTER_MS } from '../../../shared/kernel/limits.ts'
import type { Mail } from '../../../shared/ports/mailer.ts'
import type { Task } from '../engine/machine.ts'
import type { Returned } from '../engine/mail-service.ts'
import { type Book, messageKey, type OwnMessage } from './book.ts'
import type { Violate } from './invariants.ts'
import { isAddress, standing } from './rules.ts'

/** A message that went from one status to another. */
export type Move = {
  readonly book: Book
  readonly key: string
  readonly from: string
  readonly to: string
  readonly because: string | null
  readonly at: number
}

export const checkMove = (move: Move, task: Task, trueAt: number, wasAccepted: boolean, violate: Violate): void => {
  const { book, key, from, to } = move
  const message = book.messages.get(key)
  const about = `${book.customer}, message ${key}`
  if (message === undefined) return violate('I17', about, `moved to ${to}`, 'no such message')
  if (message.status !== from) violate('I5', about, `moved from ${from}`, `it was ${message.status}`)
  if (from === 'owed') {
    checkClaim(move, message, task, violate)
    if (to === 'claimed') Object.assign(message, { claimedAt: move.at, claimedTrulyAt: trueAt })
    return
  }
  checkReport(move, message, wasAccepted, violate)
}

/** Each gate by itself, so that a gate left out is told by its own name; then the verdict as a whole. */
const checkClaim = (move: Move, message: OwnMessage, task: Task, violate: Violate): void => {
  const { book, key, to, at } = move
  const about = `${book.customer}, message ${key} ${to}${move.because === null ? '' : ` (${move.because})`} @ ${new Date(at).toISOString()}`
  const gates = gatesOf(book, message, task, at)
  const closed = gates.filter(({ shut }) => shut)
  if (to === 'claimed') {
    for (const { invariant, name } of closed) violate(invariant, about, 'claimed', name)
    if (message.journey.held) violate('I3', about, 'claimed', 'withheld: held out')
  }
  const open = message.journey.held ? 'withheld' : 'claimed'
  const first = closed[0]
  const wanted = first === undefined ? open : first.name === 'stale' ? 'stale' : `refused: ${first.name}`
  const seen = move.because === null ? to : `refused: ${move.because}`
  if (seen !== wanted) violate('I11', about, seen, wanted)
}

/** The gates in the order of the design: the journey, the switches, law, preference, the moment. */
const gatesOf = (book: Book, message: OwnMessage, { era }: Task, at: number) => {
  const { campaign } = message.journey
  const live = era.rules.campaigns.live.get(campaign.id)
  const word = standing(book.consent, campaign.topic)
  const isCustomer = book.activity.first !== null
  const mayWrite = word === 'granted' || (era.rules.policy.consent.basis === 'soft-opt-in' && isCustomer)
  return [
    { invariant: 'I6', name: 'journey-ended', shut: !book.journeys.includes(message.journey) },
    { invariant: 'I9', name: 'sending-off', shut: !era.sendingOn },
    { invariant: 'I9', name: 'campaign-not-active', shut: live?.status !== 'active' },
    { invariant: 'I8', name: 'no-address', shut: !isAddress(book.traits.get('email')?.value) },
    { invariant: 'I2', name: 'withdrawn', shut: word === 'withdrawn' },
    { invariant: 'I8', name: 'no-consent', shut: !mayWrite },
    { invariant: 'I7', name: 'stale', shut: at >= message.staleAt },
  ] as const
}

const checkReport = ({ book, key, from, to, because, at }: Move, message: OwnMessage, wasAccepted: boolean, violate: Violate): void => {
  const about = `${book.customer}, message ${key} ${from}>${to}`
  if (isTaken(to) && !wasAccepted) violate('I5', about, to, 'the mail service never had it')
  if (to === 'owed' && wasAccepted) violate('I5', about, 'owed again', 'the mail service has it')
  if (to === 'refused' && wasAccepted) violate('I5', about, `refused: ${because}`, 'the mail service has it')
  const waited = at - (message.claimedAt ?? at)
  if (to === 'unconfirmed' && waited < UNCONFIRMED_AFTER_MS) violate('I5', about, `given up after ${waited} ms`, 'after 72 hours')
}

/** What came back is what the mail service said; that a mail lies in a mailbox also follows from a complaint about it. */
export const checkReturned = ({ book, key, to }: Move, said: ReadonlySet<Returned> | undefined, violate: Violate): void => {
  const grounds = GROUNDS[to]
  if (grounds === undefined || grounds.some((ground) => said?.has(ground) === true)) return
  violate('I5', `${book.customer}, message ${key}`, to, `the mail service said: ${[...(said ?? [])].join(', ') || 'nothing'}`)
}

const GROUNDS: Readonly<Record<string, readonly Returned[] | undefined>> = {
  delivered: ['Delivery', 'Complaint'],
  bounced: ['Bounce'],
  complained: ['Complaint'],
}

/** Whether a status says that the mail service had the mail. */
export const isTaken = (status: string): boolean => ['sent', 'delivered', 'bounced', 'complained'].includes(status)

/** What the mail service took. */
export const checkAcceptance = (
  mail: Mail,
  found: { readonly book: Book; readonly message: OwnMessage } | null,
  times: number,
  at: number,
  violate: Violate,
): void => {
  if (found === null) return violate('I10', `mail ${mail.id}`, 'handed over', 'nobody owes it')
  const { book, message } = found
  const key = messageKey(message.journey.campaign.id, message.journey.entry, message.step)
  const about = `${book.customer}, message ${key} handed over @ ${new Date(at).toISOString()}`
  if (times > 1) violate('I1', about, `accepted ${times} times`, 'once')
  if (message.journey.held) violate('I3', about, 'mailed', 'held out')
  if (!isAddress(mail.to)) violate('I8', about, `mailed to ${mail.to}`, 'an address')
  const sinceClaim = message.claimedTrulyAt === null ? null : at - message.claimedTrulyAt
  if (sinceClaim === null) violate('I10', about, 'never claimed', 'claimed before')
  else if (sinceClaim > CLAIM_LEASE_MS) violate('I10', about, `${sinceClaim} ms after its claim`, `${CLAIM_LEASE_MS} ms at most`)
}
