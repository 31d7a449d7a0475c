import { dayOf, later } from '../../kernel/time.ts'
import { type EpochMs, type ExperimentId, type Minor, minor } from '../../kernel/words.ts'
import { evaluate } from '../conditions/evaluate.ts'
import type { LifecycleEvent } from '../event/event.ts'
import type { OutcomeFact } from '../fact/fact.ts'
import { moneyOf } from '../metrics/money.ts'
import type { Automatic, Exposure, Metric, OutcomeTotal } from './experiment.ts'

type Window = Pick<Metric, 'afterMs' | 'windowMs'>

/** Whether an instant lies in the window of a metric: after the assignment and what is let pass first, up to and including its end. */
export const inWindow = (assignedAt: EpochMs, { afterMs, windowMs }: Window, at: EpochMs): boolean =>
  at > later(assignedAt, afterMs) && at <= later(assignedAt, windowMs)

/** When the last window of an experiment closes for somebody. */
export const closesAt = (assignedAt: EpochMs, metrics: readonly Metric[]): EpochMs =>
  later(assignedAt, Math.max(0, ...metrics.map(({ windowMs }) => windowMs)))

/**
 * What an event adds to its arm, or null where it is none of what the metric counts: the customer's own total before and after, so that an
 * arm's sums of values, of squares and of products stay exact however often one customer comes back. Of money no more than the cap counts; it
 * is taken of the whole, so what is given back counts again below it. Money in another currency than the metric's counts as an outcome
 * without money, and so does money beyond what a total can hold exactly.
 */
export const outcomeOf = (experiment: ExperimentId, exposure: Exposure, metric: Metric, event: LifecycleEvent): OutcomeFact | null => {
  const [isOutcome, isBase] = [isKind(metric, event), metric.per !== null && isKind(metric.per, event)]
  if ((!isOutcome && !isBase) || !inWindow(exposure.assignedAt, metric, event.occurredAt)) return null
  const before = totalOf(exposure, metric.name)
  const own = {
    events: isOutcome ? 1 : 0,
    sum: isOutcome ? roomFor(before, revenueOf(metric, event)) : minor(0),
    base: isBase ? 1 : 0,
  } as const
  return factOf(experiment, exposure, metric, event.occurredAt, own)
}

/** What counts by itself, once a customer; null: it was counted before, or its time is over. Its window is that of the first metric. */
export const automaticOutcome = (
  experiment: ExperimentId,
  exposure: Exposure,
  metric: { readonly name: Automatic; readonly windowMs: number },
  at: EpochMs,
): OutcomeFact | null => {
  const counts = totalOf(exposure, metric.name).events === 0 && inWindow(exposure.assignedAt, { ...metric, afterMs: 0 }, at)
  return counts ? factOf(experiment, exposure, { ...metric, revenue: null, per: null }, at, { events: 1, sum: minor(0), base: 0 }) : null
}

/** An exposure after an outcome. */
export const withOutcome = (exposure: Exposure, metric: string, own: OutcomeFact['own']): Exposure => ({
  ...exposure,
  outcomes: { ...exposure.outcomes, [metric]: plus(totalOf(exposure, metric), own) },
})

type Counting = Pick<Metric, 'name' | 'revenue' | 'per'>

const factOf = (
  experiment: ExperimentId,
  exposure: Exposure,
  metric: Counting,
  occurredAt: EpochMs,
  own: OutcomeFact['own'],
): OutcomeFact => {
  const { arm, phase, segments, before: purchases, assignedAt } = exposure
  const before = totalOf(exposure, metric.name)
  const after = plus(before, own)
  const [old, now] = [countedValue(metric, before), countedValue(metric, after)]
  return {
    type: 'outcome',
    experiment,
    phase,
    metric: metric.name,
    arm,
    assignedDay: dayOf(assignedAt),
    outcomeDay: dayOf(occurredAt),
    converted: before.events === 0 && own.events === 1 ? 1 : 0,
    sumDelta: minor(now - old),
    sumSquaresDelta: String(product(now, now) - product(old, old)),
    own,
    ratio: metric.per && {
      baseDelta: own.base,
      baseSquaresDelta: String(product(after.base, after.base) - product(before.base, before.base)),
      productsDelta: String(product(now, after.base) - product(old, before.base)),
    },
    segments,
    before: purchases,
  }
}

/** What of a customer's own total counts. */
const countedValue = ({ revenue, per }: Counting, { events, sum }: OutcomeTotal): number => {
  if (revenue === null) return per === null ? 0 : events
  return revenue.cap === null ? sum : Math.min(sum, revenue.cap)
}

const totalOf = (exposure: Exposure, metric: string): OutcomeTotal =>
  (Object.hasOwn(exposure.outcomes, metric) ? exposure.outcomes[metric] : undefined) ?? { events: 0, sum: minor(0), base: 0 }

const plus = (total: OutcomeTotal, own: OutcomeFact['own']): OutcomeTotal => ({
  events: total.events + own.events,
  sum: minor(total.sum + own.sum),
  base: total.base + own.base,
})

const roomFor = ({ sum }: OutcomeTotal, amount: number): Minor => minor(Number.isSafeInteger(sum + amount) ? amount : 0)

const isKind = ({ event: name, where }: Pick<Metric, 'event' | 'where'>, event: LifecycleEvent): boolean =>
  event.name === name && (where === null || evaluate(where, event.properties))

const revenueOf = (metric: Metric, event: LifecycleEvent): number => {
  if (metric.revenue === null) return 0
  if ('each' in metric.revenue) return metric.revenue.each
  const { property, currencyProperty, currency } = metric.revenue
  const money = moneyOf(event.properties[property], event.properties[currencyProperty], currency)
  return money !== null && money.currency === currency ? money.amount : 0
}

const product = (one: number, other: number): bigint => BigInt(one) * BigInt(other)
