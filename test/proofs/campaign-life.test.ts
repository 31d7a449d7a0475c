import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readDefinitions, rulesFrom } from '../../local/definitions.ts'
import { sweeperOf, sweepingOf } from '../../local/live/sweeping.ts'
import { NO_CHAOS } from '../../local/replay/chaos.ts'
import { type Change, replay } from '../../local/replay/replay.ts'
import { checkTemplate, openLocal } from '../../local/wiring.ts'
import type { Fact } from '../../shared/domain/fact/fact.ts'
import type { Engine } from '../../shared/flow/engine.ts'
import { changeStatus, rollBack, type StatusAnswer, type StatusWorld } from '../../shared/flow/publishing/status.ts'
import { changesIn, putChanges } from '../../shared/flow/publishing/publish.ts'
import type { JsonObject } from '../../shared/kernel/json.ts'
import { DAY_MS, HOUR_MS, parseIso } from '../../shared/kernel/time.ts'
import { campaignId, epochMs, type EpochMs } from '../../shared/kernel/words.ts'
import { dataset } from '../datasets.ts'
import { linesOf, oneOf, writePart } from './part.ts'
import { dataFolder, EXAMPLES } from './rekindle.ts'

const everybody = dataset('data/cdnow.events.jsonl.gz') ?? ''
const ONE_OF = oneOf(60)
const SEED = '1'
const at = (iso: string): EpochMs => parseIso(iso) ?? epochMs(0)
const UNTIL = at('1998-07-01')
const [PUBLISHED, PAUSED, RESUMED, ROLLED_BACK] = [at('1997-06-01'), at('1997-07-01'), at('1997-07-20'), at('1997-09-01')]
const SPREAD_MS = 2 * DAY_MS
/** What is let go on at night waits for the morning: the policy's quiet hours are shorter than this. */
const NIGHT_MS = 12 * HOUR_MS
/** What the steps of each version wait. */
const WAIT_MS: Readonly<Record<number, number>> = { 1: 7 * DAY_MS, 2: 14 * DAY_MS, 3: 7 * DAY_MS }

/**
 * The win-back campaign over CDNOW, once left alone, and once changed in the midst of it: a version that waits longer is published, it is
 * paused for nineteen days, resumed, and rolled back. What each customer should have got is worked out from the event file.
 */
describe.skipIf(everybody === '')('a campaign that is changed in the midst of its history', () => {
  const folders = [dataFolder(), dataFolder(), dataFolder()] as const
  const events = join(folders[0].path, 'events.jsonl.gz')
  let orders: ReadonlyMap<string, readonly number[]>
  let calm: Books
  let changed: Books

  beforeAll(async () => {
    writePart(everybody, events, ONE_OF)
    orders = ordersIn(events)
    calm = await run(events, folders[1].path, false)
    changed = await run(events, folders[2].path, true)
    console.info(
      `changed in its midst: ${calm.entries.length} entries alone, ${changed.entries.length} and ${changed.refused} refused while paused; ${calm.mails.length} and ${changed.mails.length} mails`,
    )
  }, 900_000)
  afterAll(() => {
    for (const { remove } of folders) remove()
  })

  it('lets in whoever it let in before, in the same variant at the same instant, but for those who came while it was paused', () => {
    const wouldBe = calm.entries.filter(({ at }) => at < PAUSED || at >= RESUMED)
    expect(changed.entries.map(sameEntry).sort()).toEqual(wouldBe.map(sameEntry).sort())
    const missed = calm.entries.length - wouldBe.length
    expect(missed).toBeGreaterThan(0)
    expect(changed.refused).toBe(missed)
  })

  it('keeps everybody in the version they entered', () => {
    const versions = new Set<number>()
    for (const { at, version } of changed.entries) {
      versions.add(version)
      expect(version).toBe(at < PUBLISHED ? 1 : at < ROLLED_BACK ? 2 : 3)
    }
    expect([...versions].sort()).toEqual([1, 2, 3])
  })

  it('writes to nobody twice', () => {
    expect(new Set(changed.mails.map(({ customer, entry, step }) => `${customer}/${entry}/${step}`)).size).toBe(changed.mails.length)
    expect(new Set(changed.entries.map(({ customer, at }) => `${customer}/${at}`)).size).toBe(changed.entries.length)
  })

  it('loses nobody: each second mail came when its version says, or after the pause, unless they had ordered', () => {
    const got = new Map(changed.mails.filter(({ step }) => step === 2).map((mail) => [`${mail.customer}/${mail.entry}`, mail.at]))
    const explained = { asPlanned: 0, afterThePause: 0, ordered: 0, notYet: 0 }
    for (const { customer, entry, at, version, held } of changed.entries) {
      const planned = at + (WAIT_MS[version] ?? 0)
      const isHeldBack = planned >= PAUSED && planned < RESUMED
      const second = got.get(`${customer}/${entry}`)
      const ordersOf = (orders.get(customer) ?? []).filter((order) => order > at)
      if (held) expect(second).toBeUndefined()
      else if (second === undefined) {
        // They ordered before it would have come, or it would come after the end.
        const latest = isHeldBack ? RESUMED + SPREAD_MS + NIGHT_MS : planned
        expect(planned > UNTIL || ordersOf.some((order) => order <= latest)).toBe(true)
        explained[planned > UNTIL ? 'notYet' : 'ordered'] += 1
      } else {
        expect(ordersOf.some((order) => order <= second)).toBe(false)
        if (isHeldBack) expect(second >= RESUMED && second <= RESUMED + SPREAD_MS + NIGHT_MS).toBe(true)
        else expect(second).toBe(planned)
        explained[isHeldBack ? 'afterThePause' : 'asPlanned'] += 1
      }
    }
    console.info(`second mails: ${JSON.stringify(explained)}`)
    expect(explained.asPlanned).toBeGreaterThan(0)
    expect(explained.afterThePause).toBeGreaterThan(0)
    // Those who waited do not come all at once.
    const resumed = [...got.values()].filter((one) => one >= RESUMED && one <= RESUMED + SPREAD_MS)
    expect(new Set(resumed).size).toBeGreaterThan(resumed.length / 3)
  })

  it('sends nothing while it is paused, and leaves no message without an end', () => {
    expect(changed.mails.filter(({ at }) => at >= PAUSED && at < RESUMED)).toEqual([])
    expect(changed.open).toBe(0)
    expect(changed.overdue).toBe(0)
  })
})

type Entry = {
  readonly customer: string
  readonly at: number
  readonly entry: number
  readonly version: number
  readonly variant: string
  readonly held: boolean
}
type Mail = { readonly customer: string; readonly at: number; readonly entry: number; readonly step: number }
type Books = {
  readonly entries: readonly Entry[]
  readonly mails: readonly Mail[]
  /** Times somebody did not enter because it was paused. */
  readonly refused: number
  readonly open: number
  /** Journeys that wait for an instant that has passed. */
  readonly overdue: number
}

const sameEntry = ({ customer, at, variant, held }: Entry): string => `${customer} ${new Date(at).toISOString()} ${variant} ${held}`

/** Replays the events into a folder, as a campaign that nobody touches or as one that people change. */
const run = async (events: string, folder: string, isChanged: boolean): Promise<Books> => {
  const files = { policy: join(EXAMPLES, 'policies/retail.json'), campaigns: null, experiments: null, templates: null }
  const winBack = JSON.parse(readFileSync(join(EXAMPLES, 'campaigns/win-back.json'), 'utf8')) as JsonObject
  const policy = await readDefinitions(files, SEED, checkTemplate)
  const first = changesIn([], [...policy, definition(plain(winBack, '7d'))], () => SEED, epochMs(0)).published
  const local = openLocal(folder, 'write', SEED)
  try {
    const { definitions } = local.stores
    await putChanges(definitions, first)
    const engine = local.engine(rulesFrom(first, checkTemplate))
    const world: StatusWorld = { definitions, checkTemplate, sweep: sweeperOf(local.stores) }
    const renewed = async (now: EpochMs): Promise<void> => {
      local.renew(rulesFrom(await definitions.all(), checkTemplate))
      await lookAtAll(engine, local.stores, now)
    }
    const said = { author: 'somebody', note: null }
    const after =
      (work: (now: EpochMs) => Promise<StatusAnswer | 'published'>): Change['make'] =>
      async (now) => {
        const answer = await work(now)
        if (answer !== 'published' && answer.type === 'refused') throw new Error(answer.because.type)
        await renewed(now)
      }
    const publish = async (now: EpochMs): Promise<'published'> => {
      const { published } = changesIn(await definitions.all(), [definition(plain(winBack, '14d'))], () => 'unused', now)
      await putChanges(definitions, published)
      return 'published'
    }
    const changes: readonly Change[] = [
      { at: PUBLISHED, make: after(publish) },
      { at: PAUSED, make: after((now) => changeStatus(world, 'win-back', { status: 'paused', spreadMs: 0 }, said, now)) },
      { at: RESUMED, make: after((now) => changeStatus(world, 'win-back', { status: 'active', spreadMs: SPREAD_MS }, said, now)) },
      { at: ROLLED_BACK, make: after((now) => rollBack(world, 'win-back', 1, said, now)) },
    ]
    await replay({
      engine,
      place: local.stores.replay,
      plan: { paths: [events], seed: SEED, chaos: NO_CHAOS, untils: [], until: UNTIL, horizon: UNTIL },
      changes: isChanged ? changes : [],
      ...{ batchSize: 1_000, onProgress: () => {} },
    })
    return await booksOf(local.stores)
  } finally {
    local.close()
  }
}

type Stores = ReturnType<typeof openLocal>['stores']

const lookAtAll = async (engine: Engine, stores: Stores, now: EpochMs): Promise<void> => {
  const sweeping = sweepingOf(engine, stores)
  for (let rounds = 0; rounds < 10_000; rounds += 1) if ((await sweeping.round(now)) === 'done') return
  throw new Error('a sweep has no end')
}

const definition = (source: JsonObject) => ({
  ...{ kind: 'campaign' as const, id: String(source.id), version: 1, publishedAt: epochMs(0), saltSeed: SEED, author: null, note: null },
  source,
})

/** Two mails of its own with a wait between them, in both variants. */
const plain = (winBack: JsonObject, wait: string): JsonObject => {
  const mail = (subject: string) => ({ send: { subject, text: 'Come back.' } })
  const experiment = winBack.experiment as { readonly variants: readonly JsonObject[] }
  const variants = experiment.variants.map((variant) => ({ ...variant, steps: [mail('We miss you'), { wait }, mail('Still')] }))
  const { $schema: _, ...rest } = winBack
  return { ...rest, experiment: { ...(winBack.experiment as JsonObject), variants } } as JsonObject
}

const booksOf = async (stores: Stores): Promise<Books> => {
  const entries: Entry[] = []
  const mails: Mail[] = []
  const take = (customer: string, fact: Fact): void => {
    if (fact.type === 'entered') entries.push({ customer, ...fact })
    if (fact.type === 'message-moved' && fact.to === 'sent') mails.push({ customer, at: fact.at, entry: fact.entry, step: fact.step })
  }
  for (let after = 0n; ; ) {
    const { items, to } = await stores.changes.facts('local', after, 10_000)
    if (items.length === 0) break
    for (const { customerId, fact } of items) take(customerId, fact)
    after = to
  }
  const states = await stores.inspection.customers(null, 1_000_000)
  const refusals = states.flatMap(({ campaigns }) => campaigns[campaignId('win-back')]?.refused ?? [])
  const { owed = 0, claimed = 0, deferred = 0, unknown = 0 } = await stores.inspection.countByStatus()
  const waits = states.flatMap(({ journeys }) => journeys.map(({ position }) => position))
  return {
    entries,
    mails,
    refused: refusals.filter(({ because }) => because.type === 'campaign-paused').reduce((sum, { count }) => sum + count, 0),
    open: owed + claimed + deferred + unknown,
    overdue: waits.filter((position) => position.status !== 'waiting' || position.wakeAt <= UNTIL).length,
  }
}

/** Instants of orders, ascending, by customer. */
const ordersIn = (path: string): ReadonlyMap<string, readonly number[]> => {
  const orders = new Map<string, number[]>()
  for (const line of linesOf(path, 1)) {
    const { userId, event, timestamp } = JSON.parse(line)
    if (event === 'Order Completed') orders.set(userId, [...(orders.get(userId) ?? []), Date.parse(timestamp)])
  }
  return orders
}
