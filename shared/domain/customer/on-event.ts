import type { Json } from '../../kernel/json.ts'
import { CONSENT_TOPICS_MAX, PAUSE_MS_MAX, SOURCE_LENGTH_MAX, TOPIC_LENGTH_MAX } from '../../kernel/limits.ts'
import { later, parseIso, SECOND_MS } from '../../kernel/time.ts'
import type { CampaignId, EpochMs } from '../../kernel/words.ts'
import type { Exit } from '../campaign/campaign.ts'
import { campaignAt } from '../campaign/catalogue.ts'
import type { Condition } from '../conditions/condition.ts'
import { evaluate } from '../conditions/evaluate.ts'
import type { LifecycleEvent } from '../event/event.ts'
import { outcomeOf } from '../experiment/attribute.ts'
import type { Journey } from '../journey/journey.ts'
import { classify } from '../lifecycle/classify.ts'
import { consentKey, EVERY_TOPIC, GRANTING_EVENT, hasRoomFor, MAIL_CHANNEL, topicOf, WITHDRAWING_EVENT } from '../messaging/consent.ts'
import { FREQUENCIES, type Frequency, type Preferences, PREFERENCES_EVENT, preferencesAfter } from '../messaging/preferences.ts'
import { type Metrics, observe, observeInstants } from '../metrics/metrics.ts'
import { moneyOf } from '../metrics/money.ts'
import { reclassify } from './advance.ts'
import { countAutomatic } from './automatic.ts'
import { type Draft, record, refuseEntry } from './draft.ts'
import { applyExposure } from './exposure.ts'
import { heed } from './heed.ts'
import type { Input } from './input.ts'
import { exit } from './end.ts'
import { tryEnter } from './journeys.ts'
import { keyOf } from './keys.ts'
import { received } from './receipts.ts'
import { experimentAt, type Rules } from './rules.ts'
import { type CouponHeld, exposureOf } from './state.ts'
import { mergeTraits } from './traits.ts'
import { followDates, hear } from './waits.ts'

/**
 * Applies one event at the instant it was received. Order matters and is fixed: what it tells of the customer, what it ends, which
 * assignment and outcome it is, and only then the stage, whose wait it ends and what it starts; so an event never is an outcome of the entry it triggers.
 */
export const onEvent = (draft: Draft, rules: Rules, input: Input & { type: 'event' }, at: EpochMs): void => {
  const { event, seen } = input
  if (rules.namedEvents.has(event.name)) draft.timeline.push(event)
  if (seen === 'before') {
    draft.reasons.push({ type: 'duplicate' })
    return
  }
  if (seen !== 'history') keepReceipt(draft, event, at)

  // What this event leads to does not hear it.
  const { journeys: listening, traits } = draft.state
  applyConsent(draft, rules, event, at)
  applyPreferences(draft, event, at)
  if (seen === 'too-late') return doubt(draft, event, seen)
  applyTraits(draft, event)
  takeIn(draft, rules, input, listening, at)
  followDates(draft, rules, traits, at)
}

/** What is not too late. */
const takeIn = (draft: Draft, rules: Rules, input: Input & { type: 'event' }, listening: readonly Journey[], at: EpochMs): void => {
  const { event, seen, history } = input
  const { metrics } = draft.state
  if (seen === 'uncertain') {
    draft.state = { ...draft.state, metrics: observeInstants(metrics, event, rules.policy.lifecycle) }
    applyStage(draft, rules, metrics, false, at)
    return doubt(draft, event, seen)
  }
  draft.state = { ...draft.state, metrics: observe(metrics, event, rules.policy.lifecycle, rules.policy.revenue) }
  applyMoney(draft, rules, event)
  const isFresh = seen !== 'history' && at - event.occurredAt <= rules.policy.entryMaxAgeMs
  applyRedemption(draft, event, at)
  applyExits(draft, rules, event, isFresh, at)
  applyExposure(draft, rules, event, history)
  applyOutcomes(draft, rules, event, at)
  applyStage(draft, rules, metrics, isFresh, at)
  hear(draft, rules, listening, event, isFresh, at)
  if (seen !== 'history') applyEntries(draft, rules, event, isFresh, at)
}

const keepReceipt = (draft: Draft, event: LifecycleEvent, at: EpochMs): void => {
  const { receipts, spilled } = received(draft.state.receipts, event.id, at)
  draft.state = { ...draft.state, receipts }
  draft.spilled.push(...spilled)
}

/** The stage as far as an input moved it. What silence changes at this very instant comes after it, as a due instant. */
export const applyStage = (draft: Draft, rules: Rules, before: Metrics, isFresh: boolean, at: EpochMs): void => {
  const { lifecycle } = rules.policy
  if (classify(before, lifecycle, at).stage !== classify(draft.state.metrics, lifecycle, at).stage) reclassify(draft, rules, at, isFresh)
}

/** An amount nobody can read adds nothing; that must not pass unseen. */
const applyMoney = (draft: Draft, { policy: { revenue } }: Rules, event: LifecycleEvent): void => {
  if (!revenue.events.has(event.name) && !revenue.refunds.has(event.name)) return
  const [amount, code] = [revenue.property, revenue.currencyProperty].map((name) =>
    Object.hasOwn(event.properties, name) ? event.properties[name] : undefined,
  )
  if (amount === undefined || amount === null || moneyOf(amount, code, revenue.currency) !== null) return
  const isAmount = moneyOf(amount, null, revenue.currency) !== null
  draft.doubts.push({
    event,
    because: 'invalid',
    path: `properties.${isAmount ? revenue.currencyProperty : revenue.property}`,
    problem: isAmount
      ? 'is no currency: the event was taken, but no money was counted'
      : 'is no amount: the event was taken, but no money was counted',
    hint: isAmount ? 'Send an ISO 4217 code, such as "USD".' : 'Send a number such as 12.5, or a text such as "12.50".',
  })
}

/** A code of theirs in an event (`properties.coupon`, as Segment's ecommerce spec has it) redeems it, once. Codes know no case. */
const applyRedemption = (draft: Draft, event: LifecycleEvent, at: EpochMs): void => {
  const said = property(event, 'coupon')
  if (typeof said !== 'string') return
  for (const [campaign, held] of Object.entries(draft.state.coupons) as [CampaignId, CouponHeld][]) {
    if (held.redeemedAt !== null || held.code.toLowerCase() !== said.trim().toLowerCase()) continue
    const { pool, code, variant } = held
    record(draft, { type: 'coupon-redeemed', campaign, pool, code, variant }, at)
  }
}

/** Traits are merged by the instant they were said, so even an uncertain event may bring them. */
const applyTraits = (draft: Draft, event: LifecycleEvent): void => {
  const { traits, refused } = mergeTraits(draft.state.traits, event.traits, event.occurredAt)
  draft.state = { ...draft.state, traits }
  if (refused.length === 0) return
  draft.doubts.push({
    event,
    because: 'state-full',
    path: `traits.${refused[0]}`,
    problem: `no room for ${refused.length} new or larger attribute(s): ${refused.slice(0, 5).join(', ')}`,
    hint: 'send fewer or smaller attributes',
  })
}

/**
 * A word about consent is heard however late it comes; the newest word counts. About a topic or a channel that cannot be told it takes
 * everything back and grants nothing: the mistake must not reach an inbox.
 */
const applyConsent = (draft: Draft, rules: Rules, event: LifecycleEvent, at: EpochMs): void => {
  if (event.type !== 'track' || (event.name !== GRANTING_EVENT && event.name !== WITHDRAWING_EVENT)) return
  const isGrant = event.name === GRANTING_EVENT
  const about = consentTopic(draft, event)
  if ('unknown' in about) doubtTopic(draft, event, about.unknown)
  if ('unknown' in about && isGrant) return
  const key = 'unknown' in about ? EVERY_TOPIC : about.key
  const source = textProperty(event, 'source', SOURCE_LENGTH_MAX)
  const said = { at: notAhead(event, at), source }
  const { isDouble } = rules.policy.consent
  const isConfirmed = property(event, 'confirmed') === true
  if (!isGrant) heed(draft, rules, key, { ...said, status: 'withdrawn', basis: null }, at)
  else if (isDouble && !isConfirmed) heed(draft, rules, key, { ...said, status: 'pending', basis: null }, at)
  else heed(draft, rules, key, { ...said, status: 'granted', basis: isConfirmed ? 'double-opt-in' : 'opt-in' }, at)
}

/**
 * When something was said: not after we heard of it, for then a clock that runs ahead would silence the next word. A second is left for
 * our own pages, which count on where the clock of a demo stands still.
 */
const notAhead = ({ occurredAt }: LifecycleEvent, at: EpochMs): EpochMs => {
  const latest = later(at, SECOND_MS)
  return occurredAt > latest ? latest : occurredAt
}

type About = { readonly key: string } | { readonly unknown: 'no-topic' | 'one-too-many' }

const consentTopic = (draft: Draft, event: LifecycleEvent): About => {
  const named = topicOf(property(event, 'topic'))
  const channel = property(event, 'channel') ?? MAIL_CHANNEL
  if ('unknown' in named) return named
  if (typeof channel !== 'string' || !/^[a-z][a-z0-9-]{0,31}$/.test(channel)) return { unknown: 'no-topic' }
  const key = consentKey(channel, named.name)
  return hasRoomFor(draft.state.consent, key) ? { key } : { unknown: 'one-too-many' }
}

const property = ({ properties }: LifecycleEvent, name: string): Json | undefined =>
  Object.hasOwn(properties, name) ? properties[name] : undefined

const textProperty = (event: LifecycleEvent, name: string, lengthMax: number): string | null => {
  const value = property(event, name)
  return typeof value === 'string' && value !== '' ? value.slice(0, lengthMax) : null
}

/** What somebody chose in the preference centre. A choice that cannot be read changes nothing, and a person sees it. */
const applyPreferences = (draft: Draft, event: LifecycleEvent, at: EpochMs): void => {
  if (event.type !== 'track' || event.name !== PREFERENCES_EVENT) return
  const frequency = property(event, 'frequency') ?? draft.state.preferences?.frequency ?? 'all'
  const pause = property(event, 'pausedUntil')
  const standing = draft.state.preferences?.pausedUntil ?? null
  // What is not said stays as it was; null lifts a pause.
  const until = typeof pause === 'string' ? parseIso(pause) : pause === undefined ? standing : null
  const flaw = !FREQUENCIES.some((one) => one === frequency)
    ? { path: 'properties.frequency', hint: `send one of ${FREQUENCIES.join(', ')}` }
    : (typeof pause === 'string' && (until === null || until - event.occurredAt > PAUSE_MS_MAX)) || !isTextOrNothing(pause)
      ? { path: 'properties.pausedUntil', hint: 'send an instant in ISO 8601 within 400 days, or null' }
      : null
  if (flaw !== null) {
    draft.doubts.push({ event, because: 'invalid', ...flaw, problem: 'cannot be read: no preference was changed' })
    return
  }
  const said: Preferences = { frequency: frequency as Frequency, pausedUntil: until, saidAt: notAhead(event, at) }
  if (preferencesAfter(draft.state.preferences, said) !== draft.state.preferences)
    record(draft, { type: 'preferences-changed', ...said }, at)
}

const isTextOrNothing = (value: Json | undefined): boolean => value === undefined || value === null || typeof value === 'string'

const doubtTopic = (draft: Draft, event: LifecycleEvent, unknown: 'no-topic' | 'one-too-many'): void => {
  const effect = event.name === GRANTING_EVENT ? 'nothing was granted' : 'every topic was withdrawn'
  const isFull = unknown === 'one-too-many'
  draft.doubts.push({
    event,
    because: isFull ? 'state-full' : 'invalid',
    path: 'properties.topic',
    problem: isFull ? `no room for one more topic: ${effect}` : `is no topic: ${effect}`,
    hint: isFull
      ? `a customer has at most ${CONSENT_TOPICS_MAX} topics`
      : `send a text of 1 to ${TOPIC_LENGTH_MAX} characters, or none for every topic, and a channel such as "email"`,
  })
}

/** An event ends a journey if it is fresh, or occurred after the journey began: an old import ends nothing. */
const applyExits = (draft: Draft, rules: Rules, event: LifecycleEvent, isFresh: boolean, at: EpochMs): void => {
  for (const journey of draft.state.journeys) {
    if (!isFresh && event.occurredAt < journey.enteredAt) continue
    const campaign = campaignAt(rules.campaigns, journey.campaign, journey.version)
    const isOurs = ({ sameKey }: Exit & { on: 'event' }): boolean => !sameKey || keyOf(campaign, event) === journey.key
    const ends = campaign.exits.some((one) => one.on === 'event' && one.event === event.name && isOurs(one) && holds(one.where, event))
    if (ends) exit(draft, journey, { type: 'event', event: event.name }, at)
  }
}

const applyOutcomes = (draft: Draft, rules: Rules, event: LifecycleEvent, at: EpochMs): void => {
  for (const { experiment, metric } of rules.metricsByEvent.get(event.name) ?? []) {
    const exposure = exposureOf(draft.state, experiment.id)
    if (exposure === null || experimentAt(rules, experiment.id, exposure.phase) !== experiment) continue
    const outcome = outcomeOf(experiment.id, exposure, metric, event)
    if (outcome !== null) record(draft, outcome, at)
  }
  if (event.type === 'page' || event.type === 'screen') countAutomatic(draft, rules, '$visit', event.occurredAt, at)
}

const applyEntries = (draft: Draft, rules: Rules, event: LifecycleEvent, isFresh: boolean, at: EpochMs): void => {
  for (const campaign of rules.campaigns.listeners.get(event.name)?.(event.properties) ?? []) {
    if (isFresh) tryEnter(draft, rules, campaign, { type: 'event', event: event.name }, at, event)
    else refuseEntry(draft, campaign.id, { type: 'event-too-old', entryMaxAgeMs: rules.policy.entryMaxAgeMs }, at)
  }
}

const holds = (where: Condition | null, event: LifecycleEvent): boolean => where === null || evaluate(where, event.properties)

const doubt = (draft: Draft, event: LifecycleEvent, because: 'uncertain' | 'too-late'): void => {
  const problem =
    because === 'uncertain'
      ? 'it may have been counted before: it came after the ids of its time were forgotten, and the timeline does not hold it'
      : 'it happened before anything the timeline still holds'
  const hint = because === 'uncertain' ? 'accept it if it is new; drop it if it was sent again' : 'bring old history in with an import'
  draft.doubts.push({ event, because, path: 'timestamp', problem, hint })
}
