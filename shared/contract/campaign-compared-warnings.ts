/** What is right in an experiment and will hardly tell anything: said before it begins, with the numbers. */
import type { Campaign } from '../domain/campaign/campaign.ts'
import type { Method, Plan } from '../domain/experiment/design.ts'
import { HOLDOUT } from '../domain/experiment/experiment.ts'
import { type Arms, comparedShares, completePlan } from '../domain/experiment/plan.ts'
import { BUCKETS } from '../kernel/hash.ts'
import type { Problem } from '../kernel/problem.ts'
import { analysed } from './campaign-compared.ts'
import type { CampaignFile } from './campaign-file.ts'

/** Everything worth a second look before the experiment begins. */
export const experimentWarnings = ({ experiment: part, goal }: CampaignFile, { experiment }: Campaign): readonly Problem[] => {
  if (part === undefined || experiment === null || part.promoted !== undefined) return []
  const { plan, method } = experiment
  const arms = analysed(experiment.arms, experiment.control)
  return [
    ...(part.plan === undefined && part.method === undefined ? [NO_PLAN] : []),
    ...(part.method === 'bayesian' ? [BAYESIAN] : []),
    ...manyVariants(part.variants.length, method),
    ...(plan === null ? [] : [...smallTotal(plan, part.plan?.total, arms, method), ...smallHoldout(plan, part.holdoutBps, arms, method)]),
    ...(goal?.revenue !== undefined && goal.revenue.cap === undefined ? [NO_CAP] : []),
  ]
}

const NO_PLAN: Problem = {
  path: 'experiment',
  problem: 'has no "plan": the verdict holds however often you look, and finds less than a planned one',
  hint: 'Say what you look for: "plan": { "baseline": 0.05, "smallestEffect": "20%" }. "rekindle power" says how many customers that takes.',
}

const BAYESIAN: Problem = {
  path: 'experiment.method',
  problem:
    'is "bayesian", which does not protect against looking often: of two identical variants one wins in most experiments looked at daily',
  hint: 'Look once, at the end; or take "hybrid".',
}

const NO_CAP: Problem = {
  path: 'goal.revenue',
  problem: 'has no "cap": money is shown, and no verdict rests on it',
  hint: 'Write how much of one customer counts at most, such as "cap": 500, if money is to decide one day: it is fixed beforehand.',
}

/** More than so many share alpha, and each gets few customers. */
const VARIANTS_USUAL_MAX = 4

const manyVariants = (variants: number, method: Method): readonly Problem[] =>
  variants <= VARIANTS_USUAL_MAX || method === 'thompson'
    ? []
    : [
        {
          path: 'experiment.variants',
          problem: `are ${variants}: each gets few customers, and each comparison a part of alpha`,
          hint: 'Compare fewer, or write "method": "thompson": shares then follow what works.',
        },
      ]

/** Customers the comparisons of these arms need; null: of money nobody knows, or no number does. */
const neededBy = (
  { baseline, smallestEffect, alpha, power, measure, metric, windowMs }: Plan,
  arms: Arms,
  method: Method,
): number | null => {
  if (measure !== 'rate' || comparedShares(arms, method, alpha).length === 0) return null
  const draft = { metric, windowMs, baseline, smallestEffect: { absolute: smallestEffect }, alpha, power, total: null, days: null }
  const planned = completePlan(draft, arms, method, true, null)
  return planned.ok ? planned.plan.plannedTotal : null
}

const smallTotal = (plan: Plan, total: number | undefined, arms: Arms, method: Method): readonly Problem[] => {
  const needed = neededBy(plan, arms, method)
  if (total === undefined || needed === null || total >= needed) return []
  return [
    {
      path: 'experiment.plan.total',
      problem: `is ${many(total)}, and to find the smallest effect with a chance of ${percent(plan.power)} it takes ${many(needed)} customers`,
      hint: 'Plan for more customers, or look for a larger difference. Left out, the total is computed.',
    },
  ]
}

/** A holdout so small that it alone makes the plan this large, or is told nothing of. */
const smallHoldout = (plan: Plan, holdoutBps: number, arms: Arms, method: Method): readonly Problem[] => {
  if (holdoutBps === 0 || arms.arms.length < 3) return []
  const variants = neededBy(plan, { ...arms, arms: arms.arms.filter(({ name }) => name !== HOLDOUT), holdout: null }, method)
  const all = neededBy(plan, arms, method)
  if (variants === null || all === null || all <= HOLDOUT_COSTS_MAX * variants) return []
  const enough = HOLDOUTS.find((bps) => {
    const needed = neededBy(plan, withHoldout(arms, bps), method)
    return needed !== null && needed <= HOLDOUT_COSTS_MAX * variants
  })
  const or =
    enough === undefined
      ? ''
      : ` With ${percent(enough / BUCKETS)} it takes no more than ${HOLDOUT_COSTS_MAX} times what the variants take.`
  return [
    {
      path: 'experiment.holdoutBps',
      problem: `is ${percent(holdoutBps / BUCKETS)}: what the campaign brings is told after ${many(all)} customers, and the variants after ${many(variants)}`,
      hint: `Hold out more, or look at the holdout much later.${or}`,
    },
  ]
}

/** One in ten held out beside two variants takes two and a half times what these take: that is what a holdout is worth. */
const HOLDOUT_COSTS_MAX = 4
const HOLDOUTS = [500, 1_000, 1_500, 2_000, 3_000, 5_000] as const

const withHoldout = (arms: Arms, holdoutBps: number): Arms => {
  const treated = arms.arms.filter(({ name }) => name !== HOLDOUT)
  const all = treated.reduce((sum, { weight }) => sum + weight, 0)
  const shared = treated.map(({ name, weight }) => ({ name, weight: (weight * (BUCKETS - holdoutBps)) / all }))
  return { ...arms, arms: [...shared, { name: HOLDOUT, weight: holdoutBps }], holdout: HOLDOUT }
}

const many = (count: number): string => count.toLocaleString('en-US')
const percent = (share: number): string => `${Number((100 * share).toFixed(2))} %`
