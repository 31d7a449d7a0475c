import { writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { rulesFrom } from '../../local/definitions.ts'
import { checkTemplate, isDataFolder, openLocal } from '../../local/wiring.ts'
import type { SqliteStores } from '../../shared/adapters/sqlite/open.ts'
import { erasePerson, type Extent, extentOf } from '../../shared/flow/privacy/erase.ts'
import { exportPerson } from '../../shared/flow/privacy/export.ts'
import { type Person, personsMeant } from '../../shared/flow/privacy/person.ts'
import { BECAUSE_LENGTH_MAX } from '../../shared/kernel/limits.ts'
import { customerId } from '../../shared/kernel/words.ts'
import { EXIT, Failure } from '../failure.ts'
import { countOf, instantText } from '../format.ts'
import { answer, type Io } from '../io.ts'
import { type CommonOptions, withCommonOptions, withExamples } from '../options.ts'

type ExportOptions = CommonOptions & { readonly out?: string }
type EraseOptions = CommonOptions & { readonly yes?: true; readonly by: string }

/** `rekindle privacy`: what one person may ask of us. */
export const addPrivacy = (program: Command, io: Io): void => {
  const command = program
    .command('privacy')
    .summary('tell or forget everything about one person')
    .description('What one person may ask: to be told all that is held of them, and to be forgotten. docs/privacy.md says what that is.')
  const tell = command
    .command('export <who>')
    .summary('everything that is held of one person, as JSON')
    .description('Everything that is held of one person, by their id or e-mail address, under every id they had.')
    .option('--out <file>', 'write it into a file that only you may read')
  withExamples(withCommonOptions(tell), 'privacy export c-4711 --data shop --out c-4711.json').action(
    (who: string, options: ExportOptions) => exported(io, who, options),
  )
  const erase = command
    .command('erase <who>')
    .summary('forget one person, for ever')
    .description(
      'Forgets everybody who has this id or e-mail address, under every id they had. Counters stay; later events of these ids are refused.',
    )
    .option('--yes', 'do it: without this, it only says what would be erased')
    .option('--by <name>', 'who decided it: it is kept', 'command line')
  withExamples(withCommonOptions(erase), 'privacy erase c-4711 --data shop', 'privacy erase ann@example.com --yes --data shop').action(
    (who: string, options: EraseOptions) => erased(io, who, options),
  )
}

const exported = (io: Io, who: string, { data, out }: ExportOptions): Promise<void> =>
  opened(data, 'read', async (stores) => {
    const persons = await personsIn(stores, who, data)
    const documents = []
    for (const person of persons) documents.push(await exportPerson(stores, person, who, io.now()))
    const [only] = documents
    const text = `${JSON.stringify(documents.length === 1 ? only : documents, null, 2)}\n`
    if (out === undefined) io.out.write(text)
    else
      await writeFile(out, text, { mode: 0o600, flag: 'wx' }).catch((failure: NodeJS.ErrnoException) => {
        throw new Failure(
          EXIT.wrong,
          `${out} cannot be written: ${failure.code ?? 'unknown'}.`,
          'Name a file that is not there yet, in a folder that is.',
        )
      })
    if (persons.length > 1) io.err.write(`note: ${persons.length} customers have this address; each is a document of its own.\n`)
  })

const erased = async (io: Io, who: string, { data, json, yes, by }: EraseOptions): Promise<void> => {
  if (by.length > BECAUSE_LENGTH_MAX || !by.isWellFormed())
    throw new Failure(EXIT.usage, 'The name given with --by cannot be kept.', 'Give a short one.')
  await opened(data, yes === true ? 'write' : 'read', async (stores) => {
    const persons = await personsIn(stores, who, data)
    const extents: Extent[] = []
    if (yes !== true) {
      for (const person of persons) extents.push(await extentOf(stores, person))
      answer(io, json === true, { erased: false, persons: extents }, () =>
        [
          ...extents.map((extent) => `Would be erased: ${extentText(extent)}`),
          '',
          'Nothing was changed. Repeat the command with --yes to erase it for ever.',
        ].join('\n'),
      )
      return
    }
    const rules = rulesFrom(await stores.definitions.all(), checkTemplate)
    for (const { id } of persons) {
      const extent = await erasePerson(stores, rules, id, by, io.now())
      if (extent !== null) extents.push(extent)
    }
    const wiped = await stores.privacy.wipe('file')
    answer(io, json === true, { erased: true, persons: extents, traces: wiped === 'wiped' ? 'gone' : 'until-closed' }, () =>
      [
        ...extents.map((extent) => `Erased: ${extentText(extent)}`),
        ...(wiped === 'wiped'
          ? []
          : ['The file is being read by another process: traces stay in it until that ends. Run the same command again then.']),
        'Backups, exports and your mail service hold copies of their own: docs/privacy.md lists them.',
      ].join('\n'),
    )
  })
}

const extentText = ({ ids, facts, events, messages, unsent, mails, visits, quarantined, coupons }: Extent): string =>
  [
    `${countOf(ids.length, 'id')} (${ids.join(', ')})`,
    countOf(facts, 'fact'),
    countOf(events, 'event'),
    `${countOf(messages, 'message')}${unsent === 0 ? '' : ` of which ${unsent} will not be sent`}`,
    countOf(mails, 'mail'),
    countOf(visits, 'visit'),
    countOf(quarantined, 'quarantined entry', 'quarantined entries'),
    countOf(coupons, 'code'),
  ].join(', ')

/** Says of somebody who was erased when, and asks the others who is meant. */
const personsIn = async (stores: SqliteStores, who: string, data: string): Promise<readonly Person[]> => {
  const persons = await personsMeant(stores, who)
  if (persons.length > 0) return persons
  const before = await stores.privacy.erasedOn(customerId(who))
  if (before !== null)
    throw new Failure(EXIT.usage, `${who} was erased on ${instantText(before.at)} by ${before.by}.`, 'Nothing is held of them any more.')
  throw new Failure(EXIT.usage, `Nobody is known as ${who}.`, `Those there are: rekindle export customers --data ${data}`)
}

const opened = async (data: string, access: 'read' | 'write', work: (stores: SqliteStores) => Promise<void>): Promise<void> => {
  if (!isDataFolder(data)) throw new Failure(EXIT.wrong, `There is no data in ${data} yet.`, 'Name the folder with --data.')
  const local = openLocal(data, access)
  try {
    await work(local.stores)
  } finally {
    local.close()
  }
}
