/** What people do with a campaign that is published, on a folder and on a deployed system alike. */
import type { Command } from 'commander'
import type { CampaignChanged, CampaignVersion } from '../shared/contract/api-campaigns.ts'
import type { Running } from '../local/running.ts'
import { diffOf } from '../shared/contract/diff.ts'
import { parseIso } from '../shared/kernel/time.ts'
import { EXIT, Failure } from './failure.ts'
import { countOf, countText, instantText } from './format.ts'
import { answer, type Io } from './io.ts'
import { wholeNumber } from './options.ts'
import { diffLine } from './plan-text.ts'

/** A campaign as it stands, and how many are in it. */
export type Standing = { readonly version: number; readonly status: string; readonly inIt: number }

/** Where campaigns can be changed. */
export type Control = Running & {
  readonly standing: (id: string) => Promise<Standing>
  readonly versions: (id: string) => Promise<readonly CampaignVersion[]>
}

type Options = { readonly json?: true; readonly note?: string; readonly yes?: true; readonly spread?: string; readonly to?: number }

/** How each way in finishes a command (its options and examples), and opens what it changes. */
export type Way = {
  readonly finish: (command: Command, ...examples: readonly string[]) => Command
  readonly open: (options: Options) => Promise<Control>
}

const VERSION_MAX = 1_000_000

/** `pause`, `resume`, `end`, `rollback` and `versions`. */
export const addLifecycle = (program: Command, io: Io, way: Way): void => {
  for (const add of [addPause, addResume, addEnd, addRollback, addVersions]) add(program, io, way)
}

type Add = (program: Command, io: Io, way: Way) => void

const changing = (program: Command, name: string, summary: string, description: string): Command =>
  program.command(`${name} <campaign>`).summary(summary).description(description).option('--note <text>', 'why: it is kept')

const addPause: Add = (program, io, { finish, open }) => {
  const command = changing(program, 'pause', 'hold a campaign', PAUSE)
  finish(command, 'pause win-back --note "prices are wrong"').action(async (id: string, options: Options) => {
    const control = await open(options)
    const before = await control.standing(id)
    const changed = await control.change(id, 'paused', null, options.note ?? null)
    told(io, options, before, changed, `Nobody enters, and ${peopleIn(before)} in it wait where they are until it is resumed.`)
  })
}

const addResume: Add = (program, io, { finish, open }) => {
  const command = changing(program, 'resume', 'let a paused campaign go on', RESUME)
  command.option('--spread <duration>', 'over how long what waited is let go on', '1h')
  finish(command, 'resume win-back --spread 6h').action(async (id: string, options: Options) => {
    const control = await open(options)
    const before = await control.standing(id)
    const changed = await control.change(id, 'active', options.spread ?? null, options.note ?? null)
    const text = `${peopleIn(before)} in it go on, spread over ${options.spread}. Mails that went stale meanwhile are dropped, and recorded.`
    told(io, options, before, changed, text)
  })
}

const addEnd: Add = (program, io, { finish, open }) => {
  const command = changing(program, 'end', 'end a campaign', END)
  command.option('--yes', 'do it: without this it only says whom it concerns')
  finish(command, 'end win-back --yes').action(async (id: string, options: Options) => {
    const control = await open(options)
    const before = await control.standing(id)
    sure(options, `${peopleIn(before)} in ${id} would leave it at once, and get nothing more of it.`)
    told(io, options, before, await control.change(id, 'ended', null, options.note ?? null), `${peopleIn(before)} in it leave at once.`)
  })
}

const addRollback: Add = (program, io, { finish, open }) => {
  const command = changing(program, 'rollback', 'publish an older version anew', ROLLBACK)
    .option('--to <version>', 'which (default: the one before the live one)', wholeNumber(1, VERSION_MAX))
    .option('--yes', 'do it: without this it only says what would change')
  finish(command, 'rollback win-back --to 3', 'rollback win-back --to 3 --yes').action(async (id: string, options: Options) => {
    const control = await open(options)
    const before = await control.standing(id)
    const to = options.to ?? before.version - 1
    const all = await control.versions(id)
    const changes = diffOf(sourceOf(all, id, before.version), sourceOf(all, id, to)).map(diffLine)
    const would = `Version ${before.version + 1} would say what version ${to} said:`
    sure(options, would, ...changes, `${peopleIn(before)} in it now.`)
    const changed = await control.rollBack(id, to, options.note ?? null)
    told(io, options, before, changed, [`It says what version ${to} said:`, ...changes].join('\n  '))
  })
}

const addVersions: Add = (program, io, { finish, open }) => {
  const command = program
    .command('versions <campaign>')
    .argument('[from]', 'a version', wholeNumber(1, VERSION_MAX))
    .argument('[to]', 'and a later one: how they differ', wholeNumber(1, VERSION_MAX))
    .summary('who published what of a campaign, and how two versions differ')
    .description(VERSIONS)
  type Asked = number | undefined
  finish(command, 'versions win-back', 'versions win-back 2 3').action(async (id: string, from: Asked, to: Asked, options: Options) => {
    const control = await open(options)
    const all = await control.versions(id)
    if (from === undefined) {
      answer(io, options.json === true, { versions: all }, () => all.map(versionText).join('\n'))
      return
    }
    const last = to ?? Math.max(...all.map(({ type, version }) => (type === 'file' ? version : 0)))
    const fields = diffOf(sourceOf(all, id, from), sourceOf(all, id, last))
    const text = (): string => (fields.length === 0 ? 'They say the same.' : fields.map(diffLine).join('\n'))
    answer(io, options.json === true, { from, to: last, fields }, text)
  })
}

const VERSIONS = [
  'Every version with its time, author and note, and what people said of it since: paused, resumed, ended. With two versions: how they',
  'differ, field by field.',
].join(' ')
const PAUSE = 'Nobody enters, and who is in it waits at their step until it is resumed. No version of its file lifts this.'
const RESUME =
  'Lets a paused campaign go on. What waited does not go all at once: it is spread. What went stale meanwhile is dropped, and recorded.'
const END = 'Nobody enters any more, and who is in it leaves at once.'
const ROLLBACK =
  'Publishes what an older version said as a new one, with its templates and salts. Who is under way is treated as that version says ("migrate").'

const peopleIn = ({ inIt }: Standing): string => countOf(inIt, 'customer')

const sure = ({ yes }: Options, ...lines: readonly string[]): void => {
  if (yes !== true) throw new Failure(EXIT.usage, 'Nothing was changed.', ...lines, 'The same with --yes does it.')
}

const told = (io: Io, { json }: Options, before: Standing, changed: CampaignChanged, text: string): void => {
  answer(io, json === true, { ...changed, before }, () =>
    [
      `It is ${changed.status} now (it was ${before.status}).`,
      `  ${text}`,
      `  Everybody is looked at once more: ${countText(changed.sweep.customers)} customers.`,
    ].join('\n'),
  )
}

const versionText = (one: CampaignVersion): string => {
  const at = parseIso(one.at)
  const who = `${at === null ? one.at : instantText(at)}  ${one.author ?? 'nobody said who'}${one.note === null ? '' : `: ${one.note}`}`
  return one.type === 'said'
    ? `          ${one.status.padEnd(8)}  ${who}`
    : `version ${String(one.version).padEnd(2)}  ${one.isLive ? 'live' : '    '}    ${who}`
}

const sourceOf = (all: readonly CampaignVersion[], id: string, version: number) => {
  const found = all.find((one) => one.type === 'file' && one.version === version)
  if (found?.type === 'file') return found.source
  throw new Failure(
    EXIT.usage,
    `${id} has no version ${version}.`,
    `There are: ${all.flatMap((one) => (one.type === 'file' ? [one.version] : [])).join(', ')}.`,
  )
}
