import { assert } from '../../kernel/assert.ts'
import { latestOf } from '../../kernel/time.ts'
import type { CampaignId } from '../../kernel/words.ts'
import { consentAfter, type ConsentEntry } from '../messaging/consent.ts'
import { preferencesAfter } from '../messaging/preferences.ts'
import { withOutcome } from '../experiment/attribute.ts'
import type { AbsorbedFact, Fact } from '../fact/fact.ts'
import type { Journey, Unsettled } from '../journey/journey.ts'
import { type CampaignMemory, type CouponHeld, couponOf, type CustomerState, erasedOf, memoryOf, tombstoneOf } from './state.ts'

/**
 * The state after one fact. What facts say (stage, consent, journeys, exposures, outcomes) changes here and nowhere else,
 * so folding a customer's facts anew gives the same; metrics, traits and receipts come from events and are merged in `decide`.
 */
export const evolve = (state: CustomerState, fact: Fact): CustomerState => {
  switch (fact.type) {
    case 'appeared':
    case 'heard':
    case 'crossover':
      return state
    case 'stage-changed':
      return { ...state, standing: { stage: fact.to, since: fact.at, because: fact.because } }
    case 'consent-changed':
      return { ...state, consent: consentAfter(state.consent, fact.topic, entryOf(fact)) }
    case 'preferences-changed': {
      const { frequency, pausedUntil, saidAt } = fact
      return { ...state, preferences: preferencesAfter(state.preferences, { frequency, pausedUntil, saidAt }) }
    }
    case 'coupon-given': {
      const { pool, code, variant, at } = fact
      return withCoupon(state, fact.campaign, { pool, code, variant, at, redeemedAt: null })
    }
    case 'coupon-redeemed': {
      const held = couponOf(state, fact.campaign)
      assert(held !== null, 'what is redeemed was given')
      return withCoupon(state, fact.campaign, { ...held, redeemedAt: fact.at })
    }
    case 'entered':
      return entered(state, fact)
    case 'owed':
      return withJourney(state, fact, (journey) => ({
        ...journey,
        unsettled: [...journey.unsettled, { message: fact.message, step: fact.step, owedAt: fact.at, status: 'owed' }],
      }))
    case 'waiting':
      return withJourney(state, fact, (journey) => ({ ...journey, position: { status: 'waiting', step: fact.step, wakeAt: fact.wakeAt } }))
    case 'settling':
      return withJourney(state, fact, (journey) => ({ ...journey, position: { status: 'settling' } }))
    case 'journey-ended':
      return { ...state, journeys: state.journeys.filter((journey) => !isThe(journey, fact)) }
    case 'message-moved':
      return withJourney(state, fact, (journey) => ({ ...journey, unsettled: unsettledAfter(journey.unsettled, fact) }))
    case 'assigned':
      return { ...state, exposures: { ...state.exposures, [fact.experiment]: { arm: fact.arm, assignedAt: fact.at, outcomes: {} } } }
    case 'outcome': {
      const exposure = state.exposures[fact.experiment]
      assert(exposure !== undefined, 'an outcome follows an exposure')
      return { ...state, exposures: { ...state.exposures, [fact.experiment]: withOutcome(exposure, fact.metric, fact.sumDelta) } }
    }
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
  const { campaign, version, entry, variant, held, at } = fact
  const memory = { ...memoryOf(state, campaign), entries: entry, lastEnteredAt: at }
  const journey: Journey = { campaign, version, entry, variant, held, enteredAt: at, position: { status: 'settling' }, unsettled: [] }
  return { ...state, campaigns: { ...state.campaigns, [campaign]: memory }, journeys: [...state.journeys, journey] }
}

/** Entries of two are counted together, so that an entry to come is none of those there were. */
const absorbed = (state: CustomerState, { depth, exposures, entered: enteredBefore, coupons }: AbsorbedFact): CustomerState => {
  const campaigns: Record<CampaignId, CampaignMemory> = { ...state.campaigns }
  for (const [id, { entries, lastEnteredAt }] of Object.entries(enteredBefore) as [CampaignId, CampaignMemory][]) {
    const own = memoryOf(state, id)
    campaigns[id] = { ...own, entries: own.entries + entries, lastEnteredAt: latestOf(own.lastEnteredAt, lastEnteredAt) }
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

const withCoupon = (state: CustomerState, campaign: CampaignId, held: CouponHeld): CustomerState => ({
  ...state,
  coupons: { ...state.coupons, [campaign]: held },
})

/** A message stays with its journey until it is known what became of it; one that never left is owed again. */
const unsettledAfter = (unsettled: readonly Unsettled[], fact: Fact & { type: 'message-moved' }): readonly Unsettled[] => {
  const { message, step, to, until } = fact
  const others = unsettled.filter((one) => one.message !== message)
  // One that was unknown had left the journey; the claim knows when it grows stale.
  const owedAt = unsettled.find((one) => one.message === message)?.owedAt ?? fact.at
  if (to === 'owed' || to === 'claimed') return [...others, { message, step, owedAt, status: to }]
  return to === 'deferred' && until !== null ? [...others, { message, step, owedAt, status: to, until }] : others
}

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
