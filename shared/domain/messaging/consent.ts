import type { Json } from '../../kernel/json.ts'
import { CONSENT_TOPICS_MAX, TOPIC_LENGTH_MAX } from '../../kernel/limits.ts'
import type { EpochMs } from '../../kernel/words.ts'

/** What a customer said about being written to, by channel and topic (see {@link consentKey}); {@link EVERY_TOPIC} is all of them. */
export type Consent = Readonly<Record<string, ConsentEntry>>

export type ConsentEntry = {
  /** `pending`: they subscribed, and have not confirmed yet that it was they. */
  readonly status: 'granted' | 'pending' | 'withdrawn'
  readonly at: EpochMs
  /** On what ground a grant stands: their word, or their word confirmed by mail. Null where nothing is granted. */
  readonly basis: 'opt-in' | 'double-opt-in' | null
  /** Where they said so, in the words of whoever told us: a form, `one-click`, `complaint`; null: nobody told. */
  readonly source: string | null
}

export const EVERY_TOPIC = '*'

/** The channel of which a word is, where it names none; the only one we send on. */
export const MAIL_CHANNEL = 'email'

/**
 * On what ground we write at all: `opt-in` (only who granted the topic or every topic), or `soft-opt-in` (customers who have
 * bought or otherwise been active may be written to until they withdraw; Directive 2002/58/EC, article 13(2)).
 * `isDouble`: a grant counts once it is confirmed.
 */
export type ConsentPolicy = { readonly basis: 'opt-in' | 'soft-opt-in'; readonly isDouble: boolean }

/**
 * The names of events that grant and withdraw (Segment's e-mail spec). `properties.topic` narrows them to one topic,
 * `properties.channel` says of which channel they are, `properties.source` where they were said, and `properties.confirmed: true`
 * that whoever tells us has made sure it was they.
 */
export const GRANTING_EVENT = 'Subscribed'
export const WITHDRAWING_EVENT = 'Unsubscribed'

/** What a word is about. Mail topics bear their own names; those of other channels never meet them. */
export const consentKey = (channel: string, topic: string): string =>
  channel === MAIL_CHANNEL && !topic.startsWith('@') ? topic : `@${channel}/${topic}`

/** Which topic a word is about: every one where none is named. */
type Topic = { readonly name: string } | { readonly unknown: 'no-topic' }

export const topicOf = (named: Json | undefined): Topic => {
  if (named === undefined || named === null) return { name: EVERY_TOPIC }
  if (typeof named !== 'string' || named === '' || named.length > TOPIC_LENGTH_MAX) return { unknown: 'no-topic' }
  return { name: named }
}

/** Whether one more word can be kept apart from the others. */
export const hasRoomFor = (consent: Consent, key: string): boolean =>
  key === EVERY_TOPIC || Object.hasOwn(consent, key) || Object.keys(consent).length < CONSENT_TOPICS_MAX

/**
 * Consent after something was said: the newest word counts, and at the same instant the one that allows less. To subscribe again
 * takes nothing back of what was granted.
 */
export const consentAfter = (before: Consent, key: string, said: ConsentEntry): Consent => {
  const standing = Object.hasOwn(before, key) ? before[key] : undefined
  if (standing === undefined) return { ...before, [key]: said }
  const isNewer = said.at > standing.at || (said.at === standing.at && ALLOWS.indexOf(said.status) < ALLOWS.indexOf(standing.status))
  const isKept = said.status === 'pending' && standing.status === 'granted'
  return isNewer && !isKept ? { ...before, [key]: said } : before
}

/** The less a status allows, the earlier it stands. */
const ALLOWS: readonly ConsentEntry['status'][] = ['withdrawn', 'pending', 'granted']

/** What stands for a topic: a word about everything and a word about the topic, the newer of the two, or null. */
export const standingConsent = (consent: Consent, topic: string): ConsentEntry | null => {
  const general = (Object.hasOwn(consent, EVERY_TOPIC) ? consent[EVERY_TOPIC] : undefined) ?? null
  const special = (Object.hasOwn(consent, topic) ? consent[topic] : undefined) ?? null
  if (general === null || special === null) return special ?? general
  if (general.at === special.at) return ALLOWS.indexOf(general.status) < ALLOWS.indexOf(special.status) ? general : special
  return general.at > special.at ? general : special
}
