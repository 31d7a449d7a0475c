import type { Json } from '../kernel/json.ts'
import type { EpochMs } from '../kernel/words.ts'

/** What a process that runs live keeps of itself, so that the next one goes on where it stood. */
export type LiveStore = {
  /** Null where nothing ever ran live. */
  readonly read: () => Promise<Json | null>
  /** Written together with the clock by which everybody reads this folder. */
  readonly write: (record: Json, clock: EpochMs) => Promise<void>
}
