/** Who lives in the simulated world, and everything they do: a random but plausible history of each, drawn from the seed. */
import type { Json, JsonObject } from '../../../shared/kernel/json.ts'
import type { Random } from '../../../shared/kernel/random.ts'
import { DAY_MS, HOUR_MS, isoOf, later, MINUTE_MS } from '../../../shared/kernel/time.ts'
import { type CustomerId, customerId, type EpochMs } from '../../../shared/kernel/words.ts'
import { EVENTS, OUTSIDE, TOPICS } from './definitions.ts'
import type { Manner } from './policies.ts'

/** Something that really happened, as its publisher tells it. The auditor's ground truth. */
export type Happening = {
  readonly id: string
  readonly customer: CustomerId
  readonly type: 'track' | 'identify' | 'page' | 'alias'
  readonly name: string
  /** As the publisher's clock has it. */
  readonly timestamp: EpochMs
  readonly properties: JsonObject
  readonly traits: JsonObject
  /** A text that no parser should take, though it is about this. */
  readonly spoiled: boolean
  /** Who turns out to be whom by it. */
  readonly merges: readonly { readonly source: CustomerId; readonly into: CustomerId }[]
}

/** A happening and the instant the publisher first sends it. */
export type Sent = { readonly happening: Happening; readonly at: EpochMs }

/** Makes happenings with ids of their own. */
export type Publisher = {
  readonly track: (customer: CustomerId, name: string, at: EpochMs, properties?: JsonObject) => Happening
  readonly identify: (customer: CustomerId, at: EpochMs, traits: JsonObject) => Happening
  readonly page: (customer: CustomerId, at: EpochMs) => Happening
  /** A visitor, under the id a device gave them, turns out to be a customer we have an id of our own for. */
  readonly recognise: (visitor: CustomerId, customer: CustomerId, at: EpochMs) => Happening
  /** What Rekindle itself makes of a report of the mail service, under an id of its own. */
  readonly report: (customer: CustomerId, id: string, name: string, at: EpochMs, properties: JsonObject) => Happening
  /** One of our own ids, or one of a visitor, is another from now on. */
  readonly alias: (previous: CustomerId, customer: CustomerId, at: EpochMs) => Happening
}

const VISITOR = 'anonymous:'
const visitorId = (visitor: CustomerId): string => visitor.slice(VISITOR.length)

export const publisherOf = (): Publisher => {
  let count = 0
  const next = (customer: CustomerId, type: Happening['type'], name: string, timestamp: EpochMs) => {
    count += 1
    return { id: `e${count}`, customer, type, name, timestamp, properties: {}, traits: {}, spoiled: false, merges: [] }
  }
  return {
    track: (customer, name, at, properties = {}) => ({ ...next(customer, 'track', name, at), properties }),
    identify: (customer, at, traits) => ({ ...next(customer, 'identify', '$identify', at), traits }),
    page: (customer, at) => next(customer, 'page', '$page', at),
    recognise: (visitor, customer, at) => ({
      ...next(customer, 'identify', '$identify', at),
      merges: [{ source: visitor, into: customer }],
    }),
    report: (customer, id, name, at, properties) => ({ ...next(customer, 'track', name, at), id, properties }),
    alias: (previous, customer, at) => ({ ...next(customer, 'alias', '', at), merges: aliasesOf(previous, customer) }),
  }
}

/** An alias does not say whether the id before was ours or that of a device: both are meant. */
const aliasesOf = (previous: CustomerId, into: CustomerId): Happening['merges'] => {
  const isVisitor = previous.startsWith(VISITOR)
  const own = isVisitor ? customerId(visitorId(previous)) : previous
  const visitor = isVisitor ? previous : customerId(`${VISITOR}${previous}`)
  return [visitor, own].map((source) => ({ source, into })).filter(({ source }) => source !== into)
}

/** The envelope that goes over the wire. */
export const envelopeOf = ({ id, customer, type, name, timestamp, properties, traits, spoiled, merges }: Happening): JsonObject => ({
  type: spoiled ? 'shout' : type,
  messageId: id,
  ...(customer.startsWith(VISITOR) ? { anonymousId: visitorId(customer) } : { userId: customer }),
  timestamp: isoOf(timestamp),
  ...(type === 'track' ? { event: name, properties } : {}),
  ...(type === 'identify' ? { traits } : {}),
  ...saidOf(type, merges),
})

/** The other id: the last merge of an alias is about the id as it was given. */
const saidOf = (type: Happening['type'], merges: Happening['merges']): JsonObject => {
  const last = merges.at(-1)?.source
  if (last === undefined) return {}
  return type === 'identify' ? { anonymousId: visitorId(last) } : { previousId: last.startsWith(VISITOR) ? visitorId(last) : last }
}

/** All that the people of one world do between two instants. */
export const livesOf = (
  random: Random,
  publisher: Publisher,
  manner: Manner,
  isSmall: boolean,
  start: EpochMs,
  end: EpochMs,
): readonly Sent[] => {
  const people = isSmall ? (manner === 'eager' ? 4 : 2) + random.below(3) : (manner === 'eager' ? 6 : 3) + random.below(5)
  const span = { start, end, returns: isSmall ? 3 : 10 }
  const own = (index: number): CustomerId => customerId(`c${index}`)
  return Array.from({ length: people }, (_, index) => [
    ...lifeOf(random, publisher, own(index), span),
    ...turnsOut(random, publisher, own(index), own(random.below(people)), span),
  ]).flat()
}

/** `returns`: how often those who come back do. */
type Span = { readonly start: EpochMs; readonly end: EpochMs; readonly returns: number }

/** Lives under other ids that turn out to be this customer, or somebody else: of visitors, of devices others use, of accounts renamed. */
const turnsOut = (random: Random, publisher: Publisher, customer: CustomerId, somebody: CustomerId, span: Span): readonly Sent[] => {
  const { start, end } = span
  const sent: Sent[] = []
  const someday = (): EpochMs => later(start, Math.floor((end - start) * (0.1 + 0.85 * random.next())))
  const say = (happening: Happening): void => void sent.push({ happening, at: happening.timestamp })
  const visitor = customerId(`anonymous:${customer}-device`)
  const before = customerId(`${customer}-before`)
  if (random.chance(0.1)) {
    sent.push(...lifeOf(random, publisher, visitor, span))
    for (let times = 1 + random.below(3); times > 0; times -= 1) say(publisher.recognise(visitor, customer, someday()))
    if (random.chance(0.3)) say(publisher.recognise(visitor, somebody, someday()))
  } else if (random.chance(0.05)) say(publisher.recognise(visitor, customer, someday()))
  if (random.chance(0.06)) {
    sent.push(...lifeOf(random, publisher, before, span))
    say(publisher.alias(before, customer, someday()))
    if (random.chance(0.3)) say(publisher.alias(visitor, before, someday()))
  }
  if (random.chance(0.04)) say(publisher.alias(customer, somebody, someday()))
  return sent
}

type Life = {
  readonly random: Random
  readonly publisher: Publisher
  readonly customer: CustomerId
  readonly bornAt: EpochMs
  readonly end: EpochMs
  readonly sent: Sent[]
}

const lifeOf = (random: Random, publisher: Publisher, customer: CustomerId, { start, end, returns }: Span): readonly Sent[] => {
  const bornAt = later(start, Math.floor((end - start) * 0.5 * random.next()))
  const life: Life = { random, publisher, customer, bornAt, end, sent: [] }
  introduce(life)
  orders(life)
  wanders(life)
  speaksOfConsent(life)
  if (random.chance(0.2)) views(life, bornAt, 2 + random.below(6), (end - bornAt) / 8)
  if (random.chance(0.008)) views(life, within(life), 140 + random.below(160), random.pick([2 * MINUTE_MS, 4]))
  if (random.chance(0.15)) leaves(life)
  if (random.chance(0.6)) isExperimentedWith(life)
  if (random.chance(0.5)) comesBack(life, returns)
  return life.sent
}

const say = ({ sent }: Life, happening: Happening, delayMs = 0): void => {
  sent.push({ happening, at: later(happening.timestamp, delayMs) })
}

const within = ({ random, bornAt, end }: Life): EpochMs => later(bornAt, Math.floor((end - bornAt) * random.next()))

/** One mailbox of several people, in several spellings. */
const SHARED = ['family@example.com', 'Family@Example.com'] as const

/** Where people say they live: with summers at other times of the year, with half hours, nowhere, and where nobody lives. */
export const ZONES: readonly Json[] = [
  ...['Europe/Berlin', 'America/New_York', 'Australia/Sydney', 'Australia/Lord_Howe', 'America/Santiago', 'Asia/Kolkata', 'Asia/Kathmandu'],
  ...['Mars/Olympus', '+02:00', '', 42, null],
]

const introduce = (life: Life): void => {
  const { random, publisher, customer, bornAt } = life
  const box = customer.replaceAll(':', '-')
  const own = random.chance(0.25) ? random.pick(SHARED) : `${box}@example.com`
  const email = random.chance(0.95) ? own : random.pick([null, 'nonsense', undefined])
  const timezone = random.chance(0.85) ? random.pick(ZONES) : undefined
  const known = {
    plan: random.pick(['free', 'pro', 'none']),
    ...(random.chance(0.9) ? { name: `Person ${customer}` } : {}),
    ...(email === undefined ? {} : { email }),
    ...(timezone === undefined ? {} : { timezone }),
  }
  if (random.chance(0.9)) say(life, publisher.identify(customer, bornAt, known))
  if (random.chance(0.8)) say(life, publisher.track(customer, EVENTS.signUp, later(bornAt, random.below(60_000))))
  if (random.chance(0.3)) say(life, publisher.identify(customer, within(life), { plan: random.pick(['free', 'pro']) }))
  if (random.chance(0.15)) say(life, publisher.identify(customer, within(life), { email: random.pick([`new-${box}@example.com`, null]) }))
  if (random.chance(0.2)) say(life, publisher.identify(customer, within(life), { timezone: random.pick(ZONES) }))
  if (random.chance(0.04)) say(life, publisher.identify(customer, within(life), { essay: 'x'.repeat(3_000) }))
}

/** Orders at a pace of their own, until they lose interest; some come back much later. */
const orders = (life: Life): void => {
  const { random, publisher, customer, end } = life
  const meanGapMs = (1 + random.below(10)) * DAY_MS
  const losesInterestAt = random.chance(0.6) ? within(life) : end
  let at = later(life.bornAt, Math.floor(random.exponential(meanGapMs / 2)))
  while (at < end) {
    const revenue = (100 + random.below(12_000)) / 100
    const foreign = random.chance(0.05) ? { currency: 'EUR' } : {}
    say(life, publisher.track(customer, EVENTS.order, at, { revenue, ...foreign, ...keyOf(at) }))
    if (random.chance(0.06))
      say(life, publisher.track(customer, EVENTS.refund, later(at, random.below(3 * DAY_MS)), { revenue, ...keyOf(at) }))
    at = later(at, 1 + Math.floor(random.exponential(meanGapMs)))
    if (at > losesInterestAt && !random.chance(0.1)) at = later(at, Math.floor(random.exponential(15 * DAY_MS)))
  }
}

/** Which order it is, of few, so that some come again; some do not say. */
const keyOf = (at: EpochMs): JsonObject => (at % 5 === 0 ? {} : { orderId: `o${at % 3}` })

const wanders = (life: Life): void => {
  const { random, publisher, customer } = life
  for (let times = 2 + random.below(5); times > 0; times -= 1)
    say(life, publisher.track(customer, EVENTS.quiz, within(life), { score: random.below(130) }))
  for (let times = random.below(4); times > 0; times -= 1) say(life, publisher.track(customer, EVENTS.card, within(life)))
}

const speaksOfConsent = (life: Life): void => {
  const { random, publisher, customer } = life
  const topicOf = (): JsonObject => (random.chance(0.5) ? {} : { topic: random.pick(TOPICS) })
  const subscribes = (at: EpochMs): void => {
    const topic = topicOf()
    say(life, publisher.track(customer, 'Subscribed', at, { ...topic, ...(random.chance(0.1) ? { confirmed: true } : {}) }))
    if (random.chance(0.5))
      say(life, publisher.track(customer, 'Subscribed', later(at, random.below(3 * DAY_MS)), { ...topic, confirmed: true }))
  }
  if (random.chance(0.85)) subscribes(later(life.bornAt, random.below(DAY_MS)))
  for (let times = random.below(3); times > 0; times -= 1) {
    if (random.chance(0.2)) say(life, publisher.track(customer, 'Unsubscribed', within(life), topicOf()))
    else subscribes(within(life))
  }
  for (let times = random.below(2); times > 0; times -= 1) {
    const at = within(life)
    say(life, publisher.track(customer, 'Preferences Changed', at, wishOf(random, at)))
  }
}

/** Whatever they or somebody else said before, they want mail again, and can be reached: much of it would never leave otherwise. */
const comesBack = (life: Life, returns: number): void => {
  const { random, publisher, customer } = life
  const box = customer.replaceAll(':', '-')
  for (let times = 1; times <= returns; times += 1) {
    const at = within(life)
    say(life, publisher.track(customer, 'Subscribed', at, { confirmed: true }))
    say(life, publisher.track(customer, 'Preferences Changed', at, { frequency: 'all' }))
    say(life, publisher.identify(customer, at, { name: `Person ${customer}`, email: `${box}-${times}@example.com` }))
    say(life, publisher.track(customer, EVENTS.order, later(at, 1 + random.below(HOUR_MS)), { revenue: 30 }))
  }
}

/** What somebody chose in the preference centre, or, once in a while, what nobody can read. */
export const wishOf = (random: Random, at: EpochMs): JsonObject => ({
  ...(random.chance(0.8) ? { frequency: random.chance(0.02) ? 'hourly' : random.pick(['all', 'weekly', 'monthly']) } : {}),
  ...(random.chance(0.4) ? { pausedUntil: isoOf(later(at, random.below(6 * DAY_MS))) } : {}),
})

/** Much looking around: at one pace for ordinary people, at another for a robot. */
const views = (life: Life, from: EpochMs, count: number, gapMs: number): void => {
  const { random, publisher, customer, end } = life
  let at = from
  for (let view = 0; view < count && at < end; view += 1) {
    say(life, publisher.track(customer, EVENTS.view, at))
    at = later(at, Math.floor(random.exponential(gapMs)))
  }
}

const leaves = (life: Life): void => {
  const { random, publisher, customer } = life
  const leftAt = within(life)
  say(life, publisher.track(customer, EVENTS.end, leftAt))
  if (random.chance(0.5)) say(life, publisher.track(customer, EVENTS.back, later(leftAt, random.below(20 * DAY_MS))))
}

/** Somebody else shows them a variant and tells us, often after what it led to. */
const isExperimentedWith = (life: Life): void => {
  const { random, publisher, customer } = life
  const shown = (variant: string, at: EpochMs): Happening =>
    publisher.track(customer, 'Experiment Viewed', at, { experiment_id: OUTSIDE.id, variation_id: variant })
  const at = within(life)
  const tellsLate = random.chance(0.5) ? random.below(30 * HOUR_MS) : 0
  say(life, shown(random.pick(OUTSIDE.variants), at), tellsLate)
  if (random.chance(0.6))
    say(life, publisher.track(customer, EVENTS.order, later(at, 1 + random.below(20 * HOUR_MS)), { revenue: 10 + random.below(90) }))
  if (random.chance(0.2)) say(life, shown(random.pick(OUTSIDE.variants), later(at, random.below(3 * DAY_MS))))
  if (random.chance(0.1)) say(life, shown('forgotten', later(at, random.below(3 * DAY_MS))))
}
