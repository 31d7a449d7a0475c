import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import { type StagesReport, stagesReport } from '../../shared/flow/query/stages.ts'
import { SECOND_MS } from '../../shared/kernel/time.ts'
import type { ImportRecord } from '../../shared/ports/import-store.ts'
import { type ImportDefinitions, type ImportOutcome, importInto } from '../../local/import/into-folder.ts'
import { survey } from '../../local/import/survey.ts'
import { sizeOf } from '../../local/replay/lines.ts'
import { EXIT, Failure } from '../failure.ts'
import { reading } from '../folder.ts'
import { countOf, countText, instantText } from '../format.ts'
import { answer, type Io } from '../io.ts'
import { type CommonOptions, withCommonOptions, withExamples } from '../options.ts'
import { importProgressOf } from '../progress.ts'
import { surveyJson, surveyText } from '../survey-text.ts'
import { addImportPinpoint } from './import-pinpoint.ts'
import { stagesText } from './stages.ts'

type ImportOptions = CommonOptions & {
  readonly map: string
  readonly dryRun?: true
  readonly policy?: string
  readonly campaigns?: string
  readonly experiments?: string
  readonly progress?: true
}

const RETAIL_POLICY = fileURLToPath(new URL('../../examples/policies/retail.json', import.meta.url))

const DESCRIPTION = [
  'Brings in history that other systems kept: a file of customers or orders (CSV or JSON Lines, plain or gzip), by a map that says',
  'what its columns mean. It updates the picture of every customer and triggers nothing: no mail leaves because of an import. The same',
  'file again adds nothing, and a run that was interrupted goes on where it stopped.',
].join(' ')

/** `rekindle import`: the history a company has already, by a map of its columns. */
export const addImport = (program: Command, io: Io): void => {
  const command = program
    .command('import')
    .summary('bring in history from CSV or JSON Lines')
    .description(DESCRIPTION)
    .argument('<file>', 'a file of rows, in any order')
    .requiredOption('--map <file>', 'what its columns mean (JSON; see docs/imports.md)')
    .option('--dry-run', 'write nothing; say what is in the file, and what is wrong with it')
    .option('--policy <file>', 'the policy (default: as in the folder; in a new one examples/policies/retail.json)')
    .option('--campaigns <dir>', 'a folder of campaigns (*.json), published into a new folder')
    .option('--experiments <dir>', 'a folder of experiments assigned elsewhere (*.json), published into a new folder')
    .option('--progress', 'progress on stderr although it is no terminal')
  withExamples(
    withCommonOptions(command),
    'import examples/imports/orders.csv --map examples/imports/orders.map.json --dry-run',
    'import examples/imports/customers.csv --map examples/imports/customers.map.json --data shop',
    'import orders.csv.gz --map orders.map.json --data shop',
  ).action((file: string, options: ImportOptions) => (options.dryRun === true ? look(io, file, options) : bringIn(io, file, options)))
  addImportPinpoint(command, io)
}

const definitionsOf = ({ policy, campaigns, experiments }: ImportOptions): ImportDefinitions => ({
  policy: policy ?? null,
  usualPolicy: RETAIL_POLICY,
  campaigns: campaigns ?? null,
  experiments: experiments ?? null,
})

const look = async (io: Io, path: string, options: ImportOptions): Promise<void> => {
  const progress = importProgressOf(io, options.progress === true, await sizeOf([path]))
  const found = await survey({
    folder: options.data,
    path,
    mapPath: options.map,
    definitions: definitionsOf(options),
    now: io.now(),
    onProgress: progress.show,
  }).finally(progress.done)
  answer(io, options.json === true, surveyJson(path, found), () => surveyText(path, found))
}

const bringIn = async (io: Io, path: string, options: ImportOptions): Promise<void> => {
  const startedAt = io.now()
  const progress = importProgressOf(io, options.progress === true, await sizeOf([path]))
  const outcome = await importInto({
    folder: options.data,
    path,
    mapPath: options.map,
    definitions: definitionsOf(options),
    now: io.now,
    onProgress: progress.show,
  }).finally(progress.done)
  if (outcome.type === 'refused') throw refusalOf(options.data, outcome)
  await reading(io, options.data, async ({ counters, asOf }) => {
    const stages = await stagesReport(counters, asOf)
    const summary = { folder: options.data, file: path, outcome, elapsedMs: io.now() - startedAt, stages }
    answer(io, options.json === true, summaryJson(summary), () => summaryText(summary))
  })
}

const refusalOf = (folder: string, outcome: ImportOutcome & { readonly type: 'refused' }): Failure => {
  if (outcome.because === 'holds-a-replay') {
    const problem = `The folder ${folder} holds a replay, whose clock is its own; an import happens now.`
    return new Failure(EXIT.wrong, problem, 'Import into another folder (--data).')
  }
  const lines = outcome.differences.map(({ what, hint }) => `- ${what}: ${hint}.`)
  const hint = 'Leave --policy, --campaigns and --experiments out: the folder has its own. Or import into another folder (--data).'
  return new Failure(EXIT.wrong, `The folder ${folder} holds other definitions.`, ...lines, hint)
}

type Summary = {
  readonly folder: string
  readonly file: string
  readonly outcome: Exclude<ImportOutcome, { readonly type: 'refused' }>
  readonly elapsedMs: number
  readonly stages: StagesReport
}

const summaryJson = ({ folder, file, outcome, elapsedMs, stages }: Summary) => ({
  folder,
  file,
  map: outcome.record.map,
  doneBefore: outcome.type === 'done-before',
  resumedAt: outcome.type === 'done' ? outcome.resumedAt : outcome.record.counts.rows,
  ...outcome.record.counts,
  seconds: elapsedMs / SECOND_MS,
  stages,
})

const summaryText = ({ folder, file, outcome, elapsedMs, stages }: Summary): string => {
  const { record } = outcome
  const heading =
    outcome.type === 'done-before'
      ? `${file} was imported into ${folder} on ${instantText(record.finishedAt ?? record.startedAt)}: nothing is added`
      : `Imported ${file} into ${folder}`
  return [heading, '', ...countLines(folder, outcome, record, elapsedMs), '', stagesText(stages)].join('\n')
}

const countLines = (folder: string, outcome: Summary['outcome'], { counts }: ImportRecord, elapsedMs: number): readonly string[] => {
  const resumed = outcome.type === 'done' && outcome.resumedAt > 0 ? `, ${countText(outcome.resumedAt)} of them by an earlier run` : ''
  const took = outcome.type === 'done' ? ` in ${(elapsedMs / SECOND_MS).toFixed(1)} s` : ''
  const { rows, taken, known, leftOut, silent, quarantined } = counts
  return [
    `  ${countOf(rows, 'row')}${took}${resumed}`,
    `  ${countOf(taken, 'event')} taken`,
    ...(known === 0 ? [] : [`  ${countOf(known, 'event')} known before: counted once`]),
    ...(leftOut === 0 ? [] : [`  ${countOf(leftOut, 'event')} left out: not before the map's "before"`]),
    ...(silent === 0 ? [] : [`  ${countOf(silent, 'row')} of which the map makes nothing`]),
    `  ${countOf(quarantined, 'row')} quarantined${quarantined === 0 ? '' : ` (rekindle quarantine --data ${folder})`}`,
  ]
}
