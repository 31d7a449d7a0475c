import type { JsonObject } from '../../kernel/json.ts'
import { CURRENCIES_MAX, EVENT_NAMES_MAX } from '../../kernel/limits.ts'
import type { Currency, EpochMs, Minor } from '../../kernel/words.ts'
import { minor } from '../../kernel/words.ts'
import type { LifecycleEvent } from '../event/event.ts'
import type { LifecyclePolicy } from '../lifecycle/policy.ts'
import { bounded, counted, type EventCount } from './counts.ts'
import { moneyOf } from './money.ts'

/** What a customer did, in numbers that merge by max, min and sum: order and repetition never show. */
export type Metrics = {
  /** First and last activity, as the policy defines activity. */
  readonly firstSeenAt: EpochMs | null
  readonly lastSeenAt: EpochMs | null
  /** Explicit end and return of the relation. */
  readonly endedAt: EpochMs | null
  readonly returnedAt: EpochMs | null
  /** Newest event of any kind. */
  readonly lastEventAt: EpochMs | null
  readonly counts: Readonly<Record<string, EventCount>>
  readonly revenue: Readonly<Record<Currency, Minor>>
}

/** Which events bring money, in which property; refunds take it away again. */
export type RevenuePolicy = {
  readonly events: ReadonlySet<string>
  readonly refunds: ReadonlySet<string>
  readonly property: string
  readonly currencyProperty: string
  readonly currency: Currency
}

export const NO_METRICS: Metrics = {
  firstSeenAt: null,
  lastSeenAt: null,
  endedAt: null,
  returnedAt: null,
  lastEventAt: null,
  counts: {},
  revenue: {},
}

/** Names beyond the bound share this counter. */
export const OTHER_EVENTS = '$other'

/** The picture after one more event. */
export const observe = (before: Metrics, event: LifecycleEvent, lifecycle: LifecyclePolicy, revenue: RevenuePolicy): Metrics => {
  const counts = observeCount(before.counts, event, lifecycle)
  return { ...observeInstants(before, event, lifecycle), counts, revenue: observeRevenue(before.revenue, event, revenue) }
}

/**
 * The picture after an event that may have been counted before: only what merges by max and min moves,
 * so that counting it twice cannot happen.
 */
export const observeInstants = (before: Metrics, event: LifecycleEvent, lifecycle: LifecyclePolicy): Metrics => {
  const at = event.occurredAt
  const isReturn = lifecycle.returnedBy.has(event.name)
  const isActivity = countsAsActivity(event.name, lifecycle)
  return {
    ...before,
    firstSeenAt: isActivity ? earliest(before.firstSeenAt, at) : before.firstSeenAt,
    lastSeenAt: isActivity ? latest(before.lastSeenAt, at) : before.lastSeenAt,
    endedAt: lifecycle.churnedBy.has(event.name) ? latest(before.endedAt, at) : before.endedAt,
    returnedAt: isReturn ? latest(before.returnedAt, at) : before.returnedAt,
    lastEventAt: latest(before.lastEventAt, at),
  }
}

/** Activities so far: the F of RFM. */
export const frequencyOf = (metrics: Metrics, lifecycle: LifecyclePolicy): number =>
  Object.entries(metrics.counts).reduce((sum, [name, count]) => (countsAsActivity(name, lifecycle) ? sum + count.total : sum), 0)

const countsAsActivity = (name: string, lifecycle: LifecyclePolicy): boolean =>
  lifecycle.activity.has(name) || lifecycle.returnedBy.has(name)

/** Under which name an event is counted. Activity always has a counter of its own, or the F of RFM would depend on what else came first. */
export const counterFor = (counts: Metrics['counts'], name: string, lifecycle: LifecyclePolicy): string => {
  const hasOwn = Object.hasOwn(counts, name) || countsAsActivity(name, lifecycle)
  return hasOwn || Object.keys(counts).length < EVENT_NAMES_MAX ? name : OTHER_EVENTS
}

const observeCount = (counts: Metrics['counts'], event: LifecycleEvent, lifecycle: LifecyclePolicy): Metrics['counts'] => {
  if (event.type === 'identify' || event.type === 'group') return counts
  const name = counterFor(counts, event.name, lifecycle)
  const before = Object.hasOwn(counts, name) ? counts[name] : undefined
  const after = counted(before, event.occurredAt)
  const isWider = after.days.length > (before?.days.length ?? 0) || after.blocks.length > (before?.blocks.length ?? 0)
  const grown = { ...counts, [name]: after }
  return isWider ? bounded(grown) : grown
}

const observeRevenue = (totals: Metrics['revenue'], event: LifecycleEvent, policy: RevenuePolicy): Metrics['revenue'] => {
  const sign = policy.events.has(event.name) ? 1 : policy.refunds.has(event.name) ? -1 : 0
  if (sign === 0) return totals
  const money = moneyOf(own(event.properties, policy.property), own(event.properties, policy.currencyProperty), policy.currency)
  if (money === null) return totals
  const before = totals[money.currency]
  if (before === undefined && Object.keys(totals).length >= CURRENCIES_MAX) return totals
  const after = (before ?? 0) + sign * money.amount
  return Number.isSafeInteger(after) ? { ...totals, [money.currency]: minor(after) } : totals
}

const own = (object: JsonObject, key: string) => (Object.hasOwn(object, key) ? object[key] : undefined)

const earliest = (a: EpochMs | null, b: EpochMs): EpochMs => (a === null || b < a ? b : a)
const latest = (a: EpochMs | null, b: EpochMs): EpochMs => (a === null || b > a ? b : a)
