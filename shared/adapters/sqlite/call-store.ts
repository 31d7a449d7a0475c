import type { JsonObject } from '../../kernel/json.ts'
import { CALL_SETTLED_KEPT_MS } from '../../kernel/limits-effects.ts'
import { callId, campaignId, customerId, epochMs } from '../../kernel/words.ts'
import type { CallStore, CarriedStore, KeptCall } from '../../ports/calls.ts'
import { type Database, key } from './database.ts'
import type { Erased } from './erased.ts'

type Row = {
  readonly id: string
  readonly customer: string
  readonly owed_at: number
  readonly attempts: number
  readonly body: string
}

/** A call that is over is an id for some days, so that it is not put again; `next_at` is null, and what it said is gone. */
export const callStoreOf = (database: Database, erased: Erased): CallStore => {
  const insert = database.prepare(
    'INSERT INTO calls (id, customer, owed_at, next_at, attempts, body) VALUES (?1, ?2, ?3, ?3, 0, ?4) ON CONFLICT DO NOTHING',
  )
  const prune = database.prepare('DELETE FROM calls WHERE next_at IS NULL AND owed_at < ?')
  const due = database.prepare<Row>(
    `SELECT id, customer, owed_at, attempts, body FROM calls
     WHERE next_at <= ?1 AND id NOT IN (SELECT value FROM json_each(?3)) ORDER BY next_at, id LIMIT ?2`,
  )
  const again = database.prepare('UPDATE calls SET attempts = ?2, next_at = ?3 WHERE id = ?1 AND next_at IS NOT NULL')
  const settle = database.prepare("UPDATE calls SET next_at = NULL, body = '', customer = '' WHERE id = ?")
  return {
    put: async (calls) =>
      database.transaction(() => {
        for (const { id, customerId: customer, at, campaign, entry, url, body } of calls) {
          if (erased.leftOf(customer) !== null) continue
          insert.run(key(id), key(customer), at, JSON.stringify([campaign, entry, url, body]))
          prune.run(at - CALL_SETTLED_KEPT_MS)
        }
      }),
    due: async (until, limit, without) => due.all(until, limit, JSON.stringify(without)).map(callOf),
    again: async (id, attempts, at) => void database.transaction(() => again.run(id, attempts, at)),
    settle: async (id) => void database.transaction(() => settle.run(id)),
  }
}

const callOf = ({ id, customer, owed_at, attempts, body }: Row): KeptCall => {
  const [campaign, entry, url, said] = JSON.parse(body) as [string, number, string, JsonObject]
  return {
    ...{ id: callId(id), customerId: customerId(customer), campaign: campaignId(campaign), entry, url, attempts },
    ...{ body: said, at: epochMs(owed_at) },
  }
}

export const carriedStoreOf = (database: Database): CarriedStore => {
  const find = database.prepare<{ position: number }>('SELECT position FROM carried WHERE shard = ?')
  const put = database.prepare('INSERT INTO carried (shard, position) VALUES (?1, ?2) ON CONFLICT (shard) DO UPDATE SET position = ?2')
  return {
    read: async (shard) => {
      const row = find.get(shard)
      return row === undefined ? null : BigInt(row.position)
    },
    keep: async (shard, position) => void database.transaction(() => put.run(shard, Number(position))),
  }
}
