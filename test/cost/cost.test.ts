/** What a month costs: the targets, and that what is counted is what AWS counts and what is deployed. */
import { beforeAll, describe, expect, it } from 'vitest'
import { type Asked, billOf, type Cause, type Line, totalOf } from '../../cli/cost/bill.ts'
import { type Measures, measure } from '../../cli/cost/measure.ts'
import { PRICES } from '../../cli/cost/prices.ts'
import { QUEUE_BATCH, SYSTEM } from '../../cli/cost/system.ts'
import { meteredTable } from '../../cli/cost/wiring.ts'
import { FUNCTIONS } from '../../functions/functions.ts'
import { dynamoClient } from '../../shared/adapters/dynamo/client.ts'
import type { ModelCall } from '../../shared/adapters/dynamo/model-table.ts'
import { type Charge, openTable, type Table } from '../../shared/adapters/dynamo/table.ts'
import { tasksOf } from '../../shared/flow/tasks.ts'
import { epochMs } from '../../shared/kernel/words.ts'
import { DUE_SHARDS, PENDING_SHARDS } from '../../shared/adapters/dynamo/layout.ts'
import { json, run } from '../cli/world.ts'
import { configOf, createTable, isThere, startLocal } from '../dynamo/local.ts'
import { ofType, PROD, synthesised } from '../infra/synthesised.ts'

let shop: Measures
let saas: Measures
beforeAll(async () => {
  shop = await measure('shop')
  saas = await measure('saas')
}, 60_000)

const MILLION: Asked = {
  ...{ customers: 0, events: 1_000_000, mails: 0, way: 'bus', keptShare: 0, archiveDays: 0 },
  ...{ discoversSchemas: false, ownKey: false },
}
const costOf = (cause: Cause, asked: Partial<Asked>, measures = shop): number =>
  totalOf(billOf({ ...MILLION, ...asked }, measures).filter((line) => line.cause === cause))

describe('a common event', () => {
  it('of a small customer is one read and one write of a unit, and no transaction', () => {
    expect(shop.event).toMatchObject({ readUnits: 1, writeUnits: 1, published: 0, queued: 0 })
    // One call writes it; reads of a batch share a call.
    expect(shop.event.calls).toBeLessThan(1.1)
    expect(shop.stateBytes).toBeLessThanOrEqual(1_024)
  })

  it('of a customer of 6 kB is paid for by its size', () => {
    expect(saas.stateBytes).toBeGreaterThan(5.5 * 1024)
    expect(saas.stateBytes).toBeLessThan(6 * 1024)
    expect(saas.event).toMatchObject({ readUnits: 2, writeUnits: 6 })
  })

  it('that the timeline keeps is a row, and its entry of the index by time', () => {
    expect({ shop: shop.keptUnits, saas: saas.keptUnits }).toEqual({ shop: 2, saas: 2 })
  })
})

describe('the targets', () => {
  it('a million events through the queue cost at most $2.40, the archive of 90 days included', () => {
    expect(costOf('events', {})).toBeLessThanOrEqual(2.4)
    expect(costOf('events', { archiveDays: PROD.bus.archiveDays })).toBeLessThanOrEqual(2.4)
  })

  it('ten to a request over HTTP, API Gateway included, at most $1.50', () => {
    const lines = billOf({ ...MILLION, way: 'http', archiveDays: 90, discoversSchemas: true }, shop)
    expect(lines.map(({ price }) => price)).toContain('apiRequests')
    expect(costOf('events', { way: 'http', archiveDays: 90, discoversSchemas: true })).toBeLessThanOrEqual(1.5)
  })

  it('a thousand mails cost at most $0.14, and a report that changes no decision is one write of one row', () => {
    expect(costOf('mails', { events: 0, mails: 1_000 })).toBeLessThanOrEqual(0.14)
    expect(costOf('mails', { events: 0, mails: 1_000 })).toBeGreaterThan(0.1)
    // The row, and a share of the counters that a batch of reports adds to.
    expect(shop.delivery.writeUnits).toBeLessThan(1.5)
  })
})

describe('the bill', () => {
  const bill = (asked: Partial<Asked>, measures = shop): readonly Line[] => billOf({ ...MILLION, ...asked }, measures)

  it('grows with what there is of it, and each line is its quantity at its price', () => {
    for (const line of bill({ customers: 10, mails: 10 })) {
      const { dollars, per } = PRICES[line.price]
      expect(line.dollars).toBeCloseTo((line.quantity * dollars) / per, 10)
    }
    for (const cause of ['events', 'mails', 'customers'] as const) {
      const one = costOf(cause, { customers: 1_000, events: 1_000, mails: 1_000 })
      expect(costOf(cause, { customers: 2_000, events: 2_000, mails: 2_000 }) / one).toBeCloseTo(2, 6)
    }
    expect(costOf('idle', { events: 0 })).toBe(costOf('idle', {}))
  })

  it('moves as its levers do', () => {
    const of = (asked: Partial<Asked>, measures = shop) => costOf('events', asked, measures)
    expect(of({ way: 'packed' })).toBeLessThan(of({ way: 'http' }))
    expect(of({ way: 'http' })).toBeLessThan(of({ way: 'bus' }))
    expect(of({ keptShare: 1 }) - of({})).toBeGreaterThan(1.25)
    expect(of({ discoversSchemas: true }) - of({})).toBeCloseTo(0.1, 6)
    expect(of({}, saas)).toBeGreaterThan(of({}) + 3)
    expect(costOf('idle', { ownKey: true }) - costOf('idle', {})).toBeGreaterThan(1)
  })

  it('has a source and a date for every price', () => {
    for (const { source, readOn, dollars } of Object.values(PRICES)) {
      expect(source).toMatch(/^aws\.amazon\.com\//)
      expect(readOn).toMatch(/^20\d\d(-\d\d)?$/)
      expect(dollars).toBeGreaterThan(0)
    }
  })

  it('counts what is deployed', () => {
    const stacks = synthesised(PROD)
    const all = (type: string) => ofType(stacks, type)
    const queues = all('AWS::Lambda::EventSourceMapping').filter(({ Properties }) => Properties.ScalingConfig !== undefined)
    expect({
      alarms: all('AWS::CloudWatch::Alarm').length,
      dashboards: all('AWS::CloudWatch::Dashboard').length,
      queues: queues.length,
    }).toEqual({ alarms: SYSTEM.alarms, dashboards: SYSTEM.dashboards, queues: SYSTEM.queues })
    expect(tasksOf({ due: DUE_SHARDS, pending: PENDING_SHARDS }, epochMs(0)).length).toBe(SYSTEM.tasksOfMinute)
    expect(FUNCTIONS.length).toBeGreaterThan(0)
    expect(QUEUE_BATCH).toBe(10)
  })
})

describe('rekindle cost', () => {
  const ASK = ['cost', '--customers', '200000', '--events', '5_000_000', '--mails', '300,000']
  it('tells the bill by line, and its sum', async () => {
    const { code, out } = await run(...ASK)
    expect(code).toBe(0)
    for (const one of ['a month for a shop', 'Events: $', 'Mails: $', 'Customers: $', 'While nothing happens: $', 'alarms for a month'])
      expect(out).toContain(one)
    const told = await json<{ dollars: number; lines: Line[]; prices: Record<string, { readOn: string }> }>(...ASK)
    expect(told.dollars).toBeCloseTo(totalOf(told.lines), 8)
    expect(Object.keys(told.prices).length).toBeGreaterThan(10)
  })

  it('says what it did not understand', async () => {
    expect((await run('cost', '--customers', 'many', '--events', '1', '--mails', '1')).code).toBe(2)
    expect((await run('cost', '--customers', '1', '--events', '1', '--mails', '1', '--kind', 'bank')).err).toContain('shop')
    expect((await run('cost', '--events', '1', '--mails', '1')).err).toContain('--customers')
  })
})

/**
 * Asks both, compares what they answer and what they charge, and hands on the answer of the model. Two charges of DynamoDB Local are not
 * those of AWS: it reads what is not there for nothing, and counts transactions in its own way; there only the answers are compared.
 */
const both =
  (real: Table, charged: () => number, differences: string[]) =>
  (model: Table, last: () => ModelCall | null): Table => {
    let free: Promise<void> = Promise.resolve()
    const alone = async <Answer>(work: () => Promise<Answer>): Promise<Answer> => {
      const before = free
      let release = (): void => {}
      free = new Promise((resolve) => {
        release = resolve
      })
      await before
      return work().finally(release)
    }
    /** `unread`: keys of which no row was found. */
    const compared = <Answer>(
      name: string,
      given: unknown,
      ask: (table: Table) => Promise<Answer>,
      plain: (answer: Answer) => unknown,
      unread = 0,
    ) =>
      // One at a time, so that it is known whose a charge is.
      alone(async () => {
        const before = last()
        const answer = await ask(model)
        const own = last()
        const units = own === before || own === null ? 0 : own.readUnits + own.writeUnits
        charged()
        const really = await ask(real)
        const realUnits = charged()
        const [ours, theirs] = [JSON.stringify(plain(answer)), JSON.stringify(plain(really))]
        const what = `${name} ${JSON.stringify(given).slice(0, 300)}`
        if (ours !== theirs) differences.push(`${what} answers ${ours}, really ${theirs}`)
        const missing = name === 'batchGet' ? unread - (answer as readonly unknown[]).length : 0
        const isOfNothing = realUnits === 0 && (ours === 'null' || ours === '[]' || ours === '0')
        if (name !== 'transact' && !isOfNothing && Math.abs(units - missing - realUnits) > 1e-6)
          differences.push(`${what} charges ${units}, really ${realUnits}`)
        return answer
      })
    return {
      name: 'both',
      get: (key) => compared('get', key, (table) => table.get(key), inOrder),
      batchGet: (keys) =>
        compared('batchGet', keys, (table) => table.batchGet(keys), asSet, new Set(keys.map((key) => JSON.stringify(inOrder(key)))).size),
      query: (request, limit) =>
        compared(
          'query',
          request,
          (table) => table.query(request, limit),
          ({ items }) => items.map(inOrder),
        ),
      scan: (request, limit) =>
        compared(
          'scan',
          request,
          (table) => table.scan(request, limit),
          ({ items }) => asSet(items),
        ),
      count: (request) => compared('count', request, (table) => table.count(request), inOrder),
      put: (request) => compared('put', request, (table) => table.put(request), inOrder),
      update: (request) => compared('update', request, (table) => table.update(request), inOrder),
      delete: (request) => compared('delete', request, (table) => table.delete(request), inOrder),
      batchWrite: (writes) =>
        compared(
          'batchWrite',
          writes,
          (table) => table.batchWrite(writes),
          () => null,
        ),
      transact: (actions) => compared('transact', actions, (table) => table.transact(actions), inOrder),
    }
  }

/** The same value with its keys in order. */
const inOrder = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(inOrder)
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, inOrder(inner)]),
  )
}
const asSet = (items: readonly unknown[]): readonly string[] => items.map((item) => JSON.stringify(inOrder(item))).sort()

/** Each call is asked of both, one at a time: a small shop with every test run, more of both kinds with the cloud's proofs. */
const COMPARED =
  process.env.REKINDLE_REHEARSAL === '1'
    ? (['shop', 'saas'] as const).map((kind) => ({ kind, extent: { customers: 4, minutes: 12 } }))
    : [{ kind: 'shop' as const, extent: { customers: 2, minutes: 1 } }]

describe.runIf(isThere())('DynamoDB Local', () => {
  it.each(COMPARED)(
    'answers and charges every call of the estimate of a $kind as the model of the table does',
    async ({ kind, extent }) => {
      const local = await startLocal()
      try {
        await createTable(local.endpoint, 'cost')
        let units = 0
        const onCharge = (charge: Charge): void => {
          units += charge.units
        }
        const real = openTable({ client: dynamoClient(configOf(local.endpoint)), name: 'cost', onCharge })
        const charged = (): number => {
          const sum = units
          units = 0
          return sum
        }
        const differences: string[] = []
        const measured = await measure(kind, meteredTable(both(real, charged, differences)), extent)
        expect(differences.slice(0, 12)).toEqual([])
        expect(measured).toEqual(await measure(kind, meteredTable(), extent))
      } finally {
        await local.close()
      }
    },
    300_000,
  )
})
