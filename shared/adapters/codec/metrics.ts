/** Metrics of a state: instants, counts and revenue as three flat rows. */
import type { Json } from '../../kernel/json.ts'
import { epochDay, type Minor, minor } from '../../kernel/words.ts'
import type { DayCount, EventCount } from '../../domain/metrics/counts.ts'
import { type Metrics, NO_METRICS } from '../../domain/metrics/metrics.ts'
import { instantAt, instantOrNullAt, put, type Row, rowAt, rowOf, sealed, textAt, wholeAt, widthOf } from './reading.ts'

export type StoredMetrics = { readonly m?: unknown; readonly c?: unknown; readonly r?: unknown }

export const hasInstants = (metrics: Metrics): boolean =>
  metrics.lastEventAt !== null ||
  metrics.firstSeenAt !== null ||
  metrics.lastSeenAt !== null ||
  metrics.endedAt !== null ||
  metrics.returnedAt !== null

export const writeInstants = (metrics: Metrics): Json[] =>
  sealed([metrics.firstSeenAt, metrics.lastSeenAt, metrics.endedAt, metrics.returnedAt, metrics.lastEventAt], 'instants of metrics')

const NO_INSTANTS: Row = [null, null, null, null, null]

/** Metrics from their three parts, each absent where it was empty. */
export const readMetrics = (stored: StoredMetrics): Metrics => {
  if (stored.m === undefined && stored.c === undefined && stored.r === undefined) return NO_METRICS
  const instants = stored.m === undefined ? NO_INSTANTS : rowOf(stored.m, 'instants of metrics')
  return {
    firstSeenAt: instantOrNullAt(instants, 0, 'first seen'),
    lastSeenAt: instantOrNullAt(instants, 1, 'last seen'),
    endedAt: instantOrNullAt(instants, 2, 'ended'),
    returnedAt: instantOrNullAt(instants, 3, 'returned'),
    lastEventAt: instantOrNullAt(instants, 4, 'last event'),
    counts: stored.c === undefined ? {} : readCounts(widthOf(rowOf(stored.c, 'counts'), 6, 'counts')),
    revenue: stored.r === undefined ? {} : readRevenue(widthOf(rowOf(stored.r, 'revenue'), 2, 'revenue')),
  }
}

export const writeCounts = (counts: Metrics['counts']): Json[] => {
  const row: Json[] = []
  for (const [name, { total, firstAt, lastAt, days, blocks }] of Object.entries(counts)) {
    row.push(name, total, firstAt, lastAt, writeBuckets(days), writeBuckets(blocks))
  }
  return sealed(row, 'counts')
}

const readCounts = (row: Row): Metrics['counts'] => {
  const counts: Record<string, EventCount> = {}
  for (let index = 0; index < row.length; index += 6) {
    put(counts, textAt(row, index, 'name of an event'), {
      total: wholeAt(row, index + 1, 'total of a count'),
      firstAt: instantAt(row, index + 2, 'first instant of a count'),
      lastAt: instantAt(row, index + 3, 'last instant of a count'),
      days: readBuckets(rowAt(row, index + 4, 'days of a count')),
      blocks: readBuckets(rowAt(row, index + 5, 'blocks of a count')),
    })
  }
  return counts
}

export const writeRevenue = (revenue: Metrics['revenue']): Json[] => {
  const row: Json[] = []
  for (const [currency, amount] of Object.entries(revenue)) row.push(currency, amount)
  return sealed(row, 'revenue')
}

const writeBuckets = (buckets: readonly DayCount[]): Json[] => {
  const row: Json[] = []
  for (const [day, count] of buckets) row.push(day, count)
  return sealed(row, 'buckets')
}

const readBuckets = (row: Row): readonly DayCount[] => {
  widthOf(row, 2, 'buckets')
  const buckets: DayCount[] = []
  for (let index = 0; index < row.length; index += 2)
    buckets.push([epochDay(wholeAt(row, index, 'day')), wholeAt(row, index + 1, 'count of a day')])
  return buckets
}

const readRevenue = (row: Row): Metrics['revenue'] => {
  const revenue: Record<string, Minor> = {}
  for (let index = 0; index < row.length; index += 2)
    put(revenue, textAt(row, index, 'currency'), minor(wholeAt(row, index + 1, 'revenue')))
  return revenue
}
