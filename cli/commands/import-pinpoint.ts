import { type Command, InvalidArgumentError } from 'commander'
import type { BringingOptions, BroughtOver, Finding } from '../../shared/contract/pinpoint/bring-over.ts'
import { isLocale } from '../../shared/kernel/locale.ts'
import { parseDuration } from '../../shared/kernel/time.ts'
import { alreadyIn, bringOverFiles, readExports, writeInto } from '../../local/import/pinpoint.ts'
import { EXIT, Failure } from '../failure.ts'
import { countOf } from '../format.ts'
import { answer, type Io } from '../io.ts'
import { withExamples } from '../options.ts'

type PinpointOptions = {
  readonly out?: string
  readonly topic: string
  readonly goal?: string
  readonly goalWindow: string
  readonly activity?: readonly string[]
  readonly locale: string
  readonly overwrite?: true
  readonly json?: true
}

const DESCRIPTION = [
  'Turns what "aws pinpoint get-segment", "get-campaign", "get-journey" and "get-email-template" (or their lists) print into segments,',
  'campaigns and templates. Campaigns are drafts: nobody is written to. All that has no counterpart, or does not do exactly the same,',
  'is told with its place in the export and what to do, and stands as a comment in the file it is about.',
].join(' ')

/** `rekindle import pinpoint`: beside the import of history, whose `--map` it has no use for. */
export const addImportPinpoint = (imports: Command, io: Io): void => {
  // Commander asks for the required options of whatever a command stands in.
  imports.hook('preSubcommand', () => {
    for (const option of imports.options) option.mandatory = false
  })
  const command = imports
    .command('pinpoint')
    .summary('turn exports of Amazon Pinpoint into segments, campaigns and templates')
    .description(DESCRIPTION)
    .argument('<files...>', 'exports as JSON, or folders of them; all that name each other together')
    .option('--out <dir>', 'the folder that segments/, campaigns/ and templates/ are written into')
    .option('--goal <event>', 'the event the campaigns are for: holdouts and treatments become experiments')
    .option('--goal-window <duration>', 'how long after the entry it counts', aDuration, '30d')
    .option('--activity <event>', "an event that shows somebody is active, for Pinpoint's recency (again for more)", collected)
    .option('--topic <name>', 'what the mails are about', 'marketing')
    .option('--locale <tag>', 'the language mails are in', aLocale, 'en')
    .option('--overwrite', 'write over files that are there')
    .option('--json', 'answer as JSON, for programs')
  withExamples(
    command,
    'import pinpoint journey.json segments.json --out marketing',
    'import pinpoint exports --out marketing --goal "Order Completed" --activity "Application Opened"',
  ).action((files: readonly string[], _options: unknown, self: Command) => bringIn(io, files, self.optsWithGlobals<PinpointOptions>()))
}

const collected = (event: string, before: readonly string[] = []): readonly string[] => [...before, event]

const aDuration = (text: string): string => {
  if (parseDuration(text) !== null) return text
  throw new InvalidArgumentError('Give a whole number and a unit: 24h, 30d.')
}

const aLocale = (text: string): string => {
  if (isLocale(text)) return text
  throw new InvalidArgumentError('Give the tag of a language: en, zh, pt-BR.')
}

const bringIn = async (io: Io, paths: readonly string[], options: PinpointOptions): Promise<void> => {
  const { out } = options
  if (out === undefined) throw new Failure(EXIT.usage, 'No folder was named for the files.', 'rekindle import pinpoint FILE… --out DIR')
  const brought = bringOverFiles(await readExports(paths), bringingOptions(options))
  const there = options.overwrite === true ? [] : alreadyIn(out, brought)
  if (there.length > 0) {
    throw new Failure(
      EXIT.wrong,
      `${countOf(there.length, 'file')} would be written over.`,
      ...there.slice(0, 20),
      'Name another folder, or say --overwrite.',
    )
  }
  await writeInto(out, brought)
  answer(io, options.json === true, jsonOf(out, brought), () => textOf(out, brought))
  if (brought.files.length === 0)
    throw new Failure(EXIT.wrong, 'Nothing was found that could be brought over.', 'Give exports of Pinpoint as JSON.')
}

const bringingOptions = ({ topic, goal, goalWindow, activity = [], locale }: PinpointOptions): BringingOptions => ({
  ...{ topic, activity, locale },
  goal: goal === undefined ? null : { event: goal, window: goalWindow },
})

const jsonOf = (out: string, { files, findings, templates, counts }: BroughtOver) => ({
  folder: out,
  counts,
  files: files.map(({ path }) => path),
  templatesToWrite: templates.filter(({ isWritten }) => !isWritten).map(({ name, pinpointName }) => ({ name, pinpointName })),
  findings,
})

const textOf = (out: string, { files, findings, templates, counts }: BroughtOver): string => {
  const toWrite = templates.filter(({ isWritten }) => !isWritten)
  return [
    `Written into ${out}: ${countOf(counts.segments, 'segment')}, ${countOf(counts.journeys + counts.campaigns, 'campaign')} (${countOf(counts.journeys, 'journey')}), ${countOf(counts.templates, 'template')}. Campaigns are drafts.`,
    ...files.map(({ path }) => `  ${path}`),
    ...(toWrite.length === 0
      ? []
      : ['', 'Templates to be written:', ...toWrite.map(({ name, pinpointName }) => `  templates/${name} (${pinpointName})`)]),
    ...HEADINGS.flatMap(([level, heading]) =>
      sectionOf(
        heading,
        findings.filter((one) => one.level === level),
      ),
    ),
    '',
    `Then: rekindle check --campaigns ${out}/campaigns`,
  ].join('\n')
}

const HEADINGS = [
  ['missing', 'Has no counterpart, or could not be read'],
  ['differs', 'Does not do exactly the same'],
  ['note', 'To know'],
] as const

const sectionOf = (heading: string, findings: readonly Finding[]): readonly string[] => {
  if (findings.length === 0) return []
  const byFile = Map.groupBy(findings, ({ file, into }) => (into === null || into === file ? file : `${file} → ${into}`))
  return ['', `${heading} (${findings.length}):`, ...[...byFile].flatMap(([file, all]) => [`  ${file}`, ...all.flatMap(lines)])]
}

const lines = ({ path, what, instead }: Finding): readonly string[] => [`    ${path === '' ? '' : `${path} `}${what}`, `      ${instead}`]
