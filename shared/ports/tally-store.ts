import type { Increment } from '../domain/kpi/tally.ts'
import type { StreamPosition } from './change-stream.ts'

/** Counters folded from facts. Each shard's watermark moves in the same transaction as the increments it stands for. */
export type TallyStore = {
  /** How far a shard is folded. */
  readonly watermark: (shard: string) => Promise<StreamPosition>
  /** Adds increments and moves the watermark, if it still is `from`; else changes nothing and answers `stale`. */
  readonly apply: (
    shard: string,
    from: StreamPosition,
    to: StreamPosition,
    increments: readonly Increment[],
  ) => Promise<'applied' | 'stale'>
  /** All counters of a scope, lanes summed. */
  readonly read: (scope: string) => Promise<ReadonlyMap<string, bigint>>
  /** Forgets counters and watermarks, for a recount. */
  readonly clear: () => Promise<void>
}
