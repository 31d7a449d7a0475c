import type { SqliteStores } from '../../shared/adapters/sqlite/open.ts'
import { changesIn, needsSweep, type Published, putChanges } from '../../shared/flow/publishing/publish.ts'
import type { EpochMs } from '../../shared/kernel/words.ts'
import { keepWritten } from '../../shared/flow/publishing/written.ts'
import { type DefinitionFiles, readFiles } from '../definitions.ts'
import { drawSalt } from '../salts.ts'
import { checkTemplate } from '../wiring.ts'
import { sweeperOf } from './sweeping.ts'

export type { Published } from '../../shared/flow/publishing/publish.ts'

/**
 * Publishes what the files say where it is not what was published last. `saltSeed` null: salts are drawn at random. Throws `BadFiles`
 * before anything is published.
 */
export const publishChanged = async (
  { definitions, written }: Pick<SqliteStores, 'definitions' | 'written'>,
  files: DefinitionFiles,
  saltSeed: string | null,
  now: EpochMs,
): Promise<Published> => {
  const found = await readFiles(files, saltSeed ?? 'unread', checkTemplate)
  const before = await definitions.all()
  const changes = changesIn(before, found.definitions, () => saltSeed ?? drawSalt(), now)
  await putChanges(definitions, changes.published)
  await keepWritten(written, changes.published, found.written)
  return changes
}

/** Has everybody looked at where what was published concerns people who do nothing; whoever lives on the folder does so. */
export const sweepAfter = async (stores: SqliteStores, { published }: Published, now: EpochMs): Promise<void> => {
  const all = await stores.definitions.all()
  const because = published.find((one) => needsSweep(one, all))
  if (because !== undefined) await sweeperOf(stores)(`${because.kind} ${because.id} version ${because.version}`, now)
}
