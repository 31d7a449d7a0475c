import type { Attention } from '../../../shared/contract/api.ts'
import type { Formats } from '../formats.ts'
import { excessWords, stopWords } from './messages.ts'
import { counted } from './plural.ts'

export const overviewWords = (format: Formats) => ({
  title: 'Overview',
  asOf: (at: string) => `As of ${format.instant(at)}`,
  customers: (count: number) => counted(format, count, 'customer'),
  stagesTitle: 'Where your customers stand',
  stagesText: (customers: number, prospects: number) =>
    `${counted(format, customers, 'customer')} in their stages, and ${counted(format, prospects, 'prospect')} without an order so far.`,
  ofCustomers: (share: number) => `${format.share(share)} of customers`,
  change: (change: number, days: number) =>
    change === 0
      ? `as many as ${counted(format, days, 'day')} ago`
      : `${change > 0 ? '+' : '−'}${format.count(Math.abs(change))} in ${counted(format, days, 'day')}`,
  notCounted: 'Known, no order yet',
  none: {
    title: 'Nobody is here yet',
    text: 'As soon as your backend publishes its first event, its customer appears here: in a stage, with the reason.',
    go: 'Connect your backend',
  },
  flowTitle: 'How they move over time',
  flowText: 'Customers in each stage at the end of each day.',
  flowDescription: (from: string, to: string) =>
    `Stacked areas: the number of customers in each lifecycle stage, day by day from ${from} to ${to}. The same numbers stand in the table.`,
  flowEmpty: 'The first day is not over yet. From then on, this shows how customers move between stages.',
  day: 'Day',
  liveTitle: 'Right now',
  perSecond: 'events a second',
  beats: (seconds: number) => `Events a second during the last ${seconds} seconds`,
  taken: 'Taken since the start',
  refused: 'Refused since the start',
  sentLive: 'Mails since the start',
  sentWeek: 'Mails sent in the last 7 days',
  attentionTitle: 'What needs you',
  attentionNone:
    'Nothing. Everything that arrived was understood, every mail could be filled, and the variants have the sizes they should.',
  attention: attentionOf(format),
  attentionGo: {
    'coupons-low': 'See the coupons',
    'sending-stopped': 'See delivery',
    'campaign-stopped': 'See delivery',
    'rates-warn': 'See delivery',
    quarantine: 'See and mend',
    'quarantine-full': 'See and mend',
    'sample-ratio': 'See the result',
    'unsettled-mail': 'See the campaigns',
    'not-renderable': 'See the campaign',
  } satisfies Record<Attention['type'], string>,
  campaignsTitle: 'Campaigns',
  allCampaigns: 'All campaigns',
})

const attentionOf =
  (format: Formats) =>
  (attention: Attention): string => {
    switch (attention.type) {
      case 'quarantine':
        return `${counted(format, attention.count, 'event')} could not be taken as ${attention.count === 1 ? 'it is' : 'they are'} and ${attention.count === 1 ? 'waits' : 'wait'} in the quarantine.`
      case 'quarantine-full':
        return `The quarantine is full at ${counted(format, attention.kept, 'entry', 'entries')}; ${counted(format, attention.lost, 'refused event')} could not be kept. Work through it, and look at what is publishing them.`
      case 'sample-ratio':
        return `The variants of “${attention.experiment}” do not have the sizes they should. Something is broken; believe no difference there.`
      case 'unsettled-mail':
        return `For ${counted(format, attention.count, 'mail')} nobody has said whether ${attention.count === 1 ? 'it' : 'they'} left.`
      case 'not-renderable':
        return `${counted(format, attention.count, 'mail')} of “${attention.campaign}” could not be filled for their customers.`
      case 'coupons-low':
        return attention.free === 0
          ? `No coupon is left in the pool “${attention.pool}”: “${attention.campaign}” cannot send its mails.`
          : `${format.count(attention.free)} of ${counted(format, attention.total, 'coupon')} are left in the pool “${attention.pool}” of “${attention.campaign}”.`
      case 'sending-stopped':
        return `All sending is stopped since ${format.instant(attention.at)}: ${stopWords(format, attention.because)}. Mail that comes due is refused, and says so.`
      case 'campaign-stopped':
        return `“${attention.campaign}” is stopped since ${format.instant(attention.at)}: ${stopWords(format, attention.because)}. Its mail that comes due is refused, and says so.`
      case 'rates-warn':
        return `${attention.campaign === null ? 'Of all mail' : `Of the mail of “${attention.campaign}”`}, too much comes back: ${excessWords(format, attention.excess)}. If it grows, sending stops.`
    }
  }
