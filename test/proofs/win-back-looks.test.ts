import { copyFileSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSqlite, storeFile } from '../../shared/adapters/sqlite/open.ts'
import type { LifecycleEvent } from '../../shared/domain/event/event.ts'
import { type Allocation, assign, saltsFrom } from '../../shared/domain/experiment/assign.ts'
import { outcomeOf, withOutcome } from '../../shared/domain/experiment/attribute.ts'
import { type Counted, countedOf } from '../../shared/domain/experiment/counted.ts'
import type { Analysis } from '../../shared/domain/experiment/design.ts'
import { type Exposure, HOLDOUT, type Metric } from '../../shared/domain/experiment/experiment.ts'
import { liftsOf } from '../../shared/domain/experiment/lift.ts'
import { completePlan } from '../../shared/domain/experiment/plan.ts'
import { judge } from '../../shared/domain/experiment/verdict.ts'
import type { Fact } from '../../shared/domain/fact/fact.ts'
import { foldTally } from '../../shared/domain/kpi/tally.ts'
import { DAY_MS, dayOf } from '../../shared/kernel/time.ts'
import {
  bps,
  currency,
  type CustomerId,
  customerId,
  epochDay,
  type EpochMs,
  epochMs,
  experimentId,
  inputId,
} from '../../shared/kernel/words.ts'
import { dataset } from '../datasets.ts'
import { IS_WHOLE, oneOf, writePart } from './part.ts'
import { dataFolder, EXAMPLES, rekindle } from './rekindle.ts'

const everybody = dataset('data/cdnow.events.jsonl.gz') ?? ''

const UNTIL = '1998-07-01T00:00:00Z'
const LAST_DAY = dayOf(epochMs(Date.parse(UNTIL)))
const ONE_OF = oneOf(8)
/** Five in a hundred, and three standard errors: 19 of 200, 5 of 24. */
const SEEDS = IS_WHOLE ? 200 : 24
const MOST = Math.floor(0.05 * SEEDS + 3 * Math.sqrt(0.05 * 0.95 * SEEDS))

const EXPERIMENT = experimentId('win-back')
const ORDER: Metric = {
  name: 'order',
  event: 'Order Completed',
  where: null,
  afterMs: 0,
  windowMs: 30 * DAY_MS,
  revenue: { property: 'revenue', currencyProperty: 'currency', currency: currency('USD'), cap: null },
  per: null,
  role: 'goal',
  better: 'more',
}
const ARMS: Pick<Analysis, 'arms' | 'control' | 'holdout'> = {
  arms: [
    { name: 'plain', weight: 4_500 },
    { name: 'offer', weight: 4_500 },
    { name: HOLDOUT, weight: 1_000 },
  ],
  control: 'plain',
  holdout: HOLDOUT,
}

/**
 * The win-back over CDNOW is a true A/A test: nobody was ever mailed, so no arm can be better. One replay says who entered when; each seed draws
 * their arms anew with the code that assigns, counts with the code that counts, and is judged at the end of every day.
 */
describe.skipIf(everybody === '')('the win-back campaign over CDNOW, looked at every day', () => {
  const folder = dataFolder()
  const inputs = dataFolder()
  let entries: readonly Entry[]
  let seeds: readonly Seen[]
  beforeAll(async () => {
    const campaigns = join(inputs.path, 'campaigns')
    const events = join(inputs.path, 'events.jsonl.gz')
    mkdirSync(campaigns)
    writePart(everybody, events, ONE_OF)
    copyFileSync(join(EXAMPLES, 'campaigns/win-back.json'), join(campaigns, 'win-back.json'))
    const templates = join(EXAMPLES, 'templates')
    await rekindle('replay', events, '--data', folder.path, '--campaigns', campaigns, '--templates', templates, '--until', UNTIL)
    entries = await firstEntries(folder.path, ordersIn(events))
    seeds = Array.from({ length: SEEDS }, (_, seed) => seenUnder(`seed ${seed}`, entries))
  }, 900_000)
  afterAll(() => {
    for (const { remove } of [folder, inputs]) remove()
  })

  it(`names a winner under at most ${MOST} of ${SEEDS} seeds`, () => {
    const named = seeds.filter(({ named }) => named !== null)
    const looks = seeds.reduce((sum, one) => sum + one.looks, 0) / SEEDS
    console.info(
      `A/A over ${entries.length} customers, ${SEEDS} seeds, ${looks.toFixed(0)} daily looks each: ${named.length} name a winner, ${seeds.filter(({ lifted }) => lifted).length} a lift against the holdout, ${seeds.filter(({ naive }) => naive).length} would by a naive look each day, ${seeds.filter(({ broken }) => broken).length} broken`,
    )
    expect(named.length).toBeLessThanOrEqual(MOST)
  })

  it('and sees a lift against the holdout as rarely', () => {
    expect(seeds.filter(({ lifted }) => lifted).length).toBeLessThanOrEqual(MOST)
  })

  it('is not blind: a naive look each day names one far more often', () => {
    const naive = seeds.filter((one) => one.naive).length
    expect(naive).toBeGreaterThan(seeds.filter(({ named }) => named !== null).length)
    expect(naive).toBeGreaterThan(MOST)
  })

  it('says on each day what the days up to it say', () => {
    const { counted, named } = seeds.find((one) => one.named !== null) ?? (seeds[0] as Seen)
    const first = dayOf((entries[0] as Entry).at)
    for (let day = first; day <= LAST_DAY; day = epochDay(day + (IS_WHOLE ? 1 : 7))) {
      const { verdict } = judge(ANALYSIS, counted, day)
      expect({ day, winner: verdict.type === 'winner' || verdict.type === 'loser' }).toEqual({
        day,
        winner: named !== null && day >= named,
      })
    }
  })
})

type Entry = { readonly customer: CustomerId; readonly at: EpochMs; readonly orders: readonly LifecycleEvent[] }
/** `named`: the day on which a winner, or a loser, was named. */
type Seen = {
  readonly counted: Counted
  readonly named: number | null
  readonly lifted: boolean
  readonly naive: boolean
  readonly broken: boolean
  readonly looks: number
}

/** Two thirds of all who enter complete the plan, so that the look kept for its end is looked at, too. */
const PLANNED = completePlan(
  {
    metric: 'order',
    windowMs: ORDER.windowMs,
    baseline: 0.1,
    // So small that no seed is spared a winner by "no difference worth having".
    smallestEffect: { absolute: 1e-9 },
    alpha: null,
    power: null,
    total: Math.round(12_000 / ONE_OF),
    days: null,
  },
  ARMS,
  'hybrid',
  true,
  null,
)
const ANALYSIS: Analysis = {
  ...ARMS,
  experiment: EXPERIMENT,
  metrics: [{ name: 'order', windowMs: ORDER.windowMs, measure: { type: 'rate' }, role: 'primary', better: 'more' }],
  method: 'hybrid',
  plan: PLANNED.ok ? PLANNED.plan : null,
}

const seenUnder = (seed: string, entries: readonly Entry[]): Seen => {
  const allocation: Allocation = {
    salts: saltsFrom(seed, EXPERIMENT),
    trafficBps: bps(10_000),
    holdoutBps: bps(1_000),
    variants: ['plain', 'offer'].map((name) => ({ name, shareBps: bps(5_000) })),
  }
  const counters = new Map<string, bigint>()
  for (const { counter, by } of foldTally(entries.flatMap((entry) => factsOf(entry, allocation)))) {
    counters.set(counter, (counters.get(counter) ?? 0n) + by)
  }
  const counted = countedOf(counters)
  const { verdict, courses } = judge(ANALYSIS, counted, LAST_DAY)
  const [lift] = liftsOf(ANALYSIS, counted, LAST_DAY)
  return {
    counted,
    named: verdict.type === 'winner' || verdict.type === 'loser' ? verdict.day : null,
    lifted: lift?.outcome.type === 'better' || lift?.outcome.type === 'worse',
    naive: courses.some(({ steps }) => steps.some(({ z }) => Math.abs(z ?? 0) >= 1.96)),
    broken: verdict.type === 'broken',
    looks: courses[0]?.steps.length ?? 0,
  }
}

/** What one customer's entry makes true: the assignment, and each order within the window. */
const factsOf = ({ customer, at, orders }: Entry, allocation: Allocation): readonly Fact[] => {
  const assignment = assign(allocation, customer)
  if (!assignment.in) return []
  const arm = assignment.held ? HOLDOUT : assignment.variant
  const seat = { phase: 1, arm, bucket: assignment.bucket, segments: {}, before: 0 }
  const facts: Fact[] = [{ type: 'assigned', experiment: EXPERIMENT, ...seat, at }]
  let exposure: Exposure = { ...seat, assignedAt: at, outcomes: {} }
  for (const order of orders) {
    const outcome = outcomeOf(EXPERIMENT, exposure, ORDER, order)
    if (outcome === null) continue
    exposure = withOutcome(exposure, ORDER.name, outcome.own)
    facts.push({ ...outcome, at: order.occurredAt })
  }
  return facts
}

/** First entries of all customers, in time, with their orders. */
const firstEntries = async (folder: string, orders: ReadonlyMap<string, readonly LifecycleEvent[]>): Promise<readonly Entry[]> => {
  const stores = openSqlite(storeFile(folder), { readOnly: true })
  try {
    const first = new Map<CustomerId, EpochMs>()
    for (let after = 0n; ; ) {
      const { items, to } = await stores.changes.facts('local', after, 10_000)
      if (items.length === 0) break
      after = to
      for (const { customerId: customer, fact } of items) {
        if (fact.type === 'entered' && fact.at < (first.get(customer) ?? Number.POSITIVE_INFINITY)) first.set(customer, fact.at)
      }
    }
    return [...first].map(([customer, at]) => ({ customer, at, orders: orders.get(customer) ?? [] })).sort((a, b) => a.at - b.at)
  } finally {
    stores.close()
  }
}

const ordersIn = (path: string): ReadonlyMap<string, readonly LifecycleEvent[]> => {
  const orders = new Map<string, LifecycleEvent[]>()
  for (const line of gunzipSync(readFileSync(path)).toString('utf8').trimEnd().split('\n')) {
    const { messageId, userId, event, timestamp, properties } = JSON.parse(line)
    if (event !== 'Order Completed') continue
    const order: LifecycleEvent = {
      id: inputId(messageId),
      customerId: customerId(userId),
      type: 'track',
      name: event,
      occurredAt: epochMs(Date.parse(timestamp)),
      properties,
      traits: {},
    }
    orders.set(userId, [...(orders.get(userId) ?? []), order])
  }
  return orders
}
