/** Result pages of every state, through counters as they are read. */
import type { ResultPage } from '../../../shared/contract/api-results.ts'
import type { Experiment } from '../../../shared/domain/experiment/experiment.ts'
import type { LatchedVerdict } from '../../../shared/domain/experiment/latched.ts'
import { resultPage } from '../../../shared/flow/query/results/page.ts'
import { DAY_MS } from '../../../shared/kernel/time.ts'
import { epochMs, experimentId } from '../../../shared/kernel/words.ts'
import { type Cohort, compared, daily, dayAt, FIRST, PLAN, readerOf } from '../../flow/query/results/world.ts'

type Given = NonNullable<Parameters<typeof readerOf>[0]>

const PLANNED = compared({ plan: PLAN, method: 'hybrid', breakdowns: [{ name: 'stage', path: ['stage'], edges: null }] })
const HELD = compared({}, { plain: 45, gift: 45, holdout: 10 })

const alike = daily(14, { plain: { assigned: 500, converted: 25, cents: 4_000 }, gift: { assigned: 500, converted: 25, cents: 4_000 } })
const better: readonly Cohort[] = [
  ...daily(14, {
    plain: { assigned: 300, converted: 15, cents: 4_000, stage: 'new' },
    gift: { assigned: 300, converted: 35, cents: 4_100, stage: 'new' },
  }),
  ...daily(14, {
    plain: { assigned: 200, converted: 10, stage: 'active' },
    gift: { assigned: 200, converted: 10, stage: 'active', before: 2 },
  }),
]
const worse = daily(14, { plain: { assigned: 500, converted: 25 }, gift: { assigned: 500, converted: 10 } })
const leaving = daily(14, {
  plain: { assigned: 0, converted: 1, metric: '$unsubscribe' },
  gift: { assigned: 0, converted: 20, metric: '$unsubscribe' },
})
const held = daily(14, {
  plain: { assigned: 450, converted: 22, cents: 4_000 },
  gift: { assigned: 450, converted: 24, cents: 4_000 },
  holdout: { assigned: 100, converted: 1, cents: 4_000 },
})

const latched: LatchedVerdict = {
  ...{ experiment: experimentId('win-back'), phase: 1, type: 'winner', variant: 'gift', against: 'plain', day: dayAt(17) },
  ...{ at: epochMs((FIRST + 18) * DAY_MS + 600_000), metric: 'orders', customers: 11_000, estimate: 0.04, interval: [0.021, 0.061] },
  acted: [
    { action: 'notify', at: epochMs((FIRST + 18) * DAY_MS + 600_000), outcome: 'done', why: null },
    { action: 'promote', at: epochMs((FIRST + 18) * DAY_MS + 600_000), outcome: 'failed', why: 'its last version was written by hand' },
  ],
}

/** By what is said of them. */
export const STATES: Readonly<Record<string, Given>> = {
  'nobody yet': { experiments: [PLANNED] },
  'no window closed': { experiments: [PLANNED], cohorts: alike, last: 5 },
  'nobody converted': { experiments: [compared()], cohorts: daily(9, { plain: { assigned: 50 }, gift: { assigned: 50 } }) },
  'one variant': { experiments: [compared({}, { plain: 100, gift: 0 })], cohorts: daily(9, { plain: { assigned: 50, converted: 3 } }) },
  running: { experiments: [PLANNED], cohorts: alike, last: 15 },
  winner: { experiments: [PLANNED], cohorts: better, latched: [latched] },
  loser: { experiments: [PLANNED], cohorts: worse },
  'no difference': { experiments: [PLANNED], cohorts: alike },
  harmful: { experiments: [PLANNED], cohorts: [...better, ...leaving] },
  'broken by its shares': {
    experiments: [PLANNED],
    cohorts: daily(14, { plain: { assigned: 500, converted: 25 }, gift: { assigned: 400, converted: 40 } }),
    latched: [latched],
  },
  'broken by its arms': { experiments: [PLANNED], cohorts: [...better, { arm: 'blue', day: 1, assigned: 3 }] },
  holdout: { experiments: [HELD], cohorts: held },
  fixed: { experiments: [compared({ plan: { ...PLAN, plannedDays: 28 }, method: 'fixed' })], cohorts: better, last: 20 },
  bayesian: { experiments: [compared({ plan: PLAN, method: 'bayesian' })], cohorts: better.slice(0, 20), last: 12 },
}

export const pageOf = async (given: Given, asked: Partial<Parameters<typeof resultPage>[2]> = {}): Promise<ResultPage> => {
  const reader = readerOf(given)
  const experiment = [...reader.rules.experiments.values()][0] as Experiment
  const found = await resultPage(reader, experiment, { asOf: null, phase: null, ...asked })
  if (!found.ok) throw new Error(JSON.stringify(found.problems))
  return found.value
}
