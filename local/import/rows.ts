/** A file's rows, some at a time and with bounded memory: CSV (RFC 4180) or JSON Lines, plain or gzip. */
import type { FileFormat } from '../../shared/contract/import-map.ts'
import { isJsonObject, type Json } from '../../shared/kernel/json.ts'
import { EVENT_BYTES_MAX, ROW_CHARACTERS_MAX } from '../../shared/kernel/limits.ts'
import { readText } from '../replay/lines.ts'
import { csvReader } from './csv.ts'
import { type FileRow, isBlank, type Line, tooLong, unreadable } from './file-row.ts'

export type FileRows = { readonly rows: readonly FileRow[]; readonly bytesRead: number }

/** The rows of a file, in its order, the same in every run. Throws `BadFiles` where a column that is needed is not in its first line. */
export async function* readRows(path: string, format: FileFormat, needed: readonly string[]): AsyncGenerator<FileRows> {
  const reader = formatOf(path, format) === 'csv' ? csvReader(path, format, needed) : jsonRows
  let rest = ''
  let number = 0
  let bytes = 0
  for await (const { text, bytesRead } of readText(path, DAMAGED)) {
    const parts = (rest + text).split('\n')
    rest = cut(parts.pop() ?? '')
    bytes = bytesRead
    const lines = parts.map((part): Line => ({ number: ++number, text: part.endsWith('\r') ? part.slice(0, -1) : part }))
    yield { rows: reader(lines, false), bytesRead }
  }
  yield { rows: reader(rest === '' ? [] : [{ number: number + 1, text: rest }], true), bytesRead: bytes }
}

/** As the map says, else as the name of the file does. */
const formatOf = (path: string, { format }: FileFormat): 'csv' | 'jsonl' =>
  format ?? (/\.(jsonl|ndjson)(\.gz)?$/i.test(path) ? 'jsonl' : 'csv')

const DAMAGED = 'What came before was taken. Bring the whole file and import it again: rows with a key count once.'

/** Of a line too long for a row only as much is kept as shows that. */
const cut = (line: string): string => (line.length > 2 * ROW_CHARACTERS_MAX ? line.slice(0, 2 * ROW_CHARACTERS_MAX) : line)

const jsonRows = (lines: readonly Line[]): readonly FileRow[] => lines.filter((line) => !isBlank(line)).map(jsonRow)

const jsonRow = (line: Line): FileRow => {
  const { number, text } = line
  if (text.length > EVENT_BYTES_MAX) return tooLong(line)
  try {
    const value = JSON.parse(text) as Json
    if (isJsonObject(value)) return { type: 'row', row: { line: number, text, cells: new Map(Object.entries(value)) } }
    return unreadable(line, 'is not an object', 'Write one object a line: { "customer_id": "4711", … }.')
  } catch (failure) {
    const said = failure instanceof Error ? failure.message : 'unknown failure'
    return unreadable(line, `is not JSON: ${said}`, 'Write one object a line, with its quotes and commas.')
  }
}
