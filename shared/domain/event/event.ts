import type { JsonObject } from '../../kernel/json.ts'
import type { CustomerId, EpochMs, InputId } from '../../kernel/words.ts'

/** Something a publisher told us happened to one customer, parsed. Immutable; its id makes repetition harmless. */
export type LifecycleEvent = {
  readonly id: InputId
  readonly customerId: CustomerId
  readonly type: EventType
  /** What campaigns, policies and metrics listen for: the `event` of a track call, `$identify`, `$page`, `$screen`, `$group` of the others. */
  readonly name: string
  /** When it happened, by the publisher's clock corrected as the Segment Spec says. */
  readonly occurredAt: EpochMs
  readonly properties: JsonObject
  readonly traits: JsonObject
}

export type EventType = 'track' | 'identify' | 'page' | 'screen' | 'group'
