import { assert } from '../../kernel/assert.ts'
import { latestOf } from '../../kernel/time.ts'
import type { CampaignId } from '../../kernel/words.ts'
import { consentAfter, type ConsentEntry } from '../messaging/consent.ts'
import { type Preferences, preferencesAfter } from '../messaging/preferences.ts'
import { withOutcome } from '../experiment/attribute.ts'
import type { Exposure } from '../experiment/experiment.ts'
import type { AbsorbedFact, Fact } from '../fact/fact.ts'
import type { Journey } from '../journey/journey.ts'
import { journeyAfter } from './journey-after.ts'
import { bothKeys, keysAfter } from './keys.ts'
import { updatedTraits } from './traits.ts'
import {
  type CampaignMemory,
  type CouponHeld,
  couponOf,
  type CustomerState,
  erasedOf,
  type Membership,
  memoryOf,
  type OpenTask,
  tombstoneOf,
} from './state.ts'

/**
 * The state after one fact. What facts say (stage, consent, journeys, exposures, outcomes) changes here and nowhere else,
 * so folding a customer's facts anew gives the same; metrics, traits and receipts come from events and are merged in `decide`.
 */
export const evolve = (state: CustomerState, fact: Fact): CustomerState => {
  switch (fact.type) {
    case 'appeared':
    case 'heard':
    case 'crossover':
    case 'chose':
    case 'took':
    case 'emitted':
    case 'called':
    case 'call-settled':
      return state
    case 'stage-changed':
      return { ...state, standing: { stage: fact.to, since: fact.at, because: fact.because } }
    case 'consent-changed':
      return { ...state, consent: consentAfter(state.consent, fact.topic, entryOf(fact)) }
    case 'preferences-changed':
      return { ...state, preferences: preferencesAfter(state.preferences, preferencesOf(fact)) }
    case 'coupon-given':
    case 'coupon-redeemed':
      return { ...state, coupons: { ...state.coupons, [fact.campaign]: couponAfter(state, fact) } }
    case 'entered':
      return entered(state, fact)
    case 'owed':
    case 'waiting':
    case 'waited':
    case 'milestone':
    case 'journey-moved':
    case 'leaving':
    case 'paused':
    case 'resumed':
    case 'settling':
    case 'message-moved':
      return withJourney(state, fact, (journey) => journeyAfter(journey, fact))
    case 'traits-updated':
      return { ...state, traits: updatedTraits(state.traits, fact.set, fact.at).traits }
    case 'task-opened':
    case 'task-closed':
      return { ...state, tasks: tasksAfter(state.tasks, fact) }
    case 'segment-changed':
      return { ...state, segments: { ...state.segments, [fact.segment]: membershipAfter(state, fact) } }
    case 'journey-ended':
      return { ...state, journeys: state.journeys.filter((journey) => !isThe(journey, fact)) }
    case 'assigned':
      return { ...state, exposures: { ...state.exposures, [fact.experiment]: exposed(fact) } }
    case 'outcome':
      return { ...state, exposures: { ...state.exposures, [fact.experiment]: exposureAfter(state, fact) } }
    case 'merge-begun':
      return { ...state, merge: { status: 'sealed', into: fact.into, at: fact.at } }
    case 'merge-lifted':
      return { ...state, merge: null, at: state.merge?.status === 'redirected' ? null : state.at }
    case 'absorbed':
      return absorbed(state, fact)
    case 'merged':
    case 'redirected':
      return tombstoneOf(state, { status: fact.type, into: fact.into, at: fact.at })
    case 'erased':
      return erasedOf(state, fact.at)
  }
}

/** The journey of one entry, if it has not ended. */
export const journeyOf = (state: CustomerState, campaign: CampaignId, entry: number): Journey | null =>
  state.journeys.find((journey) => isThe(journey, { campaign, entry })) ?? null

const entered = (state: CustomerState, fact: Fact & { type: 'entered' }): CustomerState => {
  const { campaign, version, entry, variant, held, key, at } = fact
  const before = memoryOf(state, campaign)
  const memory = { ...before, entries: entry, lastEnteredAt: at, keys: keysAfter(before.keys, key) }
  const journey: Journey = {
    ...{ campaign, version, entry, variant, held, key, enteredAt: at },
    milestones: [],
    position: { status: 'settling' },
    unsettled: [],
  }
  return { ...state, campaigns: { ...state.campaigns, [campaign]: memory }, journeys: [...state.journeys, journey] }
}

/** Entries of two are counted together, so that an entry to come is none of those there were. */
const absorbed = (state: CustomerState, { depth, exposures, entered: enteredBefore, coupons }: AbsorbedFact): CustomerState => {
  const campaigns: Record<CampaignId, CampaignMemory> = { ...state.campaigns }
  for (const [id, { entries, lastEnteredAt, keys }] of Object.entries(enteredBefore) as [CampaignId, CampaignMemory][]) {
    const own = memoryOf(state, id)
    campaigns[id] = {
      ...own,
      entries: own.entries + entries,
      lastEnteredAt: latestOf(own.lastEnteredAt, lastEnteredAt),
      keys: bothKeys(own.keys, keys),
    }
  }
  return {
    ...state,
    campaigns,
    exposures: { ...state.exposures, ...exposures },
    coupons: { ...state.coupons, ...coupons },
    mergeDepth: Math.max(state.mergeDepth, depth),
  }
}

const entryOf = ({ status, saidAt, basis, source }: Fact & { type: 'consent-changed' }): ConsentEntry => ({
  status,
  at: saidAt,
  basis,
  source,
})

const preferencesOf = ({ frequency, pausedUntil, saidAt }: Fact & { type: 'preferences-changed' }): Preferences => ({
  frequency,
  pausedUntil,
  saidAt,
})

const exposed = ({ arm, phase, bucket, segments, before, at }: Fact & { type: 'assigned' }): Exposure => ({
  ...{ arm, phase, bucket, segments, before },
  assignedAt: at,
  outcomes: {},
})

const exposureAfter = ({ exposures }: CustomerState, { experiment, metric, own }: Fact & { type: 'outcome' }): Exposure => {
  const exposure = exposures[experiment]
  assert(exposure !== undefined, 'an outcome follows an exposure')
  return withOutcome(exposure, metric, own)
}

const couponAfter = (state: CustomerState, fact: Fact & { type: 'coupon-given' | 'coupon-redeemed' }): CouponHeld => {
  const { pool, code, variant, at } = fact
  if (fact.type === 'coupon-given') return { pool, code, variant, at, redeemedAt: null }
  const held = couponOf(state, fact.campaign)
  assert(held !== null, 'what is redeemed was given')
  return { ...held, redeemedAt: at }
}

const tasksAfter = (tasks: readonly OpenTask[], fact: Fact & { type: 'task-opened' | 'task-closed' }): readonly OpenTask[] => {
  if (fact.type === 'task-closed') return tasks.filter(({ id }) => id !== fact.task)
  const { task: id, campaign, entry, step, at } = fact
  return [...tasks, { id, campaign, entry, step, at }]
}

const membershipAfter = ({ segments }: CustomerState, { segment, version, to, at }: Fact & { type: 'segment-changed' }): Membership => ({
  version,
  since: to === 'entered' ? at : null,
  servedUntil: Object.hasOwn(segments, segment) ? (segments[segment]?.servedUntil ?? null) : null,
})

const withJourney = (
  state: CustomerState,
  of: { campaign: CampaignId; entry: number },
  change: (journey: Journey) => Journey,
): CustomerState => ({
  ...state,
  journeys: state.journeys.map((journey) => (isThe(journey, of) ? change(journey) : journey)),
})

const isThe = (journey: Journey, of: { campaign: CampaignId; entry: number }): boolean =>
  journey.campaign === of.campaign && journey.entry === of.entry
