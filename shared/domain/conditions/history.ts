/** What somebody did, counted: the answer to `$did` over events, and until when it stays as it is if nothing more happens. */
import type { Json } from '../../kernel/json.ts'
import { DID_EVENTS_MAX, TIMELINE_TTL_MS } from '../../kernel/limits.ts'
import { earliestOf, later } from '../../kernel/time.ts'
import { type EpochMs, epochMs } from '../../kernel/words.ts'
import type { LifecycleEvent } from '../event/event.ts'
import type { Done } from './about.ts'
import type { Did, Reach, Sum } from './condition.ts'
import { evaluate } from './evaluate.ts'
import { read } from './path.ts'

/**
 * How often somebody did it, by all their events of the name (each once, whatever their order). Of more than we look at, the newest count:
 * so the answer is the same for everybody who knows at least those.
 */
export const doneBy = (did: Did, events: readonly LifecycleEvent[], now: EpochMs, entryAt: EpochMs | null): Done => {
  const after = reachesBackTo(did.reach, now, entryAt)
  const { looked, isAll } = lookedAt(did, events, after, now)
  const counting = looked.filter((event) => counts(did, event))
  return { times: counting.length, isAtLeast: !isAll, after, sums: did.sums.map((sum) => numberOver(sum, counting)) }
}

/** The instant after which an event has to have occurred to count. Nothing reaches further back than what the timeline keeps. */
export const reachesBackTo = (reach: Reach, now: EpochMs, entryAt: EpochMs | null): EpochMs => {
  const kept = epochMs(now - TIMELINE_TTL_MS)
  const asked = askedBackTo(reach, now, entryAt)
  return asked > kept ? asked : kept
}

/** The next instant after `now` at which the answer may be another though nothing happens, because events fall out of reach; null: never. */
export const changesAt = (did: Did, events: readonly LifecycleEvent[], now: EpochMs, entryAt: EpochMs | null): EpochMs | null => {
  const reachMs = did.reach.since === 'within' ? did.reach.ms : TIMELINE_TTL_MS
  const { looked } = lookedAt(did, events, reachesBackTo(did.reach, now, entryAt), now)
  const counting = looked.filter((event) => counts(did, event))
  const falls = (left: number): EpochMs | null => {
    const event = counting[left]
    return event === undefined ? null : later(event.occurredAt, reachMs)
  }
  const { length } = counting
  const ahead = events.reduce<EpochMs | null>((next, { occurredAt }) => (occurredAt > now ? earliestOf(next, occurredAt) : next), null)
  if (did.sums.length > 0) return earliestOf(ahead, falls(0))
  const tooFew = did.atLeast === 0 ? null : falls(length - did.atLeast)
  const fewEnough = did.atMost === null ? null : falls(length - did.atMost - 1)
  return earliestOf(ahead, earliestOf(tooFew, fewEnough))
}

const askedBackTo = (reach: Reach, now: EpochMs, entryAt: EpochMs | null): EpochMs => {
  switch (reach.since) {
    case 'ever':
      return epochMs(Number.NEGATIVE_INFINITY)
    case 'within':
      return epochMs(now - reach.ms)
    case 'instant':
      return epochMs(reach.at - 1)
    case 'entry':
      // Where no journey asks, none began: nothing came after it.
      return entryAt ?? now
  }
}

/** The newest events of the name within reach, oldest first. */
const lookedAt = (did: Did, events: readonly LifecycleEvent[], after: EpochMs, now: EpochMs) => {
  const within = events.filter(({ name, occurredAt }) => name === did.event && occurredAt > after && occurredAt <= now).sort(byTime)
  return { looked: within.slice(-DID_EVENTS_MAX), isAll: within.length <= DID_EVENTS_MAX }
}

const byTime = (a: LifecycleEvent, b: LifecycleEvent): number => a.occurredAt - b.occurredAt || (a.id < b.id ? -1 : 1)

const counts = ({ where }: Did, { properties }: LifecycleEvent): boolean => where === null || evaluate(where, properties)

const numberOver = ({ of, property }: Sum, events: readonly LifecycleEvent[]): number | null => {
  const numbers = events.flatMap(({ properties }) => numberIn(read(properties, property)) ?? [])
  if (of === 'sum') return total(numbers)
  if (numbers.length === 0) return null
  if (of === 'avg') return rounded(total(numbers) / numbers.length)
  return of === 'min' ? Math.min(...numbers) : Math.max(...numbers)
}

/** A number, or a text that is one as amounts of money are read. What could overflow a sum is none. */
const numberIn = (value: Json): number | null => {
  const number = typeof value === 'string' && /^-?\d{1,15}(\.\d{1,100})?$/.test(value) ? Number(value) : value
  return typeof number === 'number' && Math.abs(number) <= NUMBER_MAX ? number : null
}

/** A thousand of these can be added. */
const NUMBER_MAX = 1e300

/**
 * Added in order of size and with what rounding drops (Neumaier 1974), so that the order of events never shows. What is too small for the
 * numbers that were added is rounding, too: 0.1 and 0.2 are 0.3, and with -0.3 they are 0.
 */
const total = (numbers: readonly number[]): number => {
  let sum = 0
  let dropped = 0
  let scale = 0
  for (const number of numbers.toSorted((a, b) => a - b)) {
    const next = sum + number
    dropped += Math.abs(sum) >= Math.abs(number) ? sum - next + number : number - next + sum
    sum = next
    scale += Math.abs(number)
  }
  const places = DIGITS - 1 - Math.floor(Math.log10(scale))
  return places >= 0 && places <= PLACES_MAX ? Number((sum + dropped).toFixed(places)) + 0 : rounded(sum + dropped)
}

const rounded = (number: number): number => Number(number.toPrecision(DIGITS))

/** As many as a double keeps of a decimal. */
const DIGITS = 15
/** What `toFixed` takes. */
const PLACES_MAX = 100
