import { describe, expect, it } from 'vitest'
import type { Rules } from '../../shared/domain/customer/rules.ts'
import type { CustomerState } from '../../shared/domain/customer/state.ts'
import type { Engine } from '../../shared/flow/engine.ts'
import { Contended, handle, type Timed } from '../../shared/flow/handle.ts'
import { intake } from '../../shared/flow/doors/take.ts'
import { handleAll } from '../../shared/flow/intake.ts'
import { finishMerge } from '../../shared/flow/merge.ts'
import { stagesReport } from '../../shared/flow/query/stages.ts'
import { relay } from '../../shared/flow/relay.ts'
import { send } from '../../shared/flow/send.ts'
import { tallyAll } from '../../shared/flow/tally.ts'
import { tick } from '../../shared/flow/tick.ts'
import { MERGES_FOLLOWED_MAX, RECEIPTS_KEPT, TIMELINE_PAGE } from '../../shared/kernel/limits.ts'
import { DAY_MS, isoOf } from '../../shared/kernel/time.ts'
import { type CustomerId, customerId, type EpochMs, epochMs, inputId } from '../../shared/kernel/words.ts'
import { type CustomerStore, Transient } from '../../shared/ports/customer-store.ts'
import { day, EMAIL, event, ORDER, outside, rules, send as mail, steps, storyOf, wait, welcome } from '../domain/customer/world.ts'
import { type Flow, openFlow, told } from './world.ts'

const VISITOR = customerId('anonymous:v')
const BOB = customerId('bob')
const CARL = customerId('carl')

const ordered = (who: CustomerId, at: EpochMs, id = `${who} ${at}`): Timed =>
  told(event(ORDER, at, { customerId: who, id: inputId(id), properties: { revenue: 5 }, ...EMAIL }))
const merging = (source: CustomerId, into: CustomerId, now: EpochMs): Timed => ({
  request: { type: 'merge', customerId: source, into },
  now,
})
const at = (flow: Flow, ...requests: readonly Timed[]) => handleAll(flow.engine, requests)

const stateIn = async ({ stores }: Flow, who: CustomerId): Promise<CustomerState | undefined> =>
  (await stores.customers.load([who])).get(who)
const ordersOf = async (flow: Flow, who: CustomerId) => (await stateIn(flow, who))?.metrics.counts[ORDER]?.total ?? 0
const storyIn = async ({ stores }: Flow, who: CustomerId) => storyOf(await stores.inspection.factsOf(who))
const mergeOf = async (flow: Flow, who: CustomerId) => (await stateIn(flow, who))?.merge
const report = async ({ engine }: Flow) => {
  await tallyAll(engine.stream, engine.tallies)
  const { customers, stages } = await stagesReport(engine.tallies, day(0))
  return { customers, stages }
}

/** Everything about everybody, but for how often it was written and when it came to rest. */
const heldIn = async (flow: Flow, ...who: readonly CustomerId[]) =>
  Promise.all(
    who.map(async (one) => {
      const { version: _, at: __, ...state } = (await stateIn(flow, one)) ?? { version: 0, at: 0 }
      const [facts, messages, events] = await Promise.all([
        flow.stores.inspection.factsOf(one),
        flow.stores.inspection.messagesOf(one),
        flow.stores.inspection.eventsOf(one),
      ])
      return { state, facts: storyOf(facts), messages: messages.map(({ id, status }) => [id, status.name]), events }
    }),
  )

describe('an identify call with both ids', () => {
  const said = (raw: object, receivedAt: EpochMs) => ({ text: '', raw: { messageId: 'm', ...raw }, source: 'bus', receivedAt })
  const comes = (flow: Flow, raw: object, receivedAt: EpochMs) =>
    intake(flow.engine, [said({ timestamp: isoOf(receivedAt), ...raw }, receivedAt)], { correctSkew: false })

  it('makes one customer of the visitor and the user', async () => {
    const flow = openFlow(rules())
    await comes(flow, { type: 'track', anonymousId: 'v', event: ORDER, messageId: 'o1' }, day(1))
    await comes(flow, { type: 'identify', anonymousId: 'v', userId: 'bob', traits: { plan: 'pro' } }, day(2))
    expect(await mergeOf(flow, VISITOR)).toEqual({ status: 'merged', into: BOB, at: day(2) })
    expect(await storyIn(flow, VISITOR)).toEqual(['1: appeared', '1: none > new', '2: is bob', '2: merged into bob from new'])
    expect(await storyIn(flow, BOB)).toEqual(['2: appeared', '2: absorbs anonymous:v', '2: none > new'])
    expect((await stateIn(flow, BOB))?.traits.plan?.value).toBe('pro')
    expect(await report(flow)).toEqual({ customers: 1, stages: { new: 1 } })
    expect((await flow.stores.inspection.customers(null, 9)).map(({ id }) => id)).toEqual([BOB])
    expect((await flow.stores.inspection.eventsOf(BOB)).map(({ id }) => id)).toEqual(['o1'])
  })

  it('later events of the visitor go to the user, and so do those that come again', async () => {
    const flow = openFlow(rules())
    const first = { type: 'track', anonymousId: 'v', event: ORDER, messageId: 'o1' }
    await comes(flow, first, day(1))
    await comes(flow, { type: 'identify', anonymousId: 'v', userId: 'bob' }, day(2))
    for (let times = 0; times < 2; times += 1) await comes(flow, { ...first, messageId: 'o2' }, day(3))
    await comes(flow, first, day(3))
    expect([await ordersOf(flow, VISITOR), await ordersOf(flow, BOB)]).toEqual([0, 2])
  })

  it('an alias says the same of an id that may have been either, and is no event', async () => {
    const flow = openFlow(rules())
    await comes(flow, { type: 'track', anonymousId: 'v', event: ORDER, messageId: 'o1' }, day(1))
    await comes(flow, { type: 'track', userId: 'v', event: ORDER, messageId: 'o2' }, day(1))
    await comes(flow, { type: 'alias', previousId: 'v', userId: 'bob' }, day(2))
    expect(await ordersOf(flow, BOB)).toBe(2)
    expect(Object.keys((await stateIn(flow, BOB))?.metrics.counts ?? {})).toEqual([ORDER])
    expect(await report(flow)).toEqual({ customers: 1, stages: { new: 1 } })
  })

  it('an id nobody has heard of yet is a way from then on, and no customer', async () => {
    const flow = openFlow(rules())
    await comes(flow, { type: 'identify', anonymousId: 'v', userId: 'bob' }, day(2))
    expect(await mergeOf(flow, VISITOR)).toEqual({ status: 'redirected', into: BOB, at: day(2) })
    await comes(flow, { type: 'track', anonymousId: 'v', event: ORDER, messageId: 'late' }, day(3))
    expect(await ordersOf(flow, BOB)).toBe(1)
    expect(await report(flow)).toEqual({ customers: 1, stages: { new: 1 } })
  })

  it('a device that somebody else uses later stays with the first', async () => {
    const flow = openFlow(rules())
    await comes(flow, { type: 'track', anonymousId: 'v', event: ORDER, messageId: 'o1' }, day(1))
    await comes(flow, { type: 'identify', anonymousId: 'v', userId: 'bob' }, day(2))
    await comes(flow, { type: 'identify', anonymousId: 'v', userId: 'carl', messageId: 'm2', traits: { plan: 'pro' } }, day(3))
    expect([await ordersOf(flow, BOB), await ordersOf(flow, CARL)]).toEqual([1, 0])
    expect((await stateIn(flow, CARL))?.traits.plan?.value).toBe('pro')
  })
})

describe('requests around a merge', () => {
  const company = rules({ campaigns: [welcome()], outside: [outside('spring')] })
  const seen = (who: CustomerId, variation_id: string, now: EpochMs): Timed =>
    told(event('Experiment Viewed', now, { customerId: who, properties: { experiment_id: 'spring', variation_id } }))
  const signedUp = (who: CustomerId, now: EpochMs): Timed => told(event('Signed Up', now, { customerId: who, ...EMAIL }))
  const TABLET = customerId('anonymous:tablet')

  it.each<{ what: string; all: readonly Timed[] }>([
    {
      what: 'the target is seen in a variant after it absorbed somebody who was seen in another',
      all: [seen(VISITOR, 'b', day(1)), merging(VISITOR, BOB, day(2)), seen(BOB, 'a', day(2)), ordered(BOB, day(3))],
    },
    {
      what: 'the source goes on',
      all: [signedUp(VISITOR, day(1)), merging(VISITOR, BOB, day(1)), signedUp(VISITOR, day(1)), ordered(VISITOR, day(2))],
    },
    {
      what: 'two devices, with something of each in between',
      all: [
        seen(VISITOR, 'b', day(1)),
        seen(TABLET, 'a', day(1)),
        merging(TABLET, BOB, day(2)),
        ordered(TABLET, day(2)),
        merging(VISITOR, BOB, day(2)),
        ordered(VISITOR, day(2)),
        ordered(BOB, day(2)),
      ],
    },
    {
      what: 'one merge after another',
      all: [
        ordered(VISITOR, day(1)),
        merging(VISITOR, BOB, day(2)),
        merging(BOB, CARL, day(2)),
        signedUp(VISITOR, day(2)),
        signedUp(BOB, day(2)),
      ],
    },
  ])('come to the same together as one by one: $what', async ({ all }) => {
    const together = openFlow(company)
    await at(together, ...all)
    const alone = openFlow(company)
    for (const one of all) await at(alone, one)
    const who = [VISITOR, TABLET, BOB, CARL]
    expect(await heldIn(together, ...who)).toEqual(await heldIn(alone, ...who))
    expect(await report(together)).toEqual(await report(alone))
  })
})

describe('too many merges in a row', () => {
  const idOf = (number: number): CustomerId => customerId(`n${number}`)
  const chain = Array.from({ length: MERGES_FOLLOWED_MAX + 3 }, (_, index) => merging(idOf(index), idOf(index + 1), day(1)))
  const quarantined = async ({ stores }: Flow) =>
    (await stores.quarantine.list(null, 9)).map(({ because, customerId: who, problems: [first] }) => [because, who, first?.path])

  it('of ids nobody heard of: an event that cannot be followed lies in quarantine, and those beside it are taken', async () => {
    const flow = openFlow(rules())
    await at(flow, ...chain)
    for (let times = 0; times < 2; times += 1) await at(flow, ordered(idOf(0), day(2), 'lost'), ordered(BOB, day(2)))
    expect(await quarantined(flow)).toEqual([['state-full', idOf(0), 'userId']])
    expect(await ordersOf(flow, BOB)).toBe(1)
    await at(flow, ordered(idOf(9), day(2)))
    expect(await ordersOf(flow, idOf(chain.length))).toBe(1)
  })

  it('of customers: the one that would lead too far is not made, and a person hears of it', async () => {
    const flow = openFlow(rules())
    for (const index of chain.keys()) await at(flow, ordered(idOf(index), day(1)))
    for (const one of chain) await at(flow, one)
    const left = await Promise.all(chain.map(async (_, index) => (await mergeOf(flow, idOf(index))) === null))
    const refused = left.indexOf(true)
    expect(refused).toBeGreaterThan(MERGES_FOLLOWED_MAX - 3)
    expect(await quarantined(flow)).toEqual([['state-full', idOf(refused), 'previousId']])
    expect(await ordersOf(flow, idOf(refused))).toBe(refused + 1)
  })
})

describe('a merge that crashes', () => {
  const company = rules({ campaigns: [welcome({ paths: steps(mail(), wait(5), mail()) })], outside: [outside('spring')] })
  const begin = async (flow: Flow) => {
    await at(flow, ordered(VISITOR, day(1)), told(event('Signed Up', day(1), { customerId: VISITOR, ...EMAIL })), ordered(BOB, day(2)))
  }
  /** Fails at the n-th write that follows, before or after it was made. */
  const failing = (n: number, isMade: boolean) => {
    let left = Number.POSITIVE_INFINITY
    const struck = async <T>(write: () => Promise<T>): Promise<T> => {
      left -= 1
      if (left !== 0) return write()
      if (isMade) await write()
      throw new Transient('the machine died')
    }
    const wrap = (store: CustomerStore): CustomerStore => ({
      ...store,
      commit: (commits) => (commits.length === 0 ? Promise.resolve([]) : struck(() => store.commit(commits))),
      putTimeline: (events) => (events.length === 0 ? Promise.resolve() : struck(() => store.putTimeline(events))),
    })
    const arm = (): void => {
      left = n
    }
    return { wrap, arm }
  }

  it.each([1, 2, 3, 4].flatMap((n) => [false, true].map((isMade) => ({ n, isMade }))))(
    'at write $n, made: $isMade, ends like one that does not',
    async ({ n, isMade }) => {
      const calm = openFlow(company)
      await begin(calm)
      await at(calm, merging(VISITOR, BOB, day(3)))

      const { wrap, arm } = failing(n, isMade)
      const flow = openFlow(company, { wrap })
      await begin(flow)
      arm()
      await expect(at(flow, merging(VISITOR, BOB, day(3)))).rejects.toThrow(Transient)
      if (n === 1 && !isMade) await at(flow, merging(VISITOR, BOB, day(3)))
      else await tick(flow.engine, day(3))
      expect(await heldIn(flow, VISITOR, BOB)).toEqual(await heldIn(calm, VISITOR, BOB))
      expect(await report(flow)).toEqual({ customers: 1, stages: { new: 1 } })
      expect((await flow.stores.customers.due(day(3), 9)).map((one) => one.customerId)).toEqual([])
    },
  )

  it('asked for again is finished', async () => {
    const flow = openFlow(company)
    await begin(flow)
    await handle(flow.engine.store, company, [merging(VISITOR, BOB, day(3))])
    expect((await mergeOf(flow, VISITOR))?.status).toBe('sealed')
    await at(flow, merging(VISITOR, BOB, day(3)))
    expect([(await mergeOf(flow, VISITOR))?.status, await ordersOf(flow, BOB)]).toEqual(['merged', 2])
  })

  it('two who finish it at once absorb it once', async () => {
    const flow = openFlow(company)
    await begin(flow)
    await handle(flow.engine.store, company, [merging(VISITOR, BOB, day(3))])
    await Promise.all([1, 2, 3].map(() => finishMerge(flow.engine.store, company, VISITOR, day(3))))
    expect(await ordersOf(flow, BOB)).toBe(2)
    expect((await storyIn(flow, BOB)).filter((line) => line.includes('absorbs'))).toHaveLength(1)
  })

  it('somebody whose target is changed all the time hands it back, and it is finished later', async () => {
    const flow = openFlow(company)
    await begin(flow)
    await handle(flow.engine.store, company, [merging(VISITOR, BOB, day(3))])
    let others = 0
    const contended: CustomerStore = {
      ...flow.engine.store,
      timeline: async (who, range) => {
        others += 1
        await handle(flow.engine.store, company, [ordered(BOB, day(2), `other ${others}`)])
        return flow.engine.store.timeline(who, range)
      },
    }
    await expect(finishMerge(contended, company, VISITOR, day(3))).rejects.toThrow(Contended)
    await tick(flow.engine, day(4))
    expect(await ordersOf(flow, BOB)).toBe(2 + others)
  })
})

describe('mails of somebody who is merged', () => {
  const company = rules({ campaigns: [welcome()] })

  it('what is owed is never sent; what was handed over is settled', async () => {
    const flow = openFlow(company)
    const signsUp = (who: CustomerId, n: number) => told(event('Signed Up', day(n), { customerId: who, ...EMAIL }))
    await at(flow, ordered(VISITOR, day(1)), signsUp(VISITOR, 1), ordered(CARL, day(1)), signsUp(CARL, 1))
    await relay(flow.engine, 'local', 0n)
    flow.post.answer = new Transient('no answer')
    await at(flow, merging(VISITOR, BOB, day(1)))
    await expect(send(flow.engine, day(1))).rejects.toThrow(Transient)
    await at(flow, merging(CARL, BOB, day(1)))
    expect(flow.post.mails).toHaveLength(1)
    expect([await flow.statuses(VISITOR), await flow.statuses(CARL), await flow.statuses(BOB)]).toEqual([['refused'], ['claimed'], []])
    const [message] = await flow.stores.inspection.messagesOf(CARL)
    if (message === undefined) throw new Error('nothing was owed')
    const request = { customerId: CARL, type: 'report', message: message.id, outcome: { type: 'sent' }, about: null } as const
    await at(flow, { request, now: day(2) })
    expect([await flow.statuses(CARL), (await mergeOf(flow, CARL))?.status]).toEqual([['sent'], 'merged'])
  })
})

describe('several merges', () => {
  const order = (who: CustomerId, n: number) => ordered(who, day(n))

  it('one after another lead to the last, whatever was merged first', async () => {
    for (const merges of [
      [merging(VISITOR, BOB, day(3)), merging(BOB, CARL, day(4))],
      [merging(BOB, CARL, day(3)), merging(VISITOR, BOB, day(4))],
    ]) {
      const flow = openFlow(rules())
      await at(flow, order(VISITOR, 1), order(BOB, 1), order(CARL, 1))
      for (const merge of merges) await at(flow, merge)
      await at(flow, order(VISITOR, 5), order(BOB, 5), order(CARL, 5))
      expect([await ordersOf(flow, VISITOR), await ordersOf(flow, BOB), await ordersOf(flow, CARL)]).toEqual([0, 0, 6])
      expect(await report(flow)).toEqual({ customers: 1, stages: { new: 1 } })
    }
  })

  it('in one batch wait for each other, and events for them', async () => {
    const flow = openFlow(rules())
    await at(
      flow,
      order(VISITOR, 1),
      merging(VISITOR, BOB, day(3)),
      order(VISITOR, 4),
      merging(BOB, CARL, day(4)),
      order(BOB, 5),
      order(VISITOR, 6),
    )
    expect([await ordersOf(flow, VISITOR), await ordersOf(flow, BOB), await ordersOf(flow, CARL)]).toEqual([0, 0, 4])
  })

  it('that lead back to where they began are none', async () => {
    const flow = openFlow(rules())
    await at(flow, order(VISITOR, 1), order(BOB, 1))
    await at(flow, merging(VISITOR, BOB, day(3)))
    await at(flow, merging(BOB, VISITOR, day(4)))
    expect([(await mergeOf(flow, VISITOR))?.status, await mergeOf(flow, BOB), await ordersOf(flow, BOB)]).toEqual(['merged', null, 2])
  })

  /** Both machines have read everybody before either commits. */
  const atOnce = async (flow: Flow, company: Rules, ...merges: readonly Timed[]) => {
    const before = await flow.engine.store.load([VISITOR, BOB, CARL])
    for (const merge of merges) {
      let isFirst = true
      const stale: CustomerStore = {
        ...flow.engine.store,
        load: async (ids) => {
          if (!isFirst) return flow.engine.store.load(ids)
          return new Map([...before].filter(([id]) => ids.includes(id)))
        },
        commit: async (commits) => {
          isFirst = false
          return flow.engine.store.commit(commits)
        },
      }
      await handle(stale, company, [merge])
    }
  }

  it.each([
    { known: [VISITOR, BOB], merges: [merging(VISITOR, BOB, day(3)), merging(BOB, VISITOR, day(3))], stays: VISITOR },
    { known: [VISITOR, BOB], merges: [merging(BOB, VISITOR, day(3)), merging(VISITOR, BOB, day(4))], stays: VISITOR },
    { known: [VISITOR, BOB], merges: [merging(VISITOR, BOB, day(3)), merging(BOB, VISITOR, day(4))], stays: BOB },
    { known: [BOB], merges: [merging(VISITOR, BOB, day(3)), merging(BOB, VISITOR, day(3))], stays: VISITOR },
    { known: [], merges: [merging(VISITOR, BOB, day(3)), merging(BOB, VISITOR, day(4))], stays: BOB },
    {
      known: [VISITOR, BOB, CARL],
      merges: [merging(VISITOR, BOB, day(3)), merging(BOB, CARL, day(3)), merging(CARL, VISITOR, day(3))],
      stays: VISITOR,
    },
  ])('into each other at the same moment leave one: $stays', async ({ known, merges, stays }) => {
    for (const isTickFirst of [true, false]) {
      const company = rules()
      const flow = openFlow(company)
      await at(flow, ...known.map((who) => order(who, 1)))
      await atOnce(flow, company, ...merges)
      const all = [VISITOR, BOB, ...(merges.length === 3 ? [CARL] : [])]
      const sealed = await Promise.all(all.map((who) => mergeOf(flow, who)))
      expect(sealed.every((merge) => merge !== null)).toBe(true)

      if (isTickFirst) await tick(flow.engine, day(5))
      await at(flow, ...all.map((who) => order(who, 5)))
      await tick(flow.engine, day(5))
      const merged = await Promise.all(all.map((who) => mergeOf(flow, who)))
      expect(all.filter((_, index) => merged[index] === null)).toEqual([stays])
      expect(await ordersOf(flow, stays)).toBe(known.length + all.length)
      expect(await report(flow)).toEqual({ customers: 1, stages: { new: 1 } })
    }
  })

  it.each([
    { by: 'with the merges finished', handled: handleAll },
    { by: 'alone', handled: ({ store }: Engine, all: readonly Timed[]) => handle(store, rules(), all) },
  ])('a seal that conflicts sends nothing anywhere before it is made, handled $by', async ({ handled }) => {
    const company = rules()
    const flow = openFlow(company)
    await at(flow, order(VISITOR, 1))
    let isFirst = true
    const raced: CustomerStore = {
      ...flow.engine.store,
      commit: async (commits) => {
        if (isFirst) {
          isFirst = false
          await at(flow, merging(VISITOR, CARL, day(2)))
        }
        return flow.engine.store.commit(commits)
      },
    }
    await handled({ ...flow.engine, store: raced }, [merging(VISITOR, BOB, day(3)), order(VISITOR, 4)])
    expect([await ordersOf(flow, BOB), await ordersOf(flow, CARL)]).toEqual([0, 2])
  })
})

describe('an event that comes again after a merge', () => {
  const company = rules()
  /** Comes at intervals so long that the state forgets the oldest ids. */
  const slowly = (who: CustomerId) =>
    Array.from({ length: RECEIPTS_KEPT + 4 }, (_, index) => ordered(who, day(2 * index), `${who} slow ${index}`))
  const again = (one: Timed | undefined, now: EpochMs): Timed => ({ ...(one as Timed), now })

  it.each([
    { case: 'the source remembers it', first: (flow: Flow) => at(flow, ordered(VISITOR, day(1), 'e')), extra: 1 },
    { case: 'the target took it', first: (flow: Flow) => at(flow, merging(VISITOR, BOB, day(1)), ordered(VISITOR, day(1), 'e')), extra: 1 },
  ])('$case: it is a duplicate', async ({ first, extra }) => {
    const flow = openFlow(company)
    await first(flow)
    await at(flow, merging(VISITOR, BOB, day(2)))
    await at(flow, again(ordered(VISITOR, day(1), 'e'), day(3)))
    expect([await ordersOf(flow, BOB), await flow.stores.quarantine.count()]).toEqual([extra, 0])
  })

  it('only the timeline of the source remembers it: it is a duplicate', async () => {
    const flow = openFlow(company)
    const all = slowly(VISITOR)
    await at(flow, ...all)
    await at(flow, merging(VISITOR, BOB, day(60)))
    await at(flow, again(all[0], day(61)))
    expect([await ordersOf(flow, BOB), await flow.stores.quarantine.count()]).toEqual([all.length, 0])
  })

  it('nobody can tell: it is a doubt of the target', async () => {
    const flow = openFlow(company)
    await at(flow, ...slowly(VISITOR), merging(VISITOR, BOB, day(60)))
    await at(flow, ordered(VISITOR, day(1), 'new'), { ...ordered(VISITOR, day(1), 'e'), now: day(61) })
    const doubts = await flow.stores.quarantine.list(null, 9)
    expect(doubts.map(({ because, customerId }) => [because, customerId])).toEqual([
      ['uncertain', BOB],
      ['uncertain', BOB],
    ])
  })

  it('too late for the source to tell, it is too late', async () => {
    const flow = openFlow(company)
    await at(flow, ...slowly(VISITOR), merging(VISITOR, BOB, day(60)))
    await at(flow, { ...ordered(VISITOR, day(0), 'e'), now: epochMs(day(0) + 401 * DAY_MS) })
    expect((await flow.stores.quarantine.list(null, 9)).map(({ because }) => because)).toEqual(['too-late'])
  })
})

describe('the timeline of a merged customer', () => {
  it.each([
    { rows: TIMELINE_PAGE - 1, perInstant: 1 },
    { rows: TIMELINE_PAGE, perInstant: 1 },
    { rows: TIMELINE_PAGE + 1, perInstant: 3 },
    { rows: 2 * TIMELINE_PAGE + 10, perInstant: 2 * TIMELINE_PAGE },
  ])('is copied whole: $rows rows, $perInstant an instant', async ({ rows, perInstant }) => {
    const company = rules()
    const flow = openFlow(company)
    await at(flow, ordered(VISITOR, day(0)))
    const events = Array.from({ length: rows }, (_, index) =>
      event(ORDER, day(1, Math.floor(index / perInstant)), { customerId: VISITOR, id: inputId(`row ${index}`) }),
    )
    await flow.stores.customers.putTimeline(events)
    await at(flow, merging(VISITOR, BOB, day(3)))
    expect((await flow.stores.inspection.eventsOf(BOB)).length).toBe(rows + 1)
  })

  it('shows outcomes that came before an exposure', async () => {
    const flow = openFlow(rules({ outside: [outside('spring')] }))
    await at(flow, ordered(VISITOR, day(2)), merging(VISITOR, BOB, day(3)))
    const seen = event('Experiment Viewed', day(1), { customerId: BOB, properties: { experiment_id: 'spring', variation_id: 'gift' } })
    await at(flow, told(seen, day(4)))
    expect((await storyIn(flow, BOB)).slice(-2)).toEqual(['1: assigned gift in spring', '2: orders of gift in spring: 1 500'])
  })
})
