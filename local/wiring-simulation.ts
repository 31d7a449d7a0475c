/** A store that lives as long as one simulation, and an engine on it whose mails end where they are handed over. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { liquidRenderer } from '../shared/adapters/liquid/renderer.ts'
import { unlimitedPace } from '../shared/adapters/memory/pace.ts'
import { memoryQueue } from '../shared/adapters/memory/queue.ts'
import { openCollectedPast } from '../shared/adapters/sqlite/collected.ts'
import { openSqlite, type SqliteStores, storeFile } from '../shared/adapters/sqlite/open.ts'
import type { Rules } from '../shared/domain/customer/rules.ts'
import type { Engine } from '../shared/flow/engine.ts'
import { linkMaker } from '../shared/flow/links.ts'
import { switchboardOf } from '../shared/flow/switches.ts'
import { bytesOfSeed, keysOf } from '../shared/kernel/keyed.ts'
import { REPLAY_GROUP_MS } from '../shared/kernel/limits.ts'
import type { CollectedPast } from '../shared/ports/past.ts'
import type { CustomerStore } from '../shared/ports/customer-store.ts'
import type { Mail, Mailer } from '../shared/ports/mailer.ts'

export type Ephemeral = {
  readonly stores: SqliteStores
  /** The flow under rules that may be others later; each mail that would leave is shown to `onMail` and goes nowhere. */
  readonly engine: (rules: () => Rules, watched: (store: CustomerStore) => CustomerStore, onMail: (mail: Mail) => void) => Engine
  /** Deletes it. */
  readonly close: () => void
}

/**
 * A store of its own: `small` in memory, else in a file that only this user may read and that goes away with it. `secret`: that of the folder
 * whose addresses it is to know again; null: one of its own, made from the seed.
 */
export const openEphemeral = (size: 'small' | 'large', seed: string, secret: Uint8Array | null): Ephemeral => {
  const folder = size === 'small' ? null : mkdtempSync(join(tmpdir(), 'rekindle-simulation-'))
  const remove = (): void => {
    if (folder !== null) rmSync(folder, { recursive: true, force: true })
  }
  try {
    const stores = openSqlite(folder === null ? ':memory:' : storeFile(folder))
    const keys = keysOf(stores.secret.take(secret ?? bytesOfSeed(seed)))
    if (folder !== null) stores.group(REPLAY_GROUP_MS)
    const switches = switchboardOf(stores.switches)
    return {
      stores,
      engine: (rules, watched, onMail) => ({
        store: watched(stores.customers),
        stream: stores.changes,
        tallies: stores.tallies,
        quarantine: stores.quarantine,
        queue: memoryQueue(),
        mailer: accepting(onMail),
        pace: unlimitedPace,
        links: linkMaker(keys, () => NOWHERE),
        sender: NOBODY,
        renderer: liquidRenderer(),
        switches,
        rules,
      }),
      close: () => {
        stores.close()
        remove()
      },
    }
  } catch (failure) {
    remove()
    throw failure
  }
}

/** Names that nobody can register (RFC 6761): no mail is made that could be sent by mistake. */
const NOBODY = 'Nobody <nobody@rekindle.localhost>'
const NOWHERE = 'http://simulated.localhost'

const accepting = (onMail: (mail: Mail) => void): Mailer => ({
  atOnce: 1,
  send: async (mail) => {
    onMail(mail)
    return { type: 'accepted' }
  },
  lookUp: async () => 'accepted',
})

/** A place for what a deployed system keeps, as long as somebody simulates over it. */
export const openCollected = (): CollectedPast => openCollectedPast()
