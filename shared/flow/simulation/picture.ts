/** What is known of somebody beside their timeline, as the events that would have said it. */
import { digestOf } from '../../kernel/digest.ts'
import type { JsonObject } from '../../kernel/json.ts'
import { isoOf } from '../../kernel/time.ts'
import { type CustomerId, type EpochMs, inputId } from '../../kernel/words.ts'
import type { CustomerState } from '../../domain/customer/state.ts'
import type { LifecycleEvent } from '../../domain/event/event.ts'
import type { Fact } from '../../domain/fact/fact.ts'
import { EVERY_TOPIC, GRANTING_EVENT, WITHDRAWING_EVENT } from '../../domain/messaging/consent.ts'
import { PREFERENCES_EVENT } from '../../domain/messaging/preferences.ts'

/** Their attributes as they are today, said when they were first heard of. */
export const attributesOf = (id: CustomerId, traits: JsonObject, at: EpochMs): LifecycleEvent => ({
  id: inputId(digestOf('simulated', 'attributes', id)),
  customerId: id,
  type: 'identify',
  name: '$identify',
  occurredAt: at,
  properties: {},
  traits,
})

export const traitsOf = ({ traits }: CustomerState): JsonObject =>
  Object.fromEntries(Object.entries(traits).map(([name, { value }]) => [name, value]))

/** Who turned out to be another, or was erased, is nobody's history. */
export const isSomebody = ({ merge, erasedAt }: CustomerState): boolean => merge === null && erasedAt === null

/** A word of theirs about being written to, when they said it; null: the fact is none. */
export const wordOf = (customer: CustomerId, fact: Fact): LifecycleEvent | null => {
  if (fact.type === 'consent-changed') {
    const { topic, saidAt, status, basis, source } = fact
    const properties = {
      ...aboutTopic(topic),
      ...(source === null ? {} : { source }),
      ...(basis === 'double-opt-in' ? { confirmed: true } : {}),
    }
    return said(customer, status === 'withdrawn' ? WITHDRAWING_EVENT : GRANTING_EVENT, properties, saidAt)
  }
  if (fact.type === 'preferences-changed') {
    const { frequency, pausedUntil, saidAt } = fact
    return said(customer, PREFERENCES_EVENT, { frequency, pausedUntil: pausedUntil === null ? null : isoOf(pausedUntil) }, saidAt)
  }
  return null
}

/** `@sms/offers` is the topic `offers` of another channel than mail. */
const aboutTopic = (topic: string): JsonObject => {
  const other = /^@([^/]+)\/(.*)$/.exec(topic)
  if (other !== null) return { channel: other[1] ?? '', ...(other[2] === EVERY_TOPIC ? {} : { topic: other[2] ?? '' }) }
  return topic === EVERY_TOPIC ? {} : { topic }
}

const said = (customerId: CustomerId, name: string, properties: JsonObject, occurredAt: EpochMs): LifecycleEvent => ({
  id: inputId(digestOf('simulated', name, customerId, String(occurredAt), JSON.stringify(properties))),
  customerId,
  type: 'track',
  name,
  occurredAt,
  properties,
  traits: {},
})
