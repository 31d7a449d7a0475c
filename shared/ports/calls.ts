import type { CallId, EpochMs } from '../kernel/words.ts'
import type { StreamPosition } from './change-stream.ts'
import type { Call } from './caller.ts'

/** A call that is not over, and how often it was made. */
export type KeptCall = Call & { readonly attempts: number }

/** Calls that are owed, where no queue keeps them: a crash loses none. Of somebody who was erased nothing is kept. */
export type CallStore = {
  /** Puts calls that may be there already, or over. */
  readonly put: (calls: readonly Call[]) => Promise<void>
  /** Those that are to be made until an instant, longest due first, without those named. */
  readonly due: (until: EpochMs, limit: number, without: readonly CallId[]) => Promise<readonly KeptCall[]>
  /** It was made so often, and is to be made again. */
  readonly again: (id: CallId, attempts: number, at: EpochMs) => Promise<void>
  /** It is over: what it said is forgotten. */
  readonly settle: (id: CallId) => Promise<void>
}

/** How far a process came with carrying out what facts ask for. Null: nothing was carried out yet. */
export type CarriedStore = {
  readonly read: (shard: string) => Promise<StreamPosition | null>
  readonly keep: (shard: string, position: StreamPosition) => Promise<void>
}
