/** The list of results, and what stands over a result. */
import type { Formats } from '../formats.ts'
import { counted } from './plural.ts'

const SENTENCES = {
  title: 'Results',
  text: 'What each experiment shows about the customers assigned to it, each counted once.',
  empty: {
    title: 'Nothing is measured yet',
    text: 'Give a campaign a goal, or declare an experiment that assigns its variants elsewhere. The first assigned customer brings the first numbers.',
  },
  toPlanner: 'Plan an experiment',
  progressName: 'Customers of the plan',
  noPlan: 'without a plan',
  togetherTitle: 'All campaigns together',
  togetherText: 'What would not have come without the campaigns: everyone treated against everyone held out, added up.',
  togetherConversions: 'Incremental conversions',
  globalTitle: 'The global holdout',
  globalText: 'A share of all customers gets no marketing at all for a while. Against them stands what all campaigns do together.',
  asOf: 'As of the end of',
  today: 'Show the latest day',
  phase: 'Phase',
  copyLink: 'Copy link',
  linkCopied: 'Link copied',
  csv: 'Save as CSV',
  copyFailed: 'The browser did not allow it.',
}

export const resultsWords = (format: Formats) => ({
  ...SENTENCES,
  assigned: (assigned: number) => `${counted(format, assigned, 'customer')} assigned`,
  progress: (mature: number, planned: number) => `${format.count(mature)} of ${format.count(planned)} planned`,
  phaseOf: (phase: number) => `phase ${format.count(phase)}`,
  togetherMoney: (currency: string) => `Incremental revenue in ${currency}`,
  togetherOf: (campaigns: number, untold: number) => {
    const known = `${counted(format, campaigns, 'campaign')} with a holdout`
    if (untold === 0) return known
    return campaigns === 0
      ? `Of ${counted(format, untold, 'campaign')} it cannot be told yet`
      : `${known}; of ${format.count(untold)} more it cannot be told yet`
  },
  between: (low: string, high: string) => `between ${low} and ${high}`,
  measured: (assigned: number, metric: string, window: string | null) =>
    `${counted(format, assigned, 'customer')} assigned. Measured by ${metric}${window === null ? '' : ` within ${window} of assignment`}.`,
  phaseName: (phase: number, firstDay: number | null) =>
    firstDay === null ? `Phase ${format.count(phase)}, nobody yet` : `Phase ${format.count(phase)}, since ${format.day(firstDay)}`,
  past: (day: number) => `You see what was known at the end of ${format.day(day)}.`,
})
