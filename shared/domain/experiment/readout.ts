/** Everything there is to read of an experiment, as of a day: the verdict first, then the numbers it rests on. */
import type { EpochDay } from '../../kernel/words.ts'
import { logEValueOf, pValueOfLogE } from '../statistics/confidence-sequence.ts'
import type { Interval } from '../statistics/interval.ts'
import { benjaminiHochberg, holm } from '../statistics/multiple-testing.ts'
import { gapOf, levelOf, liftAt, type LogLift, type OneLook, oneLookAt } from './compare.ts'
import type { Counted } from './counted.ts'
import { type Course, type Outcome, shownAt } from './course.ts'
import { ALPHA, type Analysis, type AnalysedMetric, type Method, type Pair, type Plan, primaryOf } from './design.ts'
import { type SampleRatioNow, sampleRatioNow } from './faults.ts'
import type { GuardrailReadout } from './guardrails.ts'
import { type Lift, liftsOf } from './lift.ts'
import { type ArmSums, armAt, type Look, looksAtAll, matureLooks, NOBODY } from './looks.ts'
import { criticalAt, type Posterior, posteriorOf, tuningOf } from './rule.ts'
import { coursesOf, judge, type Verdict } from './verdict.ts'

/** `protection`: whether what is said holds however often one looks, on one date alone, or not at all under repeated looks. */
export type ExperimentReadout = {
  readonly experiment: string
  readonly asOf: EpochDay
  readonly method: Method
  readonly protection: 'always' | 'on-its-date' | 'none'
  readonly plan: Plan | null
  readonly verdict: Verdict
  readonly sampleRatio: SampleRatioNow
  readonly arms: readonly ArmReadout[]
  readonly comparisons: readonly Comparison[]
  readonly lifts: readonly Lift[]
  readonly guardrails: readonly GuardrailReadout[]
}

export type ArmReadout = { readonly variant: string; readonly assigned: number; readonly metrics: readonly MetricReadout[] }
/** `mature` counts; `provisional` are those whose window is open, shown apart. `level`: the rate, the mean in units of money, the ratio. */
export type MetricReadout = {
  readonly metric: string
  readonly measure: AnalysedMetric['measure']['type']
  readonly mature: Part
  readonly provisional: Part
}
/** `sum`: money in minor units, of a ratio what stands above; `base`: what stands below. 0 where the metric has none. */
export type Part = {
  readonly customers: number
  readonly conversions: number
  readonly sum: number
  readonly base: number
  readonly level: number | null
}

/**
 * One metric of one variant, of customers whose window has closed. `interval` and `pValue` hold at all looks together and for all variants
 * (`pValue` is the smallest so far, times the number of variants); null under methods that have none. `oneLook` is what a test says that was
 * to look now and never before. `among`: p corrected for the number of secondary metrics. `path`: for drawing, one point a look.
 */
export type Comparison = Pair & {
  readonly metric: string
  readonly measure: AnalysedMetric['measure']['type']
  readonly role: AnalysedMetric['role']
  readonly difference: number | null
  readonly interval: Interval | null
  readonly pValue: number | null
  readonly lift: LogLift | null
  readonly oneLook: OneLook
  readonly posterior: Posterior | null
  /** What its own rule makes of it: of the metric that decides, the verdict on this variant. */
  readonly outcome: Outcome
  readonly among: { readonly holm: number; readonly benjaminiHochberg: number } | null
  readonly path: readonly PathPoint[]
}
export type PathPoint = {
  readonly day: EpochDay
  readonly customers: number
  readonly difference: number | null
  readonly interval: Interval | null
}

/** Reads an experiment by what was known at the end of `asOf`. Pure: the same counters give the same page on any day. */
export const readExperiment = (analysis: Analysis, counted: Counted, asOf: EpochDay): ExperimentReadout => {
  const { verdict, guardrails, courses } = judge(analysis, counted, asOf)
  const primary = primaryOf(analysis)
  const comparisons = analysis.metrics
    .filter(({ role }) => role !== 'guardrail')
    .flatMap((metric) => (metric === primary ? courses : coursesOf(analysis, metric, matureLooks(counted, metric, asOf), counted)))
    .map((course, _, all) => comparisonOf(course, all.filter(({ metric }) => metric === course.metric).length))
  return {
    experiment: analysis.experiment,
    asOf,
    method: analysis.method,
    protection: protectionOf(analysis.method),
    plan: analysis.plan,
    verdict,
    sampleRatio: sampleRatioNow(analysis, looksAtAll(counted, '', asOf)),
    arms: armsOf(analysis, counted, asOf),
    comparisons: correctedAmong(comparisons),
    lifts: liftsOf(analysis, counted, asOf),
    guardrails,
  }
}

const protectionOf = (method: Method): ExperimentReadout['protection'] => {
  if (method === 'fixed') return 'on-its-date'
  return method === 'bayesian' ? 'none' : 'always'
}

const armsOf = ({ arms, metrics }: Analysis, counted: Counted, asOf: EpochDay): readonly ArmReadout[] => {
  const looks = metrics.map((metric) => ({
    metric,
    all: lastOf(looksAtAll(counted, metric.name, asOf)),
    mature: lastOf(matureLooks(counted, metric, asOf)),
  }))
  const everybody = lastOf(looksAtAll(counted, '', asOf))
  return arms.map(({ name }) => ({
    variant: name,
    assigned: Number(armAt(everybody, name).n),
    metrics: looks.map(({ metric, all, mature }) => ({
      metric: metric.name,
      measure: metric.measure.type,
      mature: partOf(metric, armAt(mature, name)),
      provisional: partOf(metric, minus(armAt(all, name), armAt(mature, name))),
    })),
  }))
}

const partOf = ({ measure }: AnalysedMetric, arm: ArmSums): Part => ({
  customers: Number(arm.n),
  conversions: Number(arm.conversions),
  sum: Number(arm.sum),
  base: Number(arm.base),
  level: levelOf(measure, arm),
})

const minus = (a: ArmSums, b: ArmSums): ArmSums => ({
  n: a.n - b.n,
  conversions: a.conversions - b.conversions,
  sum: a.sum - b.sum,
  sumSquares: a.sumSquares - b.sumSquares,
  base: a.base - b.base,
  baseSquares: a.baseSquares - b.baseSquares,
  products: a.products - b.products,
})

const comparisonOf = (course: Course, variants: number): Comparison => {
  const { pair, metric, rule, sides, steps, outcome } = course
  const { measure } = metric
  const { control, treatment } = sides[sides.length - 1] ?? { control: NOBODY, treatment: NOBODY }
  const step = steps[steps.length - 1]
  const critical = step === undefined ? null : criticalAt(rule, step)
  return {
    ...pair,
    metric: metric.name,
    measure: measure.type,
    role: metric.role,
    difference: gapOf(measure, control, treatment).difference,
    interval: shownAt(course, steps.length - 1),
    pValue: smallestP(course, variants),
    lift: critical === null ? null : liftAt(measure, control, treatment, critical),
    oneLook: oneLookAt(measure, control, treatment, ALPHA),
    posterior: rule.method === 'bayesian' && step !== undefined ? posteriorOf(step) : null,
    outcome,
    among: null,
    path: pathOf(course),
  }
}

/** min(1, 1/E) over the looks, times the number of variants; of methods that do not hold at every look there is none. */
const smallestP = ({ rule, steps }: Course, variants: number): number | null => {
  if (rule.method === 'fixed' || rule.method === 'bayesian' || rule.method === 'lan-demets') return null
  return steps.reduce<number | null>((smallest, { n, z }) => {
    if (z === null) return smallest
    const p = Math.min(1, variants * pValueOfLogE(logEValueOf(z, n, rule.alpha, tuningOf(rule))))
    return smallest === null || p < smallest ? p : smallest
  }, null)
}

const pathOf = (course: Course): readonly PathPoint[] =>
  course.steps.map(({ day, n }, index) => {
    const side = course.sides[index]
    const difference = side === undefined ? null : gapOf(course.metric.measure, side.control, side.treatment).difference
    return { day, customers: n, difference, interval: shownAt(course, index) }
  })

/** Secondary metrics are many, so the smallest of their p is small by chance: of those that have one, corrected together. */
const correctedAmong = (comparisons: readonly Comparison[]): readonly Comparison[] => {
  const known = comparisons.flatMap(({ role, pValue }, index) => (role === 'secondary' && pValue !== null ? [{ index, pValue }] : []))
  const byHolm = holm(known.map(({ pValue }) => pValue))
  const byRate = benjaminiHochberg(known.map(({ pValue }) => pValue))
  return comparisons.map((comparison, index) => {
    const at = known.findIndex((one) => one.index === index)
    return at === -1 ? comparison : { ...comparison, among: { holm: byHolm[at] as number, benjaminiHochberg: byRate[at] as number } }
  })
}

const lastOf = (looks: readonly Look[]): Look | undefined => looks[looks.length - 1]
