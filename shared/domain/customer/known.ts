/** What a decision has to see of the timeline, and what it was given of it. */
import type { EpochMs } from '../../kernel/words.ts'
import type { LifecycleEvent } from '../event/event.ts'

/** Events of a name that occurred after an instant. */
export type Want = { readonly event: string; readonly after: EpochMs }

/** The newest events of a name after an instant, as many as a question looks at and one more; by name. */
export type Known = ReadonlyMap<string, KnownEvents>
export type KnownEvents = { readonly after: EpochMs; readonly events: readonly LifecycleEvent[] }

export const NOTHING_KNOWN: Known = new Map()
