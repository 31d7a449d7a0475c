/** Handlers over the embedded store: what AWS hands over goes in, and what it may take for done comes out. */
import { describe, expect, it } from 'vitest'
import { intakeHandler } from '../../functions/intake/handler.ts'
import { publicHandler } from '../../functions/public/handler.ts'
import { relayHandler } from '../../functions/relay/handler.ts'
import { reportHandler } from '../../functions/report/handler.ts'
import { sendHandler } from '../../functions/send/handler.ts'
import { sweepHandler } from '../../functions/sweep/handler.ts'
import { tickHandler } from '../../functions/tick/handler.ts'
import { handedOver } from '../../shared/adapters/sqs/queues.ts'
import { openSqliteDefinitions } from './rules.ts'
import { handle } from '../../shared/flow/handle.ts'
import { linkMaker } from '../../shared/flow/links.ts'
import { tasksOf, type TimedTask } from '../../shared/flow/tasks.ts'
import { tick } from '../../shared/flow/tick.ts'
import { bytesOfSeed, keysOf, secretOf } from '../../shared/kernel/keyed.ts'
import type { JsonObject } from '../../shared/kernel/json.ts'
import { TASK_KEPT_MS } from '../../shared/kernel/limits.ts'
import { isoOf, later } from '../../shared/kernel/time.ts'
import { customerId, type EpochMs, epochMs, type MessageId } from '../../shared/kernel/words.ts'
import type { Change } from '../../shared/ports/change-stream.ts'
import { Transient } from '../../shared/ports/customer-store.ts'
import type { Granted } from '../../shared/ports/pace.ts'
import type { Visits } from '../../shared/ports/visits.ts'
import { day, rules, tested } from '../domain/customer/world.ts'
import { openFlow, orderOf } from '../flow/world.ts'
import { contextWith, failuresIn, sqsEvent, timeFor, watched } from './world.ts'

const NOW = day(10)
const clock = { now: () => NOW }
const fresh = async (): Promise<void> => {}
const company = rules({ campaigns: [tested()] })

const order = (user: string, id: string, more: JsonObject = {}): JsonObject => ({
  ...{ type: 'track', event: 'Order Completed', messageId: id, userId: user, timestamp: isoOf(later(NOW, -1_000)) },
  properties: { revenue: 10, currency: 'EUR' },
  ...more,
})
const bus = (detail: object): JsonObject => ({ source: 'shop', 'detail-type': 'x', time: isoOf(NOW), detail: detail as JsonObject })

describe('intake', () => {
  const opened = (wrap?: Parameters<typeof openFlow>[1]) => {
    const flow = openFlow(company, wrap)
    const observer = watched()
    return { flow, observer, handler: intakeHandler(observer, flow.engine, fresh, clock) }
  }

  it('folds events of one customer into one commit, from whichever messages they come', async () => {
    const commits: number[] = []
    const { flow, observer, handler } = opened({
      wrap: (store) => ({
        ...store,
        commit: async (some) => {
          commits.push(some.length)
          return store.commit(some)
        },
      }),
    })
    const events = [bus(order('ann', 'a1')), bus({ events: [order('bob', 'b1'), order('ann', 'a2')] }), bus(order('ann', 'a3'))]
    expect(failuresIn(await handler(sqsEvent(events, NOW), contextWith()))).toEqual([])
    expect(commits).toEqual([2])
    const states = await flow.engine.store.load([customerId('ann'), customerId('bob')])
    expect([...states.values()].map(({ version }) => version)).toEqual([1, 1])
    expect(observer.counts).toEqual({ taken: 4 })
  })

  it('takes nothing twice, whatever comes again', async () => {
    const { flow, handler } = opened()
    const events = [bus(order('ann', 'a1')), bus(order('ann', 'a2'))]
    await handler(sqsEvent(events, NOW), contextWith())
    const before = (await flow.engine.stream.facts('local', 0n, 1_000)).items.length
    await handler(sqsEvent([...events, ...events], NOW), contextWith())
    expect((await flow.engine.stream.facts('local', 0n, 1_000)).items).toHaveLength(before)
  })

  it('quarantines what is no event, and that is done', async () => {
    const { flow, observer, handler } = opened()
    expect(failuresIn(await handler(sqsEvent(['{', bus({ type: 'track' }), bus(order('ann', 'a1'))], NOW), contextWith()))).toEqual([])
    expect(await flow.stores.quarantine.count()).toBe(2)
    expect(observer.counts).toEqual({ taken: 1, quarantined: 2 })
  })

  it('hands back a poison message alone', async () => {
    const { flow, observer, handler } = opened({
      wrap: (store) => ({
        ...store,
        commit: async (some) => {
          if (some.some(({ state }) => state.id === 'poison')) throw new Error('a defect about one customer')
          return store.commit(some)
        },
      }),
    })
    const events = ['ann', 'poison', 'bob'].map((who) => bus(order(who, who)))
    expect(failuresIn(await handler(sqsEvent(events, NOW), contextWith()))).toEqual(['q-1'])
    expect((await flow.engine.store.load([customerId('ann'), customerId('bob')])).size).toBe(2)
    expect(observer.counts).toEqual({ taken: 2, handedBack: 1 })
    expect(observer.lines).toMatchObject([{ level: 'error', what: 'not done', message: 'q-1' }])
  })

  it('hands back everything while the store is away, and asks it once', async () => {
    let asked = 0
    const { observer, handler } = opened({
      wrap: (store) => ({
        ...store,
        load: async () => {
          asked += 1
          throw new Transient('throttled')
        },
      }),
    })
    const events = ['ann', 'bob'].map((who) => bus(order(who, who)))
    expect(failuresIn(await handler(sqsEvent(events, NOW), contextWith()))).toEqual(['q-0', 'q-1'])
    expect(asked).toBe(1)
    expect(observer.lines).toMatchObject([{ level: 'warn', what: 'handed back' }])
  })

  it('stops before its time is over, and gives the rest back', async () => {
    const { handler } = opened()
    const many = (n: number) => bus({ events: Array.from({ length: 400 }, (_, index) => order(`c${n}`, `${n}-${index}`)) })
    const answer = failuresIn(await handler(sqsEvent([many(0), many(1), many(2)], NOW), timeFor(2)))
    expect(answer).toEqual(['q-2'])
  })

  it('waits for rules: before anything was published all of it goes back', async () => {
    const flow = openFlow(company)
    const { refresh } = openSqliteDefinitions(flow.stores)
    const handler = intakeHandler(watched(), flow.engine, refresh, clock)
    expect(failuresIn(await handler(sqsEvent([bus(order('ann', 'a1'))], NOW), contextWith()))).toEqual(['q-0'])
  })
})

/** Everybody silent, and mails owed to those who are not held out. */
const silent = async (count: number) => {
  const flow = openFlow(company)
  await handle(
    flow.engine.store,
    company,
    Array.from({ length: count }, (_, n) => orderOf(customerId(`c${n}`), day(0))),
  )
  await tick(flow.engine, day(121))
  const owed = (await flow.engine.stream.owed('local', 0n, 1_000)).items
  return { flow, owed }
}

describe('send', () => {
  const sending = async (paces: readonly Granted[], { context = contextWith(), now = () => day(121) as EpochMs } = {}) => {
    const { flow, owed } = await silent(12)
    const left: [number, EpochMs | undefined][] = []
    const pauses: number[] = []
    const pending = [...paces]
    const pace = { ...flow.engine.pace, take: async (wanted: number, at: EpochMs) => pending.shift() ?? { granted: wanted, againAt: at } }
    const observer = watched('send')
    const handler = sendHandler(observer, {
      engine: { ...flow.engine, pace },
      queueOf: (ids) => handedOver(ids, { put: async (some, at) => void left.push([some.length, at]) }),
      ...{ freshen: fresh, clock: { now }, pause: async (ms: number) => void pauses.push(ms) },
    })
    const answer = await handler(sqsEvent(owed, day(121)), context)
    return { flow, owed, left, pauses, observer, answer }
  }

  it('sends what it is handed, once', async () => {
    const { flow, owed, left, answer, observer } = await sending([])
    expect(failuresIn(answer)).toEqual([])
    expect(left).toEqual([])
    expect(observer.counts.mailsTaken).toBe(owed.length)
    expect(new Set(flow.post.mails.map(({ id }) => id)).size).toBe(flow.post.mails.length)
    expect(flow.post.mails.length).toBeGreaterThan(0)
  })

  it('waits a moment where the pace says so, within the invocation', async () => {
    const soon = later(day(121), 70)
    const { owed, left, pauses, observer } = await sending([
      { granted: 2, againAt: soon },
      { granted: 3, againAt: soon },
    ])
    expect(pauses).toEqual([70, 70])
    expect(left).toEqual([])
    expect(observer.counts.mailsTaken).toBe(owed.length)
  })

  it('puts back what has to wait longer, for its time', async () => {
    const nextHour = later(day(121), 3_600_000)
    const { owed, left, pauses, observer, answer } = await sending([{ granted: 2, againAt: nextHour }])
    expect(pauses).toEqual([])
    expect(left).toEqual([[owed.length - 2, nextHour]])
    expect(observer.counts).toMatchObject({ mailsTaken: 2, mailsWaiting: owed.length - 2 })
    expect(failuresIn(answer)).toEqual([])
  })

  it('claims nothing where there is no time left to hand it over', async () => {
    const { flow, owed, left } = await sending([], { context: contextWith(() => 30_000) })
    expect(flow.post.mails).toEqual([])
    expect(left).toEqual([[owed.length, undefined]])
  })

  it('says that the mail service took nothing, and why', async () => {
    const { flow, owed } = await silent(3)
    flow.post.answer = { type: 'throttled', detail: 'SES takes no more mails a second', retryAfterMs: 60_000 }
    const observer = watched('send')
    const left: number[] = []
    const handler = sendHandler(observer, {
      engine: flow.engine,
      queueOf: (ids) => handedOver(ids, { put: async (some) => void left.push(some.length) }),
      ...{ freshen: fresh, clock: { now: () => day(121) as EpochMs }, pause: async () => {} },
    })
    await handler(sqsEvent(owed, day(121)), contextWith())
    expect(observer.counts.mailHeld).toBe(1)
    expect(observer.lines).toMatchObject([{ level: 'warn', because: 'SES takes no more mails a second' }])
  })
})

describe('relay', () => {
  it('puts what became owed, and tells what happened', async () => {
    const put: MessageId[] = []
    const told: string[] = []
    const moved: string[][] = []
    const observer = watched('relay')
    const changes: Change[] = [
      { position: 1n, customerId: customerId('ann'), facts: [], owed: 'm-1' as MessageId },
      {
        ...{ position: 2n, customerId: customerId('ann'), owed: null },
        facts: [{ fact: { at: NOW, type: 'merged', into: customerId('bob'), from: null }, place: 'F#1', writtenAt: NOW }],
      },
    ]
    const handler = relayHandler(observer, ({ eventID }) => changes[Number(eventID)] ?? null, {
      queue: { put: async (ids) => void put.push(...ids) },
      publisher: { publish: async (some) => void told.push(...some.map(({ type }) => type)) },
      hands: {
        tasks: { open: async () => {}, close: async () => {}, move: async (from, to) => void moved.push([from, to]) },
        putCalls: async () => {},
      },
    })
    const records = ['0', '1', '2'].map((eventID) => ({ eventID }))
    expect(failuresIn(await handler({ Records: records } as never, contextWith()))).toEqual([])
    expect(put).toEqual(['m-1'])
    expect(observer.counts).toMatchObject({ relayed: 1 })
    expect(told.length).toBe(observer.counts.published ?? 0)
    expect(moved).toEqual([['ann', 'bob']])
  })
})

describe('tick', () => {
  const opened = async (now: () => EpochMs = () => day(121) as EpochMs) => {
    const flow = openFlow(company)
    await handle(
      flow.engine.store,
      company,
      Array.from({ length: 5 }, (_, n) => orderOf(customerId(`c${n}`), day(0))),
    )
    const put: TimedTask[] = []
    const beats: EpochMs[] = []
    const observer = watched('tick')
    const handler = tickHandler(observer, {
      world: {
        ...{ engine: flow.engine, visits: flow.stores.visits, hearsOfDelivery: true },
        mailsWaiting: async () => 0,
        beat: async (at) => void beats.push(at),
      },
      shards: { due: 2, pending: 1 },
      put: async (tasks) => void put.push(...tasks),
      ...{ freshen: fresh, clock: { now } },
    })
    return { flow, put, beats, observer, handler }
  }

  it('puts a task for each shard, and each kind of work, every minute', async () => {
    const { put, handler } = await opened()
    await handler({ 'detail-type': 'Scheduled Event' }, contextWith())
    expect(put).toEqual(tasksOf({ due: 2, pending: 1 }, day(121)))
    expect(put.map(({ task }) => task)).toEqual(['wake', 'wake', 'chase', 'visits', 'breakers', 'heartbeat'])
  })

  it('does each task', async () => {
    const { flow, beats, observer, handler } = await opened()
    const tasks = tasksOf({ due: 1, pending: 1 }, day(121))
    expect(failuresIn(await handler(sqsEvent(tasks, day(121)), contextWith()))).toEqual([])
    expect(observer.counts).toMatchObject({ woken: 5 })
    expect(observer.counts.wakeLag).toBeGreaterThan(0)
    expect(beats).toEqual([day(121)])
    expect((await flow.engine.stream.owed('local', 0n, 100)).items.length).toBeGreaterThan(0)
  })

  it('drops a task that waited so long that another was put since', async () => {
    const { observer, handler } = await opened()
    const [task] = tasksOf({ due: 1, pending: 0 }, later(day(121), -TASK_KEPT_MS - 1))
    await handler(sqsEvent([task as TimedTask], day(121)), contextWith())
    expect(observer.counts.woken).toBeUndefined()
  })

  it('passes over what is no task', async () => {
    const { observer, handler } = await opened()
    expect(failuresIn(await handler(sqsEvent(['{', { task: 'dance', at: day(121) }], day(121)), contextWith()))).toEqual([])
    expect(observer.lines).toMatchObject([{ what: 'is no task' }, { what: 'is no task' }])
  })
})

describe('report', () => {
  it('takes what SES says, each by itself, and counts what came back', async () => {
    const { flow, owed } = await silent(3)
    const observer = watched('report')
    const handler = reportHandler(observer, flow.engine, fresh, clock)
    const [id = ''] = owed
    const said = (eventType: string, more: object) => ({
      source: 'aws.ses',
      detail: {
        eventType,
        mail: { timestamp: isoOf(day(121)), messageId: 'ses-1', destination: ['c0@shop.example'], tags: { 'rekindle-message': [id] } },
        ...more,
      },
    })
    const bounce = {
      bounceType: 'Permanent',
      bounceSubType: 'General',
      bouncedRecipients: [{ emailAddress: 'c0@shop.example' }],
      timestamp: isoOf(day(121)),
    }
    const reports = [said('Bounce', { bounce }), '{', { source: 'aws.ses', detail: { eventType: 'Send' } }]
    expect(failuresIn(await handler(sqsEvent(reports, day(121)), contextWith()))).toEqual([])
    expect(observer.counts).toEqual({ reports: 3, bounced: 1, quarantined: 2 })
    expect(await flow.stores.quarantine.count()).toBe(2)
  })
})

describe('public', () => {
  const keys = keysOf(secretOf(bytesOfSeed('test')))
  const opened = async (broken: Partial<Visits> = {}) => {
    const { flow, owed } = await silent(6)
    const [message] = await flow.engine.store.messages(owed.slice(0, 1))
    if (message === undefined) throw new Error('nobody is owed a mail')
    const links = linkMaker(keys, () => '').linksOf(message, 'news')
    const observer = watched('public')
    const visits = { ...flow.stores.visits, ...broken }
    const world = { engine: flow.engine, visits, hearsOfDelivery: true }
    const handler = publicHandler(observer, { world, keys, freshen: fresh, clock: { now: () => day(122) as EpochMs } })
    const ask = (method: string, path: string, body = '', headers = {}) =>
      handler({ rawPath: path, headers, body, requestContext: { http: { method }, requestId: 'r' } } as never, contextWith())
    return { flow, message, links, ask, observer }
  }

  it('takes somebody off the list by one POST of their mail program, and a GET changes nothing', async () => {
    const { flow, message, links, ask } = await opened()
    const consent = async () => (await flow.engine.store.load([message.customerId])).get(message.customerId)?.consent.news?.status
    expect((await ask('GET', links.unsubscribe)).statusCode).toBe(200)
    expect(await consent()).not.toBe('withdrawn')
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    expect((await ask('POST', links.unsubscribe, 'List-Unsubscribe=One-Click', form)).statusCode).toBe(200)
    expect(await consent()).toBe('withdrawn')
  })

  it.each([
    { title: 'a link of nobody', method: 'GET', path: '/u/nothing', status: 404 },
    { title: 'a page that is not there', method: 'GET', path: '/x', status: 404 },
    { title: 'a method that is not known', method: 'PUT', path: '/u/nothing', status: 405 },
  ])('refuses $title with $status', async ({ method, path, status }) => {
    const { ask } = await opened()
    expect((await ask(method, path)).statusCode).toBe(status)
  })

  it('leads on, whether or not the visit could be noted', async () => {
    const { message, ask, observer } = await opened({ note: async () => Promise.reject(new Transient('throttled')) })
    const click = linkMaker(keys, () => '').track(message, 'https://shop.example/sale?a=1')
    const answer = await ask('GET', click)
    expect([answer.statusCode, answer.headers?.location]).toEqual([302, 'https://shop.example/sale?a=1'])
    expect(observer.lines).toMatchObject([{ what: 'a visit was not noted' }])
  })
})

describe('sweep', () => {
  it('puts what is left for the next, and goes on with a recount', async () => {
    const flow = openFlow(company)
    const put: [object, number][] = []
    const observer = watched('sweep')
    const handler = sweepHandler(observer, {
      world: {
        engine: flow.engine,
        roster: { page: async (_, __, after) => ({ customers: [], next: after === 'b' ? null : 'b' }) },
        sweeps: { begin: async () => true, note: async () => {}, find: async () => null },
        recount: { progress: async () => ({ count: 1, begunAt: NOW, since: NOW, readFrom: later(NOW, 30_000), parts: [] }) } as never,
      },
      put: async (pieces, delayMs) => void put.push(...pieces.map((piece) => [piece, delayMs] as [object, number])),
      ...{ freshen: fresh, clock, pause: async () => {} },
    })
    const piece = { sweep: 's', part: 0, parts: 1, after: null, swept: 0 }
    // There is time to begin with each, and for one page.
    const remaining = [60_000, 60_000, 0, 60_000, 60_000]
    await handler(
      sqsEvent([piece, { recount: true }, { dance: true }], epochMs(NOW)),
      contextWith(() => remaining.shift() ?? 0),
    )
    expect(put).toEqual([
      [{ ...piece, after: 'b' }, 0],
      [{ recount: true }, 30_000],
    ])
    expect(observer.lines).toMatchObject([{ what: 'is no piece of a sweep' }])
  })
})
