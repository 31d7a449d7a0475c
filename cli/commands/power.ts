import type { Command } from 'commander'
import { readFileAt } from '../../local/definitions.ts'
import { parsePowerAsk, type PowerAsk, type PowerWish } from '../../shared/contract/api-power.ts'
import { readPublishedCampaign } from '../../shared/contract/campaign.ts'
import { parsedSource } from '../../shared/flow/publishing/sources.ts'
import { phaseAt } from '../../shared/domain/experiment/phase.ts'
import { experimentScope } from '../../shared/domain/kpi/tally.ts'
import { powerAnswer, type Standing } from '../../shared/flow/query/power.ts'
import { lastDayOver } from '../../shared/flow/query/results/reading.ts'
import type { Parsed } from '../../shared/kernel/problem.ts'
import { epochMs, experimentId } from '../../shared/kernel/words.ts'
import { BadFiles } from '../../local/bad-files.ts'
import { EXIT, Failure } from '../failure.ts'
import { type Folder, reading, unknown } from '../folder.ts'
import { answer, type Io } from '../io.ts'
import { DATA_FOLDER, withExamples } from '../options.ts'
import { powerText } from '../power-text.ts'

type PowerOptions = Omit<PowerAsk, 'campaign'> & { readonly data?: string; readonly json?: true }

const DESCRIPTION = [
  'How many customers an experiment takes, how long that is at the rate they enter, what fewer would find, and how large a holdout must be.',
  'CAMPAIGN is a campaign of a data folder (what it says, who entered lately and what came of them are taken from there) or a campaign file',
  '(its variants and its plan). Options go before both; without CAMPAIGN they say everything.',
].join(' ')

/** What the planner is asked, on a folder and on a deployed system alike. */
export const withPowerOptions = (command: Command): Command =>
  command
    .argument('[campaign]', 'a campaign, or a campaign file')
    .option('--baseline <rate>', 'the share of customers who convert now: 5% or 0.05 (of revenue: what a customer brings)')
    .option('--effect <points>', 'the smallest difference worth having, in points: 1% is one customer more in a hundred')
    .option('--lift <share>', 'the same as a share of the baseline: 20% of 5% is 1%')
    .option('--per-day <customers>', 'how many enter a day')
    .option('--variants <number>', 'so many variants of one size')
    .option('--holdout <share>', 'a holdout beside them: 10%')
    .option('--customers <number>', 'what so many customers would find')
    .option('--days <number>', 'what so many days would find')
    .option('--window <time>', 'how long after the entry a conversion counts: 30d')
    .option('--measure <what>', '"rate", or "revenue" with --sd')
    .option('--sd <amount>', 'of revenue: the standard deviation of what a customer brings')
    .option('--alpha <share>', 'how often two identical variants may be told apart (5%)')
    .option('--power <share>', 'the chance to find the effect (80%)')
    .option('--method <name>', 'how it is judged (hybrid)')
    .option('--json', 'answer as JSON, for programs')

/** `rekindle power`: what an experiment takes, before it begins. */
export const addPower = (program: Command, io: Io): void => {
  const command = withPowerOptions(program.command('power').summary('how many customers an experiment takes').description(DESCRIPTION))
  command.option('--data <dir>', `the data folder a campaign stands in (${DATA_FOLDER})`)
  withExamples(
    command,
    'power --baseline 5% --effect 1% --per-day 400 --variants 2 --holdout 10%',
    'power campaigns/win-back.json --per-day 400',
    'power win-back --data shop --lift 10% --days 60',
  ).action(async (campaign: string | undefined, { data, json, ...ask }: PowerOptions) => {
    const wish = understood(parsePowerAsk(ask))
    if (campaign === undefined) return told(io, json, wish, null)
    if (/\.jsonc?$/.test(campaign)) return told(io, json, wish, await standingFile(io, campaign))
    await reading(io, data ?? DATA_FOLDER, async (folder) => told(io, json, wish, await standingIn(folder, campaign)))
  })
}

const told = (io: Io, json: true | undefined, wish: PowerWish, standing: Standing | null): void => {
  const said = understood(powerAnswer(wish, standing))
  answer(io, json === true, said, () => powerText(said))
}

/** What was asked, or each problem in terms of the option it is about. */
const understood = <T>(parsed: Parsed<T>): T => {
  if (parsed.ok) return parsed.value
  const [first, ...more] = parsed.problems.map(({ path, problem, hint }) => ({ said: `--${optionOf(path)} ${problem}.`, hint }))
  if (first === undefined) throw new Failure(EXIT.usage, 'The question makes no sense.')
  throw new Failure(EXIT.usage, first.said, first.hint, ...more.flatMap(({ said, hint }) => [said, hint]))
}

/** `perDay` is `--per-day`. */
const optionOf = (field: string): string => field.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

const standingIn = async ({ rules, counters, asOf }: Folder, id: string): Promise<Standing> => {
  const experiment = rules.experiments.get(experimentId(id))
  if (experiment === undefined) throw unknown('experiment', id, [...rules.experiments.keys()])
  return {
    id,
    experiment,
    counters: await counters.read(experimentScope(experiment.id, phaseAt(experiment, asOf))),
    asOf: lastDayOver(asOf),
  }
}

/** A file as far as its experiment goes: templates it names may be anywhere. */
const standingFile = async (io: Io, path: string): Promise<Standing> => {
  const parsed = parsedSource(await readFileAt(path), (json) =>
    readPublishedCampaign(json, { version: 1, publishedAt: epochMs(0), saltSeed: '' }),
  )
  if ('wrong' in parsed) throw new BadFiles([parsed.wrong])
  const { id, experiment } = parsed.value
  if (experiment === null) {
    const hint = 'Give it a "goal": { "name": "order", "event": "Order Completed", "window": "30d" }.'
    throw new Failure(EXIT.usage, `The campaign ${id} has no goal, so nothing is measured.`, hint)
  }
  return { id, experiment, counters: null, asOf: lastDayOver(io.now()) }
}
