import type { Json } from '../../kernel/json.ts'
import type { Checkpoint, ReplayStore } from '../../ports/replay-store.ts'
import type { QuarantineEntry } from '../../ports/quarantine.ts'
import type { CommitWriter } from './commit-writer.ts'
import { assertOneEach } from './customer-store.ts'
import type { Database } from './database.ts'

export const replayStoreOf = (
  database: Database,
  writer: CommitWriter,
  putQuarantine: (entries: readonly QuarantineEntry[]) => void,
): ReplayStore => {
  const find = database.prepare<{ value: string }>('SELECT value FROM replay WHERE name = ?')
  const put = database.prepare('INSERT INTO replay (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2')
  const read = (name: string): unknown => JSON.parse(find.get(name)?.value ?? 'null')
  const checkpoint = () => read('checkpoint') as Checkpoint | null

  return {
    manifest: async () => read('manifest') as Json | null,
    setManifest: async (manifest) => void database.transaction(() => put.run('manifest', JSON.stringify(manifest))),
    checkpoint: async () => checkpoint(),
    commitAt: async (commits, quarantine, from, to) => {
      assertOneEach(commits)
      return database.transaction(
        () => {
          if (!isSame(checkpoint(), from)) return 'moved'
          for (const commit of commits) if (writer.write(commit) === 'conflict') return 'conflict'
          putQuarantine(quarantine)
          put.run('checkpoint', JSON.stringify({ delivered: to.delivered, clock: to.clock } satisfies Checkpoint))
          return 'committed'
        },
        (result) => result === 'committed',
      )
    },
  }
}

const isSame = (a: Checkpoint | null, b: Checkpoint | null): boolean =>
  a === null || b === null ? a === b : a.delivered === b.delivered && a.clock === b.clock
