import type { Json } from '../kernel/json.ts'
import type { EpochMs } from '../kernel/words.ts'
import type { Commit } from './customer-store.ts'
import type { QuarantineEntry } from './quarantine.ts'

/** How far a file replay has come: deliveries taken, and the virtual clock. */
export type Checkpoint = { readonly delivered: number; readonly clock: EpochMs }

/** What only a store in one file can do: commit a batch of many customers together with the place in the file it came from. */
export type ReplayStore = {
  /** What is being replayed, as a value to compare; null before the first replay. */
  readonly manifest: () => Promise<Json | null>
  readonly setManifest: (manifest: Json) => Promise<void>
  readonly checkpoint: () => Promise<Checkpoint | null>
  /**
   * One transaction of the file: all commits, the quarantined lines and the checkpoint, if the stored checkpoint still is `from`;
   * else nothing is written and the answer is `moved` (another replay is at work), or `conflict` (a customer changed meanwhile).
   */
  readonly commitAt: (
    commits: readonly Commit[],
    quarantine: readonly QuarantineEntry[],
    from: Checkpoint | null,
    to: Checkpoint,
  ) => Promise<'committed' | 'conflict' | 'moved'>
}
