import type { Decision } from '../domain/customer/draft.ts'
import type { Rules } from '../domain/customer/rules.ts'
import { ATTEMPTS_MAX } from '../kernel/limits.ts'
import type { CustomerId, EpochMs } from '../kernel/words.ts'
import type { CustomerStore } from '../ports/customer-store.ts'
import { openBatch, type TooLong } from './batch.ts'
import { breakCircle } from './merge-step.ts'
import type { Request } from './request.ts'

/** A request and the instant it is decided at. */
export type Timed = { readonly request: Request; readonly now: EpochMs }

/**
 * What came of one request: the decision that was committed. Null: it was about a row that is not there, or about somebody whom nobody
 * finds because the way there is too long (`isLost`).
 */
export type Handled = Timed & { readonly decision: Decision | null; readonly isLost: boolean }

/**
 * The one corridor: load, decide, commit. Requests of one customer fold into one commit, in the order given. A conflict means
 * that somebody else committed in between: load again and decide again, a bounded number of times; then `Contended` is thrown
 * for the queue to bring the rest back, which is harmless for those already committed. A request that depends on a merge waits until
 * that is committed: customers are committed one by one, and a merge that fails must not have sent anything anywhere.
 */
export const handle = async (store: CustomerStore, rules: Rules, requests: readonly Timed[]): Promise<readonly Handled[]> => {
  const handled: Handled[] = []
  let waiting = requests
  for (let attempt = 1; attempt <= ATTEMPTS_MAX && waiting.length > 0; ) {
    const batch = openBatch(store, rules)
    await batch.preload(waiting.map(({ request }) => request.customerId))
    const decided = new Map<Timed, Decision | null | TooLong>()
    const circles: (() => Promise<void>)[] = []
    let isFull = false
    for (const timed of waiting) {
      const added = await batch.addAlone(timed.request, timed.now)
      if (added === null || !('obstacle' in added) || added.obstacle === 'too-long') decided.set(timed, added)
      else if (added.obstacle === 'full') isFull = true
      else if (added.obstacle === 'circle') circles.push(() => breakCircle(store, rules, added.states, timed.now))
    }

    const commits = batch.commits()
    const results = await store.commit(commits)
    const contended = new Set<CustomerId>(commits.filter((_, index) => results[index] === 'conflict').map(({ state }) => state.id))
    await store.putTimeline(batch.repeatedEvents())
    for (const breaking of circles) await breaking()
    const later: Timed[] = []
    for (const timed of waiting) {
      const come = decided.get(timed)
      const decision = come === undefined || come === null || 'obstacle' in come ? null : come
      // An event is decided about whomever it went to.
      const isDone = come !== undefined && !contended.has(decision?.state.id ?? timed.request.customerId)
      if (isDone) handled.push({ ...timed, decision, isLost: come !== null && 'obstacle' in come })
      else later.push(timed)
    }
    waiting = later
    // Who brought too much for one commit is not contended: each round takes at least one of theirs.
    if (!isFull || contended.size > 0) attempt += 1
  }
  if (waiting.length > 0) throw new Contended(new Set(waiting.map(({ request }) => request.customerId)).size)
  return handled
}

/** Customers that somebody else kept changing through all attempts. */
export class Contended extends Error {
  override name = 'Contended'
  constructor(customers: number) {
    super(`${customers} customer(s) still contended after ${ATTEMPTS_MAX} attempts`)
  }
}
