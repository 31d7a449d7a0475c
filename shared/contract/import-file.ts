/** The shape of an import map, as people write it. What it means together is checked in import-meaning.ts. */
import * as z from 'zod'
import {
  COLUMN_NAME_LENGTH_MAX,
  EVENTS_OF_ROW_MAX,
  KEY_COLUMNS_MAX,
  MAPPED_COLUMNS_MAX,
  MAPPED_VALUES_MAX,
  PROPERTY_NAME_LENGTH_MAX,
} from '../kernel/limits.ts'
import type { EpochMs } from '../kernel/words.ts'
import { currencyCode, eventName, instant, list, refuse, slug, strict, text } from './fields.ts'
import { parseTimeFormat, TIME_FORMATS, type TimeFormat, zoneProblem } from './import-time.ts'
import { DECIMAL_STYLES, VALUE_TYPES } from './import-values.ts'
import { shown } from './problems.ts'

const COLUMN_HINT = 'Write the name of a column exactly as it stands in the first line of the file.'
const KEY_HINT = 'Name the columns that tell rows apart for ever: ["order_id"].'
const TIMESTAMP_HINT =
  'Write { "column": "ordered_at", "format": "YYYY-MM-DD HH:mm:ss", "zone": "Europe/Berlin" }, or { "at": "2026-01-31" } for the whole file.'
const ZONE_HINT = 'Write the IANA name of the zone whose clocks the file shows, such as "Europe/Berlin" or "UTC".'
const CURRENCY_HINT = 'Write the ISO 4217 code in capitals, such as "EUR", or { "column": "currency" }.'
const DECIMAL_HINT = 'Write 1234.56 as the file does.'
const COLUMNS_HINT = 'Write which column becomes what: { "E-mail": "email", "Age": { "name": "age", "type": "number" } }.'
const VALUE_HINT = 'Write the name it gets, such as "email", or { "name": "age", "type": "number" }.'
const EVENT_HINT = 'Write { "event": "Order Completed", "properties": { "total": { "name": "revenue", "type": "money" } } }.'
const NAMING_HINT = 'Write the name of the event, or { "column": "status", "values": { "paid": "Order Completed", "open": null } }.'
const WHEN_HINT = 'Write { "column": "status", "equals": "paid" }, a list of values, or { "column": "shipped_at", "filled": true }.'
const FILE_HINT = 'Write { "delimiter": ";", "quote": "\\"" }; what is left out is as usual.'
const CHARACTER_HINT = 'Write one character, such as ";" or "\\t" for a tab.'
const SEPARATOR_HINT = 'Write what stands between the parts of a list, such as "|".'

const column = text(COLUMN_NAME_LENGTH_MAX, COLUMN_HINT)
const character = text(1, CHARACTER_HINT).refine((one) => !/[\r\n]/.test(one), { error: CHARACTER_HINT })
const key = list(column, KEY_COLUMNS_MAX, KEY_HINT).min(1, { error: KEY_HINT })

const timeFormat = z.string({ error: TIME_FORMATS }).transform((written, { issues }): TimeFormat => {
  const format = parseTimeFormat(written)
  return typeof format === 'string' ? refuse(issues, '', `${format}: ${shown(written)}`, TIME_FORMATS) : format
})

const zone = z.string({ error: ZONE_HINT }).transform((written, { issues }): string => {
  const problem = zoneProblem(written)
  if (problem === null) return written
  return refuse(
    issues,
    '',
    `is ${shown(written)}, which is no zone`,
    problem.meant === null ? ZONE_HINT : `Did you mean ${shown(problem.meant)}?`,
  )
})

const timestamp = strict(
  { at: instant.optional(), column: column.optional(), format: timeFormat.optional(), zone: zone.optional() },
  TIMESTAMP_HINT,
).transform(({ at, column, format, zone }, { issues }): TimestampFile => {
  if (at !== undefined && column === undefined) return { at }
  if (column !== undefined && format !== undefined && at === undefined) return { column, format, zone: zone ?? null }
  if (issues.length > 0) return z.NEVER
  if (column !== undefined && at === undefined) return refuse(issues, 'format', 'is missing', TIME_FORMATS)
  return refuse(issues, '', 'must have either "column" or "at"', TIMESTAMP_HINT)
})

const mapped = z.union(
  [
    text(PROPERTY_NAME_LENGTH_MAX, VALUE_HINT),
    strict(
      {
        name: text(PROPERTY_NAME_LENGTH_MAX, VALUE_HINT).optional(),
        type: z.enum(VALUE_TYPES, { error: `A type is one of ${VALUE_TYPES.join(', ')}.` }).default('text'),
        format: timeFormat.optional(),
        zone: zone.optional(),
        separator: text(8, SEPARATOR_HINT).optional(),
      },
      VALUE_HINT,
    ),
  ],
  { error: VALUE_HINT },
)

const columns = z.record(column, mapped, { error: COLUMNS_HINT }).refine((found) => Object.keys(found).length <= MAPPED_COLUMNS_MAX, {
  error: 'Take what decisions need, and leave the rest where it is.',
  params: { problem: `has more than ${MAPPED_COLUMNS_MAX} columns` },
})

const naming = z.union(
  [
    eventName,
    strict(
      {
        column,
        values: z
          .record(z.string(), eventName.nullable(), { error: NAMING_HINT })
          .refine((found) => Object.keys(found).length <= MAPPED_VALUES_MAX, { error: NAMING_HINT })
          .optional(),
      },
      NAMING_HINT,
    ),
  ],
  { error: NAMING_HINT },
)

const cellValue = z.string({ error: WHEN_HINT })

const when = strict(
  {
    column,
    equals: z.union([cellValue, list(cellValue, MAPPED_VALUES_MAX, WHEN_HINT)], { error: WHEN_HINT }).optional(),
    filled: z.boolean({ error: WHEN_HINT }).optional(),
  },
  WHEN_HINT,
).transform(({ column, equals, filled }, { issues }): RowTest => {
  if (equals !== undefined && filled === undefined) return { column, test: 'equals', values: [equals].flat() }
  if (filled !== undefined && equals === undefined) return { column, test: filled ? 'filled' : 'empty' }
  return issues.length > 0 ? z.NEVER : refuse(issues, '', 'must have either "equals" or "filled"', WHEN_HINT)
})

const event = strict(
  {
    event: naming,
    id: slug('It tells apart two events of one row that have the same name.').optional(),
    when: when.optional(),
    timestamp: timestamp.optional(),
    key: key.optional(),
    properties: columns.default({}),
  },
  EVENT_HINT,
)

export const mapFile = strict(
  {
    $schema: z.string({ error: 'Leave it out, or write where the JSON Schema is.' }).optional(),
    name: slug('It names what the file is, such as "shop-orders": the same for every file of this kind.'),
    file: strict(
      {
        format: z.enum(['csv', 'jsonl'], { error: 'Write "csv" or "jsonl", or leave it out: the name of the file tells.' }).optional(),
        delimiter: character.default(','),
        quote: character.nullable().default('"'),
        encoding: z
          .enum(['utf-8'], { error: 'Save the file as UTF-8 (iconv -f WINDOWS-1252 -t UTF-8), and write "utf-8" or nothing.' })
          .optional(),
      },
      FILE_HINT,
    ).default({ delimiter: ',', quote: '"' }),
    customerId: column.optional(),
    anonymousId: column.optional(),
    timestamp,
    key: key.optional(),
    currency: z.union([currencyCode, strict({ column }, CURRENCY_HINT)], { error: CURRENCY_HINT }).optional(),
    decimal: z.enum(DECIMAL_STYLES, { error: DECIMAL_HINT }).default('1,234.56'),
    before: instant.optional(),
    traits: columns.optional(),
    events: list(event, EVENTS_OF_ROW_MAX, EVENT_HINT).default([]),
  },
  'A map is one JSON object: { "name": "shop-orders", "customerId": "customer_id", … }.',
)

export type MapFile = z.output<typeof mapFile>
export type ColumnsFile = z.output<typeof columns>

export type TimestampFile =
  | { readonly at: EpochMs }
  | { readonly column: string; readonly format: TimeFormat; readonly zone: string | null }

/** What an event is called in ids: the same however the map is ordered. */
export const eventIdOf = ({ id, event }: Pick<MapFile['events'][number], 'id' | 'event'>): string =>
  id ?? (typeof event === 'string' ? event : `column ${event.column}`)

/** Whether a row makes an event. */
export type RowTest = { readonly column: string } & (
  | { readonly test: 'equals'; readonly values: readonly string[] }
  | { readonly test: 'filled' | 'empty' }
)
