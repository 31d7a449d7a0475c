/** What became of a campaign's mails, from the decision to the click. */
import type { Funnel } from '../../../shared/contract/api.ts'
import type { Formats } from '../formats.ts'
import { messageWords } from './messages.ts'
import { counted } from './plural.ts'

const PARTS: Readonly<Record<'sent' | 'open' | 'kept' | 'unconfirmed', string>> = {
  sent: 'Left',
  open: 'On their way',
  kept: 'Held back',
  unconfirmed: 'Never confirmed',
}

const PART_MEANINGS: Readonly<Record<keyof typeof PARTS, string>> = {
  sent: 'Taken by the mail service, whatever came back since.',
  open: 'Waiting for a sender or for their moment.',
  kept: 'A gate said no; they never left.',
  unconfirmed: 'Nobody knows whether they left, and they are not sent again.',
}

export const funnelWords = (format: Formats) => ({
  title: 'What became of the mails',
  text: 'Of every mail the campaign decided on: how many left, how far they came, and what held the others back.',
  none: 'No mail was decided on so far. The first customer who enters brings the first one.',
  decided: (count: number) => `${counted(format, count, 'mail')} decided on`,
  part: PARTS,
  partMeaning: PART_MEANINGS,
  came: 'How far they came',
  steps: { sent: 'Left', delivered: 'Delivered', opened: 'Opened', clicked: 'Clicked' },
  people: 'people',
  programs: 'programs',
  programsText: 'Mail programs and gateways open mails and follow links by themselves. They are counted apart, in the lighter bar.',
  ofSent: (share: string) => `${share} of those that left`,
  keptTitle: 'What held them back',
  keptNone: 'No gate held any mail back.',
  keptBy: (because: Funnel['kept'][number]['because']): string =>
    because === 'withheld'
      ? 'Withheld: holdout'
      : because === 'stale'
        ? 'Their moment had passed'
        : messageWords(format).refusalType(because),
  deferralsTitle: 'Put off for a while',
  deferralsText: 'How often; a mail may wait more than once.',
  deferral: (because: Funnel['deferrals'][number]['because']): string => DEFERRALS[because] ?? messageWords(format).refusalType(because),
  returnsTitle: 'What came back',
  bounced: 'Bounced for good',
  softBounced: 'Bounced for now',
  complained: 'Marked as spam',
  zoneUnknown: (count: number) =>
    `${counted(format, count, 'mail')} left by the clock of the company’s zone, because nobody knows the customer’s.`,
  table: 'All numbers',
  what: 'What became of them',
  count: 'Mails',
})

const DEFERRALS: Readonly<Partial<Record<string, string>>> = {
  'campaign-paused': 'The campaign was paused',
  'quiet-hours': 'Quiet hours',
  'outside-window': 'Outside the send window',
  capped: 'As many mails as a cap allows',
  'over-budget': 'The day’s budget was spent',
}
