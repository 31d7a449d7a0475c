/** What became of mails, and why some were not sent. */
import type { Hindrance, Refusal, RefusalType, StatusName, SuppressionReason } from '../../api/types.ts'
import type { Formats, Instant } from '../formats.ts'
import { counted } from './plural.ts'

const STATUSES: Readonly<Record<StatusName, string>> = {
  owed: 'Waiting to be sent',
  deferred: 'Waits for its moment',
  claimed: 'On its way',
  sent: 'Sent',
  delivered: 'Delivered',
  bounced: 'Bounced',
  complained: 'Marked as spam',
  refused: 'Not sent: refused',
  withheld: 'Withheld: holdout',
  stale: 'Not sent: too late',
  unknown: 'Answer missing',
  unconfirmed: 'Never confirmed',
}

const STATUS_MEANINGS: Readonly<Record<StatusName, string>> = {
  owed: 'Decided on; waits for a sender.',
  deferred: 'A rule stands in its way for now; it is looked at again.',
  claimed: 'Handed to the mail service, no answer yet.',
  sent: 'The mail service has taken it.',
  delivered: 'It lies in the mailbox.',
  bounced: 'The mailbox turned it away.',
  complained: 'The reader called it unwanted.',
  refused: 'A rule said no, and says why below.',
  withheld: 'The customer is held out, to see what happens without the mail.',
  stale: 'Its moment had passed before it could be sent.',
  unknown: 'It may have left or not; nobody has said so far.',
  unconfirmed: 'It may have left or not, and nobody will say any more. It is not sent again.',
}

/** Without a customer's own values: for counts. */
const REFUSALS: Readonly<Record<RefusalType, string>> = {
  'sending-off': 'All sending was switched off',
  stopped: 'The campaign, or all sending, was stopped',
  'campaign-not-active': 'The campaign was no longer active',
  'journey-ended': 'They had left the campaign before',
  'no-address': 'There was no usable mail address',
  suppressed: 'The address is on the suppression list',
  withdrawn: 'They had withdrawn their consent',
  'no-consent': 'There was no consent to write to them',
  'not-confirmed': 'They had not confirmed that they subscribed',
  'already-confirmed': 'There was nothing left to confirm',
  paused: 'They had asked for a pause',
  'campaign-paused': 'The campaign was paused for longer than it was wanted',
  'quiet-hours': 'Quiet hours lasted longer than it was wanted',
  'outside-window': 'The send window opened later than it was wanted',
  capped: 'They had had as many mails as a cap allows',
  'over-budget': 'The day’s budget was spent',
  'no-coupon': 'No coupon was left',
  erased: 'Everything about them was erased',
  'not-renderable': 'The template could not be filled for them',
  rejected: 'The mail service rejected it',
}

/** Why an address may not be written to. */
const SUPPRESSIONS: Readonly<Record<SuppressionReason, string>> = {
  'hard-bounce': 'A mail bounced for good',
  'soft-bounces': 'Mails bounced again and again',
  complaint: 'Its reader marked a mail as spam',
  'by-hand': 'Somebody here put it on the list',
}

const asIs = (id: string): string => id

export const messageWords = (format: Formats) => ({
  status: (status: StatusName) => STATUSES[status],
  statusMeaning: (status: StatusName) => STATUS_MEANINGS[status],
  refusalType: (type: RefusalType) => REFUSALS[type],
  suppression: (because: SuppressionReason) => SUPPRESSIONS[because],
  /** Why one message to one customer was not sent. `named` gives a campaign's name for its id. */
  refusal: refusalTeller(format),
  /** What a message waits for, and until when. */
  waits: (because: Refusal, until: Instant, named: (campaign: string) => string = asIs): string => {
    switch (because.type) {
      case 'campaign-paused':
        return 'Waits until the campaign goes on'
      case 'quiet-hours':
        return `Waits until ${format.instantIn(until, because.zone)} in ${because.zone} (quiet hours)${zoneText(because)}`
      case 'outside-window':
        return `Waits until ${format.instantIn(until, because.zone)} in ${because.zone} (the campaign’s send window)${zoneText(because)}`
      case 'capped':
        return `Waits until ${format.instant(until)}: ${capText(format, because, named)}`
      case 'over-budget':
        return `Waits until ${format.instant(until)}: ${budgetText(format, because)}`
      default:
        return `Waits until ${format.instant(until)}`
    }
  },
  zoneUnknown: 'Their time zone is unknown: the company’s zone was used.',
  mails: (count: number) => counted(format, count, 'mail'),
})

const refusalTeller =
  (format: Formats) =>
  (because: Refusal, named: (campaign: string) => string = asIs): string => {
    switch (because.type) {
      case 'stopped':
        return `${because.of === 'all' ? 'All sending' : 'The campaign'} was stopped on ${format.instant(because.at)}: ${stopWords(format, because.because)}`
      case 'suppressed':
        return `${REFUSALS.suppressed} since ${format.instant(because.at)}: ${lowered(SUPPRESSIONS[because.because])}`
      case 'withdrawn':
        return `They withdrew their consent on ${format.instant(because.at)}`
      case 'no-consent':
        return because.basis === 'opt-in'
          ? 'They never opted in, and the policy writes only to those who did'
          : 'They were no customer yet, and the policy writes to customers'
      case 'not-confirmed':
        return `They subscribed on ${format.instant(because.since)} and have not confirmed it since`
      case 'already-confirmed':
        return `There was nothing left to confirm: they did on ${format.instant(because.at)}`
      case 'paused':
        return `They asked for a pause until ${format.instant(because.until)}`
      case 'quiet-hours':
        return `Quiet hours last until ${format.instantIn(because.until, because.zone)} in ${because.zone}, longer than it was wanted${zoneText(because)}`
      case 'outside-window':
        return `The send window opens on ${format.instantIn(because.until, because.zone)} in ${because.zone}, later than it was wanted${zoneText(because)}`
      case 'capped':
        return `Dropped: ${capText(format, because, named)}`
      case 'over-budget':
        return `Dropped: ${budgetText(format, because)}`
      case 'no-coupon':
        return `No coupon was left in the pool “${because.pool}”`
      case 'not-renderable':
      case 'rejected':
        return `${REFUSALS[because.type]}: ${because.detail}`
      default:
        return REFUSALS[because.type]
    }
  }

const capText = (format: Formats, { topic, atMost, withinMs, by }: Of<'capped'>, named: (campaign: string) => string): string => {
  const about = topic === null ? '' : ` about “${topic}”`
  const taken = by === null ? '' : `; the place went to “${named(by)}”`
  return `at most ${counted(format, atMost, 'mail')} in ${format.duration(withinMs)}${about}${taken}`
}

const budgetText = (format: Formats, { of, perDay }: Of<'over-budget'>): string =>
  `${of === 'all' ? 'all campaigns together' : 'the campaign'} may send ${counted(format, perDay, 'mail')} a day`

const zoneText = ({ isFallback }: Of<'quiet-hours' | 'outside-window'>): string =>
  isFallback ? '; their time zone is unknown: the company’s zone was used' : ''

type Of<Type extends Hindrance['type']> = Extract<Hindrance, { readonly type: Type }>

const lowered = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)

type StopReason = Extract<Refusal, { type: 'stopped' }>['because']
type Excess = Omit<Extract<StopReason, { type: 'breaker' }>, 'type'>

/** Why sending was stopped; completes "stopped: …". */
export const stopWords = (format: Formats, because: StopReason): string => {
  switch (because.type) {
    case 'person':
      return `“${because.why}”`
    case 'guardrail':
      return harmWords(because)
    case 'breaker':
      return excessWords(format, because)
  }
}

const harmWords = ({ experiment, found, variant, metric }: Extract<StopReason, { type: 'guardrail' }>): string => {
  if (found === 'broken') return `the experiment “${experiment}” is broken`
  const measured = metric === null ? '' : ` (${metric})`
  return `the variant “${variant}” of the experiment “${experiment}” does ${found === 'harmful' ? 'harm' : 'worse'}${measured}`
}

export const excessWords = (format: Formats, { rate, count, of }: Excess): string =>
  `${counted(format, count, rate === 'complaints' ? 'complaint' : 'bounce')} on ${counted(format, of, 'mail')}`
