/** Random campaign files from the whole grammar. Most compile; where two choices do not go together they are refused, which is the point. */
import fc from 'fast-check'
import type { Json, JsonObject } from '../../shared/kernel/json.ts'

const STAGES = ['new', 'active', 'at-risk', 'dormant', 'churned'] as const
/** Few names, so that parts of a file, and of a history, meet. */
export const EVENTS = ['Order Completed', 'Account Created', 'Profile Completed', 'Seat Added'] as const
export const TRAITS = ['plan', 'points', 'birthday', 'renewalAt', 'a.b'] as const

const event = fc.constantFrom(...EVENTS)
const trait = fc.constantFrom(...TRAITS).map((name) => `traits.${name}`)
const slug = fc.constantFrom('one', 'two', 'three', 'four', 'five', 'six', 'seven')
const duration = fc.constantFrom('5m', '3h', '1d', '2d', '7d', '30d', '90d')
const time = fc.constantFrom('00:00', '02:30', '09:00', '12:15', '23:59')
const days = fc.uniqueArray(fc.constantFrom('mon', 'tue', 'wed', 'sat', 'sun'), { minLength: 1, maxLength: 4 })
const offset = fc.constantFrom('-14d', '-1d', '0d', '3d')
const scalar: fc.Arbitrary<Json> = fc.oneof(
  fc.integer({ min: -5, max: 500 }),
  fc.constantFrom('pro', 'free', ''),
  fc.boolean(),
  fc.constant(null),
)

const comparison: fc.Arbitrary<Json> = fc.oneof(
  scalar,
  fc.record({ $gte: fc.integer({ min: 0, max: 20 }) }),
  fc.record({ $exists: fc.boolean() }),
  fc.record({ $in: fc.array(scalar, { maxLength: 3 }) }),
  fc.record({ $not: fc.record({ $regex: fc.constantFrom('^p', '(a|b)+c') }) }),
)
const properties: fc.Arbitrary<JsonObject> = fc.dictionary(fc.constantFrom('revenue', 'orderId', 'plan'), comparison, { maxKeys: 2 })

const did = (isJourney: boolean): fc.Arbitrary<Json> =>
  fc.record(
    {
      event,
      atLeast: fc.integer({ min: 0, max: 3 }),
      since: fc.constantFrom('2026-01-01', ...(isJourney ? ['entry'] : [])),
      where: properties,
      sum: fc.record({ property: fc.constant('revenue'), $gte: fc.integer({ min: 0, max: 200 }) }),
    },
    { requiredKeys: ['event'] },
  )

/** A condition over a customer. */
export const condition = (isJourney: boolean, depth = 2): fc.Arbitrary<Json> => {
  const inner = depth === 0 ? fc.constant<Json>({}) : fc.memo(() => condition(isJourney, depth - 1))(depth)
  const leaf: fc.Arbitrary<Json> = fc.oneof(
    fc.tuple(trait, comparison).map(([name, asked]) => ({ [name]: asked })),
    fc.constantFrom(...STAGES).map((stage) => ({ stage })),
    fc.record({ 'activity.count': fc.record({ $gte: fc.integer({ min: 0, max: 5 }) }) }),
    did(isJourney).map((asked) => ({ $did: asked })),
    event.map((name) => ({ $didNot: { event: name, within: '30d' } })),
  )
  if (depth === 0) return leaf
  return fc.oneof(
    { weight: 4, arbitrary: leaf },
    { weight: 1, arbitrary: fc.array(inner, { maxLength: 3 }).map((of) => ({ $or: of })) },
    { weight: 1, arbitrary: fc.array(inner, { maxLength: 3 }).map((of) => ({ $and: of })) },
    { weight: 1, arbitrary: inner.map((of) => ({ $not: of })) },
  )
}

const send: fc.Arbitrary<Json> = fc
  .constantFrom('Hello', 'Still here', 'One more thing')
  .map((subject) => ({ send: { subject, text: 'Hi {{ customer.traits.firstName | default: "there" }}' } }))
const waitUntil: fc.Arbitrary<Json> = fc.oneof(
  fc.record({ at: time, days }, { requiredKeys: ['at'] }).map((until) => ({ wait: { until } })),
  fc
    .tuple(fc.record({ date: trait, offset, at: time }, { requiredKeys: ['date'] }), fc.constantFrom('continue', 'exit'))
    .map(([until, otherwise]) => ({ wait: { until, else: otherwise } })),
)
const include = fc.uniqueArray(fc.constantFrom('traits.plan', 'stage', 'activity.count'), { maxLength: 2 })
const doing: fc.Arbitrary<Json> = fc.oneof(
  fc.record({ update: fc.record({ traits: fc.dictionary(fc.constantFrom('plan', 'tier'), scalar, { minKeys: 1, maxKeys: 2 }) }) }),
  fc.record({ update: fc.record({ add: fc.record({ points: fc.integer({ min: 1, max: 9 }) }) }) }),
  fc.record({
    emit: fc.record({ event: fc.constantFrom('Reward Earned', 'Order Completed'), properties: fc.record({ n: scalar }), include }),
  }),
  fc.record({ task: fc.record({ title: fc.constant('Call them'), due: duration, include }, { requiredKeys: ['title'] }) }),
  fc.record({ webhook: fc.record({ url: fc.constant('https://shop.example/hook'), include }) }),
)

/** Steps as marketers write most: a pause between any two mails. Branches and splits go so deep. */
export const steps = (depth: number): fc.Arbitrary<readonly Json[]> =>
  fc.array(step(depth), { minLength: 1, maxLength: depth > 1 ? 5 : 3 }).map((list) => endingOnce(list.flat()))

/** An exit anywhere but at the end makes the rest unreachable; one in ten keeps it so. */
const endingOnce = (list: readonly Json[]): readonly Json[] =>
  list.filter(
    (json, index) => index === list.length - 1 || list.length % 10 === 9 || !(typeof json === 'object' && json !== null && 'exit' in json),
  )

const step = (depth: number): fc.Arbitrary<readonly Json[]> => {
  const plain: fc.Arbitrary<readonly Json[]> = fc.oneof(
    { weight: 4, arbitrary: fc.tuple(send, fc.record({ wait: duration })).map(([mail, wait]) => [wait, mail]) },
    { weight: 1, arbitrary: send.map((mail) => [mail]) },
    { weight: 2, arbitrary: fc.tuple(waitUntil, send).map(([wait, mail]) => [wait, mail]) },
    { weight: 2, arbitrary: doing.map((one) => [one]) },
    { weight: 1, arbitrary: fc.constantFrom<readonly Json[]>([{ exit: true }], [{ exit: 'enough' }]) },
  )
  if (depth === 0) return plain
  const inner = steps(depth - 1)
  const named = (one: fc.Arbitrary<Json>) => one.map((json): readonly Json[] => [json])
  return fc.oneof(
    { weight: 4, arbitrary: plain },
    {
      weight: 1,
      arbitrary: named(
        fc.tuple(condition(true, 1), inner, fc.option(inner, { nil: null })).map(([asked, then, otherwise]) => ({
          branch: [{ if: asked, then }, ...(otherwise === null ? [] : [{ else: otherwise }])],
        })),
      ),
    },
    {
      weight: 1,
      arbitrary: named(
        fc.tuple(slug, inner, inner, fc.constantFrom(5_000, 5_000, 2_500)).map(([name, a, b, shareBps]) => ({
          split: {
            name,
            variants: [
              { name: 'warm', shareBps, steps: a },
              { name: 'cool', shareBps: 10_000 - shareBps, steps: b },
            ],
          },
        })),
      ),
    },
    {
      weight: 1,
      arbitrary: named(
        fc
          .record({ event, where: properties }, { requiredKeys: ['event'] })
          .chain((asked) =>
            fc
              .record({ for: fc.constant(asked), atMost: duration, then: inner, timeout: inner }, { requiredKeys: ['for', 'atMost'] })
              .map((wait) => ({ wait })),
          ),
      ),
    },
    { weight: 1, arbitrary: named(fc.tuple(slug, duration).map(([id, wait]) => ({ id, wait }))) },
  )
}

const checklist: fc.Arbitrary<Json> = fc.record(
  {
    milestones: fc.uniqueArray(
      fc.record(
        { name: slug, event, nudge: fc.record({ after: duration, send: fc.constant({ subject: 'Next', text: 'One step more' }) }) },
        { requiredKeys: ['name', 'event'] },
      ),
      { minLength: 1, maxLength: 4, selector: ({ name }) => name },
    ),
    within: fc.constantFrom('30d', '120d'),
    complete: steps(1),
  },
  { requiredKeys: ['milestones', 'within'] },
)

const entry: fc.Arbitrary<Json> = fc.oneof(
  fc.record({ event, where: properties }, { requiredKeys: ['event'] }),
  fc.record({ stage: fc.constantFrom(...STAGES) }),
  fc.record(
    { segment: fc.constantFrom('vip', 'lapsed'), on: fc.constantFrom('entered', 'left'), existing: fc.boolean() },
    { requiredKeys: ['segment'] },
  ),
  fc.record({ schedule: fc.record({ at: fc.constantFrom('2027-03-01T09:00', '2026-12-24T18:30') }) }),
  fc.record({ schedule: fc.record({ every: fc.constant('week'), on: days, at: time }) }),
  fc.record({
    schedule: fc.record({
      every: fc.constant('month'),
      on: fc.uniqueArray(fc.constantFrom(1, 15, 31, 'last'), { minLength: 1 }),
      at: time,
    }),
  }),
  fc.record({ date: trait, offset, at: time, yearly: fc.boolean() }, { requiredKeys: ['date'] }),
)

const exits: fc.Arbitrary<Json> = fc.array(
  fc.oneof(
    fc.record({ event, where: properties }, { requiredKeys: ['event'] }),
    fc.record({ stage: fc.constantFrom(...STAGES) }),
    fc.record({ segment: fc.constantFrom('vip', 'lapsed'), on: fc.constantFrom('entered', 'left') }, { requiredKeys: ['segment'] }),
  ),
  { maxLength: 2 },
)

const money = { currency: fc.constantFrom('EUR', 'JPY'), cap: fc.constantFrom(500, 99.5) }
const hopedFor = {
  name: fc.constant('order'),
  event,
  where: properties,
  after: fc.constantFrom('1d', '7d'),
  window: fc.constantFrom('30d', '14d', '2w'),
  value: fc.record(
    { amount: fc.integer({ min: 1, max: 99 }), currency: fc.constant('EUR'), cap: fc.constantFrom(100, 250) },
    { requiredKeys: ['amount', 'currency'] },
  ),
}
const HOPED_KEYS = ['name', 'event', 'window'] as const
const goal: fc.Arbitrary<Json> = fc.oneof(
  fc.record(hopedFor, { requiredKeys: [...HOPED_KEYS] }),
  fc
    .record({ ...hopedFor, value: fc.constant(undefined), revenue: fc.record(money, { requiredKeys: ['currency'] }) })
    .map(({ value: _, ...rest }) => rest),
)
const metrics: fc.Arbitrary<Json> = fc.uniqueArray(
  fc.oneof(
    fc.record({ ...hopedFor, name: slug, better: fc.constantFrom('more', 'less') }, { requiredKeys: [...HOPED_KEYS] }),
    fc.record({ name: slug, event, window: fc.constant('7d'), guardrail: fc.boolean() }),
    fc.record({
      ...{ name: slug, event, window: fc.constant('7d') },
      per: fc.record({ event, where: properties }, { requiredKeys: ['event'] }),
      revenue: fc.record(money),
    }),
  ),
  { maxLength: 3, selector: ({ name }) => name },
)

const plan: fc.Arbitrary<Json> = fc.record(
  {
    measure: fc.constantFrom('rate', 'rate', 'revenue'),
    baseline: fc.constantFrom(0.005, 0.05, 0.3, 2),
    smallestEffect: fc.constantFrom<Json[]>('20%', '7.5 %', 0.01, 0.4),
    alpha: fc.constantFrom(0.01, 0.1),
    power: fc.constantFrom(0.8, 0.95),
    total: fc.integer({ min: 2, max: 100_000 }),
    days: fc.integer({ min: 20, max: 200 }),
  },
  { requiredKeys: ['baseline', 'smallestEffect', 'total'] },
)
const actions = (also: string) => fc.uniqueArray(fc.constantFrom('notify', also), { maxLength: 2 })
const judged = {
  plan,
  method: fc.constantFrom('hybrid', 'always-valid', 'fixed', 'lan-demets', 'bayesian'),
  promoted: fc.constantFrom('a', 'b'),
  group: slug,
  salt: fc.constant('spring'),
  trafficBps: fc.constantFrom(10_000, 2_500),
  testers: fc.dictionary(fc.constantFrom('customer-1', 'customer-2', 'ann.o'), fc.constantFrom('a', 'b'), { maxKeys: 3 }),
  breakdowns: fc.uniqueArray(
    fc.constantFrom<Json[]>('stage', 'traits.plan', { path: 'revenue.USD', edges: [50, 200] }, { path: 'traits.points', edges: [-1, 0.5] }),
    { maxLength: 3 },
  ),
  onVerdict: fc.record(
    {
      winner: actions('promote'),
      loser: actions('stop'),
      'no-difference': actions('notify'),
      harmful: actions('stop'),
      broken: actions('stop'),
    },
    { requiredKeys: [] },
  ),
}

const experiment = (ways: fc.Arbitrary<readonly Json[]>): fc.Arbitrary<Json> =>
  fc.tuple(fc.constantFrom(0, 1_000), ways, fc.record(judged, { requiredKeys: [] })).map(([holdoutBps, own, said]) => ({
    ...{ control: 'a', holdoutBps, ...said },
    variants: [
      { name: 'a', shareBps: 5_000 },
      { name: 'b', shareBps: 5_000, steps: own },
    ],
  }))

const head = {
  id: fc.constant('random'),
  name: fc.constant('Random'),
  topic: fc.constant('offers'),
  status: fc.constantFrom('active', 'active', 'active', 'draft', 'paused'),
  zone: fc.constantFrom('customer', 'Europe/Berlin', 'Asia/Kolkata'),
  entry,
  audience: condition(false),
  reentry: fc.oneof<fc.Arbitrary<Json>[]>(
    fc.constantFrom('never', 'each'),
    fc.record({ after: duration }),
    fc.record({ each: fc.constant('orderId') }),
  ),
  maxConcurrent: fc.constantFrom(1, 2, 3),
  migrate: fc.constantFrom('finish', 'move'),
  exits,
}
const OPTIONAL = ['zone', 'audience', 'maxConcurrent', 'migrate', 'exits']
const requiredKeys = Object.keys(head).filter((key) => !OPTIONAL.includes(key)) as ('id' | 'name')[]

/** A campaign file with steps, an experiment or a checklist. */
export const campaignFile: fc.Arbitrary<JsonObject> = fc
  .tuple(
    fc.record(head, { requiredKeys }),
    fc.oneof(
      fc.record({ steps: steps(3) }),
      fc.record({ checklist }),
      fc.record({ steps: steps(2), goal }),
      fc.record({ steps: steps(2), goal, metrics, experiment: experiment(steps(2)) }, { requiredKeys: ['steps', 'goal', 'experiment'] }),
    ),
  )
  .map(([said, does]) => agreeing({ ...said, ...does } as JsonObject))

/** Mostly what goes together: a key only where an event has one, several journeys only where people come again. */
const agreeing = ({ entry, reentry, maxConcurrent, ...file }: JsonObject): JsonObject => {
  const hasEvent = (entry as JsonObject).event !== undefined
  const again: Json = typeof reentry === 'object' && reentry !== null && 'each' in reentry && !hasEvent ? 'each' : (reentry ?? 'each')
  const comesAgain = again === 'each' || (typeof again === 'object' && again !== null && 'each' in again)
  const told = renamed(file, { count: 0 }) as JsonObject
  return { ...told, entry: entry ?? null, reentry: again, ...(comesAgain && maxConcurrent !== undefined ? { maxConcurrent } : {}) }
}

/** Names that must be there once, told apart by a number. */
const renamed = (json: Json, named: { count: number }): Json => {
  if (Array.isArray(json)) return (json as readonly Json[]).map((inner) => renamed(inner, named))
  if (typeof json !== 'object' || json === null) return json
  const told = Object.fromEntries(Object.entries(json).map(([key, inner]) => [key, renamed(inner as Json, named)]))
  const isNamed = 'variants' in told && typeof told.name === 'string'
  named.count += 1
  return {
    ...told,
    ...(isNamed ? { name: `${String(told.name)}-${named.count}` } : {}),
    ...('wait' in told && typeof told.id === 'string' ? { id: `${told.id}-${named.count % 90}` } : {}),
  }
}

/** The same with one place changed into something else: most are refused. */
export const spoiledCampaignFile: fc.Arbitrary<Json> = fc
  .tuple(campaignFile, fc.array(fc.nat(1_000), { minLength: 1, maxLength: 6 }), fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>)
  .map(([file, way, value]) => spoiled(file, way, value))

const spoiled = (json: Json, [first, ...way]: readonly number[], value: Json): Json => {
  if (first === undefined || typeof json !== 'object' || json === null) return value
  const names = Object.keys(json)
  const name = names[first % (names.length + 1)]
  if (Array.isArray(json)) {
    const at = name === undefined ? json.length : Number(name)
    return [
      ...(json as readonly Json[]).slice(0, at),
      spoiled((json as readonly Json[])[at] ?? null, way, value),
      ...(json as readonly Json[]).slice(at + 1),
    ]
  }
  const key = name ?? `new ${first}`
  return { ...(json as JsonObject), [key]: spoiled((json as JsonObject)[key] ?? null, way, value) }
}
