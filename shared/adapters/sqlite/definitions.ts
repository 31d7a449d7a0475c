import { isDeepStrictEqual } from 'node:util'
import type { Json } from '../../kernel/json.ts'
import type { EpochMs } from '../../kernel/words.ts'
import type { Definition, DefinitionStore } from '../../ports/definitions.ts'
import { type Database, key } from './database.ts'

type StoredDefinition = {
  readonly kind: Definition['kind']
  readonly id: string
  readonly version: number
  readonly published_at: EpochMs
  readonly salt_seed: string | null
  readonly author: string | null
  readonly note: string | null
  readonly source: string
}

/** A version is what its file says: when, by whom and why it was published, and what its salts come from, belongs to the first publishing and stands. */
export const definitionStoreOf = (database: Database): DefinitionStore => {
  const insert = database.prepare(
    `INSERT INTO definitions (kind, id, version, published_at, salt_seed, author, note, source) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
  )
  const find = database.prepare<StoredDefinition>('SELECT * FROM definitions WHERE kind = ? AND id = ? AND version = ?')
  const all = database.prepare<StoredDefinition>('SELECT * FROM definitions ORDER BY kind, id, version')
  const count = database.prepare<{ readonly count: number }>('SELECT count(*) AS count FROM definitions')
  return {
    publish: async ({ kind, id, version, publishedAt, saltSeed, author, note, source }) => {
      const text = JSON.stringify(source)
      return database.transaction(() => {
        if (insert.run(kind, key(id), version, publishedAt, saltSeed, author, note, text) === 1) return 'published'
        const standing = find.get(kind, id, version)?.source ?? 'null'
        // Not the texts: an editor may have left the same keys in another order.
        return isDeepStrictEqual(JSON.parse(standing), JSON.parse(text)) ? 'unchanged' : 'taken'
      })
    },
    find: async (kind, id, version) => {
      const row = find.get(kind, key(id), version)
      return row === undefined ? null : definitionOf(row)
    },
    all: async () => all.all().map(definitionOf),
    // Versions come and never change.
    stamp: async () => String(count.get()?.count ?? 0),
  }
}

const definitionOf = ({ kind, id, version, published_at, salt_seed, author, note, source }: StoredDefinition): Definition => ({
  kind,
  id,
  version,
  publishedAt: published_at,
  saltSeed: salt_seed,
  author,
  note,
  source: JSON.parse(source) as Json,
})
