import { assert } from '../../kernel/assert.ts'
import { digestOf } from '../../kernel/digest.ts'
import type { Json, JsonObject } from '../../kernel/json.ts'
import { CONSENT_TOPICS_MAX, CONTACTS_MAX, MERGES_FOLLOWED_MAX } from '../../kernel/limits.ts'
import { type CampaignId, type CustomerId, type EpochMs, type ExperimentId, inputId, isErasedId } from '../../kernel/words.ts'
import { type Exposure, GLOBAL_EXPERIMENT } from '../experiment/experiment.ts'
import type { AbsorbedFact } from '../fact/fact.ts'
import { bounded } from '../messaging/caps.ts'
import { type ConsentEntry, EVERY_TOPIC, hasRoomFor } from '../messaging/consent.ts'
import { preferencesAfter } from '../messaging/preferences.ts'
import { mergeMetrics } from '../metrics/merge.ts'
import { type Doubt, type Draft, type Reason, record, withRoom } from './draft.ts'
import { heedAll } from './heed.ts'
import type { MergeInput } from './input.ts'
import { exit } from './end.ts'
import { applyStage } from './on-event.ts'
import type { Rules } from './rules.ts'
import { type CampaignMemory, type CouponHeld, couponOf, type CustomerState, exposureOf, memoryOf } from './state.ts'
import { closeTask } from './tasks.ts'
import { mergeTraits } from './traits.ts'
import { followDates } from './waits.ts'

/** Why somebody is not to become another; null where they are. The first merge wins, for what went there cannot be taken back. */
export const sealRefusal = (state: CustomerState, into: CustomerId): (Reason & { type: 'merge-moot' })['because'] | null => {
  if (state.erasedAt !== null || isErasedId(into)) return 'erased'
  if (state.merge !== null) return 'already-merged'
  if (state.id === into) return 'same-customer'
  // One less than the bound: somebody we never heard of may lead here, too, and nobody counts those.
  return state.mergeDepth >= MERGES_FOLLOWED_MAX - 1 ? 'too-many-merges' : null
}

/**
 * Nothing begins for them any more: their journeys end, what is owed and not claimed is refused, and their events go to `into`.
 * Somebody we never heard of has nothing to bring: they are done at once, and later events of that id find their way.
 */
export const onSeal = (draft: Draft, into: CustomerId, at: EpochMs, isKnown: boolean): void => {
  if (!isKnown) return record(draft, { type: 'redirected', into }, at)
  for (const journey of draft.state.journeys) exit(draft, journey, { type: 'merged' }, at)
  for (const task of draft.state.tasks) closeTask(draft, task, at)
  record(draft, { type: 'merge-begun', into }, at)
}

/**
 * Takes over what is held of a sealed customer, once: whoever asks looks for {@link absorbKey} first. What merges by max, min and
 * sum does; the newest word counts; where both were assigned this customer's own arm stands, unless it is of a period of the global holdout that is over. What has no room is a doubt.
 */
export const onAbsorb = (draft: Draft, rules: Rules, { source, followed }: MergeInput & { type: 'absorb' }, at: EpochMs): void => {
  assert(source.merge?.status === 'sealed' && draft.state.merge === null, 'a sealed customer goes to one who is there')
  const before = draft.state
  draft.spilled.push([absorbKey(source.id), at])
  record(draft, absorbedFact(before, source, followed), at)
  draft.state = { ...draft.state, campaigns: withRefusals(draft.state, source) }
  heedAll(draft, rules, wordsOf(draft, source, at), at)
  absorbPreferences(draft, source, at)
  absorbContacts(draft, source)
  absorbTraits(draft, source, at)
  draft.state = { ...draft.state, metrics: mergeMetrics(before.metrics, source.metrics, rules.policy.lifecycle) }
  applyStage(draft, rules, before.metrics, true, at)
  followDates(draft, rules, before.traits, at)
}

/** What is left is where their events go, and which ones they had. */
export const onTombstone = (draft: Draft, at: EpochMs): void => {
  const { merge, standing } = draft.state
  assert(merge?.status === 'sealed', 'only who is sealed is absorbed')
  record(draft, { type: 'merged', into: merge.into, from: standing?.stage ?? null }, at)
}

/** Takes a seal back, as of where the customer stood; their journeys stay ended. Who was only redirected is unknown again. */
export const onLift = (draft: Draft): void => {
  const { merge, at } = draft.state
  assert(merge !== null && merge.status !== 'merged' && at !== null, 'what was absorbed stays where it is')
  record(draft, { type: 'merge-lifted' }, at)
}

/** Under this key the target keeps for ever that it absorbed somebody, among the ids that were spilled. No event's id has a key like it. */
export const absorbKey = (source: CustomerId): string => `~merge:${digestOf('merge', source)}`

const absorbedFact = (target: CustomerState, source: CustomerState, followed: number): AbsorbedFact => {
  const exposures: Record<ExperimentId, Exposure> = {}
  for (const [id, exposure] of entriesOf<ExperimentId, Exposure>(source.exposures)) {
    const own = exposureOf(target, id)
    if (own === null || (id === GLOBAL_EXPERIMENT && own.phase < exposure.phase)) exposures[id] = exposure
  }
  const entered: Record<CampaignId, AbsorbedFact['entered'][CampaignId]> = {}
  for (const [id, { entries, lastEnteredAt, keys }] of entriesOf<CampaignId, CampaignMemory>(source.campaigns)) {
    if (entries > 0) entered[id] = { entries, lastEnteredAt, keys }
  }
  const coupons: Record<CampaignId, CouponHeld> = {}
  for (const [id, held] of entriesOf<CampaignId, CouponHeld>(source.coupons)) if (couponOf(target, id) === null) coupons[id] = held
  return { type: 'absorbed', source: source.id, depth: source.mergeDepth + followed, exposures, entered, coupons }
}

/** Refusals are no facts, so they are taken over beside them: all of them counted, and the newest one's reason. */
const withRefusals = (target: CustomerState, source: CustomerState): CustomerState['campaigns'] => {
  const campaigns: Record<CampaignId, CampaignMemory> = { ...target.campaigns }
  for (const [id, { refused }] of entriesOf<CampaignId, CampaignMemory>(source.campaigns)) {
    if (refused === null) continue
    const own = memoryOf(target, id)
    const newest = own.refused === null || refused.at > own.refused.at ? refused : own.refused
    campaigns[id] = { ...own, refused: { ...newest, count: refused.count + (own.refused?.count ?? 0) } }
  }
  return withRoom(campaigns)
}

/** What the source said about consent. For a withdrawal there is no room for, every topic is withdrawn, as for that of an event. */
const wordsOf = (draft: Draft, source: CustomerState, at: EpochMs): readonly (readonly [string, ConsentEntry])[] => {
  let consent = draft.state.consent
  const words: (readonly [string, ConsentEntry])[] = []
  for (const [topic, said] of entriesOf<string, ConsentEntry>(source.consent)) {
    if (hasRoomFor(consent, topic)) {
      words.push([topic, said])
      consent = { ...consent, [topic]: said }
      continue
    }
    draft.doubts.push(noRoom(source, 'consent', { [topic]: said.status }, `at most ${CONSENT_TOPICS_MAX} topics`, at))
    if (said.status === 'withdrawn') words.push([EVERY_TOPIC, said])
  }
  return words
}

/** Whoever asked for less mail, under whichever id, gets less. */
const absorbPreferences = (draft: Draft, { preferences }: CustomerState, at: EpochMs): void => {
  if (preferences === null || preferencesAfter(draft.state.preferences, preferences) === draft.state.preferences) return
  record(draft, { type: 'preferences-changed', ...preferences }, at)
}

/** Mails that reached them under the other id count towards their caps; places held for mails that were cancelled do not. */
const absorbContacts = (draft: Draft, { contacts, softBounces }: CustomerState): void => {
  const sent = contacts.filter(({ status }) => status === 'claimed')
  const own = draft.state.softBounces
  const worse = own === null || (softBounces !== null && softBounces.count > own.count) ? softBounces : own
  draft.state = { ...draft.state, contacts: bounded([...sent, ...draft.state.contacts], CONTACTS_MAX), softBounces: worse }
}

const absorbTraits = (draft: Draft, source: CustomerState, at: EpochMs): void => {
  let { traits } = draft.state
  const refused: [string, Json][] = []
  for (const [name, { value, at: saidAt }] of Object.entries(source.traits)) {
    const merged = mergeTraits(traits, Object.fromEntries([[name, value]]), saidAt)
    traits = merged.traits
    if (merged.refused.length > 0) refused.push([name, value])
  }
  draft.state = { ...draft.state, traits }
  if (refused.length > 0) draft.doubts.push(noRoom(source, 'traits', Object.fromEntries(refused), 'fewer or smaller attributes', at))
}

/** As if an event had said it: a person reads what was left out where they read of events. */
const noRoom = ({ id, merge }: CustomerState, path: string, said: JsonObject, room: string, at: EpochMs): Doubt => ({
  event: {
    id: inputId(`merge of ${id}`),
    customerId: merge?.into ?? id,
    type: 'identify',
    name: '$identify',
    occurredAt: at,
    properties: {},
    traits: said,
  },
  because: 'state-full',
  path: `${path}.${Object.keys(said)[0]}`,
  problem: `no room for ${Object.keys(said).length} of what was held of ${id}, who was merged into them`,
  hint: `a customer has room for ${room}`,
})

const entriesOf = <Key extends string, Value>(record: Readonly<Record<Key, Value>>) => Object.entries(record) as [Key, Value][]
