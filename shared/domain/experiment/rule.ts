/** When the looks at one pair say that there is a difference, by each of the methods. */
import { LAN_DEMETS_LOOKS_MAX } from '../../kernel/limits-experiments.ts'
import type { EpochDay } from '../../kernel/words.ts'
import { type BetaArm, compareBeta } from '../statistics/beta-bayes.ts'
import { sequentialCritical } from '../statistics/confidence-sequence.ts'
import { normalCritical } from '../statistics/critical-values.ts'
import { groupSequentialBounds } from '../statistics/group-sequential.ts'
import { hybridDecisionOfSteps } from '../statistics/hybrid.ts'
import { normalUpper } from '../statistics/tails.ts'
import type { Proportion } from '../statistics/two-proportions.ts'
import { type Method, SEQUENTIAL_SHARE } from './design.ts'

/** One look at a pair: `n` customers in both, `z` errors apart. `rates`: what a rate is made of, null of means and ratios. */
export type Step = {
  readonly day: EpochDay
  readonly n: number
  readonly z: number | null
  readonly rates: { readonly control: Proportion; readonly treatment: Proportion } | null
}

/**
 * The rule for one pair. `alpha` is what this comparison may spend. `planned`: customers in both when the plan is reached; null without a plan.
 * `dueDay`: the planned date of a fixed horizon. `bounds`: of Lan-DeMets, the z to reach at each share of the plan.
 */
export type Rule = {
  readonly method: Method
  readonly alpha: number
  readonly planned: number | null
  readonly dueDay: EpochDay | null
  readonly bounds: readonly (number | null)[]
}

/** `index` of the look, from 0. `end`: the one look for which most of alpha was kept. */
export type Decision = { readonly index: number; readonly by: 'sequential' | 'end' }

/** Without a plan the bound that holds always is tightest here: GrowthBook's default too (`sequential_tuning_parameter`, 5,000 customers). */
const TUNING = 5_000

/** A uniform prior: what every rate is to the Bayesian before it is seen. */
const PRIOR = { alpha: 1, beta: 1 } as const

/** The first look at which the rule finds a difference; null while it does not. Looks oldest first. */
export const decisionOf = (rule: Rule, steps: readonly Step[]): Decision | null => {
  switch (rule.method) {
    case 'hybrid':
      return rule.planned === null ? alwaysValid(rule, steps) : hybrid(rule, rule.planned, steps)
    case 'always-valid':
    case 'thompson':
      return alwaysValid(rule, steps)
    case 'fixed':
      return fixed(rule, steps)
    case 'lan-demets':
      return lanDemets(rule, steps)
    case 'bayesian':
      return first(steps, (step) => isSureAt(step, rule.alpha), 'sequential')
  }
}

/** How many errors around its estimate a look's interval is shown; null where a method has no interval at this look. */
export const criticalAt = (rule: Rule, step: Step): number | null => {
  switch (rule.method) {
    case 'hybrid':
    case 'always-valid':
    case 'thompson':
      return step.n > 0 ? sequentialCritical(step.n, rule.alpha, tuningOf(rule)) : null
    case 'fixed':
    case 'bayesian':
      return normalCritical(rule.alpha)
    case 'lan-demets': {
      const look = lookOf(rule, step)
      return look === 0 ? null : (rule.bounds[look - 1] ?? null)
    }
  }
}

/** The same at the look that decided: where the one look kept for the end did, the end's own, which together with the rest spends alpha once. */
export const criticalOf = (rule: Rule, step: Step, by: Decision['by']): number | null =>
  rule.method === 'hybrid' && by === 'end' ? normalCritical((1 - SEQUENTIAL_SHARE) * rule.alpha) : criticalAt(rule, step)

/** The look with which the plan is over; null while it is not, and without a plan. */
export const overAt = ({ method, planned, dueDay }: Rule, steps: readonly Step[]): number | null => {
  const index = steps.findIndex((step) =>
    method === 'fixed' ? dueDay !== null && step.day >= dueDay : planned !== null && step.n >= planned,
  )
  return index === -1 ? null : index
}

/** Whether an interval of this look may be read, together with all others: of a fixed horizon only the one on its date. */
export const isReadable = (rule: Rule, steps: readonly Step[], index: number): boolean => {
  if (rule.method === 'fixed') return overAt(rule, steps) === index
  return rule.method !== 'bayesian'
}

/** The bounds of a method that has any: as many as the plan has days. */
export const boundsOf = (method: Method, alpha: number, days: number | null): Rule['bounds'] =>
  method === 'lan-demets' && days !== null
    ? groupSequentialBounds('lan-demets-obrien-fleming', Math.min(LAN_DEMETS_LOOKS_MAX, Math.max(1, days)), alpha)
    : []

export const tuningOf = ({ planned }: Pick<Rule, 'planned'>): number => planned ?? TUNING

/** `chance` that the treatment is better; what choosing it, and what keeping the control, is expected to cost, in shares, of rates alone. */
export type Posterior = {
  readonly chance: number
  readonly losses: { readonly treatment: number; readonly control: number } | null
}

/** Of a rate by Beta posteriors under a uniform prior, of others by the normal one; null while nothing is known. */
export const posteriorOf = ({ rates, z }: Step): Posterior | null => {
  if (rates === null || rates.control.n === 0 || rates.treatment.n === 0)
    return z === null ? null : { chance: normalUpper(-z), losses: null }
  const [control, treatment] = compareBeta([rates.control, rates.treatment], PRIOR) as readonly [BetaArm, BetaArm]
  return { chance: treatment.chanceBest, losses: { treatment: treatment.expectedLoss, control: control.expectedLoss } }
}

const isSureAt = (step: Step, alpha: number): boolean => {
  const nearly = chanceOfMany(step)
  if (nearly !== null && Math.abs(Math.min(nearly, 1 - nearly) - alpha) > NORMAL_IS_OFF_BY) return Math.min(nearly, 1 - nearly) < alpha
  const posterior = posteriorOf(step)
  return posterior !== null && (posterior.chance >= 1 - alpha || posterior.chance <= alpha)
}

/** Of many conversions the posterior is a normal one, which costs nothing: exact enough to say where the integral need not be taken. */
const chanceOfMany = ({ rates, z }: Step): number | null =>
  rates !== null &&
  z !== null &&
  [rates.control, rates.treatment].every(({ conversions, n }) => Math.min(conversions, n - conversions) >= MANY)
    ? normalUpper(-z)
    : null

const MANY = 400
/** Skewness and the pooled variance together, at that many conversions and in groups as unlike as 1 to 50: 0.012 at worst. */
const NORMAL_IS_OFF_BY = 0.02

const hybrid = ({ alpha }: Rule, planned: number, steps: readonly Step[]): Decision | null => {
  const design = { plannedTotal: planned, alphaSequential: SEQUENTIAL_SHARE * alpha, alphaEnd: (1 - SEQUENTIAL_SHARE) * alpha }
  const decision = hybridDecisionOfSteps(steps, design)
  return decision === null ? null : { index: decision.look - 1, by: decision.by }
}

const alwaysValid = (rule: Rule, steps: readonly Step[]): Decision | null =>
  first(steps, ({ n, z }) => z !== null && Math.abs(z) >= sequentialCritical(n, rule.alpha, tuningOf(rule)), 'sequential')

const fixed = (rule: Rule, steps: readonly Step[]): Decision | null => {
  const over = overAt(rule, steps)
  const z = over === null ? null : (steps[over]?.z ?? null)
  return over !== null && z !== null && Math.abs(z) >= normalCritical(rule.alpha) ? { index: over, by: 'end' } : null
}

/**
 * Lan and DeMets 1983, spending as O'Brien and Fleming: the plan in equal shares, as many as it has days. A day's look is that of the last
 * share reached; shares that no day fell on spend nothing, which errs on the careful side.
 */
const lanDemets = (rule: Rule, steps: readonly Step[]): Decision | null => {
  const { bounds } = rule
  let last = 0
  for (const [index, step] of steps.entries()) {
    const look = lookOf(rule, step)
    if (look === last) continue
    last = look
    const bound = bounds[look - 1] ?? null
    if (bound !== null && step.z !== null && Math.abs(step.z) >= bound) return { index, by: look === bounds.length ? 'end' : 'sequential' }
  }
  return null
}

/** Which share of the plan is reached, from 0. */
const lookOf = ({ planned, bounds }: Rule, { n }: Step): number =>
  planned === null ? 0 : Math.min(bounds.length, Math.floor((n / planned) * bounds.length))

const first = (steps: readonly Step[], holds: (step: Step) => boolean, by: Decision['by']): Decision | null => {
  const index = steps.findIndex(holds)
  return index === -1 ? null : { index, by }
}
