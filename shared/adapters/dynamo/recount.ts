import { RECOUNT_PARTS, RECOUNT_ROWS } from '../../kernel/limits.ts'
import { customerId } from '../../kernel/words.ts'
import { Transient } from '../../ports/customer-store.ts'
import type { Recount, RecountPart, RowFact } from '../../ports/recount.ts'
import {
  additionsOf,
  beginRecount,
  countingKey,
  countingRows,
  type CountingRow,
  endRecount,
  laneOf,
  pageRows,
  readCounting,
  readFromOf,
} from './counting-row.ts'
import { factsIn } from './fact-row.ts'
import { type Item, keyOf, keyOfItem, partitionOf, sortOf, text, textOrNull, whole, wholeOrNull } from './items.ts'
import { LIST_INDEX, lists, ONLY, partitions, PREFIXES } from './layout.ts'
import type { Action, Table } from './table.ts'

/** Counts anew by a scan in parts; decision 0021 says why nothing is counted twice or left out. */
export const recountOf = (table: Table): Recount => ({
  begin: async (now) => {
    const begun = await table.update(beginRecount(readCounting(await table.get(countingKey)), now))
    return begun.type === 'written' ? 'begun' : 'running'
  },
  progress: async () => {
    const { items } = await table.query(countingRows)
    const row = readCounting(items.find((item) => sortOf(item) === ONLY) ?? null)
    const { anew, begunAt } = row
    if (anew === null || begunAt === null) return null
    const parts = partsOf(row, anew.count, items)
    return { count: anew.count, begunAt, since: anew.since, readFrom: readFromOf(begunAt), parts }
  },
  facts: async (part, after) => {
    await noErasure(table)
    const from = after === null ? null : readPlace(after)
    const rest = from === null || from.counted === null ? null : await table.get(from.key)
    const { items, next } = await table.scan(
      {
        Segment: part,
        TotalSegments: RECOUNT_PARTS,
        ProjectionExpression: 'pk, sk, f, w, mf',
        ...(from === null ? {} : { ExclusiveStartKey: from.key }),
      },
      RECOUNT_ROWS,
    )
    await removeOld(table, items)
    const started = rest === null ? [] : factsWithPlaces(rest).slice(from?.counted ?? 0)
    return { facts: [...started, ...items.filter(holdsFacts).flatMap(factsWithPlaces)], next: next === null ? null : placeOf(next, null) }
  },
  add: async (part, to, increments) => {
    const additions = additionsOf(laneOf(`recount ${part.part}`), [[part.count, increments]])
    if (additions === null) return 'too-many'
    const done = await table.transact([moveOn(part, to), ...additions])
    if (done.type === 'contended') throw new Transient('others add to the same counters')
    return done.type === 'written' ? 'applied' : 'stale'
  },
  finish: async () => {
    const { items } = await table.query(countingRows)
    const row = readCounting(items.find((item) => sortOf(item) === ONLY) ?? null)
    const { anew } = row
    if (anew === null || !partsOf(row, anew.count, items).every(({ isRead }) => isRead)) return false
    return (await table.update(endRecount(row, anew.count))).type === 'written'
  },
})

const partKey = (part: number): Item => keyOf(partitions.counting, PART + String(part))
const PART = 'R#'

/** Rows of earlier recounts count for nothing. */
const partsOf = ({ anew }: CountingRow, count: number, items: readonly Item[]): readonly RecountPart[] =>
  Array.from({ length: RECOUNT_PARTS }, (_, part) => {
    const row = items.find((item) => sortOf(item) === PART + String(part) && wholeOrNull(item, 'n') === count) ?? {}
    return { count: anew?.count ?? count, part, place: textOrNull(row, 'p'), isRead: row.d !== undefined }
  })

/** A part that is at its beginning has no row, or that of an earlier recount. */
const moveOn = ({ count, part, place }: RecountPart, to: { readonly place: string | null; readonly isEnd: boolean }): Action => ({
  Put: {
    Item: {
      ...partKey(part),
      n: whole(count),
      ...(to.place === null ? {} : { p: text(to.place) }),
      ...(to.isEnd ? { d: whole(1) } : {}),
    },
    ConditionExpression: place === null ? 'attribute_not_exists(n) OR n < :n' : 'n = :n AND p = :from AND attribute_not_exists(d)',
    ExpressionAttributeValues: { ':n': whole(count), ...(place === null ? {} : { ':from': text(place) }) },
  },
})

const holdsFacts = (item: Item): boolean => {
  if (!partitionOf(item).startsWith(CUSTOMERS)) return false
  const sort = sortOf(item)
  return [PREFIXES.fact, PREFIXES.message, PREFIXES.remains].some((prefix) => sort.startsWith(prefix))
}
const CUSTOMERS = partitions.customer(customerId(''))

const factsWithPlaces = (item: Item): readonly RowFact[] =>
  factsIn(item).map(({ fact, writtenAt }, n) => ({ fact, writtenAt, place: placeOf(item, n + 1) }))

/** Behind so many facts of a row; null: behind all of it, whatever came to it since. */
const placeOf = (row: Item, counted: number | null): string => JSON.stringify([partitionOf(row), sortOf(row), counted])

const readPlace = (place: string): { readonly key: Item; readonly counted: number | null } => {
  const [partition, sort, counted] = JSON.parse(place) as [string, string, number | null]
  return { key: keyOf(partition, sort), counted }
}

/** An erasure moves facts from row to row: none begins while facts are counted anew, and one that had begun must be over. */
const noErasure = async (table: Table): Promise<void> => {
  const { items } = await table.query(
    {
      IndexName: LIST_INDEX.name,
      KeyConditionExpression: 'q = :q',
      ExpressionAttributeValues: { ':q': text(lists.erasing) },
    },
    1,
  )
  if (items.length > 0) throw new Transient('somebody is being erased: the recount goes on when that is over')
}

/** Counters that nobody reads any more. Whoever still adds to them makes them anew, and the next recount finds them. */
const removeOld = async (table: Table, items: readonly Item[]): Promise<void> => {
  const pages = items.filter((item) => partitionOf(item).startsWith(COUNTERS))
  if (pages.length === 0) return
  const { now, anew } = readCounting(await table.get(countingKey))
  const read = [now, anew?.count ?? now].map(pageRows)
  const old = pages.filter((item) => !read.some((prefix) => sortOf(item).startsWith(prefix)))
  await table.batchWrite(old.map((item) => ({ delete: keyOfItem(item) })))
}
const COUNTERS = 'T#'
