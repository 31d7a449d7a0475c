/** The planner of experiments. */
import type { PowerAnswer } from '../../../shared/contract/api-power.ts'
import type { Formats } from '../formats.ts'
import { counted } from './plural.ts'

type Source = PowerAnswer['from']['baseline']

const SENTENCES = {
  title: 'Plan an experiment',
  text: 'Before it begins: how many customers it needs, how long that takes, and what fewer could still find.',
  askTitle: 'What is planned',
  campaign: 'Campaign',
  noCampaign: 'none: by the numbers below',
  measure: 'What decides',
  measures: { rate: 'Share who convert', revenue: 'Revenue per customer' },
  baseline: 'Baseline now',
  baselineHint: { rate: 'Share of customers who convert, such as 5%', revenue: 'What a customer brings, such as 2.40' },
  effectKind: 'Smallest effect that matters',
  effectKinds: { lift: 'as a share of the baseline', effect: 'absolute' },
  lift: 'Relative effect',
  liftHint: 'Such as 20%: from 5% to 6%',
  effect: 'Absolute effect',
  effectHint: { rate: 'In points, such as 1%: from 5% to 6%', revenue: 'In units of the currency, such as 0.50' },
  deviation: 'Standard deviation',
  deviationHint: 'How much customers differ in what they bring',
  variants: 'Variants',
  holdout: 'Holdout',
  holdoutHint: 'Share held out, such as 10%; 0 for none',
  perDay: 'Customers a day',
  perDayHint: 'Who enter, in all variants together',
  alpha: 'False winners allowed',
  power: 'Chance to find the effect',
  window: 'Window',
  windowHint: 'How long an outcome counts, such as 7d',
  waiting: 'Say the baseline, or choose a campaign with customers whose window has closed.',
  needTitle: 'What it takes',
  customers: 'Customers',
  days: 'Days',
  daysNone: 'nobody knows how many enter',
  never: 'Cannot be found: no number of customers is enough.',
  byVariant: 'By variant',
  curveTitle: 'Smaller effects take longer',
  curveDescription: 'A falling line: how many days, or customers, each effect takes. The same numbers stand in the table.',
  effectColumn: 'Effect',
  weeksTitle: 'What is found in a few weeks',
  weeksText: 'The smallest effect that is found with the chance above, if one looks at the end of so many weeks.',
  weeks: 'Weeks',
  mature: 'Window closed',
  found: 'Smallest effect found',
  holdoutTitle: 'What the holdout can tell',
  holdoutText:
    'Everyone treated against everyone held out: what it takes to tell the effect, and the smallest effect that the planned customers tell.',
  holdoutShare: 'Holdout',
  planTitle: 'For the campaign’s file',
  planText: 'Put it into "experiment". It is frozen when the experiment begins; changing it later begins the experiment anew.',
  planLabel: 'the plan',
  fromCampaign: 'as in the campaign',
}

export const plannerWords = (format: Formats) => ({
  ...SENTENCES,
  source: (source: Source): string =>
    ({
      asked: 'as you say',
      counted: 'counted',
      plan: 'from its plan',
      campaign: 'from the campaign',
      usual: 'usual',
    })[source],
  answer: (customers: number, days: number | null, effect: string) =>
    `${counted(format, customers, 'customer')}${days === null ? '' : `, ${counted(format, days, 'day')}`} to find ${effect}.`,
  daysOf: (days: number) => counted(format, days, 'day'),
  suggested: (share: string) => `The smallest holdout that tells the effect with the planned customers: ${share}.`,
  suggestedNone: 'No holdout tells the effect with the planned customers, not even half of them.',
  rest: (perDay: string, source: string) => `${perDay} customers a day (${source})`,
})
