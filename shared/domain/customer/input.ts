import type { AddressDigest, CallId, CustomerId, EpochDay, EpochMs, TaskId } from '../../kernel/words.ts'
import type { LifecycleEvent } from '../event/event.ts'
import type { CallOutcome, InJourney } from '../fact/fact.ts'
import type { BounceKind, Message, Suppression } from '../messaging/message.ts'
import type { News } from '../messaging/news.ts'
import type { CustomerState } from './state.ts'

/** Anything that may make us decide about one customer. What a decision needs and the state does not hold comes with it. */
export type Input =
  | {
      readonly type: 'event'
      readonly event: LifecycleEvent
      /** Whether it was taken before, as the state, the spilled ids and the timeline tell together. */
      readonly seen: Seen
      /** Events of this customer that arrived before an exposure they may be outcomes of; empty where nobody asked. */
      readonly history: readonly LifecycleEvent[]
    }
  /** An instant the customer's state named has come. */
  | { readonly type: 'wake' }
  /** A sender asks for a message: may it go now? */
  | ({ readonly type: 'claim'; readonly message: Message } & Surroundings)
  /**
   * What became of a claimed message. `about` is the instant of the status it speaks of: about a later claim it says nothing.
   * Null: it came back with the mail itself, whichever claim sent it.
   */
  | { readonly type: 'report'; readonly message: Message; readonly outcome: SendOutcome; readonly about: EpochMs | null }
  /** Something was heard of a mail, beside what became of it; `heard`: all news of it so far. */
  | { readonly type: 'news'; readonly message: Message; readonly news: News; readonly heard: readonly News[] }
  /** Somebody has done what a step asked for, or will not. `by`: who. */
  | {
      readonly type: 'task-closed'
      readonly task: TaskId
      readonly outcome: 'done' | 'dismissed'
      readonly by: string
      readonly note: string | null
    }
  /** What became of a call to somebody's server; told once. */
  | ({
      readonly type: 'call-settled'
      readonly call: CallId
      readonly outcome: CallOutcome
      readonly status: number | null
      readonly attempts: number
    } & InJourney)
  /** They are to be forgotten. */
  | { readonly type: 'erase' }
  | MergeInput

/** The steps in which one customer becomes another, each of one commit: see flow/merge.ts. */
export type MergeInput =
  /** They are `into`. */
  | { readonly type: 'seal'; readonly into: CustomerId }
  /** This sealed customer is them, `followed` merges away. */
  | { readonly type: 'absorb'; readonly source: CustomerState; readonly followed: number }
  /** All that was held of them has been absorbed. */
  | { readonly type: 'tombstone' }
  /** They were sealed into somebody who was sealed into them, perhaps by way of others. */
  | { readonly type: 'lift' }

/** What a claim has to know beside the customer, as it stood when they were loaded; the commit holds only where it still stands. */
export type Surroundings = {
  /** Of the customer's address; null: there is none. */
  readonly address: AddressDigest | null
  readonly suppression: Suppression | null
  /** Mails of the campaign, and of all campaigns, that this day has seen. */
  readonly spent: { readonly day: EpochDay; readonly campaign: number; readonly all: number }
  /** A code nobody has; null: none is left, or none was asked for. */
  readonly freeCoupon: string | null
}

/**
 * `uncertain`: older than what the state remembers, and not in the timeline either. `history`: new, as the book of an import knows,
 * which keeps its ids for ever; it updates the picture, takes no receipt and triggers nothing (decision 0012).
 */
export type Seen = 'never' | 'before' | 'uncertain' | 'too-late' | 'history'

export type SendOutcome =
  | { readonly type: 'sent' }
  /** What the mail service published about it later. What a complaint takes back comes as an event of its own. */
  | { readonly type: 'delivered' }
  | { readonly type: 'bounced'; readonly kind: BounceKind; readonly addresses: readonly AddressDigest[] }
  | { readonly type: 'complained'; readonly addresses: readonly AddressDigest[] }
  | { readonly type: 'rejected'; readonly detail: string }
  | { readonly type: 'not-renderable'; readonly detail: string }
  /** No answer: it may have left or not. */
  | { readonly type: 'unknown' }
  /** It is certain that it never left: it is owed again. */
  | { readonly type: 'never-left' }
  /** Unknown for so long that nothing will be heard any more. */
  | { readonly type: 'gave-up' }
