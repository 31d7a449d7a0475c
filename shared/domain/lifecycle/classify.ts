import { later } from '../../kernel/time.ts'
import type { EpochMs } from '../../kernel/words.ts'
import type { LifecyclePolicy } from './policy.ts'
import type { Stage } from './stage.ts'

/** What classification looks at: instants of activity, and of an explicit end or return. */
export type Activity = {
  readonly firstSeenAt: EpochMs | null
  readonly lastSeenAt: EpochMs | null
  readonly endedAt: EpochMs | null
  readonly returnedAt: EpochMs | null
}

/** Why a customer stands where they stand; the numbers are those that decided. */
export type StageReason =
  | { readonly type: 'ended'; readonly at: EpochMs }
  | { readonly type: 'silent'; readonly sinceAt: EpochMs; readonly thresholdMs: number }
  | { readonly type: 'first-seen'; readonly at: EpochMs; readonly newMs: number }
  | { readonly type: 'recent'; readonly lastSeenAt: EpochMs; readonly atRiskMs: number }

/** The stage now, why, and the instant at which silence alone would change it (null: never). */
export type Review =
  | { readonly stage: null; readonly because: null; readonly reviewAt: null }
  | { readonly stage: Stage; readonly because: StageReason; readonly reviewAt: EpochMs | null }

/**
 * Names the stage at `now`. An explicit end outweighs everything until an explicit return; then silence is tested longest first
 * (churned, dormant, at-risk, each from its threshold on), then youth, else active. Who never acted has no stage.
 */
export const classify = (activity: Activity, policy: LifecyclePolicy, now: EpochMs): Review => {
  const { firstSeenAt, lastSeenAt, endedAt, returnedAt } = activity
  if (firstSeenAt === null || lastSeenAt === null) return { stage: null, because: null, reviewAt: null }
  if (endedAt !== null && (returnedAt === null || endedAt >= returnedAt)) {
    return { stage: 'churned', because: { type: 'ended', at: endedAt }, reviewAt: null }
  }
  const silentFor = (thresholdMs: number): StageReason => ({ type: 'silent', sinceAt: lastSeenAt, thresholdMs })
  const newUntil = later(firstSeenAt, policy.newMs)
  const atRiskAt = later(lastSeenAt, policy.atRiskMs)
  const dormantAt = later(lastSeenAt, policy.dormantMs)
  const churnedAt = later(lastSeenAt, policy.churnedMs)

  if (now >= churnedAt) return { stage: 'churned', because: silentFor(policy.churnedMs), reviewAt: null }
  if (now >= dormantAt) return { stage: 'dormant', because: silentFor(policy.dormantMs), reviewAt: churnedAt }
  if (now >= atRiskAt) return { stage: 'at-risk', because: silentFor(policy.atRiskMs), reviewAt: dormantAt }
  if (now < newUntil) {
    const because: StageReason = { type: 'first-seen', at: firstSeenAt, newMs: policy.newMs }
    return { stage: 'new', because, reviewAt: newUntil < atRiskAt ? newUntil : atRiskAt }
  }
  return { stage: 'active', because: { type: 'recent', lastSeenAt, atRiskMs: policy.atRiskMs }, reviewAt: atRiskAt }
}
