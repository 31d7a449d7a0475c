/** Counts as they would be read, for tests. */
import { type Counted, NO_SUMS, type Sums } from '../../../shared/domain/experiment/counted.ts'
import type { Analysis, AnalysedMetric, Method, Plan } from '../../../shared/domain/experiment/design.ts'
import { DAY_MS } from '../../../shared/kernel/time.ts'
import { epochDay } from '../../../shared/kernel/words.ts'

/** Customers of one arm assigned on one day, and what they brought, by metric, by days later. */
export type Cohort = {
  readonly arm: string
  readonly day: number
  readonly assigned: number
  readonly outcomes: Readonly<Record<string, readonly (Partial<Sums> & { readonly after: number })[]>>
}

export const countedFrom = (cohorts: readonly Cohort[], crossovers: Readonly<Record<string, number>> = {}): Counted => ({
  entries: cohorts.map(({ arm, day, assigned }) => ({ arm, assignedDay: epochDay(day), assigned: BigInt(assigned) })),
  outcomes: cohorts.flatMap(({ arm, day, outcomes }) =>
    Object.entries(outcomes).flatMap(([metric, found]) =>
      found.map(({ after, ...sums }) => ({
        arm,
        metric,
        assignedDay: epochDay(day),
        outcomeDay: epochDay(day + after),
        sums: { ...NO_SUMS, ...sums },
      })),
    ),
  ),
  crossovers: new Map(Object.entries(crossovers).map(([arm, customers]) => [arm, BigInt(customers)])),
})

/** So many a day for so many days in each arm, of whom so many convert on the day itself. */
export const steady = (days: number, arms: Readonly<Record<string, readonly [assigned: number, converted: number]>>, metric = 'order') =>
  Array.from({ length: days }, (_, day) =>
    Object.entries(arms).map(
      ([arm, [assigned, converted]]): Cohort => ({
        arm,
        day,
        assigned,
        outcomes: { [metric]: [{ after: 0, conversions: BigInt(converted) }] },
      }),
    ),
  ).flat()

export const ORDER: AnalysedMetric = { name: 'order', windowMs: DAY_MS, measure: { type: 'rate' }, role: 'primary', better: 'more' }

export const planOf = (plannedTotal: number, smallestEffect = 0.01): Plan => ({
  metric: 'order',
  measure: 'rate',
  windowMs: DAY_MS,
  baseline: 0.05,
  smallestEffect,
  alpha: 0.05,
  power: 0.8,
  plannedTotal,
  plannedDays: 29,
  perDay: 1_000,
})

export const analysisOf = (given: Partial<Analysis> & { readonly method?: Method } = {}): Analysis => ({
  experiment: 'win-back',
  arms: [
    { name: 'plain', weight: 1 },
    { name: 'offer', weight: 1 },
  ],
  control: 'plain',
  holdout: null,
  metrics: [ORDER],
  method: 'hybrid',
  plan: planOf(28_000),
  ...given,
})
