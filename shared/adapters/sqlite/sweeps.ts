/** Sweeps of one process: how far each of their parts is, and where it goes on. Kept, so that a crash leaves nobody out. */
import { ROSTER_ROWS } from '../../kernel/limits.ts'
import { type CustomerId, customerId, type EpochMs, isErasedId } from '../../kernel/words.ts'
import type { Roster } from '../../ports/roster.ts'
import type { SweepPieces, SweepStore } from '../../ports/sweeps.ts'
import type { Database } from './database.ts'

type StoredSweep = { readonly id: string; readonly at: EpochMs; readonly because: string; readonly parts: number; readonly size: number }
type StoredPart = {
  readonly sweep: string
  readonly part: number
  readonly parts: number
  readonly after: string | null
  readonly swept: number
  readonly is_done: number
}

export const sweepsOf = (database: Database): SweepStore & SweepPieces => {
  const insert = database.prepare('INSERT INTO sweeps (id, at, because, parts, size) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING')
  const find = database.prepare<StoredSweep>('SELECT * FROM sweeps WHERE id = ?')
  const partsOf = database.prepare<StoredPart>('SELECT * FROM sweep_parts WHERE sweep = ?')
  // Told before it is put where a process that was cut off comes again: then it stands as it was told.
  const note = database.prepare(`UPDATE sweep_parts SET swept = max(swept, ?3), is_done = max(is_done, ?4) WHERE sweep = ?1 AND part = ?2`)
  const put = database.prepare('INSERT INTO sweep_parts (sweep, part, parts, after, swept) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING')
  const keep = database.prepare('UPDATE sweep_parts SET after = ?3 WHERE sweep = ?1 AND part = ?2')
  const next = database.prepare<StoredPart>('SELECT * FROM sweep_parts WHERE is_done = 0 ORDER BY sweep, part LIMIT 1')
  return {
    begin: async ({ id, at, because, parts, size }) => insert.run(id, at, because, parts, size) === 1,
    note: async (id, part, swept, isDone) => {
      note.run(id, part, swept, isDone ? 1 : 0)
    },
    find: async (id) => {
      const sweep = find.get(id)
      if (sweep === undefined) return null
      const parts = partsOf.all(id)
      const isDone = parts.filter(({ is_done }) => is_done === 1).length === sweep.parts
      return { ...sweep, swept: parts.reduce((sum, { swept }) => sum + swept, 0), isDone }
    },
    put: async (pieces) =>
      database.transaction(() => {
        for (const { sweep, part, parts, after, swept } of pieces) put.run(sweep, part, parts, after, swept)
      }),
    next: async () => {
      const found = next.get()
      if (found === undefined) return null
      const { sweep, part, parts, after, swept } = found
      return { sweep, part, parts, after, swept }
    },
    keep: async ({ sweep, part, after }) => {
      keep.run(sweep, part, after)
    },
  }
}

/** Everybody in the order in which they came; a part is every so-manieth row. */
export const rosterOf = (database: Database): Roster => {
  const page = database.prepare<{ readonly row: number; readonly id: string }>(
    'SELECT rowid AS row, id FROM customers WHERE rowid > ?1 AND rowid % ?2 = ?3 ORDER BY rowid LIMIT ?4',
  )
  return {
    page: async (part, parts, after) => {
      const rows = page.all(after === null ? 0 : Number(after), parts, part, ROSTER_ROWS)
      const last = rows.at(-1)
      const customers = rows.flatMap(({ id }): readonly CustomerId[] => (isErasedId(id) ? [] : [customerId(id)]))
      return { customers, next: rows.length < ROSTER_ROWS || last === undefined ? null : String(last.row) }
    },
  }
}
