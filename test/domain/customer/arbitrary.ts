/** Arbitrary companies and arbitrary lives. Everything happens on whole days, so that instants meet as often as they can. */
import fc from 'fast-check'
import { type Campaign, type Entry, type Exit, type Path, straight } from '../../../shared/domain/campaign/campaign.ts'
import { parseCondition } from '../../../shared/domain/conditions/parse.ts'
import type { Rules } from '../../../shared/domain/customer/rules.ts'
import type { EventType, LifecycleEvent } from '../../../shared/domain/event/event.ts'
import { BREAKDOWNS, type Metric } from '../../../shared/domain/experiment/experiment.ts'
import { STAGES } from '../../../shared/domain/lifecycle/stage.ts'
import { assert } from '../../../shared/kernel/assert.ts'
import { campaignId, currency, type EpochMs, inputId, minor } from '../../../shared/kernel/words.ts'
import { DAYS_NAMED, HEARD, KEYS, path as anyPath } from './arbitrary-paths.ts'
import { day, days, drawn, EMAIL, event, globalHoldout, ORDER, ORDERS, outside, RETAIL, rules, send, wait, winBack } from './world.ts'

const NAMES = [
  ORDER,
  'Visited',
  'Signed Up',
  'Account Deleted',
  'Account Reopened',
  'Subscribed',
  'Unsubscribed',
  'Experiment Viewed',
  'Order Refunded',
  '$page',
]

const lifecycle = fc
  .record({
    young: fc.nat({ max: 40 }),
    atRisk: fc.integer({ min: 1, max: 30 }),
    dormant: fc.integer({ min: 1, max: 30 }),
    churned: fc.integer({ min: 1, max: 60 }),
  })
  .map(({ young, atRisk, dormant, churned }) => ({
    ...RETAIL.lifecycle,
    newMs: days(young),
    atRiskMs: days(atRisk),
    dormantMs: days(atRisk + dormant),
    churnedMs: days(atRisk + dormant + churned),
  }))

const name = fc.oneof(fc.constant(ORDER), fc.constantFrom(...NAMES))
const stage = fc.constantFrom(...STAGES)
const entry: fc.Arbitrary<Entry> = fc.oneof(
  name.map((event): Entry => ({ on: 'event', event, where: null })),
  fc
    .record({ stage, from: fc.option(fc.subarray([...STAGES], { minLength: 1 }), { nil: null }) })
    .map(({ stage, from }): Entry => ({ on: 'stage', stage, from: from === null ? null : new Set(from) })),
)
const exit: fc.Arbitrary<Exit> = fc.oneof(
  fc.tuple(name, fc.boolean()).map(([event, sameKey]): Exit => ({ on: 'event', event, where: null, sameKey })),
  stage.map((stage): Exit => ({ on: 'stage', stage })),
)
/** Half of them send and wait, so that much of it happens. */
const path: fc.Arbitrary<Path> = fc.oneof(
  fc.array(fc.oneof(fc.constant(send()), fc.integer({ min: 1, max: 20 }).map(wait)), { maxLength: 4 }).map(straight),
  anyPath,
)
const reentry: fc.Arbitrary<Campaign['reentry']> = fc.oneof(
  fc.constant({ type: 'each' } as const),
  fc.constant({ type: 'never' } as const),
  fc.constant({ type: 'each-key', property: 'orderId' } as const),
  fc.integer({ min: 1, max: 60 }).map((n) => ({ type: 'after', durationMs: days(n) }) as const),
)
const audiences = [null, { stage: { $ne: 'new' } }, { 'activity.count': { $gte: 2 } }].map((json) => {
  if (json === null) return null
  const parsed = parseCondition(json)
  assert(parsed.ok, 'conditions of tests are some')
  return parsed.value
})

const METRICS: Metric[] = [
  ORDERS,
  {
    ...ORDERS,
    name: 'capped',
    revenue: { property: 'revenue', currencyProperty: 'currency', currency: currency('USD'), cap: minor(8_000) },
  },
  { ...ORDERS, name: 'per-visit', per: { event: 'Visited', where: null } },
  { ...ORDERS, name: 'back', event: 'Visited', revenue: null, afterMs: days(7), windowMs: days(20) },
]

const campaign = (id: string): fc.Arbitrary<Campaign> =>
  fc
    .record({
      entry,
      reentry,
      exits: fc.array(exit, { maxLength: 2 }),
      path,
      maxConcurrent: fc.constantFrom(1, 1, 1, 2, 3),
      topic: fc.constantFrom('offers', 'news'),
      audience: fc.constantFrom(...audiences),
      holdout: fc.constantFrom(0, 50, 100),
      isTested: fc.boolean(),
      metrics: fc.subarray(METRICS, { minLength: 1 }),
      group: fc.constantFrom(null, null, 'group'),
      phase: fc.constantFrom(1, 3),
      status: fc.constantFrom('active', 'active', 'active', 'ended'),
      endAt: fc.option(
        fc.nat({ max: 200 }).map((n) => day(n)),
        { nil: null },
      ),
    })
    .map(({ path, holdout, isTested, metrics, group, phase, ...more }) => ({
      ...winBack(more),
      id: campaignId(id),
      experiment: isTested ? { ...drawn(id, { plain: 50, gift: 50, holdout }, metrics), group, breakdowns: BREAKDOWNS, phase } : null,
      paths: new Map((isTested ? ['plain', 'gift'] : ['all']).map((variant) => [variant, path])),
    }))

/** One that many enter and few are kept from, with long ways. */
const busyCampaign = (id: string): fc.Arbitrary<Campaign> =>
  fc
    .record({
      entry: fc.constantFrom(...HEARD).map((event): Entry => ({ on: 'event', event, where: null })),
      exits: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.array(exit, { maxLength: 1 }) }),
      path: anyPath,
      maxConcurrent: fc.constantFrom(1, 3),
      isKeyed: fc.boolean(),
    })
    .chain(({ path, isKeyed, ...more }) =>
      campaign(id).map((other) => ({
        ...other,
        ...more,
        ...({ status: 'active', endAt: null, audience: null } as const),
        reentry: isKeyed ? ({ type: 'each-key', property: 'orderId' } as const) : ({ type: 'each' } as const),
        paths: new Map([...other.paths.keys()].map((variant) => [variant, path])),
      })),
    )

/** A company whose campaigns take every kind of step, again and again. */
export const busyCompany: fc.Arbitrary<Rules> = fc
  .record({ lifecycle, campaigns: fc.tuple(...['a', 'b'].map(busyCampaign)) })
  .map(({ lifecycle, campaigns }) => rules({ policy: { ...RETAIL, lifecycle, entryMaxAgeMs: days(10) }, campaigns }))

/** A company: a policy of short silences, up to three campaigns, and perhaps an experiment assigned outside. */
export const company: fc.Arbitrary<Rules> = fc
  .record({
    lifecycle,
    basis: fc.constantFrom('opt-in', 'soft-opt-in', 'soft-opt-in', 'soft-opt-in'),
    entryMaxAge: fc.integer({ min: 1, max: 10 }),
    campaigns: fc.tuple(...['a', 'b', 'c'].map((id) => fc.option(campaign(id), { nil: null }))),
    hasOutside: fc.boolean(),
    globalHoldout: fc.constantFrom(null, globalHoldout(20), globalHoldout(60)),
  })
  .map(({ lifecycle, basis, entryMaxAge, campaigns, hasOutside, globalHoldout }) =>
    rules({
      policy: { ...RETAIL, lifecycle, consent: { basis, isDouble: false }, entryMaxAgeMs: days(entryMaxAge), globalHoldout },
      campaigns: campaigns.filter((one) => one !== null),
      outside: hasOutside ? [outside('spring', [ORDERS, { ...ORDERS, name: 'visits', event: 'Visited', windowMs: days(7) }])] : [],
    }),
  )

/** An event, and how many days after the one before it arrives. */
export type Arrival = { readonly event: LifecycleEvent; readonly receivedAt: EpochMs }

const draft = fc.record({
  name,
  /** Days since the arrival before: often none. */
  gap: fc.oneof(
    { weight: 2, arbitrary: fc.constant(0) },
    { weight: 3, arbitrary: fc.nat({ max: 12 }) },
    { weight: 1, arbitrary: fc.nat({ max: 80 }) },
  ),
  late: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat({ max: 60 }) }),
  /** Some come again under the id of another. */
  again: fc.option(fc.nat({ max: 30 }), { nil: null, freq: 5 }),
  topic: fc.constantFrom('offers', 'news', '*', 7),
  variation: fc.constantFrom('plain', 'gift', 'blue'),
  revenue: fc.nat({ max: 100 }),
  orderId: fc.constantFrom(...KEYS, null),
  traits: fc.oneof(
    { weight: 4, arbitrary: fc.constant({}) },
    { weight: 1, arbitrary: fc.record({ renewalAt: fc.constantFrom(...DAYS_NAMED) }) },
    { weight: 1, arbitrary: fc.record({ points: fc.constantFrom(1, 3, 'x'), timezone: fc.constantFrom('Asia/Tokyo', 'UTC') }) },
  ),
})

/** The events of one customer in the order they arrive; the first one brings an address. */
export const life = (maxLength = 25): fc.Arbitrary<readonly Arrival[]> =>
  fc.array(draft, { minLength: 1, maxLength }).map((drafts) => {
    let today = 0
    const arrivals: Arrival[] = []
    for (const [index, { name, gap, late, again, topic, variation, revenue, orderId, traits }] of drafts.entries()) {
      today += gap
      const earlier = again === null ? undefined : arrivals[again]
      const properties = { revenue, topic, orderId, experiment_id: 'spring', variation_id: variation }
      const type: EventType = name === '$page' ? 'page' : 'track'
      const more = { id: inputId(`id ${index}`), type, properties, traits: { ...traits, ...(index === 0 ? EMAIL.traits : {}) } }
      arrivals.push({ event: earlier?.event ?? event(name, day(today - late), more), receivedAt: day(today) })
    }
    return arrivals
  })
