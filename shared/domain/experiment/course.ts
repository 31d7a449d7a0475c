/** One comparison over its looks: what its rule makes of it, and from which day on. */
import { type EpochDay, epochDay } from '../../kernel/words.ts'
import type { Interval } from '../statistics/interval.ts'
import { gapOf, intervalOf, proportionOf } from './compare.ts'
import type { Counted } from './counted.ts'
import { type Analysis, type AnalysedMetric, type Pair, plannedIn } from './design.ts'
import { type ArmSums, armAt, firstDayOf, type Look } from './looks.ts'
import { boundsOf, criticalAt, criticalOf, type Decision, decisionOf, isReadable, overAt, type Rule, type Step } from './rule.ts'

/** `steps`, `sides` and `looks` are as many, oldest first. */
export type Course = {
  readonly pair: Pair
  readonly metric: AnalysedMetric
  readonly rule: Rule
  readonly looks: readonly Look[]
  readonly sides: readonly Sides[]
  readonly steps: readonly Step[]
  readonly outcome: Outcome
}

/** The two groups at one look; each may be several arms taken together. */
export type Sides = { readonly control: ArmSums; readonly treatment: ArmSums }

export type Outcome =
  | ({ readonly type: 'better' | 'worse' } & Decided)
  | ({ readonly type: 'no-difference' } & NoDifference)
  | { readonly type: 'open' }

/** `estimate` is variant minus against, in shares, units of money a customer, or the ratio's unit, on the day that decided. */
export type Decided = Pair & {
  readonly day: EpochDay
  readonly by: Decision['by']
  readonly estimate: number
  readonly interval: Interval | null
}

/** `within`: the interval lies within the smallest effect worth having. `over`: the plan is. Effects outside `interval` are ruled out. */
export type NoDifference = Pair & { readonly day: EpochDay; readonly because: 'within' | 'over'; readonly interval: Interval | null }

/** What a comparison of these arms may spend, and where its plan ends. */
export const ruleOf = (analysis: Analysis, arms: readonly string[], alpha: number, counted: Counted): Rule => {
  const { method, plan } = analysis
  const firstDay = firstDayOf(counted)
  const days = plan?.plannedDays ?? null
  return {
    method,
    alpha,
    planned: plannedIn(analysis, arms),
    dueDay: method === 'fixed' && firstDay !== null && days !== null ? epochDay(firstDay + days - 1) : null,
    bounds: boundsOf(method, alpha, days),
  }
}

/** The two arms of a pair. */
export const sidesOf =
  ({ variant, against }: Pair) =>
  (look: Look | undefined): Sides => ({ control: armAt(look, against), treatment: armAt(look, variant) })

/** Follows a pair through the looks. `smallestEffect` in the metric's own unit, null without a plan. */
export const courseOf = (
  metric: AnalysedMetric,
  pair: Pair,
  looks: readonly Look[],
  rule: Rule,
  smallestEffect: number | null,
  sidesAt: (look: Look) => Sides = sidesOf(pair),
): Course => {
  const sides = looks.map(sidesAt)
  const steps = sides.map(({ control, treatment }, index): Step => {
    const { n, z } = gapOf(metric.measure, control, treatment)
    const rates = metric.measure.type === 'rate' ? { control: proportionOf(control), treatment: proportionOf(treatment) } : null
    return { day: (looks[index] as Look).day, n, z, rates }
  })
  const course = { pair, metric, rule, looks, sides, steps }
  return { ...course, outcome: outcomeOf(course, smallestEffect) }
}

/** The interval shown at one look, and null where the method has none. */
export const shownAt = ({ metric, rule, sides, steps }: Omit<Course, 'outcome'>, index: number): Interval | null => {
  const [side, step] = [sides[index], steps[index]]
  const critical = step === undefined ? null : criticalAt(rule, step)
  return side === undefined || critical === null ? null : intervalOf(metric.measure, side.control, side.treatment, critical)
}

/** The smallest effect of the plan in the unit its metric is compared in: money is planned in minor units. */
export const smallestEffectOf = ({ plan }: Analysis, { name, measure }: AnalysedMetric): number | null => {
  if (plan === null || plan.metric !== name || plan.measure !== measure.type) return null
  return measure.type === 'mean' ? plan.smallestEffect / measure.perUnit : plan.smallestEffect
}

/** What came first. After the end of the plan only the bound that holds always may still find a difference. */
const outcomeOf = (course: Omit<Course, 'outcome'>, smallestEffect: number | null): Outcome => {
  const { pair, rule, steps } = course
  const decision = decisionOf(rule, steps)
  const over = overAt(rule, steps)
  const end = Math.min(decision?.index ?? steps.length, over === null ? steps.length : over + 1)
  const within = smallestEffect === null ? null : firstWithin(course, smallestEffect, end)
  const sameSince = (index: number, because: NoDifference['because']): Outcome => {
    return { type: 'no-difference', ...pair, day: (steps[index] as Step).day, because, interval: shownAt(course, index) }
  }
  if (within !== null) return sameSince(within, 'within')
  if (decision !== null) return decidedAt(course, decision)
  return over === null ? { type: 'open' } : sameSince(over, 'over')
}

const decidedAt = ({ metric, pair, rule, sides, steps }: Omit<Course, 'outcome'>, { index, by }: Decision): Outcome => {
  const { control, treatment } = sides[index] as Sides
  const step = steps[index] as Step
  const estimate = gapOf(metric.measure, control, treatment).difference ?? 0
  const critical = criticalOf(rule, step, by)
  const interval = critical === null ? null : intervalOf(metric.measure, control, treatment, critical)
  const type = estimate > 0 === (metric.better === 'more') ? 'better' : 'worse'
  return { type, ...pair, day: step.day, by, estimate, interval }
}

/**
 * The first look before `end` whose interval lies within ± `smallestEffect`. Of money and ratios not before the plan is over: while few have
 * bought, their spread is underestimated, and any effect looks too small.
 */
const firstWithin = (course: Omit<Course, 'outcome'>, smallestEffect: number, end: number): number | null => {
  const from = course.metric.measure.type === 'rate' ? 0 : (overAt(course.rule, course.steps) ?? end)
  for (let index = from; index < end; index += 1) {
    if (!isReadable(course.rule, course.steps, index)) continue
    const interval = shownAt(course, index)
    if (interval !== null && interval[0] > -smallestEffect && interval[1] < smallestEffect) return index
  }
  return null
}
