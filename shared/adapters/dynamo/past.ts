/** What everybody did, by one scan of the table: states, facts and events of a customer lie beside each other, and each row is paid for once. */
import { customerId, type EpochMs } from '../../kernel/words.ts'
import type { Clock } from '../../ports/clock.ts'
import type { PastPages, PastRow } from '../../ports/past.ts'
import { eventOf } from './event-row.ts'
import { factsIn, isFactRow } from './fact-row.ts'
import { isExpired, type Item, keyOf, partitionOf, sortOf, text } from './items.ts'
import { partitions, PREFIXES, rows } from './layout.ts'
import { customerOf, stateOf } from './state-row.ts'
import type { Scan, Table } from './table.ts'

/** A page is a megabyte of the table at most, which an answer of a function holds six of. */
export const pastPagesOf = (table: Table, clock: Clock): PastPages => ({
  page: async (after, limit) => {
    const from = after === null ? null : placeIn(after)
    if (after !== null && from === null) return null
    const { items, next } = await table.scan({ ...SCAN, Limit: limit, ...(from && { ExclusiveStartKey: from }) }, ONE_PAGE)
    const now = clock.now()
    return {
      rows: items.flatMap((item) => rowOf(item, now)),
      next: next === null ? null : JSON.stringify([partitionOf(next), sortOf(next)]),
    }
  },
})

/** History stands still: reading it a second late costs half as much. */
const SCAN: Scan = {
  ConsistentRead: false,
  FilterExpression: 'begins_with(pk, :customer) AND (sk = :state OR begins_with(sk, :fact) OR begins_with(sk, :event))',
  ExpressionAttributeValues: {
    ':customer': text(partitions.customer(customerId(''))),
    ':state': text(rows.state),
    ':fact': text(PREFIXES.fact),
    ':event': text(PREFIXES.event),
  },
}

/** With a filter, and room for none, a page is read and no more. */
const ONE_PAGE = 0

const rowOf = (item: Item, now: EpochMs): readonly PastRow[] => {
  if (sortOf(item) === rows.state) return [{ type: 'state', state: stateOf(item) }]
  if (isFactRow(item)) return [{ type: 'facts', customer: customerOf(item), facts: factsIn(item).map(({ fact }) => fact) }]
  return isExpired(item, now) ? [] : [{ type: 'event', event: eventOf(item) }]
}

/** Null: it is none that a page ended at. */
const placeIn = (after: string): Item | null => {
  try {
    const parts: unknown = JSON.parse(after)
    if (!Array.isArray(parts) || parts.length !== 2) return null
    const [partition, sort] = parts.map((part) => (typeof part === 'string' && part.isWellFormed() ? part : ''))
    return partition && sort ? keyOf(partition, sort) : null
  } catch {
    return null
  }
}
