/** The preference centre's form: read, and turned into what changes. */
import { FREQUENCIES } from '../../domain/messaging/preferences.ts'
import { PAUSE_MS } from '../../kernel/limits.ts'
import { later, parseIso } from '../../kernel/time.ts'
import type { EpochMs } from '../../kernel/words.ts'
import type { Sorted } from '../intake.ts'
import { type Fields, hasOnly, only } from './public-form.ts'
import type { Chosen } from './public-pages.ts'
import { chosenOf, grant, identified, isOn, preferring, type Subject, topicsOf, withdrawal } from './public-subject.ts'
import type { PublicWords } from './public-words.ts'
import { isListedZone } from './public-zones.ts'

export type Changed = keyof PublicWords['changed']

/** What somebody chose, and the topics that were ticked when the page was made. */
type Wish = Chosen & { readonly was: readonly string[] }

/** Null: it is not what the page posts, or names what was not offered. */
export const readWish = (subject: Subject, fields: Fields): Wish | null => {
  if (!hasOnly(fields, ['topic', 'was', 'frequency', 'pause', 'locale', 'zone', 'action']) || only(fields, 'action') !== 'save') return null
  const [on, was] = [fields.get('topic') ?? [], fields.get('was') ?? []]
  const offered = new Set(topicsOf(subject).map(({ name }) => name))
  const frequency = FREQUENCIES.find((one) => one === only(fields, 'frequency'))
  const pausedUntil = pauseOf(only(fields, 'pause'), subject)
  const { locale: ownLocale, zone: ownZone } = chosenOf(subject)
  const locale = chosenFrom(only(fields, 'locale'), (tag) => tag === ownLocale || subject.languages.includes(tag))
  const zone = chosenFrom(only(fields, 'zone'), (name) => name === ownZone || isListedZone(name))
  const isOffered = [...on, ...was].every((topic) => offered.has(topic))
  if (!isOffered || frequency === undefined || pausedUntil === undefined || locale === undefined || zone === undefined) return null
  return { on, was, frequency, pausedUntil, locale, zone }
}

/** What stands, as a choice. */
export const standingChoice = (subject: Subject): Chosen => ({
  ...chosenOf(subject),
  on: topicsOf(subject).flatMap(({ name, isOn: is }) => (is ? [name] : [])),
})

/**
 * The events that make what stands what was chosen. A topic is granted or withdrawn only where the tick was moved: a page that lay
 * open while somebody left elsewhere does not bring them back.
 */
export const fulfil = (subject: Subject, wish: Wish): { readonly sorted: readonly Sorted[]; readonly changed: readonly Changed[] } => {
  const stands = chosenOf(subject)
  const granted = wish.on.filter((topic) => !wish.was.includes(topic) && !isOn(subject, topic))
  const withdrawn = wish.was.filter((topic) => !wish.on.includes(topic) && isOn(subject, topic))
  const isFrequency = wish.frequency !== stands.frequency
  const isPause = wish.pausedUntil !== stands.pausedUntil
  const isLocale = wish.locale !== stands.locale
  const isZone = wish.zone !== stands.zone
  const traits = { ...(isLocale ? { locale: wish.locale } : {}), ...(isZone ? { timezone: wish.zone } : {}) }
  const sorted = [
    ...withdrawn.map((topic) => withdrawal(subject, topic, 'preference-centre')),
    ...granted.map((topic) => grant(subject, topic, 'preference-centre')),
    ...(isFrequency || isPause ? [preferring(subject, wish.frequency, wish.pausedUntil)] : []),
    ...(isLocale || isZone ? [identified(subject, traits)] : []),
  ]
  const changes: readonly (readonly [Changed, boolean])[] = [
    ['topics', granted.length + withdrawn.length > 0],
    ['frequency', isFrequency],
    ['pause', isPause],
    ['locale', isLocale],
    ['zone', isZone],
  ]
  return { sorted, changed: changes.flatMap(([name, is]) => (is ? [name] : [])) }
}

/** `off`, `on` for the pause that is offered, or the instant of one that stands or stood; undefined: none of them. */
const pauseOf = (text: string | null, subject: Subject): EpochMs | null | undefined => {
  const { now } = subject
  if (text === 'off') return null
  // Posted twice, it is one pause.
  if (text === 'on') return chosenOf(subject).pausedUntil ?? later(now, PAUSE_MS)
  const until = text === null ? null : parseIso(text)
  if (until === null || until > later(now, PAUSE_MS)) return undefined
  return until > now ? until : null
}

/** '' is no choice. */
const chosenFrom = (text: string | null, isOffered: (text: string) => boolean): string | null | undefined => {
  if (text === null) return undefined
  if (text === '') return null
  return isOffered(text) ? text : undefined
}
