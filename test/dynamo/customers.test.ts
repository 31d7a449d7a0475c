/** What only DynamoDB can do: lose an answer, take long, refuse half-way. The customers must be as right as on SQLite. */
import { beforeAll, describe, expect, it } from 'vitest'
import type { CustomerState } from '../../shared/domain/customer/state.ts'
import type { Rules } from '../../shared/domain/customer/rules.ts'
import { handle, Contended, type Timed } from '../../shared/flow/handle.ts'
import type { Settlement } from '../../shared/domain/messaging/message.ts'
import { CONTENTION_ATTEMPTS_MAX } from '../../shared/kernel/limits.ts'
import { type CustomerId, customerId, inputId, messageId } from '../../shared/kernel/words.ts'
import { type CustomerStore, Transient } from '../../shared/ports/customer-store.ts'
import { openSqlite } from '../../shared/adapters/sqlite/open.ts'
import { at, commitOf, doubtOf, factOf, marked, messageOf, stranger, topicsOf } from '../contract/samples.ts'
import { ANN, day, EMAIL, event, ORDER, rules, send, steps, wait, winBack } from '../domain/customer/world.ts'
import { claimed, told } from '../flow/world.ts'
import { byChance, type Client, type Fault, faulty, inTurn } from './faults.ts'
import { isThere, type LocalDynamo, sharedLocal } from './local.ts'
import { type DynamoStores, openOn, openStores } from './stores.ts'

const COMPANY = rules({ campaigns: [winBack({ entry: { on: 'stage', stage: 'new', from: null }, paths: steps(send(), wait(7), send()) })] })

describe.runIf(isThere())('customers in DynamoDB', () => {
  let local: LocalDynamo
  let stores: DynamoStores
  beforeAll(async () => {
    local = await sharedLocal()
  })

  /** Stores of which calls of one kind meet these faults. */
  const failing = async (operation: string, faults: readonly (Fault | null)[]) => {
    const script = inTurn(operation, faults)
    let calls = 0
    const through = (client: Client) =>
      faulty(client, (call) => {
        calls += call.operation === operation ? 1 : 0
        return script(call)
      })
    stores = await openStores(local.endpoint, { through })
    return { customers: stores.customers, calls: () => calls }
  }
  const loaded = async (customers: CustomerStore, id: CustomerId = ANN): Promise<CustomerState> => {
    const state = (await customers.load([id])).get(id)
    if (state === undefined) throw new Error(`${id} exists`)
    return state
  }
  const factsOf = async () => topicsOf(await stores.inspection.factsOf(ANN))

  describe('an answer that was lost', () => {
    it('of one write: the writer knows its own', async () => {
      const { customers, calls } = await failing('UpdateItem', ['lost'])
      await customers.commit([commitOf(stranger('ann'))])
      const state = await loaded(customers)
      expect(await customers.commit([commitOf(marked(state, 'once'))])).toEqual(['committed'])
      expect(calls()).toBe(2)
      expect(await loaded(customers)).toEqual({ ...marked(state, 'once'), version: 2 })
      await stores.close()
    })

    it('of one write that never got there: it is done by the second try', async () => {
      const { customers } = await failing('UpdateItem', ['unreachable', 'throttled', 'conflict'])
      await customers.commit([commitOf(stranger('ann'))])
      expect(await customers.commit([commitOf(marked(await loaded(customers), 'once'))])).toEqual(['committed'])
      expect((await loaded(customers)).version).toBe(2)
      await stores.close()
    })

    it('that never comes is an outage, and says nothing of the commit', async () => {
      const { customers } = await failing(
        'UpdateItem',
        Array.from({ length: 9 }, () => 'unreachable'),
      )
      await customers.commit([commitOf(stranger('ann'))])
      const state = await loaded(customers)
      await expect(customers.commit([commitOf(marked(state, 'ours'))])).rejects.toThrow(Transient)
      expect(await loaded(customers)).toEqual(state)
      await stores.close()
    })

    it('of one write, with others on top of it: whoever decides again finds the input among the receipts, and it counts once', async () => {
      let rival: ReturnType<typeof openOn> | null = null
      let isLost = false
      stores = await openStores(local.endpoint, {
        through: (client) => ({
          send: (async (command: object) => {
            const answer = await client.send(command as never)
            if (command.constructor.name !== 'UpdateItemCommand' || isLost || rival === null) return answer
            isLost = true
            await handle(rival.customers, rules(), [told(event(ORDER, day(2), { id: inputId('theirs') }))])
            throw Object.assign(new Error('too slow'), { name: 'TimeoutError' })
          }) as Client['send'],
        }),
      })
      rival = openOn(local.endpoint, stores.name)
      await handle(stores.customers, rules(), [told(event(ORDER, day(0), EMAIL))])
      const [handled] = await handle(stores.customers, rules(), [told(event(ORDER, day(1), { id: inputId('ours') }))])
      expect(isLost).toBe(true)
      expect(handled?.decision?.reasons).toEqual([{ type: 'duplicate' }])
      expect((await loaded(stores.customers)).metrics.counts[ORDER]?.total).toBe(3)
      await rival.close()
      await stores.close()
    })

    it.each<{ faults: readonly Fault[] }>([
      { faults: ['lost'] },
      { faults: ['lost', 'in-progress'] },
      { faults: ['lost', 'throttled', 'lost'] },
      { faults: ['throttled', 'conflict', 'unreachable', 'lost'] },
    ])('of a transaction ($faults): it is made once, and told as made', async ({ faults }) => {
      const { customers, calls } = await failing('TransactWriteItems', [null, ...faults])
      await customers.commit([commitOf(stranger('ann'))])
      const parts = { facts: [factOf('a'), factOf('b')], messages: [messageOf('ann', 'm', 5)], dueAt: at(9) }
      expect(await customers.commit([commitOf(marked(await loaded(customers), 'once'), parts)])).toEqual(['committed'])
      expect(calls()).toBe(2 + faults.length)
      expect((await loaded(customers)).version).toBe(2)
      expect(await factsOf()).toEqual(['a', 'b'])
      expect(await customers.messages([messageId('m')])).toEqual([messageOf('ann', 'm', 5)])
      await stores.close()
    })

    it('of a first commit: who appears appears once', async () => {
      const { customers } = await failing('TransactWriteItems', ['lost'])
      expect(await customers.commit([commitOf(stranger('ann'), { facts: [factOf('a')] })])).toEqual(['committed'])
      expect(await customers.commit([commitOf(stranger('ann'), { facts: [factOf('a')] })])).toEqual(['conflict'])
      expect(await factsOf()).toEqual(['a'])
      await stores.close()
    })

    it('of the report of a delivery: it is told once', async () => {
      const sent = { name: 'sent', at: at(3) } as const
      const move: Settlement = { id: messageId('m'), from: 'sent', to: { name: 'delivered', at: at(4) } }
      const { customers } = await failing('UpdateItem', ['lost'])
      await customers.commit([commitOf(stranger('ann'), { messages: [messageOf('ann', 'm', 1, sent)] })])
      const state = await loaded(customers)
      const report = commitOf(state, { settlements: [move], facts: [factOf('delivered')], leavesState: true })
      expect(await customers.commit([report])).toEqual(['committed'])
      expect(await factsOf()).toEqual(['delivered'])
      expect((await customers.messages([messageId('m')]))[0]?.status).toEqual(move.to)
      expect((await loaded(customers)).version).toBe(1)
      // The same report by another way finds the message where it is.
      expect(await customers.commit([report])).toEqual(['conflict'])
      await stores.close()
    })
  })

  it('contention that does not pass is a conflict, after a few tries', async () => {
    const { customers, calls } = await failing(
      'TransactWriteItems',
      Array.from({ length: 9 }, () => 'conflict'),
    )
    expect(await customers.commit([commitOf(stranger('ann'), { facts: [factOf('a')] })])).toEqual(['conflict'])
    expect(calls()).toBe(CONTENTION_ATTEMPTS_MAX)
    expect((await stores.rows()).size).toBe(0)
    await stores.close()
  })

  it('a transaction refused half-way leaves nothing', async () => {
    stores = await openStores(local.endpoint)
    const { customers } = stores
    await customers.commit([commitOf(stranger('ann'), { messages: [messageOf('ann', 'm', 1)] })])
    const before = await stores.rows()
    const state = await loaded(customers)
    const parts = {
      dueAt: at(7),
      facts: [factOf('a')],
      messages: Array.from({ length: 20 }, (_, n) => messageOf('ann', `n${n}`, n)),
      spilled: [['seen', at(1)]] as const,
      suppressions: [{ address: 'x' as never, because: 'complaint', at: at(1), message: null }] as const,
      quarantine: [doubtOf('q', 1)],
      settlements: [{ id: messageId('m'), from: 'claimed', to: { name: 'sent', at: at(3) } }] as const,
    }
    expect(await customers.commit([commitOf(marked(state, 'later'), parts)])).toEqual(['conflict'])
    expect(await stores.rows()).toEqual(before)
    const right = { ...parts, settlements: [{ ...parts.settlements[0], from: 'owed' as const }] }
    expect(await customers.commit([commitOf({ ...marked(state, 'later'), version: 7 }, right)])).toEqual(['conflict'])
    expect(await stores.rows()).toEqual(before)
    expect(await customers.commit([commitOf(marked(state, 'later'), right)])).toEqual(['committed'])
    expect((await stores.rows()).size).toBe(before.size + 1 + 40 + 1 + 1 + 1)
    await stores.close()
  })

  /** Hands work in until it is through, as a queue does that brings back what failed. */
  const untilDone = async (store: CustomerStore, company: Rules, work: readonly Timed[]): Promise<void> => {
    for (let delivery = 0; delivery < 50; delivery += 1) {
      try {
        return void (await handle(store, company, work))
      } catch (failure) {
        if (!(failure instanceof Contended || failure instanceof Transient)) throw failure
      }
    }
    throw new Error('it never got through')
  }

  it.each<{ title: string; chances: Partial<Record<Fault, number>> }>([
    { title: 'one by one', chances: {} },
    {
      title: 'while answers are lost, and calls are throttled and stand in each other’s way',
      chances: { lost: 0.04, throttled: 0.04, conflict: 0.04 },
    },
  ])('loses nothing of fifty writers at one customer, $title', { timeout: 120_000 }, async ({ chances }) => {
    stores = await openStores(local.endpoint)
    const processes = Array.from({ length: 10 }, (_, n) =>
      openOn(local.endpoint, stores.name, { through: (client) => faulty(client, byChance(n, chances)) }),
    )
    const order = (n: number) => told(event(ORDER, day(0, n), { ...EMAIL, properties: { revenue: 1 } }), day(1))
    const writer = (n: number) => untilDone((processes[n % 10] as (typeof processes)[0]).customers, COMPANY, [order(n)])
    await Promise.all(Array.from({ length: 50 }, (_, n) => writer(n)))
    const state = await loaded(stores.customers)
    expect(state.metrics.counts[ORDER]?.total).toBe(50)
    expect(state.metrics.revenue).toEqual({ USD: 5_000 })
    const facts = await stores.inspection.factsOf(ANN)
    expect(facts.filter(({ type }) => type === 'appeared')).toHaveLength(1)
    expect(await stores.inspection.messagesOf(ANN)).toHaveLength(1)
    await Promise.all([stores, ...processes].map((one) => one.close()))
  })

  it.each([1, 2, 3])(
    'a season with everything going wrong is what it is with nothing going wrong: seed %i',
    { timeout: 120_000 },
    async (seed) => {
      const chances = { lost: 0.05, throttled: 0.05, conflict: 0.05, unreachable: 0.02, 'in-progress': 0.02 } as const
      const faults = byChance(seed, chances)
      stores = await openStores(local.endpoint, { through: (client) => faulty(client, faults) })
      const plain = openSqlite(':memory:')
      const people = ['ann', 'ben', 'cid', 'dan'].map(customerId)
      const season = async (
        store: CustomerStore,
        messagesOf: (id: CustomerId) => Promise<readonly { id: never; status: { name: string } }[]>,
      ) => {
        for (let n = 0; n < 6; n += 1) {
          const now = day(n * 3)
          await untilDone(
            store,
            COMPANY,
            people.map((id, place) => told(event(ORDER, day(n * 3 - (place % 2)), { customerId: id, ...EMAIL }), now)),
          )
          await untilDone(
            store,
            COMPANY,
            people.map((customerId) => ({ request: { customerId, type: 'wake' }, now })),
          )
          for (const id of people) {
            for (const { id: message, status } of await messagesOf(id)) {
              const outcome = { type: n % 2 === 0 ? 'sent' : 'delivered' } as const
              if (status.name === 'owed') await untilDone(store, COMPANY, [claimed(id, message, now)])
              else await untilDone(store, COMPANY, [{ request: { customerId: id, type: 'report', message, outcome, about: null }, now }])
            }
          }
        }
      }
      await season(stores.customers, stores.inspection.messagesOf as never)
      await season(plain.customers, plain.inspection.messagesOf as never)
      for (const id of people) {
        const [one, other] = [await loaded(stores.customers, id), await loaded(plain.customers, id)]
        expect({ ...one, version: 0, at: null }).toEqual({ ...other, version: 0, at: null })
        expect(await stores.inspection.messagesOf(id)).toEqual(await plain.inspection.messagesOf(id))
        expect(await stores.inspection.factsOf(id)).toEqual(await plain.inspection.factsOf(id))
        expect(await stores.inspection.eventsOf(id)).toEqual(await plain.inspection.eventsOf(id))
      }
      plain.close()
      await stores.close()
    },
  )
})
