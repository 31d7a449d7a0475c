import type { JsonObject } from '../../shared/kernel/json.ts'
import { isoOf } from '../../shared/kernel/time.ts'
import type { EpochMs } from '../../shared/kernel/words.ts'

/** Something that happens in the shop. */
export type ShopEvent = {
  readonly id: string
  readonly customer: string
  readonly at: EpochMs
} & Happening

export type Happening =
  | { readonly type: 'identify'; readonly traits: JsonObject }
  | { readonly type: 'track'; readonly name: EventName; readonly properties: JsonObject }

/** The names are Segment's where its specs have one. */
export type EventName =
  | 'Account Created'
  | 'Account Deleted'
  | 'Account Reopened'
  | 'Order Completed'
  | 'Order Refunded'
  | 'Product Viewed'
  | 'Subscribed'
  | 'Unsubscribed'

/** The call a backend would make of it, in the envelope of the Segment Spec. */
export const envelopeOf = (event: ShopEvent): JsonObject => {
  const { type, id, customer, at } = event
  const call = { type, messageId: id, userId: customer, timestamp: isoOf(at) }
  return event.type === 'identify' ? { ...call, traits: event.traits } : { ...call, event: event.name, properties: event.properties }
}

/** Whether it is a track call of this name. */
export const isNamed = (event: ShopEvent, name: string): event is ShopEvent & { type: 'track' } =>
  event.type === 'track' && event.name === name

/** As they happen: what one customer does at one instant stays in the order it was written down. */
export const inOrder = (events: readonly ShopEvent[]): readonly ShopEvent[] =>
  [...events].sort((a, b) => a.at - b.at || (a.customer < b.customer ? -1 : a.customer > b.customer ? 1 : 0))
