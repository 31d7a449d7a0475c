import { createWriteStream } from 'node:fs'
import { rename } from 'node:fs/promises'
import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Argument, type Command, Option } from 'commander'
import type { CustomerId } from '../../shared/kernel/words.ts'
import { csvLine } from '../../shared/kernel/csv.ts'
import { EXPORTS, type Export } from '../exports.ts'
import { EXIT, Failure } from '../failure.ts'
import { type Folder, reading } from '../folder.ts'
import { countOf } from '../format.ts'
import { answer, type Io } from '../io.ts'
import { type CommonOptions, withCommonOptions, withExamples } from '../options.ts'

type ExportOptions = CommonOptions & { readonly format: 'jsonl' | 'csv'; readonly out?: string }

const DESCRIPTION = [
  'Assignments, outcomes or customers for your own warehouse, as JSON Lines or CSV, sorted by customer. In CSV, lists and objects are',
  'JSON, and text that a spreadsheet would run as a formula begins with an apostrophe.',
].join(' ')

/** `rekindle export`: rows for a warehouse, streamed in pages. */
export const addExport = (program: Command, io: Io): void => {
  const command = program
    .command('export')
    .summary('assignments, outcomes or customers for a warehouse')
    .description(DESCRIPTION)
    .addArgument(new Argument('<what>', 'what to take out').choices(Object.keys(EXPORTS)))
    .addOption(new Option('--format <format>', 'how rows are written').choices(['jsonl', 'csv']).default('jsonl'))
    .option('--out <file>', 'write into this file, which is replaced once all is written (default: stdout)')
  withExamples(
    withCommonOptions(command),
    'export assignments --data shop',
    'export customers --data shop --format csv --out customers.csv',
  ).action(async (what: keyof typeof EXPORTS, options: ExportOptions) =>
    reading(io, options.data, (folder) => exportRows(io, folder, EXPORTS[what], options)),
  )
}

const exportRows = async (io: Io, folder: Folder, wanted: Export, { format, out, json }: ExportOptions): Promise<void> => {
  let count = 0
  const lines = linesOf(folder, wanted, format, () => {
    count += 1
  })
  if (out === undefined) return write(lines, io.out, false)
  // A reader of the file never meets half of it.
  const unfinished = `${out}.part`
  try {
    await write(lines, createWriteStream(unfinished), true)
    await rename(unfinished, out)
  } catch (failure) {
    throw new Failure(
      EXIT.wrong,
      `${out} cannot be written: ${failure instanceof Error ? failure.message : 'unknown failure'}.`,
      'Give another --out.',
    )
  }
  answer(io, json === true, { rows: count, file: out }, () => `${countOf(count, 'row')} into ${out}`)
}

const write = (lines: AsyncIterable<string>, to: Writable, ends: boolean): Promise<void> =>
  pipeline(Readable.from(lines), to, { end: ends })

/** Customers read at a time: what memory holds, whatever the folder does. */
const PAGE_CUSTOMERS = 500

async function* linesOf(
  { stores, rules }: Folder,
  { columns, rowsOf }: Export,
  format: 'jsonl' | 'csv',
  onRow: () => void,
): AsyncGenerator<string> {
  if (format === 'csv') yield `${csvLine(columns)}\r\n`
  let after: CustomerId | null = null
  for (;;) {
    const page = await stores.inspection.customers(after, PAGE_CUSTOMERS)
    let text = ''
    for (const row of page.flatMap((state) => rowsOf(state, rules))) {
      onRow()
      text += format === 'csv' ? `${csvLine(columns.map((column) => row[column] ?? null))}\r\n` : `${JSON.stringify(row)}\n`
    }
    if (text !== '') yield text
    after = page.at(-1)?.id ?? null
    if (after === null) return
  }
}
