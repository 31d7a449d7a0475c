/** What became of mails, and why some were not sent. */
import type { Refusal, RefusalType, StatusName } from '../../api/types.ts'
import type { Formats } from '../formats.ts'
import { counted } from './plural.ts'

const STATUSES: Readonly<Record<StatusName, string>> = {
  owed: 'Waiting to be sent',
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
  'campaign-not-active': 'The campaign was no longer active',
  'journey-ended': 'They had left the campaign before',
  'no-address': 'There was no usable mail address',
  withdrawn: 'They had withdrawn their consent',
  'no-consent': 'There was no consent to write to them',
  'not-renderable': 'The template could not be filled for them',
  rejected: 'The mail service rejected it',
}

export const messageWords = (format: Formats) => ({
  status: (status: StatusName) => STATUSES[status],
  statusMeaning: (status: StatusName) => STATUS_MEANINGS[status],
  refusalType: (type: RefusalType) => REFUSALS[type],
  /** Why one message to one customer was not sent. */
  refusal: (because: Refusal): string => {
    switch (because.type) {
      case 'withdrawn':
        return `They withdrew their consent on ${format.instant(because.at)}`
      case 'no-consent':
        return because.basis === 'opt-in'
          ? 'They never opted in, and the policy writes only to those who did'
          : 'They were no customer yet, and the policy writes to customers'
      case 'not-renderable':
      case 'rejected':
        return `${REFUSALS[because.type]}: ${because.detail}`
      default:
        return REFUSALS[because.type]
    }
  },
  mails: (count: number) => counted(format, count, 'mail'),
})
