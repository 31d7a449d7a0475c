import type { EpochMs } from '../../kernel/words.ts'
import { type Condition, type Did, type Groups, NO_GROUPS } from './condition.ts'

/** What conditions may ask about beside the document. */
export type About = {
  readonly groups: Groups
  readonly history: History
  readonly segments: Segments
  /** The instant that questions about history look back from. */
  readonly now: EpochMs
  /** When the journey began that asks; null: no journey does. */
  readonly entryAt: EpochMs | null
}

/** What somebody did. Null: nobody has looked yet, and until somebody does nothing that depends on it can be said. */
export type History = (did: Did, now: EpochMs, entryAt: EpochMs | null) => Done | null

/** What was seen of one question. */
export type Done = {
  readonly times: number
  /** They have more events of the name than anybody looks at: it was so often at least. */
  readonly isAtLeast: boolean
  /** Only what came after this instant was asked about; null: all there ever was. */
  readonly after: EpochMs | null
  /** One number for each sum that was asked for; null: no event had one. */
  readonly sums: readonly (number | null)[]
}

/** Segments by id, as they stand. */
export type Segments = ReadonlyMap<string, { readonly condition: Condition }>

const NEVER_LOOKED: History = () => null

/** For conditions that ask about nothing but the document. */
export const NOTHING_BESIDE: About = { groups: NO_GROUPS, history: NEVER_LOOKED, segments: new Map(), now: 0 as EpochMs, entryAt: null }
