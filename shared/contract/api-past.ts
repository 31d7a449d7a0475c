/** What the API hands out to whoever simulates elsewhere (docs/simulate.md): a part of api.ts. */
import type { Json, JsonObject } from '../kernel/json.ts'

/**
 * A page of all that is kept of everybody, in no order: the next may tell more of a customer of this one. Who turned out to be another, or was
 * erased, never has attributes; what is told of them is nobody's history.
 */
export type PastPage = {
  /** `traits`: their attributes as they are today; null: they stand in another page. `heardAt`: the first that this one holds of them; null: nothing. */
  readonly customers: readonly { readonly id: string; readonly traits: JsonObject | null; readonly heardAt: string | null }[]
  readonly told: readonly ToldOfPast[]
  /** Of the addresses that stand in this page, those nobody may write to, and since when. */
  readonly suppressed: readonly { readonly address: string; readonly at: string }[]
  readonly next: string | null
}

/** An event that is kept, or one that would have said a word about being written to; `at`: when it was heard, which a word may be before. */
export type ToldOfPast = {
  readonly as: 'event' | 'word'
  readonly at: string
  readonly customerId: string
  readonly id: string
  readonly type: 'track' | 'identify' | 'page' | 'screen' | 'group'
  readonly name: string
  readonly occurredAt: string
  readonly properties: JsonObject
  readonly traits: JsonObject
}

/** Something as it was published. `saltSeed`: from what variants are drawn, so that a simulation draws the same. */
export type PublishedVersion = {
  readonly kind: 'policy' | 'template' | 'segment' | 'campaign' | 'experiment' | 'status'
  readonly id: string
  readonly version: number
  readonly publishedAt: string
  readonly source: Json
  readonly saltSeed: string | null
  readonly author: string | null
  readonly note: string | null
}
