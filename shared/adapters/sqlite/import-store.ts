import type { ImportRecord, ImportStore } from '../../ports/import-store.ts'
import type { QuarantineEntry } from '../../ports/quarantine.ts'
import type { CommitWriter } from './commit-writer.ts'
import { assertOneEach } from './customer-store.ts'
import { type Database, key } from './database.ts'

/** A file from before there were imports, opened for reading, has no tables for them: it says that there were none. */
export const importStoreOf = (
  database: Database,
  writer: CommitWriter,
  putQuarantine: (entries: readonly QuarantineEntry[]) => void,
): ImportStore => {
  let prepared: Statements | null = null
  const statements = (): Statements | null => {
    if (prepared === null && isMade(database)) prepared = statementsOf(database)
    return prepared
  }
  const find = (id: string): ImportRecord | null => {
    const row = statements()?.find.get(id)
    return row === undefined ? null : recordOf(row)
  }
  const write = (record: ImportRecord): void => void statements()?.put.run(key(record.id), record.startedAt, JSON.stringify(record))

  return {
    all: async () => (statements()?.list.all() ?? []).map(recordOf),
    find: async (id) => find(id),
    put: async (record) => database.transaction(() => write(record)),
    known: async (ids) => new Set(ids.filter((id) => statements()?.has.get(id) !== undefined)),
    commitAt: async ({ commits, quarantine, ids }, fromRows, to) => {
      assertOneEach(commits)
      return database.transaction(
        () => {
          if (find(to.id)?.counts.rows !== fromRows) return 'moved'
          for (const commit of commits) if (writer.write(commit) === 'conflict') return 'conflict'
          putQuarantine(quarantine)
          for (const id of ids) statements()?.keep.run(key(id))
          write(to)
          return 'committed'
        },
        (result) => result === 'committed',
      )
    },
  }
}

type Statements = ReturnType<typeof statementsOf>

const statementsOf = (database: Database) => ({
  list: database.prepare<{ record: string }>('SELECT record FROM imports ORDER BY started_at, id'),
  find: database.prepare<{ record: string }>('SELECT record FROM imports WHERE id = ?'),
  put: database.prepare('INSERT INTO imports (id, started_at, record) VALUES (?1, ?2, ?3) ON CONFLICT (id) DO UPDATE SET record = ?3'),
  has: database.prepare<{ id: string }>('SELECT id FROM imported WHERE id = ?'),
  keep: database.prepare('INSERT INTO imported (id) VALUES (?)'),
})

const isMade = (database: Database): boolean =>
  database.prepare<{ name: string }>("SELECT name FROM sqlite_schema WHERE name = 'imported'").get() !== undefined

const recordOf = ({ record }: { readonly record: string }): ImportRecord => JSON.parse(record) as ImportRecord
