import { Command, CommanderError } from 'commander'
import { addCheck } from './commands/check.ts'
import { addCoupons } from './commands/coupons.ts'
import { addCustomer } from './commands/customer.ts'
import { addExplain } from './commands/explain.ts'
import { addExport } from './commands/export.ts'
import { addImport } from './commands/import.ts'
import { addMessages } from './commands/messages.ts'
import { addPreview } from './commands/preview.ts'
import { addPrivacy } from './commands/privacy.ts'
import { addQuarantine } from './commands/quarantine.ts'
import { addReplay } from './commands/replay.ts'
import { addResults } from './commands/results.ts'
import { addSending } from './commands/sending.ts'
import { addStages } from './commands/stages.ts'
import { addSuppression } from './commands/suppression.ts'
import { EXIT, type ExitCode, report } from './failure.ts'
import type { Io } from './io.ts'
import { withExamples } from './options.ts'

const EXIT_CODES = `
Exit codes:
  0   done
  1   what was given or found is wrong: bad files, another replay in the folder, a folder that cannot be used
  2   the command line cannot be understood, or names something that is not there
  70  a defect of Rekindle`

/** Runs one command line (without the program's name) and answers its exit code. */
export const runCli = async (args: readonly string[], io: Io): Promise<ExitCode> => {
  const program = new Command('rekindle')
    .description('Lifecycle marketing on your own data: replay events, see stages, campaigns and honest results.')
    .exitOverride()
    .configureOutput({ writeOut: (text) => void io.out.write(text), writeErr: (text) => void io.err.write(text) })
  for (const add of [
    addReplay,
    addImport,
    addStages,
    addCustomer,
    addExplain,
    addResults,
    addMessages,
    addQuarantine,
    addCheck,
    addPreview,
    addSending,
    addSuppression,
    addCoupons,
    addPrivacy,
    addExport,
  ])
    add(program, io)
  withExamples(
    program,
    'replay events.jsonl.gz --data shop --campaigns examples/campaigns',
    'import orders.csv --map orders.map.json --data shop --dry-run',
    'stages --data shop',
    'results win-back --data shop --json',
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
