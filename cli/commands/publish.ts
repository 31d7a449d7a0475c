import { userInfo } from 'node:os'
import type { Command } from 'commander'
import { BadFiles } from '../../local/bad-files.ts'
import { FolderInUse } from '../../local/folder-in-use.ts'
import { publishInto } from '../../local/publish-into.ts'
import type { PublishAnswer } from '../../shared/flow/publishing/remote.ts'
import { AUTHOR_LENGTH_MAX, NOTE_LENGTH_MAX } from '../../shared/kernel/limits.ts'
import { EXIT, Failure } from '../failure.ts'
import { answer, type Io } from '../io.ts'
import { type CommonOptions, withCommonOptions, withExamples } from '../options.ts'
import { planText } from '../plan-text.ts'
import { asNamedHere, type FileOptions, filesOf, withFiles } from '../published-files.ts'

export type SayingOptions = { readonly author?: string; readonly note?: string }
type PlanOptions = CommonOptions & FileOptions
type PublishOptions = PlanOptions & SayingOptions & { readonly yes?: true }

const PLAN = [
  'Says what publishing the files of a folder would change against what is live in a data folder: each field, and whom it concerns.',
  'It reads only, and may be asked while the folder is served.',
].join(' ')
const PUBLISH = [
  'Says what would change, as plan does, and with --yes publishes it: all of it, or nothing where anything is wrong. What is published',
  'and in no file goes on as it is. While `npm start` serves the folder it is the only one that writes: there, start it again, and it',
  'publishes what changed in its files.',
].join(' ')

/** `rekindle plan` and `rekindle publish`: files against a data folder, and into it. */
export const addPublish = (program: Command, io: Io): void => {
  const plan = withCommonOptions(
    withFiles(program.command('plan').summary('what publishing would change, and whom that concerns').description(PLAN)),
  )
  withExamples(plan, 'plan marketing --data .rekindle').action(async (folder: string, options: PlanOptions) => {
    told(io, await asked(io, folder, options, true), options)
  })
  const publish = withSaying(
    withCommonOptions(withFiles(program.command('publish').summary('publish files into a data folder').description(PUBLISH))),
  ).option('--yes', 'publish: without this it only says what would change')
  withExamples(publish, 'publish marketing', 'publish marketing --yes --note "spring offers"').action(
    async (folder: string, options: PublishOptions) => {
      const said = await asked(io, folder, options, options.yes !== true)
      told(io, said, options)
      if (options.yes !== true && said.type === 'checked' && said.changes.length > 0)
        throw new Failure(EXIT.usage, 'Nothing was published: this was the plan.', 'The same with --yes publishes it.')
    },
  )
}

/** Who says so, and why: kept with each version. */
const withSaying = (command: Command): Command =>
  command
    .option('--author <name>', 'who does this (default: who is signed in on this machine)')
    .option('--note <text>', 'why: it is kept with each version')

export const authorOf = ({ author }: SayingOptions): string => (author ?? signedIn()).slice(0, AUTHOR_LENGTH_MAX)
const noteOf = ({ note }: SayingOptions): string | null =>
  note === undefined || note.trim() === '' ? null : note.slice(0, NOTE_LENGTH_MAX)

const signedIn = (): string => {
  try {
    return userInfo().username
  } catch {
    // An account without a name, as containers have.
    return 'somebody'
  }
}

const asked = async (io: Io, folder: string, options: PublishOptions, dryRun: boolean): Promise<PublishAnswer> => {
  const files = new Map(Object.entries(await filesOf(folder, options)))
  const ask = { files, dryRun, author: authorOf(options), note: noteOf(options) }
  const said = await publishInto(options.data, ask, io.now()).catch((failure: unknown) => {
    if (failure instanceof FolderInUse)
      throw new Failure(EXIT.wrong, `${options.data} is being served or written by another process.`, IN_USE)
    throw failure
  })
  const here = (problems: Parameters<typeof asNamedHere>[0]) => asNamedHere(problems, folder, options)
  return said.type === 'refused'
    ? { ...said, problems: here(said.problems), warnings: here(said.warnings) }
    : { ...said, warnings: here(said.warnings) }
}

const IN_USE =
  'Stop `npm start` and publish, or start it again: at its start it publishes what changed in its files. `plan` works meanwhile.'

const told = (io: Io, said: PublishAnswer, { json }: PlanOptions): void => {
  if (said.type === 'refused') throw new BadFiles(said.problems)
  answer(io, json === true, said, () => planText(said))
}
