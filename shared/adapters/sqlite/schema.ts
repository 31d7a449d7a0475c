/** The tables of the embedded store, and how a file becomes one. docs/data-model.md says who writes each row and how long it lives. */
import { assert } from '../../kernel/assert.ts'
import { type Database, UnusableStore } from './database.ts'

/** Tells our files from other SQLite files: `RKND`. */
const APPLICATION_ID = 0x524b4e44
const SCHEMA_VERSION = 1

/**
 * Rows are found by rowid beneath small indexes: a state of half a kilobyte inside the key's own tree made writes
 * two and a half times slower (measured, decision 0007).
 */
const TABLES = `
CREATE TABLE customers (
  id TEXT NOT NULL PRIMARY KEY,
  version INTEGER NOT NULL,
  due_at INTEGER,
  wake_failures INTEGER NOT NULL DEFAULT 0,
  state TEXT NOT NULL
) STRICT;
CREATE INDEX customers_due ON customers (due_at, id) WHERE due_at IS NOT NULL;

CREATE TABLE facts (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  customer TEXT NOT NULL,
  version INTEGER NOT NULL,
  n INTEGER NOT NULL,
  fact TEXT NOT NULL,
  UNIQUE (customer, version, n)
) STRICT;

CREATE TABLE messages (
  id TEXT NOT NULL PRIMARY KEY,
  customer TEXT NOT NULL,
  owed_at INTEGER NOT NULL,
  pending_at INTEGER,
  status TEXT NOT NULL,
  moved TEXT NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX messages_pending ON messages (pending_at, id) WHERE pending_at IS NOT NULL;
CREATE INDEX messages_of_customer ON messages (customer, owed_at, id);

CREATE TABLE owed (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  message TEXT NOT NULL
) STRICT;

CREATE TABLE timeline (
  customer TEXT NOT NULL,
  id TEXT NOT NULL,
  occurred_at INTEGER NOT NULL,
  name TEXT NOT NULL,
  body TEXT NOT NULL,
  UNIQUE (customer, id)
) STRICT;
CREATE INDEX timeline_by_time ON timeline (customer, occurred_at, id);

CREATE TABLE seen (
  customer TEXT NOT NULL,
  receipt TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  PRIMARY KEY (customer, receipt)
) STRICT, WITHOUT ROWID;

CREATE TABLE quarantine (
  id TEXT NOT NULL PRIMARY KEY,
  at INTEGER NOT NULL,
  because TEXT NOT NULL,
  customer TEXT,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX quarantine_by_time ON quarantine (at, id);

CREATE TABLE tallies (
  scope TEXT NOT NULL,
  counter TEXT NOT NULL,
  total TEXT NOT NULL,
  PRIMARY KEY (scope, counter)
) STRICT, WITHOUT ROWID;

CREATE TABLE watermarks (
  shard TEXT NOT NULL PRIMARY KEY,
  position INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE definitions (
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  version INTEGER NOT NULL,
  published_at INTEGER NOT NULL,
  salt_seed TEXT,
  source TEXT NOT NULL,
  PRIMARY KEY (kind, id, version)
) STRICT;

CREATE TABLE replay (
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE inbox (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  at INTEGER NOT NULL,
  recipient TEXT NOT NULL,
  subject TEXT NOT NULL,
  text TEXT NOT NULL,
  offers INTEGER NOT NULL DEFAULT 1
) STRICT;
`

/** Came after the first files had been made, so a file may be without them until somebody writes. Ids of the book are digests: they come in no order. */
const LATER_TABLES = `
CREATE TABLE IF NOT EXISTS imports (
  id TEXT NOT NULL PRIMARY KEY,
  started_at INTEGER NOT NULL,
  record TEXT NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS imported (
  id TEXT NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS dismissed (
  id TEXT NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS not_kept (
  what TEXT NOT NULL PRIMARY KEY,
  count INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS feedback (
  message TEXT NOT NULL,
  type TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (message, type)
) STRICT, WITHOUT ROWID;
`

/** Makes an empty file a store, takes one that is, and refuses everything else. */
export const prepareFile = (database: Database, readOnly: boolean): void => {
  if (kindOf(database) === 'empty') {
    if (readOnly) throw new UnusableStore(`${database.path} holds no store yet. Replay or publish something into this folder first.`)
    createTables(database)
  }
  if (readOnly) return standIns(database)
  // A commit is one sequential write without fsync: kill -9 loses nothing, a power cut may lose the last transactions (decision 0007).
  useWal(database)
  database.exec(LATER_TABLES)
  // What a savepoint keeps to go back to stays in memory: it is a few pages, and in a file they would be written for nothing.
  database.exec(
    `PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY; PRAGMA cache_size = ${-CACHE_KB}; PRAGMA wal_autocheckpoint = ${WAL_PAGES}`,
  )
}

/** Empty ones, of this connection alone, for tables that a file does not have yet: who only reads finds nothing in them. */
const standIns = (database: Database): void => {
  const find = database.prepare<{ found: 1 }>("SELECT 1 AS found FROM sqlite_schema WHERE type = 'table' AND name = ?")
  for (const [statement, name = ''] of LATER_TABLES.matchAll(/CREATE TABLE IF NOT EXISTS (\w+) [^;]*;/g)) {
    if (find.get(name) === undefined) database.exec(statement.replace('CREATE TABLE', 'CREATE TEMP TABLE'))
  }
}

/** Pages kept in memory: the hot part of a few million customers' trees, and flat whatever the file's size. */
const CACHE_KB = 64 * 1024
/** 16 MB of log before it is folded into the file: a page that many commits touch is then copied once, not each time. */
const WAL_PAGES = 4_000

const kindOf = (database: Database): 'empty' | 'ours' => {
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

const useWal = (database: Database): void => {
  const mode = database.prepare<{ journal_mode: string }>('PRAGMA journal_mode = WAL').get()?.journal_mode
  if (mode === 'wal' || mode === 'memory') return
  throw new UnusableStore(`${database.path} lies on a file system without shared memory (a network share?). Use a folder on a local disk.`)
}
