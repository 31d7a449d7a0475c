/** Events, conditions about them, and all of it once more in the plainest way. */
import fc from 'fast-check'
import { type About, NOTHING_BESIDE } from '../../../shared/domain/conditions/about.ts'
import type { Condition } from '../../../shared/domain/conditions/condition.ts'
import { doneBy } from '../../../shared/domain/conditions/history.ts'
import { parseCondition } from '../../../shared/domain/conditions/parse.ts'
import type { LifecycleEvent } from '../../../shared/domain/event/event.ts'
import type { Json, JsonObject } from '../../../shared/kernel/json.ts'
import { HOUR_MS } from '../../../shared/kernel/time.ts'
import { customerId, type EpochMs, epochMs, inputId } from '../../../shared/kernel/words.ts'
import { naive } from './naive.ts'

export const hour = (n: number): EpochMs => epochMs(Date.UTC(2026, 0, 1) + n * HOUR_MS)

let made = 0
const nextId = (): string => {
  made += 1
  return `e${made}`
}

export const done = (name: string, at: number, properties: JsonObject = {}, id = nextId()): LifecycleEvent => ({
  id: inputId(id),
  customerId: customerId('ann'),
  type: 'track',
  name,
  occurredAt: hour(at),
  properties,
  traits: {},
})

/** A condition that must parse, where a journey asks. */
export const asked = (json: Json): Condition => {
  const parsed = parseCondition(json, '', 'problem', 'journey')
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  return parsed.value
}

/** Somebody who did these, as of an hour. */
export const whoDid = (events: readonly LifecycleEvent[], now: number, entryAt: number | null = null): About => ({
  ...NOTHING_BESIDE,
  now: hour(now),
  entryAt: entryAt === null ? null : hour(entryAt),
  history: (did, at, since) => doneBy(did, events, at, since),
})

/** `$did` and `$didNot` over the JSON as it was written, for windows in whole hours and sums of small whole numbers. */
export const naiveDid = (json: JsonObject, events: readonly LifecycleEvent[], now: number, entryAt: number | null): boolean => {
  const [operator] = Object.keys(json) as ['$did' | '$didNot']
  const said = json[operator] as { readonly [name: string]: Json }
  const matching = events.filter((event) => {
    if (event.name !== said.event || event.occurredAt > hour(now)) return false
    if (said.within !== undefined && event.occurredAt <= hour(now - Number.parseInt(said.within as string, 10))) return false
    if (said.since === 'entry' && event.occurredAt <= hour(entryAt ?? now)) return false
    if (said.since !== undefined && said.since !== 'entry' && event.occurredAt < Date.parse(said.since as string)) return false
    return said.where === undefined || naive(said.where, event.properties)
  })
  if (operator === '$didNot') return matching.length === 0
  const { atLeast, atMost, exactly } = said
  const least = (exactly ?? atLeast ?? (atMost === undefined ? 1 : 0)) as number
  const most = (exactly ?? atMost ?? Number.POSITIVE_INFINITY) as number
  if (matching.length < least || matching.length > most) return false
  return (['sum', 'avg', 'min', 'max'] as const).every((of) => said[of] === undefined || sumHolds(of, said[of] as JsonObject, matching))
}

const sumHolds = (
  of: 'sum' | 'avg' | 'min' | 'max',
  { property, ...operators }: JsonObject,
  events: readonly LifecycleEvent[],
): boolean => {
  const numbers = events.map(({ properties }) => properties[property as string]).filter((value) => typeof value === 'number')
  const sum = numbers.reduce((total, number) => total + number, 0)
  if (of !== 'sum' && numbers.length === 0) return false
  const value = of === 'sum' ? sum : of === 'avg' ? sum / numbers.length : of === 'min' ? Math.min(...numbers) : Math.max(...numbers)
  return naive({ value: operators }, { value })
}

const NAMES = ['A', 'B']

export const anyEvents: fc.Arbitrary<readonly LifecycleEvent[]> = fc
  .array(
    fc.record({ name: fc.constantFrom(...NAMES), at: fc.integer({ min: 0, max: 40 }), n: fc.option(fc.integer({ min: -3, max: 4 })) }),
    {
      maxLength: 12,
    },
  )
  .map((all) => all.map(({ name, at, n }) => done(name, at, n === null ? {} : { n })))

const reach = fc.constantFrom<JsonObject>(
  {},
  { within: '1h' },
  { within: '5h' },
  { within: '20h' },
  { since: '2026-01-01T10:00:00Z' },
  { since: 'entry' },
)
const where = fc.constantFrom<JsonObject>({}, {}, { where: { n: { $gte: 2 } } }, { where: { $not: { n: 1 } } })
const times = fc.constantFrom<JsonObject>(
  {},
  { atLeast: 0 },
  { atLeast: 2 },
  { atMost: 2 },
  { exactly: 1 },
  { exactly: 0 },
  { atLeast: 1, atMost: 3 },
)
const sum = fc.constantFrom<JsonObject>(
  {},
  {},
  { sum: { property: 'n', $gte: 3 } },
  { avg: { property: 'n', $gt: 1 } },
  { min: { property: 'n', $lt: 0 } },
  { max: { property: 'n', $lte: 2 } },
)

export const anyDid: fc.Arbitrary<JsonObject> = fc.oneof(
  fc
    .tuple(fc.constantFrom(...NAMES), reach, where, times, sum)
    .map(([event, ...rest]) => ({ $did: Object.assign({ event }, ...rest) as JsonObject })),
  fc
    .tuple(fc.constantFrom(...NAMES), reach, where)
    .map(([event, ...rest]) => ({ $didNot: Object.assign({ event }, ...rest) as JsonObject })),
)
