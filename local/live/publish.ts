import { randomBytes } from 'node:crypto'
import type { SqliteStores } from '../../shared/adapters/sqlite/open.ts'
import { changesIn, needsSweep, type Published, putChanges } from '../../shared/flow/publishing/publish.ts'
import type { EpochMs } from '../../shared/kernel/words.ts'
import type { DefinitionStore } from '../../shared/ports/definitions.ts'
import { type DefinitionFiles, readDefinitions } from '../definitions.ts'
import { checkTemplate } from '../wiring.ts'
import { sweeperOf } from './sweeping.ts'

export type { Published } from '../../shared/flow/publishing/publish.ts'

/**
 * Publishes what the files say where it is not what was published last. `saltSeed` null: salts are drawn at random. Throws `BadFiles`
 * before anything is published.
 */
export const publishChanged = async (
  store: DefinitionStore,
  files: DefinitionFiles,
  saltSeed: string | null,
  now: EpochMs,
): Promise<Published> => {
  const found = await readDefinitions(files, saltSeed ?? 'unread', checkTemplate)
  const before = await store.all()
  const changes = changesIn(before, found, () => saltSeed ?? randomBytes(12).toString('base64url'), now)
  await putChanges(store, changes.published)
  return changes
}

/** Has everybody looked at where what was published concerns people who do nothing; whoever lives on the folder does so. */
export const sweepAfter = async (stores: SqliteStores, { published }: Published, now: EpochMs): Promise<void> => {
  const all = await stores.definitions.all()
  const because = published.find((one) => needsSweep(one, all))
  if (because !== undefined) await sweeperOf(stores)(`${because.kind} ${because.id} version ${because.version}`, now)
}
