/** What may be said of an experiment, and from which day on. The same counters give the same verdict, whenever and however often one asks. */
import { type EpochDay, epochDay } from '../../kernel/words.ts'
import type { Interval } from '../statistics/interval.ts'
import { gapOf } from './compare.ts'
import type { Counted } from './counted.ts'
import { type Course, courseOf, type Decided, type NoDifference, ruleOf, shownAt, smallestEffectOf } from './course.ts'
import { ALPHA, type Analysis, type AnalysedMetric, type Pair, pairsOf, primaryOf } from './design.ts'
import { type Fault, faultOf } from './faults.ts'
import { type GuardrailReadout, guardrailsOf } from './guardrails.ts'
import { firstDayOf, type Look, looksAtAll, matureLooks, maturingDays } from './looks.ts'
import type { Step } from './rule.ts'

/** In this order, the first that holds. Winners and losers carry the numbers of the day that decided. */
export type Verdict =
  | { readonly type: 'broken'; readonly fault: Fault }
  | { readonly type: 'harmful'; readonly guardrail: string; readonly variant: string; readonly since: EpochDay }
  | { readonly type: 'not-enough-data'; readonly missing: Missing }
  | ({ readonly type: 'winner' } & Decided)
  | ({ readonly type: 'loser' } & Decided)
  | ({ readonly type: 'no-difference' } & NoDifference)
  | ({ readonly type: 'running' } & Running)

/** `customers`: an arm has nobody whose window has closed. `outcomes`: nobody converted so far, or everybody, so nothing varies. */
export type Missing =
  | { readonly what: 'customers'; readonly mature: number; readonly firstMatureDay: EpochDay | null }
  | { readonly what: 'outcomes'; readonly mature: number }
  | { readonly what: 'comparison' }

/** Of several variants, the one that is furthest ahead. `mature` and `planned` are of its comparison. */
export type Running = Pair & {
  readonly mature: number
  readonly planned: number | null
  readonly estimate: number | null
  readonly interval: Interval | null
  readonly daysLeft: number | null
  /** Of a fixed horizon: the day before which nothing is said. */
  readonly dueDay: EpochDay | null
}

/** `courses`: each variant on its own, which the verdict sums up. */
export type Judgement = {
  readonly verdict: Verdict
  readonly courses: readonly Course[]
  readonly guardrails: readonly GuardrailReadout[]
}

/** Judges by what was known at the end of `asOf`. */
export const judge = (analysis: Analysis, counted: Counted, asOf: EpochDay): Judgement => {
  const guardrails = guardrailsOf(analysis, counted, asOf)
  const metric = primaryOf(analysis)
  const courses = metric === null ? [] : coursesOf(analysis, metric, matureLooks(counted, metric, asOf), counted)
  return { verdict: verdictOf(analysis, counted, asOf, guardrails, courses), courses, guardrails }
}

/** Every pair of a metric, alpha divided among them. */
export const coursesOf = (analysis: Analysis, metric: AnalysedMetric, looks: readonly Look[], counted: Counted): readonly Course[] => {
  const pairs = pairsOf(analysis)
  const alpha = (analysis.plan?.alpha ?? ALPHA) / pairs.length
  return pairs.map((pair) => {
    const rule = ruleOf(analysis, [pair.variant, pair.against], alpha, counted)
    return courseOf(metric, pair, looks, rule, smallestEffectOf(analysis, metric))
  })
}

const verdictOf = (
  analysis: Analysis,
  counted: Counted,
  asOf: EpochDay,
  guardrails: readonly GuardrailReadout[],
  courses: readonly Course[],
): Verdict => {
  const fault = faultOf(analysis, counted, looksAtAll(counted, '', asOf))
  if (fault !== null) return { type: 'broken', fault }
  const harm = firstHarm(guardrails)
  if (harm !== null) return harm
  const missing = missingIn(courses, counted)
  if (missing !== null) return { type: 'not-enough-data', missing }
  return decidedOf(courses) ?? runningOf(analysis, courses)
}

const firstHarm = (guardrails: readonly GuardrailReadout[]): Verdict | null =>
  guardrails.reduce<(Verdict & { type: 'harmful' }) | null>((first, { guardrail, variant, since }) => {
    if (since === null || (first !== null && first.since <= since)) return first
    return { type: 'harmful', guardrail, variant, since }
  }, null)

/** Null as soon as one pair can be compared. */
const missingIn = (courses: readonly Course[], counted: Counted): Missing | null => {
  const [some] = courses
  if (some === undefined) return { what: 'comparison' }
  if (courses.some(({ steps }) => steps.some(({ z }) => z !== null))) return null
  const lasts = courses.map(({ sides }) => sides[sides.length - 1])
  const mature = lasts.reduce((most, side) => Math.max(most, Number((side?.control.n ?? 0n) + (side?.treatment.n ?? 0n))), 0)
  if (lasts.some((side) => side !== undefined && side.control.n > 0n && side.treatment.n > 0n)) return { what: 'outcomes', mature }
  const firstDay = firstDayOf(counted)
  const firstMatureDay = firstDay === null ? null : epochDay(firstDay + maturingDays(some.metric.windowMs))
  return { what: 'customers', mature, firstMatureDay }
}

/** The best of the winners; else the worst of the losers; no difference only where no variant is open any more. */
const decidedOf = (courses: readonly Course[]): Verdict | null => {
  const decided = (type: 'better' | 'worse'): readonly Decided[] =>
    courses.flatMap(({ outcome }) => (outcome.type === type ? [outcome] : []))
  const winner = furthest(decided('better'))
  if (winner !== null) return { ...winner, type: 'winner' }
  const loser = furthest(decided('worse'))
  if (loser !== null) return { ...loser, type: 'loser' }
  const same = courses.flatMap(({ outcome }) => (outcome.type === 'no-difference' ? [outcome] : []))
  const last = same.reduce<NoDifference | null>((latest, one) => (latest === null || one.day > latest.day ? one : latest), null)
  return last === null || same.length < courses.length ? null : { ...last, type: 'no-difference' }
}

const furthest = (decided: readonly Decided[]): Decided | null =>
  decided.reduce<Decided | null>((most, one) => (most === null || Math.abs(one.estimate) > Math.abs(most.estimate) ? one : most), null)

const runningOf = (analysis: Analysis, courses: readonly Course[]): Verdict => {
  const ahead = courses.map((course) => ({ course, estimate: estimateOf(course) }))
  const { course, estimate } = ahead.reduce((best, one) => (leads(one, best) ? one : best))
  const { pair, rule, steps } = course
  const last = steps[steps.length - 1] as Step
  return {
    type: 'running',
    ...pair,
    mature: last.n,
    planned: rule.planned,
    estimate,
    interval: shownAt(course, steps.length - 1),
    daysLeft: daysLeft(analysis, course),
    dueDay: rule.dueDay,
  }
}

type Ahead = { readonly course: Course; readonly estimate: number | null }

const leads = (one: Ahead, best: Ahead): boolean => {
  if (one.estimate === null || best.estimate === null) return one.estimate !== null
  return one.course.metric.better === 'more' ? one.estimate > best.estimate : one.estimate < best.estimate
}

const estimateOf = ({ metric, sides }: Course): number | null => {
  const last = sides[sides.length - 1]
  return last === undefined ? null : gapOf(metric.measure, last.control, last.treatment).difference
}

/** At the pace at which customers matured over the last looks; of a fixed horizon, until its day. Null where nothing tells. */
const daysLeft = ({ plan }: Analysis, { rule, steps }: Course): number | null => {
  const last = steps[steps.length - 1] as Step
  if (rule.dueDay !== null) return Math.max(0, rule.dueDay - last.day)
  if (plan === null || rule.planned === null) return null
  const before = steps[Math.max(0, steps.length - 1 - PACE_LOOKS)] as Step
  const perDay = last.day > before.day ? (last.n - before.n) / (last.day - before.day) : last.n
  return perDay > 0 ? Math.max(0, Math.ceil((rule.planned - last.n) / perDay)) : null
}

/** A week, so that Sundays are in it. */
const PACE_LOOKS = 7
