/** One row of a file as calls in the envelope of the Segment Spec, by a map. Pure: the same row gives the same calls and ids. */
import { digestOf } from '../kernel/digest.ts'
import type { Json, JsonObject } from '../kernel/json.ts'
import type { Problem } from '../kernel/problem.ts'
import { isoOf } from '../kernel/time.ts'
import { type Currency, currency, type EpochMs } from '../kernel/words.ts'
import { nearest } from './did-you-mean.ts'
import type { RowTest } from './import-file.ts'
import type { ImportMap, InstantSource, MappedColumn, MappedEvent } from './import-map.ts'
import { readTime } from './import-time.ts'
import { readValue, textOf } from './import-values.ts'
import { shown } from './problems.ts'

/** A row as it was read: its first line in the file, its cells by column, and its text. */
export type Row = { readonly line: number; readonly cells: ReadonlyMap<string, Json>; readonly text: string }

/** One call a row makes. */
export type Call = {
  readonly id: string
  readonly raw: JsonObject
  /** What of the map makes it; null: its traits. */
  readonly by: MappedEvent | null
}

export type RowReading =
  | {
      readonly ok: true
      readonly calls: readonly Call[]
      /** Calls left out because they happened when other doors were open already (`before`). */
      readonly leftOut: number
    }
  | { readonly ok: false; readonly customer: string | null; readonly problems: readonly Problem[] }

/** Reads one row. A row is taken whole or not at all: every problem of every cell is told at once. */
export const readRow = (map: ImportMap, row: Row): RowReading => {
  const reader = readerOf(map, row)
  const who = whoOf(map, row, reader)
  const calls: Call[] = []
  let leftOut = 0
  const take = (call: Call | null, at: EpochMs | null): void => {
    if (call === null || at === null) return
    if (map.before !== null && at >= map.before) leftOut += 1
    else calls.push(call)
  }
  const rowAt = needsRowInstant(map) ? reader.instant(map.timestamp) : null
  if (map.traits !== null) take(identifyOf(map, reader, who, rowAt), rowAt)
  for (const event of map.events) {
    const name = nameOf(event, row, reader)
    if (name === null) continue
    const at = event.timestamp === null ? rowAt : reader.instant(event.timestamp)
    take(trackOf(map, row, reader, who, event, name, at), at)
  }
  const { problems } = reader
  if (problems.length === 0) return { ok: true, calls, leftOut }
  return { ok: false, customer: map.customerId === null ? null : textOf(row.cells.get(map.customerId)) || null, problems }
}

/** `line 17, column "ordered_at"` */
export const placeOf = (line: number, column: string | null): string =>
  column === null ? `line ${line}` : `line ${line}, column ${JSON.stringify(column)}`

/** The column a path of a call was read from, so that what is wrong with it can be told in words of the file; null: none alone. */
export const columnAt = (map: ImportMap, { by }: Call, path: string): string | null => {
  const timestamp = by?.timestamp ?? map.timestamp
  const [place = '', name] = path.split('.', 2)
  if (place === 'userId') return map.customerId
  if (place === 'anonymousId') return map.anonymousId
  if (place === 'timestamp') return timestamp.type === 'column' ? timestamp.column : null
  if (place === 'event') return by?.name.type === 'column' ? by.name.column : null
  return (by?.properties ?? map.traits ?? []).find((one) => one.name === name)?.column ?? null
}

/** Columns a map reads; each must be in the file. */
export const columnsOf = (map: ImportMap): readonly string[] => {
  const ofInstant = (source: InstantSource | null): readonly string[] => (source?.type === 'column' ? [source.column] : [])
  const names = [
    ...(map.customerId === null ? [] : [map.customerId]),
    ...(map.anonymousId === null ? [] : [map.anonymousId]),
    ...ofInstant(map.timestamp),
    ...map.key,
    ...(map.currency !== null && 'column' in map.currency ? [map.currency.column] : []),
    ...(map.traits ?? []).map(({ column }) => column),
    ...map.events.flatMap(({ name, when, timestamp, key, properties }) => [
      ...(name.type === 'column' ? [name.column] : []),
      ...(when === null ? [] : [when.column]),
      ...ofInstant(timestamp),
      ...(key ?? []),
      ...properties.map(({ column }) => column),
    ]),
  ]
  return [...new Set(names)]
}

type Reader = {
  readonly problems: Problem[]
  readonly refuse: (column: string | null, problem: string, hint: string) => null
  readonly instant: (source: InstantSource) => EpochMs | null
  readonly values: (columns: readonly MappedColumn[]) => JsonObject
  readonly currency: () => Currency | null
}

const readerOf = (map: ImportMap, { line, cells }: Row): Reader => {
  const problems: Problem[] = []
  const refuse = (column: string | null, problem: string, hint: string): null => {
    const path = placeOf(line, column)
    // Two events of a row may read the same cell.
    if (!problems.some((one) => one.path === path && one.problem === problem)) problems.push({ path, problem, hint })
    return null
  }
  const instant = (source: InstantSource): EpochMs | null => {
    if (source.type === 'fixed') return source.at
    const { column, format, zone } = source
    const text = textOf(cells.get(column))
    if (text === '') return refuse(column, 'is empty', 'Without an instant nobody knows what came first: fill the cell.')
    const read = readTime(text, format, zone)
    if (read.ok && (read.day === null || zone !== null)) return read.at
    const problem = read.ok ? 'has no time of day, and the map names no zone' : read.problem
    return refuse(column, `is ${shown(text)}, which ${problem}`, 'Mend the cell, or "format" and "zone" of this column in the map.')
  }
  const currencyOf = (): Currency | null => {
    if (map.currency === null || 'fixed' in map.currency) return map.currency?.fixed ?? null
    const { column } = map.currency
    const code = textOf(cells.get(column)).toUpperCase()
    if (/^[A-Z]{3}$/.test(code)) return currency(code)
    return refuse(
      column,
      code === '' ? 'is empty' : `is ${shown(code)}, which is no currency code`,
      'Write the ISO 4217 code, such as "EUR".',
    )
  }
  const values = (columns: readonly MappedColumn[]): JsonObject => {
    const read: Record<string, Json> = {}
    const unit = columns.some(({ value }) => value.type === 'money') ? currencyOf() : null
    for (const { column, name, value } of columns) {
      const found = readValue(cells.get(column) ?? null, value, map.decimal, unit)
      if (!found.ok) refuse(column, found.problem, found.hint)
      else if (found.value !== null) Object.defineProperty(read, name, { value: found.value, enumerable: true })
    }
    return read
  }
  return { problems, refuse, instant, values, currency: currencyOf }
}

type Who = { readonly userId?: string; readonly anonymousId?: string }

const whoOf = (map: ImportMap, { cells }: Row, reader: Reader): Who => {
  const userId = map.customerId === null ? '' : textOf(cells.get(map.customerId))
  const anonymousId = map.anonymousId === null ? '' : textOf(cells.get(map.anonymousId))
  if (userId === '' && anonymousId === '')
    reader.refuse(map.customerId ?? map.anonymousId, 'is empty', 'Nobody is meant: fill the cell, or take the row out.')
  return { ...(userId === '' ? {} : { userId }), ...(anonymousId === '' ? {} : { anonymousId }) }
}

const needsRowInstant = ({ traits, events }: ImportMap): boolean => traits !== null || events.some(({ timestamp }) => timestamp === null)

/** What a customer is said to be is its own identity: the same word is one call, and a changed one is another. */
const identifyOf = (map: ImportMap, reader: Reader, who: Who, at: EpochMs | null): Call | null => {
  const traits = reader.values(map.traits ?? [])
  if (at === null) return null
  const id = idOf('identify', map.name, who.userId ?? '', who.anonymousId ?? '', String(at), JSON.stringify(traits))
  const raw = { type: 'identify', messageId: id, ...who, timestamp: isoOf(at), traits }
  return { id, raw, by: null }
}

const trackOf = (map: ImportMap, row: Row, reader: Reader, who: Who, event: MappedEvent, name: string, at: EpochMs | null): Call | null => {
  const properties = reader.values(event.properties)
  const key = keyOf(map, row, reader, event)
  if (at === null || key === null) return null
  const id = idOf('track', map.name, event.id, name, ...key)
  const raw = {
    type: 'track',
    messageId: id,
    ...who,
    event: name,
    timestamp: isoOf(at),
    properties: withCurrency(event, properties, reader),
  }
  return { id, raw, by: event }
}

/** What was paid has the currency beside it, where the policy and the metrics look for it. */
const withCurrency = ({ properties: columns }: MappedEvent, properties: JsonObject, reader: Reader): JsonObject => {
  const hasAmount = columns.some(({ name, value }) => value.type === 'money' && Object.hasOwn(properties, name))
  if (!hasAmount || columns.some(({ name }) => name === 'currency')) return properties
  return { ...properties, currency: reader.currency() }
}

/** The values of the key; where no key is named, the row itself and its line. */
const keyOf = (map: ImportMap, { cells, line, text }: Row, reader: Reader, event: MappedEvent): readonly string[] | null => {
  const columns = event.key ?? map.key
  if (columns.length === 0) return ['line', String(line), text]
  const values = columns.map((column) => textOf(cells.get(column)))
  const empty = columns.find((_, index) => values[index] === '')
  if (empty === undefined) return ['key', ...values]
  return reader.refuse(empty, 'is empty', 'It is part of the key: without it the row would count again with the next file.')
}

/** Null where the row makes no such event. */
const nameOf = ({ name, when }: MappedEvent, { cells }: Row, reader: Reader): string | null => {
  if (when !== null && !holds(when, textOf(cells.get(when.column)))) return null
  if (name.type === 'fixed') return name.name
  const cell = textOf(cells.get(name.column))
  if (name.values === null)
    return cell === '' ? reader.refuse(name.column, 'is empty', 'It is the name of the event: fill the cell.') : cell
  const meant = name.values.get(cell)
  if (meant !== undefined) return meant
  const near = nearest(cell, [...name.values.keys()])
  const known = near === null ? '' : `Did you mean ${shown(near)}? `
  return reader.refuse(
    name.column,
    cell === '' ? 'is empty' : `is ${shown(cell)}, which "values" does not know`,
    `${known}Say in the map which event it is, or null for none.`,
  )
}

const holds = (when: RowTest, cell: string): boolean => {
  if (when.test === 'equals') return when.values.includes(cell)
  return (cell === '') === (when.test === 'empty')
}

/** Told from every publisher's own ids by its beginning. */
const idOf = (...parts: readonly string[]): string => `import-${digestOf('import', ...parts)}`
