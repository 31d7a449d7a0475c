/** Whether a campaign goes on, from what its file and people say; and what becomes of instants that fell into a pause. */
import { BUCKETS, bucketOf } from '../../kernel/hash.ts'
import type { CampaignId, CustomerId, EpochMs } from '../../kernel/words.ts'
import { later } from '../../kernel/time.ts'
import type { CampaignStatus } from './campaign.ts'

/** What people made of a campaign since an instant, whatever its file says. `spreadMs`: over how long what waited is let go on. */
export type OperationalStatus = {
  readonly status: 'active' | 'paused' | 'ended'
  readonly at: EpochMs
  readonly spreadMs: number
}

/** What the file of a version says since it was published. */
export type FileStatus = { readonly status: CampaignStatus; readonly at: EpochMs }

/** While a campaign was kept from going on; `until` null: it still is. */
export type Hold = { readonly from: EpochMs; readonly until: EpochMs | null; readonly spreadMs: number }

/** A campaign's status now, since when, and all holds there were, oldest first. */
export type Standing = { readonly status: CampaignStatus; readonly since: EpochMs; readonly holds: readonly Hold[] }

/** Of the file and of what people said the stricter holds, so that publishing a file never lifts a pause. Both oldest first, the file's at least once. */
export const standingOf = (files: readonly [FileStatus, ...FileStatus[]], said: readonly OperationalStatus[]): Standing => {
  let [file] = files
  let word: OperationalStatus | null = null
  let { status, at: since } = file
  const holds: Hold[] = []
  let heldFrom = isHeld(status) ? since : null
  for (const change of inOrder(files, said)) {
    if ('spreadMs' in change) word = change
    else file = change
    const next = stricter(file.status, word?.status ?? 'active')
    if (next === status) continue
    if (heldFrom === null && isHeld(next)) heldFrom = change.at
    if (heldFrom !== null && !isHeld(next)) {
      holds.push({ from: heldFrom, until: change.at, spreadMs: word?.spreadMs ?? 0 })
      heldFrom = null
    }
    status = next
    since = change.at
  }
  if (heldFrom !== null) holds.push({ from: heldFrom, until: null, spreadMs: 0 })
  return { status, since, holds }
}

/**
 * When something that is due at an instant comes, given all pauses: an instant within one is moved to its end and a share of its spread,
 * which is the customer's own, so that not everybody comes at once. Null: the campaign is paused, and nobody knows for how long.
 */
export const dueThrough = (holds: readonly Hold[], dueAt: EpochMs, customer: CustomerId, campaign: CampaignId): EpochMs | null => {
  let at = dueAt
  for (const { from, until, spreadMs } of holds) {
    if (at < from) return at
    if (until === null) return null
    if (at < until) at = later(until, Math.floor((spreadMs * bucketOf(`resume/${campaign}/`, customer)) / BUCKETS))
  }
  return at
}

/** Whether a campaign is paused, or was, at an instant. */
export const isWithin = (holds: readonly Hold[], at: EpochMs): boolean =>
  holds.some(({ from, until }) => from <= at && (until === null || at < until))

/** A campaign that was ended by mistake goes on like one that was paused. */
const isHeld = (status: CampaignStatus): boolean => status === 'paused' || status === 'ended'

const STRICTNESS: Readonly<Record<CampaignStatus, number>> = { active: 0, draft: 1, paused: 2, ended: 3 }
const stricter = (one: CampaignStatus, other: CampaignStatus): CampaignStatus => (STRICTNESS[one] >= STRICTNESS[other] ? one : other)

/** What was said at one instant comes after the file that was published then. */
const inOrder = (files: readonly FileStatus[], said: readonly OperationalStatus[]): readonly (FileStatus | OperationalStatus)[] =>
  [...files.slice(1), ...said].sort((a, b) => a.at - b.at)
