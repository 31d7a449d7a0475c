/** The console's API as a function has it: on a store, without a server, asked by whom one likes. */
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { TEMPLATE_TOOLS } from '../../local/wiring-templates.ts'
import { openSqlite, type SqliteStores, storeFile } from '../../shared/adapters/sqlite/open.ts'
import type { Role } from '../../shared/contract/roles.ts'
import { consoleApi } from '../../shared/flow/api/api.ts'
import { resultHandlers, resultOf } from '../../shared/flow/api/results.ts'
import { verdictHandlers } from '../../shared/flow/api/verdicts.ts'
import type { Context } from '../../shared/flow/api/context.ts'
import { editorHandlers } from '../../shared/flow/editor/api.ts'
import { aroundOf } from '../../shared/flow/editor/around.ts'
import type { EditorContext } from '../../shared/flow/editor/context.ts'
import type { Engine } from '../../shared/flow/engine.ts'
import type { ApiRequest, ConsoleApi } from '../../shared/flow/api/router.ts'
import { bytesOfSeed, type Keys, keysOf, secretOf } from '../../shared/kernel/keyed.ts'
import { type EpochMs, epochMs } from '../../shared/kernel/words.ts'
import { beginSweep } from '../../shared/flow/sweep.ts'
import { rebuildTallies } from '../../shared/flow/tally.ts'
import { engineOn } from '../server/world.ts'

export type Asking = { readonly method?: string; readonly body?: unknown; readonly role?: Role | null; readonly name?: string }
export type Answered = {
  readonly status: number
  readonly body: Record<string, unknown>
  readonly headers: Readonly<Record<string, string>>
}

export type World = {
  readonly stores: SqliteStores
  readonly context: Context
  readonly editor: EditorContext
  readonly api: ConsoleApi
  readonly ask: (path: string, asking?: Asking) => Promise<Answered>
  /** All that is stored, in a word. */
  readonly digest: () => string
  readonly close: () => void
}

export const NOW: EpochMs = epochMs(Date.parse('2026-03-01T12:00:00Z'))
const SECRET = bytesOfSeed('roles')
export const KEYS = keysOf(secretOf(SECRET))

/** What a function wires, on a store of this machine. */
export const contextOn = (stores: SqliteStores, engine: Engine, now: () => EpochMs, keys: Keys): Context => {
  let drawn = 0
  return {
    stores,
    engine,
    now,
    stage: 'test',
    capabilities: { live: false, inbox: false, demo: false, edit: true, simulate: false },
    connect: async () => ({
      origin: 'https://api.example',
      writeKey: null,
      needsKey: true,
      bus: { name: 'rekindle', endpoint: null, region: 'eu-west-1' },
    }),
    counting: { standing: async () => 'current' },
    resultOf: (experiment) => resultOf({ stores, engine, now, demo: null }, experiment),
    random: (count) => {
      drawn += 1
      return Uint8Array.from({ length: count }, (_, n) => (n * 7 + drawn * 31) % 256)
    },
    customerDigest: keys.customerDigest,
    webhookSecret: () => 'whsec_',
    changed: () => {},
    arrived: () => {},
    traces: async () => 'in-backups',
    demo: null,
  }
}

/** The editor on it, as the function that publishes has it; nothing can be simulated. */
export const editorOn = (stores: SqliteStores, now: () => EpochMs): EditorContext => ({
  stores,
  tools: async () => TEMPLATE_TOOLS,
  around: aroundOf(stores),
  publishing: {
    drawSalt: () => 'salt',
    sweep: (because, at) => beginSweep({ sweeps: stores.sweeps, tallies: stores.tallies, put: stores.sweeps.put }, because, at),
    reread: async () => {},
  },
  counting: {
    standing: async () => 'current',
    rebuild: async () => {
      await rebuildTallies(stores.changes, stores.tallies)
      return 'begun'
    },
  },
  simulations: null,
  now,
  changed: () => {},
})

/** `change` and `changeEditor`: what is otherwise about them. */
export const openConsole = (
  change: (context: Context) => Context = (context) => context,
  changeEditor: (editor: EditorContext) => EditorContext = (editor) => editor,
): World => {
  const folder = mkdtempSync(join(tmpdir(), 'rekindle-console-'))
  const stores = openSqlite(storeFile(folder))
  stores.secret.take(SECRET)
  const context = change(contextOn(stores, engineOn(stores), () => NOW, KEYS))
  const editor = changeEditor(editorOn(stores, () => NOW))
  const api = consoleApi(context, { ...editorHandlers(editor), ...resultHandlers(context), ...verdictHandlers(stores.verdicts) })
  let asked = 0
  const ask: World['ask'] = async (path, { method = 'GET', body, role = 'admin', name = 'ann' } = {}) => {
    asked += 1
    const { pathname, searchParams } = new URL(path, 'http://x')
    const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)
    const request: ApiRequest = {
      ...{ id: `request ${asked}`, caller: { name, role, via: 'console' }, method },
      ...{ path: pathname, query: searchParams, body: text },
    }
    const answer = await api(request)
    return { status: answer.status, headers: answer.headers, body: JSON.parse(answer.body) as Record<string, unknown> }
  }
  return {
    ...{ stores, context, editor, api, ask },
    digest: () => digestOfFile(storeFile(folder)),
    close: () => {
      stores.close()
      rmSync(folder, { recursive: true })
    },
  }
}

const digestOfFile = (file: string): string => {
  const database = new DatabaseSync(file, { readOnly: true })
  const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").all() as { name: string }[]
  const hash = createHash('sha256')
  for (const { name } of tables) {
    const rows = database.prepare(`SELECT * FROM ${name}`).all()
    hash.update(name).update(JSON.stringify(rows, (_, value) => (value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value)))
  }
  database.close()
  return hash.digest('hex')
}
