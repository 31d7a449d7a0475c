import { assert } from '../../kernel/assert.ts'
import type { CustomerId, MessageId } from '../../kernel/words.ts'
import type { ChangeStream, Page, StreamPosition } from '../../ports/change-stream.ts'
import { decodeFact } from '../codec/fact.ts'
import type { Database } from './database.ts'

/** One file has one writer at a time, so it has one order: one shard. */
const LOCAL_SHARD = 'local'

/**
 * Positions are rowids: given in commit order, never twice (AUTOINCREMENT), and a reader never sees a later one before an earlier one.
 * A message that is owed again gets a new row, so the relay sees it again.
 */
export const changeStreamOf = (database: Database): ChangeStream => {
  const facts = database.prepare<{ position: number; customer: CustomerId; fact: string }>(
    'SELECT position, customer, fact FROM facts WHERE position > ? ORDER BY position LIMIT ?',
  )
  const owed = database.prepare<{ position: number; message: MessageId }>(
    'SELECT position, message FROM owed WHERE position > ? ORDER BY position LIMIT ? + 0',
  )
  return {
    shards: async () => [LOCAL_SHARD],
    facts: async (shard, after, limit) => {
      assert(shard === LOCAL_SHARD, `the embedded store has one shard, not ${shard}`)
      return pageOf(facts.all(Number(after), limit), after, ({ customer, fact }) => ({ customerId: customer, fact: decodeFact(fact) }))
    },
    owed: async (shard, after, limit) => {
      assert(shard === LOCAL_SHARD, `the embedded store has one shard, not ${shard}`)
      return pageOf(owed.all(Number(after), limit), after, ({ message }) => message)
    },
  }
}

const pageOf = <R extends { readonly position: number }, T>(rows: readonly R[], after: StreamPosition, itemOf: (row: R) => T): Page<T> => ({
  items: rows.map(itemOf),
  to: rows.length === 0 ? after : BigInt(rows.at(-1)?.position ?? 0),
})
