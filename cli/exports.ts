import type { CustomerState } from '../shared/domain/customer/state.ts'
import type { Metric } from '../shared/domain/experiment/experiment.ts'
import type { Rules } from '../shared/domain/customer/rules.ts'
import { frequencyOf } from '../shared/domain/metrics/metrics.ts'
import type { Json } from '../shared/kernel/json.ts'
import { durationOf, isoOf } from '../shared/kernel/time.ts'
import { type EpochMs, experimentId } from '../shared/kernel/words.ts'
import { outside } from './outside.ts'

/** What can be taken into a warehouse: its columns, and the rows one customer makes. */
export type Export = {
  readonly columns: readonly string[]
  readonly rowsOf: (state: CustomerState, rules: Rules) => readonly Row[]
}

export type Row = Readonly<Record<string, Json>>

/** Who was assigned to which variant, and when. */
const assignments: Export = {
  columns: ['experiment', 'customer', 'arm', 'assignedAt', 'phase', 'bucket', 'segments', 'before'],
  rowsOf: ({ id, exposures }) =>
    Object.entries(exposures).map(([experiment, { arm, assignedAt, phase, bucket, segments, before }]) => ({
      experiment,
      customer: id,
      arm,
      assignedAt: isoOf(assignedAt),
      ...{ phase, bucket, segments, before },
    })),
}

/** Each customer's own total of each metric within its window; whoever has no outcome has no row. */
const outcomes: Export = {
  columns: ['experiment', 'customer', 'arm', 'metric', 'conversions', 'events', 'sumMinor', 'currency', 'window', 'phase', 'base'],
  rowsOf: ({ id, exposures }, rules) =>
    Object.entries(exposures).flatMap(([experiment, exposure]) => {
      const metrics = rules.experiments.get(experimentId(experiment))?.metrics ?? []
      return Object.entries(exposure.outcomes).map(([name, { events, sum, base }]) => ({
        ...{ experiment, customer: id, arm: exposure.arm, metric: name, conversions: events > 0 ? 1 : 0, events, sumMinor: sum },
        ...ofMetric(metrics.find((metric) => metric.name === name)),
        ...{ phase: exposure.phase, base },
      }))
    }),
}

const ofMetric = (metric: Metric | undefined): Row => ({
  currency: metric?.revenue?.currency ?? null,
  window: metric === undefined ? null : durationOf(metric.windowMs),
})

/** Every customer with their stage and metrics. */
const customers: Export = {
  columns: [
    ...['id', 'stage', 'since', 'activities', 'firstSeenAt', 'lastSeenAt', 'endedAt', 'returnedAt', 'lastEventAt'],
    ...['revenueMinor', 'events'],
  ],
  rowsOf: ({ id, standing, metrics }, rules) => [
    {
      id,
      stage: standing?.stage ?? null,
      since: iso(standing?.since ?? null),
      activities: frequencyOf(metrics, rules.policy.lifecycle),
      firstSeenAt: iso(metrics.firstSeenAt),
      lastSeenAt: iso(metrics.lastSeenAt),
      endedAt: iso(metrics.endedAt),
      returnedAt: iso(metrics.returnedAt),
      lastEventAt: iso(metrics.lastEventAt),
      revenueMinor: metrics.revenue,
      events: outside(
        Object.fromEntries(Object.entries(metrics.counts).map(([name, { total, firstAt, lastAt }]) => [name, { total, firstAt, lastAt }])),
      ),
    },
  ],
}

const iso = (at: EpochMs | null): string | null => (at === null ? null : isoOf(at))

export const EXPORTS: Readonly<Record<'assignments' | 'outcomes' | 'customers', Export>> = { assignments, outcomes, customers }
