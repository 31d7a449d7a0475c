import { existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { ChangeStream } from '../../ports/change-stream.ts'
import type { CustomerStore } from '../../ports/customer-store.ts'
import type { DefinitionStore } from '../../ports/definitions.ts'
import type { Directory } from '../../ports/directory.ts'
import type { ImportStore } from '../../ports/import-store.ts'
import type { Inspection } from '../../ports/inspection.ts'
import type { LiveStore } from '../../ports/live-store.ts'
import type { QuarantineStore } from '../../ports/quarantine.ts'
import type { ReplayStore } from '../../ports/replay-store.ts'
import type { TallyStore } from '../../ports/tally-store.ts'
import { type Inbox, openInbox } from '../inbox/inbox.ts'
import { changeStreamOf } from './change-stream.ts'
import { commitWriterOf } from './commit-writer.ts'
import { customerStoreOf } from './customer-store.ts'
import { BUSY_TIMEOUT_MS, type DatabaseOptions, openDatabase, UnusableStore } from './database.ts'
import { definitionStoreOf } from './definitions.ts'
import { directoryOf } from './directory.ts'
import { importStoreOf } from './import-store.ts'
import { inspectionOf } from './inspection.ts'
import { liveStoreOf } from './live-store.ts'
import { quarantineStoreOf } from './quarantine.ts'
import { replayStoreOf } from './replay-store.ts'
import { prepareFile } from './schema.ts'
import { tallyStoreOf } from './tally-store.ts'

/** The embedded store: every port of the flow on one SQLite file. */
export type SqliteStores = {
  readonly customers: CustomerStore
  readonly quarantine: QuarantineStore
  readonly changes: ChangeStream
  readonly tallies: TallyStore
  readonly definitions: DefinitionStore
  readonly inspection: Inspection
  readonly directory: Directory
  readonly replay: ReplayStore
  readonly imports: ImportStore
  readonly live: LiveStore
  /** Where mail goes when no mail service is wired: rows of the same file. */
  readonly inbox: Inbox
  /** The transactions of so many milliseconds become durable together from now on; see {@link Database}. */
  readonly group: (durationMs: number) => void
  /** Gives the file back. May be called again. */
  readonly close: () => void
}

/** The store's file in a data folder. */
export const storeFile = (folder: string): string => join(folder, 'rekindle.db')

/**
 * Opens the store in a file, which is created with its folder where there is none; `:memory:` is one that vanishes. With `readOnly`
 * a file that another process is writing can be looked into. A file that is damaged, foreign or newer is an `UnusableStore`.
 */
export const openSqlite = (
  path: string,
  { readOnly = false, busyTimeoutMs = BUSY_TIMEOUT_MS }: Partial<DatabaseOptions> = {},
): SqliteStores => {
  if (path !== ':memory:') {
    if (readOnly && !existsSync(path))
      throw new UnusableStore(`There is no store at ${path}. Replay or publish something into this folder first.`)
    if (!readOnly) mkdirSync(dirname(path), { recursive: true })
  }
  const database = openDatabase(path, { readOnly, busyTimeoutMs })
  try {
    prepareFile(database, readOnly)
    const quarantine = quarantineStoreOf(database)
    const writer = commitWriterOf(database, quarantine.putNow)
    return {
      customers: customerStoreOf(database, writer, quarantine.putNow),
      quarantine: quarantine.store,
      changes: changeStreamOf(database),
      tallies: tallyStoreOf(database),
      definitions: definitionStoreOf(database),
      inspection: inspectionOf(database),
      directory: directoryOf(database),
      replay: replayStoreOf(database, writer, quarantine.putNow),
      imports: importStoreOf(database, writer, quarantine.putNow),
      live: liveStoreOf(database),
      inbox: openInbox(database),
      group: database.group,
      close: database.close,
    }
  } catch (error) {
    database.close()
    throw error
  }
}
