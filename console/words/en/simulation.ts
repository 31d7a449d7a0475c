/** What a draft would have done: told by the editor of campaigns. */
import type { SimulationGap } from '../../../shared/contract/api.ts'
import type { EntryRefusal } from '../../api/types.ts'
import type { Formats, Instant } from '../formats.ts'
import { counted } from './plural.ts'

const GAPS: Readonly<Record<SimulationGap, string>> = {
  'entered-before': 'Who had been in the campaign before it began: its rule about entering again did not know of them.',
  'under-way': 'Journeys of the published version that were under way when it began.',
  'no-reactions': 'People did what they really did: nobody ordered, opened or complained because of these mails.',
  'not-kept': 'Events it asks about of which nothing was kept. Once it is published, they are.',
  'attributes-of-today': 'Attributes are those of today, not of then.',
  'kept-for': 'Events are kept for a while only, and of them those that something here names.',
  'taken-as-active': 'Its file has another status, a start or an end; it was taken to be active all the time.',
  'not-running': 'Some campaigns are published and do not run now.',
  'no-history': 'Of a part of the time nothing is known.',
  'no-codes': 'A pool has no codes, so mails that need one were refused.',
}

/** Without a customer's own values: for counts. */
const REFUSALS: Readonly<Record<EntryRefusal['type'], string>> = {
  'campaign-not-active': 'The campaign was not active',
  'campaign-paused': 'The campaign was paused',
  draft: 'The campaign was a draft',
  missed: 'Their moment had passed',
  'entered-for-key': 'They had entered for the same thing before',
  'no-key': 'The event did not say what it was about',
  'not-started': 'The campaign had not started',
  over: 'The campaign was over',
  'event-too-old': 'The event came too late',
  'already-in': 'They were in it already',
  'entered-before': 'They had entered before',
  'too-many-journeys': 'They were in as many campaigns as they may',
  'not-in-audience': 'They were not in the audience',
  'outside-traffic': 'They are not of the part that takes part',
  'in-other-experiment': 'Another experiment of the group had them',
}

export const simulationWords = (format: Formats) => ({
  title: 'Simulate on last quarter',
  text: 'Plays the history that is kept through this text, beside the campaigns that run. Nothing is sent.',
  begin: 'Simulate on last quarter',
  again: 'Simulate again',
  stop: 'Stop',
  running: 'Simulating',
  come: (at: Instant | null) => (at === null ? 'Reading the history …' : `Come to ${format.date(at)}`),
  stopped: 'It was stopped.',
  failed: 'It could not be simulated',
  elsewhere: 'Simulations do not run on this installation. Run one on a machine of yours, on a file of events:',
  stale: 'The text has changed since. These numbers are of the earlier text.',
  nobody: 'Nobody would have entered.',
  sentence: (entered: number, sent: number, from: Instant, to: Instant) =>
    `From ${format.date(from)} to ${format.date(to)}, people would have entered ${entered === 1 ? 'once' : `${format.count(entered)} times`}, and ${counted(format, sent, 'mail')} would have been sent.`,
  busiest: (day: string, sent: number) => `At most ${format.count(sent)} on one day, ${format.day(day)}.`,
  entered: 'Entered',
  held: 'Held out',
  sent: 'Mails sent',
  notSent: 'Mails not sent',
  notSentText: 'Refused, withheld or stale',
  days: 'Mails day by day',
  weeks: 'Mails week by week',
  daysDescription: (most: number) => `Bars of mails sent. The highest stands for ${counted(format, most, 'mail')}.`,
  day: 'Day',
  week: 'Week from',
  entryRefusals: 'Why others did not enter',
  entryRefusalsNone: 'Nobody who triggered it was turned away.',
  mailRefusals: 'What stood in the way of mails',
  deferred: 'put off',
  variants: 'By variant',
  variant: 'Variant',
  customers: 'Customers',
  examples: 'Some customers',
  examplesText: 'What would have happened to them, oldest first.',
  leftOut: 'What this leaves out',
  refusal: (type: EntryRefusal['type']): string => REFUSALS[type],
  gap: (gap: SimulationGap): string => GAPS[gap],
  times: 'Times',
  why: 'Why',
})
