import type { Problem } from '../../kernel/problem.ts'
import type { CustomerId, EpochMs } from '../../kernel/words.ts'
import type { QuarantineEntry, QuarantineReason, QuarantineStore } from '../../ports/quarantine.ts'
import { type Database, key } from './database.ts'

type StoredEntry = {
  readonly id: string
  readonly at: EpochMs
  readonly because: QuarantineReason
  readonly customer: CustomerId | null
  readonly body: string
}

/** The port, and the same put for whoever holds a transaction already. */
export const quarantineStoreOf = (
  database: Database,
): { readonly store: QuarantineStore; readonly putNow: (entries: readonly QuarantineEntry[]) => void } => {
  const insert = database.prepare('INSERT INTO quarantine (id, at, because, customer, body) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING')
  const first = database.prepare<StoredEntry>('SELECT * FROM quarantine ORDER BY at, id LIMIT ?')
  const next = database.prepare<StoredEntry>(
    'SELECT * FROM quarantine WHERE (at, id) > (SELECT at, id FROM quarantine WHERE id = ?) ORDER BY at, id LIMIT ?',
  )
  const count = database.prepare<{ n: number }>('SELECT count(*) AS n FROM quarantine')

  const putNow = (entries: readonly QuarantineEntry[]): void => {
    // The text came from outside and may be cut within a character: as JSON it survives, in a column of its own it would not.
    for (const { id, at, because, customerId, problems, text } of entries) {
      insert.run(key(id), at, because, customerId, JSON.stringify([problems, text]))
    }
  }
  const store: QuarantineStore = {
    put: async (entries) => {
      if (entries.length > 0) database.transaction(() => putNow(entries))
    },
    list: async (after, limit) => (after === null ? first.all(limit) : next.all(after, limit)).map(entryOf),
    count: async () => count.get()?.n ?? 0,
  }
  return { store, putNow }
}

const entryOf = ({ id, at, because, customer, body }: StoredEntry): QuarantineEntry => {
  const [problems, text] = JSON.parse(body) as [Problem[], string]
  return { id, at, because, customerId: customer, problems, text }
}
