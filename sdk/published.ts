/** For readers of what Rekindle publishes: rules of their own on the bus, with `source` "rekindle". */
import type { PublishedEvent } from '../shared/contract/published.ts'
import { OWN_SOURCE, PUBLISHED_TYPES } from '../shared/kernel/names.ts'

/**
 * The event in what a rule of EventBridge hands on, typed by its `type`; null where it is none of ours, or one of a version or kind this
 * package is too old to know. The same event may come more than once: keep the ids you acted on.
 */
export const publishedIn = (event: { readonly source?: unknown; readonly detail?: unknown }): PublishedEvent | null => {
  const { source, detail } = event
  if (source !== OWN_SOURCE || typeof detail !== 'object' || detail === null) return null
  const { type, version, id } = detail as Partial<Record<string, unknown>>
  const isKnown = version === 1 && typeof id === 'string' && (PUBLISHED_TYPES as readonly unknown[]).includes(type)
  return isKnown ? (detail as PublishedEvent) : null
}
