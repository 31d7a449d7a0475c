/** What an experiment shows, in sentences that the method allows. */
import type { Verdict } from '../../../shared/contract/api.ts'
import type { Formats } from '../formats.ts'
import { counted } from './plural.ts'

/** What a difference is measured in: shares of customers, or money for each customer. */
export type Measure = { readonly type: 'share' } | { readonly type: 'money'; readonly currency: string | null }

export const verdictWords = (format: Formats) => {
  const numbers = numbersOf(format)
  return {
    ...numbers,
    metricName,
    kind: {
      'nothing-to-compare': 'One variant',
      'not-enough-data': 'Too early',
      broken: 'Broken',
      difference: 'Ahead so far',
      'no-difference': 'No difference shown',
    } satisfies Record<Verdict['type'], string>,
    /** One line, for lists. */
    short: (verdict: Verdict, measure: Measure): string => shortOf(format, numbers, verdict, measure),
    /** The sentence that stands first on the page. */
    sentence: (verdict: Verdict, measure: Measure): string => sentenceOf(format, numbers, verdict, measure),
    /** What follows it: how sure one may be, and what to do. */
    more: (verdict: Verdict, measure: Measure): string => moreOf(format, numbers, verdict, measure),
  }
}

const REVENUE = '.revenue'

const metricName = (metric: string): string => (metric.endsWith(REVENUE) ? `revenue (${metric.slice(0, -REVENUE.length)})` : metric)

type Numbers = {
  readonly difference: (value: number, measure: Measure) => string
  readonly interval: (ends: readonly [number, number], measure: Measure) => string
  /** The interval without its unit, for beside a number that has it. */
  readonly ends: (ends: readonly [number, number], measure: Measure) => string
}

const numbersOf = (format: Formats): Numbers => {
  const difference: Numbers['difference'] = (value, measure) =>
    measure.type === 'share' ? `${format.points(value)} points` : format.amountDifference(value, measure.currency ?? '')
  const interval: Numbers['interval'] = ([low, high], measure) =>
    measure.type === 'share'
      ? `${format.points(low)} to ${format.points(high)} points`
      : `${difference(low, measure)} to ${difference(high, measure)}`
  const ends: Numbers['ends'] = ([low, high], measure) =>
    measure.type === 'share' ? `${format.points(low)} to ${format.points(high)}` : interval([low, high], measure)
  return { difference, interval, ends }
}

const shortOf = (format: Formats, { difference }: Numbers, verdict: Verdict, measure: Measure): string => {
  switch (verdict.type) {
    case 'nothing-to-compare':
      return `Nothing to compare: one variant, ${counted(format, verdict.assigned, 'customer')}`
    case 'not-enough-data':
      return `Not enough data: ${counted(format, verdict.assigned, 'customer')} assigned`
    case 'broken':
      return 'Broken: the variants do not have the sizes they should'
    case 'difference':
      return `So far “${verdict.variant}” against “${verdict.against}”: ${difference(verdict.difference, measure)} in ${metricName(verdict.metric)}`
    case 'no-difference':
      return `No difference shown so far in ${metricName(verdict.metric)}`
  }
}

const sentenceOf = (format: Formats, { difference }: Numbers, verdict: Verdict, measure: Measure): string => {
  switch (verdict.type) {
    case 'nothing-to-compare':
      return `There is nothing to compare with: all ${counted(format, verdict.assigned, 'customer')} got the same.`
    case 'not-enough-data':
      return `It is too early to say anything: ${counted(format, verdict.assigned, 'customer')} ${verdict.assigned === 1 ? 'is' : 'are'} assigned so far.`
    case 'broken':
      return 'Something is broken, so there is no verdict: the variants do not have the sizes that their shares say.'
    case 'difference':
      return differenceSentence(verdict, difference(Math.abs(verdict.difference), measure), measure)
    case 'no-difference':
      return `No difference in “${metricName(verdict.metric)}” has been shown so far.`
  }
}

const moreOf = (format: Formats, { interval }: Numbers, verdict: Verdict, measure: Measure): string => {
  switch (verdict.type) {
    case 'nothing-to-compare':
      return 'What happened is counted below. To learn what the mails change, add a second variant or a holdout.'
    case 'not-enough-data':
      return 'Wait until every variant has customers whose window has ended.'
    case 'broken':
      return `If all were well, sizes like these would come about with a probability of ${format.pValue(verdict.pValue)}. Look for what removes customers from one variant before the point of assignment.`
    case 'difference':
      return `The data agree with a true difference of ${interval(verdict.interval, measure)} (95% interval). It is a verdict on the one date named before the experiment began; on any other day it is a look, and looking often finds differences that are not there.`
    case 'no-difference':
      return `That does not mean there is none: the data agree with anything from ${interval(verdict.widest, measure)} (widest 95% interval).`
  }
}

type Difference = Extract<Verdict, { readonly type: 'difference' }>

const differenceSentence = ({ variant, against, metric, difference }: Difference, signed: string, { type }: Measure): string => {
  const size = signed.replace('+', '').replace('points', 'percentage points')
  return type === 'share'
    ? `So far, with “${variant}”, ${size} ${difference > 0 ? 'more' : 'fewer'} customers reach “${metricName(metric)}” than with “${against}”.`
    : `So far, “${variant}” brings ${size} ${difference > 0 ? 'more' : 'less'} for each customer than “${against}”.`
}
