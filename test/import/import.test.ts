import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { rulesFrom } from '../../local/definitions.ts'
import { checkTemplate, openLocal } from '../../local/wiring.ts'
import { intake } from '../../shared/flow/doors/take.ts'
import { tick } from '../../shared/flow/tick.ts'
import { DAY_MS, HOUR_MS, isoOf, later } from '../../shared/kernel/time.ts'
import { END_OF_TIME, type EpochMs } from '../../shared/kernel/words.ts'
import { customersIn, EXAMPLES, type ImportAnswer, jsonAt, newFolder, NOW, ORDERS_MAP, runAt } from './world.ts'

const folder = newFolder()
afterAll(folder.remove)
const map = folder.write('map.json', ORDERS_MAP)

const daysAgo = (days: number, now: EpochMs = NOW): string => isoOf(later(now, -days * DAY_MS))
const orders = (...rows: readonly string[]): string => ['order,customer,at,total', ...rows].join('\n')

type Customer = {
  readonly stage: string | null
  readonly metrics: { readonly revenueMinor: object; readonly firstSeenAt: string; readonly lastSeenAt: string }
}
type Quarantined = {
  readonly count: number
  readonly entries: readonly {
    readonly because: string
    readonly customer: string | null
    readonly problems: readonly object[]
    readonly text: string
  }[]
}

const customerIn = (data: string, id: string, now: EpochMs = NOW) => jsonAt<Customer>(now, 'customer', id, '--traits', '--data', data)
const quarantineIn = (data: string) => jsonAt<Quarantined>(NOW, 'quarantine', '--text', '--data', data)
const bringIn = (data: string, file: string, ...more: readonly string[]) =>
  jsonAt<ImportAnswer>(NOW, 'import', file, '--map', map, '--data', data, ...more)

describe('the examples', () => {
  const data = folder.path('examples')
  const example = (name: string) => ['import', join(EXAMPLES, `${name}.csv`), '--map', join(EXAMPLES, `${name}.map.json`), '--data', data]

  it('are brought in whole', async () => {
    expect(await jsonAt(NOW, ...example('customers'))).toMatchObject({ rows: 8, taken: 25, quarantined: 0 })
    expect(await jsonAt(NOW, ...example('orders'))).toMatchObject({ rows: 10, taken: 10, silent: 1, quarantined: 0 })
  })

  it.each([
    { id: '1001', stage: 'active', revenue: { EUR: 129410 }, consent: 'granted' },
    { id: '1002', stage: 'churned', revenue: { EUR: 4440 }, consent: 'granted' },
    { id: '1003', stage: 'churned', revenue: { EUR: 0 }, consent: 'withdrawn' },
    { id: '1005', stage: 'dormant', revenue: { USD: 21000 }, consent: 'granted' },
    { id: '1006', stage: null, revenue: {}, consent: undefined },
  ])('tell of $id what their files do', async ({ id, stage, revenue, consent }) => {
    const found = await jsonAt<Customer & { readonly consent: Record<string, { readonly status: string }> }>(
      NOW,
      'customer',
      id,
      '--data',
      data,
    )
    expect(found).toMatchObject({ stage, metrics: { revenueMinor: revenue } })
    expect(found.consent['*']?.status).toBe(consent)
  })

  it('place the two half past twos of the night the clocks went back', async () => {
    expect(await customerIn(data, '1004')).toMatchObject({
      metrics: { firstSeenAt: '2024-10-27T00:30:00.000Z', lastSeenAt: '2024-10-27T02:30:00.000Z' },
    })
  })

  it('have traits of every type', async () => {
    expect(await customerIn(data, '1004')).toMatchObject({
      traits: { email: 'dot@example.com', birthday: '1979-02-28', interests: ['tea', 'books, used'], country: 'DK' },
    })
  })
})

describe('a look at a file', () => {
  it('writes nothing, makes no folder, and says what is in it', async () => {
    const data = folder.path('nowhere')
    const file = folder.write(
      'look.csv',
      orders(
        '1,ann,2025-01-02,"1,000.50"',
        '2,ben,2025-01-03,5',
        '2,ben,2025-01-03,5',
        '3,cid,yesterday,five',
        '4,,2025-13-01,1',
        '5,eve,2027-01-01,9',
      ),
    )
    const found = await jsonAt(NOW, 'import', file, '--map', map, '--data', data, '--dry-run')
    expect(existsSync(data)).toBe(false)
    expect(found).toMatchObject({
      dryRun: true,
      rows: 6,
      customers: 2,
      calls: { 'Order Completed': 2 },
      from: '2025-01-02T00:00:00.000Z',
      until: '2025-01-03T00:00:00.000Z',
      revenueMinor: { USD: 100550 },
      repeated: 1,
      quarantined: 3,
      problems: [
        { path: 'line 5, column "at"', problem: 'is "yesterday", which is no ISO 8601' },
        { path: 'line 5, column "total"', problem: 'is "five", which is no amount' },
        { path: 'line 6, column "customer"', problem: 'is empty' },
        { path: 'line 6, column "at"', problem: 'is "2025-13-01", which does not exist' },
        { path: 'line 7, column "at"', problem: expect.stringContaining('more than 5m after it arrived') },
      ],
      preview: [{ line: 2 }, { line: 3 }, { line: 4 }],
    })
    const { out } = await runAt(NOW, 'import', file, '--map', map, '--data', data, '--dry-run')
    for (const part of [
      '6 rows, 2 customers',
      'USD  1,000.50'.slice(0, 3),
      '1,005.50',
      'The first rows',
      'What is wrong',
      'column "at" is …, which is no ISO 8601',
    ])
      expect(out).toContain(part)
  })

  it('of JSON Lines says which columns no row has', async () => {
    const file = folder.write('look.jsonl', '{"order":1,"customer":7,"at":"2025-01-02"}\n{"order":2,"customer":"7","at":"2025-01-02"}')
    const found = await jsonAt(NOW, 'import', file, '--map', map, '--data', folder.path('nowhere'), '--dry-run')
    expect(found).toMatchObject({ rows: 2, customers: 1, neverSeen: ['total'], quarantined: 0 })
  })

  it('knows what the folder has already', async () => {
    const data = folder.path('known')
    const file = folder.write('known.csv', orders('1,ann,2025-01-02,1'))
    await bringIn(data, file)
    expect(await jsonAt(NOW, 'import', file, '--map', map, '--data', data, '--dry-run')).toMatchObject({ known: 1, calls: {} })
  })
})

describe('a row that cannot be taken', () => {
  it('is quarantined whole, with its line, its columns and hints, and no row is lost', async () => {
    const data = folder.path('bad')
    const file = folder.write(
      'bad.csv',
      orders(
        '1,ann,2025-01-02,"1.000,50"',
        ',ben,2025-01-03,5',
        '3,cid,2025-01-03,5',
        '4,dot,1970-01-01,5',
        '5,anonymous:x,2025-01-03,5',
        'x,y',
      ),
    )
    expect(await bringIn(data, file)).toMatchObject({ rows: 6, taken: 1, quarantined: 5 })
    const { entries } = await quarantineIn(data)
    const told = entries.map(({ customer, problems, text }) => ({ customer, problems, text }))
    expect(told).toHaveLength(5)
    expect(told).toEqual(
      expect.arrayContaining([
        {
          customer: 'ann',
          text: '1,ann,2025-01-02,"1.000,50"',
          problems: [
            {
              path: 'line 2, column "total"',
              problem: 'is "1.000,50", which is no amount',
              hint: expect.stringContaining('It fits "decimal": "1.234,56"'),
            },
          ],
        },
        {
          customer: 'ben',
          text: ',ben,2025-01-03,5',
          problems: [{ path: 'line 3, column "order"', problem: 'is empty', hint: expect.stringContaining('part of the key') }],
        },
        {
          customer: 'dot',
          text: '4,dot,1970-01-01,5',
          problems: [{ path: 'line 5, column "at"', problem: 'is before 1990', hint: expect.any(String) }],
        },
        {
          customer: 'anonymous:x',
          text: '5,anonymous:x,2025-01-03,5',
          problems: [
            { path: 'line 6, column "customer"', problem: expect.stringContaining('begins with anonymous:'), hint: expect.any(String) },
          ],
        },
        {
          customer: null,
          text: 'x,y',
          problems: [{ path: 'line 7', problem: 'has 2 cells, and the first line of the file has 4', hint: expect.any(String) }],
        },
      ]),
    )
  })

  it('counts once it is mended and brought in with its file, and the others do not count again', async () => {
    const data = folder.path('mended')
    await bringIn(data, folder.write('mended.csv', orders('1,ann,2025-01-02,1', '2,ann,2025-01-03,two')))
    expect(await bringIn(data, folder.write('mended.csv', orders('1,ann,2025-01-02,1', '2,ann,2025-01-03,2')))).toMatchObject({
      taken: 1,
      known: 1,
      quarantined: 0,
    })
    expect(await customerIn(data, 'ann')).toMatchObject({ metrics: { revenueMinor: { USD: 300 } } })
  })
})

describe('ids', () => {
  it('are those of the key, whatever else a later file says, and whatever its name', async () => {
    const data = folder.path('again')
    await bringIn(data, folder.write('a.csv', orders('1,ann,2025-01-02,1', '2,ann,2025-01-03,2')))
    const before = await customersIn(NOW, data)
    expect(await bringIn(data, folder.write('b.csv', orders('2,ann,2025-01-03,200', '1,ann,2025-02-02,1')))).toMatchObject({
      taken: 0,
      known: 2,
    })
    expect(await customersIn(NOW, data)).toBe(before)
  })

  it('without a key are those of the line: the same file is recognised', async () => {
    const data = folder.path('keyless')
    const keyless = folder.write('keyless.json', { ...ORDERS_MAP, key: undefined })
    const file = folder.write('twins.csv', orders('1,ann,2025-01-02,1', '1,ann,2025-01-02,1'))
    expect(await jsonAt(NOW, 'import', file, '--map', keyless, '--data', data)).toMatchObject({ taken: 2, doneBefore: false })
    expect(await jsonAt(NOW, 'import', file, '--map', keyless, '--data', data)).toMatchObject({ taken: 2, doneBefore: true })
    expect(await customerIn(data, 'ann')).toMatchObject({ metrics: { revenueMinor: { USD: 200 } } })
  })

  it('leave out what came by other doors: rows not before the instant the map names', async () => {
    const since = folder.write('before.json', { ...ORDERS_MAP, before: '2025-01-03' })
    const file = folder.write('cut.csv', orders('1,ann,2025-01-02T23:59:59Z,1', '2,ann,2025-01-03,2'))
    expect(await jsonAt(NOW, 'import', file, '--map', since, '--data', folder.path('cut'))).toMatchObject({
      taken: 1,
      leftOut: 1,
      silent: 0,
    })
  })
})

/** Somebody who has sent so much for so long that the receipts of their first days are forgotten, and is still sending. */
const busyFolder = async (name: string): Promise<string> => {
  const data = folder.path(name)
  const file = folder.write(`${name}.csv`, orders('first,busy,2025-01-01,1'))
  // A customer's own clock never runs back: had it come to now already, nothing would be forgotten.
  await jsonAt(later(NOW, -30 * DAY_MS), 'import', file, '--map', map, '--data', data)
  await live(
    data,
    Array.from({ length: 300 }, (_, index) => ({ id: `live-${index}`, at: later(NOW, (index - 300) * HOUR_MS) })),
  )
  return data
}

const live = async (
  data: string,
  events: readonly { readonly id: string; readonly at: EpochMs; readonly receivedAt?: EpochMs }[],
): Promise<void> => {
  const local = openLocal(data, 'write')
  const engine = local.engine(rulesFrom(await local.stores.definitions.all(), checkTemplate))
  for (const { id, at, receivedAt = at } of events) {
    const raw = { type: 'track', event: 'Page Seen', messageId: id, userId: 'busy', timestamp: isoOf(at) }
    await intake(engine, [{ text: '', raw, source: id, receivedAt }], { correctSkew: false })
  }
  local.close()
}

describe('history of somebody whose receipts are forgotten', () => {
  const history = Array.from({ length: 500 }, (_, index) => `h-${index},busy,${daysAgo(20 + index * 3)},2.00`)

  it('would be doubted at any other door', async () => {
    const data = await busyFolder('doubted')
    await live(data, [{ id: 'old', at: later(NOW, -40 * DAY_MS), receivedAt: NOW }])
    expect(await quarantineIn(data)).toMatchObject({ count: 1, entries: [{ because: 'uncertain' }] })
  })

  it('is exact: nothing of it is uncertain, nothing too late, however much and however old it is', async () => {
    const data = await busyFolder('busy')
    expect(await bringIn(data, folder.write('history.csv', orders(...history)))).toMatchObject({ taken: 500, quarantined: 0 })
    expect((await quarantineIn(data)).count).toBe(0)
    expect(await customerIn(data, 'busy')).toMatchObject({
      metrics: { revenueMinor: { USD: 100_100 }, firstSeenAt: daysAgo(20 + 499 * 3) },
    })
    expect(await bringIn(data, folder.write('more.csv', orders(...history, 'h-500,busy,2025-03-01,2')))).toMatchObject({
      taken: 1,
      known: 500,
    })
    expect((await quarantineIn(data)).count).toBe(0)
  })

  it('takes no receipts, so what publishers send later is told from its repetition as well as before', async () => {
    const data = folder.path('quiet')
    await bringIn(data, folder.write('quiet.csv', orders(...history)))
    const late = later(NOW, 3 * DAY_MS)
    // An offline device tells of last month three days after the import: without the import nobody would have doubted it.
    await live(data, [{ id: 'offline', at: later(NOW, -30 * DAY_MS), receivedAt: late }])
    await live(data, [{ id: 'offline', at: later(NOW, -30 * DAY_MS), receivedAt: late }])
    expect((await quarantineIn(data)).count).toBe(0)
    const found = await customerIn(data, 'busy', late)
    expect(found).toMatchObject({ metrics: { events: { 'Page Seen': { total: 1 }, 'Order Completed': { total: 500 } } } })
  })
})

describe('mail', () => {
  const campaign = (id: string, entry: object) => ({
    ...{ id, name: id, topic: 'offers', status: 'active', entry, reentry: 'each' },
    steps: [{ send: { subject: 'Hello', text: 'Hello {{ customer.id }}' } }],
  })
  const campaigns = folder.path('campaigns')
  mkdirSync(campaigns)
  for (const one of [
    campaign('thanks', { event: 'Order Completed' }),
    campaign('welcome', { event: 'Account Created' }),
    ...['new', 'active', 'at-risk', 'dormant', 'churned'].map((stage) => campaign(`now-${stage}`, { stage })),
  ]) {
    writeFileSync(join(campaigns, `${one.id}.json`), JSON.stringify(one))
  }
  const policy = folder.write('policy.json', {
    ...(JSON.parse(readFileSync(new URL('../../examples/policies/retail.json', import.meta.url), 'utf8')) as object),
    entryMaxAge: '400d',
  })

  it('never leaves because of an import, though every stage and every order has a campaign and the policy trusts events of 400 days', async () => {
    const data = folder.path('mail')
    const file = folder.write(
      'mail.csv',
      // Every stage, out of order, and orders of this very minute.
      orders(
        ...[500, 0.5, 90, 0, 200, 40, 10, 61, 130, 0.001].flatMap((days, index) => [
          `a-${index},ann,${daysAgo(days)},1`,
          `${index},c-${index},${daysAgo(days)},1`,
        ]),
      ),
    )
    const first = await bringIn(data, file, '--campaigns', campaigns, '--policy', policy)
    expect(first).toMatchObject({
      taken: 20,
      stages: { customers: 11, stages: { new: 4, active: 2, 'at-risk': 2, dormant: 2, churned: 1 } },
    })
    const local = openLocal(data, 'write')
    const engine = local.engine(rulesFrom(await local.stores.definitions.all(), checkTemplate))
    await tick(engine, NOW)
    expect(await engine.store.pending(END_OF_TIME, 10)).toEqual([])
    expect(await local.stores.inspection.countByStatus()).toEqual({})
    for (const { journeys } of await local.stores.inspection.customers(null, 100)) expect(journeys).toEqual([])

    // What silence brings from now on is no history: whoever becomes at risk tomorrow is written to.
    await tick(engine, later(NOW, 25 * DAY_MS))
    expect(await local.stores.inspection.countByStatus()).toEqual({ owed: expect.any(Number) })
    local.close()
  })
})

describe('a folder', () => {
  it('with a replay takes no import, and one with an import no replay', async () => {
    const event = { type: 'track', messageId: 'm', userId: 'ann', event: 'Order Completed', timestamp: '2025-01-01T00:00:00Z' }
    const [replayed, imported] = [folder.path('replayed'), folder.path('imported')]
    const lines = folder.write('events.jsonl', event)
    const file = folder.write('one.csv', orders('1,ann,2025-01-02,1'))
    expect((await runAt(NOW, 'replay', lines, '--data', replayed)).code).toBe(0)
    expect(await runAt(NOW, 'import', file, '--map', map, '--data', replayed)).toMatchObject({
      code: 1,
      err: expect.stringContaining('holds a replay'),
    })
    await bringIn(imported, file)
    expect(await runAt(NOW, 'replay', lines, '--data', imported)).toMatchObject({
      code: 1,
      err: expect.stringContaining('holds imported history'),
    })
  })

  it('keeps its own definitions: others are refused by name, and the same are taken', async () => {
    const data = folder.path('definitions')
    const retail = JSON.parse(readFileSync(new URL('../../examples/policies/retail.json', import.meta.url), 'utf8')) as object
    const other = folder.write('other.json', { ...retail, entryMaxAge: '2d' })
    const one = folder.write('d1.csv', orders('1,ann,2025-01-02,1'))
    const two = folder.write('d2.csv', orders('2,ann,2025-01-02,1'))
    await bringIn(data, one, '--policy', folder.write('same.json', retail))
    expect(await runAt(NOW, 'import', two, '--map', map, '--data', data, '--policy', other)).toMatchObject({
      code: 1,
      err: expect.stringContaining('the policy has changed'),
    })
    expect(await bringIn(data, two, '--policy', folder.path('same.json'))).toMatchObject({ taken: 1 })
  })

  it('that another process writes is said to be in use', async () => {
    const data = folder.path('held')
    const file = folder.write('held.csv', orders('1,ann,2025-01-02,1'))
    const { close } = openLocal(data, 'write')
    expect(await runAt(NOW, 'import', file, '--map', map, '--data', data)).toMatchObject({
      code: 1,
      err: expect.stringContaining('is being written by another process'),
    })
    close()
  })

  it.each([
    {
      title: 'a map with problems',
      args: () => ['import', folder.write('x.csv', orders()), '--map', folder.write('x.json', { name: 'X' })],
      code: 1,
      says: /name may only have small letters[\s\S]*timestamp is missing/,
    },
    {
      title: 'a map that is no JSON',
      args: () => ['import', folder.write('x.csv', orders()), '--map', folder.write('y.json', '{')],
      code: 1,
      says: /is not JSON/,
    },
    {
      title: 'a column that is not there',
      args: () => ['import', folder.write('x.csv', 'order,custmer,at,total\n'), '--map', map],
      code: 1,
      says: /column "customer" is not there, and the map reads it\n.*Did you mean "custmer"\?/,
    },
    { title: 'a file that is not there', args: () => ['import', folder.path('nope.csv'), '--map', map], code: 1, says: /is not there/ },
    { title: 'no map', args: () => ['import', 'a.csv'], code: 2, says: /required option '--map <file>'/ },
  ])('is not touched by $title', async ({ args, code, says }) => {
    const data = folder.path('untouched')
    expect(await runAt(NOW, ...args(), '--data', data)).toMatchObject({ code, err: expect.stringMatching(says) })
  })
})
