/** What is published: the envelope of the Segment Spec, with an id made once. */
import type { JsonObject } from '../shared/kernel/json.ts'

export type Envelope = {
  readonly type: 'track' | 'identify' | 'page' | 'screen' | 'group' | 'alias'
  /** The event's own, and the same on every attempt: with it, taking an event twice is harmless. */
  readonly messageId: string
  readonly userId?: string
  readonly anonymousId?: string
  readonly previousId?: string
  readonly event?: string
  readonly properties?: JsonObject
  readonly traits?: JsonObject
  readonly context?: JsonObject
  /** ISO 8601. */
  readonly timestamp: string
}

/** A copy without what JSON leaves out, that nobody can change while it waits. Bounded in depth, so that circles end. */
export const copied = (value: unknown, depthLeft: number): unknown => {
  if (typeof value !== 'object' || value === null || depthLeft === 0) return value
  if (Array.isArray(value)) return value.map((item) => copied(item, depthLeft - 1))
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== null && prototype !== Object.prototype) return value
  const pairs = Object.entries(value).filter(([, inner]) => inner !== undefined)
  return Object.fromEntries(pairs.map(([key, inner]) => [key, copied(inner, depthLeft - 1)]))
}
