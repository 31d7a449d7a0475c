/** What an experiment is judged by, as files say it: its plan, its method, and what a verdict sets off. Campaigns and experiments assigned outside share it. */
import * as z from 'zod'
import { ALPHA, type Method, METHODS, type Plan } from '../domain/experiment/design.ts'
import { type ActingOn, type Action, type Metric, ON_VERDICT, type OnVerdict } from '../domain/experiment/experiment.ts'
import { type Arms, completePlan, type PlanDraft, type Planned, POWER } from '../domain/experiment/plan.ts'
import { maturingDays } from '../domain/experiment/looks.ts'
import { minorPerUnit } from '../domain/metrics/money.ts'
import { VALUE_AMOUNT_MAX } from '../kernel/limits.ts'
import { PLAN_CUSTOMERS_MAX, PLAN_DAYS_MAX } from '../kernel/limits-experiments.ts'
import type { Problem } from '../kernel/problem.ts'
import { durationOf } from '../kernel/time.ts'
import { refuse, said, strict } from './fields.ts'
import { pathOf, shown } from './problems.ts'

const PLAN_HINT = 'Write { "baseline": 0.05, "smallestEffect": "20%" }: the rate now, and the smallest difference worth having.'
const MEASURE_HINT = 'Write "rate" (how many convert) or "revenue" (what a customer brings).'
const BASELINE_HINT =
  'Write what it is now: of a rate a share of customers, 0.05 for 5 %; of revenue what a customer brings, in units of the currency.'
const EFFECT_HINT = 'Write 0.01 for one customer more in a hundred, or "20%" for a fifth more than the baseline.'
const ALPHA_HINT = `Write how often two identical variants may be told apart: ${ALPHA} is one in twenty.`
const POWER_HINT = `Write the chance to find the smallest effect: ${POWER} is four in five.`
const TOTAL_HINT =
  'Write how many customers are planned, in all variants and the holdout together. "rekindle power" says how many it takes.'
const DAYS_HINT = 'Write for how many days it is planned, such as 60.'
const METHOD_HINT = `Write one of ${METHODS.join(', ')}; or leave it out: "hybrid" with a plan, "always-valid" without one.`
const VERDICT_HINT = 'Write { "winner": ["notify", "promote"], "harmful": ["notify", "stop"] }.'

/** Below, nothing is ever found; above, nothing is ever proved. */
const [ALPHA_MIN, ALPHA_MAX] = [0.0001, 0.2] as const
const [POWER_MIN, POWER_MAX] = [0.5, 0.999] as const

const smallestEffect = z
  .union([z.number(), z.string()], { error: EFFECT_HINT })
  .transform((written, { issues }): PlanDraft['smallestEffect'] => {
    if (typeof written === 'number') {
      const isEffect = written > 0 && written <= VALUE_AMOUNT_MAX
      return { absolute: isEffect ? written : refuse(issues, '', `is ${written}, which is no difference above 0`, EFFECT_HINT) }
    }
    const match = /^(\d{1,4}(?:\.\d{1,4})?)\s?%$/.exec(written)
    if (match === null) {
      const problem = /^\d+(\.\d+)?$/.test(written) ? 'without a percent sign' : 'which is no share of the baseline'
      return refuse(issues, '', `is ${shown(written)}, ${problem}`, EFFECT_HINT)
    }
    const relative = Number(match[1]) / 100
    return { relative: relative > 0 ? relative : refuse(issues, '', `is ${shown(written)}, which is no difference`, EFFECT_HINT) }
  })

const bounded = (hint: string, min: number, max: number) => z.number({ error: hint }).min(min, { error: hint }).max(max, { error: hint })
const counted = (hint: string, min: number, max: number) => z.int({ error: hint }).min(min, { error: hint }).max(max, { error: hint })

export const planField = said(
  strict(
    {
      measure: said(
        z.enum(['rate', 'revenue'], { error: MEASURE_HINT }).default('rate'),
        'What decides: "rate", the share who reach the goal, or "revenue", what a customer brings (with a goal that has "revenue" and a "cap").',
      ),
      baseline: said(
        z.number({ error: BASELINE_HINT }).positive({ error: BASELINE_HINT }).max(VALUE_AMOUNT_MAX, { error: BASELINE_HINT }),
        'What it is now, in the control: 0.05 is a rate of 5 %.',
      ),
      smallestEffect: said(
        smallestEffect,
        'The smallest difference worth having: 0.01 is one customer more in a hundred, "20%" a fifth more.',
      ),
      alpha: said(
        bounded(ALPHA_HINT, ALPHA_MIN, ALPHA_MAX).optional(),
        'How often two identical variants may be told apart, as a share of experiments (0.05).',
      ),
      power: said(bounded(POWER_HINT, POWER_MIN, POWER_MAX).optional(), 'The chance to find the smallest effect (0.8).'),
      total: said(
        counted(TOTAL_HINT, 2, PLAN_CUSTOMERS_MAX).optional(),
        'Customers in all variants and the holdout together. Left out, it is computed; of revenue it must be said.',
      ),
      days: said(counted(DAYS_HINT, 1, PLAN_DAYS_MAX).optional(), 'For how many days it is planned. "fixed" and "lan-demets" need it.'),
    },
    PLAN_HINT,
  ).optional(),
  'What you look for, said before it begins. It is frozen: another plan begins the experiment anew.',
)

export const methodField = (methods: readonly Method[]) =>
  said(
    z.enum(methods, { error: METHOD_HINT }).optional(),
    'How it is judged: "hybrid" with a plan and "always-valid" without one, unless you say otherwise.',
  )

/** What each verdict may set off: a winner is promoted, and what does harm is stopped. */
const MAY: Readonly<Record<ActingOn, readonly Action[]>> = {
  winner: ['notify', 'promote'],
  loser: ['notify', 'stop'],
  'no-difference': ['notify'],
  harmful: ['notify', 'stop'],
  broken: ['notify', 'stop'],
}
const ONLY: Readonly<Record<Action, string>> = {
  notify: '',
  promote: ' Only a winner is promoted.',
  stop: ' Only what is worse, harmful or broken is stopped.',
}
const SAID: Readonly<Record<ActingOn, string>> = {
  winner: 'A variant is better than the control. "promote": new entrants get it, and the holdout stays.',
  loser: 'A variant is worse than the control.',
  'no-difference': 'No difference worth having was found.',
  harmful: 'A guardrail fired. "stop": no mail of the campaign goes out until somebody turns it on again.',
  broken: 'People are not where the plan put them.',
}

/** `isOurs`: we assign, so we can promote and stop. */
export const onVerdictField = (isOurs: boolean) => {
  const actions = (verdict: ActingOn) => {
    const may = isOurs ? MAY[verdict] : (['notify'] as const)
    const left = (['promote', 'stop'] as const).filter((one) => !may.includes(one)).map((one) => ONLY[one])
    const hint = `Write a list of ${may.map(shown).join(' and ')}; [] for nothing.${isOurs ? left.join('') : ' Who assigns it is somebody else.'}`
    return said(
      z
        .array(z.enum(may, { error: hint }), { error: hint })
        .check(({ value, issues }) => {
          for (const [index, one] of value.entries())
            if (value.indexOf(one) < index)
              issues.push({
                code: 'custom',
                path: [index],
                message: 'Name it once.',
                params: { problem: `is ${shown(one)} again` },
                input: one,
              })
        })
        .optional(),
      SAID[verdict],
    )
  }
  return said(
    strict(
      {
        winner: actions('winner'),
        loser: actions('loser'),
        'no-difference': actions('no-difference'),
        harmful: actions('harmful'),
        broken: actions('broken'),
      },
      VERDICT_HINT,
    ).optional(),
    'What is done when something is found: "notify" publishes an event. What is left out is told, and harm stops the campaign.',
  )
}

export type PlanFile = NonNullable<z.output<typeof planField>>
type OnVerdictFile = { readonly [Verdict in ActingOn]?: readonly Action[] | undefined }

/** What a file says about how it is judged. */
export type DesignPart = {
  readonly plan?: PlanFile | undefined
  readonly method?: Method | undefined
  /** What publishing computed as the phase began. */
  readonly plannedTotal?: number | undefined
}

/** What is done about each verdict; `usual`: where the file is silent. */
export const onVerdictOf = (file: OnVerdictFile | undefined, usual: OnVerdict = ON_VERDICT): OnVerdict => ({
  winner: file?.winner ?? usual.winner,
  loser: file?.loser ?? usual.loser,
  'no-difference': file?.['no-difference'] ?? usual['no-difference'],
  harmful: file?.harmful ?? usual.harmful,
  broken: file?.broken ?? usual.broken,
})

/**
 * How it is judged. Where nothing is compared any more, as after a promotion without a holdout, there is no plan, and a method that needs one
 * or several variants is none.
 */
export const designOf = (
  { plan, method, plannedTotal }: DesignPart,
  goal: Metric,
  arms: Arms,
): { readonly method: Method; readonly plan: Plan | null } => {
  const said = method ?? (plan === undefined ? 'always-valid' : 'hybrid')
  const planned = plan === undefined ? null : plannedBy({ ...plan, total: plan.total ?? plannedTotal }, said, goal, arms)
  const isPlanned = planned?.ok === true
  const needsPlan = said === 'hybrid' || said === 'fixed' || said === 'lan-demets'
  const isSound = (isPlanned || !needsPlan) && (said !== 'thompson' || arms.arms.length >= THOMPSON_VARIANTS_MIN)
  return { method: isSound ? said : 'always-valid', plan: isPlanned ? planned.plan : null }
}

/** Shares that follow what works make a difference from three variants on: of two, one is the control and keeps its share. */
const THOMPSON_VARIANTS_MIN = 3

const plannedBy = (plan: PlanFile, method: Method, goal: Metric, arms: Arms): Planned => {
  const perUnit = plan.measure === 'revenue' && goal.revenue !== null ? minorPerUnit(goal.revenue.currency) : 1
  const { smallestEffect: effect, alpha = null, power = null, total = null, days = null } = plan
  const smallest = 'absolute' in effect ? { absolute: effect.absolute * perUnit } : effect
  const { name: metric, windowMs } = goal
  const draft: PlanDraft = { metric, windowMs, baseline: plan.baseline * perUnit, smallestEffect: smallest, alpha, power, total, days }
  return completePlan(draft, arms, method, plan.measure === 'rate', null)
}

/** Everything that is wrong with how it is to be judged. `at`: where the part stands; `variants`: how many there are. */
export const designProblems = (at: string, part: DesignPart, goal: Metric, arms: Arms, variants: number): readonly Problem[] => {
  const { plan, method } = part
  const problems = [...methodProblems(at, part, variants), ...(plan === undefined ? [] : measureProblems(at, plan, goal))]
  if (plan === undefined || problems.length > 0) return problems
  const planned = plannedBy(plan, method ?? 'hybrid', goal, arms)
  if (!planned.ok) return [refusedPlan(pathOf(at, 'plan'), planned.because, plan)]
  const { plannedTotal } = planned.plan
  if (plannedTotal <= PLAN_CUSTOMERS_MAX) return daysProblems(pathOf(at, 'plan.days'), plan, goal)
  const hint = 'Look for a larger difference; "rekindle power" says which takes how many.'
  return [{ path: pathOf(at, 'plan.smallestEffect'), problem: `takes ${plannedTotal.toExponential(1)} customers`, hint }]
}

/** A plan that is over before anybody's window has closed. */
const daysProblems = (path: string, { days }: PlanFile, { windowMs }: Metric): readonly Problem[] =>
  days === undefined || days > maturingDays(windowMs)
    ? []
    : [
        {
          path,
          problem: `is ${days}, and the window of the goal (${durationOf(windowMs)}) has closed for nobody by then`,
          hint: 'Plan for more days, or shorten the window: only customers whose window has closed decide.',
        },
      ]

const methodProblems = (at: string, { plan, method }: DesignPart, variants: number): readonly Problem[] => {
  const path = pathOf(at, 'method')
  switch (method) {
    case 'hybrid':
      return plan === undefined
        ? [{ path, problem: 'is "hybrid", which needs a "plan"', hint: `"plan": ${PLAN_HINT.slice('Write '.length)}` }]
        : []
    case 'fixed':
    case 'lan-demets': {
      if (plan?.days !== undefined) return []
      const hint = `Say for how many days: "plan": { …, "days": 60 }. Without days, take "hybrid".`
      return [{ path, problem: `is ${shown(method)}, which needs a "plan" with "days"`, hint }]
    }
    case 'thompson': {
      if (variants >= THOMPSON_VARIANTS_MIN) return []
      const hint = 'Of two variants one is the control, which keeps its share. Add variants, or take "hybrid".'
      return [{ path, problem: `is "thompson", and there are only ${variants} variants to divide people among`, hint }]
    }
    default:
      return []
  }
}

const measureProblems = (at: string, plan: PlanFile, goal: Metric): readonly Problem[] => {
  const path = pathOf(at, 'plan.measure')
  if (goal.per !== null) {
    const hint = 'Make the goal a rate or revenue, and count the ratio under "metrics"; or leave the plan out.'
    return [{ path: pathOf(at, 'plan'), problem: `is for a rate or for revenue, and ${shown(goal.name)} is a ratio`, hint }]
  }
  if (plan.measure === 'rate') return []
  if (goal.revenue === null)
    return [{ path, problem: 'is "revenue", and the goal counts no money', hint: 'Give the goal "revenue", or write "measure": "rate".' }]
  if (goal.revenue.cap === null) {
    const hint = 'Write how much of one customer counts at most, such as "cap": 500: one order may be larger than all others together.'
    return [{ path, problem: 'is "revenue", and the revenue of the goal has no "cap"', hint }]
  }
  return []
}

type Refused = Extract<Planned, { readonly ok: false }>['because']

const refusedPlan = (at: string, because: Refused, { baseline }: PlanFile): Problem => {
  switch (because) {
    case 'no-such-rate':
      return baseline >= 1
        ? { path: pathOf(at, 'baseline'), problem: `is ${baseline}, and a rate lies between 0 and 1`, hint: 'Write 0.05 for 5 %.' }
        : {
            path: pathOf(at, 'smallestEffect'),
            problem: `leads to a rate of everybody, or more, from ${baseline}`,
            hint: EFFECT_HINT,
          }
    case 'total-needed':
      return {
        path: pathOf(at, 'total'),
        problem: 'is missing: how much customers differ in what they bring is not known to a file',
        hint: 'Write how many customers are planned. "rekindle power --measure revenue --sd …" says how many it takes.',
      }
    case 'nothing-to-compare':
      return { path: at, problem: 'is for a comparison, and nothing is compared', hint: 'Add a second variant, or a holdout.' }
    case 'no-effect':
    case 'never-found':
      return { path: pathOf(at, 'smallestEffect'), problem: 'is found by no number of customers', hint: EFFECT_HINT }
  }
}
