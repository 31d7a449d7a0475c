/** Leaving one topic or all, and taking that back. */
import { EVERY_TOPIC, standingConsent } from '../../domain/messaging/consent.ts'
import { UNDO_MS } from '../../kernel/limits.ts'
import { epochMs } from '../../kernel/words.ts'
import { type Fields, hasOnly, only } from './public-form.ts'
import type { Undo } from './public-pages.ts'
import { grant, isOn, sayingAt, type Source, type Subject, topicsOf, withdrawal } from './public-subject.ts'
import type { Sorted } from '../intake.ts'

/** What was asked for, in words that were read; null: nothing we know. */
export type LeaveAsked =
  /** As mail providers post it (RFC 8058), or the page's own button. */
  { readonly type: 'topic'; readonly isPage: boolean } | { readonly type: 'everything' } | { readonly type: 'undo'; readonly undo: Undo }

export const readLeave = (fields: Fields): LeaveAsked | null => {
  if (fields.has('undo')) {
    const at = only(fields, 'undo') ?? ''
    const isUndo = hasOnly(fields, ['undo', 'again']) && /^\d{1,16}$/.test(at)
    return isUndo ? { type: 'undo', undo: { at: epochMs(Number(at)), topics: fields.get('again') ?? [] } } : null
  }
  if (fields.has('leave')) return hasOnly(fields, ['leave']) && only(fields, 'leave') === 'everything' ? { type: 'everything' } : null
  const isPage = only(fields, 'page') === '1'
  // Some programs end a body with a line's end: who wants to leave is not kept by it.
  const isOneClick =
    only(fields, 'List-Unsubscribe')?.trimEnd() === 'One-Click' && hasOnly(fields, ['List-Unsubscribe', ...(isPage ? ['page'] : [])])
  return isOneClick ? { type: 'topic', isPage } : null
}

/** What leaving one topic takes, and what would take that back. Whoever has left already leaves nothing. */
export const leaveTopic = (subject: Subject, source: Source): { readonly sorted: readonly Sorted[]; readonly undo: Undo } => {
  const { topic } = subject.link
  const isLeft = standingConsent(subject.state.consent, topic)?.status === 'withdrawn'
  const undo = { at: sayingAt(subject), topics: isOn(subject, topic) ? [topic] : [] }
  return isLeft ? { sorted: [], undo: { ...undo, topics: [] } } : { sorted: [withdrawal(subject, topic, source)], undo }
}

/** The same of everything. What a general word allowed before is taken back topic by topic: nothing more than was there comes again. */
export const leaveEverything = (subject: Subject, source: Source): { readonly sorted: readonly Sorted[]; readonly undo: Undo } => {
  const topics = topicsOf(subject).flatMap(({ name, isOn: is }) => (is ? [name] : []))
  const general = Object.hasOwn(subject.state.consent, EVERY_TOPIC) ? subject.state.consent[EVERY_TOPIC] : undefined
  const isLeft = topics.length === 0 && general?.status === 'withdrawn'
  return { sorted: isLeft ? [] : [withdrawal(subject, EVERY_TOPIC, source)], undo: { at: sayingAt(subject), topics } }
}

/** Grants again what was withdrawn at that very instant, and still is. What was said since stands. */
export const takeBack = (
  subject: Subject,
  { at, topics }: Undo,
  source: Source,
): { readonly sorted: readonly Sorted[]; readonly topics: readonly string[] } => {
  const offered = new Set(topicsOf(subject).map(({ name }) => name))
  const again = [...new Set(topics)].filter((topic) => {
    const standing = standingConsent(subject.state.consent, topic)
    return offered.has(topic) && standing?.status === 'withdrawn' && standing.at === at && subject.now - at < UNDO_MS
  })
  return { sorted: again.map((topic) => grant(subject, topic, source)), topics: again }
}
