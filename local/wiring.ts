import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { liquidRenderer } from '../shared/adapters/liquid/renderer.ts'
import { memoryQueue } from '../shared/adapters/memory/queue.ts'
import { holdFile } from '../shared/adapters/sqlite/hold.ts'
import { openSqlite, type SqliteStores, storeFile } from '../shared/adapters/sqlite/open.ts'
import type { Rules } from '../shared/domain/customer/rules.ts'
import type { Engine } from '../shared/flow/engine.ts'
import { badFile } from './bad-files.ts'
import { FolderInUse } from './folder-in-use.ts'

/** Whether a mail's text can be read as a template, by the renderer that will fill it. */
export { checkTemplate } from '../shared/adapters/liquid/engine.ts'

/** A mail as it would go over the wire. */
export { composeMail as composed } from '../shared/adapters/mime/compose.ts'

/** A data folder that cannot be used as it is. */
export { UnusableStore } from '../shared/adapters/sqlite/database.ts'

/** The whole system in one process, on the files of one data folder. */
export type Local = {
  readonly stores: SqliteStores
  /** The flow under the given rules, which must be those that were published into this folder. */
  readonly engine: (rules: Rules) => Engine
  readonly close: () => void
}

/**
 * Opens a data folder. To be read, it must exist; to be written, it is created where it does not, and one process at a time may:
 * else it throws `FolderInUse`.
 */
export const openLocal = (folder: string, access: 'read' | 'write'): Local => {
  const release = access === 'write' ? holdFolder(folder) : () => {}
  try {
    return localOf(openSqlite(storeFile(folder), { readOnly: access === 'read' }), release)
  } catch (failure) {
    release()
    throw failure
  }
}

/** All that a store puts into its folder: the file, what SQLite keeps beside it while it is open, and the writer's lock. */
export const STORE_FILES = ['rekindle.db', 'rekindle.db-wal', 'rekindle.db-shm', 'writer.lock'] as const

/** Whether something was written into a folder. */
export const isDataFolder = (folder: string): boolean => existsSync(storeFile(folder))

/** Makes a folder, where it is not there, and holds it for this process alone; answers how to let go. */
export const holdFolder = (folder: string): (() => void) => {
  try {
    mkdirSync(folder, { recursive: true })
  } catch (failure) {
    const problem = `cannot be made a data folder: ${failure instanceof Error ? failure.message : 'unknown failure'}`
    throw badFile(folder, problem, 'Name a folder that is there, or can be made (--data).')
  }
  const release = holdFile(join(folder, STORE_FILES[3]))
  if (release === null) throw new FolderInUse()
  return release
}

const localOf = (stores: SqliteStores, release: () => void): Local => {
  const queue = memoryQueue()
  const renderer = liquidRenderer()
  return {
    stores,
    engine: (rules) => ({
      store: stores.customers,
      stream: stores.changes,
      tallies: stores.tallies,
      quarantine: stores.quarantine,
      queue,
      mailer: stores.inbox,
      renderer,
      rules: () => rules,
    }),
    close: () => {
      stores.close()
      release()
    },
  }
}
