import { PACE_ASK_AGAIN_MS, PACE_ASKS_A_SECOND, PACE_SKEW_MS } from '../../kernel/limits.ts'
import { DAY_MS, HOUR_MS, later, SECOND_MS } from '../../kernel/time.ts'
import { type EpochMs, epochMs } from '../../kernel/words.ts'

/** How many mails may go now: a rate, and a number for any 24 hours. Shared by all senders, whose clocks differ a little. */
export type TokenBucket = {
  /** Tokens that were there at `at`, parts of one among them; never more than one second brings, and room for one at least. */
  readonly tokens: number
  readonly at: EpochMs
  /** Nothing is granted before this instant. */
  readonly heldUntil: EpochMs
  /** What was granted in each hour of the last day and the one under way, oldest first. */
  readonly hours: readonly HourGranted[]
  /** What others sent in the last 24 hours, as far as the service's own count tells, and when it was last told. */
  readonly others: number
  readonly toldAt: EpochMs
}

/** `hour`: whole hours since 1970. */
export type HourGranted = { readonly hour: number; readonly granted: number }

/** `per24Hours` null: no quota. `sentLast24Hours` null: the service does not count. */
export type Rate = {
  readonly perSecond: number
  readonly per24Hours: number | null
  readonly sentLast24Hours: { readonly count: number; readonly at: EpochMs } | null
}

export type Take = { readonly bucket: TokenBucket; readonly granted: number; readonly againAt: EpochMs }

const NEVER = epochMs(0)
const BEGINNING: TokenBucket = { tokens: 0, at: NEVER, heldUntil: NEVER, hours: [], others: 0, toldAt: NEVER }

/** A bucket nobody took from: it has what one second brings. */
export const fullBucket = (rate: Rate, now: EpochMs): TokenBucket => ({ ...BEGINNING, tokens: capacityOf(rate), at: now })

/**
 * Takes at most so many whole tokens. In any T seconds no more than T times the rate and one second's worth is granted; in any 24 hours
 * no more than the quota, an hour counting until all of it has passed. `againAt`: when it is worth to ask again.
 */
export const takeFrom = (before: TokenBucket, wanted: number, rate: Rate, now: EpochMs): Take => {
  const bucket = heard(filled(before, rate, now), rate, now)
  const left = leftOf(bucket, rate)
  const held = now < bucket.heldUntil
  // A token that is whole but for the error of adding thirds is whole.
  const granted = held ? 0 : Math.max(0, Math.min(wanted, Math.floor(bucket.tokens + ROUNDING), left))
  const after = granted === 0 ? bucket : spent(bucket, granted, now)
  return { bucket: after, granted, againAt: againAt(after, rate, leftOf(after, rate), now) }
}

/** Gives back what was taken and not used. */
export const giveBackTo = (before: TokenBucket, unused: number, rate: Rate, now: EpochMs): TokenBucket => {
  const bucket = filled(before, rate, now)
  let left = unused
  const hours = bucket.hours.toReversed().map(({ hour, granted }) => {
    const back = Math.min(granted, left)
    left -= back
    return { hour, granted: granted - back }
  })
  return {
    ...bucket,
    tokens: Math.min(capacityOf(rate), bucket.tokens + unused),
    hours: hours.toReversed().filter(({ granted }) => granted > 0),
  }
}

/** Grants nothing before an instant, and begins with nothing then. A hold under way is never shortened. */
export const heldUntil = (before: TokenBucket, until: EpochMs): TokenBucket => ({
  ...before,
  tokens: 0,
  heldUntil: until > before.heldUntil ? until : before.heldUntil,
})

const ROUNDING = 1e-9

/** One second's worth: what gathers while nobody sends goes at once, and is no burst. */
const capacityOf = ({ perSecond }: Rate): number => Math.max(1, perSecond)

/** What time has brought. A clock a little behind brings nothing; one far behind is right, and whoever was ahead of it was wrong. */
const filled = (bucket: TokenBucket, rate: Rate, now: EpochMs): TokenBucket => {
  if (bucket.at - now > PACE_SKEW_MS) return { ...bucket, tokens: 0, at: now, heldUntil: NEVER }
  if (now <= bucket.at) return bucket
  const since = Math.max(bucket.at, bucket.heldUntil)
  const brought = (Math.max(0, now - since) / SECOND_MS) * Math.max(0, rate.perSecond)
  return { ...bucket, tokens: Math.min(capacityOf(rate), bucket.tokens + brought), at: now }
}

/** A newer count of the service's tells what others sent: what it has and we have not. */
const heard = (bucket: TokenBucket, { sentLast24Hours }: Rate, now: EpochMs): TokenBucket => {
  const oldest = Math.floor((now - DAY_MS) / HOUR_MS)
  const hours = bucket.hours.filter(({ hour }) => hour >= oldest)
  if (sentLast24Hours === null || sentLast24Hours.at <= bucket.toldAt) return { ...bucket, hours }
  return { ...bucket, hours, others: Math.max(0, sentLast24Hours.count - sumOf(hours)), toldAt: sentLast24Hours.at }
}

const leftOf = ({ hours, others }: TokenBucket, { per24Hours }: Rate): number =>
  per24Hours === null ? Number.MAX_SAFE_INTEGER : Math.max(0, Math.floor(per24Hours) - sumOf(hours) - others)

const sumOf = (hours: readonly HourGranted[]): number => hours.reduce((sum, { granted }) => sum + granted, 0)

const spent = (bucket: TokenBucket, granted: number, now: EpochMs): TokenBucket => {
  const hour = Math.floor(Math.max(now, bucket.at) / HOUR_MS)
  const last = bucket.hours.at(-1)
  const hours =
    last !== undefined && last.hour >= hour
      ? [...bucket.hours.slice(0, -1), { hour: last.hour, granted: last.granted + granted }]
      : [...bucket.hours, { hour, granted }]
  return { ...bucket, tokens: Math.max(0, bucket.tokens - granted), hours }
}

const againAt = (bucket: TokenBucket, rate: Rate, left: number, now: EpochMs): EpochMs => {
  if (now < bucket.heldUntil) return bucket.heldUntil
  if (rate.perSecond <= 0 || left === 0) return later(now, PACE_ASK_AGAIN_MS)
  const enough = Math.max(1, Math.min(left, Math.floor(capacityOf(rate) / PACE_ASKS_A_SECOND)))
  const missingMs = ((enough - ROUNDING - bucket.tokens) / rate.perSecond) * SECOND_MS
  return missingMs <= 0 ? now : later(now > bucket.at ? now : bucket.at, Math.ceil(missingMs))
}
