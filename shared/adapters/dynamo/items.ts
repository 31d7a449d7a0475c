/** Values of rows, written and read. What cannot be read is a defect: nobody but us writes the table. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { assert, Defect } from '../../kernel/assert.ts'
import { EXPIRY, PARTITION_KEY, SORT_KEY } from './layout.ts'
import type { EpochMs } from '../../kernel/words.ts'

export type Item = Readonly<Record<string, AttributeValue>>

export const text = (value: string): AttributeValue => ({ S: value })
export const whole = (value: number | bigint): AttributeValue => ({ N: String(value) })
export const texts = (values: readonly string[]): AttributeValue => ({ L: values.map(text) })

/**
 * The key of a row. DynamoDB keeps UTF-8, in which half a surrogate pair is another text: two ids would become one. The doors refuse such
 * ids; one that comes this far is a defect.
 */
export const keyOf = (partition: string, sort: string): Item => {
  for (const part of [partition, sort]) assert(part.isWellFormed(), `an id or name is well-formed Unicode: ${JSON.stringify(part)}`)
  return { [PARTITION_KEY]: text(partition), [SORT_KEY]: text(sort) }
}

/** The key of a row that was read. */
export const keyOfItem = (item: Item): Item => keyOf(partitionOf(item), sortOf(item))
export const partitionOf = (item: Item): string => textOf(item, PARTITION_KEY)
export const sortOf = (item: Item): string => textOf(item, SORT_KEY)
/** A key as one text, to find a row among those of a batch. */
export const nameOf = (key: Item): string => JSON.stringify([partitionOf(key), sortOf(key)])

export const textOf = (item: Item, name: string): string => textOrNull(item, name) ?? missing(item, name)
export const textOrNull = (item: Item, name: string): string | null => item[name]?.S ?? null
export const wholeOf = (item: Item, name: string): number => wholeOrNull(item, name) ?? missing(item, name)
export const wholeOrNull = (item: Item, name: string): number | null => {
  const value = item[name]?.N
  if (value === undefined) return null
  const number = Number(value)
  if (!Number.isSafeInteger(number)) return missing(item, name)
  return number
}
/** Nothing where there is no such list. */
export const textsOf = (item: Item, name: string): readonly string[] => (item[name]?.L ?? []).map(({ S }) => S ?? missing(item, name))

/** Whether DynamoDB may have deleted a row already: it does so when it likes, and until then we do not see it. */
export const isExpired = (item: Item, now: EpochMs): boolean => (wholeOrNull(item, EXPIRY) ?? Number.POSITIVE_INFINITY) * 1_000 <= now

/** When a row may go, in the seconds DynamoDB counts. */
export const expiryOf = (at: EpochMs, keptMs: number): AttributeValue => whole(Math.ceil((at + keptMs) / 1_000))

const missing = (item: Item, name: string): never => {
  throw new Defect(`A row of the table cannot be read: ${name} is missing or of another type in ${kindOf(item)}`)
}

/** Without what stands behind the kind of a row: it may be somebody's id. */
const kindOf = (item: Item): string => `${item[PARTITION_KEY]?.S?.slice(0, 2) ?? '?'} ${item[SORT_KEY]?.S?.slice(0, 2) ?? '?'}`
