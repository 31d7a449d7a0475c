import type { EpochMs } from '../kernel/words.ts'
import type { Definition } from './definitions.ts'

/** A campaign that is being written, as its author left it. */
export type Draft = DraftHead & { readonly text: string }

export type DraftHead = {
  /** Of the campaign it will be. */
  readonly id: string
  readonly author: string
  /** When it was saved. Of one id no two are the same, so it says which of them somebody has seen. */
  readonly at: EpochMs
  /** The version it was begun from; null: it is of something new. */
  readonly basedOn: number | null
  /** How much was wrong with it when it was saved. */
  readonly errors: number
  readonly warnings: number
}

/** Drafts, one of each id. Nothing of them is published, and nothing but people takes them away. */
export type DraftStore = {
  /** The one saved last first. */
  readonly list: () => Promise<readonly DraftHead[]>
  readonly find: (id: string) => Promise<Draft | null>
  /** Puts it in the place of that of the instant `seen`; null: where there is none. `met`: another stands there. */
  readonly save: (draft: Draft, seen: EpochMs | null) => Promise<'saved' | 'met'>
  /** Takes that of this instant away, and says whether it was there. */
  readonly discard: (id: string, at: EpochMs) => Promise<boolean>
}

export type WrittenOf = Pick<Definition, 'kind' | 'id' | 'version'>

/**
 * What published versions were made of, as it was written: a campaign's file with its comments, the sample of a template. It stands beside
 * the definitions and decides nothing: where it is not kept, they say the same in their own form.
 */
export type WrittenStore = {
  readonly keep: (of: WrittenOf, text: string) => Promise<void>
  readonly find: (of: WrittenOf) => Promise<string | null>
}
