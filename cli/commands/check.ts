import type { Command } from 'commander'
import { aroundIn, checkFiles } from '../../local/check.ts'
import { NOTHING_AROUND } from '../../shared/flow/publishing/look.ts'
import { EXIT, Failure } from '../failure.ts'
import type { Io } from '../io.ts'
import { withExamples } from '../options.ts'
import { checkedAnswer, formatOf, withFormat } from '../problem-text.ts'

type CheckOptions = {
  readonly policy?: string
  readonly segments?: string
  readonly campaigns?: string
  readonly experiments?: string
  readonly templates?: string
  readonly against?: string
  readonly format?: string
  readonly json?: true
}

const DESCRIPTION = [
  'Reads files as publishing would, and publishes nothing. Every problem is printed with its file, line and column, its place and a hint;',
  'templates are compiled, and filled with their sample customer in each language. Warnings are shown and keep nothing from being published.',
].join(' ')

/** `rekindle check`: everything that is wrong with files, before they are published. */
export const addCheck = (program: Command, io: Io): void => {
  const command = program
    .command('check')
    .summary('find what is wrong with campaigns and templates before they are published')
    .description(DESCRIPTION)
    .option('--campaigns <dir>', 'a folder of campaigns (*.json)')
    .option('--segments <dir>', 'a folder of segments (default: the folder "segments" beside the campaigns)')
    .option('--templates <dir>', 'a folder of templates (default: the folder "templates" beside the campaigns)')
    .option('--policy <file>', 'a policy')
    .option('--experiments <dir>', 'a folder of experiments assigned elsewhere (*.json)')
    .option('--against <dir>', 'a data folder: what is published there is known, and what its customers have and did')
    .option('--json', 'answer as JSON, for programs')
  withExamples(
    withFormat(command),
    'check --campaigns examples/campaigns',
    'check --campaigns campaigns --policy policy.json --against .rekindle --format github',
  ).action(async (options: CheckOptions) => check(io, options))
}

const check = async (io: Io, options: CheckOptions): Promise<void> => {
  const { policy = null, segments, campaigns = null, experiments = null, templates = null, against } = options
  if ([policy, campaigns, experiments, templates, segments ?? null].every((one) => one === null)) {
    throw new Failure(EXIT.usage, 'Nothing was named that could be checked.', 'rekindle check --campaigns DIR')
  }
  const now = io.now()
  const around = against === undefined ? { ...NOTHING_AROUND, now } : await aroundIn(against, now)
  const files = { policy, campaigns, experiments, templates, ...(segments === undefined ? {} : { segments }) }
  checkedAnswer(io, formatOf(options), await checkFiles(files, around))
}
