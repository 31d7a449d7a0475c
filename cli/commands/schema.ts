import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Command } from 'commander'
import { fileJsonSchemas } from '../../shared/contract/file-schemas.ts'
import { EXIT, Failure } from '../failure.ts'
import { answer, type Io } from '../io.ts'
import { withExamples } from '../options.ts'

const DESCRIPTION = [
  'Writes the JSON Schemas of campaigns, segments, policies and experiments into a folder, or prints one. An editor that knows them',
  'completes fields, says what each means, and marks what does not fit: name the file in "$schema".',
].join(' ')

/** `rekindle schema`: what editors complete and explain files by. */
export const addSchema = (program: Command, io: Io): void => {
  const command = program
    .command('schema')
    .summary('JSON Schemas of the files, for editors')
    .description(DESCRIPTION)
    .argument('[kind]', 'campaign, segment, policy or experiment: prints that one')
    .option('--out <dir>', 'write all of them there, as KIND.schema.json')
  withExamples(command, 'schema --out schemas', 'schema campaign').action(
    async (kind: string | undefined, { out }: { readonly out?: string }) => {
      const schemas: Readonly<Record<string, object>> = fileJsonSchemas()
      if (out !== undefined) {
        await mkdir(out, { recursive: true })
        const files = Object.keys(schemas).map((name) => join(out, `${name}.schema.json`))
        for (const [index, schema] of Object.values(schemas).entries())
          await writeFile(files[index] as string, `${JSON.stringify(schema, null, 2)}\n`)
        io.out.write(`${files.join('\n')}\n`)
        return
      }
      const schema = kind === undefined ? undefined : schemas[kind]
      if (schema === undefined)
        throw new Failure(EXIT.usage, 'Name one of campaign, segment, policy, experiment; or --out for all of them.')
      answer(io, true, schema, () => '')
    },
  )
}
