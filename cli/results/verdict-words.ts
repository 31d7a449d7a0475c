/** Verdicts as a growth team says them: one sentence each, and no more than the numbers allow. */
import type { ResultSummary } from '../../shared/contract/api-results.ts'
import { GLOBAL_EXPERIMENT, HOLDOUT } from '../../shared/domain/experiment/experiment.ts'
import type { LatchedVerdict } from '../../shared/domain/experiment/latched.ts'
import type { ExperimentReadout } from '../../shared/domain/experiment/readout.ts'
import type { Lift } from '../../shared/domain/experiment/lift.ts'
import type { Posterior } from '../../shared/domain/experiment/rule.ts'
import type { Verdict } from '../../shared/domain/experiment/verdict.ts'
import { unreachable } from '../../shared/kernel/assert.ts'
import { isoDayOf } from '../../shared/kernel/time.ts'
import { countOf, countText, pValueText } from '../format.ts'
import { quoted } from '../words.ts'
import { differenceText, estimateText, intervalText, type Unit, unitText } from './numbers.ts'

/** What a verdict is about. */
export type About = Unit & Pick<ResultSummary, 'id' | 'metric' | 'better'> & { readonly control: string }

/** One sentence: what is so, how large, and since when. */
export const verdictSentence = (verdict: Verdict, about: About): string => {
  switch (verdict.type) {
    case 'broken':
      return `Broken: ${faultWords(verdict.fault)} No number below can be believed.`
    case 'harmful':
      return `${withVariant(verdict.variant, about)} ${harmWords(verdict.guardrail)} than ${withOther(about.control)}, seen since ${isoDayOf(verdict.since)}.`
    case 'not-enough-data':
      return missingSentence(verdict.missing)
    case 'winner':
    case 'loser':
      return `${comparedWords(verdict, about)}: ${estimateText(verdict.estimate, verdict.interval, about)}, decided on ${isoDayOf(verdict.day)}${verdict.by === 'end' ? ', when the plan was reached' : ''}.${about.better === 'less' ? ' Fewer is better here.' : ''}`
    case 'no-difference':
      return sameSentence(verdict, about)
    case 'running':
      return runningSentence(verdict, about)
    default:
      return unreachable(verdict)
  }
}

/** The same of what was found once, by the numbers of that day. */
export const latchedSentence = (latched: LatchedVerdict, about: About): string => {
  const { type, variant, against, day, estimate, interval, metric } = latched
  if (type === 'broken' || variant === null) return `Broken: found on ${isoDayOf(day)}. No number below can be believed.`
  if (type === 'harmful') return verdictSentence({ type, guardrail: metric ?? '', variant, since: day }, about)
  const pair = { variant, against: against ?? about.control, day, interval }
  if (type === 'no-difference') {
    const ruledOut = interval === null ? '' : `: what lies beyond ${intervalText(interval, about)}${unitText(about)} is ruled out`
    return `No difference worth having in ${metricWords(about.metric)} between ${quoted(variant)} and ${quoted(pair.against)} was found on ${isoDayOf(day)}${ruledOut}.`
  }
  return verdictSentence({ type, ...pair, by: 'sequential', estimate: estimate ?? 0 }, about)
}

/** Whether the campaign is worth anything at all, by the metric that decides: everybody treated against those held out. */
export const liftSentence = ({ outcome, incremental }: Lift, { metric, better }: Pick<About, 'metric' | 'better'>): string => {
  switch (outcome.type) {
    case 'better':
      return `The campaign works: ${better === 'less' ? 'less' : 'more'} of ${metricWords(metric)} than without it, found on ${isoDayOf(outcome.day)}.`
    case 'worse':
      return `The campaign does the opposite of what it is for, by ${metricWords(metric)}: found on ${isoDayOf(outcome.day)}.`
    case 'no-difference':
      return `The campaign makes no difference in ${metricWords(metric)} that is worth having, found on ${isoDayOf(outcome.day)}.`
    case 'open':
      return incremental === null
        ? 'Not enough data to say what the campaign brings.'
        : 'Whether the campaign brings anything is not decided yet.'
    default:
      return unreachable(outcome)
  }
}

/** How far what is said may be relied on; null where nothing is said that could be. */
export const surenessSentence = ({ protection, method, plan, comparisons, verdict }: ExperimentReadout): string | null => {
  if (verdict.type === 'broken' || comparisons.length === 0) return null
  const alpha = `${countText(Math.round(100 * (plan?.alpha ?? 0.05)))}`
  switch (protection) {
    case 'always':
      return `One may look every day (method ${method}): of a hundred experiments without any difference, at most ${alpha} name a winner or a loser.`
    case 'on-its-date':
      return `Method fixed: it holds for one look, on its date, and for no other.`
    case 'none': {
      const chance = comparisons.find((one) => one.role === 'primary' && 'variant' in verdict && one.variant === verdict.variant)?.posterior
      const said = chance === undefined || chance === null ? '' : `${posteriorWords(chance)} `
      return `Method ${method}: ${said}nothing protects against looking until it looks good.`
    }
    default:
      return unreachable(protection)
  }
}

const posteriorWords = ({ chance, losses }: Posterior): string => {
  const better = `the chance to be better is ${(100 * chance).toFixed(1)} %;`
  const points = (loss: number): string => `${(100 * loss).toFixed(2)} points`
  return losses === null
    ? better
    : `${better} choosing it is expected to cost ${points(losses.treatment)}, and keeping the control ${points(losses.control)};`
}

/** A word or two for a list. */
export const shortVerdict = (verdict: Verdict, unit: Unit): string => {
  switch (verdict.type) {
    case 'winner':
    case 'loser':
      return `${verdict.type}: ${verdict.variant}, ${differenceText(verdict.estimate, unit)}, ${isoDayOf(verdict.day)}`
    case 'no-difference':
      return `no difference, ${isoDayOf(verdict.day)}`
    case 'harmful':
      return `HARMFUL: ${verdict.variant}, since ${isoDayOf(verdict.since)}`
    case 'broken':
      return 'BROKEN'
    case 'running':
      return `running, ${verdict.planned === null ? countOf(verdict.mature, 'customer') : `${countText(verdict.mature)} of ${countText(verdict.planned)}`}`
    case 'not-enough-data':
      return verdict.missing.what === 'comparison' ? 'nothing to compare' : 'not enough data'
    default:
      return unreachable(verdict)
  }
}

/** What counts by itself is called by its own words, and all else by its name. */
export const metricWords = (metric: string): string => (Object.hasOwn(COUNTED, metric) ? (COUNTED[metric] as string) : quoted(metric))

const COUNTED: Readonly<Record<string, string>> = {
  $unsubscribe: 'unsubscribes',
  $complaint: 'complaints',
  $bounce: 'bounces',
  $click: 'clicks',
  $visit: 'visits',
}

type Pair = { readonly variant: string; readonly against: string }

const comparedWords = ({ variant, against, estimate }: Pair & { readonly estimate: number }, about: About): string => {
  const isMore = estimate > 0
  switch (about.measure) {
    case 'rate':
      return `${withVariant(variant, about)} ${isMore ? 'more' : 'fewer'} customers reach ${quoted(about.metric)} than ${withOther(against)}`
    case 'mean':
      return `${withVariant(variant, about)} a customer brings ${isMore ? 'more' : 'less'} than ${withOther(against)}`
    case 'ratio':
      return `${withVariant(variant, about)} ${quoted(about.metric)} is ${isMore ? 'higher' : 'lower'} than ${withOther(against)}`
    default:
      return unreachable(about.measure)
  }
}

const withVariant = (variant: string, { id }: Pick<About, 'id'>): string =>
  id === GLOBAL_EXPERIMENT ? 'With mail from campaigns' : `With ${quoted(variant)}`
const withOther = (against: string): string => (against === HOLDOUT ? 'among those held out' : `with ${quoted(against)}`)

const sameSentence = ({ variant, against, day, because, interval }: Verdict & { type: 'no-difference' }, about: About): string => {
  const between = `${metricWords(about.metric)} between ${quoted(variant)} and ${quoted(against)}`
  const range = interval === null ? null : `${intervalText(interval, about)}${unitText(about)}`
  if (because === 'within') {
    return `There is no difference in ${between} that is worth having${range === null ? '' : `: it lies within ${range}`}, found on ${isoDayOf(day)}.`
  }
  return `The plan was over on ${isoDayOf(day)} and showed no difference in ${between}${range === null ? '' : `: what lies beyond ${range} is ruled out`}.`
}

const runningSentence = (verdict: Verdict & { type: 'running' }, about: About): string => {
  const { variant, against, mature, planned, estimate, interval, daysLeft, dueDay } = verdict
  const count = planned === null ? countOf(mature, 'customer') : `${countText(mature)} of ${countText(planned)} planned customers`
  const stands =
    estimate === null
      ? ''
      : `; so far ${quoted(variant)} stands at ${estimateText(estimate, dueDay === null ? interval : null, about)} against ${quoted(against)}`
  const left = daysLeft === null || daysLeft === 0 ? '' : `, ${daysLeft === 1 ? 'about a day' : `about ${countText(daysLeft)} days`} to go`
  const until = dueDay === null ? 'Nothing is decided yet' : `Nothing is said before ${isoDayOf(dueDay)}`
  return `${until}: the window of ${count} has closed${left}${stands}.`
}

const missingSentence = (missing: (Verdict & { type: 'not-enough-data' })['missing']): string => {
  switch (missing.what) {
    case 'comparison':
      return 'There is one variant and no holdout: it is measured, and compared with nothing.'
    case 'outcomes':
      return `Not enough data: of ${countOf(missing.mature, 'customer')} whose window has closed nobody converted, or everybody did.`
    case 'customers':
      return missing.firstMatureDay === null
        ? 'Not enough data: nobody was assigned yet.'
        : `Not enough data: in one of the variants nobody’s window has closed yet; the first window closes on ${isoDayOf(missing.firstMatureDay)}.`
    default:
      return unreachable(missing)
  }
}

const faultWords = (fault: (Verdict & { type: 'broken' })['fault']): string => {
  switch (fault.because) {
    case 'srm': {
      const furthest = fault.arms.find(({ variant }) => variant === fault.furthest)
      const count =
        furthest === undefined
          ? ''
          : `, furthest ${quoted(furthest.variant)} with ${countText(furthest.observed)} customers in place of ${countText(Math.round(furthest.expected))}`
      return `the variants are not as large as their shares say${count} (p ${pValueText(fault.pValue)}, since ${isoDayOf(fault.since)}).`
    }
    case 'crossover':
      return `${countOf(fault.customers, 'customer')} (${(100 * fault.share).toFixed(1)} %) were seen in two variants.`
    case 'assignment':
      return `${countOf(fault.customers, 'customer')} stand in ${quoted(fault.arm)}, which is no variant of this experiment.`
    default:
      return unreachable(fault)
  }
}

const harmWords = (guardrail: string): string => {
  if (guardrail === '$unsubscribe') return 'more customers unsubscribe'
  if (guardrail === '$complaint') return 'more customers complain'
  if (guardrail === '$bounce') return 'more mails bounce'
  return `${quoted(guardrail)} is worse`
}
