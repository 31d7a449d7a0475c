import { describe, expect, it } from 'vitest'
import { RulesBehind } from '../../shared/flow/batch.ts'
import { Contended, handle, type Timed } from '../../shared/flow/handle.ts'
import { tick } from '../../shared/flow/tick.ts'
import { ATTEMPTS_MAX, WAKE_FAILURES_MAX, WAKE_PUSHBACK_MS } from '../../shared/kernel/limits.ts'
import { later } from '../../shared/kernel/time.ts'
import { type AddressDigest, campaignId, type CustomerId, customerId, type MessageId } from '../../shared/kernel/words.ts'
import { type CustomerStore, Transient } from '../../shared/ports/customer-store.ts'
import { ANN, day, event, ORDER, rules, welcome, winBack } from '../domain/customer/world.ts'
import { BOB, claimed, openFlow, orderOf, told, touched } from './world.ts'

/** Somebody else commits one of these customers right before us, so many times. */
const interfering = (customer: CustomerId, times: number) => (store: CustomerStore) => {
  let left = times
  let commits = 0
  const wrapped: CustomerStore = {
    ...store,
    commit: async (some) => {
      commits += 1
      if (left > 0 && some.some(({ state }) => state.id === customer)) {
        left -= 1
        await store.commit([await touched(store, customer)])
      }
      return store.commit(some)
    },
  }
  return { wrapped, commits: () => commits }
}

describe('a version conflict', () => {
  const setUp = (times: number) => {
    const flow = openFlow(rules())
    const { wrapped, commits } = interfering(ANN, times)(flow.engine.store)
    return { flow, store: wrapped, commits }
  }
  const ordersOf = async ({ stores }: ReturnType<typeof openFlow>, customer: CustomerId) =>
    (await stores.customers.load([customer])).get(customer)?.metrics.counts[ORDER]?.total ?? 0

  it.each([1, ATTEMPTS_MAX - 1])('%i times: loads and decides again, and counts once', async (times) => {
    const { flow, store, commits } = setUp(times)
    const handled = await handle(store, rules(), [orderOf(ANN, day(0)), orderOf(BOB, day(0))])
    expect(handled).toHaveLength(2)
    expect(commits()).toBe(times + 1)
    expect([await ordersOf(flow, ANN), await ordersOf(flow, BOB)]).toEqual([1, 1])
  })

  it('as often as we try: ends as contended, with the others committed', async () => {
    const { flow, store, commits } = setUp(ATTEMPTS_MAX)
    await expect(handle(store, rules(), [orderOf(ANN, day(0)), orderOf(BOB, day(0))])).rejects.toThrow(new Contended(1))
    expect(commits()).toBe(ATTEMPTS_MAX)
    expect([await ordersOf(flow, ANN), await ordersOf(flow, BOB)]).toEqual([0, 1])
  })

  it('after which the queue brings it all back: what was committed is a duplicate', async () => {
    const { flow, store } = setUp(ATTEMPTS_MAX)
    const both = [orderOf(ANN, day(0)), orderOf(BOB, day(0))]
    await expect(handle(store, rules(), both)).rejects.toThrow(Contended)
    const again = await handle(store, rules(), both)
    expect(again.map(({ decision }) => decision?.reasons)).toEqual([[], [{ type: 'duplicate' }]])
    expect([await ordersOf(flow, ANN), await ordersOf(flow, BOB)]).toEqual([1, 1])
  })

  it('of one customer leaves the decisions about others as they were made', async () => {
    const { store } = setUp(1)
    const handled = await handle(store, rules(), [orderOf(ANN, day(0)), orderOf(BOB, day(0)), told(event('Visited', day(0)))])
    expect(handled.map(({ request }) => request.customerId)).toEqual([BOB, ANN, ANN])
  })
})

describe('rules that are a minute old', () => {
  it('meet a customer in a version they do not know: an outage that passes, and nothing is decided', async () => {
    const older = rules({ campaigns: [welcome()] })
    const newer = rules({ campaigns: [welcome(), welcome({ version: 2 })] })
    const flow = openFlow(newer)
    await handle(flow.engine.store, newer, [told(event('Signed Up', day(0)))])
    const [message] = await flow.stores.inspection.messagesOf(ANN)
    for (const request of [told(event('Visited', day(1))), claimed(ANN, message?.id as MessageId, day(1))]) {
      await expect(handle(flow.engine.store, older, [request])).rejects.toThrow(RulesBehind)
    }
    expect((await flow.stores.customers.load([ANN])).get(ANN)?.version).toBe(1)
    expect(await handle(flow.engine.store, newer, [told(event('Visited', day(1)))])).toHaveLength(1)
  })
})

describe('a timeline row that a crash lost', () => {
  it('is put when the duplicate comes', async () => {
    const { engine, stores } = openFlow(rules())
    const lossy: CustomerStore = {
      ...engine.store,
      commit: (commits) => engine.store.commit(commits.map((one) => ({ ...one, timeline: [] }))),
    }
    await handle(lossy, rules(), [orderOf(ANN, day(0))])
    expect(await stores.inspection.eventsOf(ANN)).toEqual([])
    await handle(engine.store, rules(), [orderOf(ANN, day(0))])
    expect(await stores.inspection.eventsOf(ANN)).toHaveLength(1)
  })
})

describe('a tick', () => {
  const company = rules({ campaigns: [winBack()] })
  const [CAT, customers] = [customerId('cat'), [ANN, BOB, customerId('cat')]]
  const stagesOf = async ({ stores }: ReturnType<typeof openFlow>) =>
    (await stores.inspection.customers(null, 10)).map(({ id, standing }) => `${id} ${standing?.stage}`)

  it.each([
    { now: day(30, -1), woken: 0, stage: 'new' },
    { now: day(30), woken: 3, stage: 'active' },
    { now: day(130), woken: 3, stage: 'dormant' },
  ])('wakes whoever is due at $now: $woken', async ({ now, woken, stage }) => {
    const flow = openFlow(company)
    await handle(
      flow.engine.store,
      company,
      customers.map((one) => orderOf(one, day(0))),
    )
    expect(await tick(flow.engine, now)).toBe(woken)
    expect(await stagesOf(flow)).toEqual(customers.map((one) => `${one} ${stage}`))
    expect(await tick(flow.engine, now)).toBe(0)
  })

  it('a stale hint is a no-op that takes the hint away', async () => {
    const flow = openFlow(company)
    await handle(flow.engine.store, company, [orderOf(ANN, day(0)), told(event(ORDER, day(29)))])
    expect(await tick(flow.engine, day(31))).toBe(1)
    await handle(flow.engine.store, company, [told(event(ORDER, day(50)))])
    expect(await flow.engine.store.due(day(88), 10)).toEqual([])
    expect(await tick(flow.engine, day(89))).toBe(1)
    expect(await flow.stores.inspection.factsOf(ANN)).toHaveLength(3)
    expect(await flow.engine.store.due(day(999), 10)).toEqual([{ customerId: ANN, dueAt: day(110) }])
  })

  /** Bob is in a version that nobody published any more: his wake is a defect. */
  const broken = async () => {
    const flow = openFlow(rules({ campaigns: [winBack(), welcome({ version: 7, paths: winBack().paths })] }))
    await handle(flow.engine.store, flow.engine.rules(), [
      ...customers.map((one) => orderOf(one, day(0))),
      told(event('Signed Up', day(0), { customerId: BOB })),
    ])
    flow.under(company)
    return flow
  }

  it('one wake that fails blocks no other, and after some failures it is pushed back and shown', async () => {
    const flow = await broken()
    for (let attempt = 1; attempt <= WAKE_FAILURES_MAX; attempt += 1) {
      expect(await flow.stores.quarantine.count()).toBe(0)
      expect(await tick(flow.engine, day(30))).toBe(attempt === 1 ? 3 : 1)
    }
    expect(await stagesOf(flow)).toEqual(['ann active', 'bob new', 'cat active'])
    expect(await tick(flow.engine, day(30))).toBe(0)
    const [entry] = await flow.stores.quarantine.list(null, 10)
    expect(entry).toMatchObject({ because: 'wake-failed', customerId: BOB, at: day(30) })
    expect(entry?.problems[0]?.problem).toContain('campaign welcome has no version 7')
    expect(await flow.engine.store.due(later(day(30), WAKE_PUSHBACK_MS), 10)).toEqual([
      { customerId: BOB, dueAt: later(day(30), WAKE_PUSHBACK_MS) },
    ])
  })

  it('and goes on where it stood once the cause is gone', async () => {
    const flow = await broken()
    for (let attempt = 1; attempt <= WAKE_FAILURES_MAX; attempt += 1) await tick(flow.engine, day(30))
    flow.under(rules({ campaigns: [winBack(), welcome({ version: 7, paths: winBack().paths })] }))
    await tick(flow.engine, day(31))
    expect(await stagesOf(flow)).toContain('bob active')
    expect((await flow.stores.inspection.factsOf(BOB)).at(-1)).toMatchObject({ type: 'stage-changed', at: day(30) })
  })

  it('an outage is no failure of a wake: it goes back to the queue', async () => {
    const flow = openFlow(company)
    await handle(flow.engine.store, company, [orderOf(ANN, day(0))])
    const down: CustomerStore = {
      ...flow.engine.store,
      commit: async () => {
        throw new Transient('no connection')
      },
    }
    await expect(tick({ ...flow.engine, store: down }, day(30))).rejects.toThrow(Transient)
    expect(await flow.engine.store.wakeFailed(ANN)).toBe(1)
  })

  it('contention is none either: it is left to the next tick', async () => {
    const flow = openFlow(company)
    await handle(flow.engine.store, company, [orderOf(ANN, day(0)), orderOf(CAT, day(0))])
    const { wrapped } = interfering(ANN, 2 * ATTEMPTS_MAX)(flow.engine.store)
    expect(await tick({ ...flow.engine, store: wrapped }, day(30))).toBe(2)
    expect(await stagesOf(flow)).toEqual(['ann new', 'cat active'])
    expect(await tick(flow.engine, day(30))).toBe(1)
    expect(await stagesOf(flow)).toEqual(['ann active', 'cat active'])
    expect(await flow.stores.quarantine.count()).toBe(0)
  })
})

describe('a claim in one commit with what takes its ground away', () => {
  const both = rules({ campaigns: ['a', 'b'].map((id) => welcome({ id: campaignId(id) })) })
  it.each([
    {
      what: 'a hard bounce of the same address',
      first: (message: MessageId, address: AddressDigest): Timed['request'] => ({
        ...{ customerId: ANN, type: 'report', message, about: null },
        outcome: { type: 'bounced', kind: 'permanent', addresses: [address] },
      }),
      because: 'suppressed',
    },
    {
      what: 'a withdrawal',
      first: (): Timed['request'] => ({ customerId: ANN, type: 'event', event: event('Unsubscribed', day(2)) }),
      because: 'journey-ended',
    },
  ])('$what: is refused', async ({ first, because }) => {
    const flow = openFlow(both)
    const { store } = flow.engine
    await handle(store, both, [orderOf(ANN, day(0)), told(event('Signed Up', day(1)))])
    const [one, other] = (await flow.stores.inspection.messagesOf(ANN)).map(({ id }) => id) as [MessageId, MessageId]
    await handle(store, both, [claimed(ANN, one, day(1))])
    await handle(store, both, [{ request: first(one, store.addressDigest('ann@example.com')), now: day(2) }, claimed(ANN, other, day(2))])
    expect((await store.messages([other]))[0]?.status).toMatchObject({ name: 'refused', because: { type: because } })
  })
})
