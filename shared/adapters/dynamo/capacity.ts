/**
 * What DynamoDB charges on demand, computed from the bytes of rows by AWS's rules: so that a bill can be estimated without a table, and a
 * test notices when a write becomes dearer.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 */
import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { isDeepStrictEqual } from 'node:util'
import type { Item } from './items.ts'
import { LIST_INDEX, PARTITION_KEY, SORT_KEY, TIMELINE_INDEX } from './layout.ts'

/** Bytes of a row: its names in full and its values. */
export const bytesOf = (item: Item): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + bytesOfValue(value), 0)

/** Units of a strong read of so many bytes, be they one row or all that a query read. What is not there costs as the smallest that is. */
export const readUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / 4096))

/** The same where the newest write may be missing, as in a global index. */
export const eventualReadUnits = (bytes: number): number => readUnits(bytes) / 2

/** Units of a write of so many bytes. */
const writeUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / 1024))

/** What a write of one row costs, by where it is charged. In a transaction the table's part is charged twice, the indexes' is not. */
export type WriteCharge = { readonly table: number; readonly timeline: number; readonly lists: number }

/** `before` and `after`: null where there is none. Charged is the larger of the two, and each entry of an index that changes. */
export const writeCharge = (before: Item | null, after: Item | null, isTransaction: boolean): WriteCharge => ({
  table: writeUnits(Math.max(bytesOrNone(before), bytesOrNone(after))) * (isTransaction ? 2 : 1),
  timeline: entryUnits(timelineEntry(before), timelineEntry(after)),
  lists: entryUnits(listEntry(before), listEntry(after)),
})

export const unitsOf = ({ table, timeline, lists }: WriteCharge): number => table + timeline + lists

/** A condition on a row that a transaction does not write is charged as if it did. */
export const checkUnits = (item: Item | null): number => writeUnits(bytesOrNone(item)) * 2

const bytesOrNone = (item: Item | null): number => (item === null ? 0 : bytesOf(item))

/** An entry that appears or goes is one write; one whose key changes goes and appears. */
const entryUnits = (before: Item | null, after: Item | null): number => {
  if (isDeepStrictEqual(before, after)) return 0
  return [before, after].reduce((sum, entry) => sum + (entry === null ? 0 : writeUnits(bytesOf(entry))), 0)
}

/** What the indexes hold of a row. */
export const entriesOf = (item: Item): readonly Item[] => [timelineEntry(item), listEntry(item)].filter((entry) => entry !== null)

const timelineEntry = (item: Item | null): Item | null => entryOf(item, [TIMELINE_INDEX.sortKey])
const listEntry = (item: Item | null): Item | null => entryOf(item, [LIST_INDEX.partitionKey, LIST_INDEX.sortKey])

/** Both indexes hold nothing but keys, and only rows that have theirs. */
const entryOf = (item: Item | null, keys: readonly string[]): Item | null => {
  if (item === null || keys.some((key) => item[key] === undefined)) return null
  return Object.fromEntries([PARTITION_KEY, SORT_KEY, ...keys].map((key) => [key, item[key] as AttributeValue]))
}

const bytesOfValue = (value: AttributeValue): number => {
  if (value.S !== undefined) return Buffer.byteLength(value.S)
  if (value.N !== undefined) return bytesOfNumber(value.N)
  if (value.B !== undefined) return value.B.byteLength
  if (value.L !== undefined) return value.L.reduce((sum, one) => sum + 1 + bytesOfValue(one), 3)
  if (value.M !== undefined)
    return Object.entries(value.M).reduce((sum, [name, one]) => sum + 1 + Buffer.byteLength(name) + bytesOfValue(one), 3)
  if (value.SS !== undefined) return value.SS.reduce((sum, one) => sum + Buffer.byteLength(one), 0)
  if (value.NS !== undefined) return value.NS.reduce((sum, one) => sum + bytesOfNumber(one), 0)
  if (value.BS !== undefined) return value.BS.reduce((sum, one) => sum + one.byteLength, 0)
  return 1
}

/** A byte for two significant digits, and one; another for a sign. */
const bytesOfNumber = (value: string): number => {
  const digits = value
    .replace(/^[+-]|[eE].*$/g, '')
    .replace('.', '')
    .replace(/^0+|0+$/g, '').length
  return Math.ceil(digits / 2) + 1 + (value.startsWith('-') ? 1 : 0)
}
