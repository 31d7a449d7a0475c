/** How a journey takes its steps, worked out a second time: which way it goes, where it waits and until when. */
import type { Json, JsonObject } from '../../../shared/kernel/json.ts'
import type { Era } from '../world/definitions.ts'
import { type Book, fact, type OwnJourney, stepKey } from './book.ts'
import { askedOf } from './own-asks.ts'
import { doDeed } from './own-deeds.ts'
import { endIfDone, type Ledger } from './own-ends.ts'
import { comparingIn, phaseOf, saltOf, wayAt } from './own-experiments.ts'
import { assign } from './own-exposures.ts'
import { consider } from './own-messages.ts'
import { statusAt } from './own-standing.ts'
import { eventWaitIn, msOf, type OwnPath, type OwnStep, pathIn, type Variant, type Way } from './own-steps.ts'
import { bucket, holds } from './rules.ts'
import { isPlace, nextShowing } from './wall.ts'

export const pathOf = ({ file, variant }: OwnJourney): OwnPath => pathIn(file, variant)

export const keyAt = ({ campaign, entry }: OwnJourney, step: number): string => stepKey(campaign.id, entry, campaign.version, step)

/** Takes steps until one waits, or none is left; what the last one owes may be over at once. */
export const walk = (book: Book, era: Era, journey: OwnJourney, from: number, at: number, ledger: Ledger): void => {
  journey.place = { at: 'walking' }
  const { steps } = pathOf(journey)
  for (let index: number | null = from; index !== null; ) {
    const step: OwnStep | undefined = steps[index]
    if (step === undefined) {
      journey.place = { at: 'through' }
      return endIfDone(book, journey, at, ledger)
    }
    if (statusAt(era, journey.campaign.id, at) === 'paused') {
      journey.place = { at: 'paused', step: index, since: at }
      ledger.push(fact.paused(keyAt(journey, index), at))
      return
    }
    index = take(book, era, journey, index, step, at, ledger)
  }
}

/** What comes next at once; null: it waits, or leaves. */
const take = (book: Book, era: Era, journey: OwnJourney, index: number, step: OwnStep, at: number, ledger: Ledger): number | null => {
  const key = keyAt(journey, index)
  switch (step.verb) {
    case 'send':
      owe(book, era, journey, index, at, ledger)
      return step.next
    case 'wait':
      waitFrom(book, era, journey, index, at, at, ledger)
      return null
    case 'branch':
      return branch(book, era, step, key, at, ledger)
    case 'split':
      return split(book, era, journey, step, key, at, ledger)
    case 'exit': {
      const why = step.says === true ? 'says nothing' : String(step.says)
      ledger.push(fact.leaving(key, why, at))
      journey.place = { at: 'leaving' }
      endIfDone(book, journey, at, ledger)
      return null
    }
    default:
      ledger.push(fact.took(key, step.verb, journey.held, at))
      if (!journey.held) doDeed({ book, era, journey, index }, step, at, ledger)
      return step.next
  }
}

/** Lets it wait at a step that it came to at `reached`. */
export const waitFrom = (book: Book, era: Era, journey: OwnJourney, index: number, reached: number, at: number, ledger: Ledger): void => {
  const { verb, says } = pathOf(journey).steps[index] as OwnStep
  const wait = eventWaitIn(verb, says)
  const until = wait === null ? untilOf(book, era, journey, says, reached) : reached + msOf(wait.atMost)
  journey.place = { at: 'waiting', step: index, until }
  ledger.push(fact.waiting(keyAt(journey, index), until, at))
}

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

const untilOf = (book: Book, era: Era, { file }: OwnJourney, says: Json, reached: number): number => {
  if (typeof says === 'string') return reached + msOf(says)
  const { at, days } = (says as JsonObject).until as { readonly at: string; readonly days?: readonly string[] }
  const weekdays = days === undefined ? null : new Set(days.map((day) => DAYS.indexOf(day)))
  return nextShowing(clockOf(book, era, file.zone), minutesOf(at), weekdays, reached)
}

export const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

/** The campaign's clock, or their own, or the company's. */
export const clockOf = (book: Book, era: Era, zone: Json | undefined): string => {
  if (typeof zone === 'string') return zone
  const home = book.traits.get('timezone')?.value
  return isPlace(home) ? home : (era.rules.policy.sending.zones[0] ?? 'UTC')
}

const branch = (book: Book, era: Era, { says, lists, next }: OwnStep, key: string, at: number, ledger: Ledger): number => {
  const ways = says as unknown as readonly Way[]
  const taken = ways.findIndex((way) => way.if !== undefined && holds(way.if, askedOf(book, era)))
  ledger.push(fact.chose(key, taken < 0 ? 'else' : String(taken), at))
  const last = taken < 0 ? ways.findIndex((way) => way.if === undefined) : taken
  return last < 0 ? next : (lists[last] as number)
}

/** By arithmetic, unless they were assigned before; who is held out, or tries the campaign, is in no arm. */
const split = (book: Book, era: Era, journey: OwnJourney, { says, lists }: OwnStep, key: string, at: number, ledger: Ledger): number => {
  const { name, variants } = says as unknown as { readonly name: string; readonly variants: readonly Variant[] }
  const { campaign, file } = journey
  const salt = file.goal === undefined ? `${file.id}/variant/` : saltOf(file, 'variant')
  const place = bucket(`${salt}split/${name}/`, book.customer)
  const experiment = `${file.id}.${name}`
  const before = book.arms.get(experiment)?.arm
  const own = Math.max(
    0,
    variants.findIndex((one) => one.name === (before ?? wayAt(variants, place))),
  )
  const way = (variants[own] as Variant).name
  ledger.push(fact.chose(key, way, at))
  const { testers, breakdowns = ['stage'] } = comparingIn(file)
  if (file.goal !== undefined && !journey.held && before === undefined && testers?.[book.customer] === undefined)
    assign(book, era, { experiment, phase: phaseOf(era, { campaign, file }), arm: way, bucket: place, breakdowns }, at, ledger)
  return lists[own] as number
}

const owe = (book: Book, era: Era, journey: OwnJourney, index: number, at: number, ledger: Ledger): void => {
  const { campaign } = journey
  const key = keyAt(journey, index)
  const staleAt = at + campaign.staleAfterMs
  const unclaimed = { until: null, claimedAt: null, claimedTrulyAt: null, claimedTo: null, claimedUnder: [] }
  const { name } = pathOf(journey).steps[index] as OwnStep
  const about = { key, id: book.ids.get(key) ?? '', journey, campaign, name, step: index, status: 'owed' }
  const message = { ...about, owedAt: at, staleAt, wantedUntil: staleAt, ...unclaimed }
  book.messages.set(key, message)
  journey.messages.push(message)
  ledger.push(fact.owed(key, at))
  consider(book, era, message, at, ledger)
}
