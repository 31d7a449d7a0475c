import { type Command, InvalidArgumentError, Option } from 'commander'
import { type Asked, billOf, type Line, totalOf, type Way, WAYS } from '../cost/bill.ts'
import { type Kind, KINDS } from '../cost/kinds.ts'
import { measure } from '../cost/measure.ts'
import { PRICES } from '../cost/prices.ts'
import { countText, section, table } from '../format.ts'
import { answer, type Io } from '../io.ts'
import { withExamples } from '../options.ts'

type CostOptions = {
  readonly customers: number
  readonly events: number
  readonly mails: number
  readonly kind: Kind
  readonly way: Way
  readonly kept: number
  readonly archiveDays: number
  readonly schemas?: true
  readonly ownKey?: true
  readonly json?: true
}

const DESCRIPTION = [
  'Estimates the monthly bill of AWS, line by line, before anything is deployed. The flow really decides about some customers, on a table in',
  'memory, and every request is charged by DynamoDB’s rules; prices are list prices of us-east-1, without free allowances. See docs/cost.md.',
].join(' ')

/** `rekindle cost`: what a month costs on AWS. */
export const addCost = (program: Command, io: Io): void => {
  const command = program
    .command('cost')
    .summary('what a month on AWS costs')
    .description(DESCRIPTION)
    .requiredOption('--customers <n>', 'customers that are known', amount)
    .requiredOption('--events <n>', 'events a month', amount)
    .requiredOption('--mails <n>', 'mails a month', amount)
    .addOption(new Option('--kind <kind>', 'a shop’s small customers, or those of a SaaS of 6 kB each').choices(KINDS).default('shop'))
    .addOption(
      new Option('--way <way>', 'events one to an entry of the bus, ten to an entry, or ten to a request over HTTP')
        .choices(WAYS)
        .default('bus'),
    )
    .option('--kept <percent>', 'events of which the timeline keeps a row: those that policy, goals and conditions name', percent, 20)
    .option('--archive-days <n>', 'how long the bus keeps events for a replay (0: no archive)', amount, 90)
    .option('--schemas', 'the bus learns schemas from events')
    .option('--own-key', 'the table has a key of your own')
    .option('--json', 'answer as JSON, for programs')
  withExamples(
    command,
    'cost --customers 200000 --events 5000000 --mails 300000',
    'cost --customers 20000 --events 30000000 --mails 50000 --kind saas --way packed --json',
  ).action(async (options: CostOptions) => {
    const { customers, events, mails, kind, way, kept, archiveDays, schemas, ownKey, json } = options
    const asked: Asked = {
      ...{ customers, events, mails, way, archiveDays, keptShare: kept / 100 },
      ...{ discoversSchemas: schemas === true, ownKey: ownKey === true },
    }
    const measures = await measure(kind)
    const lines = billOf(asked, measures)
    const prices = Object.fromEntries(lines.map(({ price }) => [price, PRICES[price]]))
    answer(io, json === true, { asked: { ...asked, kind }, dollars: totalOf(lines), lines, measures, prices }, () => textOf(kind, lines))
  })
}

const amount = (text: string): number => {
  const value = Number(text.replaceAll(/[_,]/g, ''))
  if (/^[\d_,]+$/.test(text) && value <= AMOUNT_MAX) return value
  throw new InvalidArgumentError('Give a whole number, such as 5000000.')
}
/** Beyond this the limits of AWS are in the way before the price is. */
const AMOUNT_MAX = 100_000_000_000

const percent = (text: string): number => {
  const value = Number(text)
  if (/^\d+(\.\d+)?$/.test(text) && value <= 100) return value
  throw new InvalidArgumentError('Give a percentage from 0 to 100.')
}

const HEADINGS = { events: 'Events', mails: 'Mails', customers: 'Customers', idle: 'While nothing happens' } as const

const textOf = (kind: Kind, lines: readonly Line[]): string =>
  [
    `About ${money(totalOf(lines))} a month for ${kind === 'shop' ? 'a shop' : 'a SaaS'}, list prices of us-east-1 without free allowances`,
    ...Object.entries(HEADINGS).flatMap(([cause, heading]) => {
      const own = lines.filter((line) => line.cause === cause)
      return section(
        `${heading}: ${money(totalOf(own))}`,
        table(
          own.map(({ what, price, quantity, dollars }) => [money(dollars), quantityText(quantity), PRICES[price].unit, what]),
          [0, 1],
        ),
      )
    }),
    '',
    'Prices and their dates: --json. What moves the bill, and what is assumed: docs/cost.md.',
  ].join('\n')

const money = (dollars: number): string => `$${dollars.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`

const quantityText = (quantity: number): string => (quantity >= 10 ? countText(Math.round(quantity)) : quantity.toFixed(2))
