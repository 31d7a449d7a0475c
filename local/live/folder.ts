import { existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { manifestIn } from '../replay/manifest.ts'
import { holdFolder, type Local, openLocal, STORE_FILES } from '../wiring.ts'
import { type LiveRecord, liveRecordIn } from './record.ts'

/** What a data folder is, before anything is done with it. */
export type FolderKind =
  /** Not there, empty, or with a store that nobody wrote into before whoever made it was killed. */
  | { readonly type: 'free' }
  /** Somebody else's: it is left alone. */
  | { readonly type: 'foreign' }
  /** Events of a company, replayed, imported or taken; `record` null: nothing ran live there yet. */
  | { readonly type: 'own'; readonly record: Extract<LiveRecord, { readonly mode: 'own' }> | null }
  /** A demo's history that was not run to its end. */
  | { readonly type: 'half-a-demo' }
  | { readonly type: 'demo'; readonly record: Extract<LiveRecord, { readonly mode: 'demo' }> }

/** Looks into a folder. Throws `UnusableStore` where there is something that looks like a store and is none. */
export const kindOfFolder = async (folder: string): Promise<FolderKind> => {
  if (!existsSync(folder)) return { type: 'free' }
  if (!statSync(folder).isDirectory()) return { type: 'foreign' }
  const names = readdirSync(folder)
  if (names.every((name) => name === LOCK)) return { type: 'free' }
  if (!names.includes(STORE)) return { type: 'foreign' }
  const local = openLocal(folder, 'read')
  try {
    const record = await liveRecordIn(local.stores.live)
    if (record?.mode === 'demo') return { type: 'demo', record }
    if (record?.mode === 'history') return { type: 'half-a-demo' }
    if (record?.mode === 'own') return { type: 'own', record }
    // Demos of earlier versions kept no record of themselves.
    const manifest = await manifestIn(local.stores.replay)
    if (manifest === null && (await isUntouched(local))) return { type: 'free' }
    return manifest?.files[0]?.name.startsWith('a generated shop of') ? { type: 'half-a-demo' } : { type: 'own', record: null }
  } finally {
    local.close()
  }
}

const isUntouched = async ({ stores }: Local): Promise<boolean> => {
  const [definitions, customers, quarantined] = await Promise.all([
    stores.definitions.all(),
    stores.inspection.customers(null, 1),
    stores.quarantine.list(null, 1),
  ])
  return definitions.length === 0 && customers.length === 0 && quarantined.length === 0
}

/** Deletes a demo: the files of its store and nothing else. Throws `FolderInUse` while a process works in it. */
export const deleteDemo = (folder: string): void => {
  const release = holdFolder(folder)
  try {
    for (const name of STORE_FILES) if (name !== LOCK) rmSync(join(folder, name), { force: true })
  } finally {
    release()
  }
}

const [STORE, , , LOCK] = STORE_FILES
