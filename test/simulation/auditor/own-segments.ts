/** Coming and going in segments, and campaigns that time starts, worked out a second time. */
import type { Json, JsonObject } from '../../../shared/kernel/json.ts'
import { SEGMENT_REVIEWS_MAX } from '../../../shared/kernel/limits.ts'
import type { Era, Published } from '../world/definitions.ts'
import { type Book, fact } from './book.ts'
import { isIn } from './own-asks.ts'
import type { Ledger } from './own-ends.ts'
import { leave, refuse, trigger } from './own-journeys.ts'
import { latestOf } from './own-latest.ts'
import { standingOf } from './own-standing.ts'
import { clockOf, minutesOf } from './own-walk.ts'
import { nextShowing } from './wall.ts'

/** Campaigns that want whoever is there already, each since it first said so. */
type Watched = { readonly existing: readonly { readonly published: Published; readonly since: number }[]; readonly latest: number | null }

const isOpen = (era: Era, { campaign }: Published): boolean => ['active', 'paused'].includes(standingOf(era, campaign.id).now)

/** Segments that somebody waits for people to come into or to leave: exits of any version, entries of the latest. In the order of who asks. */
const known = new WeakMap<object, ReadonlyMap<string, Watched>>()
const watchedIn = (era: Era): ReadonlyMap<string, Watched> => {
  const watched = known.get(era.rules.campaigns) ?? watchedBy(era)
  known.set(era.rules.campaigns, watched)
  return watched
}

const watchedBy = (era: Era): ReadonlyMap<string, Watched> => {
  const watched = new Map<string, Watched>()
  for (const { file } of era.campaigns)
    for (const exit of file.exits ?? []) if (typeof exit.segment === 'string') watched.set(exit.segment, { existing: [], latest: null })
  for (const published of latestOf(era).filter((one) => isOpen(era, one))) {
    const { segment, existing } = published.file.entry
    if (typeof segment !== 'string') continue
    const before = watched.get(segment) ?? { existing: [], latest: null }
    if (existing !== true) watched.set(segment, before)
    else {
      const since = saidSince(era, published)
      watched.set(segment, { existing: [...before.existing, { published, since }], latest: Math.max(before.latest ?? since, since) })
    }
  }
  return watched
}

/** When the first of the latest versions that say the same of this segment was published. */
const saidSince = ({ campaigns }: Era, { campaign, file }: Published): number => {
  const older = campaigns.filter((one) => one.campaign.id === campaign.id).sort((a, b) => b.campaign.version - a.campaign.version)
  const other = older.findIndex(
    (one) => one.file.entry.segment !== file.entry.segment || one.file.entry.existing !== true || one.file.status === 'draft',
  )
  return (other < 0 ? older : older.slice(0, other)).at(-1)?.campaign.publishedAt ?? campaign.publishedAt
}

/** When segments are to be looked at though nothing happens; null: never. */
export const segmentsComeAt = (book: Book, era: Era): number | null => {
  const instants = [...watchedIn(era)].flatMap(([segment, { latest }]) => {
    const before = book.segments.get(segment)
    if (before?.isKnown !== true) return [book.at ?? 0]
    return latest !== null && (before.servedUntil === null || before.servedUntil < latest) ? [latest] : []
  })
  return instants.length === 0 ? null : Math.min(...instants)
}

/** Looks at all of them; what that leads to may say something of somebody that changes one again. */
export const reviewSegments = (book: Book, era: Era, isNew: boolean, triggers: boolean, at: number, ledger: Ledger): void => {
  // What nobody watches is not looked at: whoever watches it again begins anew.
  for (const [segment, before] of book.segments) if (!watchedIn(era).has(segment)) book.segments.set(segment, { ...before, isKnown: false })
  for (let round = 0; round < SEGMENT_REVIEWS_MAX; round += 1) {
    const before = said(book)
    reviewOnce(book, era, isNew, triggers, at, ledger)
    if (said(book) === before) return
  }
}

const said = ({ traits }: Book): string => [...traits].map(([name, { at }]) => `${name} ${at}`).join()

const reviewOnce = (book: Book, era: Era, isNew: boolean, triggers: boolean, at: number, ledger: Ledger): void => {
  const coming: (() => void)[] = []
  for (const [segment, { existing, latest }] of watchedIn(era)) {
    const before = book.segments.get(segment) ?? (isNew ? { since: null, servedUntil: latest, isKnown: true } : undefined)
    const isMember = isIn(book, era, segment)
    const served = before === undefined || before.since === null ? null : before.servedUntil
    const isChange = before?.isKnown === true && (before.since !== null) !== isMember
    const to = isMember ? 'entered' : 'left'
    const waiting = existing.filter(({ since }) => since <= at && (served === null || since > served)).map(({ published }) => published)
    const campaigns = isChange ? change(book, era, segment, to, at, ledger) : isMember ? waiting : []
    for (const published of campaigns) coming.push(() => trigger(book, published, era, `${segment} ${to}`, at, ledger))
    const servedUntil = latest === null || latest > at ? (before?.servedUntil ?? null) : latest
    book.segments.set(segment, { since: isMember ? (before?.since ?? at) : null, servedUntil, isKnown: true })
  }
  if (triggers) for (const enter of coming) enter()
}

const change = (book: Book, era: Era, segment: string, to: string, at: number, ledger: Ledger): readonly Published[] => {
  const isMeant = (one: JsonObject): boolean => one.segment === segment && (one.on ?? 'entered') === to
  ledger.push(fact.segment(segment, to, at))
  for (const journey of [...book.journeys]) if ((journey.file.exits ?? []).some(isMeant)) leave(book, journey, 'segment', at, ledger)
  return latestOf(era).filter(({ file }) => isMeant(file.entry))
}

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

/** When the campaigns that time starts come next for somebody; null: none does. */
export const timeComesAt = (book: Book, era: Era, after: number): number | null => {
  const instants = timedIn(era).map((published) => nextOf(book, era, published, after))
  return instants.length === 0 ? null : Math.min(...instants)
}

const timedIn = (era: Era): readonly Published[] =>
  latestOf(era).filter((published) => published.file.entry.schedule !== undefined && isOpen(era, published))

const nextOf = (book: Book, era: Era, { campaign, file }: Published, after: number): number => {
  const { at, on } = file.entry.schedule as { readonly at: string; readonly on?: readonly string[] }
  const weekdays = on === undefined ? null : new Set(on.map((day) => DAYS.indexOf(day)))
  return nextShowing(clockOf(book, era, file.zone as Json | undefined), minutesOf(at), weekdays, Math.max(after, campaign.publishedAt))
}

/** Those that come at an instant for somebody who was last looked at before it. */
export const comingAt = (book: Book, era: Era, at: number): readonly Published[] =>
  book.at === null || book.at >= at ? [] : timedIn(era).filter((published) => nextOf(book, era, published, at - 1) === at)

/** Lets them in, unless their moment had long passed when somebody looked. */
export const enterTimed = (book: Book, era: Era, coming: readonly Published[], at: number, now: number, ledger: Ledger): void => {
  for (const published of coming) {
    if (now - at > era.rules.policy.entryMaxAgeMs) refuse(book, published.campaign.id, 'missed', at)
    else trigger(book, published, era, `schedule of ${at}`, at, ledger)
  }
}
