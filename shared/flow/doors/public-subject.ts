/** Whom a public page is about, what stands for them, and what somebody who holds the link may say. */
import { type CustomerState, localeOf, zoneOf } from '../../domain/customer/state.ts'
import type { Rules } from '../../domain/customer/rules.ts'
import { EVERY_TOPIC, GRANTING_EVENT, MAIL_CHANNEL, standingConsent, WITHDRAWING_EVENT } from '../../domain/messaging/consent.ts'
import { type Frequency, PREFERENCES_EVENT } from '../../domain/messaging/preferences.ts'
import { digestOf } from '../../kernel/digest.ts'
import type { JsonObject } from '../../kernel/json.ts'
import { isoOf } from '../../kernel/time.ts'
import { type EpochMs, epochMs, inputId } from '../../kernel/words.ts'
import type { Sorted } from '../intake.ts'
import { nearestLocale } from '../../kernel/locale.ts'
import type { Link } from '../links.ts'

export type Subject = {
  readonly link: Link
  /** Whoever the link's customer is by now. */
  readonly state: CustomerState
  readonly rules: Rules
  /** Where the page is, and what its forms are posted to. */
  readonly path: string
  /** Where one chooses what one gets. */
  readonly preferencesPath: string
  readonly languages: readonly string[]
  readonly now: EpochMs
}

/** Where it was said. */
export type Source = 'one-click' | 'unsubscribe-page' | 'preference-centre' | 'confirmation'

export type TopicOffered = { readonly name: string; readonly title: string; readonly isOn: boolean }

/** What is written about: the topics of campaigns that are on, those they said something about, and that of the mail. */
export const topicsOf = (subject: Subject): readonly TopicOffered[] => {
  const { rules, state, link } = subject
  const live = [...rules.campaigns.live.values()].filter(({ status, delivery }) => status === 'active' && delivery.purpose === 'marketing')
  const said = Object.keys(state.consent).filter((key) => key !== EVERY_TOPIC && !key.startsWith('@'))
  const names = new Set([...live.map(({ topic }) => topic), ...said, ...(link.topic === '' ? [] : [link.topic])])
  return [...names]
    .map((name) => ({ name, title: titleOf(subject, name), isOn: isOn(subject, name) }))
    .sort((a, b) => (a.title < b.title ? -1 : a.title > b.title ? 1 : 0))
}

/** A topic as people read it: what the policy calls it in their language, else its name: `product-news` is "Product news". */
export const titleOf = ({ rules, state }: Subject, topic: string): string => {
  const titles = rules.policy.topics.get(topic)
  const usual = titles === undefined ? undefined : [...titles.keys()][0]
  if (titles !== undefined && usual !== undefined) return titles.get(nearestLocale(localeOf(state), titles.keys(), usual)) ?? topic
  const words = topic.replaceAll(/[-_.\s]+/g, ' ').trim()
  return words === '' ? topic : words.charAt(0).toUpperCase() + words.slice(1)
}

/** Whether they get mails about a topic, as far as their own word goes. */
export const isOn = ({ state, rules }: Subject, topic: string): boolean => {
  const standing = standingConsent(state.consent, topic)
  return standing === null ? rules.policy.consent.basis === 'soft-opt-in' : standing.status !== 'withdrawn'
}

/** What stands apart from topics. A pause that is over is none. */
export const chosenOf = ({ state, now }: Subject) => {
  const { frequency, pausedUntil } = state.preferences ?? { frequency: 'all' as Frequency, pausedUntil: null }
  return {
    frequency,
    pausedUntil: pausedUntil !== null && pausedUntil > now ? pausedUntil : null,
    locale: localeOf(state),
    zone: zoneOf(state),
  }
}

/**
 * The instant of what is said now: after everything that stands, for the newest word counts, also where the clock stood still
 * or was set back meanwhile.
 */
export const sayingAt = ({ state, now }: Subject): EpochMs => {
  const stands = [
    ...Object.values(state.consent).map(({ at }) => at),
    state.preferences?.saidAt ?? 0,
    ...['locale', 'timezone'].map((name) => (Object.hasOwn(state.traits, name) ? (state.traits[name]?.at ?? 0) : 0)),
  ]
  return epochMs(Math.max(now, Math.max(...stands) + 1))
}

/**
 * Takes back one topic or all. Its id is made of what stood before: posted twice it is one withdrawal, and after they came back it
 * is another.
 */
export const withdrawal = (subject: Subject, topic: string, source: Source): Sorted =>
  tracked(subject, WITHDRAWING_EVENT, ['withdrawn', topic, stood(subject, topic)], { topic, channel: MAIL_CHANNEL, source })

/** `confirmed`: the link lay in their mailbox, which is all that a confirmation asks for. */
export const grant = (subject: Subject, topic: string, source: Source): Sorted =>
  tracked(subject, GRANTING_EVENT, ['granted', topic, stood(subject, topic)], { topic, channel: MAIL_CHANNEL, source, confirmed: true })

export const preferring = (subject: Subject, frequency: Frequency, pausedUntil: EpochMs | null): Sorted => {
  const before = String(subject.state.preferences?.saidAt ?? 0)
  const properties = { frequency, pausedUntil: pausedUntil === null ? null : isoOf(pausedUntil), source: 'preference-centre' }
  return tracked(subject, PREFERENCES_EVENT, ['preferences', frequency, String(pausedUntil !== null), before], properties)
}

/** Language and zone, as the customer says them. */
export const identified = (subject: Subject, traits: JsonObject): Sorted => {
  const before = ['locale', 'timezone'].map((name) => String(subject.state.traits[name]?.at ?? 0))
  return saying(subject, ['identified', JSON.stringify(traits), ...before], { type: 'identify', name: '$identify', properties: {}, traits })
}

const tracked = (subject: Subject, name: string, of: readonly string[], properties: JsonObject): Sorted =>
  saying(subject, of, { type: 'track', name, properties: { ...properties, message_id: subject.link.message }, traits: {} })

type Said = { readonly type: 'track' | 'identify'; readonly name: string; readonly properties: JsonObject; readonly traits: JsonObject }

/** As an event of the customer the mail was for: it follows them where they were merged, as all events do. */
const saying = (subject: Subject, of: readonly string[], said: Said): Sorted => {
  const { message, customerId, purpose } = subject.link
  const id = inputId(`${purpose}:${digestOf(message, ...of)}`)
  return {
    type: 'request',
    request: { type: 'event', customerId, event: { id, customerId, occurredAt: sayingAt(subject), ...said } },
    more: [],
  }
}

const stood = ({ state }: Subject, topic: string): string => {
  const standing = standingConsent(state.consent, topic)
  return standing === null ? 'nothing' : `${standing.status}:${standing.at}`
}
