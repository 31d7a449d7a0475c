import type { Attention } from '../../../shared/contract/api.ts'
import type { Formats } from '../formats.ts'
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
  attention: (attention: Attention): string => {
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
    }
  },
  attentionGo: {
    quarantine: 'See and mend',
    'quarantine-full': 'See and mend',
    'sample-ratio': 'See the result',
    'unsettled-mail': 'See the campaigns',
    'not-renderable': 'See the campaign',
  } satisfies Record<Attention['type'], string>,
  campaignsTitle: 'Campaigns',
  allCampaigns: 'All campaigns',
})
