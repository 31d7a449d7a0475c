import type { CustomerState } from '../domain/customer/state.ts'
import type { LifecycleEvent } from '../domain/event/event.ts'
import type { Fact } from '../domain/fact/fact.ts'
import type { Stage } from '../domain/lifecycle/stage.ts'
import type { CustomerId } from '../kernel/words.ts'

/** Finding customers, and the newest of what one did: for people who look, never needed by a decision. */
export type Directory = {
  /**
   * Customers after an id, each once, in an order that stays (that of their ids, where the store has one), at most `limit`. The work of one
   * call is bounded: it may come to less than a page, and then `next` still says where to go on. Null is the end. Those who are somebody
   * else by now are left out.
   */
  readonly find: (wanted: Wanted, after: CustomerId | null, limit: number) => Promise<Found>
  /** Newest first, at most `limit`. */
  readonly latestEvents: (customer: CustomerId, limit: number) => Promise<readonly LifecycleEvent[]>
  readonly latestFacts: (customer: CustomerId, limit: number) => Promise<readonly Fact[]>
}

export type Wanted = {
  /** Each word begins the id, or stands in the e-mail address or the name, in small or capital letters. */
  readonly words: readonly string[]
  /** Null: any, or none yet. */
  readonly stage: Stage | 'prospect' | null
}

export type Found = { readonly customers: readonly CustomerState[]; readonly next: CustomerId | null }
