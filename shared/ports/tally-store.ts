import type { Increment } from '../domain/kpi/tally.ts'
import type { EpochMs } from '../kernel/words.ts'
import type { StreamPosition } from './change-stream.ts'

/** Counters folded from facts. Each shard's watermark moves in the same transaction as the increments it stands for. */
export type TallyStore = {
  /** How far a shard is folded. */
  readonly watermark: (shard: string) => Promise<StreamPosition>
  /** Which counters are read at present, and which are being counted anew beside them. Asked before facts are taken from the stream. */
  readonly counts: () => Promise<Counts>
  /**
   * Adds increments and moves the watermark, if it still is `from`; else changes nothing and answers `stale`. `too-many`: they do not fit
   * into one transaction, and nothing was changed; the caller takes fewer facts. Those of a single fact always fit.
   */
  readonly apply: (
    shard: string,
    from: StreamPosition,
    to: StreamPosition,
    increments: readonly Increment[],
    into?: Into,
  ) => Promise<'applied' | 'stale' | 'too-many'>
  /** All counters of a scope, lanes summed. */
  readonly read: (scope: string) => Promise<ReadonlyMap<string, bigint>>
  /** Forgets counters and watermarks, for a recount. */
  readonly clear: () => Promise<void>
}

/** `anew`: counters that a recount fills. It takes facts written before `since` from their rows; whoever follows the stream adds the later ones. */
export type Counts = { readonly now: number; readonly anew: { readonly count: number; readonly since: EpochMs } | null }

/** Where increments go. `anew`: of the same facts, what goes to the counters that are counted anew. */
export type Into = { readonly now: number; readonly anew: { readonly count: number; readonly increments: readonly Increment[] } | null }
