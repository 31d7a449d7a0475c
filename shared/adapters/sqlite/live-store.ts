import type { Json } from '../../kernel/json.ts'
import type { LiveStore } from '../../ports/live-store.ts'
import type { Checkpoint } from '../../ports/replay-store.ts'
import type { Database } from './database.ts'

/** The clock is the checkpoint's: a replay and a live process never have the same folder at once. */
export const liveStoreOf = (database: Database): LiveStore => {
  const find = database.prepare<{ value: string }>('SELECT value FROM replay WHERE name = ?')
  const put = database.prepare('INSERT INTO replay (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2')
  const read = (name: string): unknown => JSON.parse(find.get(name)?.value ?? 'null')
  return {
    read: async () => read('live') as Json | null,
    write: async (record, clock) =>
      database.transaction(() => {
        const delivered = (read('checkpoint') as Checkpoint | null)?.delivered ?? 0
        put.run('live', JSON.stringify(record))
        put.run('checkpoint', JSON.stringify({ delivered, clock } satisfies Checkpoint))
      }),
  }
}
