import type { PaceRow, PaceStore } from '../../ports/pace.ts'
import type { Database } from './database.ts'

/** One row of the file. Senders of all its processes take turns at it, each in a transaction. */
export const paceStoreOf = (database: Database): PaceStore => {
  const find = database.prepare<{ row: string }>("SELECT row FROM pace WHERE name = 'mail'")
  const put = database.prepare("INSERT INTO pace (name, row) VALUES ('mail', ?1) ON CONFLICT (name) DO UPDATE SET row = ?1")
  const read = (): PaceRow | null => JSON.parse(find.get()?.row ?? 'null') as PaceRow | null
  return {
    read: async () => read(),
    update: async (change) =>
      database.transaction(() => {
        const { after, answer } = change(read())
        put.run(JSON.stringify(after))
        return answer
      }),
  }
}
