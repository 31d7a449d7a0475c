import type { EpochMs } from '../../kernel/words.ts'
import type { AuditEntry, AuditStore } from '../../ports/audit.ts'
import { type Database, key } from './database.ts'

type Row = Omit<AuditEntry, 'of'> & { readonly at: EpochMs; readonly names: string }

/** Ids sort by time, so the rows lie in the order in which things happened. */
export const auditStoreOf = (database: Database): AuditStore => {
  const put = database.prepare(
    `INSERT INTO audit (id, at, by, via, what, names, outcome) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
     ON CONFLICT (id) DO UPDATE SET at = ?2, by = ?3, via = ?4, what = ?5, names = ?6, outcome = ?7`,
  )
  const first = database.prepare<Row>('SELECT * FROM audit ORDER BY id DESC LIMIT ? + 0')
  const next = database.prepare<Row>('SELECT * FROM audit WHERE id < ? ORDER BY id DESC LIMIT ? + 0')
  return {
    put: async ({ id, at, by, via, what, of, outcome }) => {
      put.run(key(id), at, key(by), via, key(what), JSON.stringify(of), outcome)
    },
    list: async (after, limit) => (after === null ? first.all(limit) : next.all(key(after), limit)).map(entryOf),
  }
}

const entryOf = ({ names, ...row }: Row): AuditEntry => ({ ...row, of: JSON.parse(names) as AuditEntry['of'] })
