import type { MergeInput } from '../domain/customer/input.ts'
import { absorbKey } from '../domain/customer/on-merge.ts'
import type { Rules } from '../domain/customer/rules.ts'
import type { CustomerState, Merge } from '../domain/customer/state.ts'
import type { CustomerId, EpochMs } from '../kernel/words.ts'
import type { CommitResult, CustomerStore } from '../ports/customer-store.ts'
import { assertKnown } from './batch.ts'
import { folded, openFold } from './fold.ts'
import { decideInformed } from './history.ts'

/** Commits one step of a merge about one customer, on the state it was decided on. */
export const commitStep = async (
  store: CustomerStore,
  rules: Rules,
  state: CustomerState,
  input: MergeInput,
  now: EpochMs,
): Promise<CommitResult> => {
  assertKnown(state, input, rules)
  const isWake = input.type === 'tombstone' || input.type === 'lift'
  const { decision } = await decideInformed(store, state, input, rules, now)
  const { commit } = folded(openFold(state), decision, isWake, rules, now)
  const [result] = await store.commit([commit])
  return result ?? 'conflict'
}

/** Whether one of these has absorbed a customer. They must have been loaded before: a commit on what was loaded then settles races. */
export const isAbsorbed = async (store: CustomerStore, source: CustomerId, among: readonly CustomerState[]): Promise<boolean> => {
  for (const { id } of among) if (await store.wasSpilled(id, absorbKey(source))) return true
  return false
}

/**
 * Several were merged into each other at the same moment, none knowing of the others. The one who was sealed last stays a customer:
 * since then nobody was there to absorb it or to be sent its events. A conflict means that somebody else has lifted it.
 */
export const breakCircle = async (store: CustomerStore, rules: Rules, circle: readonly CustomerState[], now: EpochMs): Promise<void> => {
  const candidates: (CustomerState & { readonly merge: Merge })[] = []
  for (const state of circle) {
    const { merge } = state
    if (merge === null || merge.status === 'merged' || (await isAbsorbed(store, state.id, circle))) continue
    candidates.push({ ...state, merge })
  }
  const [last] = candidates.sort((a, b) => b.merge.at - a.merge.at || (a.id < b.id ? -1 : 1))
  if (last !== undefined) await commitStep(store, rules, last, { type: 'lift' }, now)
}
