/** Experiments counted from facts by the code that counts, for whoever reads results. */
import type { Plan } from '../../../../shared/domain/experiment/design.ts'
import type { Experiment } from '../../../../shared/domain/experiment/experiment.ts'
import type { Fact } from '../../../../shared/domain/fact/fact.ts'
import { foldTally } from '../../../../shared/domain/kpi/tally.ts'
import type { Campaign } from '../../../../shared/domain/campaign/campaign.ts'
import type { Reader } from '../../../../shared/flow/query/results/reading.ts'
import type { LatchedVerdict } from '../../../../shared/domain/experiment/latched.ts'
import { DAY_MS } from '../../../../shared/kernel/time.ts'
import { type EpochDay, epochDay, type EpochMs, epochMs, experimentId, minor } from '../../../../shared/kernel/words.ts'
import { drawn, ORDERS, rules, tested } from '../../../domain/customer/world.ts'

/** 2025-03-01, on which experiments of these tests begin. */
export const FIRST = 20_148
export const dayAt = (n: number): EpochDay => epochDay(FIRST + n)
const noon = (n: number): EpochMs => epochMs((FIRST + n) * DAY_MS + DAY_MS / 2)

/** So many of one arm assigned on a day, of whom so many have the outcome `after` days later, each with so much money. */
export type Cohort = {
  readonly arm: string
  readonly day: number
  readonly assigned: number
  readonly converted?: number
  readonly after?: number
  readonly cents?: number
  readonly metric?: string
  readonly experiment?: string
  readonly phase?: number
  readonly stage?: string
  readonly before?: number
}

/** The facts of a cohort as decisions would have written them. */
export const factsOf = (cohort: Cohort): readonly Fact[] => {
  const { arm, day, assigned, converted = 0, after = 1, cents = 0, metric = 'orders', experiment = 'win-back', phase = 1 } = cohort
  const known = { segments: cohort.stage === undefined ? {} : { stage: cohort.stage }, before: cohort.before ?? 0 }
  const of = { experiment: experimentId(experiment), phase, arm, ...known }
  const entries = Array.from({ length: assigned }, (): Fact => ({ ...of, type: 'assigned', bucket: 0, at: noon(day) }))
  const outcomes = Array.from(
    { length: converted },
    (): Fact => ({
      ...{ ...of, type: 'outcome', metric, assignedDay: dayAt(day), outcomeDay: dayAt(day + after), converted: 1, sumDelta: minor(cents) },
      ...{
        sumSquaresDelta: String(BigInt(cents) * BigInt(cents)),
        own: { events: 1, sum: minor(cents), base: 0 },
        ratio: null,
        at: noon(day + after),
      },
    }),
  )
  return [...entries, ...outcomes]
}

/** Each arm's cohorts of so many days, one a day. */
export const daily = (days: number, arms: Readonly<Record<string, Omit<Cohort, 'arm' | 'day'>>>): readonly Cohort[] =>
  Array.from({ length: days }, (_, day) => Object.entries(arms).map(([arm, cohort]): Cohort => ({ ...cohort, arm, day }))).flat()

export const talliesOf = (facts: readonly Fact[]): Reader['tallies'] => {
  const scopes = new Map<string, Map<string, bigint>>()
  for (const { scope, counter, by } of foldTally(facts)) {
    const counters = scopes.get(scope) ?? new Map<string, bigint>()
    scopes.set(scope, counters.set(counter, (counters.get(counter) ?? 0n) + by))
  }
  return { read: async (scope) => scopes.get(scope) ?? new Map() }
}

export const PLAN: Plan = {
  metric: 'orders',
  measure: 'rate',
  windowMs: 7 * DAY_MS,
  baseline: 0.05,
  smallestEffect: 0.01,
  alpha: 0.05,
  power: 0.8,
  plannedTotal: 14_000,
  plannedDays: 21,
  perDay: 1_000,
}

/** Two variants, half each, judged by orders within a week. */
export const compared = (more: Partial<Experiment> = {}, shares: Parameters<typeof drawn>[1] = {}): Experiment => {
  const experiment = drawn('win-back', { plain: 50, gift: 50, ...shares }, [{ ...ORDERS, windowMs: 7 * DAY_MS }])
  return { ...experiment, arms: experiment.arms.filter(({ shareBps }) => shareBps > 0), ...more }
}

type Given = {
  readonly experiments?: readonly Experiment[]
  readonly campaigns?: readonly Campaign[]
  readonly cohorts?: readonly Cohort[]
  readonly latched?: readonly LatchedVerdict[]
  /** The last day that is over, counted from the first. */
  readonly last?: number
}

/** What results are read from. Experiments are those of campaigns in their first version. */
export const readerOf = ({ experiments = [compared()], campaigns, cohorts = [], latched = [], last = 28 }: Given = {}): Reader => {
  const versions = campaigns ?? experiments.map((experiment) => tested({}, { id: experiment.campaign ?? tested().id, experiment }))
  return {
    tallies: talliesOf(cohorts.flatMap(factsOf)),
    verdicts: { all: async () => latched, of: async (id) => latched.filter(({ experiment }) => experiment === id) },
    rules: rules({ campaigns: versions }),
    now: noon(last + 1),
  }
}
