import type { JsonObject } from '../kernel/json.ts'
import type { CustomerId, EpochMs } from '../kernel/words.ts'
import type { CustomerState } from '../domain/customer/state.ts'
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

/** The same in pages and in no order, each row once: for whoever collects it elsewhere. A customer may be spread over several of them. */
export type PastPages = {
  /** At most so many rows after a place; a page may be empty and not be the last. Null: that is no place. Who comes meanwhile may be left out. */
  readonly page: (after: string | null, rows: number) => Promise<PastRows | null>
}

/** `next`: where to go on; null at the end. */
export type PastRows = { readonly rows: readonly PastRow[]; readonly next: string | null }

export type PastRow =
  | { readonly type: 'state'; readonly state: CustomerState }
  | { readonly type: 'event'; readonly event: LifecycleEvent }
  /** Some of what was decided about a customer, in the order of their rows. */
  | { readonly type: 'facts'; readonly customer: CustomerId; readonly facts: readonly Fact[] }

/** What was collected of it, in the order of `Past`: of a customer whose attributes were told, and of nobody else. */
export type CollectedPast = {
  /** Takes a page, whole or not at all. */
  readonly take: (page: CollectedPage) => void
  /** Whose attributes were told so far. */
  readonly customers: () => number
  readonly until: (until: EpochMs) => Iterable<readonly CollectedThing[]>
  /** How much of it there is until then. */
  readonly things: (until: EpochMs) => number
  /** Names of the events. */
  readonly names: () => ReadonlySet<string>
  readonly suppressed: () => Iterable<SuppressedAddress>
  /** Deletes it. */
  readonly close: () => void
}

export type CollectedPage = {
  /** `traits` null: they stand in another page; `heardAt`: the first that this one knows of them. */
  readonly customers: readonly { readonly id: CustomerId; readonly traits: JsonObject | null; readonly heardAt: EpochMs | null }[]
  readonly told: readonly Told[]
  readonly suppressed: readonly SuppressedAddress[]
}

/** An event that is kept, or one that says a word about being written to; `at`: where it stands in the order. */
export type Told = { readonly type: 'event' | 'word'; readonly at: EpochMs; readonly event: LifecycleEvent }

export type CollectedThing =
  | Told
  | { readonly type: 'first'; readonly at: EpochMs; readonly customer: CustomerId; readonly traits: JsonObject }

/** An address nobody may write to, and since when. */
export type SuppressedAddress = { readonly address: string; readonly at: EpochMs }
