import { setTimeout as sleep } from 'node:timers/promises'
import { ROW_ATTEMPTS_MAX, TABLE_PAUSE_MS } from '../../kernel/limits.ts'
import { Transient } from '../../ports/customer-store.ts'
import type { PaceRow, PaceStore } from '../../ports/pace.ts'
import { keyOf, text, textOf, whole, wholeOf } from './items.ts'
import { ONLY, partitions } from './layout.ts'
import type { Table } from './table.ts'

/** One row that all senders share; each writes on condition that nobody did since it looked (`v`). Senders are few, and ask a few times a second. */
export const paceStoreOf = (table: Table, pause: (ms: number) => Promise<unknown> = sleep): PaceStore => ({
  read: async () => {
    const item = await table.get(KEY)
    return item === null ? null : (JSON.parse(textOf(item, 'r')) as PaceRow)
  },
  update: async (change) => {
    for (let attempt = 1; attempt <= ROW_ATTEMPTS_MAX; attempt += 1) {
      const item = await table.get(KEY)
      const version = item === null ? 0 : wholeOf(item, 'v')
      const { after, answer } = change(item === null ? null : (JSON.parse(textOf(item, 'r')) as PaceRow))
      const written = await table.put({
        Item: { ...KEY, v: whole(version + 1), r: text(JSON.stringify(after)) },
        ConditionExpression: item === null ? 'attribute_not_exists(pk)' : 'v = :v',
        ...(item === null ? {} : { ExpressionAttributeValues: { ':v': whole(version) } }),
      })
      // A write whose answer was lost may have been ours: then a few tokens are spent twice, and mail goes a little slower.
      if (written.type === 'written') return answer
      await pause(Math.random() * TABLE_PAUSE_MS * attempt)
    }
    throw new Transient('too many senders at one pace')
  },
})

const KEY = keyOf(partitions.pace, ONLY)
