/** What the rules and events do with people who are under way, worked out a second time. */
import type { Era } from '../world/definitions.ts'
import type { Happening } from '../world/people.ts'
import { type Book, fact, type OwnJourney, type Place } from './book.ts'
import { legOf } from './facts.ts'
import type { Ledger } from './own-ends.ts'
import { keyOf, leave, reach } from './own-journeys.ts'
import { latestOf } from './own-latest.ts'
import { standingOf } from './own-standing.ts'
import { eventWaitIn, msOf, type OwnStep } from './own-steps.ts'
import { keyAt, pathOf, waitFrom, walk } from './own-walk.ts'
import { holdsOf } from './rules.ts'

/** Journeys as they stood when an event came: what it only leads to does not hear it. */
export type Listening = readonly { readonly journey: OwnJourney; readonly place: Place }[]

export const listeningIn = ({ journeys }: Book): Listening => journeys.map((journey) => ({ journey, place: journey.place }))

/** Ends the waits that are for this event, and checks off what it is one of. */
export const hearWaits = (
  book: Book,
  era: Era,
  listening: Listening,
  { happening, occurredAt, isFresh }: { readonly happening: Happening; readonly occurredAt: number; readonly isFresh: boolean },
  at: number,
  ledger: Ledger,
): void => {
  for (const { journey, place } of listening) {
    if (!book.journeys.includes(journey) || journey.place !== place) continue
    const then = isFresh || occurredAt >= journey.enteredAt ? thenOf(journey, happening) : null
    if (then === null || place.at !== 'waiting') {
      const isDoneBy = ({ event, where }: { event: string; where?: Happening['properties'] }): boolean =>
        happening.type === 'track' && event === happening.name && holdsOf(where, happening.properties)
      reach(book, era, journey, isDoneBy, at, ledger)
      continue
    }
    ledger.push(fact.waited(keyAt(journey, place.step), 'event', at))
    walk(book, era, journey, then, at, ledger)
  }
}

/** Where it goes on if this is the event it waits for. */
const thenOf = (journey: OwnJourney, happening: Happening): number | null => {
  const { place, file } = journey
  if (place.at !== 'waiting') return null
  const { verb, says, lists } = pathOf(journey).steps[place.step] as OwnStep
  const awaited = eventWaitIn(verb, says)?.for
  if (awaited === undefined || awaited.event !== happening.name) return null
  if (awaited.sameKey === true && keyOf(file.reentry ?? null, happening) !== journey.key) return null
  return holdsOf(awaited.where, happening.properties) ? (lists[0] as number) : null
}

/** Since when the rules end a journey, or take it over; null: they leave it as it is. */
export const rulesComeAt = (era: Era, journey: OwnJourney): number | null => {
  const { now, since } = standingOf(era, journey.campaign.id)
  return now === 'ended' ? since : (takeOverOf(era, journey)?.publishedAt ?? null)
}

/** Ends what has ended, and takes over who is to go on in a newer version. */
export const followRules = (book: Book, era: Era, at: number, ledger: Ledger): void => {
  for (const journey of [...book.journeys]) {
    const { now, since } = standingOf(era, journey.campaign.id)
    const move = takeOverOf(era, journey)
    if (now === 'ended' && since <= at) leave(book, journey, 'campaign-ended', at, ledger)
    else if (move !== null && move.publishedAt <= at) takeOver(book, era, journey, move, at, ledger)
  }
}

type Move = ReturnType<typeof latestOf>[number] & { readonly step: number; readonly publishedAt: number }

/** The newest version, where it wants those who are under way and knows their step by name. */
const takeOverOf = (era: Era, journey: OwnJourney): Move | null => {
  const { place, campaign, variant } = journey
  const latest = latestOf(era).find((one) => one.campaign.id === campaign.id)
  if (latest === undefined || (place.at !== 'waiting' && place.at !== 'paused')) return null
  if (latest.file.migrate !== 'move' || latest.campaign.version <= campaign.version) return null
  const { now } = standingOf(era, campaign.id)
  const name = pathOf(journey).steps[place.step]?.name ?? null
  if (name === null || now === 'draft' || now === 'ended') return null
  const step = pathOf({ ...journey, file: latest.file, variant }).steps.findIndex((one) => one.name === name)
  return step < 0 ? null : { ...latest, step, publishedAt: latest.campaign.publishedAt }
}

const takeOver = (book: Book, era: Era, journey: OwnJourney, { campaign, file, step }: Move, at: number, ledger: Ledger): void => {
  const { place } = journey
  if (place.at !== 'waiting' && place.at !== 'paused') return
  const reached = place.at === 'waiting' ? reachedAt(journey, place, at) : at
  const from = legOf({ version: journey.campaign.version, step: place.step })
  Object.assign(journey, { campaign, file, place: { ...place, step } })
  ledger.push(fact.journeyMoved(campaign.id, journey.entry, from, legOf({ version: campaign.version, step }), at))
  if (place.at === 'paused') return
  ledger.push(fact.waited(keyAt(journey, step), 'moved', at))
  if (pathOf(journey).steps[step]?.verb === 'wait') return waitFrom(book, era, journey, step, reached, at, ledger)
  walk(book, era, journey, step, at, ledger)
}

/** When somebody came to the step, where its wait tells; else now. */
const reachedAt = (journey: OwnJourney, { step, until }: Place & { at: 'waiting' }, at: number): number => {
  const { verb, says } = pathOf(journey).steps[step] as OwnStep
  const wait = eventWaitIn(verb, says)
  if (wait !== null) return until - msOf(wait.atMost)
  return typeof says === 'string' ? until - msOf(says) : at
}
