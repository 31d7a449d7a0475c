/** Reading back what we stored ourselves: a value of another kind than was written is a defect, never guessed at. */
import { Defect } from '../../kernel/assert.ts'
import type { Json } from '../../kernel/json.ts'
import { type EpochMs, epochMs } from '../../kernel/words.ts'

/** What is stored: texts, whole numbers, flags as 0 and 1, null, and lists of them. */
export type Row = readonly unknown[]

export const textAt = (row: Row, index: number, what: string): string => {
  const value = row[index]
  if (typeof value !== 'string') throw wrong(what, 'a text', value)
  return value
}

export const textOrNullAt = (row: Row, index: number, what: string): string | null =>
  row[index] === null ? null : textAt(row, index, what)

export const wholeAt = (row: Row, index: number, what: string): number => {
  const value = row[index]
  if (!Number.isSafeInteger(value)) throw wrong(what, 'a whole number', value)
  return value as number
}

export const wholeOrNullAt = (row: Row, index: number, what: string): number | null =>
  row[index] === null ? null : wholeAt(row, index, what)

export const instantAt = (row: Row, index: number, what: string): EpochMs => epochMs(wholeAt(row, index, what))

export const instantOrNullAt = (row: Row, index: number, what: string): EpochMs | null =>
  row[index] === null ? null : instantAt(row, index, what)

export const flagAt = (row: Row, index: number, what: string): boolean => {
  const value = row[index]
  if (value !== 0 && value !== 1) throw wrong(what, '0 or 1', value)
  return value === 1
}

export const rowAt = (row: Row, index: number, what: string): Row => rowOf(row[index], what)

export const jsonAt = (row: Row, index: number, what: string): Json => {
  const value = row[index]
  if (value === undefined) throw wrong(what, 'a value', value)
  return value as Json
}

export const rowOf = (value: unknown, what: string): Row => {
  if (!Array.isArray(value)) throw wrong(what, 'a list', value)
  return value
}

/** Rows that stand one after another in one list, `width` values each. */
export const widthOf = (row: Row, width: number, what: string): Row => {
  if (row.length % width !== 0) throw wrong(what, `a list of ${width} values a row`, row.length)
  return row
}

/** The one of `words` that a text is. */
export const wordOf = <Word extends string>(words: readonly Word[], value: string, what: string): Word => {
  if (!words.includes(value as Word)) throw wrong(what, `one of ${words.join(', ')}`, value)
  return value as Word
}

/** Sets an own property whatever its name: a publisher may call an attribute `__proto__`. */
export const put = <T>(record: Record<string, T>, name: string, value: T): void => {
  if (name === '__proto__') Object.defineProperty(record, name, { value, enumerable: true, writable: true, configurable: true })
  else record[name] = value
}

/** A row about to be written: JSON would turn what is no whole number into null without a word. */
export const sealed = (row: Json[], what: string): Json[] => {
  for (const value of row) if (typeof value === 'number' && !Number.isSafeInteger(value)) throw wrong(what, 'whole numbers', value)
  return row
}

/** Refuses a row that a newer Rekindle wrote; older schemas are raised by the caller. */
export const knownSchema = (schema: unknown, newest: number, what: string): number => {
  if (!Number.isSafeInteger(schema) || (schema as number) < 1) throw wrong(`schema of ${what}`, `a number from 1 to ${newest}`, schema)
  if ((schema as number) <= newest) return schema as number
  throw new Defect(
    `A newer Rekindle wrote this ${what} (schema ${schema}, this one reads up to ${newest}): run that version, or a newer one, on this store`,
  )
}

export const wrong = (what: string, expected: string, value: unknown): Defect =>
  new Defect(`${what}: expected ${expected}, found ${String(JSON.stringify(value)).slice(0, 100)}`)
