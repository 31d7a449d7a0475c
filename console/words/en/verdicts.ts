/** What an experiment shows, in sentences that its method allows. */
import type { Fault, ResultSummary, Verdict } from '../../api/types.ts'
import type { Formats } from '../formats.ts'
import { type Measure, type MeasuredNumbers, measureIn } from '../measure.ts'
import { measuredWords } from './measured.ts'
import { counted } from './plural.ts'

export const verdictWords = (format: Formats) => {
  const numbers = measuredWords(format)
  return {
    ...numbers,
    metricName,
    armName,
    experimentName,
    kind: {
      broken: 'Broken',
      harmful: 'Does harm',
      'not-enough-data': 'Not enough data',
      running: 'Running',
      winner: 'Winner',
      loser: 'Loser',
      'no-difference': 'No difference worth having',
    } satisfies Record<Verdict['type'], string>,
    /** By chance to beat the control one may be fooled as often as one looks: a lead, and no proof. */
    lead: { winner: 'Ahead', loser: 'Behind' },
    /** One line, for lists. */
    short: (summary: ResultSummary): string => shortOf(format, numbers, summary),
    /** The sentence that stands first on the page. */
    sentence: (summary: ResultSummary): string => sentenceOf(format, numbers, summary),
    /** What was found first, and stays. */
    latched: (day: number) => `found on ${format.day(day)}`,
  }
}

const AUTOMATIC: Readonly<Record<string, string>> = {
  $unsubscribe: 'unsubscribing',
  $complaint: 'spam complaints',
  $bounce: 'bounces',
  $click: 'clicks',
  $visit: 'visits',
}

const metricName = (name: string, type: Measure['type'] = 'rate'): string => {
  const known = AUTOMATIC[name] ?? `“${name}”`
  return type === 'mean' ? `revenue of ${known}` : known
}

/** The holdout and all who are treated have names of ours; variants have theirs. */
const armName = (name: string): string => (name === 'holdout' ? 'the holdout' : name === '(treated)' ? 'everyone treated' : `“${name}”`)

const experimentName = (id: string, name: string): string => (id === '$global' ? 'Global holdout' : name)

/** Of the global holdout the arms are ours, and no marketer's. */
const armOf = ({ id }: ResultSummary, name: string): string => armName(id === '$global' && name === 'treated' ? '(treated)' : name)

const shortOf = (format: Formats, numbers: MeasuredNumbers, summary: ResultSummary): string => {
  const { verdict, metric, measure } = summary
  switch (verdict.type) {
    case 'broken':
      return 'Broken: no number here can be believed'
    case 'harmful':
      return `${armOf(summary, verdict.variant)} does harm: ${harmOf(verdict.guardrail)}`
    case 'not-enough-data':
      return verdict.missing.what === 'comparison'
        ? 'There is nothing to compare'
        : `Not enough data: ${counted(format, summary.assigned, 'customer')} assigned`
    case 'running':
      return `Running: ${progressOf(format, verdict.mature, verdict.planned)}`
    case 'winner':
    case 'loser':
      return `${armOf(summary, verdict.variant)} ${deedOf(summary.method, verdict.type)}: ${numbers.difference(verdict.estimate, measureIn(summary))} in ${metricName(metric, measure)}`
    case 'no-difference':
      return `No difference worth having in ${metricName(metric, measure)}`
  }
}

const deedOf = (method: ResultSummary['method'], type: Decided['type']): string => {
  if (method === 'bayesian') return type === 'winner' ? 'is ahead' : 'is behind'
  return type === 'winner' ? 'wins' : 'loses'
}

const progressOf = (format: Formats, mature: number, planned: number | null): string =>
  planned === null
    ? `${counted(format, mature, 'customer')} with a closed window`
    : `${format.count(mature)} of ${format.count(planned)} planned customers`

const sentenceOf = (format: Formats, numbers: MeasuredNumbers, summary: ResultSummary): string => {
  const { verdict, metric } = summary
  switch (verdict.type) {
    case 'broken':
      return `Broken, so there is no verdict: ${faultOf(format, verdict.fault)}`
    case 'harmful':
      return `${capital(armOf(summary, verdict.variant))} does harm: ${harmOf(verdict.guardrail)} than with the control, seen since ${format.day(verdict.since)}.`
    case 'not-enough-data':
      return missingOf(format, metric, verdict.missing)
    case 'running':
      return runningOf(format, numbers, summary, verdict)
    case 'winner':
    case 'loser':
      return decidedOf(format, numbers, summary, verdict)
    case 'no-difference':
      return sameOf(numbers, summary, verdict)
  }
}

const faultOf = (format: Formats, fault: Fault): string => {
  switch (fault.because) {
    case 'srm': {
      const { observed = 0, expected = 0 } = fault.arms.find(({ variant }) => variant === fault.furthest) ?? {}
      return `the variants do not have the sizes that their shares say; ${armName(fault.furthest)} has ${counted(format, observed, 'customer')} where ${format.count(expected)} were expected.`
    }
    case 'crossover':
      return `${counted(format, fault.customers, 'customer')} (${format.share(fault.share)}) ${fault.customers === 1 ? 'was' : 'were'} seen in more than one variant.`
    case 'assignment':
      return `${counted(format, fault.customers, 'customer')} ${fault.customers === 1 ? 'stands' : 'stand'} in ${armName(fault.arm)}, where the file puts nobody.`
  }
}

const HARM: Readonly<Record<string, string>> = {
  $unsubscribe: 'more customers unsubscribe',
  $complaint: 'more customers mark its mail as spam',
  $bounce: 'more of its mail bounces',
}
const harmOf = (guardrail: string): string => HARM[guardrail] ?? `the guardrail “${guardrail}” is worse`

type Missing = Extract<Verdict, { readonly type: 'not-enough-data' }>['missing']

const missingOf = (format: Formats, metric: string, missing: Missing): string => {
  switch (missing.what) {
    case 'comparison':
      return 'There is nothing to compare: one variant, and nobody is held out.'
    case 'outcomes':
      return `Not enough data: of ${counted(format, missing.mature, 'customer')} whose window has closed, none has reached ${metricName(metric)}, or all of them have.`
    case 'customers':
      if (missing.firstMatureDay === null) return 'Not enough data: nobody has been assigned yet.'
      return missing.mature > 0
        ? `Not enough data: ${counted(format, missing.mature, 'customer')} ${missing.mature === 1 ? 'has' : 'have'} a closed window, but one of the variants has nobody among them.`
        : `Not enough data: nobody’s window has closed yet. The first windows close on ${format.day(missing.firstMatureDay)}.`
  }
}

type Running = Extract<Verdict, { readonly type: 'running' }>

const runningOf = (format: Formats, numbers: MeasuredNumbers, summary: ResultSummary, verdict: Running): string => {
  const { mature, planned, estimate, interval, daysLeft, dueDay } = verdict
  if (dueDay !== null) {
    return `Nothing is said before ${format.day(dueDay)}: this experiment is looked at once, on that day. ${counted(format, mature, 'customer')} ${mature === 1 ? 'has' : 'have'} a closed window so far.`
  }
  const left = daysLeft === null || daysLeft === 0 ? '' : `, about ${counted(format, daysLeft, 'day')} to go`
  const far = `Undecided: ${progressOf(format, mature, planned)}${left}.`
  if (estimate === null) return `${far} There is no difference to tell yet.`
  const measure = measureIn(summary)
  const where = `So far ${armOf(summary, verdict.variant)} differs from ${armOf(summary, verdict.against)} by ${numbers.difference(estimate, measure)}`
  return `${far} ${where}${interval === null ? '' : ` (${numbers.ends(interval, measure)})`}.`
}

type Decided = Extract<Verdict, { readonly type: 'winner' | 'loser' }>

const decidedOf = (format: Formats, numbers: MeasuredNumbers, summary: ResultSummary, verdict: Decided): string => {
  const { type, variant, against, estimate, interval, day } = verdict
  const measure = measureIn(summary)
  const size = numbers.size(estimate, measure)
  const name = metricName(summary.metric, summary.measure)
  const [more, fewer] = summary.measure === 'rate' ? ['more', 'fewer'] : ['more', 'less']
  const way = estimate > 0 ? more : fewer
  const brings = {
    rate: `${size} ${way} customers reach ${name} than with ${armOf(summary, against)}`,
    mean: `each customer brings ${size} ${way} ${name} than with ${armOf(summary, against)}`,
    ratio: `${name} is ${size} ${estimate > 0 ? 'higher' : 'lower'} than with ${armOf(summary, against)}`,
  }[summary.measure]
  const between = interval === null ? '' : ` (${numbers.interval(interval, measure)})`
  const isLead = summary.method === 'bayesian'
  return `${capital(armOf(summary, variant))} ${deedOf(summary.method, type)}: with it, ${brings}${between}. ${isLead ? 'First seen' : 'Decided'} on ${format.day(day)}, with the numbers of that day.`
}

type Same = Extract<Verdict, { readonly type: 'no-difference' }>

const sameOf = (numbers: MeasuredNumbers, summary: ResultSummary, { variant, against, because, interval }: Same): string => {
  const measure = measureIn(summary)
  const pair = `${armOf(summary, variant)} and ${armOf(summary, against)}`
  if (because === 'within' && interval !== null) {
    return `No difference worth having: between ${pair} it lies within ${numbers.interval(interval, measure)}, less than the plan calls worth having.`
  }
  const ruledOut = interval === null ? '' : ` Between ${pair}, effects outside ${numbers.interval(interval, measure)} are ruled out.`
  return `The plan is over and showed no difference in ${metricName(summary.metric, summary.measure)}.${ruledOut}`
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
