/** The door for import maps: what the columns of somebody else's file mean, as JSON, into {@link ImportMap}. */
import type { Parsed } from '../kernel/problem.ts'
import type { Currency, EpochMs } from '../kernel/words.ts'
import { type ColumnsFile, eventIdOf, type MapFile, mapFile, type RowTest, type TimestampFile } from './import-file.ts'
import { mapProblems } from './import-meaning.ts'
import type { TimeFormat } from './import-time.ts'
import type { DecimalStyle, ValueType } from './import-values.ts'
import { parseWith } from './problems.ts'

/** What a file's rows say, and how they say it. */
export type ImportMap = {
  /** Part of every id, so that two files of one map never count the same row twice. */
  readonly name: string
  readonly file: FileFormat
  readonly customerId: string | null
  readonly anonymousId: string | null
  readonly timestamp: InstantSource
  /** Columns that name a row for ever; empty: its content and line do, and only the same file is recognised. */
  readonly key: readonly string[]
  readonly currency: { readonly fixed: Currency } | { readonly column: string } | null
  readonly decimal: DecimalStyle
  /** What happened at or after this instant is left out: it came in by other doors. */
  readonly before: EpochMs | null
  /** An identify call of each row; null: rows say nothing about who the customer is. */
  readonly traits: readonly MappedColumn[] | null
  readonly events: readonly MappedEvent[]
}

export type FileFormat = { readonly format: 'csv' | 'jsonl' | null; readonly delimiter: string; readonly quote: string | null }

export type InstantSource =
  | { readonly type: 'column'; readonly column: string; readonly format: TimeFormat; readonly zone: string | null }
  /** The same for every row: when the file was made. */
  | { readonly type: 'fixed'; readonly at: EpochMs }

/** A column and the trait or property it becomes. */
export type MappedColumn = { readonly column: string; readonly name: string; readonly value: ValueType }

export type MappedEvent = {
  /** Tells it apart from the row's other events, in ids. */
  readonly id: string
  readonly name: EventNaming
  readonly when: RowTest | null
  /** Its own instant; null: the row's. */
  readonly timestamp: InstantSource | null
  /** Its own key; null: the row's. */
  readonly key: readonly string[] | null
  readonly properties: readonly MappedColumn[]
}

export type EventNaming =
  | { readonly type: 'fixed'; readonly name: string }
  /** `values`: what each cell means, null for no event; without them the cell is the name. */
  | { readonly type: 'column'; readonly column: string; readonly values: ReadonlyMap<string, string | null> | null }

/** Reads a map, or says everything that is wrong with it: first all problems of shape, then all problems of meaning. */
export const parseImportMap = (source: unknown): Parsed<ImportMap> => {
  const shaped = parseWith(mapFile, source)
  if (!shaped.ok) return shaped
  const problems = mapProblems(shaped.value)
  return problems.length === 0 ? { ok: true, value: mapOf(shaped.value) } : { ok: false, problems }
}

const mapOf = (file: MapFile): ImportMap => {
  const rowSource = sourceOf(file.timestamp)
  const zone = rowSource.type === 'column' ? rowSource.zone : null
  return {
    name: file.name,
    file: { format: file.file.format ?? null, delimiter: file.file.delimiter, quote: file.file.quote },
    customerId: file.customerId ?? null,
    anonymousId: file.anonymousId ?? null,
    timestamp: rowSource,
    key: file.key ?? [],
    currency: file.currency === undefined ? null : typeof file.currency === 'string' ? { fixed: file.currency } : file.currency,
    decimal: file.decimal,
    before: file.before ?? null,
    traits: file.traits === undefined ? null : columnsOf(file.traits, zone),
    events: file.events.map((one) => eventOf(one, zone)),
  }
}

const eventOf = (file: MapFile['events'][number], zone: string | null): MappedEvent => ({
  id: eventIdOf(file),
  name: namingOf(file.event),
  when: file.when ?? null,
  timestamp: file.timestamp === undefined ? null : sourceOf(file.timestamp),
  key: file.key ?? null,
  properties: columnsOf(file.properties, zone),
})

const namingOf = (file: MapFile['events'][number]['event']): EventNaming =>
  typeof file === 'string'
    ? { type: 'fixed', name: file }
    : { type: 'column', column: file.column, values: file.values === undefined ? null : new Map(Object.entries(file.values)) }

const sourceOf = (file: TimestampFile): InstantSource =>
  'at' in file ? { type: 'fixed', at: file.at } : { type: 'column', column: file.column, format: file.format, zone: file.zone }

const columnsOf = (file: ColumnsFile, zone: string | null): readonly MappedColumn[] =>
  Object.entries(file).map(([column, one]) =>
    typeof one === 'string'
      ? { column, name: one, value: { type: 'text' } }
      : { column, name: one.name ?? column, value: typeOf(one, zone) },
  )

const typeOf = (file: Exclude<ColumnsFile[string], string>, zone: string | null): ValueType => {
  if (file.type === 'list') return { type: 'list', separator: file.separator ?? ',' }
  if (file.type !== 'date') return { type: file.type }
  return { type: 'date', format: file.format ?? { kind: 'iso' }, zone: file.zone ?? zone }
}
