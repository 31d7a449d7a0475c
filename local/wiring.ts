import { liquidRenderer } from '../shared/adapters/liquid/renderer.ts'
import { memoryQueue } from '../shared/adapters/memory/queue.ts'
import { openSqlite, type SqliteStores, storeFile } from '../shared/adapters/sqlite/open.ts'
import type { Rules } from '../shared/domain/customer/rules.ts'
import type { Engine } from '../shared/flow/engine.ts'

/** Whether a mail's text can be read as a template, by the renderer that will fill it. */
export { checkTemplate } from '../shared/adapters/liquid/engine.ts'

/** A data folder that cannot be used as it is. */
export { UnusableStore } from '../shared/adapters/sqlite/database.ts'

/** The whole system in one process, on the files of one data folder. */
export type Local = {
  readonly stores: SqliteStores
  /** The flow under the given rules, which must be those that were published into this folder. */
  readonly engine: (rules: Rules) => Engine
  readonly close: () => void
}

/** Opens a data folder. To be read, it must exist; to be written, it is created where it does not. */
export const openLocal = (folder: string, access: 'read' | 'write'): Local => {
  const stores = openSqlite(storeFile(folder), { readOnly: access === 'read' })
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
    close: stores.close,
  }
}
