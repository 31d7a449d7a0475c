import { randomBytes } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { InvalidArgumentError, type Command } from 'commander'
import { BadFiles } from '../../local/bad-files.ts'
import { rulesFrom } from '../../local/definitions.ts'
import { checkTemplate, isDataFolder, openLocal } from '../../local/wiring.ts'
import type { SqliteStores } from '../../shared/adapters/sqlite/open.ts'
import type { Catalogue } from '../../shared/domain/campaign/catalogue.ts'
import { catalogueOf } from '../../shared/domain/campaign/catalogue.ts'
import { importCodes, makeCodes } from '../../shared/flow/coupons.ts'
import { isLow, type PoolNumbers, poolNumbers } from '../../shared/flow/query/coupons.ts'
import { COUPON_FILE_BYTES_MAX, COUPON_LENGTH_MAX, COUPONS_AT_ONCE } from '../../shared/kernel/limits.ts'
import type { Parsed } from '../../shared/kernel/problem.ts'
import type { Added } from '../../shared/ports/coupons.ts'
import { countersOf } from '../../local/counters.ts'
import { EXIT, Failure } from '../failure.ts'
import { countOf, countText, table } from '../format.ts'
import { answer, type Io } from '../io.ts'
import { type CommonOptions, wholeNumber, withCommonOptions, withExamples } from '../options.ts'

type MakeOptions = CommonOptions & { readonly count: number; readonly prefix: string; readonly length?: number }

/** `rekindle coupons`: pools of codes, how many are left, and how they come in. */
export const addCoupons = (program: Command, io: Io): void => {
  const command = program
    .command('coupons')
    .summary('pools of codes that campaigns give')
    .description(
      'Pools of codes. A campaign that names one in "couponPool" gives each customer one of its codes, once; an empty pool is a refusal.',
    )
  const list = command.command('list', { isDefault: true }).summary('every pool, and what is left of it')
  withExamples(withCommonOptions(list), 'coupons list --data shop').action((options: CommonOptions) => listed(io, options))
  const show = command.command('show <pool>').summary('one pool')
  withExamples(withCommonOptions(show), 'coupons show spring --data shop').action((pool: string, options: CommonOptions) =>
    shown(io, pool, options),
  )
  const bring = command
    .command('import <pool> <file>')
    .summary('bring codes in: one a line, or the first column of CSV')
    .description('Brings codes in. All that are new are taken, or none where a line is wrong; done again, nothing changes.')
  withExamples(withCommonOptions(bring), 'coupons import spring codes.csv --data shop').action(
    (pool: string, file: string, options: CommonOptions) => brought(io, pool, file, options),
  )
  const make = command
    .command('make <pool>')
    .summary('make codes that nobody guesses')
    .description('Makes codes of letters and digits that nobody takes for one another, as long as they must be so that nobody guesses one.')
    .requiredOption('--count <n>', 'so many', wholeNumber(1, COUPONS_AT_ONCE))
    .option('--prefix <text>', 'what stands before each', prefix, '')
    .option('--length <n>', 'how long, with the prefix (default: as long as they must be)', wholeNumber(1, COUPON_LENGTH_MAX))
  withExamples(withCommonOptions(make), 'coupons make spring --count 5000 --prefix SPRING- --data shop').action(
    (pool: string, options: MakeOptions) => made(io, pool, options),
  )
}

const prefix = (text: string): string => {
  if (text.length <= COUPON_LENGTH_MAX) return text
  throw new InvalidArgumentError(`Give at most ${COUPON_LENGTH_MAX} characters.`)
}

const listed = (io: Io, { data, json }: CommonOptions): Promise<void> =>
  opened(data, 'read', async (stores) => {
    const pools = await poolsIn(stores)
    answer(io, json === true, { pools }, () => (pools.length === 0 ? 'There is no pool of codes yet.' : poolsText(pools)))
  })

const shown = (io: Io, name: string, { data, json }: CommonOptions): Promise<void> =>
  opened(data, 'read', async (stores) => {
    const pools = await poolsIn(stores)
    const pool = pools.find((one) => one.name === name)
    if (pool === undefined)
      throw new Failure(EXIT.usage, `There is no pool ${name}.`, `There are: ${pools.map((one) => one.name).join(', ') || 'none'}.`)
    answer(io, json === true, pool, () => poolsText([pool]))
  })

const brought = (io: Io, pool: string, file: string, options: CommonOptions): Promise<void> =>
  opened(options.data, 'write', async (stores) => {
    const size = await stat(file).then(
      ({ size }) => size,
      () => null,
    )
    if (size === null) throw new Failure(EXIT.wrong, `${file} cannot be read.`, 'Name a file of codes, one a line.')
    if (size > COUPON_FILE_BYTES_MAX)
      throw new Failure(EXIT.wrong, `${file} is larger than 64 MB.`, 'Bring the codes in with several files.')
    told(io, options, pool, file, await importCodes(stores.coupons, pool, await readFile(file, 'utf8')))
  })

const made = (io: Io, pool: string, { count, prefix, length, ...options }: MakeOptions): Promise<void> =>
  opened(options.data, 'write', async (stores) => {
    told(
      io,
      options,
      pool,
      'what was asked for',
      await makeCodes(stores.coupons, pool, { count, prefix, length: length ?? null }, randomBytes),
    )
  })

/** Codes that were there already are told: somebody may have expected to add them. */
const told = (io: Io, { json }: CommonOptions, pool: string, file: string, done: Parsed<Added>): void => {
  if (!done.ok) throw new BadFiles([{ file, problems: done.problems }])
  const { added, known } = done.value
  const some = known.slice(0, KNOWN_TOLD).join(', ')
  answer(io, json === true, { pool, added, known: known.length }, () =>
    [
      `${countOf(added, 'code')} added to ${pool}.`,
      ...(known.length === 0
        ? []
        : [`${countOf(known.length, 'code')} stood there already: ${some}${known.length > KNOWN_TOLD ? ' …' : ''}`]),
    ].join('\n'),
  )
}

const KNOWN_TOLD = 10

const poolsIn = async (stores: SqliteStores): Promise<readonly PoolNumbers[]> =>
  poolNumbers(stores.coupons, countersOf(stores.changes, stores.tallies), await campaignsIn(stores))

/** A folder may be given its codes before anything is published into it. */
const campaignsIn = async ({ definitions }: SqliteStores): Promise<Catalogue> => {
  const all = await definitions.all()
  return all.some(({ kind }) => kind === 'policy') ? rulesFrom(all, checkTemplate).campaigns : catalogueOf([])
}

const poolsText = (pools: readonly PoolNumbers[]): string =>
  [
    table(
      [
        ['pool', 'codes', 'given', 'used', 'left', 'campaigns'],
        ...pools.map(({ name, total, given, redeemed, free, campaigns }) => [
          ...[name, countText(total), countText(given), countText(redeemed), countText(free), campaigns.join(', ') || '–'],
        ]),
      ],
      [1, 2, 3, 4],
    ),
    ...pools
      .filter((pool) => pool.campaigns.length > 0 && isLow(pool))
      .map(({ name, free }) => `warning: ${name} ${free === 0 ? 'has no code left: mails of its campaigns are refused' : 'runs low'}`),
  ].join('\n')

const opened = async (data: string, access: 'read' | 'write', work: (stores: SqliteStores) => Promise<void>): Promise<void> => {
  if (access === 'read' && !isDataFolder(data))
    throw new Failure(EXIT.wrong, `There is no data in ${data} yet.`, 'Name the folder with --data.')
  const local = openLocal(data, access)
  try {
    await work(local.stores)
  } finally {
    local.close()
  }
}
