import type { Json } from '../kernel/json.ts'
import type { EpochMs } from '../kernel/words.ts'

/** A policy, template, campaign or experiment as it was published: the file's content and what publishing made of it. Immutable. */
export type Definition = {
  readonly kind: 'policy' | 'template' | 'campaign' | 'experiment'
  readonly id: string
  readonly version: number
  readonly publishedAt: EpochMs
  readonly source: Json
  /** From this the salts of an experiment are derived; null where nothing is drawn. */
  readonly saltSeed: string | null
}

export type DefinitionStore = {
  /** Puts a version that is not there; refuses one that is there with other content. */
  readonly publish: (definition: Definition) => Promise<'published' | 'unchanged' | 'taken'>
  readonly find: (kind: Definition['kind'], id: string, version: number) => Promise<Definition | null>
  readonly all: () => Promise<readonly Definition[]>
  /** A text that is another one after each publishing: one small read by which a process sees whether what it read still stands. */
  readonly stamp: () => Promise<string>
}
