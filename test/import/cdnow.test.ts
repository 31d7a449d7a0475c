import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seededRandom } from '../../shared/kernel/random.ts'
import { epochMs } from '../../shared/kernel/words.ts'
import { dataset } from '../datasets.ts'
import { IS_WHOLE, linesOf, oneOf, writePart } from '../proofs/part.ts'
import { customersIn, type ImportAnswer, jsonAt, newFolder, runAt } from './world.ts'

const events = dataset('data/cdnow.events.jsonl.gz') ?? ''
const ONE_OF = oneOf(10)
const END = epochMs(Date.parse('1998-07-01T00:00:00Z'))

type Line = {
  readonly type: string
  readonly messageId: string
  readonly userId: string
  readonly timestamp: string
  readonly properties: { readonly revenue: number }
}

/** CDNOW's orders as a shop would export them: in no order, in local time, with its own way to write amounts. */
const exported = (): { readonly orders: string; readonly customers: string } => {
  const lines = linesOf(events, ONE_OF).map((line) => JSON.parse(line) as Line)
  const random = seededRandom(1)
  const local = new Intl.DateTimeFormat('en-GB', { timeZone: 'America/New_York', dateStyle: 'short', timeStyle: 'short' })
  const cells = ({ messageId, userId, timestamp, properties }: Line): string =>
    [messageId, userId, local.format(Date.parse(timestamp)).replace(',', ''), properties.revenue.toFixed(2).replace('.', ',')].join(';')
  const orders = lines.filter(({ type }) => type === 'track').map((line) => ({ line, order: random.next() }))
  orders.sort((a, b) => a.order - b.order)
  const customers = lines.filter(({ type }) => type === 'identify').map(({ userId, timestamp }) => `${userId},${timestamp}`)
  return {
    orders: ['id;customer;at;total', ...orders.map(({ line }) => cells(line))].join('\r\n'),
    customers: ['customer,since', ...customers].join('\n'),
  }
}

const ORDERS = {
  name: 'cdnow-orders',
  file: { delimiter: ';' },
  customerId: 'customer',
  timestamp: { column: 'at', format: 'DD/MM/YYYY HH:mm', zone: 'America/New_York' },
  key: ['id'],
  currency: 'USD',
  decimal: '1.234,56',
  events: [{ event: 'Order Completed', properties: { total: { name: 'revenue', type: 'money' } } }],
}
const CUSTOMERS = {
  name: 'cdnow-customers',
  customerId: 'customer',
  timestamp: { column: 'since', format: 'iso' },
  traits: { since: 'createdAt' },
}

describe.skipIf(events === '')('CDNOW, imported at the end of its time', () => {
  const folder = newFolder()
  afterAll(folder.remove)
  const [replayed, imported] = [folder.path('replayed'), folder.path('imported')]
  let [orders, map] = ['', '']

  beforeAll(async () => {
    const files = exported()
    orders = folder.write('orders.csv', files.orders)
    map = folder.write('orders.map.json', ORDERS)
    const customers = folder.write('customers.csv', files.customers)
    const part = folder.path('part.jsonl.gz')
    writePart(events, part, ONE_OF)
    await runAt(END, 'replay', part, '--data', replayed, '--until', '1998-07-01T00:00:00Z')
    await jsonAt(END, 'import', orders, '--map', map, '--data', imported)
    await jsonAt(END, 'import', customers, '--map', folder.write('customers.map.json', CUSTOMERS), '--data', imported)
  }, 600_000)

  it('has the same customers in the same stages with the same metrics as the replay', async () => {
    const stages = async (data: string) => await jsonAt<ImportAnswer['stages']>(END, 'stages', '--data', data)
    const whole = await stages(replayed)
    if (IS_WHOLE) expect(whole.customers).toBe(23_570)
    expect(await stages(imported)).toMatchObject({ customers: whole.customers, stages: whole.stages })
    const [one, other] = [withoutSince(await customersIn(END, imported)), withoutSince(await customersIn(END, replayed))]
    expect(one.length).toBe(whole.customers)
    expect(one).toEqual(other)
  })

  it('is the same after the same file again, and after the same orders in a file that is longer by one', async () => {
    const before = await customersIn(END, imported)
    expect(await jsonAt(END, 'import', orders, '--map', map, '--data', imported)).toMatchObject({ doneBefore: true })
    expect(await customersIn(END, imported)).toBe(before)
    const known = readFileSync(orders, 'utf8').split('\r\n').length - 1
    const longer = folder.write('longer.csv', `${readFileSync(orders, 'utf8')}\r\nnew;00001;30/06/1998 12:00;1,00`)
    expect(await jsonAt(END, 'import', longer, '--map', map, '--data', imported)).toMatchObject({ taken: 1, known, quarantined: 0 })
  })
})

const withoutSince = (out: string): readonly object[] =>
  out
    .trimEnd()
    .split('\n')
    .map((line) => {
      const { since: _, ...rest } = JSON.parse(line) as { since: string }
      return rest
    })
