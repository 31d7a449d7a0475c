import type { Command } from 'commander'
import { type Checked, checkFiles } from '../../local/check.ts'
import { EXIT, Failure, problemLines } from '../failure.ts'
import { countOf } from '../format.ts'
import { answer, type Io } from '../io.ts'
import { withExamples } from '../options.ts'

type CheckOptions = {
  readonly policy?: string
  readonly campaigns?: string
  readonly experiments?: string
  readonly templates?: string
  readonly json?: true
}

const DESCRIPTION = [
  'Reads files as publishing would, and publishes nothing. Every problem is printed with its file, its place and a hint; templates are',
  'compiled, and filled with their sample customer in each language. Warnings are shown and keep nothing from being published.',
].join(' ')

/** `rekindle check`: everything that is wrong with files, before they are published. */
export const addCheck = (program: Command, io: Io): void => {
  const command = program
    .command('check')
    .summary('find what is wrong with campaigns and templates before they are published')
    .description(DESCRIPTION)
    .option('--campaigns <dir>', 'a folder of campaigns (*.json)')
    .option('--templates <dir>', 'a folder of templates (default: the folder "templates" beside the campaigns)')
    .option('--policy <file>', 'a policy')
    .option('--experiments <dir>', 'a folder of experiments assigned elsewhere (*.json)')
    .option('--json', 'answer as JSON, for programs')
  withExamples(command, 'check --campaigns examples/campaigns', 'check --templates examples/templates --json').action(
    async (options: CheckOptions) => check(io, options),
  )
}

const check = async (io: Io, options: CheckOptions): Promise<void> => {
  const { policy = null, campaigns = null, experiments = null, templates = null, json } = options
  if ([policy, campaigns, experiments, templates].every((one) => one === null)) {
    throw new Failure(EXIT.usage, 'Nothing was named that could be checked.', 'rekindle check --campaigns DIR')
  }
  const checked = await checkFiles({ policy, campaigns, experiments, templates })
  answer(io, json === true, checked, () => textOf(checked))
  if (checked.errors.length > 0)
    throw new Failure(EXIT.wrong, `${countOf(problemsIn(checked.errors), 'problem')} keep this from being published.`)
}

const problemsIn = (files: Checked['errors']): number => files.reduce((sum, { problems }) => sum + problems.length, 0)

const textOf = ({ errors, warnings, counts }: Checked): string => {
  const read = [
    ...(counts.policies === 0 ? [] : [countOf(counts.policies, 'policy', 'policies')]),
    ...(counts.campaigns === 0 ? [] : [countOf(counts.campaigns, 'campaign')]),
    ...(counts.experiments === 0 ? [] : [countOf(counts.experiments, 'experiment')]),
    ...(counts.templates === 0 ? [] : [countOf(counts.templates, 'template')]),
  ]
  return [
    `Without a problem: ${read.length === 0 ? 'nothing' : read.join(', ')}.`,
    ...errors.flatMap(({ file, problems }) => ['', `error: ${file}`, ...problems.flatMap(problemLines)]),
    ...warnings.flatMap(({ file, problems }) => ['', `warning: ${file}`, ...problems.flatMap(problemLines)]),
  ].join('\n')
}
