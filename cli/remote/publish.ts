import { existsSync } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { BadFiles } from '../../local/bad-files.ts'
import { readTemplateFolder } from '../../local/templates/folder.ts'
import type { PublishAnswer } from '../../shared/flow/publishing/remote.ts'
import { PUBLISHED_BYTES_MAX, PUBLISHED_FILES_MAX } from '../../shared/kernel/limits.ts'
import { EXIT, Failure, problemLines } from '../failure.ts'
import { countOf } from '../format.ts'
import { answer } from '../io.ts'
import { type Add, type Shared, withJson, withRemoteExamples } from './options.ts'

type PublishOptions = Shared & {
  readonly policy?: string
  readonly campaigns?: string
  readonly experiments?: string
  readonly templates?: string
  readonly dryRun?: true
}

const DESCRIPTION = [
  'Sends the policy, campaigns, experiments and templates of a folder (policy.json, campaigns/, experiments/, templates/) and publishes what',
  'changed: all of it, or nothing where anything is wrong. What is published and in no file goes on as it is.',
].join(' ')

/** `rekindle --stage NAME publish`: makes files the rules of a deployed system. */
export const addPublish: Add = (program, io, open) => {
  const command = program
    .command('publish')
    .summary('publish policy, campaigns, experiments and templates')
    .description(DESCRIPTION)
    .argument('[folder]', 'where they lie', '.')
    .option('--policy <file>', 'the policy (default: policy.json in the folder)')
    .option('--campaigns <dir>', 'campaigns (default: campaigns in the folder)')
    .option('--experiments <dir>', 'experiments assigned elsewhere (default: experiments in the folder)')
    .option('--templates <dir>', 'templates (default: templates in the folder)')
    .option('--dry-run', 'say what would change, and change nothing')
  withRemoteExamples(withJson(command), 'publish', 'publish marketing --dry-run').action(
    async (folder: string, options: PublishOptions) => {
      const files = await filesOf(folder, options)
      const remote = await open()
      const said = (await remote.post('/cli/publish', { files, dryRun: options.dryRun === true }, [400, 422])) as PublishAnswer
      if (said.type === 'refused') throw new BadFiles(said.problems)
      answer(io, options.json === true, said, () => textOf(said))
    },
  )
}

/** Texts by the path under which they are published. What is wrong in them is told by who publishes, all at once. */
const filesOf = async (folder: string, options: PublishOptions): Promise<Readonly<Record<string, string>>> => {
  const policy = options.policy ?? beside(folder, 'policy.json')
  const files: Record<string, string> = policy === null ? {} : { 'policy.json': await textIn(policy) }
  for (const kind of ['campaigns', 'experiments'] as const) {
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
      'It has policy.json, campaigns/, experiments/ or templates/; or name them.',
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
  return names.filter((name) => name.endsWith('.json')).sort()
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

const textOf = (said: Exclude<PublishAnswer, { type: 'refused' }>): string => {
  const { changes, withoutFile, warnings, sweep } = said
  const verb = said.type === 'checked' ? 'would be published' : 'published'
  return [
    changes.length === 0 ? 'Nothing changed: everything is published as it is.' : `${countOf(changes.length, 'change')} ${verb}:`,
    ...changes.map(({ kind, id, version }) => `  ${kind} ${id}, version ${version}${version === 1 ? ' (new)' : ''}`),
    ...(withoutFile.length === 0 ? [] : ['', 'Published before, in no file now, and going on as they are:']),
    ...withoutFile.map(({ kind, id, version }) => `  ${kind} ${id}, version ${version}`),
    ...warnings.flatMap(({ file, problems }) => ['', `warning: ${file}`, ...problems.flatMap(problemLines)]),
    ...(sweep === null
      ? []
      : ['', `Everybody is looked at once more under the new policy: ${countOf(sweep.customers, 'customer')}, sweep ${sweep.id}.`]),
  ].join('\n')
}
