import type { CampaignSummary } from '../../../shared/contract/api.ts'
import type { Formats } from '../formats.ts'
import { lifecycleWords } from './lifecycle.ts'
import { counted } from './plural.ts'

export const campaignWords = (format: Formats) => ({
  title: 'Campaigns',
  text: 'Whom each campaign reaches, and what comes of it.',
  status: { draft: 'Draft', active: 'Active', paused: 'Paused', ended: 'Ended' } satisfies Record<CampaignSummary['status'], string>,
  version: (version: number) => `Version ${version}`,
  topic: (topic: string) => `Topic: ${topic}`,
  entry: (entry: CampaignSummary['entry']): string => {
    switch (entry.on) {
      case 'event':
        return `Begins with the event “${entry.event}”`
      case 'stage':
        return `Begins when a customer becomes “${lifecycleWords(format).standing(entry.stage)}”`
      case 'segment':
        return `Begins when a customer ${entry.change === 'entered' ? 'enters' : 'leaves'} the segment “${entry.segment}”`
      case 'schedule':
        return 'Begins on schedule'
      case 'date':
        return `Begins by the date in “${entry.path}”`
    }
  },
  count: (count: number) => counted(format, count, 'campaign'),
  name: 'Campaign',
  entered: 'Entered',
  enteredText: 'Entries, of which one customer may have several',
  under: 'Under way',
  underText: 'In it at this moment',
  completed: 'Completed',
  completedText: 'Went through to the end',
  exited: 'Left early',
  exitedText: 'Often because they did what it hopes for',
  held: 'Held out',
  heldText: 'Get no mail, to see what happens without',
  reachTitle: 'Whom it reaches',
  sent: 'Mails sent',
  sentText: 'Taken by the mail service, whatever came back since',
  verdict: 'What it brings',
  notMeasured: 'Nothing is measured: the campaign has no goal.',
  empty: {
    title: 'No campaign yet',
    text: 'A campaign is one JSON file. Write one here, or put it into the campaigns folder and publish it.',
  },
  stepsTitle: 'By variant and step',
  stepsText: 'What became of the mails of each step.',
  stepsNone: 'No step has sent anything so far.',
  variant: 'Variant',
  step: 'Step',
  subject: 'Subject',
  due: 'Due',
  notSent: 'Not sent',
  sourceTitle: 'The file as it was published',
  sourceText: 'A published version never changes; a customer finishes the version they entered.',
  toResult: 'See the whole result',
  resultTitle: 'What it brings',
  ...writingWords(format),
  people: (count: number) => counted(format, count, 'customer'),
})

/** Campaigns that are being written. */
const writingWords = (format: Formats) => ({
  edit: 'Edit',
  new: 'New campaign',
  drafts: {
    title: 'Being written',
    text: 'Kept as they were left. Customers notice nothing before they are published.',
    fresh: 'New',
    from: (version: string) => `From ${version.toLowerCase()}`,
    errors: (count: number) => counted(format, count, 'error'),
    discard: 'Discard',
    discarded: (id: string) => `The draft of “${id}” was discarded.`,
    undo: 'Undo',
  },
})
