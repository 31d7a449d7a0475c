/** Calls to somebody's server: who asked for them, what became of each attempt, and how they were settled. */
import type { Fact } from '../../../shared/domain/fact/fact.ts'
import { CALL_KEPT_MS, CALL_REFUSALS_MAX, CALL_RETRIES_MS } from '../../../shared/kernel/limits-effects.ts'
import type { CallId } from '../../../shared/kernel/words.ts'
import type { Made, Met } from '../engine/caller.ts'
import type { Violate } from './invariants.ts'

type OwnCall = {
  readonly url: string
  readonly body: string
  readonly owedAt: number
  readonly met: Met[]
  settled: string | null
}

export type CallBook = Map<CallId, OwnCall>

export const noteCall = (calls: CallBook, { call, url, body, at }: Fact & { type: 'called' }, violate: Violate): void => {
  if (calls.has(call)) violate('I42', `call ${call}`, 'asked for again', 'once')
  calls.set(call, { url, body: JSON.stringify(body), owedAt: at, met: [], settled: null })
}

/** One attempt, as the other side sees it. */
export const noteAttempt = (calls: CallBook, { id, url, body }: Made, met: Met, violate: Violate): void => {
  const call = calls.get(id)
  if (call === undefined) return violate('I42', `call ${id}`, 'made', 'nobody asked for it')
  if (url !== call.url || JSON.stringify(body) !== call.body) violate('I42', `call ${id}`, JSON.stringify(body), call.body)
  call.met.push(met)
}

/** It must be as the attempts say, and told once. */
export const checkSettled = (calls: CallBook, fact: Fact & { type: 'call-settled' }, violate: Violate): void => {
  const call = calls.get(fact.call)
  if (call === undefined) return violate('I42', `call ${fact.call}`, 'settled', 'nobody asked for it')
  const about = `call ${fact.call}, ${fact.outcome} after ${fact.attempts}`
  if (call.settled !== null) violate('I42', about, 'settled again', call.settled)
  call.settled = fact.outcome
  if (fact.attempts > call.met.length) violate('I42', about, `${fact.attempts} attempts`, `${call.met.length}`)
  const answered = call.met.filter(({ attempt }) => attempt.type === 'answered' && attempt.status === fact.status)
  if (fact.status !== null && answered.length === 0) violate('I42', about, `answered ${fact.status}`, 'no such answer')
  const isTaken = fact.status !== null && fact.status >= 200 && fact.status < 300
  if (isTaken !== (fact.outcome === 'delivered')) violate('I42', about, String(fact.status), fact.outcome)
  if (fact.outcome === 'failed' && !mayGiveUp(call, fact)) violate('I42', about, 'given up', 'made again')
}

const mayGiveUp = ({ met, owedAt }: OwnCall, { attempts, status, at }: Fact & { type: 'call-settled' }): boolean => {
  const refusals = met.filter(({ attempt }) => attempt.type === 'answered' && attempt.status >= 300 && attempt.status < 500)
  return (
    status === 410 ||
    met.some(({ attempt }) => attempt.type === 'forbidden') ||
    (refusals.length > 0 && attempts >= CALL_REFUSALS_MAX) ||
    attempts > CALL_RETRIES_MS.length ||
    // The next attempt would come when it is too old: the longest comes after half a day.
    at - owedAt > CALL_KEPT_MS - 13 * 3_600_000
  )
}

/** After all faults each is settled. */
export const checkAllSettled = (calls: CallBook, violate: Violate): void => {
  for (const [id, { settled, met }] of calls)
    if (settled === null) violate('I42', `call ${id}`, `neither taken nor given up after ${met.length} attempts`, 'settled')
}
