import { fileURLToPath } from 'node:url'
import { type Command, InvalidArgumentError } from 'commander'
import { MINUTE_MS, SECOND_MS } from '../../shared/kernel/time.ts'
import { FUTURE_TOLERANCE_MS, REPLAY_BATCH } from '../../shared/kernel/limits.ts'
import { type EpochMs, epochMs } from '../../shared/kernel/words.ts'
import { type StagesReport, stagesReport } from '../../shared/flow/query/stages.ts'
import type { StatusName } from '../../shared/domain/messaging/message.ts'
import { type Chaos, NO_CHAOS, parseChaos } from '../../local/replay/chaos.ts'
import { type ReplayOutcome, replayInto } from '../../local/replay/into-folder.ts'
import { sizeOf } from '../../local/replay/lines.ts'
import type { ReplayReport } from '../../local/replay/replay.ts'
import { EXIT, Failure } from '../failure.ts'
import { reading } from '../folder.ts'
import { countOf, countText, instantText } from '../format.ts'
import { answer, type Io } from '../io.ts'
import { type CommonOptions, instant, wholeNumber, withCommonOptions, withExamples } from '../options.ts'
import { progressOf } from '../progress.ts'
import { stagesText } from './stages.ts'

type ReplayOptions = CommonOptions & {
  readonly policy?: string
  readonly campaigns?: string
  readonly experiments?: string
  readonly templates?: string
  readonly until?: EpochMs
  readonly seed: number
  readonly batch: number
  readonly chaos?: Chaos
  readonly progress?: true
}

const SEED_MAX = 2 ** 32 - 1
/** A batch is held in memory until it is committed. */
const BATCH_MAX = 100_000

const RETAIL_POLICY = fileURLToPath(new URL('../../examples/policies/retail.json', import.meta.url))

const DESCRIPTION = [
  'Replays files of events (JSON Lines, plain or gzip) on their own time: the clock stands at each event, and between two events at',
  'every instant at which a stage changes, a wait ends or a mail is due; empty time is skipped. The folder remembers how far it came:',
  'run the same command again to go on after an interruption, or give a later --until.',
].join(' ')

/** `rekindle replay`: files of events through the real flow, in virtual time. */
export const addReplay = (program: Command, io: Io): void => {
  const command = program
    .command('replay')
    .summary('run files of events on their own time')
    .description(DESCRIPTION)
    .argument('<file...>', 'files of events, in order of time')
    .option('--policy <file>', 'the policy (default: examples/policies/retail.json)')
    .option('--campaigns <dir>', 'a folder of campaigns (*.json)')
    .option('--experiments <dir>', 'a folder of experiments assigned elsewhere (*.json)')
    .option('--templates <dir>', 'their templates (default: the folder "templates" beside the campaigns)')
    .option('--until <iso>', 'do everything due up to and including this instant, and leave later events unread', instant)
    .option('--seed <n>', 'what variants are drawn from, and bad luck, too', wholeNumber(0, SEED_MAX), 1)
    .option('--batch <n>', 'events committed at once, at most; the result does not depend on it', wholeNumber(1, BATCH_MAX), REPLAY_BATCH)
    .option('--chaos <what>', 'bad luck on purpose: duplicate=N,shuffle=DURATION,tick-stop=ISO/DURATION', chaos)
    .option('--progress', 'progress on stderr although it is no terminal')
  withExamples(
    withCommonOptions(command),
    'replay events.jsonl.gz --data shop --campaigns examples/campaigns',
    'replay events.jsonl.gz --data shop --until 1997-04-01T00:00:00Z',
    'replay events.jsonl.gz --data unlucky --chaos duplicate=2,shuffle=24h,tick-stop=1997-06-01T00:00:00Z/7d',
  ).action((files: string[], options: ReplayOptions) => replayFiles(io, files, options))
}

const replayFiles = async (io: Io, files: readonly string[], options: ReplayOptions): Promise<void> => {
  const startedAt = io.now()
  const until = options.until ?? null
  const progress = progressOf(io, options.progress === true, await sizeOf(files), until)
  const { policy = RETAIL_POLICY, campaigns = null, experiments = null, templates = null } = options
  const outcome = await replayInto({
    folder: options.data,
    files,
    definitions: { policy, campaigns, experiments, templates },
    seed: String(options.seed),
    chaos: options.chaos ?? NO_CHAOS,
    until,
    batchSize: options.batch,
    horizon: epochMs(startedAt + FUTURE_TOLERANCE_MS),
    onProgress: progress.show,
  }).finally(progress.done)
  if (outcome.type === 'refused') throw refusalOf(options.data, outcome)
  await summarize(io, files, options, outcome.report, io.now() - startedAt)
}

const refusalOf = (folder: string, outcome: ReplayOutcome & { readonly type: 'refused' }): Failure => {
  if (outcome.because === 'holds-imports') {
    const problem = `The folder ${folder} holds imported history, whose clock is that of the world; a replay has a clock of its own.`
    return new Failure(EXIT.wrong, problem, 'Replay into another folder (--data).')
  }
  if (outcome.because === 'before-the-clock') {
    const hint = 'Give that instant or a later one, or replay into another folder (--data).'
    return new Failure(
      EXIT.wrong,
      `The replay in ${folder} has come to ${instantText(outcome.clock)} already, and time does not run back.`,
      hint,
    )
  }
  const lines = outcome.differences.map(({ what, hint }) => `- ${what}: ${hint}.`)
  return new Failure(EXIT.wrong, `The folder ${folder} holds another replay.`, ...lines, 'Or replay into another folder (--data).')
}

type Summary = {
  readonly folder: string
  readonly files: readonly string[]
  /** Lines taken by this run, and by earlier ones. */
  readonly delivered: number
  readonly resumedAt: number
  readonly clock: EpochMs
  readonly elapsedMs: number
  readonly stages: StagesReport
  readonly messages: Readonly<Partial<Record<StatusName, number>>>
  readonly quarantined: number
}

const summarize = (io: Io, files: readonly string[], options: ReplayOptions, report: ReplayReport, elapsedMs: number): Promise<void> =>
  reading(io, options.data, async ({ stores, counters, asOf }) => {
    const stages = await stagesReport(counters, asOf)
    const messages = await stores.inspection.countByStatus()
    const quarantined = await stores.quarantine.count()
    const { delivered, resumedAt } = report
    const summary = { folder: options.data, files, delivered, resumedAt, clock: asOf, elapsedMs, stages, messages, quarantined }
    answer(io, options.json === true, summaryJson(summary), () => summaryText(summary))
  })

const summaryJson = ({ clock: _, elapsedMs, ...summary }: Summary) => ({
  ...summary,
  clock: summary.stages.asOf,
  seconds: elapsedMs / SECOND_MS,
})

const summaryText = ({ folder, files, delivered, resumedAt, clock, elapsedMs, stages, messages, quarantined }: Summary): string => {
  const rate = elapsedMs === 0 ? '' : ` (${countText(Math.round((delivered * SECOND_MS) / elapsedMs))} a second)`
  const resumed = resumedAt === 0 ? '' : `, after ${countText(resumedAt)} before`
  const mails = Object.entries(messages).map(([status, count]) => `${countText(count)} ${status}`)
  const took = elapsedMs < MINUTE_MS ? `${(elapsedMs / SECOND_MS).toFixed(1)} s` : `${(elapsedMs / MINUTE_MS).toFixed(1)} min`
  return [
    `Replayed ${files.join(', ')} into ${folder}`,
    '',
    `  ${countOf(delivered, 'event')} in ${took}${rate}${resumed}`,
    `  up to ${instantText(clock)}`,
    `  messages: ${mails.length === 0 ? 'none' : mails.join(', ')}`,
    `  quarantined: ${countText(quarantined)}${quarantined === 0 ? '' : ` (rekindle quarantine --data ${folder})`}`,
    '',
    stagesText(stages),
  ].join('\n')
}

const chaos = (text: string): Chaos => {
  const parsed = parseChaos(text)
  if (typeof parsed === 'string') throw new InvalidArgumentError(`${parsed}.`)
  return parsed
}
