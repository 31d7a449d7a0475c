/** What journeys of one campaign are about, where a customer may be in several: the order, the trip. */
import { digestOf } from '../../kernel/digest.ts'
import { JOURNEY_KEY_LENGTH_MAX, JOURNEY_KEYS_KEPT } from '../../kernel/limits.ts'
import type { Campaign } from '../campaign/campaign.ts'
import type { LifecycleEvent } from '../event/event.ts'
import type { CampaignMemory } from './state.ts'

/** The key an event has for a campaign, or null: the campaign asks for none, or the event has none. Long ones are told apart by a digest. */
export const keyOf = ({ reentry }: Campaign, event: LifecycleEvent | null): string | null => {
  if (reentry.type !== 'each-key' || event === null) return null
  const value = Object.hasOwn(event.properties, reentry.property) ? event.properties[reentry.property] : undefined
  const text = typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''
  if (text === '') return null
  return text.length <= JOURNEY_KEY_LENGTH_MAX ? text : `~${digestOf('key', text)}`
}

/** Whether it was entered with a key that is still remembered. */
export const hasEnteredFor = ({ keys }: CampaignMemory, key: string): boolean => keys.includes(digestedKey(key))

/** The keys of a memory after an entry; the oldest are forgotten. */
export const keysAfter = (keys: readonly string[], key: string | null): readonly string[] =>
  key === null ? keys : bothKeys(keys, [digestedKey(key)])

/** Keys of both, those of the second as the newer ones. */
export const bothKeys = (older: readonly string[], newer: readonly string[]): readonly string[] =>
  newer.length === 0 ? older : [...older.filter((one) => !newer.includes(one)), ...newer].slice(-JOURNEY_KEYS_KEPT)

const digestedKey = (key: string): string => digestOf('journey key', key)
