/** Questions about history that the counts in the state answer, so that nothing has to be read. */
import { later } from '../../kernel/time.ts'
import type { EpochMs } from '../../kernel/words.ts'
import type { Done } from '../conditions/about.ts'
import type { Did } from '../conditions/condition.ts'
import { reachesBackTo } from '../conditions/history.ts'
import { DID_WITHIN_MS_MAX } from '../../kernel/limits.ts'
import type { EventCount } from '../metrics/counts.ts'
import { type Metrics, OTHER_EVENTS } from '../metrics/metrics.ts'

/**
 * What the counts say of a question; null: they cannot tell. They are asked first, always, so that an answer never depends on what else
 * was read. Whether something happened at all within a reach they know from its last instant: how often is then told as "at least once".
 */
export const countedDone = (metrics: Metrics, did: Did, now: EpochMs, entryAt: EpochMs | null): Done | null => {
  const count = countOf(metrics, did.event)
  if (count === 'unknown') return null
  const isEver = did.reach.since === 'ever'
  const isPlain = did.where === null && did.sums.length === 0
  if (isEver && isPlain) return { times: count?.total ?? 0, isAtLeast: false, after: null, sums: [] }
  const after = reachesBackTo(did.reach, now, entryAt)
  if (count === null || count.lastAt <= after) return none(did, after)
  if (!isPlain) return null
  if (count.firstAt > after) return { times: count.total, isAtLeast: false, after, sums: [] }
  return asksWhetherAtAll(did) ? { times: 1, isAtLeast: true, after, sums: [] } : null
}

/** Until when an answer stays as it is if nothing more happens, as far as the counts can tell; null: for ever; `unknown`: they cannot. */
export const countedUntil = (metrics: Metrics, did: Did, now: EpochMs, entryAt: EpochMs | null): EpochMs | null | 'unknown' => {
  const count = countOf(metrics, did.event)
  if (count === 'unknown') return 'unknown'
  const isPlain = did.where === null && did.sums.length === 0
  if (did.reach.since === 'ever' && isPlain) return null
  const after = reachesBackTo(did.reach, now, entryAt)
  if (count === null || count.lastAt <= after) return null
  const reachMs = did.reach.since === 'within' ? did.reach.ms : DID_WITHIN_MS_MAX
  if (isPlain && asksWhetherAtAll(did)) return later(count.lastAt, reachMs)
  return count.firstAt > after ? later(count.firstAt, reachMs) : 'unknown'
}

/** Null: it never happened. Unknown: it has no counter, or shares one. */
const countOf = ({ counts }: Metrics, event: string): EventCount | null | 'unknown' => {
  if (Object.hasOwn(counts, event)) return counts[event] as EventCount
  return NEVER_COUNTED.includes(event) || Object.hasOwn(counts, OTHER_EVENTS) ? 'unknown' : null
}

/** Calls that say who somebody is, and not what they did. */
const NEVER_COUNTED: readonly string[] = ['$identify', '$group']

const asksWhetherAtAll = ({ atLeast, atMost }: Did): boolean => (atLeast <= 1 && atMost === null) || atMost === 0

const none = ({ sums }: Did, after: EpochMs): Done => ({
  times: 0,
  isAtLeast: false,
  after,
  sums: sums.map(({ of }) => (of === 'sum' ? 0 : null)),
})
