/** Which calls are over (`U#`), for the days in which a queue may bring one again. */
import { CALL_SETTLED_KEPT_MS } from '../../kernel/limits-effects.ts'
import type { CallId, EpochMs } from '../../kernel/words.ts'
import { expiryOf, keyOf } from './items.ts'
import { EXPIRY, ONLY, partitions } from './layout.ts'
import type { Table } from './table.ts'

export type CallMarks = {
  readonly isOver: (id: CallId) => Promise<boolean>
  readonly over: (id: CallId, now: EpochMs) => Promise<void>
}

export const callMarksOf = (table: Table): CallMarks => ({
  isOver: async (id) => (await table.get(keyOf(partitions.call(id), ONLY))) !== null,
  over: async (id, now) => {
    await table.put({ Item: { ...keyOf(partitions.call(id), ONLY), [EXPIRY]: expiryOf(now, CALL_SETTLED_KEPT_MS) } })
  },
})
