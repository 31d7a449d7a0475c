/** What a campaign brought that would not have come without it: everybody treated against those held out. */
import type { EpochDay } from '../../kernel/words.ts'
import type { Interval } from '../statistics/interval.ts'
import { gapOf, liftAt, type LogLift, levelOf } from './compare.ts'
import type { Counted } from './counted.ts'
import { type Course, courseOf, type Outcome, ruleOf, shownAt, type Sides, smallestEffectOf } from './course.ts'
import { ALPHA, type Analysis, type AnalysedMetric } from './design.ts'
import { armAt, type Look, matureLooks, together } from './looks.ts'
import { criticalAt } from './rule.ts'

/**
 * Of customers whose window has closed. `incremental`: conversions, or money in units, that the treated would not have brought without the
 * campaign; its interval and that of `difference` hold at all looks together. `outcome`: a verdict of its own, "the campaign works".
 */
export type Lift = {
  readonly metric: string
  readonly measure: AnalysedMetric['measure']['type']
  readonly treated: number
  readonly heldOut: number
  readonly levelTreated: number | null
  readonly levelHeldOut: number | null
  readonly difference: number | null
  readonly interval: Interval | null
  readonly incremental: Estimate | null
  readonly relative: LogLift | null
  readonly outcome: Outcome
}
export type Estimate = { readonly estimate: number; readonly interval: Interval | null }

/** Who stands for all treated arms. No variant may bear this name. */
const TREATED = '(treated)'

/** Each metric that is no guardrail and no ratio, against the holdout; none where nobody is held out. */
export const liftsOf = (analysis: Analysis, counted: Counted, asOf: EpochDay): readonly Lift[] => {
  const { holdout, metrics } = analysis
  if (holdout === null) return []
  return metrics
    .filter(({ role, measure }) => role !== 'guardrail' && measure.type !== 'ratio')
    .map((metric) => readLift(liftCourse(analysis, holdout, metric, matureLooks(counted, metric, asOf), counted)))
}

/**
 * Incremental conversions, or money, of several campaigns together. Intervals that need not be symmetric are added by what each spans on
 * either side of its estimate: Σe - √Σ(e - low)² to Σe + √Σ(high - e)² (Zou and Donner 2008, "MOVER"). Holdouts are drawn independently of
 * each other. Null while one of them has no interval, or there is none.
 */
export const sumOfLifts = (lifts: readonly (Estimate | null)[]): Estimate | null => {
  let [estimate, below, above] = [0, 0, 0]
  for (const lift of lifts) {
    if (lift === null || lift.interval === null) return null
    estimate += lift.estimate
    below = Math.hypot(below, lift.estimate - lift.interval[0])
    above = Math.hypot(above, lift.interval[1] - lift.estimate)
  }
  return lifts.length === 0 ? null : { estimate, interval: [estimate - below, estimate + above] }
}

const liftCourse = (analysis: Analysis, holdout: string, metric: AnalysedMetric, looks: readonly Look[], counted: Counted): Course => {
  const names = analysis.arms.map(({ name }) => name)
  const treated = names.filter((name) => name !== holdout)
  const rule = ruleOf(analysis, names, analysis.plan?.alpha ?? ALPHA, counted)
  const sidesAt = (look: Look): Sides => ({
    control: armAt(look, holdout),
    treatment: together(treated.map((name) => armAt(look, name))),
  })
  return courseOf(metric, { variant: TREATED, against: holdout }, looks, rule, smallestEffectOf(analysis, metric), sidesAt)
}

const readLift = (course: Course): Lift => {
  const { metric, rule, sides, steps, outcome } = course
  const { measure } = metric
  const last = sides[sides.length - 1] ?? { control: together([]), treatment: together([]) }
  const { difference } = gapOf(measure, last.control, last.treatment)
  const interval = shownAt(course, sides.length - 1)
  const step = steps[steps.length - 1]
  const critical = step === undefined ? null : criticalAt(rule, step)
  const treated = Number(last.treatment.n)
  return {
    metric: metric.name,
    measure: measure.type,
    treated,
    heldOut: Number(last.control.n),
    levelTreated: levelOf(measure, last.treatment),
    levelHeldOut: levelOf(measure, last.control),
    difference,
    interval,
    incremental:
      difference === null
        ? null
        : { estimate: difference * treated, interval: interval === null ? null : [interval[0] * treated, interval[1] * treated] },
    relative: critical === null ? null : liftAt(measure, last.control, last.treatment, critical),
    outcome,
  }
}
