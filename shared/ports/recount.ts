import type { Fact } from '../domain/fact/fact.ts'
import type { Increment } from '../domain/kpi/tally.ts'
import type { EpochMs } from '../kernel/words.ts'

/**
 * Counting anew from the rows of facts, while facts come in and are counted. A recount has an instant, `since`: facts written before it
 * are taken from their rows, once everything written before it can be read for certain (`readFrom`); those written later are added by
 * whoever follows the stream. So each fact is counted once, and nobody has to remember which. When all parts are read, the new counters
 * take the place of the old ones at once.
 */
export type Recount = {
  /** `running`: somebody does already. */
  readonly begin: (now: EpochMs) => Promise<'begun' | 'running'>
  /** Null: none is under way. */
  readonly progress: () => Promise<RecountProgress | null>
  /** Rows of facts after a place, in an order that stays; a bounded number. */
  readonly facts: (part: number, after: string | null) => Promise<FactPage>
  /** Adds what facts up to a place count, if the part still is at `from`; see `TallyStore.apply`. */
  readonly add: (
    part: RecountPart,
    to: { readonly place: string | null; readonly isEnd: boolean },
    increments: readonly Increment[],
  ) => Promise<'applied' | 'stale' | 'too-many'>
  /** Puts the new counters in the place of the old ones. False: not every part is read, or somebody did. */
  readonly finish: () => Promise<boolean>
}

export type RecountProgress = {
  readonly count: number
  readonly begunAt: EpochMs
  readonly since: EpochMs
  /** Not before this instant are rows read. */
  readonly readFrom: EpochMs
  readonly parts: readonly RecountPart[]
}

/** A part of all rows, and how far it is read. */
export type RecountPart = { readonly count: number; readonly part: number; readonly place: string | null; readonly isRead: boolean }

/** `next`: where to go on; null at the end. */
export type FactPage = { readonly facts: readonly RowFact[]; readonly next: string | null }

/** `place`: right behind this fact. */
export type RowFact = { readonly fact: Fact; readonly writtenAt: EpochMs; readonly place: string }
