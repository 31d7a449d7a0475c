import type { Decision } from '../../shared/domain/customer/draft.ts'
import type { CustomerState } from '../../shared/domain/customer/state.ts'
import type { TooLong } from '../../shared/flow/batch.ts'
import type { Engine } from '../../shared/flow/engine.ts'
import { finishMerge } from '../../shared/flow/merge.ts'
import { concernedBy, openMerges } from '../../shared/flow/merge-order.ts'
import type { Request } from '../../shared/flow/request.ts'
import type { CustomerId, EpochMs } from '../../shared/kernel/words.ts'

/**
 * Merges begun at the instant of the clock. They are finished before something is delivered that is about the same customers, at the
 * latest once everything of that instant was, in the order of their ids: so however the deliveries were batched, and whether or not
 * the run was killed, the same comes of it.
 */
export type BegunMerges = {
  readonly note: (decision: Decision | null | TooLong) => void
  readonly areAny: () => boolean
  /** Whether they have to be finished before these requests. */
  readonly areBefore: (requests: readonly Request[], stateOf: (id: CustomerId) => Promise<CustomerState>) => Promise<boolean>
  readonly finish: (now: EpochMs) => Promise<void>
}

/** Begins with what a killed run had begun by `clock`: whoever is sealed is due since then. `finished` is told when some were. */
export const begunMerges = async ({ store, rules }: Engine, clock: EpochMs | null, finished: () => Promise<void>): Promise<BegunMerges> => {
  const due = clock === null ? [] : await store.due(clock, Number.MAX_SAFE_INTEGER)
  const states = await store.load(due.map(({ customerId }) => customerId))
  const sealed = new Map<CustomerId, CustomerId>()
  const note = ({ id, merge }: CustomerState): void => {
    if (merge?.status === 'sealed') sealed.set(id, merge.into)
  }
  for (const state of states.values()) note(state)
  return {
    note: (decision) => {
      if (decision !== null && 'state' in decision) note(decision.state)
    },
    areAny: () => sealed.size > 0,
    areBefore: async (requests, stateOf) => {
      if (sealed.size === 0) return false
      const merges = openMerges(stateOf)
      for (const [source, into] of sealed)
        merges.begin(source, (await concernedBy({ type: 'merge', customerId: source, into }, stateOf)).at(-1) ?? into)
      for (const request of requests) if (await merges.delay(request)) return true
      return false
    },
    finish: async (now) => {
      if (sealed.size === 0) return
      for (const source of [...sealed.keys()].sort()) await finishMerge(store, rules(), source, now)
      sealed.clear()
      await finished()
    },
  }
}
