/** What follows from commits where the store pushes its changes: the same as where they are asked for. */
import { describe, expect, it } from 'vitest'
import { relayChanges, tallyChanges } from '../../shared/flow/changes.ts'
import { handle } from '../../shared/flow/handle.ts'
import { tallyAll } from '../../shared/flow/tally.ts'
import { tick } from '../../shared/flow/tick.ts'
import { LIFECYCLE_SCOPE } from '../../shared/domain/kpi/tally.ts'
import { customerId, epochMs, type MessageId } from '../../shared/kernel/words.ts'
import type { Change } from '../../shared/ports/change-stream.ts'
import { Transient } from '../../shared/ports/customer-store.ts'
import type { Publication } from '../../shared/ports/publisher.ts'
import type { TallyStore } from '../../shared/ports/tally-store.ts'
import { day, rules, tested } from '../domain/customer/world.ts'
import { openFlow, orderOf } from './world.ts'

const company = rules({ campaigns: [tested()] })
const CUSTOMERS = Array.from({ length: 20 }, (_, index) => customerId(`c${index}`))

/** A shop in which all have gone silent, and its changes as a stream would push them. */
const busy = async () => {
  const flow = openFlow(company)
  await handle(
    flow.engine.store,
    company,
    CUSTOMERS.map((one) => orderOf(one, day(0))),
  )
  await tick(flow.engine, day(130))
  const { items } = await flow.engine.stream.facts('local', 0n, 100_000)
  const changes = items.map(
    ({ customerId: customer, fact }, n): Change => ({
      position: BigInt(n + 1),
      customerId: customer,
      facts: [{ fact, place: `F#${n}`, writtenAt: epochMs(n) }],
      owed: fact.type === 'owed' ? fact.message : null,
    }),
  )
  return { flow, changes }
}

const SCOPES = [LIFECYCLE_SCOPE, 'campaign/win-back', 'experiment/win-back']
const counted = async (tallies: TallyStore) => {
  const scopes = await Promise.all(SCOPES.map((scope) => tallies.read(scope)))
  return scopes.flatMap((scope, index) => [...scope].map(([counter, n]) => `${SCOPES[index]} ${counter} ${n}`)).toSorted()
}

const refused = async (): Promise<void> => Promise.reject(new Error('nobody asked for anything to be done'))
const IDLE = { tasks: { open: refused, close: refused, move: refused }, putCalls: refused }

describe('relaying pushed changes', () => {
  it('puts what is owed, once each, and tells the world by ids that stay', async () => {
    const { changes } = await busy()
    const put: MessageId[] = []
    const told: Publication[] = []
    const relay = {
      queue: { put: async (ids: readonly MessageId[]) => void put.push(...ids) },
      publisher: { publish: async (some: readonly Publication[]) => void told.push(...some) },
      hands: IDLE,
    }
    const first = await relayChanges(relay, changes)
    expect(first.relayed).toBe(put.length)
    expect(put.length).toBeGreaterThan(0)
    expect(new Set(put).size).toBe(put.length)
    expect(told.some(({ type }) => type === 'rekindle.customer.stage-changed')).toBe(true)
    const ids = told.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    await relayChanges(relay, changes)
    expect(told.slice(ids.length).map(({ id }) => id)).toEqual(ids)
  })

  it('asks nobody anything where nothing is owed and nothing told', async () => {
    const never = async (): Promise<void> => Promise.reject(new Error('nobody was to be asked'))
    const silent: Change = { position: 1n, customerId: customerId('a'), facts: [], owed: null }
    expect(await relayChanges({ queue: { put: never }, publisher: { publish: never }, hands: IDLE }, [silent])).toEqual({
      ...{ relayed: 0, published: 0, opened: 0, called: 0 },
    })
  })
})

describe('counting pushed changes', () => {
  it.each([1, 3, 7, 1_000])('in batches of %i comes to what asking for them does, however often they come', async (size) => {
    const { flow, changes } = await busy()
    const pulled = openFlow(company)
    for (let start = 0; start < changes.length; start += size) {
      const batch = changes.slice(start, start + size)
      expect(await tallyChanges(flow.stores.tallies, 'shard-a', batch)).toBe(batch.length)
      // The same again, and cut elsewhere.
      expect(await tallyChanges(flow.stores.tallies, 'shard-a', changes.slice(Math.max(0, start - 2), start + size))).toBe(0)
    }
    await handle(
      pulled.engine.store,
      company,
      CUSTOMERS.map((one) => orderOf(one, day(0))),
    )
    await tick(pulled.engine, day(130))
    await tallyAll(pulled.engine.stream, pulled.stores.tallies)
    expect(await counted(flow.stores.tallies)).toEqual(await counted(pulled.stores.tallies))
  })

  it('takes fewer where a transaction does not hold so many, down to one', async () => {
    const { flow, changes } = await busy()
    let [refused, applied] = [0, 0]
    const narrow: TallyStore = {
      ...flow.stores.tallies,
      apply: async (shard, from, to, increments, into) => {
        if (increments.length > 4) {
          refused += 1
          return 'too-many'
        }
        applied += 1
        return flow.stores.tallies.apply(shard, from, to, increments, into)
      },
    }
    const whole = await busy()
    expect(await tallyChanges(narrow, 'shard-a', changes)).toBe(changes.length)
    await tallyChanges(whole.flow.stores.tallies, 'shard-a', whole.changes)
    expect(await counted(flow.stores.tallies)).toEqual(await counted(whole.flow.stores.tallies))
    expect([refused > 0, applied > 1]).toEqual([true, true])
  })

  it('is a defect where one fact is too many', async () => {
    const { flow, changes } = await busy()
    const never: TallyStore = { ...flow.stores.tallies, apply: async () => 'too-many' }
    await expect(tallyChanges(never, 'shard-a', changes.slice(0, 1))).rejects.toThrow('one fact')
  })

  it('finds its own place where an answer was lost, and gives up where somebody else always comes first', async () => {
    const { flow, changes } = await busy()
    let calls = 0
    const forgetful: TallyStore = {
      ...flow.stores.tallies,
      apply: async (...asked) => {
        calls += 1
        const answer = await flow.stores.tallies.apply(...asked)
        return calls === 1 ? 'stale' : answer
      },
    }
    expect(await tallyChanges(forgetful, 'shard-a', changes)).toBe(0)
    const once = await counted(flow.stores.tallies)
    expect(await tallyChanges(flow.stores.tallies, 'shard-a', changes)).toBe(0)
    expect(await counted(flow.stores.tallies)).toEqual(once)
    const rival: TallyStore = { ...flow.stores.tallies, watermark: async () => 0n, apply: async () => 'stale' }
    await expect(tallyChanges(rival, 'shard-a', changes)).rejects.toThrow(Transient)
  })

  it('gives a recount what was written since it began, and no more', async () => {
    const { flow, changes } = await busy()
    const given: (readonly [number, number])[] = []
    const since = epochMs(5)
    const recounting: TallyStore = {
      ...flow.stores.tallies,
      counts: async () => ({ now: 3, anew: { count: 4, since } }),
      apply: async (_shard, _from, _to, increments, into) => {
        given.push([increments.length, into?.anew?.increments.length ?? -1])
        expect([into?.now, into?.anew?.count]).toEqual([3, 4])
        return 'applied'
      },
    }
    await tallyChanges(recounting, 'shard-a', changes.slice(0, 4))
    await tallyChanges(recounting, 'shard-b', changes)
    expect(given[0]?.[1]).toBe(0)
    expect(given[1]?.[1]).toBeGreaterThan(0)
  })
})
