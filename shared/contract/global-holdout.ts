/** The holdout from all marketing, as a policy writes it: a part of all customers, others with each period. */
import * as z from 'zod'
import { type Experiment, GLOBAL_EXPERIMENT, HOLDOUT, ON_VERDICT, TREATED } from '../domain/experiment/experiment.ts'
import { BUCKETS } from '../kernel/hash.ts'
import { TITLE_LENGTH_MAX } from '../kernel/limits.ts'
import type { Problem } from '../kernel/problem.ts'
import { DAY_MS, durationOf } from '../kernel/time.ts'
import { bps } from '../kernel/words.ts'
import { said, share, strict, text } from './fields.ts'
import { goalFile, metricOf } from './metric-file.ts'

/** Calendar months of each, and the fewest days they have. */
const PERIODS = {
  month: { months: 1, days: 28 },
  quarter: { months: 3, days: 90 },
  'half-year': { months: 6, days: 181 },
  year: { months: 12, days: 365 },
} as const

const HOLDOUT_HINT =
  'Write { "holdoutBps": 500, "period": "quarter", "goal": { "name": "order", "event": "Order Completed", "window": "30d" } }.'
const PERIOD_HINT = `Write one of ${Object.keys(PERIODS).join(', ')}: with each, others are drawn.`
const SALT_HINT = 'Leave it out, unless the same customers are to be drawn as in another system: then write the salt of that one.'

export const globalHoldoutPart = strict(
  {
    holdoutBps: said(share(1, BUCKETS - 1), 'Who gets no marketing at all, in hundredths of a percent: 500 is 5 %.'),
    period: said(
      z.enum(Object.keys(PERIODS) as (keyof typeof PERIODS)[], { error: PERIOD_HINT }),
      'Others are drawn with each calendar period (UTC): "month", "quarter", "half-year" or "year".',
    ),
    goal: said(goalFile, 'What is counted of them and of everybody else, from their first entry in a period on.'),
    salt: said(text(TITLE_LENGTH_MAX, SALT_HINT).optional(), 'Decides who is held out. Leave it out.'),
  },
  HOLDOUT_HINT,
)

type GlobalHoldoutPart = z.output<typeof globalHoldoutPart>

/** Whoever enters on the first day of a period is told of by its end; a window beyond that would be cut off for everybody. */
export const globalHoldoutProblems = ({ period, goal }: GlobalHoldoutPart): readonly Problem[] => {
  const { days } = PERIODS[period]
  if (goal.window < days * DAY_MS) return []
  return [
    {
      path: 'globalHoldout.goal.window',
      problem: `is ${durationOf(goal.window)}, and a ${period} may have only ${days} days: with the next one others are drawn`,
      hint: 'Shorten the window, or take a longer period.',
    },
  ]
}

/** An experiment of its own: everybody else is compared with those who get nothing. */
export const globalHoldoutOf = ({ holdoutBps, period, goal, salt }: GlobalHoldoutPart, saltSeed: string): Experiment => ({
  ...{ id: GLOBAL_EXPERIMENT, campaign: null, phase: 1, control: HOLDOUT },
  arms: [
    { name: TREATED, shareBps: bps(BUCKETS - holdoutBps) },
    { name: HOLDOUT, shareBps: bps(holdoutBps) },
  ],
  metrics: [metricOf(goal)],
  ...{ method: 'always-valid', plan: null, group: null, testers: new Map(), breakdowns: [] },
  // There is no campaign to stop.
  onVerdict: { ...ON_VERDICT, harmful: ['notify'] },
  assignedBy: {
    type: 'policy',
    salt: salt ?? `${saltSeed}/${GLOBAL_EXPERIMENT}`,
    holdoutBps: bps(holdoutBps),
    months: PERIODS[period].months,
  },
})
