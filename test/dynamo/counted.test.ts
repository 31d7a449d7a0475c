/** The price of an event is a feature: calls are counted, and charged as AWS would, by our own arithmetic and by DynamoDB Local's. */
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { bytesOf, checkUnits, readUnits, unitsOf, writeCharge } from '../../shared/adapters/dynamo/capacity.ts'
import { putEvent } from '../../shared/adapters/dynamo/event-row.ts'
import { type Item, keyOf, text, texts, whole } from '../../shared/adapters/dynamo/items.ts'
import { createState, stateKey } from '../../shared/adapters/dynamo/state-row.ts'
import type { Charge } from '../../shared/adapters/dynamo/table.ts'
import { openSqlite } from '../../shared/adapters/sqlite/open.ts'
import type { Rules } from '../../shared/domain/customer/rules.ts'
import { handle, type Timed } from '../../shared/flow/handle.ts'
import { REPLAY_BATCH } from '../../shared/kernel/limits.ts'
import { type CustomerId, customerId, epochMs, inputId } from '../../shared/kernel/words.ts'
import { commitOf, eventOf } from '../contract/samples.ts'
import { dataset } from '../datasets.ts'
import { ANN, day, EMAIL, event, ORDER, ORDERS, outside, rules, send, steps, tested, wait, winBack } from '../domain/customer/world.ts'
import { claimed, told } from '../flow/world.ts'
import { isThere, type LocalDynamo, sharedLocal } from './local.ts'
import { type DynamoStores, openStores } from './stores.ts'

/** Somebody outside compares something by orders, so orders are kept in the timeline; what else happens is not. */
const COMPANY = rules({ campaigns: [tested({ holdout: 10 })], outside: [outside('prices', [ORDERS])] })

describe.runIf(isThere())('what is asked of DynamoDB', () => {
  let local: LocalDynamo
  let stores: DynamoStores
  let charges: Charge[] = []
  beforeAll(async () => {
    local = await sharedLocal()
  })

  const open = async () => {
    stores = await openStores(local.endpoint, { onCharge: (charge) => void charges.push(charge) })
  }
  /** The calls that work makes, each with its units. */
  const callsOf = async (company: Rules, work: readonly Timed[]): Promise<readonly string[]> => {
    charges = []
    await handle(stores.customers, company, work)
    return charges.map(({ operation, units }) => `${operation} ${units}`)
  }
  const visited = (n: number, customer: CustomerId = ANN) =>
    told(event('Page Viewed', day(1, n), { id: inputId(`v${n}`), customerId: customer }))
  const ordered = (n: number, customer: CustomerId = ANN) =>
    told(event(ORDER, day(1, n), { id: inputId(`o${n}`), customerId: customer, properties: { revenue: 10 } }))

  it('of a common event: one read and one conditional write; one put more where the timeline keeps it; never a transaction', async () => {
    await open()
    await handle(stores.customers, COMPANY, [told(event(ORDER, day(0), EMAIL))])
    for (let n = 0; n < 20; n += 1) {
      expect(await callsOf(COMPANY, [visited(n)])).toEqual(['GetItem 1', 'UpdateItem 1'])
      // The row, and its entry in the local index.
      expect(await callsOf(COMPANY, [ordered(n)])).toEqual(['GetItem 1', 'UpdateItem 1', 'PutItem 2'])
    }
    expect((await stores.customers.load([ANN])).get(ANN)?.metrics.counts).toMatchObject({
      'Page Viewed': { total: 20 },
      [ORDER]: { total: 21 },
    })
    await stores.close()
  })

  it('of several events of one customer, and of many customers: each customer once', async () => {
    await open()
    const people = Array.from({ length: 10 }, (_, n) => customerId(`customer ${n}`))
    await handle(
      stores.customers,
      COMPANY,
      people.map((customerId) => told(event(ORDER, day(0), { customerId, ...EMAIL }))),
    )
    expect(
      await callsOf(
        COMPANY,
        Array.from({ length: 12 }, (_, n) => visited(n, people[0])),
      ),
    ).toEqual(['GetItem 1', 'UpdateItem 1'])
    const calls = await callsOf(
      COMPANY,
      people.slice(1).flatMap((id, n) => [visited(n, id), visited(100 + n, id)]),
    )
    expect(calls).toEqual(['BatchGetItem 9', ...people.slice(1).map(() => 'UpdateItem 1')])
    await stores.close()
  })

  it('of a duplicate: one read, and the put of what the timeline keeps', async () => {
    await open()
    await handle(stores.customers, COMPANY, [told(event(ORDER, day(0), EMAIL)), visited(1), ordered(2)])
    expect(await callsOf(COMPANY, [visited(1)])).toEqual(['GetItem 1'])
    const calls = await callsOf(COMPANY, [ordered(2)])
    // Its condition fails, so it is not charged by our count: AWS charges a unit.
    expect(calls).toEqual(['GetItem 1'])
    await stores.close()
  })

  it('of the report of a delivery: one conditional write; of one that says nothing new: none', async () => {
    const company = rules({
      campaigns: [winBack({ entry: { on: 'stage', stage: 'new', from: null }, paths: steps(send(), wait(7), send()) })],
    })
    await open()
    await handle(stores.customers, company, [told(event(ORDER, day(0), EMAIL))])
    const [message] = await stores.inspection.messagesOf(ANN)
    const id = message?.id ?? ('' as never)
    const report = (outcome: 'sent' | 'delivered', ms: number): Timed => ({
      request: { customerId: ANN, type: 'report', message: id, outcome: { type: outcome }, about: null },
      now: day(0, ms),
    })
    await handle(stores.customers, company, [claimed(ANN, id, day(0, 1))])
    await handle(stores.customers, company, [report('sent', 2)])
    const version = (await stores.customers.load([ANN])).get(ANN)?.version
    const reads = ['GetItem 1', 'BatchGetItem 1', 'BatchGetItem 1']
    expect(await callsOf(company, [report('sent', 3)])).toEqual(reads)
    expect(await callsOf(company, [report('delivered', 4)])).toEqual([...reads, 'UpdateItem 1'])
    expect(await callsOf(company, [report('delivered', 5)])).toEqual(reads)
    expect((await stores.customers.load([ANN])).get(ANN)?.version).toBe(version)
    expect((await stores.inspection.messagesOf(ANN))[0]?.status).toEqual({ name: 'delivered', at: day(0, 4) })
    const moves = (await stores.inspection.factsOf(ANN)).flatMap((fact) => (fact.type === 'message-moved' ? [fact.to] : []))
    expect(moves).toEqual(['claimed', 'sent', 'delivered'])
    // As the stream tells them to whoever counts.
    const [shard] = (await stores.changes.shards()) as [string]
    const streamed = (await stores.changes.facts(shard, 0n, 100)).items
    expect(streamed.flatMap(({ fact }) => (fact.type === 'message-moved' ? [fact.to] : []))).toEqual(moves)
    await stores.close()
  })

  it('is charged as our own arithmetic says', async () => {
    await open()
    const { table } = stores
    const key = keyOf('a', 'b')
    const items: readonly Item[] = [
      key,
      { ...key, n: whole(1), m: whole(-1_234_567), z: whole(0), s: text('ключ 🦊'), l: texts(['a', 'bc']) },
      ...[900, 1_010, 1_024, 2_047, 5_000].map((length) => ({ ...key, s: text('x'.repeat(length - 3)) })),
      { ...key, at: whole(5), s: text('in the timeline') },
      { ...key, at: whole(6), s: text('elsewhere in the timeline') },
      { ...key, q: text('due#1'), t: whole(5) },
      { ...key, q: text('due#1'), t: whole(5), s: text('changed beside the index') },
      { ...key, q: text('due#1'), t: whole(4) },
      key,
    ]
    let before: Item | null = null
    for (const item of items) {
      charges = []
      await table.put({ Item: item })
      const charge = writeCharge(before, item, false)
      const [capacity] = charges[0]?.capacity ?? []
      expect(charges[0]?.units, `${bytesOf(item)} bytes`).toBe(unitsOf(charge))
      expect(capacity?.Table?.CapacityUnits).toBe(charge.table)
      expect(capacity?.LocalSecondaryIndexes?.timeline?.CapacityUnits ?? 0).toBe(charge.timeline)
      expect(capacity?.GlobalSecondaryIndexes?.lists?.CapacityUnits ?? 0).toBe(charge.lists)
      charges = []
      await table.get(key)
      expect(charges[0]?.units).toBe(readUnits(bytesOf(item)))
      before = item
    }
    charges = []
    const added = { ...keyOf('c', 'd'), s: text('x'.repeat(1_500)) }
    await table.transact([{ Put: { Item: added } }, { ConditionCheck: { Key: key, ConditionExpression: 'attribute_exists(pk)' } }])
    expect(charges[0]?.units).toBe(unitsOf(writeCharge(null, added, true)) + checkUnits(key))
    await stores.close()
  })
})

const sample = dataset('data/CDNOW_sample.txt')

describe.runIf(sample !== null)('the customers of CDNOW, with a tested campaign and an experiment of others', () => {
  it('have states of a kilobyte at most, on average: one unit a write', { timeout: 300_000 }, async () => {
    const orders = ordersIn(readFileSync(sample ?? '', 'latin1'))
    const stores = openSqlite(':memory:')
    for (let from = 0; from < orders.length; from += REPLAY_BATCH) {
      await handle(stores.customers, COMPANY, orders.slice(from, from + REPLAY_BATCH))
    }
    const customers = new Set(orders.map(({ request }) => request.customerId))
    const states = await stores.customers.load([...customers])
    const sizes = [...states.values()].map((state) =>
      bytesOf(createState(commitOf(state, { dueAt: day(9) })).Put?.Item ?? stateKey(state.id)),
    )
    const average = sizes.reduce((sum, size) => sum + size, 0) / sizes.length
    console.log(`CDNOW: ${sizes.length} states of ${Math.round(average)} bytes on average, ${Math.max(...sizes)} at most`)
    expect(sizes).toHaveLength(2_357)
    expect(average).toBeLessThanOrEqual(1_024)
    expect(bytesOf(putEvent(eventOf('1', '00001-19970101-1', 1)).Item ?? {})).toBeLessThanOrEqual(1_024)
    stores.close()
  })
})

/** A line an order: customer, customer within the sample, day, CDs, dollars. */
const ordersIn = (file: string): readonly Timed[] =>
  file
    .trim()
    .split(/\r?\n/)
    .map((line, n) => {
      const [, customer, date, quantity, dollars] = line.trim().split(/\s+/) as [string, string, string, string, string]
      const at = epochMs(Date.parse(`${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}T12:00:00Z`))
      const properties = { revenue: Number(dollars), currency: 'USD', quantity: Number(quantity) }
      return told(event(ORDER, at, { id: inputId(`order-${n}`), customerId: customerId(customer), properties, ...EMAIL }))
    })
    .sort((a, b) => a.now - b.now)
