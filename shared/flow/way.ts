import type { CustomerState } from '../domain/customer/state.ts'
import { MERGES_FOLLOWED_MAX } from '../kernel/limits.ts'
import type { CustomerId } from '../kernel/words.ts'

/**
 * From an id to the customer it belongs to, one merge after another. `open`: the last of the states is of somebody who is nobody else.
 * `circle`: these were merged into each other at the same moment, and one of them has to be lifted. `too-long`: nobody followed it to
 * its end; ids of whom nobody had heard were merged one into the next.
 */
export type Way =
  | { readonly type: 'open'; readonly states: readonly [CustomerState, ...CustomerState[]] }
  | { readonly type: 'circle' | 'too-long'; readonly states: readonly CustomerState[] }

/** Follows the merges that begin at `from`. */
export const wayFrom = async (from: CustomerId, stateOf: (id: CustomerId) => Promise<CustomerState>): Promise<Way> => {
  const states: [CustomerState, ...CustomerState[]] = [await stateOf(from)]
  for (let followed = 0; followed <= MERGES_FOLLOWED_MAX; followed += 1) {
    const { merge } = states.at(-1) as CustomerState
    if (merge === null) return { type: 'open', states }
    const again = states.findIndex(({ id }) => id === merge.into)
    if (again >= 0) return { type: 'circle', states: states.slice(again) }
    states.push(await stateOf(merge.into))
  }
  return { type: 'too-long', states }
}
