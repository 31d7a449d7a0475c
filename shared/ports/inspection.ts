import type { CustomerId, EpochMs, MessageId } from '../kernel/words.ts'
import type { CustomerState } from '../domain/customer/state.ts'
import type { Fact } from '../domain/fact/fact.ts'
import type { LifecycleEvent } from '../domain/event/event.ts'
import type { Message, StatusName } from '../domain/messaging/message.ts'

/** Reading for people and exports: in pages, never needed by a decision. */
export type Inspection = {
  /** Who was merged into another or erased is no customer any more, and is left out. */
  readonly customers: (after: CustomerId | null, limit: number) => Promise<readonly CustomerState[]>
  readonly factsOf: (customer: CustomerId) => Promise<readonly Fact[]>
  readonly messagesOf: (customer: CustomerId) => Promise<readonly Message[]>
  readonly eventsOf: (customer: CustomerId) => Promise<readonly LifecycleEvent[]>
  readonly messages: (after: MessageId | null, limit: number) => Promise<readonly Message[]>
  /** Messages that nobody knows the end of, and owed ones that should long have left (`CLAIM_LEASE_MS`); counted up to `max`. */
  readonly unsettled: (now: EpochMs, max: number) => Promise<number>
  readonly countByStatus: () => Promise<Readonly<Partial<Record<StatusName, number>>>>
}
