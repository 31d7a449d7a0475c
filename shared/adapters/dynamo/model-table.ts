/**
 * The table in memory, for one who asks at a time: rows, both indexes, conditions, and what each call would be charged. It estimates a
 * bill from the very requests that are sent, without a table; tests hold its charges to those of DynamoDB Local.
 */
import { bytesOf, checkUnits, eventualReadUnits, readUnits, unitsOf, writeCharge } from './capacity.ts'
import { type Item, keyOf, nameOf, partitionOf, sortOf } from './items.ts'
import { LIST_INDEX, PARTITION_KEY, SORT_KEY, TIMELINE_INDEX } from './layout.ts'
import { holds, type Said, updated } from './model-expressions.ts'
import type { Action, Page, Query, Scan, Table, Transacted, Written } from './table.ts'

/** What one call was charged, and the rows it wrote. */
export type ModelCall = {
  readonly operation: string
  readonly readUnits: number
  readonly writeUnits: number
  readonly wrote: readonly { readonly before: Item | null; readonly after: Item | null }[]
}

type Rows = Map<string, Item>
type Change = { readonly before: Item | null; readonly after: Item | null }

/** `hear` is told of each call, before it is answered. */
export const modelTable = (hear: (call: ModelCall) => void): Table & { readonly rows: () => readonly Item[] } => {
  const rows: Rows = new Map()
  const at = (key: Item): Item | null => rows.get(nameOf(keyIn(key))) ?? null
  const read = (operation: string, units: number): void => hear({ operation, readUnits: units, writeUnits: 0, wrote: [] })
  const write = (operation: string, changes: readonly Change[], units: number): void => {
    for (const { before, after } of changes) {
      if (after !== null) rows.set(nameOf(keyIn(after)), after)
      else if (before !== null) rows.delete(nameOf(keyIn(before)))
    }
    hear({ operation, readUnits: 0, writeUnits: units, wrote: changes })
  }
  const alone = (operation: string, request: Said & Conditional, change: Change): Written => {
    const { before, after } = change
    if (!holds(request.ConditionExpression, before, request)) {
      // A write that is refused is charged as the row that stands.
      hear({ operation, readUnits: 0, writeUnits: checkUnits(before) / 2, wrote: [] })
      return { type: 'condition', item: request.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' ? before : null, isRepeat: false }
    }
    write(operation, [change], unitsOf(writeCharge(before, after, false)))
    const returned = request.ReturnValues ?? 'NONE'
    return { type: 'written', item: returned === 'NONE' ? null : returned.endsWith('_OLD') ? before : after }
  }
  return {
    name: 'model',
    rows: () => [...rows.values()],
    get: async (Key) => {
      const item = at(Key)
      read('GetItem', readUnits(item === null ? 0 : bytesOf(item)))
      return item
    },
    batchGet: async (keys) => {
      const items = [...new Map(keys.map((key) => [nameOf(key), key])).values()].map(at)
      const units = items.reduce((sum, item) => sum + readUnits(item === null ? 0 : bytesOf(item)), 0)
      if (items.length > 0) read('BatchGetItem', units)
      return items.filter((item) => item !== null)
    },
    query: async (request, limit) => queried(rows.values(), request, limit, read),
    count: async (request) => queried(rows.values(), request, undefined, read).items.length,
    scan: async (request, limit) => scanned([...rows.values()], request, limit, read),
    put: async (request) => alone('PutItem', request, { before: at(request.Item as Item), after: request.Item as Item }),
    update: async (request) => {
      const before = at(request.Key as Item)
      return alone('UpdateItem', request, { before, after: changed(before, request) })
    },
    delete: async (request) => alone('DeleteItem', request, { before: at(request.Key as Item), after: null }),
    batchWrite: async (writes) => {
      const changes = writes.map(
        (one): Change => ('put' in one ? { before: at(one.put), after: one.put } : { before: at(one.delete), after: null }),
      )
      const units = changes.reduce((sum, { before, after }) => sum + unitsOf(writeCharge(before, after, false)), 0)
      if (changes.length > 0) write('BatchWriteItem', changes, units)
    },
    transact: async (actions) => transacted(actions, at, hear, write),
  }
}

type Conditional = {
  readonly ConditionExpression?: string | undefined
  readonly ReturnValues?: string | undefined
  readonly ReturnValuesOnConditionCheckFailure?: string | undefined
}

const keyIn = (item: Item): Item => keyOf(partitionOf(item), sortOf(item))

const changed = (
  before: Item | null,
  request: Said & { readonly Key?: Item | undefined; readonly UpdateExpression?: string | undefined },
): Item => updated(request.UpdateExpression, before ?? keyIn(request.Key as Item), request)

/** A row that an action of a transaction is about, as it is and as it will be; `null` after a check that leaves it. */
type Planned = Change & { readonly said: Said & Conditional; readonly isCheck: boolean }

const planned = ({ Put, Update, Delete, ConditionCheck }: Action, at: (key: Item) => Item | null): Planned => {
  if (Put !== undefined) return { before: at(Put.Item as Item), after: Put.Item as Item, said: Put, isCheck: false }
  const said = Update ?? Delete ?? ConditionCheck ?? {}
  const before = at((said as { readonly Key?: Item }).Key as Item)
  if (Update !== undefined)
    return { before, after: changed(before, Update as Said & { Key: Item; UpdateExpression: string }), said, isCheck: false }
  return { before, after: ConditionCheck === undefined ? null : before, said, isCheck: ConditionCheck !== undefined }
}

const transacted = (
  actions: readonly Action[],
  at: (key: Item) => Item | null,
  hear: (call: ModelCall) => void,
  write: (operation: string, changes: readonly Change[], units: number) => void,
): Transacted => {
  const all = actions.map((action) => planned(action, at))
  const failed = all.flatMap(({ before, said }, index) => (holds(said.ConditionExpression, before, said) ? [] : [index]))
  if (failed.length > 0) {
    hear({
      operation: 'TransactWriteItems',
      readUnits: 0,
      writeUnits: all.reduce((sum, { before }) => sum + checkUnits(before), 0),
      wrote: [],
    })
    const items = all.map(({ before, said }) => (said.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' ? before : null))
    return { type: 'condition', failed, items }
  }
  const units = all.reduce(
    (sum, one) => sum + (one.isCheck ? checkUnits(one.before) : unitsOf(writeCharge(one.before, one.after, true))),
    0,
  )
  write(
    'TransactWriteItems',
    all.filter(({ isCheck }) => !isCheck),
    units,
  )
  return { type: 'written' }
}

const queried = (
  rows: Iterable<Item>,
  request: Query,
  limit = Number.POSITIVE_INFINITY,
  read: (operation: string, units: number) => void,
): Page => {
  const { IndexName } = request
  const index = IndexName === LIST_INDEX.name ? LIST_INDEX : IndexName === TIMELINE_INDEX.name ? TIMELINE_INDEX : null
  const sortBy = index?.sortKey ?? SORT_KEY
  const found = inPartition(rows, request, index === null ? PARTITION_KEY : partitionIn(index))
    .filter((row) => row[sortBy] !== undefined && holds(request.KeyConditionExpression, row, request))
    .toSorted((a, b) => inOrder(a, b, sortBy))
  if (request.ScanIndexForward === false) found.reverse()
  const page = found.slice(0, limit)
  const isWhole = index === null || request.Select === 'ALL_ATTRIBUTES'
  const entries = index === null ? page : page.map((row) => entryOf(row, index))
  const bytes = entries.reduce((sum, row) => sum + bytesOf(row), 0)
  // A global index knows no strong reads; what a local one does not hold is fetched row by row.
  const isEventual = index === LIST_INDEX || request.ConsistentRead === false
  const fetched = index === TIMELINE_INDEX && isWhole ? page.reduce((sum, row) => sum + readUnits(bytesOf(row)), 0) : 0
  read('Query', (isEventual ? eventualReadUnits(bytes) : readUnits(bytes)) + fetched)
  const items = page.filter((row) => holds(request.FilterExpression, row, request))
  return { items: isWhole ? items : items.map((row) => entryOf(row, index ?? LIST_INDEX)), next: null }
}

/** Every query is about one partition, of the table or of an index: most rows need no closer look. */
const inPartition = (rows: Iterable<Item>, { ExpressionAttributeValues = {} }: Query, partitionKey: string): readonly Item[] => {
  const wanted = new Set(Object.values(ExpressionAttributeValues).map(({ S }) => S))
  const found: Item[] = []
  for (const row of rows) {
    const partition = row[partitionKey]?.S
    if (partition !== undefined && wanted.has(partition)) found.push(row)
  }
  return found
}

const scanned = (
  rows: readonly Item[],
  request: Scan,
  limit = Number.POSITIVE_INFINITY,
  read: (operation: string, units: number) => void,
): Page => {
  read('Scan', readUnits(rows.reduce((sum, row) => sum + bytesOf(row), 0)) / (request.ConsistentRead === false ? 2 : 1))
  return { items: rows.filter((row) => holds(request.FilterExpression, row, request)).slice(0, limit), next: null }
}

type Index = typeof LIST_INDEX | typeof TIMELINE_INDEX
const partitionIn = (index: Index): string => ('partitionKey' in index ? index.partitionKey : PARTITION_KEY)

const entryOf = (row: Item, index: Index): Item =>
  Object.fromEntries([PARTITION_KEY, SORT_KEY, partitionIn(index), index.sortKey].map((name) => [name, row[name]])) as Item

const inOrder = (a: Item, b: Item, sortBy: string): number => {
  const [one, other] = [a[sortBy], b[sortBy]]
  if (one?.N !== undefined && other?.N !== undefined) return Number(one.N) - Number(other.N)
  return Buffer.compare(Buffer.from(one?.S ?? ''), Buffer.from(other?.S ?? ''))
}
