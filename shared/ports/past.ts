import type { CustomerId, EpochMs } from '../kernel/words.ts'
import type { LifecycleEvent } from '../domain/event/event.ts'
import type { Fact } from '../domain/fact/fact.ts'

/** All that is kept of what everybody did, in the order in which it happened: for whoever plays it through once more. */
export type Past = {
  /** Up to an instant, oldest first; in pieces, so that no more than a piece lies in memory. */
  readonly until: (until: EpochMs) => Iterable<readonly PastThing[]>
  /** How much of it there is, and from when to when events are kept. */
  readonly extent: (until: EpochMs) => {
    readonly things: number
    readonly events: number
    readonly firstAt: EpochMs | null
    readonly lastAt: EpochMs | null
  }
  /** Names of the events that are kept. */
  readonly names: () => ReadonlySet<string>
}

export type PastThing = { readonly at: EpochMs; readonly customer: CustomerId } & (
  | { readonly type: 'event'; readonly event: LifecycleEvent }
  /** Somebody of whom nothing came before. */
  | { readonly type: 'first' }
  /** A word about being written to: `consent-changed` or `preferences-changed`. */
  | { readonly type: 'word'; readonly fact: Fact }
)
