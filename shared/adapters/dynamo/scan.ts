/** Going through the whole table: for people who look and for what the law asks, never for a decision. */
import { customerId, messageId } from '../../kernel/words.ts'
import { type Item, text } from './items.ts'
import { ONLY, partitions, PREFIXES, rows } from './layout.ts'
import { inParallel } from './pool.ts'
import type { Scan, Table } from './table.ts'

/** States of customers, those that were erased among them. */
export const scanOfStates = (after: Item | null): Scan => ({
  FilterExpression: 'sk = :state AND begins_with(pk, :customer)',
  ExpressionAttributeValues: { ':state': text(rows.state), ':customer': text(partitions.customer(customerId(''))) },
  ...(after && { ExclusiveStartKey: after }),
})

/** Whose each message is. */
export const scanOfPointers = (after: Item | null): Scan => ({
  FilterExpression: 'sk = :only AND begins_with(pk, :message)',
  ExpressionAttributeValues: { ':only': text(ONLY), ':message': text(partitions.message(messageId(''))) },
  ...(after && { ExclusiveStartKey: after }),
})

/** Where each message stands. */
export const scanOfStatuses: Scan = {
  FilterExpression: 'begins_with(sk, :message) AND begins_with(pk, :customer)',
  ExpressionAttributeValues: { ':message': text(PREFIXES.message), ':customer': text(partitions.customer(customerId(''))) },
  ProjectionExpression: 'pk, sk, st',
}

/** All that a scan finds, its parts read side by side. */
export const scanAll = async (table: Table, scan: Scan): Promise<readonly Item[]> => {
  const parts = await inParallel([...Array(SCAN_PARTS).keys()], SCAN_PARTS, (Segment) =>
    table.scan({ ...scan, Segment, TotalSegments: SCAN_PARTS }),
  )
  return parts.flatMap(({ items }) => items)
}

/** As many megabytes at once as one processor reads. */
const SCAN_PARTS = 8
