import { SOFT_BOUNCES_MAX, UNCONFIRMED_AFTER_MS } from '../../kernel/limits.ts'
import { later } from '../../kernel/time.ts'
import type { AddressDigest, EpochMs } from '../../kernel/words.ts'
import { isFinal, type MessageStatus, type StatusName, type SuppressionReason } from '../messaging/message.ts'
import type { Draft } from './draft.ts'
import type { Input, SendOutcome } from './input.ts'
import { moveMessage } from './move-message.ts'

/**
 * What became of a claimed message. A report about one that is settled already, or was claimed again since, moves nothing; what it says
 * of an address holds whatever became of the mail.
 */
export const onReport = (draft: Draft, { message, outcome, about }: Input & { type: 'report' }, at: EpochMs): void => {
  const next = isAbout(message.status, outcome, about) ? statusesAfter(message.status, outcome, about, at) : []
  for (const { address, because } of suppressions(draft, outcome, next.at(-1)?.name ?? null)) {
    draft.suppressions.push({ address, because, at, message: message.id })
  }
  if (next.length === 0) draft.reasons.push({ type: 'claim-moot' })
  next.reduce((before, status) => {
    moveMessage(draft, { ...message, status: before }, status, at)
    return status
  }, message.status)
}

/** That a mail was taken stays true whoever claims it; everything else was learned of one status, and of none that came after. */
const isAbout = (status: MessageStatus, outcome: SendOutcome, about: EpochMs | null): boolean =>
  about === null || outcome.type === 'sent' || (status.name !== 'owed' && status.at === about)

/** The statuses it goes through, last the one it comes to; what came back with a mail says that it was sent. Empty: nothing new. */
const statusesAfter = (status: MessageStatus, outcome: SendOutcome, about: EpochMs | null, at: EpochMs): readonly MessageStatus[] => {
  switch (outcome.type) {
    case 'delivered':
      return stepsTo(status, [
        { name: 'sent', at },
        { name: 'delivered', at },
      ])
    case 'bounced':
      if (status.name === 'delivered') return [{ name: 'bounced', at, kind: outcome.kind }]
      return stepsTo(status, [
        { name: 'sent', at },
        { name: 'bounced', at, kind: outcome.kind },
      ])
    case 'complained':
      if (status.name === 'bounced') return [{ name: 'complained', at }]
      return stepsTo(status, [
        { name: 'sent', at },
        { name: 'delivered', at },
        { name: 'complained', at },
      ])
    default: {
      const next = about === null ? returnedStatus(status, outcome, at) : statusAfter(status, outcome, at)
      return next === null ? [] : [next]
    }
  }
}

/** Those of which we did not know that they had left. Who asked us to wait, or never claimed it, was wrong: it is with the mail service. */
const NOT_KNOWN_TO_HAVE_LEFT: readonly StatusName[] = ['owed', 'deferred', 'claimed', 'unknown']

/** What of a way is still to go; all of it for a mail of which we did not know that it had left. */
const stepsTo = (status: MessageStatus, way: readonly MessageStatus[]): readonly MessageStatus[] => {
  const left = NOT_KNOWN_TO_HAVE_LEFT.includes(status.name) ? 0 : way.findIndex(({ name }) => name === status.name) + 1
  return left === 0 && isFinal(status) ? [] : way.slice(left)
}

type Other = Exclude<SendOutcome, { readonly type: 'delivered' | 'bounced' | 'complained' }>

/**
 * By an event of the mail service that carries our id. One that speaks of a mail nobody claimed still speaks of a mail that was handed
 * over. What it throws away after it had taken it (a virus, a template it could not fill) never left, though it was sent.
 */
const returnedStatus = (status: MessageStatus, outcome: Other, at: EpochMs): MessageStatus | null => {
  const isOpen = NOT_KNOWN_TO_HAVE_LEFT.includes(status.name)
  switch (outcome.type) {
    case 'sent':
      return isOpen ? { name: 'sent', at } : null
    case 'rejected':
    case 'not-renderable':
      return isOpen || status.name === 'sent' ? { name: 'refused', at, because: outcome } : null
    case 'never-left':
    case 'unknown':
    case 'gave-up':
      return statusAfter(status, outcome, at)
  }
}

/** By whoever claimed it, or asked after it. */
const statusAfter = (status: MessageStatus, outcome: Other, at: EpochMs): MessageStatus | null => {
  if (status.name !== 'claimed' && status.name !== 'unknown') return null
  switch (outcome.type) {
    case 'sent':
      return { name: 'sent', at }
    case 'rejected':
    case 'not-renderable':
      return { name: 'refused', at, because: outcome }
    case 'never-left':
      return { name: 'owed' }
    case 'unknown':
      return status.name === 'claimed' ? { name: 'unknown', at, giveUpAt: later(status.at, UNCONFIRMED_AFTER_MS) } : null
    case 'gave-up':
      return status.name === 'unknown' ? { name: 'unconfirmed', at } : null
  }
}

type Suppressed = { readonly address: AddressDigest; readonly because: SuppressionReason }

/**
 * Whom nobody may write to from now on. A complaint and a hard bounce say so at once and whenever they come; the same report again
 * finds the address on the list, or lifted from it since (the store knows). Soft bounces are counted, each mail's once and in the
 * order in which they come; any mail that arrives ends the count.
 */
const suppressions = (draft: Draft, outcome: SendOutcome, to: StatusName | null): readonly Suppressed[] => {
  switch (outcome.type) {
    case 'complained':
      return outcome.addresses.map((address) => ({ address, because: 'complaint' }))
    case 'delivered':
      if (to !== null && draft.state.softBounces !== null) draft.state = { ...draft.state, softBounces: null }
      return []
    case 'bounced':
      if (outcome.kind === 'permanent') return outcome.addresses.map((address) => ({ address, because: 'hard-bounce' }))
      return to === null
        ? []
        : outcome.addresses.filter((address) => isOneTooMany(draft, address)).map((address) => ({ address, because: 'soft-bounces' }))
    default:
      return []
  }
}

const isOneTooMany = (draft: Draft, address: AddressDigest): boolean => {
  // Who is somebody else now keeps nothing; that one's own mails go on counting.
  if (draft.state.merge !== null) return false
  const before = draft.state.softBounces
  const count = before?.address === address ? before.count + 1 : 1
  draft.state = { ...draft.state, softBounces: { address, count } }
  // Whoever lifted it gave the address five more.
  return count % SOFT_BOUNCES_MAX === 0
}
