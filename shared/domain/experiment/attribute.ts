import { dayOf, later } from '../../kernel/time.ts'
import { type EpochMs, type ExperimentId, type Minor, minor } from '../../kernel/words.ts'
import type { LifecycleEvent } from '../event/event.ts'
import type { OutcomeFact } from '../fact/fact.ts'
import { moneyOf } from '../metrics/money.ts'
import type { Exposure, Metric, OutcomeTotal } from './experiment.ts'

/** Whether an instant lies in the window of a metric: after assignment, up to and including its end. */
export const inWindow = (assignedAt: EpochMs, windowMs: number, at: EpochMs): boolean =>
  at > assignedAt && at <= later(assignedAt, windowMs)

/**
 * What an event that a metric names adds to its arm: the customer's own total before and after, so that an arm's sums of values
 * and of squares stay exact however often one customer comes back. Money in another currency than the metric's counts as an
 * outcome without money, and so does money beyond what a total can hold exactly.
 */
export const outcomeOf = (experiment: ExperimentId, exposure: Exposure, metric: Metric, event: LifecycleEvent): OutcomeFact => {
  const before = totalOf(exposure, metric.name)
  const sum = before.sum + revenueOf(metric, event)
  const after = Number.isSafeInteger(sum) ? sum : before.sum
  return {
    type: 'outcome',
    experiment,
    metric: metric.name,
    arm: exposure.arm,
    assignedDay: dayOf(exposure.assignedAt),
    outcomeDay: dayOf(event.occurredAt),
    converted: before.events === 0 ? 1 : 0,
    sumDelta: minor(after - before.sum),
    sumSquaresDelta: String(squared(after) - squared(before.sum)),
  }
}

/** An exposure after an outcome. */
export const withOutcome = (exposure: Exposure, metric: string, sumDelta: Minor): Exposure => {
  const before = totalOf(exposure, metric)
  const after: OutcomeTotal = { events: before.events + 1, sum: minor(before.sum + sumDelta) }
  return { ...exposure, outcomes: { ...exposure.outcomes, [metric]: after } }
}

const totalOf = (exposure: Exposure, metric: string): OutcomeTotal =>
  (Object.hasOwn(exposure.outcomes, metric) ? exposure.outcomes[metric] : undefined) ?? { events: 0, sum: minor(0) }

const revenueOf = (metric: Metric, event: LifecycleEvent): number => {
  if (metric.revenue === null) return 0
  if ('each' in metric.revenue) return metric.revenue.each
  const { property, currencyProperty, currency } = metric.revenue
  const money = moneyOf(event.properties[property], event.properties[currencyProperty], currency)
  return money !== null && money.currency === currency ? money.amount : 0
}

const squared = (value: number): bigint => BigInt(value) * BigInt(value)
