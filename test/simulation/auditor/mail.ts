/** What the auditor checks of every mail: the truth of what is said of it, and that it left as it was claimed. */
import type { Fact } from '../../../shared/domain/fact/fact.ts'
import { CLAIM_LEASE_MS, UNCONFIRMED_AFTER_MS } from '../../../shared/kernel/limits.ts'
import type { Mail } from '../../../shared/ports/mailer.ts'
import type { What } from '../engine/mail-service.ts'
import type { Book, OwnMessage } from './book.ts'
import { boxOf } from './common.ts'
import type { Violate } from './invariants.ts'
import { isAddress } from './rules.ts'

/** What is known of a mail beside the books: whether the mail service took it, and what it said of it. */
export type Post = { readonly accepted: boolean; readonly said: ReadonlySet<What> }

/** A report that moved a message. */
export const checkReport = (
  book: Book,
  { from, to, because, at }: Fact & { type: 'message-moved' },
  message: OwnMessage,
  { accepted, said }: Post,
  violate: Violate,
): void => {
  const about = `${book.customer}, message ${message.key} ${from}>${to}`
  if (message.status !== from) violate('I5', about, `moved from ${from}`, `it was ${message.status}`)
  if (isTaken(to) && !accepted) violate('I5', about, to, 'the mail service never had it')
  if (to === 'owed' && accepted) violate('I5', about, 'owed again', 'the mail service has it')
  const isThrownAway = said.has('Reject') || said.has('RenderingFailure')
  if (to === 'refused' && accepted && !isThrownAway) violate('I5', about, `refused: ${because?.type}`, 'the mail service has it')
  const waited = at - (message.claimedAt ?? at)
  if (to === 'unconfirmed' && waited < UNCONFIRMED_AFTER_MS) violate('I5', about, `given up after ${waited} ms`, 'after 72 hours')
  const grounds = GROUNDS[to]
  if (grounds !== undefined && !grounds.some((ground) => said.has(ground)))
    violate('I5', about, to, `the mail service said: ${[...said].join(', ') || 'nothing'}`)
}

/** That a mail lies in a mailbox also follows from what its reader did with it. */
const GROUNDS: Readonly<Record<string, readonly What[] | undefined>> = {
  delivered: ['Delivery', 'Complaint', 'NotSpam', 'Open', 'Click', 'Leave', 'LeaveAll', 'Stay'],
  bounced: ['HardBounce', 'SoftBounce', 'TooLarge', 'Expired'],
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
  const { key } = message
  const about = `${book.customer}, message ${key} handed over @ ${new Date(at).toISOString()}`
  if (times > 1) violate('I1', about, `accepted ${times} times`, 'once')
  if (message.journey.held) violate('I3', about, 'mailed', 'held out')
  if (!isAddress(mail.to)) violate('I8', about, `mailed to ${mail.to}`, 'an address')
  else if (boxOf(mail.to) !== message.claimedTo) violate('I29', about, `mailed to ${mail.to}`, `to ${message.claimedTo}, as it was claimed`)
  const sinceClaim = message.claimedTrulyAt === null ? null : at - message.claimedTrulyAt
  if (sinceClaim === null) violate('I10', about, 'never claimed', 'claimed before')
  else if (sinceClaim > CLAIM_LEASE_MS) violate('I10', about, `${sinceClaim} ms after its claim`, `${CLAIM_LEASE_MS} ms at most`)
}
