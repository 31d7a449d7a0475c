import { Command, CommanderError } from 'commander'
import { addCheck } from './commands/check.ts'
import { addCost } from './commands/cost.ts'
import { addCoupons } from './commands/coupons.ts'
import { addCustomer } from './commands/customer.ts'
import { addEvents } from './commands/events.ts'
import { addExplain } from './commands/explain.ts'
import { addExport } from './commands/export.ts'
import { addImport } from './commands/import.ts'
import { addLifecycle } from './commands/lifecycle.ts'
import { addMessages } from './commands/messages.ts'
import { addPower } from './commands/power.ts'
import { addPreview } from './commands/preview.ts'
import { addPrivacy } from './commands/privacy.ts'
import { addPublish } from './commands/publish.ts'
import { addQuarantine } from './commands/quarantine.ts'
import { addReplay } from './commands/replay.ts'
import { addResults } from './commands/results.ts'
import { addSchema } from './commands/schema.ts'
import { addSending } from './commands/sending.ts'
import { addSimulate } from './commands/simulate.ts'
import { addStages } from './commands/stages.ts'
import { addSuppression } from './commands/suppression.ts'
import { addTasks } from './commands/tasks.ts'
import { addVerdicts } from './commands/verdicts.ts'
import { addWebhooks } from './commands/webhooks.ts'
import { EXIT, type ExitCode, Failure, report } from './failure.ts'
import type { Io } from './io.ts'
import { withExamples } from './options.ts'
import { isRemote, withTargetOptions } from './remote/target.ts'

type Add = (program: Command, io: Io) => void

/** These have a namesake that works on a deployed system. */
const ON_A_FOLDER: readonly Add[] = [
  addReplay,
  addImport,
  addStages,
  addCustomer,
  addExplain,
  addResults,
  addPower,
  addVerdicts,
  addMessages,
  addQuarantine,
  addCheck,
  addPublish,
  addLifecycle,
  addPreview,
  addSimulate,
  addSending,
  addSuppression,
  addCoupons,
  addTasks,
  addWebhooks,
  addPrivacy,
  addExport,
]
const ANYWHERE: readonly Add[] = [addEvents, addSchema, addCost]

const ONLY_ON_A_FOLDER: Readonly<Record<string, string>> = {
  replay: 'publish the history of events to the bus instead, or replay it into a folder',
  import: 'import into a folder',
  preview: 'look at templates on this machine',
  export: 'export from a folder',
}
const ONLY_DEPLOYED: Readonly<Record<string, string>> = {
  status: 'how a deployed system stands (with --stage or --url)',
  'write-keys': 'keys that publishers show (with --stage or --url)',
  tally: 'count everything anew (with --stage or --url)',
  audit: 'what people changed (with --stage or --url)',
}

/** Says where a command works, rather than that there is none of the name. */
const addElsewhere = (program: Command, name: string, summary: string, isRemote: boolean): void => {
  const hint = isRemote ? `Leave --stage and --url out: ${summary}.` : `rekindle --stage NAME ${name} …`
  const command = program
    .command(name, isRemote ? { hidden: true } : {})
    .summary(summary)
    .description(summary)
  command
    .allowUnknownOption()
    .allowExcessArguments()
    .argument('[anything...]')
    .action(() => {
      throw new Failure(EXIT.usage, `${name} works ${isRemote ? 'on this machine' : 'on a deployed system'}.`, hint)
    })
}

const EXIT_CODES = `
Exit codes:
  0   done
  1   what was given or found is wrong: bad files, another replay in the folder, a folder that cannot be used
  2   the command line cannot be understood, or names something that is not there
  70  a defect of Rekindle`

/** Runs one command line (without the program's name) and answers its exit code. */
export const runCli = async (args: readonly string[], io: Io): Promise<ExitCode> => {
  const program = withTargetOptions(new Command('rekindle'))
    .description('Lifecycle marketing on your own data: replay events, see stages, campaigns and honest results.')
    .exitOverride()
    .configureOutput({ writeOut: (text) => void io.out.write(text), writeErr: (text) => void io.err.write(text) })
  // What speaks to AWS is loaded only for who asks for it.
  if (isRemote(args)) (await import('./remote/commands.ts')).addRemote(program, io)
  else for (const add of ON_A_FOLDER) add(program, io)
  for (const add of ANYWHERE) add(program, io)
  for (const [name, summary] of Object.entries(isRemote(args) ? ONLY_ON_A_FOLDER : ONLY_DEPLOYED))
    addElsewhere(program, name, summary, isRemote(args))
  withExamples(
    program,
    'replay events.jsonl.gz --data shop --campaigns examples/campaigns',
    'import orders.csv --map orders.map.json --data shop --dry-run',
    'stages --data shop',
    'results win-back --data shop --json',
    '--stage prod publish marketing',
    'help replay',
  ).addHelpText('after', EXIT_CODES)
  try {
    await program.parseAsync(args, { from: 'user' })
    return EXIT.done
  } catch (failure) {
    // Commander has said what is wrong already; asked for help, it has given it.
    if (failure instanceof CommanderError) return failure.exitCode === 0 ? EXIT.done : EXIT.usage
    return report(io, failure, args.includes('--json'))
  }
}
