/** Publishing into a data folder that no other process writes, and what people do with its campaigns. */
import { randomUUID } from 'node:crypto'
import { type PublishAnswer, publishFiles, type PublishWorld } from '../shared/flow/publishing/remote.ts'
import type { StatusWorld } from '../shared/flow/publishing/status.ts'
import { latestOf } from '../shared/kernel/time.ts'
import { epochMs, type EpochMs } from '../shared/kernel/words.ts'
import { badFile } from './bad-files.ts'
import { unfinished } from './import/into-folder.ts'
import { sweeperOf } from './live/sweeping.ts'
import { manifestIn } from './replay/manifest.ts'
import { drawSalt } from './salts.ts'
import { TEMPLATE_TOOLS } from './wiring-templates.ts'
import { checkTemplate, type Local, openLocal } from './wiring.ts'

/** What is to be published, by whom and why. `dryRun`: it is only said what would be. */
export type PublishInto = {
  readonly files: ReadonlyMap<string, string>
  readonly dryRun: boolean
  readonly author: string
  readonly note: string | null
}

/** Publishes files into a folder, or says what that would change. Throws `FolderInUse` while another process writes it. */
export const publishInto = async (folder: string, ask: PublishInto, now: EpochMs): Promise<PublishAnswer> => {
  // A plan reads, and may be made while the folder is served.
  const local = openLocal(folder, ask.dryRun ? 'read' : 'write')
  try {
    if (!ask.dryRun) await refuseHalfDone(folder, local)
    const at = await clockOf(local, now)
    const { files, dryRun, author, note } = ask
    return await publishFiles(publishWorld(local), { files, dryRun, note }, { name: author, requestId: randomUUID() }, at)
  } finally {
    local.close()
  }
}

/** Lets `work` change where campaigns of a folder stand. */
export const changing = async <T>(
  folder: string,
  now: EpochMs,
  work: (world: StatusWorld, at: EpochMs, local: Local) => Promise<T>,
): Promise<T> => {
  const local = openLocal(folder, 'write')
  try {
    await refuseHalfDone(folder, local)
    return await work(
      { definitions: local.stores.definitions, checkTemplate, sweep: sweeperOf(local.stores) },
      await clockOf(local, now),
      local,
    )
  } finally {
    local.close()
  }
}

const publishWorld = (local: Local): PublishWorld => ({
  definitions: local.stores.definitions,
  written: local.stores.written,
  audit: local.stores.audit,
  tools: TEMPLATE_TOOLS,
  drawSalt,
  // Whoever serves the folder next goes on with it.
  sweep: sweeperOf(local.stores),
  people: local.stores.directory,
})

/** A folder whose history was replayed stands at its last instant, however long ago: nothing is published before it. */
const clockOf = async (local: Local, now: EpochMs): Promise<EpochMs> =>
  latestOf(now, (await local.stores.replay.checkpoint())?.clock ?? null) ?? epochMs(0)

const refuseHalfDone = async (folder: string, { stores }: Local): Promise<void> => {
  if ((await manifestIn(stores.replay))?.finished === false)
    throw badFile(folder, 'holds a replay that has not come to its end', 'The same `rekindle replay` goes on where it stopped.')
  const [half] = unfinished(await stores.imports.all())
  if (half !== undefined)
    throw badFile(
      folder,
      `holds an import of ${half.file} that has not come to its end`,
      'The same `rekindle import` goes on where it stopped.',
    )
}
