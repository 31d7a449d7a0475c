import { JOURNEYS_MAX } from '../../kernel/limits.ts'
import { later } from '../../kernel/time.ts'
import type { EpochMs, ExperimentId } from '../../kernel/words.ts'
import type { Campaign, CampaignStatus } from './campaign.ts'

/** Why somebody who triggered a campaign did not enter it; each with the value that decided. */
export type EntryRefusal =
  | { readonly type: 'campaign-not-active' }
  | { readonly type: 'campaign-paused' }
  | { readonly type: 'draft' }
  | { readonly type: 'not-started'; readonly startAt: EpochMs }
  | { readonly type: 'over'; readonly endAt: EpochMs }
  | { readonly type: 'event-too-old'; readonly entryMaxAgeMs: number }
  /** Its moment had passed so long ago when it was looked at that it is no longer one. */
  | { readonly type: 'missed'; readonly dueAt: EpochMs; readonly entryMaxAgeMs: number }
  /** In as many journeys of it at once as it allows; `entry`: the latest of them. */
  | { readonly type: 'already-in'; readonly entry: number }
  | { readonly type: 'entered-before'; readonly lastEnteredAt: EpochMs; readonly againAt: EpochMs | null }
  /** It lets people in once for each key, and they were in with this one. */
  | { readonly type: 'entered-for-key'; readonly key: string }
  /** It lets people in once for each key, and the event has none. */
  | { readonly type: 'no-key'; readonly property: string }
  | { readonly type: 'too-many-journeys'; readonly limit: number }
  | { readonly type: 'not-in-audience' }
  | { readonly type: 'outside-traffic'; readonly bucket: number }
  /** One of the same group has them: nobody is in two of a group at a time. */
  | { readonly type: 'in-other-experiment'; readonly experiment: ExperimentId }

/** What is known of one customer and one campaign when it is triggered. */
export type Candidate = {
  /** Where the campaign stands at this moment. */
  readonly status: CampaignStatus
  /** The entries they are in at this moment, oldest first. */
  readonly currentEntries: readonly number[]
  /** What the triggering event says it is about, where the campaign asks for it. */
  readonly key: string | null
  readonly hasEnteredFor: (key: string) => boolean
  readonly lastEnteredAt: EpochMs | null
  readonly journeys: number
  /** The experiment of the same group that has them; null: none does. */
  readonly otherExperiment: () => ExperimentId | null
  /** Asked only when everything else allows it. */
  readonly inAudience: () => boolean
}

/** Null when they may enter at `now`; else the first rule that says no, the campaign's own before the customer's. */
export const entryRefusal = (campaign: Campaign, candidate: Candidate, now: EpochMs): EntryRefusal | null => {
  if (candidate.status !== 'active') return STANDS_STILL[candidate.status]
  if (campaign.startAt !== null && now < campaign.startAt) return { type: 'not-started', startAt: campaign.startAt }
  if (campaign.endAt !== null && now >= campaign.endAt) return { type: 'over', endAt: campaign.endAt }
  const latest = candidate.currentEntries.at(-1)
  if (latest !== undefined && candidate.currentEntries.length >= campaign.maxConcurrent) return { type: 'already-in', entry: latest }
  const again = reentryRefusal(campaign, candidate, now)
  if (again !== null) return again
  if (candidate.journeys >= JOURNEYS_MAX) return { type: 'too-many-journeys', limit: JOURNEYS_MAX }
  const other = candidate.otherExperiment()
  if (other !== null) return { type: 'in-other-experiment', experiment: other }
  return candidate.inAudience() ? null : { type: 'not-in-audience' }
}

const STANDS_STILL = {
  draft: { type: 'draft' },
  paused: { type: 'campaign-paused' },
  ended: { type: 'campaign-not-active' },
} as const

const reentryRefusal = ({ reentry }: Campaign, { lastEnteredAt, key, hasEnteredFor }: Candidate, now: EpochMs): EntryRefusal | null => {
  if (reentry.type === 'each-key') {
    if (key === null) return { type: 'no-key', property: reentry.property }
    return hasEnteredFor(key) ? { type: 'entered-for-key', key } : null
  }
  if (reentry.type === 'each' || lastEnteredAt === null) return null
  const againAt = reentry.type === 'after' ? later(lastEnteredAt, reentry.durationMs) : null
  return againAt !== null && now >= againAt ? null : { type: 'entered-before', lastEnteredAt, againAt }
}
