import { describe, expect, it } from 'vitest'
import { handle } from '../../shared/flow/handle.ts'
import { ratesNow, watch } from '../../shared/flow/breakers.ts'
import { relay } from '../../shared/flow/relay.ts'
import { send } from '../../shared/flow/send.ts'
import { switchboardOf, turn } from '../../shared/flow/switches.ts'
import { tick } from '../../shared/flow/tick.ts'
import { openSqlite } from '../../shared/adapters/sqlite/open.ts'
import { returnCounter, sendingScope } from '../../shared/domain/kpi/tally.ts'
import { HOUR_MS, SECOND_MS, dayOf } from '../../shared/kernel/time.ts'
import { type CampaignId, campaignId, type EpochMs } from '../../shared/kernel/words.ts'
import { ANN, day, rules, winBack } from '../domain/customer/world.ts'
import { openFlow, orderOf } from './world.ts'

const [SPRING, AUTUMN, WINTER] = [campaignId('spring'), campaignId('autumn'), campaignId('win-ter/odd')]

type Counts = { readonly sent?: number; readonly bounced?: number; readonly complained?: number }

/** Counters as facts make them, and the switches over them. */
const opened = () => {
  const { tallies, switches: store, changes: stream, close } = openSqlite(':memory:')
  const switches = switchboardOf(store)
  let position = 0n
  const count = async (campaign: CampaignId, at: EpochMs, counts: Counts): Promise<void> => {
    const scope = sendingScope(dayOf(at))
    const increments = Object.entries(counts).map(([what, by]) => ({
      scope,
      counter: returnCounter(campaign, what as keyof Counts),
      by: BigInt(by),
    }))
    position += 1n
    expect(await tallies.apply('test', position - 1n, position, increments)).toBe('applied')
  }
  const parts = { tallies, switches, stream }
  return {
    ...parts,
    count,
    close,
    watch: (now: EpochMs) => watch(parts, now),
    turn: (campaign: CampaignId | null, on: boolean, now: EpochMs) => turn(parts, { campaign, on, why: 'looked into' }, now),
    stopped: async () => (await store.latest()).filter(({ on }) => !on).map(({ campaign }) => campaign ?? 'all'),
    ratesAt: async (now: EpochMs) => ratesNow(tallies, await store.latest(), now),
  }
}

describe('too much comes back', () => {
  it.each([
    { what: 'a campaign below its limits', counts: [[SPRING, { sent: 1_000, complained: 2 }]], stopped: [] },
    {
      what: 'the campaign alone, where the others do well',
      counts: [
        [SPRING, { sent: 100, complained: 3 }],
        [AUTUMN, { sent: 9_000 }],
      ],
      stopped: [SPRING],
    },
    { what: 'and a name with a slash', counts: [[WINTER, { sent: 100, bounced: 10 }]], stopped: [WINTER] },
    {
      what: 'all sending, where no campaign has enough to be told apart',
      counts: [
        [SPRING, { sent: 100, complained: 2 }],
        [AUTUMN, { sent: 100, complained: 2 }],
      ],
      stopped: ['all'],
    },
    {
      what: 'the campaign, and all sending, where the rest is as bad without it',
      counts: [
        [SPRING, { sent: 100, complained: 3 }],
        [AUTUMN, { sent: 100, complained: 2 }],
        [WINTER, { sent: 100, complained: 2 }],
      ],
      stopped: ['all', SPRING],
    },
  ] as const)('stops $what', async ({ counts, stopped }) => {
    const flow = opened()
    for (const [campaign, each] of counts) await flow.count(campaign, day(10), each)
    await flow.watch(day(10))
    expect((await flow.stopped()).sort()).toEqual([...stopped].sort())
    expect(await flow.watch(day(10))).toEqual([])
    flow.close()
  })

  it('says what it stopped and by which numbers', async () => {
    const flow = opened()
    await flow.count(SPRING, day(9), { sent: 60, complained: 1 })
    await flow.count(SPRING, day(10), { sent: 40, complained: 2 })
    expect(await flow.watch(day(10))).toEqual([{ campaign: SPRING, because: { rate: 'complaints', count: 3, of: 100 } }])
    expect(await flow.switches.store.changes(9)).toEqual([
      {
        ...{ campaign: SPRING, on: false, by: 'breaker', at: day(10), baseline: null },
        because: { type: 'breaker', rate: 'complaints', count: 3, of: 100 },
      },
    ])
    flow.close()
  })

  it.each([
    { today: 16, sent: 100, say: 'stop' },
    { today: 17, sent: 0, say: 'ok' },
  ])('looks at seven days: on day $today what happened on day 10 makes it $say', async ({ today, sent, say }) => {
    const flow = opened()
    await flow.count(SPRING, day(10, 23 * HOUR_MS), { sent: 100, bounced: 10 })
    expect((await flow.ratesAt(day(today))).campaigns[0]?.returns.sent ?? 0).toBe(sent)
    expect((await flow.watch(day(today))).length > 0).toBe(say === 'stop')
    flow.close()
  })
})

describe('a person lets it go on', () => {
  it('what had come back by then counts no more, on that day and before', async () => {
    const flow = opened()
    await flow.count(SPRING, day(9), { sent: 100, complained: 5 })
    await flow.count(SPRING, day(10), { sent: 100, complained: 5 })
    await flow.watch(day(10))
    expect(await flow.turn(SPRING, true, day(10, HOUR_MS))).toBe(true)
    expect(await flow.watch(day(10, HOUR_MS))).toEqual([])
    await flow.count(SPRING, day(10), { sent: 100, complained: 2 })
    expect(await flow.watch(day(10, 2 * HOUR_MS))).toEqual([])
    await flow.count(SPRING, day(11), { complained: 1 })
    expect(await flow.watch(day(11))).toEqual([{ campaign: SPRING, because: { rate: 'complaints', count: 3, of: 100 } }])
    flow.close()
  })

  it('of all sending: each campaign begins anew for it, and not for its own breaker', async () => {
    const flow = opened()
    for (const campaign of [SPRING, AUTUMN]) await flow.count(campaign, day(10), { sent: 1_000, complained: 2, bounced: 60 })
    await flow.count(WINTER, day(10), { sent: 100, complained: 2 })
    expect((await flow.ratesAt(day(10))).all).toMatchObject({ returns: { sent: 2_100, complained: 6 }, verdict: { say: 'warn' } })
    await flow.count(WINTER, day(10), { bounced: 9, sent: 0 })
    await flow.turn(null, false, day(10))
    await flow.turn(null, true, day(10))
    const { all, campaigns } = await flow.ratesAt(day(10))
    expect(all.returns).toEqual({ sent: 0, bounced: 0, complained: 0 })
    expect(campaigns.find(({ campaign }) => campaign === SPRING)).toMatchObject({
      returns: { sent: 1_000, bounced: 60 },
      verdict: { say: 'warn' },
    })
    flow.close()
  })

  it('twice is as good as once, and each change is kept', async () => {
    const flow = opened()
    expect([await flow.turn(null, true, day(1)), await flow.turn(null, false, day(2)), await flow.turn(null, false, day(3))]).toEqual([
      false,
      true,
      false,
    ])
    expect((await flow.switches.store.changes(9)).map(({ on, by, because }) => [on, by, because])).toEqual([
      [false, 'person', { type: 'person', why: 'looked into' }],
    ])
    flow.close()
  })
})

describe('what is stopped', () => {
  const company = rules({ campaigns: [winBack()] })
  const owing = async () => {
    const flow = openFlow(company)
    await handle(flow.engine.store, company, [orderOf(ANN, day(0))])
    await tick(flow.engine, day(120))
    return flow
  }
  const because = { type: 'person', why: 'wrong list' } as const

  it.each([
    { campaign: null, of: 'all' },
    { campaign: campaignId('win-back'), of: 'campaign' },
  ] as const)('is refused with since when and why: $of', async ({ campaign, of }) => {
    const flow = await owing()
    await turn(flow.engine, { campaign, on: false, why: because.why }, day(120))
    await relay(flow.engine, 'local', 0n)
    await send(flow.engine, day(120))
    expect(flow.post.mails).toEqual([])
    const [message] = await flow.stores.inspection.messagesOf(ANN)
    expect(message?.status).toEqual({ name: 'refused', at: day(120), because: { type: 'stopped', of, at: day(120), because } })
  })

  it('another campaign goes on', async () => {
    const flow = await owing()
    await turn(flow.engine, { campaign: campaignId('other'), on: false, why: because.why }, day(120))
    await relay(flow.engine, 'local', 0n)
    await send(flow.engine, day(120))
    expect(flow.post.mails).toHaveLength(1)
  })

  it.each([
    { after: 60 * SECOND_MS - 1, hears: false },
    { after: 60 * SECOND_MS, hears: true },
  ])('another process hears of it within a minute: after $after ms $hears', async ({ after, hears }) => {
    const { switches: store, close } = openSqlite(':memory:')
    const [ours, theirs] = [switchboardOf(store), switchboardOf(store)]
    await ours.refresh(day(1))
    await theirs.move({ campaign: null, on: false, by: 'person', at: day(1), because, baseline: null })
    await ours.refresh(day(1, after))
    expect(ours.applied(company).switches.sending !== null).toBe(hears)
    expect(theirs.applied(company).switches.sending).toEqual({ at: day(1), because })
    close()
  })
})
