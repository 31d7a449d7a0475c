import { CLAIM_LEASE_MS, UNCONFIRMED_AFTER_MS } from '../../kernel/limits.ts'
import { later } from '../../kernel/time.ts'
import type { EpochMs } from '../../kernel/words.ts'
import { campaignAt, isSending } from '../campaign/catalogue.ts'
import { mayContact } from '../messaging/may-contact.ts'
import { isFinal, type Message, type MessageStatus, type Refusal } from '../messaging/message.ts'
import { type Draft, record } from './draft.ts'
import { journeyOf } from './evolve.ts'
import type { Input, SendOutcome } from './input.ts'
import { completeIfSettled } from './journeys.ts'
import type { Rules } from './rules.ts'
import { addressOf } from './state.ts'

/** The last look before a mail: all gates again, on the state as it is now. Only a claim that is committed may be sent. */
export const onClaim = (draft: Draft, rules: Rules, { message }: Input & { type: 'claim' }, at: EpochMs): void => {
  const journey = journeyOf(draft.state, message.campaign, message.entry)
  const cancelled = draft.settlements.some((settlement) => settlement.id === message.id)
  if (message.status.name !== 'owed' || cancelled) {
    draft.reasons.push({ type: 'claim-moot' })
    return
  }
  const verdict = mayContact(
    {
      journeyStands: journey?.unsettled.some((one) => one.message === message.id && one.status === 'owed') ?? false,
      sendingOn: rules.sendingOn,
      campaignActive: isSending(rules.campaigns, message.campaign),
      address: addressOf(draft.state),
      consent: draft.state.consent,
      consentPolicy: rules.policy.consent,
      isCustomer: draft.state.metrics.firstSeenAt !== null,
      topic: campaignAt(rules.campaigns, message.campaign, message.version).topic,
      staleAt: message.staleAt,
      held: message.held,
    },
    at,
  )
  switch (verdict.say) {
    case 'send':
      return move(draft, message, { name: 'claimed', at, leaseUntil: later(at, CLAIM_LEASE_MS) }, at)
    case 'refuse':
      return move(draft, message, { name: 'refused', at, because: verdict.because }, at)
    case 'drop-stale':
      return move(draft, message, { name: 'stale', at }, at)
    case 'withhold':
      return move(draft, message, { name: 'withheld', at }, at)
  }
}

/** What became of a claimed message. A report about one that is settled already, or was claimed again since, says nothing new. */
export const onReport = (draft: Draft, { message, outcome, about }: Input & { type: 'report' }, at: EpochMs): void => {
  const next = isAbout(message.status, outcome, about) ? statusesAfter(message.status, outcome, at) : []
  if (next.length === 0) draft.reasons.push({ type: 'claim-moot' })
  next.reduce((before, status) => {
    move(draft, { ...message, status: before }, status, at)
    return status
  }, message.status)
}

/** That a mail was taken stays true whoever claims it; everything else was learned of one status, and of none that came after. */
const isAbout = (status: MessageStatus, outcome: SendOutcome, about: EpochMs | null): boolean =>
  about === null || outcome.type === 'sent' || (status.name !== 'owed' && status.at === about)

/** The statuses it goes through, last the one it comes to; what came back with a mail says that it was sent. Empty: nothing new. */
const statusesAfter = (status: MessageStatus, outcome: SendOutcome, at: EpochMs): readonly MessageStatus[] => {
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
      const next = statusAfter(status, outcome, at)
      return next === null ? [] : [next]
    }
  }
}

/** What of a way is still to go; all of it for a mail of which we did not know that it had left. */
const stepsTo = (status: MessageStatus, way: readonly MessageStatus[]): readonly MessageStatus[] => {
  const left = ['owed', 'claimed', 'unknown'].includes(status.name) ? 0 : way.findIndex(({ name }) => name === status.name) + 1
  return left === 0 && isFinal(status) ? [] : way.slice(left)
}

type Returned = 'delivered' | 'bounced' | 'complained'

const statusAfter = (
  status: MessageStatus,
  outcome: Exclude<SendOutcome, { readonly type: Returned }>,
  at: EpochMs,
): MessageStatus | null => {
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

const move = (draft: Draft, message: Message, to: MessageStatus, at: EpochMs): void => {
  const { campaign, entry, step, variant } = message
  const because: Refusal | null = to.name === 'refused' ? to.because : null
  draft.settlements.push({ id: message.id, from: message.status.name, to })
  const moved = { message: message.id, step, variant, from: message.status.name, to: to.name, because }
  record(draft, { type: 'message-moved', campaign, entry, ...moved }, at)
  completeIfSettled(draft, campaign, entry, at)
}
