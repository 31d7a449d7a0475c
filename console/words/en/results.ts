/** The result page: what stands beside the verdict, and explains it. */
import type { Formats } from '../formats.ts'
import { counted } from './plural.ts'

const SENTENCES = {
  title: 'Results',
  text: 'What each experiment shows about the customers assigned to it, each counted once.',
  empty: {
    title: 'Nothing is measured yet',
    text: 'Give a campaign a goal, or declare an experiment that assigns its variants elsewhere. The first assigned customer brings the first numbers.',
  },
  name: 'Experiment',
  assigned: 'Assigned',
  metric: 'Measured by',
  verdictTitle: 'What it shows',
  variant: 'Variant',
  control: 'control',
  holdout: 'holdout',
  byVariant: 'By variant',
  trustTitle: 'How far may I trust this?',
  conversions: 'Conversions',
  rate: 'Rate',
  perCustomer: 'Revenue per customer',
  truth: 'True rate',
  truthText: 'Known only because this is a demo: what the shop’s customers would really do.',
  comparisonsTitle: 'Differences with their 95% intervals',
  comparisonsText: 'Right of zero the variant is ahead. An interval that contains zero shows nothing either way.',
  rateTitle: 'Share of customers who convert, in percentage points',
  compared: 'Compared',
  differenceColumn: 'Difference',
  intervalColumn: '95% interval',
  pValueColumn: 'p',
  truthColumn: 'Truth (demo)',
  legend: { shown: 'clear of zero', open: 'contains zero', truth: 'the truth (demo)' },
  srmTitle: 'Are the variants as large as they should be?',
  srmNone: 'There are too few customers to tell.',
  methodTitle: 'When may I decide?',
  methodFixed:
    'At one date that you named before the experiment began. The intervals hold for that one look. Whoever looks every day and stops at a good moment will find differences that are not there.',
  methodImmature: 'Customers whose window has not ended yet are counted as they stand, so young results lean towards zero.',
  holdoutTitle: 'What is the holdout?',
  holdoutNone:
    'There is none here. Variants are compared with each other, so the page tells which mail brings more, but not whether any mail brings more than silence.',
  countingTitle: 'Who is counted?',
  countingText:
    'Everyone who was assigned, once, in the variant they were first assigned, whatever happened then (intention to treat). An outcome counts when it comes within the window after assignment.',
  toCampaign: 'See the campaign',
}

export const resultWords = (format: Formats) => ({
  ...SENTENCES,
  measured: (assigned: number, metric: string) => `${counted(format, assigned, 'customer')} assigned, measured by “${metric}”.`,
  metricTitle: (name: string) => `Goal: ${name}`,
  metricText: (event: string, window: string) => `The event “${event}” within ${window} of assignment.`,
  revenueTitle: (currency: string | null) => `Revenue per assigned customer${currency === null ? '' : `, in ${currency}`}`,
  plotDescription: (count: number) =>
    `${counted(format, count, 'comparison')}, each with its difference as a dot, its 95% interval as a bar, and a line at zero. The same numbers stand in the table.`,
  comparison: (variant: string, against: string) => `${variant} – ${against}`,
  srmFine: (pValue: number) =>
    `Yes. Their sizes agree with their shares (p = ${format.pValue(pValue)}), so assignment and counting can be trusted.`,
  srmBroken: (pValue: number) =>
    `No. Sizes this far from their shares come about by chance with a probability of ${format.pValue(pValue)}. This is called a sample-ratio mismatch: something treats the variants differently before it should. Believe no difference on this page until it is found.`,
  holdoutText: (holdout: string) =>
    `The customers in “${holdout}” were chosen by chance to be left alone. They take every step like the others, but get no mail. Comparing with them tells what the mails bring; comparing variants only tells which mail brings more.`,
})
