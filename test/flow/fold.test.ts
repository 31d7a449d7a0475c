import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SendOutcome } from '../../shared/domain/customer/input.ts'
import type { Rules } from '../../shared/domain/customer/rules.ts'
import { openBatch } from '../../shared/flow/batch.ts'
import { handle, type Timed } from '../../shared/flow/handle.ts'
import { RECEIPTS_MAX } from '../../shared/kernel/limits.ts'
import { HOUR_MS } from '../../shared/kernel/time.ts'
import { addressDigest, epochMs, inputId, type MessageId } from '../../shared/kernel/words.ts'
import type { Commit, CustomerStore } from '../../shared/ports/customer-store.ts'
import { company, life } from '../domain/customer/arbitrary.ts'
import { ANN, day, EMAIL, event, ORDER, outside, rules, send, steps, winBack } from '../domain/customer/world.ts'
import { BOB, claimed, type Flow, openFlow, orderOf, told } from './world.ts'

/** What a store holds of a customer: all but the number of commits. */
const heldBy = async ({ stores }: Flow) => {
  const { version, ...state } = (await stores.customers.load([ANN])).get(ANN) ?? { version: 0 }
  const [facts, messages, timeline] = await Promise.all([
    stores.inspection.factsOf(ANN),
    stores.inspection.messagesOf(ANN),
    stores.inspection.eventsOf(ANN),
  ])
  const { commits, ...rest } = { commits: version, state, facts, messages, timeline, quarantine: await stores.quarantine.list(null, 1_000) }
  return { commits, rest }
}

const OUTCOMES: readonly SendOutcome[] = [
  { type: 'sent' },
  { type: 'unknown' },
  { type: 'never-left' },
  { type: 'rejected', detail: 'no such box' },
]

/** Everything that came in about Ann, each decided and committed before the next. */
const oneByOne = async (rules: Rules, arrivals: readonly Timed[], looks: readonly number[]): Promise<{ flow: Flow; requests: Timed[] }> => {
  const flow = openFlow(rules)
  const requests: Timed[] = []
  const take = async (one: Timed) => {
    requests.push(one)
    await handle(flow.engine.store, rules, [one])
  }
  for (const [index, arrival] of arrivals.entries()) {
    await take(arrival)
    const look = looks[index % looks.length] ?? 0
    const owed = (await flow.stores.inspection.messagesOf(ANN)).filter(({ status }) => status.name !== 'sent')
    const message = owed[look % Math.max(1, owed.length)]
    if (look % 3 === 0 || message === undefined) continue
    await take(claimed(ANN, message.id, arrival.now))
    if (look % 3 === 1) continue
    await take({
      request: { customerId: ANN, type: 'report', message: message.id, outcome: OUTCOMES[look % 4] as SendOutcome, about: null },
      now: arrival.now,
    })
  }
  await take({ request: { customerId: ANN, type: 'wake' }, now: day(2_000) })
  return { flow, requests }
}

describe('several inputs folded into one commit', () => {
  it('are what deciding each with a commit in between is', async () => {
    const cuts = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1 })
    const looks = fc.array(fc.nat({ max: 11 }), { minLength: 1 })
    await fc.assert(
      fc.asyncProperty(company, life(15), looks, cuts, async (rules, arrivals, looks, cuts) => {
        const single = await oneByOne(
          rules,
          arrivals.map(({ event, receivedAt }) => told(event, receivedAt)),
          looks,
        )
        const folded = openFlow(rules)
        for (let from = 0, n = 0; from < single.requests.length; n += 1) {
          const size = cuts[n % cuts.length] as number
          await handle(folded.engine.store, rules, single.requests.slice(from, from + size))
          from += size
        }
        const [one, other] = [await heldBy(single.flow), await heldBy(folded)]
        expect(other.rest).toEqual(one.rest)
        expect(other.commits).toBeLessThanOrEqual(one.commits)
        for (const flow of [single.flow, folded]) flow.stores.close()
      }),
      { numRuns: 60 },
    )
  })
})

describe('a batch knows what it has not committed yet', () => {
  const handled = async (rules: Rules, requests: readonly Timed[]) => {
    const flow = openFlow(rules)
    await handle(flow.engine.store, rules, requests)
    return flow
  }

  it('an id that this very batch spilled is a duplicate', async () => {
    const many = Array.from({ length: RECEIPTS_MAX + 2 }, (_, index) => told(event(ORDER, day(0, index), { id: inputId(`id ${index}`) })))
    const flow = await handled(rules(), [...many, many[3] as Timed])
    const [ann] = await flow.stores.inspection.customers(null, 1)
    expect(ann?.metrics.counts[ORDER]?.total).toBe(RECEIPTS_MAX + 2)
  })

  it('and so is one that this very batch forgot, but put into the timeline', async () => {
    const slow = Array.from({ length: 20 }, (_, index) =>
      told(event(ORDER, epochMs(day(0) + index * 40 * HOUR_MS), { id: inputId(`id ${index}`) })),
    )
    const last = slow.at(-1)?.now ?? day(0)
    const flow = await handled(rules(), [...slow, { ...(slow[0] as Timed), now: last }])
    expect(await flow.stores.quarantine.count()).toBe(0)
    expect((await flow.stores.inspection.customers(null, 1))[0]?.metrics.counts[ORDER]?.total).toBe(20)
  })

  it('an outcome told twice before the exposure counts once', async () => {
    const order = told(event(ORDER, day(11), { properties: { revenue: 5 } }))
    const viewed = told(event('Experiment Viewed', day(10), { properties: { experiment_id: 'spring', variation_id: 'gift' } }), day(12))
    const company = rules({ outside: [outside('spring')] })
    const folded = await handled(company, [order, order, viewed])
    const single = openFlow(company)
    for (const one of [order, order, viewed]) await handle(single.engine.store, company, [one])
    expect((await heldBy(folded)).rest).toEqual((await heldBy(single)).rest)
    expect((await folded.stores.inspection.factsOf(ANN)).filter(({ type }) => type === 'outcome')).toHaveLength(1)
  })

  it('two moves of one row are one, from where it was to where it ends', async () => {
    const company = rules({ campaigns: [winBack({ entry: { on: 'stage', stage: 'new', from: null }, paths: steps(send()) })] })
    const flow = await handled(company, [orderOf(ANN, day(0))])
    const [message] = await flow.stores.inspection.messagesOf(ANN)
    const id = message?.id ?? ('' as never)
    const sent: Timed = {
      request: { customerId: ANN, type: 'report', message: id, outcome: { type: 'sent' }, about: null },
      now: day(0, 2),
    }
    const batch = openBatch(flow.engine.store, company)
    for (const { request, now } of [claimed(ANN, id, day(0, 1)), sent]) await batch.add(request, now)
    expect(batch.commits()[0]?.settlements).toEqual([{ id, from: 'owed', to: { name: 'sent', at: day(0, 2) } }])
    await handle(flow.engine.store, company, [claimed(ANN, id, day(0, 1)), sent])
    expect(await flow.statuses(ANN)).toEqual(['sent'])
  })

  it('a wake among other inputs still sets the due index anew', async () => {
    const flow = await handled(rules(), [orderOf(ANN, day(0))])
    await handle(flow.engine.store, rules(), [{ request: { customerId: ANN, type: 'wake' }, now: day(30) }, told(event(ORDER, day(31)))])
    expect(await flow.engine.store.due(day(999), 10)).toEqual([{ customerId: ANN, dueAt: day(91) }])
  })

  it('a message settled in the commit that owes it is written once, as what it became', async () => {
    const company = rules({ campaigns: [winBack({ entry: { on: 'stage', stage: 'new', from: null }, paths: steps(send()) })] })
    const order = orderOf(ANN, day(0))
    const flow = await handled(company, [order, told(event('Unsubscribed', day(0, 1)))])
    expect(await flow.statuses(ANN)).toEqual(['refused'])
    const { items } = await flow.engine.stream.owed('local', 0n, 10)
    expect(items).toEqual([])
  })
})

describe('a batch of many customers', () => {
  it('knows the earliest instant anybody is due, or a message owed', async () => {
    const company = rules({ campaigns: [winBack()] })
    const { engine } = openFlow(company)
    const batch = openBatch(engine.store, company)
    expect([batch.size(), batch.earliestDueAt(), batch.commits()]).toEqual([0, null, []])
    await batch.add({ customerId: ANN, type: 'event', event: event(ORDER, day(5)) }, day(5))
    expect(batch.earliestDueAt()).toBe(day(35))
    await batch.add({ customerId: BOB, type: 'event', event: event(ORDER, day(1), { customerId: BOB }) }, day(5))
    expect(batch.earliestDueAt()).toBe(day(31))
    await batch.add({ customerId: ANN, type: 'wake' }, day(130))
    expect([batch.size(), batch.earliestDueAt()]).toEqual([3, day(31)])
    expect(batch.commits().map(({ state, dueAt, wakeFired }) => [state.id, dueAt, wakeFired])).toEqual([
      [ANN, day(132), true],
      [BOB, day(31), false],
    ])
  })

  it('leaves out who did not change, and puts their timeline rows again', async () => {
    const company = rules()
    const { engine, stores } = openFlow(company)
    const order = event(ORDER, day(0), EMAIL)
    await handle(engine.store, company, [told(order)])
    const batch = openBatch(engine.store, company)
    await batch.add({ customerId: ANN, type: 'event', event: order }, day(1))
    expect(batch.commits()).toEqual([])
    expect(batch.repeatedEvents()).toEqual([order])
    await handle(engine.store, company, [told(order)])
    expect((await stores.inspection.customers(null, 1))[0]?.version).toBe(1)
  })

  it('a request about a row that is not there comes to nothing', async () => {
    const { engine } = openFlow(rules())
    const [handled] = await handle(engine.store, rules(), [claimed(ANN, inputId('none') as never, day(0))])
    expect(handled?.decision).toBeNull()
    expect(await engine.store.load([ANN])).toEqual(new Map())
  })
})

describe('what became of a mail', () => {
  const company = rules({ campaigns: [winBack({ entry: { on: 'stage', stage: 'new', from: null }, paths: steps(send()) })] })
  const owing = async () => {
    const flow = openFlow(company)
    await handle(flow.engine.store, company, [told(event(ORDER, day(0), EMAIL))])
    const [message] = await flow.stores.inspection.messagesOf(ANN)
    return { flow, id: message?.id ?? ('' as never) }
  }
  const reported = (id: MessageId, outcome: SendOutcome, ms: number): Timed => ({
    request: { customerId: ANN, type: 'report', message: id, outcome, about: null },
    now: day(0, ms),
  })
  const BOUNCED = { type: 'bounced', kind: 'permanent', addresses: [addressDigest('ann')] } as const

  it.each<{ title: string; before: readonly SendOutcome[]; inputs: readonly SendOutcome[]; leavesState: readonly boolean[] }>([
    { title: 'a mail that was sent arrived', before: [{ type: 'sent' }], inputs: [{ type: 'delivered' }], leavesState: [true] },
    { title: 'it is sent, which ends its journey', before: [], inputs: [{ type: 'sent' }], leavesState: [false] },
    { title: 'a claim is unknown', before: [], inputs: [{ type: 'unknown' }], leavesState: [false] },
    { title: 'what is unknown arrived', before: [{ type: 'unknown' }], inputs: [{ type: 'delivered' }], leavesState: [true] },
    { title: 'it came back, and nobody may write there', before: [{ type: 'sent' }], inputs: [BOUNCED], leavesState: [false] },
    {
      title: 'two reports, folded',
      before: [{ type: 'sent' }],
      inputs: [{ type: 'delivered' }, { type: 'delivered' }],
      leavesState: [true],
    },
    { title: 'a report that says nothing new', before: [{ type: 'sent' }], inputs: [{ type: 'sent' }], leavesState: [] },
    { title: 'one that comes again', before: [{ type: 'sent' }, { type: 'delivered' }], inputs: [{ type: 'delivered' }], leavesState: [] },
  ])('$title: one write of its row alone is enough: $leavesState', async ({ before, inputs, leavesState }) => {
    const { flow, id } = await owing()
    await handle(flow.engine.store, company, [claimed(ANN, id, day(0, 1))])
    for (const [n, outcome] of before.entries()) await handle(flow.engine.store, company, [reported(id, outcome, 2 + n)])
    const batch = openBatch(flow.engine.store, company)
    for (const [n, outcome] of inputs.entries()) {
      const { request, now } = reported(id, outcome, 10 + n)
      await batch.add(request, now)
    }
    expect(batch.commits().map((commit) => commit.leavesState)).toEqual(leavesState)
    flow.stores.close()
  })

  it('beside an event of theirs is written with the state', async () => {
    const { flow, id } = await owing()
    await handle(flow.engine.store, company, [claimed(ANN, id, day(0, 1)), reported(id, { type: 'sent' }, 2)])
    const batch = openBatch(flow.engine.store, company)
    for (const { request, now } of [reported(id, { type: 'delivered' }, 3), told(event('Page Viewed', day(0, 4)))])
      await batch.add(request, now)
    expect(batch.commits()).toMatchObject([{ leavesState: false, settlements: [{ id }] }])
    flow.stores.close()
  })
})

describe('a customer about whom very much comes at once', () => {
  it('gets several commits, none larger than a transaction, and nothing is lost', async () => {
    const commits: Commit[] = []
    const wrap = (store: CustomerStore): CustomerStore => ({
      ...store,
      commit: (some) => {
        commits.push(...some)
        return store.commit(some)
      },
    })
    const flow = openFlow(rules(), { wrap })
    const total = 20 * RECEIPTS_MAX
    const many = Array.from({ length: total }, (_, n) => told(event(ORDER, day(0, n), { id: inputId(`id ${n}`) })))
    const all = await handle(flow.engine.store, rules(), many)
    expect(all.filter(({ decision }) => decision !== null)).toHaveLength(total)
    expect(commits.length).toBeGreaterThan(10)
    expect(
      Math.max(...commits.map(({ spilled, messages, settlements }) => spilled.length + messages.length + settlements.length)),
    ).toBeLessThan(80)
    expect((await flow.stores.customers.load([ANN])).get(ANN)?.metrics.counts[ORDER]?.total).toBe(total)
    const again = await handle(flow.engine.store, rules(), many)
    expect(again.every(({ decision }) => decision?.reasons[0]?.type === 'duplicate')).toBe(true)
    flow.stores.close()
  })
})
