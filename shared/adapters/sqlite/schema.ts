/** How a file becomes a store, and one that an older Rekindle made becomes one of ours. */
import { assert } from '../../kernel/assert.ts'
import { BUSY_TIMEOUT_MS, type Database, UnusableStore } from './database.ts'
import { Transient } from '../../ports/customer-store.ts'
import { raiseTables } from './raise.ts'
import { TABLES } from './tables.ts'

/** Tells our files from other SQLite files: `RKND`. */
const APPLICATION_ID = 0x524b4e44
const SCHEMA_VERSION = 6

/**
 * Makes an empty file a store, takes one that is, and refuses everything else. While another process turns the same file into a write-ahead
 * log SQLite answers `busy` at once, whatever time-out it was given (https://sqlite.org/rescode.html#busy_recovery): asked again a moment later.
 */
export const prepareFile = (database: Database, readOnly: boolean): void => {
  for (let left = BUSY_TIMEOUT_MS; ; left -= AGAIN_AFTER_MS) {
    try {
      return prepareOnce(database, readOnly)
    } catch (error) {
      if (!(error instanceof Transient) || left <= 0) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, AGAIN_AFTER_MS)
    }
  }
}

const AGAIN_AFTER_MS = 20

const prepareOnce = (database: Database, readOnly: boolean): void => {
  const kind = kindOf(database)
  if (readOnly && kind === 'empty')
    throw new UnusableStore(`${database.path} holds no store yet. Replay or publish something into this folder first.`)
  if (readOnly && kind === 'older')
    throw new UnusableStore(
      `${database.path} was written by an older Rekindle. Run \`npm start\` on this folder once: that brings it up to date.`,
    )
  if (kind === 'empty') createTables(database)
  if (kind === 'older') raiseFile(database)
  if (readOnly) return
  // A commit is one sequential write without fsync: kill -9 loses nothing, a power cut may lose the last transactions (decision 0007).
  useWal(database)
  // What is deleted is overwritten: somebody who is to be forgotten must not stand in a page that is free (decision 0018).
  database.exec('PRAGMA secure_delete = ON')
  // What a savepoint keeps to go back to stays in memory: it is a few pages, and in a file they would be written for nothing.
  database.exec(
    `PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY; PRAGMA cache_size = ${-CACHE_KB}; PRAGMA wal_autocheckpoint = ${WAL_PAGES}`,
  )
}

/** Pages kept in memory: the hot part of a few million customers' trees, and flat whatever the file's size. */
const CACHE_KB = 64 * 1024
/** 16 MB of log before it is folded into the file: a page that many commits touch is then copied once, not each time. */
const WAL_PAGES = 4_000

const kindOf = (database: Database): 'empty' | 'older' | 'ours' => {
  const { path } = database
  // One statement, so one moment: another process may be making the file just now.
  const found = database
    .prepare<{ application_id: number; user_version: number; tables: number }>(
      'SELECT *, (SELECT count(*) FROM sqlite_schema) AS tables FROM pragma_application_id, pragma_user_version',
    )
    .get()
  assert(found !== undefined, 'pragmas have a value')
  if (found.application_id === APPLICATION_ID) {
    if (found.user_version === SCHEMA_VERSION) return 'ours'
    if (found.user_version < SCHEMA_VERSION) return 'older'
    const layouts = `layout ${found.user_version}, this one knows ${SCHEMA_VERSION}`
    throw new UnusableStore(`${path} was written by a newer Rekindle (${layouts}). Run that version, or a newer one.`)
  }
  if (found.application_id === 0 && found.user_version === 0 && found.tables === 0) return 'empty'
  throw new UnusableStore(
    `${path} belongs to another program: it is an SQLite file, but not a Rekindle store. Give another folder; nothing was changed.`,
  )
}

/** Two processes may meet an empty file at once: who comes second finds it made. */
const createTables = (database: Database): void => {
  useWal(database)
  database.transaction(() => {
    if (kindOf(database) === 'empty')
      database.exec(`${TABLES} PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${SCHEMA_VERSION}`)
  })
}

/** The same for two that meet an older file. All of it, or nothing: a crash leaves it as it was. */
const raiseFile = (database: Database): void => {
  useWal(database)
  database.transaction(() => {
    if (kindOf(database) !== 'older') return
    raiseTables(database, versionOf(database))
    database.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`)
  })
}

const versionOf = (database: Database): number => database.prepare<{ user_version: number }>('PRAGMA user_version').get()?.user_version ?? 0

const useWal = (database: Database): void => {
  const mode = database.prepare<{ journal_mode: string }>('PRAGMA journal_mode = WAL').get()?.journal_mode
  if (mode === 'wal' || mode === 'memory') return
  throw new UnusableStore(`${database.path} lies on a file system without shared memory (a network share?). Use a folder on a local disk.`)
}
