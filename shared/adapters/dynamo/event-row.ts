/** Timeline rows: `at` when it occurred (by which the local index sorts), `n` its name, `b` the rest, `ttl` until when it is kept. */
import type { LifecycleEvent } from '../../domain/event/event.ts'
import type { Receipt } from '../../domain/customer/receipts.ts'
import { assert } from '../../kernel/assert.ts'
import { DAY_MS } from '../../kernel/time.ts'
import { RECEIPT_REACH_MS, TIMELINE_TTL_MS } from '../../kernel/limits.ts'
import { type CustomerId, epochMs, type EpochMs, inputId } from '../../kernel/words.ts'
import { decodeEvent, encodeEvent } from '../codec/event.ts'
import { expiryOf, type Item, keyOf, sortOf, text, textOf, whole, wholeOf } from './items.ts'
import { partitions, PREFIXES, rows, TIMELINE_INDEX } from './layout.ts'
import { customerOf } from './state-row.ts'
import type { Action, Put, Query } from './table.ts'

export const eventKey = ({ customerId, id }: Pick<LifecycleEvent, 'customerId' | 'id'>): Item =>
  keyOf(partitions.customer(customerId), rows.event(id))

/** Puts an event that may be there already; the first stands. */
export const putEvent = (event: LifecycleEvent): Put => {
  assert(event.name.isWellFormed(), 'the name of an event is well-formed Unicode')
  return {
    Item: {
      ...eventKey(event),
      at: whole(event.occurredAt),
      ...{ n: text(event.name), b: text(encodeEvent(event)), ttl: expiryOf(event.occurredAt, TIMELINE_TTL_MS + GRACE_MS) },
    },
    ConditionExpression: 'attribute_not_exists(pk)',
  }
}

export const eventOf = (item: Item): LifecycleEvent =>
  decodeEvent({
    customerId: customerOf(item),
    id: inputId(sortOf(item).slice(PREFIXES.event.length)),
    occurredAt: epochMs(wholeOf(item, 'at')),
    name: textOf(item, 'n'),
    body: textOf(item, 'b'),
  })

/** Whole rows of `after < at <= until`, by time. DynamoDB fetches behind the index what it does not hold. */
export const timelineQuery = (customer: CustomerId, after: EpochMs, until: EpochMs): Query => ({
  IndexName: TIMELINE_INDEX.name,
  Select: 'ALL_ATTRIBUTES',
  KeyConditionExpression: 'pk = :pk AND #at BETWEEN :from AND :until',
  ExpressionAttributeNames: { '#at': TIMELINE_INDEX.sortKey },
  ExpressionAttributeValues: { ':pk': text(partitions.customer(customer)), ':from': whole(after + 1), ':until': whole(until) },
})

/** Whole rows, the newest first. */
export const latestEvents = (customer: CustomerId): Query => ({ ...allEvents(customer), ScanIndexForward: false })

/** Whole rows, by time. */
export const allEvents = (customer: CustomerId): Query => ({
  IndexName: TIMELINE_INDEX.name,
  Select: 'ALL_ATTRIBUTES',
  KeyConditionExpression: 'pk = :pk',
  ExpressionAttributeValues: { ':pk': text(partitions.customer(customer)) },
})

/** An input id that spilled out of the state: `r` when it was received. It goes when nobody asks for it any more; a merge is remembered for ever. */
export const spill = (customer: CustomerId, [receipt, receivedAt]: Receipt): Action => {
  const ttl = receipt.startsWith(MERGES) ? {} : { ttl: expiryOf(receivedAt, RECEIPT_REACH_MS + GRACE_MS) }
  return { Put: { Item: { ...seenKey(customer, receipt), r: whole(receivedAt), ...ttl } } }
}

export const seenKey = (customer: CustomerId, receipt: string): Item => keyOf(partitions.customer(customer), rows.seen(receipt))

/** As `absorbKey` writes them (domain/customer/on-merge.ts). */
const MERGES = '~merge:'
/** Rows go a day after nobody reads them any more. */
const GRACE_MS = DAY_MS
