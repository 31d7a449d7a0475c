/** The auditor's own reading of what campaigns do with people: who enters, when they go on, and what ends a journey. */
import { JOURNEYS_MAX } from '../../../shared/kernel/limits.ts'
import type { Json } from '../../../shared/kernel/json.ts'
import type { Era, Published } from '../world/definitions.ts'
import { type Book, fact, type OwnJourney, type Place } from './book.ts'
import { askedOf } from './own-asks.ts'
import { closeTask } from './own-deeds.ts'
import { endJourney, type Ledger } from './own-ends.ts'
import { assign } from './own-exposures.ts'
import { moved } from './own-messages.ts'
import { isInOther, seatOf } from './own-places.ts'
import { comesAt, statusAt } from './own-standing.ts'
import type { OwnMilestone, OwnStep } from './own-steps.ts'
import { keyAt, pathOf, walk } from './own-walk.ts'
import { holds } from './rules.ts'
import type { Happening } from '../world/people.ts'

/** Somebody triggered a campaign: lets them in or notes why not. `happening`: what triggered it; null: no event did. */
export const trigger = (
  book: Book,
  { campaign, file }: Published,
  era: Era,
  by: string,
  at: number,
  ledger: Ledger,
  happening: Happening | null = null,
): void => {
  const key = keyOf(file.reentry as Json, happening)
  const because = refusal(book, { campaign, file }, era, key, at)
  if (because !== null) return refuse(book, campaign.id, because, at)
  const seat = seatOf(book, era, { campaign, file }, at)
  if (seat === null) return refuse(book, campaign.id, 'outside-traffic', at)

  const { variant, heldBy } = seat
  const held = heldBy !== null
  const entered = book.entered.get(campaign.id)
  const entry = (entered?.count ?? 0) + 1
  book.entered.set(campaign.id, { count: entry, lastAt: at, keys: new Set([...(entered?.keys ?? []), ...(key === null ? [] : [key])]) })
  ledger.push(fact.entered(campaign.id, campaign.version, entry, variant, heldBy, by, at))
  for (const one of seat.assigned) assign(book, era, one, at, ledger)
  const begun = { entry, variant, held, enteredAt: at, key, done: new Set<string>(), messages: [], place: { at: 'walking' } as Place }
  const journey: OwnJourney = { campaign, file, ...begun }
  book.journeys.push(journey)
  begin(book, era, journey, at, ledger)
}

/** What was done before counts. */
const begin = (book: Book, era: Era, journey: OwnJourney, at: number, ledger: Ledger): void => {
  const { milestones, onComplete } = pathOf(journey)
  const { done } = askedOf(book, era)
  const before = milestones.filter(({ event, where }) => (done?.(event, where) ?? 0) > 0)
  reachAll(journey, before, at, ledger)
  walk(book, era, journey, before.length === milestones.length ? (onComplete ?? 0) : 0, at, ledger)
}

const reachAll = (journey: OwnJourney, reached: readonly OwnMilestone[], at: number, ledger: Ledger): void => {
  for (const { name } of reached) {
    journey.done.add(name)
    ledger.push(fact.milestone(journey.campaign.id, journey.entry, name, at))
  }
}

/** An event may be something that is to be done; once nothing is left, what follows comes at once. */
export const reach = (
  book: Book,
  era: Era,
  journey: OwnJourney,
  isDoneBy: (one: OwnMilestone) => boolean,
  at: number,
  ledger: Ledger,
): void => {
  const { place } = journey
  if (place.at !== 'waiting' && place.at !== 'paused') return
  const { milestones, onComplete } = pathOf(journey)
  const reached = milestones.filter((one) => !journey.done.has(one.name) && isDoneBy(one))
  reachAll(journey, reached, at, ledger)
  if (reached.length === 0 || onComplete === null || milestones.some(({ name }) => !journey.done.has(name))) return
  const key = keyAt(journey, place.step)
  ledger.push(place.at === 'waiting' ? fact.waited(key, 'complete', at) : fact.resumed(key, at))
  walk(book, era, journey, onComplete, at, ledger)
}

/** When a journey goes on by itself; null: it does not. */
export const goesOnAt = (book: Book, era: Era, { campaign, place }: OwnJourney): number | null => {
  if (place.at === 'waiting') return comesAt(era, campaign.id, book.customer, place.until)
  return place.at === 'paused' ? comesAt(era, campaign.id, book.customer, place.since) : null
}

/** Its moment has come. */
export const goOn = (book: Book, era: Era, journey: OwnJourney, at: number, ledger: Ledger): void => {
  const { place } = journey
  if (place.at === 'paused') {
    ledger.push(fact.resumed(keyAt(journey, place.step), at))
    walk(book, era, journey, place.step, at, ledger)
  } else if (place.at === 'waiting') {
    const isHeld = goesOnAt(book, era, journey) !== place.until
    ledger.push(fact.waited(keyAt(journey, place.step), 'time', at, isHeld ? 'I38' : 'I39'))
    walk(book, era, journey, afterTime(pathOf(journey).steps[place.step] as OwnStep), at, ledger)
  }
}

/** Where nobody came in time there may be a list of its own. */
const afterTime = ({ lists, next }: OwnStep): number => lists[1] ?? next

/** Ends a journey before its time; what it owes and nobody claimed goes with it, and what people were to do. */
export const leave = (book: Book, journey: OwnJourney, because: string, at: number, ledger: Ledger): void => {
  for (const message of journey.messages) {
    const { key, status: from } = message
    if (from !== 'owed' && from !== 'deferred') continue
    ledger.push(fact.moved({ key, from, to: 'refused', because: { type: 'journey-ended' }, until: null, isZoneUnknown: false }, at))
    moved(book, message, 'refused', null, at)
  }
  for (const { id, campaign, entry } of book.tasks)
    if (campaign === journey.campaign.id && entry === journey.entry) closeTask(book, id, 'ended', null, at, ledger)
  endJourney(book, journey, `exited by ${because}`, at, ledger)
}

export const refuse = (book: Book, campaign: string, because: string, at: number): void => {
  const before = book.refused.get(campaign)
  book.refused.set(campaign, { count: (before?.count ?? 0) + 1, because, at })
  book.refusals.set(because, (book.refusals.get(because) ?? 0) + 1)
}

/** What an event is about for a campaign that lets people in once for each; null: it asks for nothing, or the event has none. */
export const keyOf = (reentry: Json, happening: Happening | null): string | null => {
  if (typeof reentry !== 'object' || reentry === null || !('each' in reentry) || happening === null) return null
  const value = happening.properties[reentry.each as string]
  return typeof value === 'string' && value !== '' ? value : null
}

const STANDS_STILL = { draft: 'draft', paused: 'campaign-paused', ended: 'campaign-not-active' } as const

const refusal = (book: Book, { campaign, file }: Published, era: Era, key: string | null, at: number): string | null => {
  const status = statusAt(era, campaign.id, at)
  if (status !== 'active') return STANDS_STILL[status]
  if (campaign.startAt !== null && at < campaign.startAt) return 'not-started'
  if (campaign.endAt !== null && at >= campaign.endAt) return 'over'
  const most = typeof file.maxConcurrent === 'number' ? file.maxConcurrent : 1
  if (book.journeys.filter((journey) => journey.campaign.id === campaign.id).length >= most) return 'already-in'
  const last = book.entered.get(campaign.id)
  if (campaign.reentry.type === 'each-key' && key === null) return 'no-key'
  if (campaign.reentry.type === 'each-key' && key !== null && last?.keys.has(key) === true) return 'entered-for-key'
  if (last !== undefined && campaign.reentry.type === 'never') return 'entered-before'
  if (last !== undefined && campaign.reentry.type === 'after' && at < last.lastAt + campaign.reentry.durationMs) return 'entered-before'
  if (book.journeys.length >= JOURNEYS_MAX) return 'too-many-journeys'
  if (isInOther(book, era, file, at)) return 'in-other-experiment'
  return holds(file.audience, askedOf(book, era)) ? null : 'not-in-audience'
}
