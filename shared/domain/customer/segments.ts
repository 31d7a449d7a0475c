/** Coming and going in segments that somebody watches: told when it is seen, by an event or because time alone changed it. */
import { SEGMENT_REVIEWS_MAX } from '../../kernel/limits.ts'
import { earliestOf, latestOf } from '../../kernel/time.ts'
import type { EpochMs } from '../../kernel/words.ts'
import type { Campaign } from '../campaign/campaign.ts'
import type { SegmentChange } from '../journey/journey.ts'
import { campaignAt, changeKey, type Watched } from '../campaign/catalogue.ts'
import type { Segment } from '../campaign/segment.ts'
import { asks, changesAt } from './ask.ts'
import { mayDiffer } from './differ.ts'
import { type Draft, record } from './draft.ts'
import { exit } from './end.ts'
import { tryEnter } from './journeys.ts'
import type { Rules } from './rules.ts'
import type { CustomerState, Membership } from './state.ts'
import { followDates } from './waits.ts'

/** `isNew`: nobody knew them before this very input, so they were in no segment. `triggers`: whether a change lets anybody into a campaign. */
export type Reviewing = { readonly isNew: boolean; readonly triggers: boolean }

/**
 * Looks at every watched segment anew. A change is a fact: it ends the journeys it ends and starts those it starts. Who was there before a
 * version was first looked at did not come: that is noted silently, and only campaigns that ask for them let them in. What a step of those
 * campaigns says of them may change a segment again.
 */
export const reviewSegments = (draft: Draft, rules: Rules, reviewing: Reviewing, at: EpochMs): void => {
  leaveUnwatched(draft, rules)
  if (rules.campaigns.watched.size === 0) return
  for (let round = 0; round < SEGMENT_REVIEWS_MAX; round += 1) {
    const { traits } = draft.state
    reviewOnce(draft, rules, reviewing, at)
    if (draft.state.traits === traits) return
    followDates(draft, rules, traits, at)
  }
}

/**
 * When segments are to be looked at though nothing happens: because time may change an answer, because a version was never looked at, or
 * because a campaign wants those who are in one already. Null: never.
 */
export const segmentsDueAt = (state: CustomerState, rules: Rules): EpochMs | null => {
  if (state.at === null || rules.campaigns.watched.size === 0) return null
  let dueAt = state.segmentsReviewAt
  for (const [segment, watched] of watchedOf(rules)) {
    const membership = membershipOf(state, segment.id)
    if (membership?.version !== segment.version) dueAt = earliestOf(dueAt, latestOf(state.at, segment.publishedAt))
    else if (isUnserved(membership, watched.latest)) dueAt = earliestOf(dueAt, latestOf(state.at, watched.latest))
  }
  return dueAt
}

const reviewOnce = (draft: Draft, rules: Rules, { isNew, triggers }: Reviewing, at: EpochMs): void => {
  const coming: (() => void)[] = []
  let reviewAt: EpochMs | null = null
  for (const [segment, watched] of watchedOf(rules)) {
    const { id, version } = segment
    const before = membershipOf(draft.state, id) ?? (isNew ? { version, since: null, servedUntil: watched.latest } : null)
    const stands = !isNew && before?.version === version && standsAsItDid(draft, rules, id, at)
    const isMember = stands ? before.since !== null : asks(draft, rules, segment.condition, null, at)
    reviewAt = earliestOf(reviewAt, stands ? draft.state.segmentsReviewAt : changesAt(draft, rules, segment.condition, at))
    const isChange = before !== null && before.version === version && (before.since !== null) !== isMember
    const to: SegmentChange = isMember ? 'entered' : 'left'
    const campaigns = isChange ? change(draft, rules, segment, to, at) : isMember ? wanting(watched, before, at) : []
    coming.push(...campaigns.map((campaign) => () => tryEnter(draft, rules, campaign, { type: 'segment', segment: id, change: to }, at)))
    note(draft, id, { version, since: isMember ? (before?.since ?? at) : null, servedUntil: served(watched, before, at) })
  }
  if (reviewAt !== draft.state.segmentsReviewAt) draft.state = { ...draft.state, segmentsReviewAt: reviewAt }
  if (triggers) for (const enter of coming) enter()
}

/**
 * A segment that nobody watches any more, for its campaign has ended, is not looked at: so what is known of it counts no longer, should
 * somebody watch it again. Who was told of that they are in it stays as it was.
 */
const leaveUnwatched = (draft: Draft, { campaigns }: Rules): void => {
  for (const [id, membership] of Object.entries(draft.state.segments)) {
    if (membership.version !== NEVER_LOOKED_AT && !campaigns.watched.has(id)) note(draft, id, { ...membership, version: NEVER_LOOKED_AT })
  }
}

/** No version of a segment. */
const NEVER_LOOKED_AT = 0

/** Whether neither time nor anything a segment asks about has changed since it was last looked at: then nothing has to be asked or read. */
const standsAsItDid = (draft: Draft, rules: Rules, id: string, at: EpochMs): boolean => {
  const { segmentsReviewAt } = draft.state
  const dependencies = rules.dependencies.get(id)
  return (segmentsReviewAt === null || segmentsReviewAt > at) && dependencies !== undefined && !mayDiffer(draft, dependencies)
}

const watchedOf = ({ campaigns, segments }: Rules): readonly (readonly [Segment, Watched])[] =>
  [...campaigns.watched].flatMap(([id, watched]) => {
    const segment = segments.get(id)
    return segment === undefined ? [] : [[segment, watched] as const]
  })

const membershipOf = ({ segments }: CustomerState, id: string): Membership | null =>
  (Object.hasOwn(segments, id) ? segments[id] : undefined) ?? null

const isUnserved = ({ servedUntil }: Membership, latest: EpochMs | null): boolean =>
  latest !== null && (servedUntil === null || servedUntil < latest)

/** Campaigns that want whoever is there already, of those that nobody told of this member. */
const wanting = ({ existing }: Watched, before: Membership | null, at: EpochMs): readonly Campaign[] => {
  const servedUntil = before === null || before.since === null ? null : before.servedUntil
  return existing.flatMap(({ campaign, since }) => (since <= at && (servedUntil === null || since > servedUntil) ? [campaign] : []))
}

const served = ({ latest }: Watched, before: Membership | null, at: EpochMs): EpochMs | null =>
  latest === null || latest > at ? (before?.servedUntil ?? null) : latest

const note = (draft: Draft, id: string, membership: Membership): void => {
  const before = membershipOf(draft.state, id)
  const { version, since, servedUntil } = membership
  if (before !== null && before.version === version && before.since === since && before.servedUntil === servedUntil) return
  draft.state = { ...draft.state, segments: { ...draft.state.segments, [id]: membership } }
}

/** Tells of a change, and answers the campaigns that wait for it. */
const change = (draft: Draft, rules: Rules, { id, version }: Segment, to: SegmentChange, at: EpochMs): readonly Campaign[] => {
  record(draft, { type: 'segment-changed', segment: id, version, to }, at)
  for (const journey of draft.state.journeys) {
    const { exits } = campaignAt(rules.campaigns, journey.campaign, journey.version)
    const ends = exits.some((one) => one.on === 'segment' && one.segment === id && one.change === to)
    if (ends) exit(draft, journey, { type: 'segment', segment: id, change: to }, at)
  }
  return rules.campaigns.entriesBySegment.get(changeKey(id, to)) ?? []
}
