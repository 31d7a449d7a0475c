import { existsSync, mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { liquidRenderer } from '../shared/adapters/liquid/renderer.ts'
import { unlimitedPace } from '../shared/adapters/memory/pace.ts'
import { memoryQueue } from '../shared/adapters/memory/queue.ts'
import { holdFile } from '../shared/adapters/sqlite/hold.ts'
import { secretText } from '../shared/adapters/webhook/signature.ts'
import { webhookCaller } from '../shared/adapters/webhook/caller.ts'
import { openSqlite, type SqliteStores, storeFile } from '../shared/adapters/sqlite/open.ts'
import type { Rules } from '../shared/domain/customer/rules.ts'
import type { Caller } from '../shared/ports/caller.ts'
import type { Engine } from '../shared/flow/engine.ts'
import { linkMaker } from '../shared/flow/links.ts'
import { switchboardOf } from '../shared/flow/switches.ts'
import { assert } from '../shared/kernel/assert.ts'
import { bytesOfSeed, type Keys, keysOf } from '../shared/kernel/keyed.ts'
import { badFile } from './bad-files.ts'
import { FolderInUse } from './folder-in-use.ts'

/** Whether a mail's text can be read as a template, by the renderer that will fill it. */
export { checkTemplate } from '../shared/adapters/liquid/check.ts'

/** A mail as it would go over the wire. */
export { composeMail as composed } from '../shared/adapters/mime/compose.ts'

/** A data folder that cannot be used as it is. */
export { UnusableStore } from '../shared/adapters/sqlite/database.ts'

/** The whole system in one process, on the files of one data folder. */
export type Local = {
  /** Where its files are. */
  readonly folder: string
  readonly stores: SqliteStores
  /** What the links of this folder's mails are sealed with. */
  readonly keys: Keys
  /**
   * The flow under the given rules, which must be those that were published into this folder. Mail stays in the inbox, unless a mail
   * service carries it: then each commit is durable before anything leaves, and transactions are never grouped.
   */
  readonly engine: (rules: Rules, service?: MailService) => Engine
  /** The rules are others now, for every engine of this process: somebody published. */
  readonly renew: (rules: Rules) => void
  /** Who calls other servers, as far as they may be called from here. */
  readonly caller: (reach: Reach) => Caller
  /** What receivers of calls prove them with. */
  readonly webhookSecret: () => string
  /** Says where the pages are that links of mails lead to: `http://127.0.0.1:7707`. */
  readonly reachedAt: (origin: string) => void
  readonly close: () => void
}

/** Whom calls may reach: servers of the open internet, and those on this machine. */
export type Reach = { readonly web: boolean; readonly loopback: boolean }

/** Where nothing leaves: each call is over before it was made. */
const NO_CALLER: Caller = { call: async () => ({ type: 'forbidden', because: 'nothing leaves here' }) }

/** Somebody who carries mail out of this machine, and the pace at which they take it. */
export type MailService = Pick<Engine, 'mailer' | 'pace'>

/**
 * Opens a data folder. To be read, it must exist; to be written, it is created where it does not, and one process at a time may:
 * else it throws `FolderInUse`. `seed`: of a replay, whose secret is made from it where the folder has none yet.
 */
export const openLocal = (folder: string, access: 'read' | 'write', seed?: string): Local => {
  const release = access === 'write' ? holdFolder(folder) : () => {}
  try {
    const stores = openSqlite(storeFile(folder), { readOnly: access === 'read' })
    return localOf(folder, stores, keysOf(stores.secret.take(seed === undefined ? undefined : bytesOfSeed(seed))), release)
  } catch (failure) {
    release()
    throw failure
  }
}

/** All that a store puts into its folder: the file, what SQLite keeps beside it while it is open, and the writer's lock. */
export const STORE_FILES = ['rekindle.db', 'rekindle.db-wal', 'rekindle.db-shm', 'writer.lock'] as const

/** Whether something was written into a folder. */
export const isDataFolder = (folder: string): boolean => existsSync(storeFile(folder))

/** What tells a folder from all others of this machine, by whatever path it is reached: two demos hold the same to the last byte. */
export const markOf = (folder: string): string => {
  const { ino, birthtimeMs } = statSync(storeFile(folder))
  return `${ino}-${Math.floor(birthtimeMs)}`
}

/** Makes a folder, where it is not there, and holds it for this process alone; answers how to let go. */
export const holdFolder = (folder: string): (() => void) => {
  try {
    // What is held of people, and the secret that seals links, is nobody else's on this machine.
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch (failure) {
    const problem = `cannot be made a data folder: ${failure instanceof Error ? failure.message : 'unknown failure'}`
    throw badFile(folder, problem, 'Name a folder that is there, or can be made (--data).')
  }
  const release = holdFile(join(folder, STORE_FILES[3]))
  if (release === null) throw new FolderInUse()
  return release
}

/** Who writes where nobody was named: a name of this machine, which nobody can register (RFC 6761). */
const LOCAL_SENDER = 'Your team <hello@rekindle.localhost>'
/** Until a server listens, and in replays: where one usually does. */
const USUAL_ORIGIN = 'http://127.0.0.1:7707'

const localOf = (folder: string, opened: SqliteStores, keys: Keys, release: () => void): Local => {
  const queue = memoryQueue()
  const renderer = liquidRenderer()
  let origin = USUAL_ORIGIN
  const switches = switchboardOf(opened.switches)
  const links = linkMaker(keys, () => origin)
  let renewed: Rules | null = null
  let isGrouped = false
  let mailLeaves = false
  const stores: SqliteStores = {
    ...opened,
    group: (durationMs) => {
      assert(durationMs === 0 || !mailLeaves, 'where mail leaves, no claim is taken back by a crash')
      isGrouped = durationMs > 0
      opened.group(durationMs)
    },
  }
  return {
    folder,
    stores,
    keys,
    engine: (rules, service) => {
      assert(service === undefined || !isGrouped, 'mail leaves only where each claim is durable by itself')
      if (service !== undefined) mailLeaves = true
      return {
        store: stores.customers,
        stream: stores.changes,
        tallies: stores.tallies,
        quarantine: stores.quarantine,
        queue,
        mailer: stores.inbox,
        pace: unlimitedPace,
        ...service,
        links,
        sender: service === undefined ? LOCAL_SENDER : null,
        renderer,
        switches,
        rules: () => switches.applied(renewed ?? rules),
      }
    },
    renew: (rules) => {
      renewed = rules
    },
    caller: ({ web, loopback }) =>
      web || loopback ? webhookCaller({ secret: keys.webhooks, allowsLoopback: loopback, onlyLoopback: !web }) : NO_CALLER,
    webhookSecret: () => secretText(keys.webhooks),
    reachedAt: (where) => {
      origin = where
    },
    close: () => {
      stores.close()
      release()
    },
  }
}
