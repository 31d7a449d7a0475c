/** Somebody's server, as calls find it: it takes them, fails, refuses, says nothing, or answers when nobody listens any more. */
import type { Attempt } from '../../../shared/domain/call/after-attempt.ts'
import { SECOND_MS } from '../../../shared/kernel/time.ts'
import type { JsonObject } from '../../../shared/kernel/json.ts'
import type { CallId } from '../../../shared/kernel/words.ts'
import type { Luck } from './faults.ts'

export type Made = { readonly id: CallId; readonly url: string; readonly body: JsonObject }

/** One attempt: what came back, how long that took, and whether the other side took it. */
export type Met = { readonly attempt: Attempt; readonly afterMs: number; readonly isTaken: boolean }

const TIMEOUT_MS = 15 * SECOND_MS

export const meetCall = (luck: Luck): Met => {
  const { random } = luck
  const met = (attempt: Attempt, isTaken = false): Met => ({ attempt, isTaken, afterMs: random.below(2 * SECOND_MS) })
  if (luck.strikes('call fails')) return met({ type: 'answered', status: random.pick([500, 503, 429]) })
  if (luck.strikes('call refused')) return met({ type: 'answered', status: random.pick([404, 400, 301]) })
  if (luck.strikes('call not wanted any more')) return met({ type: 'answered', status: 410 })
  if (luck.strikes('call forbidden')) return met({ type: 'forbidden', because: 'it leads into our own network' })
  if (luck.strikes('call not answered')) return { attempt: SILENT, afterMs: TIMEOUT_MS, isTaken: false }
  if (luck.strikes('call answered too late')) return { attempt: SILENT, afterMs: TIMEOUT_MS, isTaken: true }
  return met({ type: 'answered', status: random.pick([200, 204]) }, true)
}

const SILENT: Attempt = { type: 'silent', because: 'no answer in time' }
