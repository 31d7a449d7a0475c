import { CURRENCIES_MAX } from '../../kernel/limits.ts'
import { earliestOf, latestOf } from '../../kernel/time.ts'
import { type Currency, type Minor, minor } from '../../kernel/words.ts'
import type { LifecyclePolicy } from '../lifecycle/policy.ts'
import { bounded, countedTogether } from './counts.ts'
import { counterFor, type Metrics } from './metrics.ts'

/**
 * The picture of two customers who are one: below the bounds, what it would be had all events been one customer's. Beyond them the
 * first customer's names and currencies stay, and of the other's those that come first in the order of their names.
 */
export const mergeMetrics = (target: Metrics, source: Metrics, lifecycle: LifecyclePolicy): Metrics => ({
  firstSeenAt: earliestOf(target.firstSeenAt, source.firstSeenAt),
  lastSeenAt: latestOf(target.lastSeenAt, source.lastSeenAt),
  endedAt: latestOf(target.endedAt, source.endedAt),
  returnedAt: latestOf(target.returnedAt, source.returnedAt),
  lastEventAt: latestOf(target.lastEventAt, source.lastEventAt),
  counts: mergeCounts(target.counts, source.counts, lifecycle),
  revenue: mergeRevenue(target.revenue, source.revenue),
})

const mergeCounts = (target: Metrics['counts'], source: Metrics['counts'], lifecycle: LifecyclePolicy): Metrics['counts'] => {
  let counts = target
  for (const [name, count] of inOrder(source)) {
    const counter = counterFor(counts, name, lifecycle)
    const before = Object.hasOwn(counts, counter) ? counts[counter] : undefined
    counts = { ...counts, [counter]: before === undefined ? count : countedTogether(before, count) }
  }
  return counts === target ? target : bounded(counts)
}

const mergeRevenue = (target: Metrics['revenue'], source: Metrics['revenue']): Metrics['revenue'] => {
  const totals: Record<Currency, Minor> = { ...target }
  for (const [code, amount] of inOrder(source) as [Currency, Minor][]) {
    const before = totals[code]
    const after = (before ?? 0) + amount
    const hasRoom = before !== undefined || Object.keys(totals).length < CURRENCIES_MAX
    if (hasRoom && Number.isSafeInteger(after)) totals[code] = minor(after)
  }
  return totals
}

const inOrder = <T>(record: Readonly<Record<string, T>>): readonly (readonly [string, T])[] =>
  Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1))
