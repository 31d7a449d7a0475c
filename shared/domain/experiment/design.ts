/** How an experiment is analysed: its arms, its metrics, and the rule that decides. */
import { sequentialCritical } from '../statistics/confidence-sequence.ts'
import { normalUpper } from '../statistics/tails.ts'
import type { Method } from './method.ts'

export { METHODS, type Method } from './method.ts'

/**
 * `rate`: the share of customers who converted (retention is one, with a window from day a to day b). `mean`: money a customer, `perUnit` minor
 * units to one. `ratio`: the sum of one thing over the sum of another, as counted: money in minor units.
 */
export type Measure = { readonly type: 'rate' } | { readonly type: 'mean'; readonly perUnit: number } | { readonly type: 'ratio' }

/** `name` is what counters call it; a metric of revenue is measured twice, as a rate and as a mean. A guardrail is a rate. */
export type AnalysedMetric = {
  readonly name: string
  readonly windowMs: number
  readonly measure: Measure
  readonly role: 'primary' | 'secondary' | 'guardrail'
  readonly better: 'more' | 'less'
}

/** As frozen. Rates are shares of 1; of a mean `baseline` and `smallestEffect` are minor units a customer. */
export type Plan = {
  readonly metric: string
  /** A metric of revenue is measured twice: which of the two decides. */
  readonly measure: Measure['type']
  readonly windowMs: number
  readonly baseline: number
  /** The smallest difference worth having, absolute, above 0. */
  readonly smallestEffect: number
  /** False winners in a hundred experiments without any difference, as a share. */
  readonly alpha: number
  /** The chance to find a difference of `smallestEffect`. */
  readonly power: number
  /** Customers in all arms together. */
  readonly plannedTotal: number
  readonly plannedDays: number | null
  readonly perDay: number | null
}

/** One phase of an experiment. `arms` are all there are, the holdout among them; weights need not add up to 1. */
export type Analysis = {
  readonly experiment: string
  readonly arms: readonly { readonly name: string; readonly weight: number }[]
  readonly control: string
  readonly holdout: string | null
  readonly metrics: readonly AnalysedMetric[]
  readonly method: Method
  readonly plan: Plan | null
}

/** False winners in a hundred experiments without any difference, as a share, where the plan does not say otherwise. */
export const ALPHA = 0.05

/** Of alpha, what the hybrid spends on the bound that holds at every look; the rest on the one look when the plan is reached. */
export const SEQUENTIAL_SHARE = 0.2

/**
 * The level that is left for the look at which the plan is reached. A bound that holds at every look asks for more than alpha there: what it
 * asks for when it is tuned at the plan, 0.0024 for 0.05.
 */
export const levelAtEnd = (method: Method, alpha: number): number => {
  if (method === 'hybrid') return (1 - SEQUENTIAL_SHARE) * alpha
  return method === 'always-valid' || method === 'thompson' ? 2 * normalUpper(sequentialCritical(1, alpha, 1)) : alpha
}

/** `variant` minus `against` is what is asked for. */
export type Pair = { readonly variant: string; readonly against: string }

/** Each variant with the control; where the control is the only variant, it with the holdout. */
export const pairsOf = ({ arms, control, holdout }: Pick<Analysis, 'arms' | 'control' | 'holdout'>): readonly Pair[] => {
  const variants = arms.flatMap(({ name }) => (name === control || name === holdout ? [] : [name]))
  if (variants.length > 0) return variants.map((variant) => ({ variant, against: control }))
  return holdout === null || holdout === control ? [] : [{ variant: control, against: holdout }]
}

/** Of the customers of a plan, those in these arms: what the comparison of a pair is planned at. */
export const plannedIn = ({ arms, plan }: Pick<Analysis, 'arms' | 'plan'>, names: readonly string[]): number | null => {
  if (plan === null) return null
  const weightOf = (chosen: (name: string) => boolean): number =>
    arms.reduce((sum, { name, weight }) => sum + (chosen(name) ? weight : 0), 0)
  return Math.max(1, Math.round((plan.plannedTotal * weightOf((name) => names.includes(name))) / weightOf(() => true)))
}

/** What decides: the metric of the plan, or the first that is primary. */
export const primaryOf = ({ metrics, plan }: Pick<Analysis, 'metrics' | 'plan'>): AnalysedMetric | null =>
  metrics.find(({ name, role }) => role === 'primary' && (plan === null || name === plan.metric)) ??
  metrics.find(({ role }) => role === 'primary') ??
  null
