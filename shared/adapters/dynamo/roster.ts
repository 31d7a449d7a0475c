import type { Roster } from '../../ports/roster.ts'
import { ROSTER_ROWS } from '../../kernel/limits.ts'
import { type Item, keyOf, partitionOf, sortOf, text } from './items.ts'
import { partitions, rows } from './layout.ts'
import { customerOf } from './state-row.ts'
import type { Table } from './table.ts'

/** Customers by a scan in parts: all rows are read, and only the keys of states come back. Who was erased lies under a digest, and is none. */
export const rosterOf = (table: Table): Roster => ({
  page: async (part, parts, after) => {
    const { items, next } = await table.scan(
      {
        Segment: part,
        TotalSegments: parts,
        FilterExpression: 'sk = :state AND begins_with(pk, :customer)',
        ExpressionAttributeValues: { ':state': text(rows.state), ':customer': text(CUSTOMER) },
        ProjectionExpression: 'pk, sk',
        ...(after === null ? {} : { ExclusiveStartKey: placeIn(after) }),
      },
      ROSTER_ROWS,
    )
    return { customers: items.map(customerOf), next: next === null ? null : JSON.stringify([partitionOf(next), sortOf(next)]) }
  },
})

const CUSTOMER = partitions.customer('' as never)

const placeIn = (text: string): Item => {
  const [partition, sort] = JSON.parse(text) as [string, string]
  return keyOf(partition, sort)
}
