/** From a call that is owed to what became of it: one attempt, and what follows from it. */
import { type AfterAttempt, afterAttempt, isTooOld } from '../domain/call/after-attempt.ts'
import type { EpochMs } from '../kernel/words.ts'
import type { Call, Caller } from '../ports/caller.ts'
import type { Clock } from '../ports/clock.ts'
import { Transient } from '../ports/customer-store.ts'
import type { Decider } from './engine.ts'
import { handle } from './handle.ts'

export type Calling = { readonly engine: Decider; readonly caller: Caller; readonly clock: Clock }

/** `attempts`: how often it was made, this time among them. */
export type Called = AfterAttempt & { readonly attempts: number }

/** It is to be made again: a queue brings it back when it is time. */
export class CallAgain extends Transient {
  override name = 'CallAgain'
}

/**
 * Makes a call for the time of this number, and reports what became of it where that is certain. A crash in between makes it again, under
 * the same id: the other side takes it once.
 */
export const makeCall = async ({ engine, caller, clock }: Calling, call: Call, number: number, signal?: AbortSignal): Promise<Called> => {
  const began = clock.now()
  if (isTooOld(call.at, began)) return reported(engine, call, { ...TOO_OLD, attempts: number - 1 }, began)
  const attempt = await caller.call(call, began, signal)
  const now = clock.now()
  const after = afterAttempt(call.id, attempt, number, call.at, now)
  return reported(engine, call, { ...after, attempts: attempt.type === 'forbidden' ? number - 1 : number }, now)
}

const TOO_OLD = { type: 'settled', outcome: 'failed', status: null, because: 'it is too old' } as const

const reported = async (engine: Decider, { id, customerId, campaign, entry }: Call, called: Called, now: EpochMs): Promise<Called> => {
  if (called.type === 'settled') {
    const { outcome, status, attempts } = called
    await handle(engine.store, engine.rules(), [
      { request: { customerId, type: 'call-settled', call: id, campaign, entry, outcome, status, attempts }, now },
    ])
  }
  return called
}
