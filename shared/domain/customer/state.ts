import type { AddressDigest, CampaignId, CustomerId, EpochMs, ExperimentId, TaskId } from '../../kernel/words.ts'
import type { EntryRefusal } from '../campaign/may-enter.ts'
import type { Exposure } from '../experiment/experiment.ts'
import type { Journey } from '../journey/journey.ts'
import type { StageReason } from '../lifecycle/classify.ts'
import type { Stage } from '../lifecycle/stage.ts'
import type { Contact } from '../messaging/caps.ts'
import type { Consent } from '../messaging/consent.ts'
import type { Preferences } from '../messaging/preferences.ts'
import { type Metrics, NO_METRICS } from '../metrics/metrics.ts'
import { NO_RECEIPTS, type Receipts } from './receipts.ts'
import type { Traits } from './traits.ts'

/** All that decisions about one customer need, in one small item. `version` counts its commits; 0 was never stored. */
export type CustomerState = {
  readonly id: CustomerId
  readonly version: number
  /** The latest instant anything was decided at: a customer's own clock, which never runs back. */
  readonly at: EpochMs | null
  readonly traits: Traits
  readonly metrics: Metrics
  readonly standing: Standing | null
  readonly consent: Consent
  /** What they chose in the preference centre; null: nothing. */
  readonly preferences: Preferences | null
  /** Mails that count towards frequency caps. */
  readonly contacts: readonly Contact[]
  /** Soft bounces in a row, of the address they were of; null: the last mail arrived. */
  readonly softBounces: SoftBounces | null
  readonly coupons: Readonly<Record<CampaignId, CouponHeld>>
  readonly journeys: readonly Journey[]
  readonly campaigns: Readonly<Record<CampaignId, CampaignMemory>>
  readonly exposures: Readonly<Record<ExperimentId, Exposure>>
  /** Where they stand in each segment, as it was last looked at. */
  readonly segments: Readonly<Record<string, Membership>>
  /** When a segment is to be looked at again, because time alone may change it; null: not before something happens. */
  readonly segmentsReviewAt: EpochMs | null
  /** What people are to do about them, and have not done yet. */
  readonly tasks: readonly OpenTask[]
  readonly receipts: Receipts
  /** Null for everybody who is nobody else. */
  readonly merge: Merge | null
  /** Merges on the longest way that ends here: bounded, because events follow it. */
  readonly mergeDepth: number
  /** Null for everybody of whom anything is held; else all that is left says that there was somebody. */
  readonly erasedAt: EpochMs | null
}

/**
 * Somebody who turned out to be another customer. `sealed`: nothing begins for them any more, and what is held of them is on its way
 * to `into`. `merged`: it has arrived, and what is left tells duplicates and where events go. `redirected`: there never was anything
 * but the way.
 */
export type Merge = { readonly status: 'sealed' | 'merged' | 'redirected'; readonly into: CustomerId; readonly at: EpochMs }

/**
 * `version`: of the segment, by whose condition it was so; 0: nobody has watched it since, so it may be otherwise. `since`: since when they are in it; null: known not to be. `servedUntil`: of the
 * campaigns that want whoever is there already, those that came until then have been told; null: none.
 */
export type Membership = { readonly version: number; readonly since: EpochMs | null; readonly servedUntil: EpochMs | null }

export type OpenTask = {
  readonly id: TaskId
  readonly campaign: CampaignId
  readonly entry: number
  readonly step: number
  readonly at: EpochMs
}

/** The code of a campaign's pool that is theirs for ever. */
export type CouponHeld = {
  readonly pool: string
  readonly code: string
  /** Of the mail that brought it: its redemption is credited there. */
  readonly variant: string
  readonly at: EpochMs
  readonly redeemedAt: EpochMs | null
}

export type SoftBounces = { readonly address: AddressDigest; readonly count: number }

export type Standing = { readonly stage: Stage; readonly since: EpochMs; readonly because: StageReason }

/** What is remembered of a campaign when no journey is left of it. */
export type CampaignMemory = {
  readonly entries: number
  readonly lastEnteredAt: EpochMs | null
  /** Digests of the latest keys it was entered with, oldest first, where it lets people in once for each. */
  readonly keys: readonly string[]
  /** The latest time they triggered the campaign and did not get in, and how often that was. */
  readonly refused: { readonly count: number; readonly at: EpochMs; readonly because: EntryRefusal } | null
}

const NO_MEMORY: CampaignMemory = { entries: 0, lastEnteredAt: null, keys: [], refused: null }

/** Somebody we never heard of. */
export const unknownCustomer = (id: CustomerId): CustomerState => ({
  id,
  version: 0,
  at: null,
  traits: {},
  metrics: NO_METRICS,
  standing: null,
  consent: {},
  preferences: null,
  contacts: [],
  softBounces: null,
  coupons: {},
  journeys: [],
  campaigns: {},
  exposures: {},
  segments: {},
  segmentsReviewAt: null,
  tasks: [],
  receipts: NO_RECEIPTS,
  merge: null,
  mergeDepth: 0,
  erasedAt: null,
})

/** What is left of somebody who was merged. */
export const tombstoneOf = ({ id, version, at, receipts }: CustomerState, merge: Merge): CustomerState => ({
  ...unknownCustomer(id),
  version,
  at,
  receipts,
  merge,
})

/** What is left of somebody who was erased: that they were, and when. */
export const erasedOf = ({ id, version }: CustomerState, at: EpochMs): CustomerState => ({
  ...unknownCustomer(id),
  version,
  at,
  erasedAt: at,
})

/** The value of a trait, or undefined. */
const traitOf = (state: CustomerState, name: string) => (Object.hasOwn(state.traits, name) ? state.traits[name]?.value : undefined)

/** The address mail goes to, or null where there is none that could be one. */
export const addressOf = (state: CustomerState): string | null => {
  const email = traitOf(state, 'email')
  return typeof email === 'string' && email.length <= 254 && /^[^\s@<>"(),:;\\[\]]+@[^\s@<>"(),:;\\[\]]+\.[^\s@<>"(),:;\\[\]]+$/.test(email)
    ? email
    : null
}

/** The zone they say they live in, known or not; null: they said none. */
export const zoneOf = (state: CustomerState): string | null => textTrait(state, 'timezone')

/** The language they want, as they said it. */
export const localeOf = (state: CustomerState): string | null => textTrait(state, 'locale')

const textTrait = (state: CustomerState, name: string): string | null => {
  const value = traitOf(state, name)
  return typeof value === 'string' && value !== '' ? value : null
}

/** The code of a campaign's pool that is theirs, or null. */
export const couponOf = (state: CustomerState, id: CampaignId): CouponHeld | null =>
  (Object.hasOwn(state.coupons, id) ? state.coupons[id] : undefined) ?? null

/** The memory of one campaign, empty where there is none. */
export const memoryOf = (state: CustomerState, id: CampaignId): CampaignMemory =>
  (Object.hasOwn(state.campaigns, id) ? state.campaigns[id] : undefined) ?? NO_MEMORY

/** The exposure to one experiment, if any. */
export const exposureOf = (state: CustomerState, id: ExperimentId): Exposure | null =>
  (Object.hasOwn(state.exposures, id) ? state.exposures[id] : undefined) ?? null
