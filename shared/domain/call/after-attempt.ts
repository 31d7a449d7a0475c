import { unreachable } from '../../kernel/assert.ts'
import { BUCKETS, bucketOf } from '../../kernel/hash.ts'
import { CALL_KEPT_MS, CALL_REFUSALS_MAX, CALL_RETRIES_MS } from '../../kernel/limits-effects.ts'
import { later } from '../../kernel/time.ts'
import type { CallId, EpochMs } from '../../kernel/words.ts'

/** What came of one attempt to call somebody's server. */
export type Attempt =
  | { readonly type: 'answered'; readonly status: number }
  /** No answer, or none in time: it may have arrived. `because` names no address. */
  | { readonly type: 'silent'; readonly because: string }
  /** It may not be called at all. */
  | { readonly type: 'forbidden'; readonly because: string }

export type AfterAttempt =
  | { readonly type: 'settled'; readonly outcome: 'delivered' | 'failed'; readonly status: number | null; readonly because: string }
  | { readonly type: 'again'; readonly at: EpochMs; readonly because: string }

/** Whether a call is over after its attempt of this number (from 1), or when it is made again. `owedAt`: when its step was taken. */
export const afterAttempt = (call: CallId, attempt: Attempt, number: number, owedAt: EpochMs, now: EpochMs): AfterAttempt => {
  switch (attempt.type) {
    case 'forbidden':
      return { type: 'settled', outcome: 'failed', status: null, because: attempt.because }
    case 'answered': {
      const { status } = attempt
      const because = `it answered ${status}`
      if (status >= 200 && status < 300) return { type: 'settled', outcome: 'delivered', status, because }
      const isOver = status === GONE || (isRefusal(status) && number >= CALL_REFUSALS_MAX)
      return isOver ? { type: 'settled', outcome: 'failed', status, because } : again(call, number, status, because, owedAt, now)
    }
    case 'silent':
      return again(call, number, null, attempt.because, owedAt, now)
    default:
      return unreachable(attempt)
  }
}

/** Whether a call that was owed at this instant is too old to be made. */
export const isTooOld = (owedAt: EpochMs, now: EpochMs): boolean => now >= later(owedAt, CALL_KEPT_MS)

/** It wants no more of them (Standard Webhooks, and RFC 9110 15.5.11). */
const GONE = 410
/** Of 4xx those that pass by themselves: time-out, too early, too many. */
const PASSING: readonly number[] = [408, 425, 429]

/** A redirect is a refusal, too: whom we call is what the campaign says, and nobody else. */
const isRefusal = (status: number): boolean => status >= 300 && status < 500 && !PASSING.includes(status)

const again = (call: CallId, number: number, status: number | null, because: string, owedAt: EpochMs, now: EpochMs): AfterAttempt => {
  const most = CALL_RETRIES_MS[number - 1]
  const at = most === undefined ? null : later(now, spread(most, call, number))
  return at === null || isTooOld(owedAt, at) ? { type: 'settled', outcome: 'failed', status, because } : { type: 'again', at, because }
}

/** Between half and all of it, the same for the same call: what failed together does not come back together. */
const spread = (most: number, call: CallId, number: number): number =>
  Math.round((most / 2) * (1 + bucketOf(String(number), call) / BUCKETS))
