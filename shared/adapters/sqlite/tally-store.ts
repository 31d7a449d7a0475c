import { assert } from '../../kernel/assert.ts'
import type { TallyStore } from '../../ports/tally-store.ts'
import { type Database, key } from './database.ts'

/** Counters are decimal texts, added as whole numbers of any size: squares of money pass 2^63. One writer, so one lane. */
export const tallyStoreOf = (database: Database): TallyStore => {
  const position = database.prepare<{ position: number }>('SELECT position FROM watermarks WHERE shard = ?')
  const advance = database.prepare(
    'INSERT INTO watermarks (shard, position) VALUES (?1, ?2) ON CONFLICT (shard) DO UPDATE SET position = ?2',
  )
  const find = database.prepare<{ total: string }>('SELECT total FROM tallies WHERE scope = ? AND counter = ?')
  const put = database.prepare(
    'INSERT INTO tallies (scope, counter, total) VALUES (?1, ?2, ?3) ON CONFLICT (scope, counter) DO UPDATE SET total = ?3',
  )
  const all = database.prepare<{ counter: string; total: string }>('SELECT counter, total FROM tallies WHERE scope = ? ORDER BY counter')
  const watermarkOf = (shard: string) => BigInt(position.get(shard)?.position ?? 0)

  return {
    watermark: async (shard) => watermarkOf(shard),
    // Whoever counts a file anew clears it first: nothing else is counted meanwhile.
    counts: async () => ({ now: 0, anew: null }),
    apply: async (shard, from, to, increments) => {
      assert(to >= from, 'a watermark never moves back')
      return database.transaction(() => {
        if (watermarkOf(shard) !== from) return 'stale'
        for (const { scope, counter, by } of increments) {
          put.run(key(scope), key(counter), String(BigInt(find.get(scope, counter)?.total ?? 0) + by))
        }
        advance.run(key(shard), Number(to))
        return 'applied'
      })
    },
    read: async (scope) => new Map(all.all(scope).map(({ counter, total }) => [counter, BigInt(total)])),
    clear: async () => database.transaction(() => database.exec('DELETE FROM tallies; DELETE FROM watermarks')),
  }
}
