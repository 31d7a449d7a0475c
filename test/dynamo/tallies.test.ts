/** Counters in DynamoDB: what a million assignments in one campaign do to it, what reading costs, and counting anew while others count. */
import { beforeAll, describe, expect, it } from 'vitest'
import { planOf } from '../../shared/adapters/dynamo/commit.ts'
import { additionsOf, laneOf } from '../../shared/adapters/dynamo/counting-row.ts'
import { heartbeatsOf, beatIn, countingOf } from '../../shared/adapters/dynamo/heartbeats.ts'
import { nameOf, partitionOf } from '../../shared/adapters/dynamo/items.ts'
import { recountOf } from '../../shared/adapters/dynamo/recount.ts'
import { counterAt, placeOf } from '../../shared/adapters/dynamo/tally-pages.ts'
import { tallyStoreOf } from '../../shared/adapters/dynamo/tally-store.ts'
import type { Fact } from '../../shared/domain/fact/fact.ts'
import { counterOf, experimentScope, foldTally, LIFECYCLE_SCOPE } from '../../shared/domain/kpi/tally.ts'
import { tallyChanges } from '../../shared/flow/changes.ts'
import { recountStep } from '../../shared/flow/recount.ts'
import { tallyStreamed } from '../../shared/flow/tally.ts'
import { HEARTBEAT_MS, STREAM_KEPT_MS, TALLY_LANES, TRANSACTION_ACTIONS_MAX, WRITTEN_WITHIN_MS } from '../../shared/kernel/limits.ts'
import { seededRandom } from '../../shared/kernel/random.ts'
import { DAY_MS, later } from '../../shared/kernel/time.ts'
import { campaignId, customerId, epochMs, type EpochMs, experimentId } from '../../shared/kernel/words.ts'
import type { Change } from '../../shared/ports/change-stream.ts'
import { Transient } from '../../shared/ports/customer-store.ts'
import type { Recount } from '../../shared/ports/recount.ts'
import { commitOf, messageOf, stranger } from '../contract/samples.ts'
import { isThere, type LocalDynamo, sharedLocal } from './local.ts'
import { type DynamoStores, openStores } from './stores.ts'

const EXPERIMENT = experimentId('hot')
const CAMPAIGN = campaignId('hot')
const NOON = epochMs(20_000 * DAY_MS + DAY_MS / 2)

/** What one customer's way into a campaign that compares two variants tells. */
const assignment = (n: number, at: EpochMs = NOON): readonly Fact[] => {
  const arm = n % 2 === 0 ? 'control' : 'gift'
  return [
    { type: 'assigned', experiment: EXPERIMENT, phase: 1, arm, bucket: 7, segments: {}, before: 0, at },
    {
      type: 'entered',
      campaign: CAMPAIGN,
      entry: 1,
      version: 1,
      variant: arm,
      held: false,
      heldBy: null,
      trigger: { type: 'event', event: 'x' },
      key: null,
      at,
    },
  ]
}

describe('where a counter lies', () => {
  it.each([
    ['experiment/x', counterOf('assigned', 'gift', '20000')],
    ['experiment/x', counterOf('sum', 'a/b', 'ünits', '20000', '20007')],
    ['experiment/x', counterOf('crossover', 'gift')],
    ['experiment/x#3 by traits.plan', counterOf('a/b – ü', 'assigned', 'gift', '20000')],
    ['experiment/x#3 by traits.plan', counterOf('–', 'sum', 'gift', 'order', '20000', '20007')],
    ['experiment/x by stage', counterOf('', 'products', 'gift', 'order', '20000', '20007')],
    ['experiment/x by stage', counterOf('😀'.repeat(40), 'conversions', 'ü'.repeat(128), 'order', '20000', '20007')],
    ['campaign/x', counterOf('at', '3', 'assigned', '7')],
    ['x', '1/assigned/3/4'],
    ['x', '1/2/3/4/5/6'],
    ['campaign/x', counterOf('message', 'a', '0', 'sent', '')],
    ['campaign/x', counterOf('message', 'a', '12', 'refused', 'frequency-cap')],
    ['campaign/x', counterOf('heard', '', '0', 'clicked person')],
    ['campaign/x', counterOf('entered', 'a', 'held')],
    ['campaign/x', counterOf('owed', '7')],
    ['sending/20000', counterOf('win-back', 'sent')],
    ['sending/20000', counterOf('20001', 'sent')],
    ['lifecycle', counterOf('transition', 'none>new', '20000')],
    ['lifecycle', 'customers'],
    ['x', ''],
    ['x', 'b/c%20'],
    ['experiment/x', counterOf('sum', 'ü'.repeat(128), 'metric', '20000', '20007')],
    ['x', 'a/b/c/d/e/f/g'],
    ['x', '1/2/3/4/5'],
    ['x', '/////'],
  ])('%s %s: its item and its name there make it again', (scope, counter) => {
    const place = placeOf(scope, counter)
    expect(counterAt(place)).toBe(counter)
    expect(Buffer.byteLength(place.page)).toBeLessThan(1_000)
  })
})

describe('a million assignments in one hot campaign', () => {
  const ASSIGNMENTS = 1_000_000
  /** A table that takes 40,000 writes a second, all that an account may by default: each assignment writes a state and a row of facts in one transaction. */
  const SHARDS = 40
  const A_SECOND = 10_000
  /** Lambda asks a shard four times a second, and hands over what there is. */
  const ROUNDS_A_SECOND = 4

  it('write no item of counters more than a thousand times a second, and no partition of the table more than it takes', () => {
    const shards = Array.from({ length: SHARDS }, (_, n) => `shardId-${String(n).padStart(20, '0')}-0a1b2c3d`)
    const lanes = shards.map(laneOf)
    const told = [assignment(0), assignment(1)]
    let [itemMost, partitionMost, facts, writes] = [0, 0, 0, 0]
    const touched = new Set<string>()
    for (let first = 0; first < ASSIGNMENTS; first += A_SECOND) {
      const items = new Map<string, number>()
      const partitions = new Map<string, number>()
      for (let round = 0; round < ROUNDS_A_SECOND; round += 1) {
        for (const [place, lane] of lanes.entries()) {
          // Customers are spread over shards evenly, by a hash.
          const batch: Fact[] = []
          const size = A_SECOND / ROUNDS_A_SECOND
          for (let n = first + round * size + place; n < first + (round + 1) * size; n += SHARDS) batch.push(...(told[n % 2] ?? []))
          const additions = additionsOf(lane, [[0, foldTally(batch)]])
          if (additions === null) throw new Error('a batch fits into a transaction')
          facts += batch.length
          for (const { Update } of additions) {
            const key = Update?.Key ?? {}
            writes += 1
            touched.add(nameOf(key))
            items.set(nameOf(key), (items.get(nameOf(key)) ?? 0) + 1)
            partitions.set(partitionOf(key), (partitions.get(partitionOf(key)) ?? 0) + 1)
          }
        }
      }
      itemMost = Math.max(itemMost, ...items.values())
      partitionMost = Math.max(partitionMost, ...partitions.values())
    }
    console.log(
      `${ASSIGNMENTS} assignments, ${facts} facts at ${A_SECOND}/s over ${SHARDS} shards: ${writes} writes, ` +
        `${itemMost} to one item in one second at most, ${partitionMost} to one partition; ${touched.size} items in all`,
    )
    expect(facts).toBe(2 * ASSIGNMENTS)
    expect(itemMost).toBeLessThan(100)
    // Each costs two units of a kilobyte in a transaction, of a thousand that a partition takes.
    expect(2 * partitionMost).toBeLessThan(1_000)
    // Two scopes, one day, one form each: an item in each lane.
    expect(touched.size).toBeLessThanOrEqual(2 * TALLY_LANES)
  })

  it('meet nobody else at a row: two customers who enter write nothing in common', () => {
    const rowsOf = (n: number): readonly string[] => {
      const commit = commitOf(stranger(`c${n}`), { facts: assignment(n), messages: [messageOf(`c${n}`, `m${n}`, 1)] })
      const plan = planOf(commit, { standsAt: null, erasures: [], suppressions: [], writtenAt: NOON })
      if (plan.type !== 'transaction') throw new Error('something was decided')
      return plan.actions.map(({ Put, Update }) => nameOf(Put?.Item ?? Update?.Key ?? {}))
    }
    expect(rowsOf(1)).toHaveLength(4)
    expect(rowsOf(1).filter((row) => rowsOf(2).includes(row))).toEqual([])
  })
})

describe.runIf(isThere())('counters in DynamoDB', () => {
  let local: LocalDynamo
  beforeAll(async () => {
    local = await sharedLocal()
  })

  it('are read in as many items as there are lanes and days, however many were counted', async () => {
    let [queries, items] = [0, 0]
    const onCharge = ({ operation }: { readonly operation: string }): void => {
      if (operation === 'Query') queries += 1
    }
    const stores = await openStores(local.endpoint, { onCharge })
    const query: DynamoStores['table']['query'] = async (...asked) => {
      const page = await stores.table.query(...asked)
      items += page.items.length
      return page
    }
    const tallies = tallyStoreOf({ ...stores.table, query }, { now: () => NOON })
    const COUNT = 600
    for (let shard = 0; shard < 6; shard += 1) {
      const facts = Array.from({ length: COUNT / 6 }, (_, n) => assignment(n)).flat()
      const streamed = facts.map((fact, n) => ({ position: BigInt(n + 1), fact, writtenAt: NOON }))
      expect(await tallyStreamed(tallies, `shard-${shard}`, streamed)).toBe(streamed.length)
    }
    queries = 0
    const read = await tallies.read(experimentScope(EXPERIMENT, 1))
    expect([...read]).toEqual([
      [counterOf('assigned', 'control', '20000'), BigInt(COUNT / 2)],
      [counterOf('assigned', 'gift', '20000'), BigInt(COUNT / 2)],
    ])
    expect(queries).toBe(TALLY_LANES)
    expect(items).toBeLessThanOrEqual(6)
    await stores.close()
  })

  it('are exact however batches are cut, come again, and come late', async () => {
    const stores = await openStores(local.endpoint)
    const random = seededRandom(7)
    const facts = Array.from({ length: 150 }, (_, n) => dayFact(n))
    const streamed = facts.map((fact, n) => ({ position: BigInt(10 * n + 10), fact, writtenAt: NOON }))
    for (let from = 0; from < streamed.length; ) {
      const to = from + 1 + Math.floor(random.next() * 40)
      // Some of what came already comes again, in front.
      const again = Math.max(0, from - Math.floor(random.next() * 20))
      await tallyStreamed(stores.tallies, 'one', streamed.slice(again, to))
      from = to
    }
    await tallyStreamed(stores.tallies, 'one', streamed)
    expect(await stores.tallies.read(LIFECYCLE_SCOPE)).toEqual(counted(facts))
    await stores.close()
  })

  it('that do not fit into one transaction go in several, each fact once', async () => {
    const stores = await openStores(local.endpoint)
    const facts = Array.from({ length: TRANSACTION_ACTIONS_MAX + 50 }, (_, n) => dayFact(n))
    const increments = foldTally(facts)
    expect(await stores.tallies.apply('one', 0n, 9n, increments)).toBe('too-many')
    expect([await stores.tallies.watermark('one'), (await stores.tallies.read(LIFECYCLE_SCOPE)).size]).toEqual([0n, 0])
    // All of them in one change, as one commit may write them.
    const change = changeOf(7n, facts)
    expect(await tallyChanges(stores.tallies, 'one', [change])).toBe(facts.length)
    expect(await tallyChanges(stores.tallies, 'one', [change])).toBe(0)
    expect(await stores.tallies.read(LIFECYCLE_SCOPE)).toEqual(counted(facts))
    await stores.close()
  })

  it('are exact far beyond the 38 digits of a number', async () => {
    const { tallies, close } = await openStores(local.endpoint)
    const amounts = [10n ** 60n + 7n, -(10n ** 27n), 10n ** 37n - 1n, -(10n ** 60n), 5n * 10n ** 26n, 3n]
    for (const [n, by] of amounts.entries()) await tallies.apply('s', BigInt(n), BigInt(n + 1), [{ scope: 'x', counter: 'squares', by }])
    expect((await tallies.read('x')).get('squares')).toBe(amounts.reduce((sum, one) => sum + one))
    await close()
  })

  describe('counted anew', () => {
    it('say every fact once, though some were lost, and others come in and are counted meanwhile', async () => {
      let now = NOON
      const stores = await openStores(local.endpoint, { now: () => now })
      const recount = recountOf(stores.table)
      const clock = { now: () => now }
      const counting = countingOf(stores.table, clock, async () => {})
      const written: Fact[] = []
      const seen = new Map<string, number>()
      let customers = 0
      const write = async (count: number, wide = 0): Promise<void> => {
        for (let n = 0; n < count; n += 1) {
          const facts = [...assignment(customers, now), ...Array.from({ length: wide }, (_, day) => dayFact(customers + day))]
          await stores.customers.commit([commitOf(stranger(`c${customers}`), { facts })])
          written.push(...facts)
          customers += 1
        }
      }
      /** Hands over what came since, some of it twice; `loses`: what nobody will ever see again. */
      const consume = async (loses = false): Promise<void> => {
        for (const shard of await stores.changes.shards()) {
          const all = await stores.pushed(shard)
          const from = seen.get(shard) ?? 0
          seen.set(shard, all.length)
          if (!loses) await tallyChanges(stores.tallies, shard, all.slice(Math.max(0, from - 2)))
        }
      }
      const expected = () => [...foldTally(written)].map(({ scope, counter, by }) => `${scope} ${counter} ${by}`).toSorted()
      const told = async () => {
        const scopes = [experimentScope(EXPERIMENT, 1), LIFECYCLE_SCOPE, `campaign/${CAMPAIGN}`]
        const read = await Promise.all(scopes.map((scope) => stores.tallies.read(scope)))
        return read.flatMap((counters, n) => [...counters].map(([counter, total]) => `${scopes[n]} ${counter} ${total}`)).toSorted()
      }

      await write(5)
      await consume()
      await write(5)
      await consume(true)
      expect(await told()).not.toEqual(expected())
      now = later(now, DAY_MS)
      expect([await counting.rebuild(now), await counting.rebuild(now), await counting.standing()]).toEqual([
        'begun',
        'running',
        'recounting',
      ])

      // Written before the instant of the recount, and counted from its rows; more than one transaction takes.
      await write(2, TRANSACTION_ACTIONS_MAX + 20)
      await consume()
      expect(await recountStep(recount, clock, () => true)).toEqual({ type: 'waits', until: later(now, 2 * WRITTEN_WITHIN_MS) })
      // Written after it, and counted as it comes.
      now = later(now, WRITTEN_WITHIN_MS)
      await write(3, TRANSACTION_ACTIONS_MAX + 20)
      await consume()
      now = later(now, WRITTEN_WITHIN_MS)
      await write(1)
      // Whoever goes on with it dies now and then, between two transactions or after an answer was lost.
      let [steps, deaths, adds] = [0, 0, 0]
      const mortal: Recount = {
        ...recount,
        add: async (...asked) => {
          const added = await recount.add(...asked)
          adds += 1
          if (added === 'applied' && adds % 2 === 0) throw new Transient('died')
          return added
        },
      }
      for (let isDone = false; !isDone; steps += 1) {
        let pages = 0
        const step = await recountStep(mortal, clock, () => pages++ < 1).catch((failure: unknown) => {
          if (!(failure instanceof Transient)) throw failure
          deaths += 1
          return null
        })
        await write(1)
        await consume()
        isDone = step?.type === 'done'
      }
      expect(deaths).toBeGreaterThan(2)
      expect(steps).toBeGreaterThan(3)
      expect(await told()).toEqual(expected())
      await write(2)
      await consume()
      expect(await told()).toEqual(expected())
      expect([await counting.standing(), await recountStep(recount, clock, () => true)]).toEqual(['current', { type: 'none' }])

      // The next one finds what the last one replaced, and leaves none of it.
      const old = await counterRows(stores)
      await recount.begin(now)
      now = later(now, 2 * WRITTEN_WITHIN_MS)
      while ((await recountStep(recount, clock, () => true)).type !== 'done');
      expect(await told()).toEqual(expected())
      expect(old.filter((sort) => sort.startsWith('0#')).length).toBeGreaterThan(0)
      expect((await counterRows(stores)).filter((sort) => sort.startsWith('0#'))).toEqual([])
      await stores.close()
    })
  })

  describe('a consumer that was away', () => {
    const world = async () => {
      const stores = await openStores(local.endpoint)
      let now = NOON
      const beats = heartbeatsOf(stores.table)
      const counting = countingOf(stores.table, { now: () => now }, async () => {})
      /** Hours go by: the tick leaves marks, and whoever follows the stream hears them, or is away. */
      const hours = async (count: number, { isAway = false, isLost = false, ticks = true } = {}): Promise<void> => {
        for (let hour = 0; hour < count; hour += 1) {
          now = later(now, HEARTBEAT_MS)
          if (!ticks) continue
          await beats.beat(now)
          await beats.beat(now)
          if (isAway || isLost) continue
          await beats.hear([...(await stores.rows()).values()].flatMap((item) => beatIn(item) ?? []))
        }
      }
      return { stores, hours, standing: counting.standing, recount: recountOf(stores.table), now: () => now }
    }

    it('and comes back in time has lost nothing, nor has anybody in a quiet shop, nor where the tick stood still', async () => {
      const { stores, hours, standing } = await world()
      expect(await standing()).toBe('current')
      await hours(2)
      await hours(30, { ticks: false })
      expect(await standing()).toBe('current')
      await hours(2)
      expect(await standing()).toBe('current')
      await hours(STREAM_KEPT_MS / HEARTBEAT_MS, { isAway: true })
      expect(await standing()).toBe('current')
      await stores.close()
    })

    it('for longer than the stream keeps anything: a recount is needed, now and when it is back, until there is one', async () => {
      const { stores, hours, standing, recount, now } = await world()
      await hours(1)
      await hours(STREAM_KEPT_MS / HEARTBEAT_MS + 2, { isAway: true })
      expect(await standing()).toBe('recount-needed')
      await hours(1)
      expect(await standing()).toBe('recount-needed')
      await hours(3)
      expect(await standing()).toBe('recount-needed')
      await recount.begin(now())
      await hours(1)
      expect((await recountStep(recount, { now }, () => true)).type).toBe('done')
      expect(await standing()).toBe('current')
      await stores.close()
    })

    it('again during a recount: one more is needed', async () => {
      const { stores, hours, standing, recount, now } = await world()
      await hours(1)
      await hours(2, { isLost: true })
      await hours(1)
      await recount.begin(now())
      await hours(2, { isLost: true })
      await hours(1)
      expect((await recountStep(recount, { now }, () => true)).type).toBe('done')
      expect(await standing()).toBe('recount-needed')
      await stores.close()
    })
  })
})

/** A fact that counts on a day of its own. */
const dayFact = (n: number): Fact => ({
  type: 'stage-changed',
  from: null,
  to: 'new',
  because: { type: 'ended', at: NOON },
  at: epochMs((10_000 + (n % 400)) * DAY_MS),
})

const counted = (facts: readonly Fact[]): ReadonlyMap<string, bigint> =>
  new Map(foldTally(facts).map(({ counter, by }) => [counter, by] as const))

const changeOf = (position: bigint, facts: readonly Fact[]): Change => ({
  position,
  customerId: customerId('ann'),
  facts: facts.map((fact, n) => ({ fact, place: String(n), writtenAt: NOON })),
  owed: null,
})

const counterRows = async (stores: DynamoStores): Promise<readonly string[]> =>
  [...(await stores.rows()).values()].flatMap((item) => (partitionOf(item).startsWith('T#') ? [item.sk?.S ?? ''] : []))
