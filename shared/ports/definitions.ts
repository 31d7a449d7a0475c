import type { Json } from '../kernel/json.ts'
import type { EpochMs } from '../kernel/words.ts'

/**
 * A policy, template, segment, campaign or experiment as it was published: the file's content and what publishing made of it; and each
 * `status` that people gave a campaign (its id is the campaign's). Immutable.
 */
export type Definition = {
  readonly kind: 'policy' | 'template' | 'segment' | 'campaign' | 'experiment' | 'status'
  readonly id: string
  readonly version: number
  readonly publishedAt: EpochMs
  readonly source: Json
  /** From this the salts of an experiment are derived; null where nothing is drawn. */
  readonly saltSeed: string | null
  /** Who published it, as they signed in; null: it was not told. */
  readonly author: string | null
  /** Why, in their words; null: they said nothing. */
  readonly note: string | null
}

export type DefinitionStore = {
  /** Puts a version that is not there; refuses one that is there with other content. */
  readonly publish: (definition: Definition) => Promise<'published' | 'unchanged' | 'taken'>
  readonly find: (kind: Definition['kind'], id: string, version: number) => Promise<Definition | null>
  readonly all: () => Promise<readonly Definition[]>
  /** A text that is another one after each publishing: one small read by which a process sees whether what it read still stands. */
  readonly stamp: () => Promise<string>
}
