import { basename } from 'node:path'
import { readFile, rename, writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { BadFiles } from '../../local/bad-files.ts'
import { codeOf } from '../../shared/contract/catalogue-code.ts'
import { parseCatalogue } from '../../shared/contract/catalogue-file.ts'
import type { EventCatalogue } from '../../shared/contract/event-catalogue.ts'
import { publishedJsonSchema, publishedJsonSchemas } from '../../shared/contract/published-schema.ts'
import { PUBLISHED_BY_DEFAULT, PUBLISHED_TYPES, type PublishedType } from '../../shared/kernel/names.ts'
import { EXIT, Failure } from '../failure.ts'
import { countOf, table } from '../format.ts'
import { answer, type Io } from '../io.ts'
import { withExamples } from '../options.ts'

type CodegenOptions = { readonly out?: string; readonly check?: true; readonly json?: true }

/** `rekindle events`: the types of a company's own events, and of those we publish. */
export const addEvents = (program: Command, io: Io): void => {
  const command = program
    .command('events')
    .summary('types of the events you publish, and of those we do')
    .description('The events between your backends and Rekindle: types from your catalogue, and what Rekindle itself publishes on the bus.')
  const codegen = command
    .command('codegen <catalogue>')
    .summary('TypeScript types from a catalogue of events')
    .description('Reads a catalogue of events and writes a TypeScript module for @rekindle/sdk (docs/sdk.md).')
    .option('--out <file>', 'write it there instead of printing it')
    .option('--check', 'write nothing; end with 1 where --out is not what would be written')
    .option('--json', 'answer as JSON, for programs')
  withExamples(codegen, 'events codegen events.json --out src/events.ts', 'events codegen events.json --out src/events.ts --check').action(
    (file: string, options: CodegenOptions) => generated(io, file, options),
  )
  const published = command
    .command('published [type]')
    .summary('what Rekindle publishes, as JSON Schema')
    .description('Every event that Rekindle publishes on the bus; one of them, or all with --json, as JSON Schema.')
    .option('--json', 'answer as JSON, for programs')
  withExamples(published, 'events published', 'events published rekindle.customer.stage-changed').action(
    (type: string | undefined, { json }: { readonly json?: true }) => told(io, type, json === true),
  )
}

const generated = async (io: Io, file: string, { out, check, json }: CodegenOptions): Promise<void> => {
  if (check === true && out === undefined) throw new Failure(EXIT.usage, '--check compares with a file.', 'Name it with --out.')
  const catalogue = await catalogueIn(file)
  const code = codeOf(catalogue, basename(file))
  const events = Object.keys(catalogue.events).length
  if (out === undefined) {
    answer(io, json === true, { events, code }, () => code.trimEnd())
    return
  }
  const before = await readFile(out, 'utf8').catch(() => null)
  if (check === true) {
    if (before !== code) throw new Failure(EXIT.wrong, `${out} is not what ${file} says.`, `rekindle events codegen ${file} --out ${out}`)
    answer(io, json === true, { events, file: out, changed: false }, () => `${out} is up to date: ${countOf(events, 'event')}.`)
    return
  }
  // Whoever compiles meanwhile sees the old file or the new one.
  await writeFile(`${out}.new`, code)
  await rename(`${out}.new`, out)
  answer(io, json === true, { events, file: out, changed: before !== code }, () => `${countOf(events, 'event')} written to ${out}.`)
}

const catalogueIn = async (file: string): Promise<EventCatalogue> => {
  const text = await readFile(file, 'utf8').catch(() => null)
  if (text === null) throw new Failure(EXIT.wrong, `${file} cannot be read.`, 'Name a catalogue of events (docs/sdk.md).')
  let source: unknown
  try {
    source = JSON.parse(text)
  } catch (error) {
    const place = /position \d+/.exec(error instanceof Error ? error.message : '')?.[0]
    const problem = place === undefined ? 'is not JSON' : `is not JSON, from ${place} on`
    throw new BadFiles([{ file, problems: [{ path: '', problem, hint: 'Comments and trailing commas are none.' }] }])
  }
  const parsed = parseCatalogue(source)
  if (!parsed.ok) throw new BadFiles([{ file, problems: parsed.problems }])
  return parsed.value
}

const told = (io: Io, type: string | undefined, asJson: boolean): void => {
  if (type === undefined) {
    answer(io, asJson, publishedJsonSchemas(), () =>
      table(
        [
          ['type', 'published'],
          ...PUBLISHED_TYPES.map((each) => [each, PUBLISHED_BY_DEFAULT.includes(each) ? 'by default' : 'if asked for']),
        ],
        [],
      ),
    )
    return
  }
  if (!(PUBLISHED_TYPES as readonly string[]).includes(type))
    throw new Failure(EXIT.usage, `Rekindle publishes no ${type}.`, `There are: ${PUBLISHED_TYPES.join(', ')}.`)
  answer(io, true, publishedJsonSchema(type as PublishedType), () => '')
}
