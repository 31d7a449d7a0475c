/** Pages of the lists of the index, in the order of their instants; those of one instant in an order that stays. */
import { type Item, keyOfItem, nameOf, text, whole } from './items.ts'
import { LIST_INDEX } from './layout.ts'
import type { Table } from './table.ts'

type Asked = {
  readonly list: string
  /** The row of an earlier page to go on behind, as it was read: it may have left the list since. Null: from the beginning. */
  readonly after: Item | null
  readonly limit: number
  readonly newestFirst?: boolean
}

/** Whole rows. One that left the list since the index was written is left out, and another comes in its place. */
export const listed = async (table: Table, { list, after, limit, newestFirst = false }: Asked): Promise<readonly Item[]> => {
  const found: Item[] = []
  let start: Item | null = after === null ? null : { ...keyOfItem(after), q: text(list), ...(after.t && { t: after.t }) }
  do {
    const page = await table.query(
      {
        IndexName: LIST_INDEX.name,
        KeyConditionExpression: 'q = :q',
        ExpressionAttributeValues: { ':q': text(list) },
        ScanIndexForward: !newestFirst,
        ...(start && { ExclusiveStartKey: start }),
      },
      limit - found.length,
    )
    found.push(...(await rowsOf(table, page.items, list)))
    start = page.next
  } while (start !== null && found.length < limit)
  return found.slice(0, limit)
}

/** Whole rows of entries, in their order, of those that still stand in the list. */
export const rowsOf = async (table: Table, entries: readonly Item[], list: string): Promise<readonly Item[]> => {
  const rows = new Map((await table.batchGet(entries.map(keyOfItem))).map((row) => [nameOf(keyOfItem(row)), row]))
  return entries.flatMap((entry) => {
    const row = rows.get(nameOf(keyOfItem(entry)))
    return row?.q?.S === list ? [row] : []
  })
}

/** How many there are, in a range of places where one is given. Reads all their entries. */
export const countOf = (table: Table, list: string, range: { readonly from: number; readonly to: number } | null = null): Promise<number> =>
  table.count({
    IndexName: LIST_INDEX.name,
    KeyConditionExpression: range === null ? 'q = :q' : 'q = :q AND t BETWEEN :from AND :to',
    ExpressionAttributeValues: {
      ':q': text(list),
      ...(range === null ? {} : { ':from': whole(range.from), ':to': whole(range.to) }),
    },
  })
