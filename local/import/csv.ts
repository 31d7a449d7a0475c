import { parse } from 'csv-parse/sync'
import { nearest } from '../../shared/contract/did-you-mean.ts'
import type { FileFormat } from '../../shared/contract/import-map.ts'
import { ROW_CHARACTERS_MAX } from '../../shared/kernel/limits.ts'
import type { Problem } from '../../shared/kernel/problem.ts'
import { BadFiles } from '../bad-files.ts'
import { type FileRow, isBlank, type Line, type Reader, tooLong, unreadable } from './file-row.ts'

/**
 * Rows of CSV, the first line naming their columns. A record ends where its quotes are even. Lines of whole records are parsed
 * together, and in halves where something among them is wrong; what is wrong costs its first line, and the next line begins anew. So
 * a quote that never closes does not take the rest of the file, as it does with csv-parse's own stream (decision 0012).
 */
export const csvReader = (path: string, { delimiter, quote }: FileFormat, needed: readonly string[]): Reader => {
  const options = { delimiter, quote: quote ?? false, relax_column_count: true, skip_empty_lines: false, record_delimiter: '\n' }
  const parseCsv: ParseCsv = (text) => parse(text, options)
  let columns: readonly string[] | null = null
  let waiting: readonly Line[] = []

  return (fresh, isEnd) => {
    let lines = [...waiting, ...fresh]
    waiting = []
    if (columns === null) {
      const first = lines.findIndex((line) => !isBlank(line))
      if (first < 0 && isEnd) throw badHeader(path, [EMPTY])
      if (first < 0) return []
      columns = headerOf(path, lines[first] as Line, parseCsv, needed)
      lines = lines.slice(first + 1)
    }
    const rows: FileRow[] = []
    for (;;) {
      const { records, rest } = recordsOf(lines, quote, isEnd)
      const brokenAt = takeRows(records, cellsOf(records, parseCsv), columns, rows)
      if (brokenAt === null) {
        waiting = rest
        return rows
      }
      lines = lines.filter(({ number }) => number > brokenAt)
    }
  }
}

type ParseCsv = (text: string) => readonly (readonly string[])[]

type CsvRecord = { readonly lines: readonly Line[]; readonly text: string }

/**
 * Adds the rows of records up to the first of several lines that is none: its quote belongs elsewhere, so only its first line is told,
 * and answered; what follows must be cut into records anew.
 */
const takeRows = (
  records: readonly CsvRecord[],
  cells: readonly (readonly string[] | null)[],
  columns: readonly string[],
  into: FileRow[],
): number | null => {
  for (const [index, record] of records.entries()) {
    const row = rowOf(record, cells[index] ?? null, columns)
    into.push(row)
    if (row.type === 'unreadable' && record.lines.length > 1) return row.line
  }
  return null
}

const rowOf = ({ lines, text }: CsvRecord, cells: readonly string[] | null, columns: readonly string[]): FileRow => {
  const first = lines[0] as Line
  if (text.length > ROW_CHARACTERS_MAX) return tooLong(first)
  if (cells === null)
    return unreadable(first, 'has quotes that do not match', 'Quotes stand around a whole cell; one inside it is written twice ("").')
  if (cells.length === columns.length) {
    return { type: 'row', row: { line: first.number, text, cells: new Map(columns.map((name, index) => [name, cells[index] as string])) } }
  }
  const counts = `has ${cells.length === 1 ? '1 cell' : `${cells.length} cells`}, and the first line of the file has ${columns.length}`
  return unreadable(first, counts, 'Put cells that hold a delimiter into quotes, and look for a quote that is missing.')
}

/** The cells of each record; null for one that is none. */
const cellsOf = (records: readonly CsvRecord[], parseCsv: ParseCsv): readonly (readonly string[] | null)[] => {
  const cells = records.some(({ text }) => text.length > ROW_CHARACTERS_MAX) ? null : togetherOrNull(records, parseCsv)
  if (cells !== null) return cells
  if (records.length === 1) return [null]
  const half = Math.ceil(records.length / 2)
  return [...cellsOf(records.slice(0, half), parseCsv), ...cellsOf(records.slice(half), parseCsv)]
}

const togetherOrNull = (records: readonly CsvRecord[], parseCsv: ParseCsv): readonly (readonly string[])[] | null => {
  if (records.length === 0) return []
  try {
    const cells = parseCsv(records.map(({ text }) => text).join('\n'))
    return cells.length === records.length ? cells : null
  } catch {
    // What csv-parse says speaks of lines of its own.
    return null
  }
}

/** Lines as records: whole where quotes are even. One that grows beyond a row's limit, or that the end of the file cuts off, is told as it is. */
const recordsOf = (
  lines: readonly Line[],
  quote: string | null,
  isEnd: boolean,
): { readonly records: readonly CsvRecord[]; readonly rest: readonly Line[] } => {
  const records: CsvRecord[] = []
  let open: Line[] = []
  let quotes = 0
  let length = 0
  for (const line of lines) {
    if (open.length === 0 && isBlank(line)) continue
    open.push(line)
    length += line.text.length + 1
    if (quote !== null) quotes += line.text.split(quote).length - 1
    if (quotes % 2 === 1 && length <= ROW_CHARACTERS_MAX) continue
    records.push(recordOf(open))
    open = []
    quotes = 0
    length = 0
  }
  if (isEnd && open.length > 0) records.push(recordOf(open))
  return { records, rest: isEnd ? [] : open }
}

const recordOf = (lines: readonly Line[]): CsvRecord => ({ lines, text: lines.map(({ text }) => text).join('\n') })

const headerOf = (path: string, { text }: Line, parseCsv: ParseCsv, needed: readonly string[]): readonly string[] => {
  let columns: readonly string[]
  try {
    columns = (parseCsv(text)[0] ?? []).map((name) => name.trim())
  } catch {
    throw badHeader(path, [{ path: 'line 1', problem: 'has quotes that do not match', hint: 'The first line names the columns.' }])
  }
  const problems = needed.flatMap((name) => columnProblems(name, columns))
  if (problems.length > 0) throw badHeader(path, problems)
  return columns
}

const columnProblems = (name: string, columns: readonly string[]): readonly Problem[] => {
  const count = columns.filter((one) => one === name).length
  const path = `column ${JSON.stringify(name)}`
  if (count === 1) return []
  if (count > 1) return [{ path, problem: `is there ${count} times`, hint: 'Give each column of the first line a name of its own.' }]
  const meant = nearest(name, columns)
  const known =
    columns.length === 1
      ? `There is one column alone, ${JSON.stringify(columns[0])}: is the "delimiter" right?`
      : `There are: ${columns.join(', ')}.`
  return [{ path, problem: 'is not there, and the map reads it', hint: meant === null ? known : `Did you mean ${JSON.stringify(meant)}?` }]
}

const badHeader = (path: string, problems: readonly Problem[]): BadFiles => new BadFiles([{ file: path, problems }])

const EMPTY: Problem = { path: '', problem: 'is empty', hint: 'The first line of a CSV file names its columns.' }
