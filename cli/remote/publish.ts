import { BadFiles } from '../../local/bad-files.ts'
import type { PublishAnswer } from '../../shared/flow/publishing/remote.ts'
import { EXIT, Failure } from '../failure.ts'
import { answer, type Io } from '../io.ts'
import { planText } from '../plan-text.ts'
import { asNamedHere, type FileOptions, filesOf, withFiles } from '../published-files.ts'
import { checkedAnswer, formatOf, withFormat } from '../problem-text.ts'
import type { Remote } from './client.ts'
import { type Add, type Shared, withJson, withRemoteExamples } from './options.ts'

type PublishOptions = Shared & FileOptions & { readonly dryRun?: true; readonly yes?: true; readonly note?: string }
type CheckOptions = Shared & FileOptions & { readonly format?: string }

const DESCRIPTION = [
  'Sends the policy, segments, campaigns, experiments and templates of a folder, says what would change and whom that concerns, and with',
  '--yes publishes what changed: all of it, or nothing where anything is wrong. What is published and in no file goes on as it is.',
].join(' ')

/** `rekindle --stage NAME check|plan|publish`: files against a deployed system, and into it. */
export const addPublish: Add = (program, io, open) => {
  const check = withFormat(withJson(withFiles(program.command('check').summary('find what is wrong with files, against what is live'))))
  withRemoteExamples(check, 'check marketing', 'check marketing --format github').action(async (folder: string, options: CheckOptions) => {
    const said = await sent(await open(), folder, options, { dryRun: true })
    const [errors, warnings] = said.type === 'refused' ? [said.problems, said.warnings] : [[], said.warnings]
    checkedAnswer(io, formatOf(options), { errors, warnings, counts: null })
  })
  const plan = withJson(withFiles(program.command('plan').summary('what publishing would change, and whom that concerns')))
  withRemoteExamples(plan, 'plan marketing').action(async (folder: string, options: PublishOptions) => {
    published(io, await sent(await open(), folder, options, { dryRun: true }), options)
  })
  const publish = withJson(withFiles(program.command('publish').summary('publish policy, segments, campaigns, experiments and templates')))
    .description(DESCRIPTION)
    .option('--dry-run', 'say what would change, and change nothing (as plan does)')
    .option('--yes', 'publish: without this it only says what would change, and asks')
    .option('--note <text>', 'why: it is kept with each version')
  withRemoteExamples(publish, 'publish marketing', 'publish marketing --yes --note "spring offers"').action(
    async (folder: string, options: PublishOptions) => {
      const remote = await open()
      const { note = null, yes, dryRun } = options
      const isPlan = dryRun === true || yes !== true
      const said = await sent(remote, folder, options, { dryRun: isPlan, note })
      published(io, said, options)
      if (dryRun !== true && yes !== true && said.type === 'checked' && said.changes.length > 0)
        throw new Failure(EXIT.usage, 'Nothing was published: this was the plan.', 'The same with --yes publishes it.')
    },
  )
}

const sent = async (remote: Remote, folder: string, options: FileOptions, asked: object): Promise<PublishAnswer> => {
  const files = await filesOf(folder, options)
  const said = (await remote.post('/cli/publish', { files, ...asked }, [400, 422])) as PublishAnswer
  const here = (problems: Parameters<typeof asNamedHere>[0]) => asNamedHere(problems, folder, options)
  if (said.type === 'refused') return { ...said, problems: here(said.problems), warnings: here(said.warnings ?? []) }
  return { ...said, warnings: here(said.warnings) }
}

const published = (io: Io, said: PublishAnswer, { json }: Shared): void => {
  if (said.type === 'refused') throw new BadFiles(said.problems)
  answer(io, json === true, said, () => planText(said))
}
