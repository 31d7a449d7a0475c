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

/** What a definition was compiled to, for whoever reads it without the grammar of files. */
export type CompiledDefinition = Pick<Definition, 'kind' | 'id' | 'version'> & { readonly value: Json }

/** Null: nothing is kept, and whoever reads it compiles it. */
export type Compile = (definition: Definition) => { readonly codec: number; readonly value: Json } | null

/** Where what is published is kept compiled, too. It can be made again from the sources at any time. */
export type CompiledStore = {
  /** All that is kept of a codec, in the order of `DefinitionStore.all`; `missing`: how many published versions are not among it. */
  readonly compiled: (codec: number) => Promise<{ readonly all: readonly CompiledDefinition[]; readonly missing: number }>
  /** Keeps what was published without it, or by another codec. */
  readonly keep: (codec: number, all: readonly CompiledDefinition[]) => Promise<void>
}
