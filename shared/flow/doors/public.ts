/**
 * The pages that need no login: whoever holds a link of a mail may leave, choose, confirm, and follow it. A request as plain data in; an
 * answer out, once everything it speaks of is committed. Reading (GET, HEAD) changes nothing.
 *
 * A POST needs the link and nothing else: mail providers send it without cookie, Origin or Referer (RFC 8058, section 3.1). There is no
 * session that another site's page could ride on, and who knows the link may do by hand what it is good for.
 */
import { standingConsent } from '../../domain/messaging/consent.ts'
import type { CustomerState } from '../../domain/customer/state.ts'
import type { Rules } from '../../domain/customer/rules.ts'
import { localeOf } from '../../domain/customer/state.ts'
import type { Keys } from '../../kernel/keyed.ts'
import type { EpochMs } from '../../kernel/words.ts'
import type { CustomerStore } from '../../ports/customer-store.ts'
import { PATHS, pathFrom, type Purpose, readLink } from '../links.ts'
import { customerNow } from '../query/customer.ts'
import type { Sorted } from '../intake.ts'
import type { DoorAnswer } from './door.ts'
import { type Fields, hasOnly, only, readForm } from './public-form.ts'
import { PUBLIC_HEADERS } from './public-html.ts'
import { leaveEverything, leaveTopic, readLeave, takeBack } from './public-leave.ts'
import { awayPage, notUnderstoodPage, pagesOf, refusedPage } from './public-pages.ts'
import { fulfil, readWish, standingChoice } from './public-preferences.ts'
import { grant, type Source, type Subject } from './public-subject.ts'
import { languageFor } from './public-words.ts'

/** What the pages look into. */
export type PublicWorld = {
  readonly store: CustomerStore
  readonly rules: () => Rules
  readonly keys: Keys
  /** Languages one may choose: those that mails are written in. */
  readonly languages: readonly string[]
  /** Commits; `away`: it could not be stored just now. */
  readonly take: (sorted: readonly Sorted[], at: EpochMs) => Promise<'kept' | 'away'>
  /** Told of whoever follows a link, a machine or not. */
  readonly visited: (visited: Visited) => Promise<void>
}

export type PublicRequest = {
  readonly method: string
  readonly path: string
  /** Names in small letters. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** Bounded; '' where there is none. */
  readonly body: string
  readonly receivedAt: EpochMs
}

export type Visited = {
  readonly request: PublicRequest
  readonly link: NonNullable<ReturnType<typeof readLink>>
  readonly url: string
}

/** Languages that the mails of campaigns are written in. */
export const languagesOf = ({ campaigns }: Rules): readonly string[] => {
  const tags = new Set<string>()
  for (const { paths } of campaigns.live.values())
    for (const { steps } of paths.values())
      for (const step of steps) if (step.type === 'send') for (const tag of step.content.written.keys()) tags.add(tag)
  return [...tags].sort()
}

/** Which page a path asks for, and by which word; null: none of ours. */
export const publicPlaceOf = (path: string): { readonly purpose: Purpose; readonly word: string } | null => {
  const purpose = (Object.keys(PATHS) as Purpose[]).find((one) => path.startsWith(PATHS[one]))
  return purpose === undefined ? null : { purpose, word: path.slice(PATHS[purpose].length) }
}

/** The methods a page knows, the same for every word behind it; null: this is one of them. */
export const wrongMethod = (purpose: Purpose, method: string, acceptLanguage: string | undefined): DoorAnswer | null => {
  const allowed = purpose === 'click' ? ['GET', 'HEAD'] : ['GET', 'HEAD', 'POST']
  return allowed.includes(method) ? null : notUnderstoodPage(405, acceptLanguage, { allow: allowed.join(', ') })
}

/** Answers a request for one of the public pages. */
export const answerPublic = async (world: PublicWorld, request: PublicRequest): Promise<DoorAnswer> => {
  const { method, path, headers, receivedAt } = request
  const acceptLanguage = headers['accept-language']
  const place = publicPlaceOf(path)
  if (place === null) return refusedPage(acceptLanguage)
  const wrong = wrongMethod(place.purpose, method, acceptLanguage)
  if (wrong !== null) return wrong
  const link = readLink(world.keys, place.purpose, place.word, receivedAt)
  const found = link === null ? null : await customerNow(world.store, link.customerId)
  if (link === null || found === null) return refusedPage(acceptLanguage)
  if (link.url !== null) {
    await world.visited({ request, link, url: link.url })
    return { status: 302, headers: { ...PUBLIC_HEADERS, location: link.url }, body: '' }
  }
  const subject: Subject = {
    link,
    state: found.state,
    rules: world.rules(),
    path,
    preferencesPath: pathFrom(world.keys, link, 'preferences'),
    languages: world.languages,
    now: receivedAt,
  }
  if (method !== 'POST') return standingPage(subject, acceptLanguage)
  const fields = readForm(headers['content-type'], request.body)
  const deed = fields === null ? null : deedOf(subject, fields)
  return deed === null ? notUnderstoodPage(400, acceptLanguage) : done(world, subject, deed, acceptLanguage)
}

/** What a POST does, and the page that tells of it, from what stands once it is done. */
type Deed = { readonly sorted: readonly Sorted[]; readonly tell: (pages: Pages, subject: Subject) => DoorAnswer }
type Pages = ReturnType<typeof pagesOf>

const done = async (world: PublicWorld, subject: Subject, deed: Deed, acceptLanguage: string | undefined): Promise<DoorAnswer> => {
  if (deed.sorted.length > 0) {
    const kept = await world.take(deed.sorted, instantOf(deed.sorted, subject.now))
    if (kept === 'away') return awayPage(acceptLanguage)
  }
  const after = await customerNow(world.store, subject.link.customerId)
  const now = { ...subject, state: after?.state ?? subject.state }
  return deed.tell(pagesOf(now, languageOf(now.state, acceptLanguage)), now)
}

/** What is said after what stands may be a millisecond ahead of a clock that stood still. */
const instantOf = (sorted: readonly Sorted[], now: EpochMs): EpochMs => {
  const [first] = sorted
  return first?.type === 'request' && first.request.type === 'event' ? first.request.event.occurredAt : now
}

const standingPage = (subject: Subject, acceptLanguage: string | undefined): DoorAnswer => {
  const pages = pagesOf(subject, languageOf(subject.state, acceptLanguage))
  const standing = standingConsent(subject.state.consent, subject.link.topic)
  switch (subject.link.purpose) {
    case 'unsubscribe':
      return standing?.status === 'withdrawn' ? pages.alreadyLeft(standing.at) : pages.leave()
    case 'confirm':
      if (standing?.status === 'withdrawn') return pages.leftSince(standing.at)
      return standing?.status === 'granted' ? pages.alreadyConfirmed() : pages.confirm()
    default:
      return pages.preferences(null)
  }
}

/** Null: what was posted is nothing that this page posts. */
const deedOf = (subject: Subject, fields: Fields): Deed | null => {
  switch (subject.link.purpose) {
    case 'unsubscribe':
      return leaving(subject, fields, 'unsubscribe-page')
    case 'confirm':
      return confirming(subject, fields)
    default:
      return fields.has('action') ? choosing(subject, fields) : leaving(subject, fields, 'preference-centre')
  }
}

const leaving = (subject: Subject, fields: Fields, source: Source): Deed | null => {
  const asked = readLeave(fields)
  // Without a topic there is only everything: the preference centre is about none.
  if (asked === null || (asked.type === 'topic' && subject.link.purpose !== 'unsubscribe')) return null
  if (asked.type === 'undo') {
    const { sorted, topics } = takeBack(subject, asked.undo, source)
    return { sorted, tell: (pages) => pages.undone(topics) }
  }
  if (asked.type === 'everything') {
    const { sorted, undo } = leaveEverything(subject, source)
    return { sorted, tell: (pages) => pages.leftAll(undo) }
  }
  const { sorted, undo } = leaveTopic(subject, asked.isPage ? source : 'one-click')
  return { sorted, tell: (pages) => pages.left(undo) }
}

const choosing = (subject: Subject, fields: Fields): Deed | null => {
  const wish = readWish(subject, fields)
  if (wish === null) return null
  const { sorted, changed } = fulfil(subject, wish)
  const before = standingChoice(subject)
  return { sorted, tell: (pages) => pages.preferences(pages.saved(changed, before)) }
}

/** Whoever left since the mail was written has said the newer word: an old mail does not bring them back. */
const confirming = (subject: Subject, fields: Fields): Deed | null => {
  if (only(fields, 'confirm') !== 'yes' || !hasOnly(fields, ['confirm'])) return null
  const standing = standingConsent(subject.state.consent, subject.link.topic)
  if (standing?.status === 'withdrawn') return { sorted: [], tell: (pages) => pages.leftSince(standing.at) }
  const sorted = standing?.status === 'granted' ? [] : [grant(subject, subject.link.topic, 'confirmation')]
  return { sorted, tell: (pages) => pages.confirmed() }
}

const languageOf = (state: CustomerState, acceptLanguage: string | undefined) => languageFor(localeOf(state), acceptLanguage)
