import type { AddressDigest, CampaignId, CustomerId, EpochDay, EpochMs, MessageId } from '../kernel/words.ts'
import type { Premise } from '../domain/customer/draft.ts'
import type { Receipt } from '../domain/customer/receipts.ts'
import type { CustomerState } from '../domain/customer/state.ts'
import type { LifecycleEvent } from '../domain/event/event.ts'
import type { Fact } from '../domain/fact/fact.ts'
import type { News } from '../domain/messaging/news.ts'
import type { Message, Settlement, Suppression } from '../domain/messaging/message.ts'
import type { QuarantineEntry } from './quarantine.ts'

/** Everything one decision (or several folded ones) about one customer changes, written together or not at all. */
export type Commit = {
  /** The new state; its `version` is the one it was loaded with. The store writes `version + 1`, on condition that the stored version still is `version` (0: that there is none). */
  readonly state: CustomerState
  /** The customer's next due instant after this commit; null: nothing is due. */
  readonly dueAt: EpochMs | null
  /** True where a wake was handled: the due index is set to `dueAt`, later or none. Else it only ever moves earlier. */
  readonly wakeFired: boolean
  /** New facts in order. */
  readonly facts: readonly Fact[]
  /** New messages: `owed`, or already `refused` where the same commit also ended their journey. */
  readonly messages: readonly Message[]
  /** Changes of rows that exist. One whose row does not have the status it comes from makes the whole commit a conflict. */
  readonly settlements: readonly Settlement[]
  readonly spilled: readonly Receipt[]
  /** Events to keep in the timeline: put idempotently by id, never before the state is committed. */
  readonly timeline: readonly LifecycleEvent[]
  readonly quarantine: readonly QuarantineEntry[]
  /** Addresses nobody may write to from now on; one that is there stays as it is. */
  readonly suppressions: readonly Suppression[]
  /** Rows beside the customer's that must be as the decision took them to be, and what is taken of them. One that is not makes the whole commit a conflict. */
  readonly premises: readonly Premise[]
  /**
   * The state is as it was loaded but for its clock, and nothing is written but the move of one message. Such a decision is the same whatever
   * else was committed to the customer meanwhile: a store may write the message's row alone, on condition of its status.
   */
  readonly leavesState: boolean
}

export type CommitResult = 'committed' | 'conflict'

/** A customer whose wake is due. The index is a hint: a stale one makes a decision that changes nothing. */
export type DueWake = { readonly customerId: CustomerId; readonly dueAt: EpochMs }

/**
 * The customers, each a unit of consistency of its own. Reads of one customer after a commit see that commit.
 * Contention is the result `conflict`; outages are thrown as `Transient`.
 */
export type CustomerStore = {
  /** States of those that exist. */
  readonly load: (ids: readonly CustomerId[]) => Promise<ReadonlyMap<CustomerId, CustomerState>>
  /** Commits each customer on its own condition; results in the order given. No two commits may be of one customer. */
  readonly commit: (commits: readonly Commit[]) => Promise<readonly CommitResult[]>
  /** Whether an id (by its receipt key) was spilled into a row of its own. */
  readonly wasSpilled: (customer: CustomerId, receiptKey: string) => Promise<boolean>

  /**
   * Timeline rows of one customer with `after < occurredAt <= until`, of these event names, at most `limit`: the oldest of them, or the
   * newest where these are asked for. Oldest first either way.
   */
  readonly timeline: (customer: CustomerId, range: TimelineRange) => Promise<readonly LifecycleEvent[]>
  /** Whether the timeline holds this event. */
  readonly inTimeline: (event: LifecycleEvent) => Promise<boolean>
  /** Puts rows that may be there already. */
  readonly putTimeline: (events: readonly LifecycleEvent[]) => Promise<void>

  /** Customers with a wake at or before `until`, oldest first, at most `limit`; of one shard of the index, or of all. A store without shards has shard 0. */
  readonly due: (until: EpochMs, limit: number, shard?: number) => Promise<readonly DueWake[]>
  /** Notes that a wake failed; returns how often it has since it last succeeded. */
  readonly wakeFailed: (customer: CustomerId) => Promise<number>
  /** Pushes a wake back in the index, whatever the state says, and records why. */
  readonly pushBack: (customer: CustomerId, until: EpochMs, because: QuarantineEntry) => Promise<void>

  readonly messages: (ids: readonly MessageId[]) => Promise<readonly Message[]>
  /** What the facts of this customer say was heard of this message, oldest first. */
  readonly newsOf: (customer: CustomerId, message: MessageId) => Promise<readonly News[]>
  /** Messages that are not final and whose next look is at or before `until` (owed: when owed; claimed: when the lease ends; unknown: when we give up), oldest first; of one shard or of all, as {@link due}. */
  readonly pending: (until: EpochMs, limit: number, shard?: number) => Promise<readonly Message[]>
  /** Of these only the claimed and the unknown: a long queue of owed ones must not keep us from asking after them. */
  readonly unanswered: (until: EpochMs, limit: number, shard?: number) => Promise<readonly Message[]>

  /** An address under the installation's key: what is kept of addresses apart from customers. */
  readonly addressDigest: (address: string) => AddressDigest
  /** Why nobody may write to an address; null: they may. */
  readonly suppression: (address: AddressDigest) => Promise<Suppression | null>
  /** Mails charged to a day: those of one campaign, and all. */
  readonly spent: (day: EpochDay, campaign: CampaignId) => Promise<{ readonly campaign: number; readonly all: number }>
  /**
   * A code of a pool that is nobody's, after passing over so many; null: none is left. Two who ask may be told the same one, of whom one
   * then meets a conflict.
   */
  readonly freeCoupon: (pool: string, passOver: number) => Promise<string | null>
}

export type TimelineRange = {
  readonly names: readonly string[] | null
  readonly after: EpochMs
  readonly until: EpochMs
  readonly limit: number
  readonly newest?: true
}

/** An outage that may pass: retried a bounded number of times, then handed back to the queue. */
export class Transient extends Error {
  override name = 'Transient'
}
