import type { EpochMs } from '../../kernel/words.ts'
import type { Draft, DraftHead, DraftStore, WrittenStore } from '../../ports/texts.ts'
import { type Database, key } from './database.ts'

type HeadRow = {
  readonly id: string
  readonly author: string
  readonly at: EpochMs
  readonly based_on: number | null
  readonly errors: number
  readonly warnings: number
}
type Row = HeadRow & { readonly text: string }

export const draftStoreOf = (database: Database): DraftStore => {
  const list = database.prepare<HeadRow>('SELECT id, author, at, based_on, errors, warnings FROM drafts ORDER BY at DESC, id')
  const find = database.prepare<Row>('SELECT * FROM drafts WHERE id = ?')
  const put = database.prepare(
    `INSERT INTO drafts (id, author, at, based_on, errors, warnings, text) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET author = excluded.author, at = excluded.at, based_on = excluded.based_on,
       errors = excluded.errors, warnings = excluded.warnings, text = excluded.text`,
  )
  const remove = database.prepare('DELETE FROM drafts WHERE id = ? AND at = ?')
  return {
    list: async () => list.all().map(headOf),
    find: async (id) => {
      const row = find.get(key(id))
      return row === undefined ? null : draftOf(row)
    },
    save: async ({ id, author, at, basedOn, errors, warnings, text }, seen) =>
      database.transaction(() => {
        if ((find.get(key(id))?.at ?? null) !== seen) return 'met'
        put.run(key(id), key(author), at, basedOn, errors, warnings, text)
        return 'saved'
      }),
    discard: async (id, at) => remove.run(key(id), at) === 1,
  }
}

export const writtenStoreOf = (database: Database): WrittenStore => {
  const put = database.prepare(
    `INSERT INTO written (kind, id, version, text) VALUES (?, ?, ?, ?)
     ON CONFLICT (kind, id, version) DO UPDATE SET text = excluded.text`,
  )
  const find = database.prepare<{ readonly text: string }>('SELECT text FROM written WHERE kind = ? AND id = ? AND version = ?')
  return {
    keep: async ({ kind, id, version }, text) => void put.run(kind, key(id), version, text),
    find: async ({ kind, id, version }) => find.get(kind, key(id), version)?.text ?? null,
  }
}

const headOf = ({ id, author, at, based_on, errors, warnings }: HeadRow): DraftHead => ({
  ...{ id, author, at, basedOn: based_on, errors, warnings },
})

const draftOf = (row: Row): Draft => ({ ...headOf(row), text: row.text })
