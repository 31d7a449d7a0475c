import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import type { SimulationReport } from '../../shared/flow/simulation/report.ts'
import { SIMULATED_EXAMPLES_MAX } from '../../shared/kernel/limits-simulation.ts'
import type { EpochMs } from '../../shared/kernel/words.ts'
import type { Definition } from '../../shared/ports/definitions.ts'
import { draftIn, furnitureOf, rulesOfDraft, standingIn, withFolder } from '../../local/simulation/ask.ts'
import { historyInFiles, historyInFolder, type SimulatedHistory } from '../../local/simulation/history.ts'
import { type Furniture, simulate } from '../../local/simulation/simulate.ts'
import type { Local } from '../../local/wiring.ts'
import { EXIT, Failure } from '../failure.ts'
import { answer, type Io } from '../io.ts'
import { type CommonOptions, instant, wholeNumber, withCommonOptions, withExamples } from '../options.ts'
import { outside } from '../outside.ts'
import { progressOf } from '../progress.ts'
import { simulationTables } from '../simulation-csv.ts'
import { simulationText } from '../simulation-text.ts'

/** What both simulations take: over a folder or files, and over a deployed system. */
export type SimulateOptions = {
  readonly from: EpochMs
  readonly to: EpochMs
  readonly policy?: string
  readonly campaigns?: string
  readonly templates?: string
  readonly segments?: string
  readonly alone?: true
  readonly seed: number
  readonly sample: number
  readonly csv?: string
  readonly progress?: true
  readonly json?: true
}

type Options = CommonOptions & SimulateOptions & { readonly events?: readonly string[] }

const SEED_MAX = 2 ** 32 - 1
const RETAIL_POLICY = fileURLToPath(new URL('../../examples/policies/retail.json', import.meta.url))

const descriptionOf = (history: string): string =>
  [
    'Plays real history through a draft, in virtual time and without sending: who would have entered when, who not and why, what would have',
    `been sent day by day, and where caps, quiet hours and budgets would have bitten. ${history}`,
    'The draft takes the place of what is published of that campaign; the other active campaigns run beside it.',
  ].join(' ')

/** The command `simulate`, as far as it is the same wherever history comes from. */
export const simulateCommand = (program: Command, history: string): Command =>
  program
    .command('simulate')
    .summary('what a campaign would have done')
    .description(descriptionOf(history))
    .argument('<campaign>', 'the file of a campaign, or the id of one')
    .requiredOption('--from <iso>', 'from when on it is simulated', instant)
    .requiredOption('--to <iso>', 'until when', instant)
    .option('--policy <file>', 'the policy (default: that which is published; else examples/policies/retail.json)')
    .option('--campaigns <dir>', 'a folder of campaigns, in place of the published ones of the same ids')
    .option('--templates <dir>', 'their templates (default: the folder "templates" beside the campaigns)')
    .option('--segments <dir>', 'their segments (default: the folder "segments" beside the campaigns)')
    .option('--alone', 'no other campaign runs beside it')
    .option('--seed <n>', 'what variants are drawn from where the campaign was never published', wholeNumber(0, SEED_MAX), 1)
    .option('--sample <n>', 'so many customers are told of as examples', wholeNumber(0, SIMULATED_EXAMPLES_MAX), 10)
    .option('--csv <dir>', 'write each table as a CSV file into this folder, too')
    .option('--progress', 'progress on stderr although it is no terminal')

/** `rekindle simulate`: a draft over real history. */
export const addSimulate = (program: Command, io: Io): void => {
  const command = simulateCommand(program, 'History is what the data folder keeps, or a file of events.').option(
    '--events <file...>',
    'files of events, in place of the history of the data folder',
  )
  withExamples(
    withCommonOptions(command),
    'simulate campaigns/win-back.json --from 2026-04-01 --to 2026-07-01',
    'simulate win-back --from 2026-04-01 --to 2026-07-01 --alone --json',
    'simulate examples/campaigns/win-back.json --events events.jsonl.gz --from 1997-01-01 --to 1998-07-01 --csv tables',
  ).action((campaign: string, options: Options) => run(io, campaign, options))
}

const run = async (io: Io, campaign: string, options: Options): Promise<void> => {
  await withFolder(options.data, async (local) => {
    if (local === null && options.events === undefined)
      throw new Failure(
        EXIT.wrong,
        `There is no history in ${options.data}.`,
        'Name another folder (--data), or a file of events (--events).',
      )
    await simulated(io, campaign, options, {
      standing: () => standingIn(local),
      past: (standing) => pastIn(options, local, standing),
    })
  })
}

/** Where there is something to simulate over. What happened is asked for once the draft is found to be right. */
export type Source = {
  readonly standing: () => Promise<readonly Definition[]>
  readonly past: (standing: readonly Definition[]) => Promise<SimulatedPast>
}

/** What happened, and what stands around it. */
export type SimulatedPast = { readonly history: SimulatedHistory; readonly furniture: Furniture | null }

/** Simulates and answers. */
export const simulated = async (io: Io, campaign: string, options: SimulateOptions, source: Source): Promise<void> => {
  const { from, to, sample: examples } = options
  if (to <= from) throw new Failure(EXIT.usage, '--to has to be later than --from.')
  const seed = String(options.seed)
  const standing = await source.standing()
  const draft = await draftIn(filesOf(campaign, options), standing, RETAIL_POLICY, seed)
  const rules = rulesOfDraft(draft, options.alone === true, seed, from)
  const { history, furniture } = await source.past(standing)
  const progress = progressOf(io, options.progress === true, history.size, null)
  const onProgress = progress.show
  const report = await simulate({ rules, history, from, to, seed, examples, furniture, onProgress }).finally(progress.done)
  if (options.csv !== undefined) await writeTables(options.csv, report)
  answer(io, options.json === true, outside(report), () => simulationText(report))
}

/** What names of files the commands about a draft take. */
export const filesOf = (campaign: string, options: Pick<SimulateOptions, 'policy' | 'campaigns' | 'templates' | 'segments'>) => ({
  campaign,
  policy: options.policy ?? null,
  campaigns: options.campaigns ?? null,
  templates: options.templates ?? null,
  segments: options.segments ?? null,
})

const pastIn = async ({ events, to }: Options, local: Local | null, standing: readonly Definition[]): Promise<SimulatedPast> => {
  const furniture = local === null ? null : await furnitureOf(local, standing)
  if (events !== undefined || local === null) return { history: await historyInFiles(events ?? []), furniture }
  return { history: historyInFolder(local.stores.past, local.stores.customers, to), furniture }
}

const writeTables = async (folder: string, report: SimulationReport): Promise<void> => {
  try {
    await mkdir(folder, { recursive: true })
    for (const [name, text] of simulationTables(report)) await writeFile(join(folder, `${name}.csv`), text)
  } catch (failure) {
    const said = failure instanceof Error ? failure.message : 'unknown failure'
    throw new Failure(EXIT.wrong, `${folder} cannot be written: ${said}.`, 'Give another folder (--csv).')
  }
}
