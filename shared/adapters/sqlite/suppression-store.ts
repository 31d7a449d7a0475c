import type { AddressDigest } from '../../kernel/words.ts'
import type { Suppression } from '../../domain/messaging/message.ts'
import type { SuppressionChange, SuppressionStore } from '../../ports/suppressions.ts'
import { type Database, key } from './database.ts'

const COLUMNS = 'address, because, at, message'

/** A report whose suppression was lifted does not put it there again, however often it is told. */
export const SUPPRESS = `INSERT INTO suppressions (${COLUMNS}) SELECT ?1, ?2, ?3, ?4 WHERE NOT EXISTS (
  SELECT 1 FROM suppression_changes WHERE address = ?1 AND what = 'lifted' AND because = ?2 AND message IS ?4 AND ?4 IS NOT NULL
) ON CONFLICT DO NOTHING`

export const suppressionStoreOf = (database: Database): SuppressionStore => {
  const find = database.prepare<Suppression>(`SELECT ${COLUMNS} FROM suppressions WHERE address = ?`)
  const first = database.prepare<Suppression>(`SELECT ${COLUMNS} FROM suppressions ORDER BY at DESC, address DESC LIMIT ? + 0`)
  const next = database.prepare<Suppression>(
    `SELECT ${COLUMNS} FROM suppressions WHERE (at, address) < (SELECT at, address FROM suppressions WHERE address = ?)
     ORDER BY at DESC, address DESC LIMIT ? + 0`,
  )
  const count = database.prepare<{ n: number }>('SELECT count(*) AS n FROM suppressions')
  const put = database.prepare(SUPPRESS)
  const remove = database.prepare('DELETE FROM suppressions WHERE address = ?')
  const note = database.prepare(
    'INSERT INTO suppression_changes (address, what, at, by, why, because, message) VALUES (?, ?, ?, ?, ?, ?, ?)',
  )
  const changes = database.prepare<SuppressionChange>(
    'SELECT what, at, by, why, because, message FROM suppression_changes WHERE address = ? ORDER BY position',
  )
  return {
    find: async (address) => copyOf(find.get(key(address))),
    list: async (after, limit) => (after === null ? first.all(limit) : next.all(key(after), limit)).map((row) => ({ ...row })),
    count: async () => count.get()?.n ?? 0,
    put: async (address, { by, at, why }) =>
      database.transaction(() => {
        if (put.run(key(address), 'by-hand', at, null) === 0) return false
        note.run(address, 'put', at, key(by), key(why), 'by-hand', null)
        return true
      }),
    lift: async (address, { by, at, why }) =>
      database.transaction(() => {
        const row = find.get(key(address))
        if (row === undefined) return false
        remove.run(address)
        note.run(address, 'lifted', at, key(by), key(why), row.because, row.message)
        return true
      }),
    changes: async (address: AddressDigest) => changes.all(key(address)).map((row) => ({ ...row })),
  }
}

const copyOf = (row: Suppression | undefined): Suppression | null => (row === undefined ? null : { ...row })
