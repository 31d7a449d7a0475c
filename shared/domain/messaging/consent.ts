import type { Json } from '../../kernel/json.ts'
import { CONSENT_TOPICS_MAX, TOPIC_LENGTH_MAX } from '../../kernel/limits.ts'
import type { EpochMs } from '../../kernel/words.ts'

/** What a customer said about being written to, by topic; {@link EVERY_TOPIC} is all of them. */
export type Consent = Readonly<Record<string, ConsentEntry>>
export type ConsentEntry = { readonly status: 'granted' | 'withdrawn'; readonly at: EpochMs }

export const EVERY_TOPIC = '*'

/**
 * On what ground we write at all: `opt-in` (only who granted the topic or every topic), or `soft-opt-in` (customers who have
 * bought or otherwise been active may be written to until they withdraw; Directive 2002/58/EC, article 13(2)).
 */
export type ConsentPolicy = { readonly basis: 'opt-in' | 'soft-opt-in' }

/** The names of events that grant and withdraw (Segment's e-mail spec); `properties.topic` narrows them to one topic. */
export const GRANTING_EVENT = 'Subscribed'
export const WITHDRAWING_EVENT = 'Unsubscribed'

/** Which topic a word is about: every one where none is named, or why the one that is named cannot be kept apart from the others. */
export type Topic = { readonly name: string } | { readonly unknown: 'no-topic' | 'one-too-many' }

export const topicOf = (consent: Consent, named: Json | undefined): Topic => {
  if (named === undefined || named === null) return { name: EVERY_TOPIC }
  if (typeof named !== 'string' || named === '' || named.length > TOPIC_LENGTH_MAX) return { unknown: 'no-topic' }
  const hasRoom = named === EVERY_TOPIC || Object.hasOwn(consent, named) || Object.keys(consent).length < CONSENT_TOPICS_MAX
  return hasRoom ? { name: named } : { unknown: 'one-too-many' }
}

/** Consent after something was said: the newest word counts, and at the same instant the withdrawal. */
export const consentAfter = (before: Consent, topic: string, said: ConsentEntry): Consent => {
  const standing = Object.hasOwn(before, topic) ? before[topic] : undefined
  const changes =
    standing === undefined ||
    said.at > standing.at ||
    (said.at === standing.at && standing.status === 'granted' && said.status === 'withdrawn')
  return changes ? { ...before, [topic]: said } : before
}

/** What stands for a topic: a word about everything and a word about the topic, the newer of the two, or null. */
export const standingConsent = (consent: Consent, topic: string): ConsentEntry | null => {
  const general = (Object.hasOwn(consent, EVERY_TOPIC) ? consent[EVERY_TOPIC] : undefined) ?? null
  const special = (Object.hasOwn(consent, topic) ? consent[topic] : undefined) ?? null
  if (general === null || special === null) return special ?? general
  if (general.at === special.at) return general.status === 'withdrawn' ? general : special
  return general.at > special.at ? general : special
}
