import type { Feedback } from '../../../shared/contract/api.ts'
import type { Formats } from '../formats.ts'
import { counted, newsText } from './plural.ts'

const PAST: Readonly<Record<Feedback, string>> = {
  delivered: 'Delivered',
  bounced: 'Bounced',
  'soft-bounced': 'Bounced for now',
  complained: 'Marked as spam',
  opened: 'Opened',
  clicked: 'Clicked',
  unsubscribed: 'Unsubscribed',
}

/** What a button does, as a command. */
const PLAY: Readonly<Record<Feedback, string>> = {
  delivered: 'Deliver it',
  bounced: 'Let it bounce',
  'soft-bounced': 'Bounce for now',
  complained: 'Mark it as spam',
  opened: 'Open it',
  clicked: 'Click in it',
  unsubscribed: 'Unsubscribe',
}

const DID: Readonly<Record<Feedback, string>> = {
  delivered: 'The mail service reports it as delivered. The message stands as “Delivered” now.',
  bounced: 'The mailbox turned it away for good. Nobody writes to this address any more, until a person lifts that.',
  'soft-bounced': 'The mailbox could not take it now. After five in a row nobody writes to the address any more.',
  complained: 'The reader called it spam. Every consent is taken back, and nothing more is sent to them.',
  opened: 'The reader opened it. That counts as an open of this mail, once.',
  clicked: 'The reader clicked in it. That counts as a click of this mail, once.',
  unsubscribed:
    'The reader unsubscribed. Their consent is withdrawn, campaigns of this topic are over for them, and nothing more of it is sent.',
}

export const inboxWords = (format: Formats) => ({
  title: 'Inbox',
  text: 'Every mail that left this process. None leaves your machine: open each, and play what becomes of it.',
  total: (count: number) => counted(format, count, 'mail'),
  list: 'Mails, newest first',
  subject: 'Mail',
  to: (to: string) => `to ${to}`,
  campaign: 'Campaign',
  variant: 'Variant',
  variantStep: (variant: string, step: number) => `Variant “${variant}”, step ${step + 1}`,
  at: 'Sent',
  back: 'What came back',
  nothingBack: 'nothing so far',
  of: (customer: string) => `Only mails to the customer “${customer}” are shown.`,
  ofEveryone: 'Show all mails',
  empty: {
    title: 'No mail so far',
    text: 'As soon as a campaign sends one, it lies here: nothing really leaves your machine.',
    campaigns: 'See the campaigns',
  },
  news: (count: number, isMore: boolean) => newsText(format, count, isMore, 'mail'),
  all: 'All mails',
  customer: 'Customer',
  about: 'About this mail',
  letter: 'What leaves',
  recipient: 'To',
  sender: 'From',
  replyTo: 'Reply to',
  noReplyTo: 'the sender',
  unsubscribe: 'Unsubscribe',
  oneClick: 'in one click (RFC 8058)',
  scheme: 'Light or dark',
  schemes: { light: 'Light', dark: 'Dark' },
  view: 'How to show the mail',
  views: { html: 'As its reader sees it', text: 'As text', source: 'Source' },
  width: 'Width',
  widths: { desk: 'Desk', phone: 'Phone' },
  frame: (subject: string) => `The mail “${subject}”`,
  frameHint:
    'Shown in a closed frame: nothing in it can run or load. Our own links in it open in a new tab, and what is done there is done; others lead nowhere.',
  playTitle: 'Play its future',
  playText: 'What a mail service would report, with the same consequences. Each can happen once.',
  play: (type: Feedback) => PLAY[type],
  past: (type: Feedback) => PAST[type],
  did: (type: Feedback) => DID[type],
  played: (at: string) => `happened on ${format.instant(at)}`,
  seeCustomer: 'See the customer',
  cannot: 'That cannot happen any more',
})
