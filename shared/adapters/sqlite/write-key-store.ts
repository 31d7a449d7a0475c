import { WRITE_KEYS_MAX } from '../../kernel/limits.ts'
import type { EpochMs } from '../../kernel/words.ts'
import type { WriteKey, WriteKeyStore } from '../../ports/write-keys.ts'
import { type Database, key } from './database.ts'

type Row = { readonly hash: string; readonly name: string; readonly made_at: EpochMs; readonly made_by: string }

export const writeKeyStoreOf = (database: Database): WriteKeyStore => {
  const count = database.prepare<{ n: number }>('SELECT count(*) AS n FROM write_keys')
  const put = database.prepare('INSERT INTO write_keys (hash, name, made_at, made_by) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING')
  const all = database.prepare<Row>('SELECT * FROM write_keys ORDER BY made_at DESC, hash')
  const find = database.prepare<Row>('SELECT * FROM write_keys WHERE hash = ?')
  const remove = database.prepare('DELETE FROM write_keys WHERE hash = ?')
  return {
    put: async ({ hash, name, madeAt, madeBy }) =>
      database.transaction(() => {
        if ((count.get()?.n ?? 0) >= WRITE_KEYS_MAX) return 'full'
        return put.run(key(hash), key(name), madeAt, key(madeBy)) === 1 ? 'made' : 'taken'
      }),
    list: async () => all.all().map(keyOf),
    find: async (hash) => {
      const row = find.get(key(hash))
      return row === undefined ? null : keyOf(row)
    },
    revoke: async (hash) => remove.run(key(hash)) === 1,
  }
}

const keyOf = ({ hash, name, made_at, made_by }: Row): WriteKey => ({ hash, name, madeAt: made_at, madeBy: made_by })
