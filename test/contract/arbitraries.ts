/** Any state, fact, message and event at all: what a codec must give back as it was. */
import { STATUS_NAMES } from '../../shared/adapters/codec/message.ts'
import { SUPPRESSION_REASONS } from '../../shared/adapters/codec/refusals.ts'
import fc from 'fast-check'
import type { EntryRefusal } from '../../shared/domain/campaign/may-enter.ts'
import type { Receipts } from '../../shared/domain/customer/receipts.ts'
import type { CustomerState, Standing } from '../../shared/domain/customer/state.ts'
import type { EventType, LifecycleEvent } from '../../shared/domain/event/event.ts'
import type { Exposure } from '../../shared/domain/experiment/experiment.ts'
import type { Fact, FactBody } from '../../shared/domain/fact/fact.ts'
import type { ExitReason, Journey, JourneyEnd, OwnEnd } from '../../shared/domain/journey/journey.ts'
import type { StageReason } from '../../shared/domain/lifecycle/classify.ts'
import { STAGES } from '../../shared/domain/lifecycle/stage.ts'
import type { Contact } from '../../shared/domain/messaging/caps.ts'
import type { Hindrance, Message, MessageStatus, Refusal } from '../../shared/domain/messaging/message.ts'
import type { News } from '../../shared/domain/messaging/news.ts'
import { FREQUENCIES } from '../../shared/domain/messaging/preferences.ts'
import type { Metrics } from '../../shared/domain/metrics/metrics.ts'
import type { Json, JsonObject } from '../../shared/kernel/json.ts'
import type {
  AddressDigest,
  CallId,
  CampaignId,
  CustomerId,
  EpochDay,
  EpochMs,
  ExperimentId,
  InputId,
  MessageId,
  Minor,
  TaskId,
} from '../../shared/kernel/words.ts'

/** Texts that have broken codecs before, and any other. */
const text = fc.oneof(
  fc.constantFrom(
    '',
    '__proto__',
    'constructor',
    'toString',
    'length',
    '0',
    '10',
    '-1',
    '🦊',
    'ключ',
    '\ud800',
    '\udc00x',
    'a\u0000b',
    '"\\',
  ),
  fc.string({ unit: 'binary', maxLength: 20 }),
)
const word = <T extends string>() => text as fc.Arbitrary<T>
const whole = fc.maxSafeInteger()
/** Years 0 to 9999, as ISO 8601 can say. */
const instant = fc.integer({ min: -62_167_219_200_000, max: 253_402_300_799_999 }) as fc.Arbitrary<number> as fc.Arbitrary<EpochMs>
const day = fc.integer({ min: -719_528, max: 2_932_896 }) as fc.Arbitrary<number> as fc.Arbitrary<EpochDay>
const minor = whole as fc.Arbitrary<number> as fc.Arbitrary<Minor>
const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null })
const few = <T>(arbitrary: fc.Arbitrary<T>) => fc.array(arbitrary, { maxLength: 4 })
const count = fc.nat()

/** Plain objects with just these fields. */
const shape = <T>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  fc.record(fields, { noNullPrototype: true }) as fc.Arbitrary<T>

/** Own properties whatever their names. */
const record = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> =>
  fc.uniqueArray(fc.tuple(text, value), { maxLength: 4, selector: ([name]) => name }).map((entries) => Object.fromEntries(entries))

/** Without -0, which JSON does not write. */
const json: fc.Arbitrary<Json> = fc
  .oneof(fc.jsonValue(), fc.constant(JSON.parse('{"__proto__": [1e300]}')))
  .map((value) => JSON.parse(JSON.stringify(value)) as Json)
const jsonObject: fc.Arbitrary<JsonObject> = record(json)

/** One of a union, each case written out: a new case of the domain fails to compile here. */
const union = <T extends { readonly type: string }>(
  cases: { readonly [K in T['type']]: fc.Arbitrary<Omit<Extract<T, { type: K }>, 'type'>> },
) =>
  fc.oneof(
    ...Object.entries<fc.Arbitrary<object>>(cases).map(([type, rest]) => rest.map((values) => ({ type, ...values }))),
  ) as fc.Arbitrary<unknown> as fc.Arbitrary<T>

const nothing = fc.constant({})
const stage = fc.constantFrom(...STAGES)
const statusName = fc.constantFrom(...STATUS_NAMES)

const stageReason = union<StageReason>({
  ended: shape({ at: instant }),
  silent: shape({ sinceAt: instant, thresholdMs: whole }),
  'first-seen': shape({ at: instant, newMs: whole }),
  recent: shape({ lastSeenAt: instant, atRiskMs: whole }),
})

const entryRefusal = union<EntryRefusal>({
  'campaign-not-active': nothing,
  'campaign-paused': nothing,
  draft: nothing,
  missed: shape({ dueAt: instant, entryMaxAgeMs: whole }),
  'entered-for-key': shape({ key: text }),
  'no-key': shape({ property: text }),
  'not-in-audience': nothing,
  'not-started': shape({ startAt: instant }),
  over: shape({ endAt: instant }),
  'event-too-old': shape({ entryMaxAgeMs: whole }),
  'already-in': shape({ entry: count }),
  'entered-before': shape({ lastEnteredAt: instant, againAt: orNull(instant) }),
  'too-many-journeys': shape({ limit: count }),
  'outside-traffic': shape({ bucket: count }),
  'in-other-experiment': shape({ experiment: word<ExperimentId>() }),
})

const zoned = shape({ zone: text, isFallback: fc.boolean(), until: instant })
const hindrances = {
  'campaign-paused': nothing,
  'quiet-hours': zoned,
  'outside-window': zoned,
  capped: shape({ topic: orNull(text), atMost: count, withinMs: whole, by: orNull(word<CampaignId>()) }),
  'over-budget': shape({ of: fc.constantFrom('campaign' as const, 'all' as const), perDay: count }),
}
const hindrance = union<Hindrance>(hindrances)

const refusal = union<Refusal>({
  ...hindrances,
  suppressed: shape({ because: fc.constantFrom(...SUPPRESSION_REASONS), at: instant }),
  'not-confirmed': shape({ since: instant }),
  'already-confirmed': shape({ at: instant }),
  paused: shape({ until: instant }),
  'no-coupon': shape({ pool: text }),
  erased: nothing,
  'sending-off': nothing,
  stopped: shape({
    of: fc.constantFrom('campaign' as const, 'all' as const),
    at: instant,
    because: fc.oneof(
      shape({ type: fc.constant('person' as const), why: text }),
      shape({ type: fc.constant('breaker' as const), rate: fc.constantFrom('complaints' as const, 'bounces' as const), count, of: count }),
      shape({
        type: fc.constant('guardrail' as const),
        experiment: text as fc.Arbitrary<ExperimentId>,
        found: fc.constantFrom('harmful' as const, 'loser' as const, 'broken' as const),
        variant: orNull(text),
        metric: orNull(text),
      }),
    ),
  }),
  'campaign-not-active': nothing,
  'journey-ended': nothing,
  'no-address': nothing,
  withdrawn: shape({ at: instant }),
  'no-consent': shape({ basis: text }),
  'not-renderable': shape({ detail: text }),
  rejected: shape({ detail: text }),
})

const ownEnds = { step: shape({ why: orNull(text) }), 'no-date': shape({ path: text }) }
const change = fc.constantFrom('entered' as const, 'left' as const)
const exitReason = union<ExitReason>({
  ...ownEnds,
  event: shape({ event: text }),
  stage: shape({ stage: text }),
  segment: shape({ segment: text, change }),
  'campaign-ended': nothing,
  withdrawn: nothing,
  merged: nothing,
  erased: nothing,
})

const journeyEnd: fc.Arbitrary<JourneyEnd> = fc.oneof(
  shape({ outcome: fc.constant('completed') }),
  shape({ outcome: fc.constant('exited'), because: exitReason }),
)

const buckets = few(fc.tuple(day, count))

const metrics: fc.Arbitrary<Metrics> = shape({
  firstSeenAt: orNull(instant),
  lastSeenAt: orNull(instant),
  endedAt: orNull(instant),
  returnedAt: orNull(instant),
  lastEventAt: orNull(instant),
  counts: record(shape({ total: count, firstAt: instant, lastAt: instant, days: buckets, blocks: buckets })),
  revenue: record(minor),
})

const journey: fc.Arbitrary<Journey> = shape({
  campaign: word<CampaignId>(),
  version: count,
  entry: count,
  variant: text,
  held: fc.boolean(),
  enteredAt: instant,
  key: orNull(text),
  milestones: few(text),
  position: fc.oneof(
    shape({ status: fc.constant('waiting'), step: count, wakeAt: instant }),
    shape({ status: fc.constant('paused'), step: count, since: instant }),
    shape({ status: fc.constant('leaving'), because: union<OwnEnd>(ownEnds) }),
    shape({ status: fc.constant('settling') }),
  ),
  unsettled: few(
    fc.oneof(
      shape({ message: word<MessageId>(), step: count, owedAt: instant, status: fc.constantFrom('owed', 'claimed') }),
      shape({ message: word<MessageId>(), step: count, owedAt: instant, status: fc.constant('deferred'), until: instant }),
    ),
  ),
})

const standing: fc.Arbitrary<Standing> = shape({ stage, since: instant, because: stageReason })

const knownBefore = { segments: record(text), before: count }

const exposure: fc.Arbitrary<Exposure> = shape({
  arm: text,
  phase: count,
  bucket: orNull(count),
  assignedAt: instant,
  ...knownBefore,
  outcomes: record(shape({ events: count, sum: minor, base: count })),
})

const receipts: fc.Arbitrary<Receipts> = shape({
  completeSince: orNull(instant),
  ids: few(fc.tuple(text, instant)),
  spilled: orNull(shape({ from: instant, until: instant })),
})

const said = {
  status: fc.constantFrom('granted' as const, 'pending' as const, 'withdrawn' as const),
  basis: fc.constantFrom('opt-in' as const, 'double-opt-in' as const, null),
  source: orNull(text),
}
const preferences = { frequency: fc.constantFrom(...FREQUENCIES), pausedUntil: orNull(instant), saidAt: instant }
const coupon = { pool: text, code: text, variant: text }
const contact: fc.Arbitrary<Contact> = shape({
  message: word<MessageId>(),
  campaign: word<CampaignId>(),
  entry: count,
  topic: text,
  priority: count,
  status: fc.constantFrom('reserved', 'claimed'),
  at: instant,
})

export const anyState: fc.Arbitrary<CustomerState> = shape({
  id: word<CustomerId>(),
  version: count,
  at: orNull(instant),
  traits: record(shape({ value: json, at: instant })),
  metrics,
  standing: orNull(standing),
  consent: record(shape({ ...said, at: instant })),
  preferences: orNull(shape(preferences)),
  contacts: few(contact),
  softBounces: orNull(shape({ address: word<AddressDigest>(), count })),
  coupons: record(shape({ ...coupon, at: instant, redeemedAt: orNull(instant) })),
  journeys: few(journey),
  campaigns: record(
    shape({
      entries: count,
      lastEnteredAt: orNull(instant),
      keys: few(text),
      refused: orNull(shape({ count, at: instant, because: entryRefusal })),
    }),
  ),
  exposures: record(exposure),
  segments: record(shape({ version: count, since: orNull(instant), servedUntil: orNull(instant) })),
  segmentsReviewAt: orNull(instant),
  tasks: few(shape({ id: word<TaskId>(), campaign: word<CampaignId>(), entry: count, step: count, at: instant })),
  receipts,
  merge: orNull(shape({ status: fc.constantFrom('sealed', 'merged', 'redirected'), into: word<CustomerId>(), at: instant })),
  mergeDepth: count,
  erasedAt: orNull(instant),
})

const inJourney = { campaign: word<CampaignId>(), entry: count }
const onPath = { ...inJourney, path: orNull(shape({ version: count, variant: text })) }
const place = shape({ version: count, step: count })
const experiment = word<ExperimentId>()
const message = word<MessageId>()

const by = fc.constantFrom('person' as const, 'machine' as const)
const news = union<News>({
  delayed: shape({ saidAt: instant, detail: text }),
  complained: shape({ saidAt: instant, detail: text }),
  bounced: shape({ saidAt: instant, kind: fc.constantFrom('permanent' as const, 'transient' as const), detail: text }),
  opened: shape({ saidAt: instant, by }),
  clicked: shape({ saidAt: instant, by, link: text, source: fc.constantFrom('service' as const, 'link' as const) }),
})

const factBody = union<FactBody>({
  appeared: nothing,
  erased: shape({ wasCustomer: fc.boolean(), from: orNull(stage) }),
  'stage-changed': shape({ from: orNull(stage), to: stage, because: stageReason }),
  'consent-changed': shape({ topic: text, ...said, saidAt: instant }),
  'preferences-changed': shape(preferences),
  'coupon-given': shape({ campaign: word<CampaignId>(), ...coupon }),
  'coupon-redeemed': shape({ campaign: word<CampaignId>(), ...coupon }),
  entered: shape({
    ...inJourney,
    version: count,
    variant: text,
    held: fc.boolean(),
    heldBy: orNull(fc.constantFrom('campaign' as const, 'global' as const)),
    trigger: fc.oneof(
      shape({ type: fc.constant('event'), event: text }),
      shape({ type: fc.constant('stage'), from: orNull(stage), to: stage }),
      shape({ type: fc.constant('segment'), segment: text, change }),
      shape({ type: fc.constant('schedule'), at: instant }),
      shape({ type: fc.constant('date'), path: text, at: instant }),
    ),
    key: orNull(text),
  }),
  owed: shape({ ...onPath, message, step: count }),
  waiting: shape({ ...onPath, step: count, wakeAt: instant }),
  waited: shape({ ...onPath, step: count, by: fc.constantFrom('time', 'event', 'complete', 'moved', 'at-once') }),
  chose: shape({ ...onPath, step: count, way: text }),
  took: shape({ ...onPath, step: count, what: fc.constantFrom('update', 'emit', 'task', 'webhook'), withheld: fc.boolean() }),
  milestone: shape({ ...onPath, name: text }),
  settling: shape(inJourney),
  leaving: shape({ ...onPath, step: count, because: union<OwnEnd>(ownEnds) }),
  paused: shape({ ...onPath, step: count }),
  resumed: shape({ ...onPath, step: count }),
  'journey-ended': shape({ ...onPath, end: journeyEnd, waitedAt: orNull(count) }),
  'journey-moved': shape({ ...inJourney, variant: text, from: place, to: place }),
  'traits-updated': shape({ ...inJourney, set: jsonObject, refused: few(text) }),
  emitted: shape({ ...inJourney, step: count, event: text, properties: jsonObject }),
  'task-opened': shape({
    ...inJourney,
    task: word<TaskId>(),
    step: count,
    title: text,
    note: orNull(text),
    assignee: orNull(text),
    dueAt: orNull(instant),
    about: jsonObject,
  }),
  'task-closed': shape({
    ...inJourney,
    task: word<TaskId>(),
    outcome: fc.constantFrom('done', 'dismissed', 'ended'),
    by: orNull(text),
    note: orNull(text),
  }),
  called: shape({ ...inJourney, call: word<CallId>(), step: count, url: text, body: jsonObject }),
  'call-settled': shape({
    ...inJourney,
    call: word<CallId>(),
    outcome: fc.constantFrom('delivered', 'failed'),
    status: orNull(count),
    attempts: count,
  }),
  'segment-changed': shape({ segment: text, version: count, to: change }),
  'message-moved': shape({
    ...inJourney,
    message,
    step: count,
    variant: text,
    from: statusName,
    to: statusName,
    because: orNull(refusal),
    until: orNull(instant),
    isZoneUnknown: fc.boolean(),
  }),
  heard: shape({ ...inJourney, message, step: count, variant: text, news, isFirst: fc.boolean() }),
  assigned: shape({ experiment, phase: count, arm: text, bucket: orNull(count), ...knownBefore }),
  crossover: shape({ experiment, arm: text, seen: text }),
  outcome: shape({
    experiment,
    metric: text,
    arm: text,
    assignedDay: day,
    outcomeDay: day,
    converted: fc.constantFrom(0, 1),
    sumDelta: minor,
    sumSquaresDelta: fc.bigInt().map(String),
    phase: count,
    own: shape({ events: fc.constantFrom(0, 1), sum: minor, base: fc.constantFrom(0, 1) }),
    ratio: orNull(shape({ baseDelta: whole, baseSquaresDelta: fc.bigInt().map(String), productsDelta: fc.bigInt().map(String) })),
    ...knownBefore,
  }),
  'merge-begun': shape({ into: word<CustomerId>() }),
  'merge-lifted': nothing,
  absorbed: shape({
    source: word<CustomerId>(),
    depth: count,
    exposures: record(exposure),
    entered: record(shape({ entries: count, lastEnteredAt: orNull(instant), keys: few(text) })),
    coupons: record(shape({ ...coupon, at: instant, redeemedAt: orNull(instant) })),
  }),
  merged: shape({ into: word<CustomerId>(), from: orNull(stage) }),
  redirected: shape({ into: word<CustomerId>() }),
})

export const anyFact: fc.Arbitrary<Fact> = fc.tuple(instant, factBody).map(([at, body]) => ({ at, ...body }))

const status: fc.Arbitrary<MessageStatus> = fc.oneof(
  shape({ name: fc.constant('owed') }),
  shape({ name: fc.constant('claimed'), at: instant, leaseUntil: instant }),
  shape({ name: fc.constant('deferred'), at: instant, until: instant, because: hindrance }),
  shape({ name: fc.constant('unknown'), at: instant, giveUpAt: instant }),
  shape({ name: fc.constant('refused'), at: instant, because: refusal }),
  shape({ name: fc.constant('bounced'), at: instant, kind: fc.constantFrom('permanent', 'transient') }),
  shape({ name: fc.constantFrom('sent', 'delivered', 'complained', 'withheld', 'stale', 'unconfirmed'), at: instant }),
)

export const anyMessage: fc.Arbitrary<Message> = shape({
  id: message,
  customerId: word<CustomerId>(),
  campaign: word<CampaignId>(),
  version: count,
  entry: count,
  step: count,
  variant: text,
  held: fc.boolean(),
  owedAt: instant,
  staleAt: instant,
  status,
})

export const anyEvent: fc.Arbitrary<LifecycleEvent> = shape({
  id: word<InputId>(),
  customerId: word<CustomerId>(),
  type: fc.constantFrom<EventType>('track', 'identify', 'page', 'screen', 'group'),
  name: text,
  occurredAt: instant,
  properties: jsonObject,
  traits: jsonObject,
})
