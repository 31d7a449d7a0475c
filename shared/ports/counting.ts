import type { EpochMs } from '../kernel/words.ts'

/** Whether the counters say all that was decided; and how they are counted anew, beside everything else that goes on. */
export type Counting = {
  /** `recount-needed`: whoever counts was away for longer than the stream is kept. */
  readonly standing: () => Promise<'current' | 'recounting' | 'recount-needed'>
  /** Begins to count anew. `running`: somebody does already. */
  readonly rebuild: (now: EpochMs) => Promise<'begun' | 'running'>
}
