import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { memoryQueue } from '../../shared/adapters/memory/queue.ts'
import { openSqlite, storeFile } from '../../shared/adapters/sqlite/open.ts'
import { roundsOf } from '../../local/live/rounds.ts'
import { handle } from '../../shared/flow/handle.ts'
import { paceOf } from '../../shared/flow/pace.ts'
import { relay } from '../../shared/flow/relay.ts'
import { type Sent, send } from '../../shared/flow/send.ts'
import { tick } from '../../shared/flow/tick.ts'
import { DAY_MS, later, MINUTE_MS } from '../../shared/kernel/time.ts'
import { customerId, type EpochMs } from '../../shared/kernel/words.ts'
import type { Mail, MailAnswer } from '../../shared/ports/mailer.ts'
import type { Allowance } from '../../shared/ports/pace.ts'
import { type Folder, openFolder } from '../contract/folder.ts'
import { day, rules, tested, winBack } from '../domain/customer/world.ts'
import { openFlow, orderOf } from './world.ts'

const allowed = (perSecond: number, per24Hours: number | null = null): Allowance => ({ perSecond, per24Hours, sentLast24Hours: null })
const company = rules({ campaigns: [winBack()] })
const START = day(120)
const at = (ms: number): EpochMs => later(START, ms)

/** So many customers with a mail owed to each since day 120, and a service that takes so many a second. */
const owing = async (customers: number, allowance = allowed(14), initial = company) => {
  const flow = openFlow(initial)
  const ids = Array.from({ length: customers }, (_, index) => customerId(`c${String(index).padStart(3, '0')}`))
  await handle(
    flow.engine.store,
    initial,
    ids.map((id) => orderOf(id, day(0))),
  )
  await tick(flow.engine, START)
  const queue = memoryQueue()
  const engine = { ...flow.engine, queue, pace: paceOf(flow.stores.pace, async () => allowance) }
  await relay(engine, 'local', 0n)
  const statuses = async () => {
    const counts: Record<string, number> = {}
    for (const id of ids) for (const name of await flow.statuses(id)) counts[name] = (counts[name] ?? 0) + 1
    return counts
  }
  return { ...flow, engine, statuses }
}

describe('a sender with a pace', () => {
  it('claims and sends as many as the pace grants, and leaves the others in the queue', async () => {
    const flow = await owing(40)
    expect(await send(flow.engine, START)).toEqual({ taken: 14, againAt: at(215), hold: null } satisfies Sent)
    expect(await flow.statuses()).toEqual({ sent: 14, owed: 26 })
    expect(await send(flow.engine, at(10))).toMatchObject({ taken: 0 })
    expect(await send(flow.engine, at(1_000))).toMatchObject({ taken: 14 })
    expect(await send(flow.engine, at(5_000))).toEqual({ taken: 12, againAt: null, hold: null })
    expect(await flow.statuses()).toEqual({ sent: 40 })
    expect(new Set(flow.post.mails.map(({ id }) => id)).size).toBe(40)
  })

  it('sends the oldest first', async () => {
    const flow = await owing(20)
    const rows = (await flow.stores.customers.pending(day(999), 100)).map(({ id }) => id)
    await flow.engine.queue.take(100)
    await flow.engine.queue.put(rows.toReversed())
    await send(flow.engine, START)
    expect(flow.post.mails).toHaveLength(14)
    expect((await flow.engine.queue.take(100)).length).toBe(6)
  })

  it('what was granted and not sent is given back: held out, or withdrawn', async () => {
    const flow = await owing(30, allowed(14, 20), rules({ campaigns: [tested({ holdout: 100 })] }))
    for (const ms of [0, 1_000, 2_000]) await send(flow.engine, at(ms))
    expect(await flow.statuses()).toEqual({ withheld: 30 })
    expect(await flow.engine.pace.take(100, at(60_000))).toMatchObject({ granted: 14 })
    expect(await flow.engine.pace.take(100, at(120_000))).toMatchObject({ granted: 6 })
  })

  it('what has gone stale is dropped without a place in the pace', async () => {
    const flow = await owing(40, allowed(0.2))
    await send(flow.engine, START)
    const stale = (await flow.stores.customers.pending(day(999), 1))[0]?.staleAt as EpochMs
    expect(await send(flow.engine, later(stale, -1))).toMatchObject({ taken: 1 })
    expect(await send(flow.engine, stale)).toEqual({ taken: 38, againAt: null, hold: null })
    expect(await flow.statuses()).toEqual({ sent: 2, stale: 38 })
  })

  it('hands over several at once where the service takes them, and no more', async () => {
    const flow = await owing(14)
    let [open, most] = [0, 0]
    const mailer = {
      ...flow.post,
      atOnce: 4,
      send: async (mail: Mail): Promise<MailAnswer> => {
        open += 1
        most = Math.max(most, open)
        await new Promise((resolve) => setTimeout(resolve, 5))
        open -= 1
        return flow.post.send(mail, START)
      },
    }
    await send({ ...flow.engine, mailer }, START)
    expect([most, flow.post.mails.length]).toEqual([4, 14])
    expect(await flow.statuses()).toEqual({ sent: 14 })
  })
})

describe('a service that takes no mail', () => {
  const THROTTLED: MailAnswer = { type: 'throttled', detail: 'SES takes no more mails a second', retryAfterMs: 2_000 }

  it.each([
    { answer: THROTTLED, untilMs: 2_000 },
    { answer: { type: 'not-sent', detail: 'SES could not be reached' } as MailAnswer, untilMs: MINUTE_MS },
  ])('$answer.type: nobody is counted as mailed, and nothing is offered before $untilMs ms', async ({ answer, untilMs }) => {
    const flow = await owing(20)
    flow.post.answer = answer
    const hold = { until: at(untilMs), because: 'detail' in answer ? answer.detail : '', mails: 14 }
    expect(await send(flow.engine, START)).toEqual({ taken: 14, againAt: at(untilMs), hold })
    // It was asked once: the rest of the claims came back without a call.
    expect(flow.post.mails).toHaveLength(1)
    expect(await flow.statuses()).toEqual({ owed: 20 })
    expect(await flow.engine.pace.lastHold()).toEqual(hold)

    flow.post.answer = { type: 'accepted' }
    await relay(flow.engine, 'local', 0n)
    expect(await send(flow.engine, at(untilMs - 1))).toEqual({ taken: 0, againAt: at(untilMs), hold: null })
    expect(flow.post.mails).toHaveLength(1)
    // It begins at the pace, and not with all that waited.
    expect((await send(flow.engine, at(untilMs + 72))).taken).toBe(1)
    for (let ms = untilMs + 1_000; ms < untilMs + 4_000; ms += 1_000) await send(flow.engine, at(ms))
    expect(await flow.statuses()).toEqual({ sent: 20 })
    expect(flow.post.mails).toHaveLength(1 + 20)
  })

  it('those it took before it said so are sent', async () => {
    const flow = await owing(10)
    let calls = 0
    const mailer = { ...flow.post, send: async (): Promise<MailAnswer> => (++calls <= 3 ? { type: 'accepted' } : THROTTLED) }
    expect(await send({ ...flow.engine, mailer }, START)).toMatchObject({ hold: { mails: 7 } })
    expect(await flow.statuses()).toEqual({ sent: 3, owed: 7 })
    expect(calls).toBe(4)
  })

  it('several senders in one trouble: what came back is counted together, and anew for the next', async () => {
    const { pace } = (await owing(0)).engine
    await pace.hold({ until: at(2_000), because: 'one', mails: 3 }, START)
    await pace.hold({ until: at(1_500), because: 'two', mails: 4 }, at(500))
    expect(await pace.lastHold()).toEqual({ until: at(2_000), because: 'two', mails: 7 })
    await pace.hold({ until: at(9_000), because: 'three', mails: 1 }, at(5_000))
    expect(await pace.lastHold()).toEqual({ until: at(9_000), because: 'three', mails: 1 })
  })

  it('a page that breaks something of ours keeps nobody else from their mail', async () => {
    const flow = await owing(5)
    let pages = 0
    const renderer = {
      render: async (...args: Parameters<typeof flow.engine.renderer.render>) => {
        pages += 1
        if (pages === 2) throw new Error('a defect')
        return flow.engine.renderer.render(...args)
      },
    }
    await expect(send({ ...flow.engine, renderer }, START)).rejects.toThrow('a defect')
    expect(await flow.statuses()).toEqual({ sent: 4, claimed: 1 })
  })
})

describe('a live process whose mail waits', () => {
  it('does not spin, comes again when told, and says why to people', async () => {
    const flow = await owing(300)
    const told: string[] = []
    let [takes, chases] = [0, 0]
    const { pace, store } = flow.engine
    const counted = {
      pace: {
        ...pace,
        take: (wanted: number, now: EpochMs) => {
          takes += 1
          return pace.take(wanted, now)
        },
      },
      store: {
        ...store,
        pending: (until: EpochMs, limit: number) => {
          chases += 1
          return store.pending(until, limit)
        },
      },
    }
    const rounds = roundsOf({ ...flow.engine, ...counted }, () => {})
    await rounds.start(START)
    chases = 0
    const turn = (ms: number) => rounds.round(at(ms), undefined, ({ message }) => void told.push(message))

    // What was to be counted of the beginning.
    for (let turns = 0; turns < 10 && (await turn(0)) === 'more'; turns += 1);
    // Ten turns a second, as the loop takes them when nothing is to do.
    for (let ms = 0; ms < 5_000; ms += 100) expect(await turn(ms)).toBe('done')
    expect(flow.post.mails.length).toBeGreaterThanOrEqual(14 * 5)
    expect(flow.post.mails.length).toBeLessThanOrEqual(14 * 6)
    expect(takes).toBeLessThanOrEqual(5 * 5)
    expect(chases).toBeLessThanOrEqual(1)

    flow.post.answer = { type: 'throttled', detail: 'the daily quota of SES is used up', retryAfterMs: 15 * MINUTE_MS }
    const before = flow.post.mails.length
    for (let ms = 5_000; ms < 65_000; ms += 1_000) await turn(ms)
    expect(flow.post.mails.length).toBe(before + 1)
    expect(told).toEqual([
      'The mail service takes no mail: the daily quota of SES is used up. What it was handed waits and is offered again.',
    ])

    flow.post.answer = { type: 'accepted' }
    for (let ms = 20 * MINUTE_MS; ms < 21 * MINUTE_MS; ms += 250) await turn(ms)
    expect(await flow.statuses()).toEqual({ sent: 300 })
    expect(new Set(flow.post.mails.map(({ id }) => id)).size).toBe(300)
  })
})

describe('the row behind the pace', () => {
  let folder: Folder
  beforeEach(() => {
    folder = openFolder()
  })
  afterEach(() => folder.remove())

  it('is one for all processes on a file, and outlives them', async () => {
    const open = () => openSqlite(storeFile(folder.path))
    const [one, two] = [open(), open()]
    const paces = [one, two].map(({ pace }) => paceOf(pace, async () => allowed(10, 25)))
    const granted: number[] = []
    for (let ms = 0; ms <= 3_000; ms += 100) granted.push((await paces[(ms / 100) % 2]?.take(3, at(ms)))?.granted ?? 0)
    expect(granted.reduce((sum, n) => sum + n, 0)).toBe(25)
    one.close()
    two.close()
    const later = open()
    const again = paceOf(later.pace, async () => allowed(10, 25))
    expect((await again.take(3, at(4_000))).granted).toBe(0)
    expect((await again.take(3, at(DAY_MS + 60 * MINUTE_MS))).granted).toBe(3)
    later.close()
  })
})
