import type { Command } from 'commander'
import { isDataFolder, openLocal } from '../../local/wiring.ts'
import type { Suppression } from '../../shared/domain/messaging/message.ts'
import { BECAUSE_LENGTH_MAX, SUPPRESSIONS_PAGE_MAX } from '../../shared/kernel/limits.ts'
import { addressDigest } from '../../shared/kernel/words.ts'
import type { SqliteStores } from '../../shared/adapters/sqlite/open.ts'
import { EXIT, Failure } from '../failure.ts'
import { countOf, instantText } from '../format.ts'
import { answer, type Io } from '../io.ts'
import { type CommonOptions, PAGE, wholeNumber, withCommonOptions, withExamples } from '../options.ts'
import { outside } from '../outside.ts'
import { suppressionWords } from '../words.ts'

type ListOptions = CommonOptions & { readonly after?: string; readonly limit: number }
type ChangeOptions = CommonOptions & { readonly because: string }

/** `rekindle suppression`: addresses nobody may write to, and a person's word about them. */
export const addSuppression = (program: Command, io: Io): void => {
  const command = program
    .command('suppression')
    .summary('addresses nobody may write to')
    .description('Addresses nobody may write to: those that bounced for good, whose readers complained, and those put there by hand.')
  const list = command
    .command('list', { isDefault: true })
    .summary('the list, newest first')
    .description('The list, newest first. It holds digests: whose address it is, only who knows the address can ask.')
    .option('--after <digest>', 'those after this one')
    .option('--limit <n>', 'so many', wholeNumber(1, SUPPRESSIONS_PAGE_MAX), PAGE.usual)
  withExamples(withCommonOptions(list), 'suppression list --data shop').action((options: ListOptions) => listed(io, options))
  const add = command
    .command('add <address>')
    .summary('write to an address no more')
    .option('--because <text>', 'why', 'put on the list by hand')
  withExamples(withCommonOptions(add), 'suppression add ann@example.com --data shop').action((address: string, options: ChangeOptions) =>
    changed(io, address, options, 'put'),
  )
  const lift = command.command('lift <address>').summary('take an address from the list').requiredOption('--because <text>', 'why')
  withExamples(withCommonOptions(lift), 'suppression lift ann@example.com --because "a new mailbox" --data shop').action(
    (address: string, options: ChangeOptions) => changed(io, address, options, 'lift'),
  )
}

const listed = async (io: Io, { data, json, after, limit }: ListOptions): Promise<void> => {
  const local = openLocal(data, 'read')
  try {
    const { suppressions } = local.stores
    const count = await suppressions.count()
    const found = await suppressions.list(after === undefined ? null : addressDigest(after), limit)
    const next = found.length === limit ? (found.at(-1)?.address ?? null) : null
    const more = next === null ? [] : ['', `More: rekindle suppression list --data ${data} --after ${next}`]
    answer(io, json === true, { count, suppressions: found.map((one) => ({ ...one, at: outside(one.at, 'at') })), next }, () =>
      [`${count === null ? 'Addresses' : countOf(count, 'address', 'addresses')} nobody may write to`, ...found.map(lineOf), ...more].join(
        '\n',
      ),
    )
  } finally {
    local.close()
  }
}

const lineOf = ({ address, because, at, message }: Suppression): string =>
  `${address}  ${instantText(at)}  ${suppressionWords(because)}${message === null ? '' : ` (message ${message})`}`

const changed = async (io: Io, address: string, { data, json, because }: ChangeOptions, what: 'put' | 'lift'): Promise<void> => {
  if (!/^[^\s@]+@[^\s@]+$/.test(address))
    throw new Failure(EXIT.usage, 'That is no mail address.', 'Give one address, such as ann@example.com.')
  if (because.length > BECAUSE_LENGTH_MAX)
    throw new Failure(EXIT.usage, `The reason is longer than ${BECAUSE_LENGTH_MAX} characters.`, 'A sentence will do.')
  if (!isDataFolder(data)) throw new Failure(EXIT.wrong, `There is no data in ${data} yet.`, 'Name the folder with --data.')
  const local = openLocal(data, 'write')
  try {
    const done = await moved(local.stores, address, { by: 'command line', at: io.now(), why: because }, what)
    if (!done)
      throw new Failure(
        EXIT.wrong,
        what === 'put' ? 'This address is on the list already.' : 'This address is not on the list.',
        'Nothing was changed.',
      )
    answer(io, json === true, { done: true }, () =>
      what === 'put' ? 'Nobody writes to this address any more.' : 'This address may be written to again.',
    )
  } finally {
    local.close()
  }
}

type Word = Parameters<SqliteStores['suppressions']['put']>[1]

const moved = ({ customers, suppressions }: SqliteStores, address: string, word: Word, what: 'put' | 'lift'): Promise<boolean> =>
  suppressions[what](customers.addressDigest(address), word)
