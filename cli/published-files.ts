/** The files of a folder that are published together, as texts, and what people call each of them. */
import { existsSync } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join, relative } from 'node:path'
import type { Command } from 'commander'
import { readTemplateFolder } from '../local/templates/folder.ts'
import type { FileProblems } from '../shared/flow/publishing/sources.ts'
import { PUBLISHED_BYTES_MAX, PUBLISHED_FILES_MAX } from '../shared/kernel/limits.ts'
import { EXIT, Failure } from './failure.ts'
import { countOf } from './format.ts'

export type FileOptions = {
  readonly policy?: string
  readonly segments?: string
  readonly campaigns?: string
  readonly experiments?: string
  readonly templates?: string
}

/** Where the files lie: a folder, or each named. */
export const withFiles = (command: Command): Command =>
  command
    .argument('[folder]', 'where they lie', '.')
    .option('--policy <file>', 'the policy (default: policy.json in the folder)')
    .option('--segments <dir>', 'segments (default: segments in the folder)')
    .option('--campaigns <dir>', 'campaigns (default: campaigns in the folder)')
    .option('--experiments <dir>', 'experiments assigned elsewhere (default: experiments in the folder)')
    .option('--templates <dir>', 'templates (default: templates in the folder)')

/** Problems under the names of the files on this machine, so that an editor opens them. */
export const asNamedHere = (problems: readonly FileProblems[], folder: string, options: FileOptions): readonly FileProblems[] =>
  problems.map((one) => ({ ...one, file: nameHere(one.file, folder, options) }))

const nameHere = (file: string, folder: string, options: FileOptions): string => {
  if (file === 'policy.json') return options.policy ?? relative('', join(folder, file))
  const [kind = '', ...rest] = file.split('/')
  const within = options[kind as keyof FileOptions]
  return relative('', join(within ?? join(folder, kind), ...rest)) || file
}

/** Texts by the path under which they are published. What is wrong in them is told by who publishes, all at once. */
export const filesOf = async (folder: string, options: FileOptions): Promise<Readonly<Record<string, string>>> => {
  const policy = options.policy ?? beside(folder, 'policy.json')
  const files: Record<string, string> = policy === null ? {} : { 'policy.json': await textIn(policy) }
  for (const kind of ['segments', 'campaigns', 'experiments'] as const) {
    const within = options[kind] ?? beside(folder, kind)
    if (within === null) continue
    for (const name of await jsonFilesIn(within)) files[`${kind}/${name}`] = await textIn(join(within, name))
  }
  const templates = options.templates ?? beside(folder, 'templates')
  if (templates !== null) for (const [path, text] of (await readTemplateFolder(templates)).files) files[`templates/${path}`] = text
  const count = Object.keys(files).length
  if (count === 0)
    throw new Failure(
      EXIT.wrong,
      `There is nothing to publish in ${folder}.`,
      'It has policy.json, segments/, campaigns/, experiments/ or templates/; or name them.',
    )
  const bytes = Object.values(files).reduce((sum, text) => sum + Buffer.byteLength(text), 0)
  if (count > PUBLISHED_FILES_MAX || bytes > PUBLISHED_BYTES_MAX)
    throw new Failure(
      EXIT.wrong,
      `${countOf(count, 'file')} of ${bytes} bytes are more than one publishing takes.`,
      'Is it the right folder?',
    )
  return files
}

const beside = (folder: string, name: string): string | null => (existsSync(join(folder, name)) ? join(folder, name) : null)

const jsonFilesIn = async (folder: string): Promise<readonly string[]> => {
  const names = await readdir(folder).catch(() => null)
  if (names === null) throw new Failure(EXIT.wrong, `${folder} is not a folder that can be read.`)
  return names.filter((name) => /\.jsonc?$/.test(name)).sort()
}

const textIn = async (file: string): Promise<string> => {
  const size = await stat(file).then(
    (found) => found.size,
    () => null,
  )
  if (size === null) throw new Failure(EXIT.wrong, `${file} cannot be read.`)
  if (size > PUBLISHED_BYTES_MAX) throw new Failure(EXIT.wrong, `${file} is larger than one publishing takes.`)
  return readFile(file, 'utf8')
}
