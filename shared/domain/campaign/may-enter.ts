import { JOURNEYS_MAX } from '../../kernel/limits.ts'
import { later } from '../../kernel/time.ts'
import type { EpochMs } from '../../kernel/words.ts'
import type { Campaign } from './campaign.ts'

/** Why somebody who triggered a campaign did not enter it; each with the value that decided. */
export type EntryRefusal =
  | { readonly type: 'campaign-not-active' }
  | { readonly type: 'not-started'; readonly startAt: EpochMs }
  | { readonly type: 'over'; readonly endAt: EpochMs }
  | { readonly type: 'event-too-old'; readonly entryMaxAgeMs: number }
  | { readonly type: 'already-in'; readonly entry: number }
  | { readonly type: 'entered-before'; readonly lastEnteredAt: EpochMs; readonly againAt: EpochMs | null }
  | { readonly type: 'too-many-journeys'; readonly limit: number }
  | { readonly type: 'not-in-audience' }
  | { readonly type: 'outside-traffic'; readonly bucket: number }

/** What is known of one customer and one campaign when it is triggered. */
export type Candidate = {
  /** The entry they are in at this moment, if any. */
  readonly currentEntry: number | null
  readonly lastEnteredAt: EpochMs | null
  readonly journeys: number
  /** Asked only when everything else allows it. */
  readonly inAudience: () => boolean
}

/** Null when they may enter at `now`; else the first rule that says no, the campaign's own before the customer's. */
export const entryRefusal = (campaign: Campaign, candidate: Candidate, now: EpochMs): EntryRefusal | null => {
  if (campaign.status !== 'active') return { type: 'campaign-not-active' }
  if (campaign.startAt !== null && now < campaign.startAt) return { type: 'not-started', startAt: campaign.startAt }
  if (campaign.endAt !== null && now >= campaign.endAt) return { type: 'over', endAt: campaign.endAt }
  if (candidate.currentEntry !== null) return { type: 'already-in', entry: candidate.currentEntry }
  const again = candidate.lastEnteredAt === null ? null : reentryRefusal(campaign, candidate.lastEnteredAt, now)
  if (again !== null) return again
  if (candidate.journeys >= JOURNEYS_MAX) return { type: 'too-many-journeys', limit: JOURNEYS_MAX }
  return candidate.inAudience() ? null : { type: 'not-in-audience' }
}

const reentryRefusal = (campaign: Campaign, lastEnteredAt: EpochMs, now: EpochMs): EntryRefusal | null => {
  const { reentry } = campaign
  if (reentry.type === 'each') return null
  const againAt = reentry.type === 'after' ? later(lastEnteredAt, reentry.durationMs) : null
  return againAt !== null && now >= againAt ? null : { type: 'entered-before', lastEnteredAt, againAt }
}
