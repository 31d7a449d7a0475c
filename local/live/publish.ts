import { randomBytes } from 'node:crypto'
import { changesIn, type Published, putChanges } from '../../shared/flow/publishing/publish.ts'
import type { EpochMs } from '../../shared/kernel/words.ts'
import type { DefinitionStore } from '../../shared/ports/definitions.ts'
import { type DefinitionFiles, readDefinitions } from '../definitions.ts'
import { checkTemplate } from '../wiring.ts'

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
  const changes = changesIn(await store.all(), found, () => saltSeed ?? randomBytes(12).toString('base64url'), now)
  await putChanges(store, changes.published)
  return changes
}
