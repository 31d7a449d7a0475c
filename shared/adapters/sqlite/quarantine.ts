import { QUARANTINE_ROWS_MAX } from '../../kernel/limits.ts'
import type { Problem } from '../../kernel/problem.ts'
import type { CustomerId, EpochMs } from '../../kernel/words.ts'
import {
  aboutErased,
  type CameBy,
  type QuarantineEntry,
  type QuarantineReason,
  type QuarantineState,
  type QuarantineStore,
} from '../../ports/quarantine.ts'
import { type Database, key } from './database.ts'
import type { Erased } from './erased.ts'

export type StoredEntry = {
  readonly id: string
  readonly at: EpochMs
  readonly because: QuarantineReason
  readonly customer: CustomerId | null
  readonly body: string
}

/** The port, and the same put for whoever holds a transaction already. */
export const quarantineStoreOf = (
  database: Database,
  rowsMax: number = QUARANTINE_ROWS_MAX,
  erased: Erased = NOBODY_ERASED,
): { readonly store: QuarantineStore; readonly putNow: (entries: readonly QuarantineEntry[]) => void } => {
  const insert = database.prepare('INSERT INTO quarantine (id, at, because, customer, body) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING')
  const find = database.prepare<StoredEntry>('SELECT * FROM quarantine WHERE id = ?')
  const dismissal = database.prepare<{ id: string }>('SELECT id FROM dismissed WHERE id = ?')
  const count = database.prepare<{ n: number }>('SELECT (SELECT count(*) FROM quarantine) - (SELECT count(*) FROM dismissed) AS n')
  const dismiss = database.prepare('INSERT INTO dismissed SELECT id FROM quarantine WHERE id = ? ON CONFLICT DO NOTHING')
  const restore = database.prepare('DELETE FROM dismissed WHERE id = ?')
  const remove = database.prepare('DELETE FROM quarantine WHERE id = ?')
  const notKept = database.prepare<{ count: number }>("SELECT count FROM not_kept WHERE what = 'quarantine'")
  const pages = { open: pagesOf(database, 'NOT IN'), dismissed: pagesOf(database, 'IN') }
  const room = roomIn(database, rowsMax)

  const putNow = (entries: readonly QuarantineEntry[]): void => {
    for (const entry of entries) {
      const { id, at, because, customerId, problems, text, cameBy } = withoutErased(entry, erased)
      if (find.get(key(id)) !== undefined || !room.forOne()) continue
      // The text came from outside and may be cut within a character: as JSON it survives, in a column of its own it would not.
      insert.run(id, at, because, customerId, JSON.stringify(cameBy === undefined ? [problems, text] : [problems, text, cameBy]))
    }
  }
  const store: QuarantineStore = {
    put: async (entries) => {
      if (entries.length > 0) database.transaction(() => putNow(entries))
    },
    list: async (after, limit, state = 'open') => pages[state](after, limit).map(entryOf),
    find: async (id) => {
      const row = find.get(id)
      const state: QuarantineState = dismissal.get(id) === undefined ? 'open' : 'dismissed'
      return row === undefined ? null : { entry: entryOf(row), state }
    },
    count: async () => count.get()?.n ?? 0,
    notKept: async () => notKept.get()?.count ?? 0,
    dismiss: async (id) => {
      room.lookAgain()
      return database.transaction(() => dismiss.run(id) === 1)
    },
    restore: async (id) => database.transaction(() => restore.run(id) === 1),
    resolve: async (id) => {
      room.lookAgain()
      return database.transaction(() => {
        restore.run(id)
        return remove.run(id) === 1
      })
    },
  }
  return { store, putNow }
}

/** Wherever it comes from: of what is about somebody who was erased nothing is kept but that there was something. */
const withoutErased = (entry: QuarantineEntry, erased: Erased): QuarantineEntry => {
  const as = entry.customerId === null || entry.because === 'erased' ? null : erased.leftOf(entry.customerId)
  return as === null ? entry : aboutErased(as, WAS_ERASED, entry.at)
}

const WAS_ERASED = {
  path: '',
  problem: 'is about somebody who was erased: nothing of it is kept',
  hint: 'Stop sending what is about this customer.',
}
const NOBODY_ERASED: Erased = { leftOf: () => null }

const pagesOf = (database: Database, membership: 'IN' | 'NOT IN') => {
  const within = `SELECT * FROM quarantine WHERE id ${membership} (SELECT id FROM dismissed)`
  const first = database.prepare<StoredEntry>(`${within} ORDER BY at, id LIMIT ? + 0`)
  const next = database.prepare<StoredEntry>(
    `${within} AND (at, id) > (SELECT at, id FROM quarantine WHERE id = ?) ORDER BY at, id LIMIT ? + 0`,
  )
  return (after: string | null, limit: number): readonly StoredEntry[] => (after === null ? first.all(limit) : next.all(after, limit))
}

/** Dismissed entries that make room at once: looking for the oldest costs as much as finding many. */
const ROOM_AT_ONCE = 500

/**
 * Makes room for one more, at the cost of the oldest that were dismissed; false where there is none, and then it is counted. Counting
 * the rows takes half a millisecond, so it is done when the room that was found is used up, and not again while all is full.
 */
const roomIn = (database: Database, rowsMax: number) => {
  const rows = database.prepare<{ n: number }>('SELECT count(*) AS n FROM quarantine')
  const oldest = database.prepare<{ id: string }>(
    'SELECT quarantine.id AS id FROM dismissed CROSS JOIN quarantine ON quarantine.id = dismissed.id ORDER BY at, quarantine.id LIMIT ? + 0',
  )
  const remove = database.prepare('DELETE FROM quarantine WHERE id = ?')
  const forget = database.prepare('DELETE FROM dismissed WHERE id = ?')
  const miss = database.prepare(
    "INSERT INTO not_kept (what, count) VALUES ('quarantine', 1) ON CONFLICT (what) DO UPDATE SET count = count + 1",
  )
  let room: number | 'unknown' | 'none' = 'unknown'

  const found = (): number => {
    const free = rowsMax - (rows.get()?.n ?? 0)
    if (free > 0) return free
    const gone = oldest.all(ROOM_AT_ONCE)
    for (const { id } of gone) {
      remove.run(id)
      forget.run(id)
    }
    return free + gone.length
  }
  return {
    forOne: (): boolean => {
      if (room === 'unknown' || room === 0) room = Math.max(found(), 0) || 'none'
      if (room === 'none') {
        miss.run()
        return false
      }
      room -= 1
      return true
    },
    /** Something was dismissed or went. */
    lookAgain: (): void => {
      room = 'unknown'
    },
  }
}

export const entryOf = ({ id, at, because, customer, body }: StoredEntry): QuarantineEntry => {
  const [problems, text, cameBy] = JSON.parse(body) as [Problem[], string, CameBy?]
  return { id, at, because, customerId: customer, problems, text, ...(cameBy === undefined ? {} : { cameBy }) }
}
