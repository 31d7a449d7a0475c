/** The operands of `$did`, `$didNot` and `$inSegment`. */
import { isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts'
import { DID_TIMES_MAX, DID_WITHIN_MS_MAX, DID_WITHIN_MS_MIN, EVENT_NAME_LENGTH_MAX } from '../../kernel/limits.ts'
import { durationOf, parseDuration, parseIso } from '../../kernel/time.ts'
import type { Condition, Did, Reach, Sum, SumKind } from './condition.ts'
import { ITSELF, NEVER_RESOLVED, type Path } from './path.ts'
import { refuse, type Spot, within } from './spot.ts'

/** What the rest of the parser reads for us: a condition over properties, and operators put to one number. */
export type Readers = {
  readonly condition: (spot: Spot, json: Json) => Condition
  readonly operators: (spot: Spot, json: JsonObject) => Condition
}

/** `$did` or `$didNot`, where a customer is asked. */
export const readDid = (spot: Spot, operator: '$did' | '$didNot', operand: Json, readers: Readers): Condition => {
  if (spot.standing === 'properties')
    return refuse(spot, `\`${operator}\` asks about a customer, and here are properties`, ABOUT_PROPERTIES)
  if (!isJsonObject(operand)) return refuse(spot, `\`${operator}\` takes an object`, EXAMPLES[operator])
  const known = operator === '$did' ? FIELDS : [...FIELDS_OF_BOTH]
  for (const name of Object.keys(operand)) {
    if (known.includes(name)) continue
    refuse(within(spot, name), `\`${operator}\` has no field \`${name}\``, `known here are ${known.join(' ')}`)
  }
  const did: Did = {
    event: readEvent(spot, operator, operand.event),
    ...(operator === '$didNot' ? { atLeast: 0, atMost: 0 } : readTimes(spot, operand)),
    reach: readReach(spot, operand),
    where:
      operand.where === undefined ? null : readers.condition({ ...within(spot, 'where', ITSELF), standing: 'properties' }, operand.where),
    sums: operator === '$didNot' ? [] : SUMS.flatMap((of) => readSum(spot, of, operand[of], readers)),
  }
  return { kind: 'did', operator, expected: operand, did }
}

/** `$inSegment`, where a customer is asked. Whether there is such a segment is looked at where all are known. */
export const readInSegment = (spot: Spot, operand: Json): Condition => {
  if (spot.standing === 'properties') return refuse(spot, '`$inSegment` asks about a customer, and here are properties', ABOUT_PROPERTIES)
  if (typeof operand !== 'string' || operand === '')
    return refuse(spot, '`$inSegment` takes the id of a segment', 'write { "$inSegment": "big-spenders" }')
  return { kind: 'in-segment', segment: operand }
}

const ABOUT_PROPERTIES = 'ask it in an audience, a branch, an exit or a segment, beside the attributes of the customer'

const EXAMPLES = {
  $did: 'write { "$did": { "event": "Order Completed", "atLeast": 2, "within": "30d" } }',
  $didNot: 'write { "$didNot": { "event": "Order Completed", "within": "30d" } }',
}

const FIELDS_OF_BOTH: readonly string[] = ['event', 'within', 'since', 'where']
const SUMS: readonly SumKind[] = ['sum', 'avg', 'min', 'max']
const FIELDS: readonly string[] = [...FIELDS_OF_BOTH, 'atLeast', 'atMost', 'exactly', ...SUMS]

const readEvent = (spot: Spot, operator: '$did' | '$didNot', event: Json | undefined): string => {
  if (typeof event === 'string' && event !== '' && event.length <= EVENT_NAME_LENGTH_MAX) return event
  refuse(within(spot, 'event'), `\`${operator}\` needs the name of an event`, EXAMPLES[operator])
  return ''
}

/** At least once where nothing is said of how often. */
const readTimes = (spot: Spot, operand: JsonObject): Pick<Did, 'atLeast' | 'atMost'> => {
  const exactly = readTimesOf(spot, operand, 'exactly')
  const atLeast = readTimesOf(spot, operand, 'atLeast')
  const atMost = readTimesOf(spot, operand, 'atMost')
  if (exactly !== null) {
    if (atLeast !== null || atMost !== null)
      refuse(spot, 'says `exactly` and something else', 'write either `exactly`, or `atLeast` and `atMost`')
    return { atLeast: exactly, atMost: exactly }
  }
  if (atLeast !== null && atMost !== null && atLeast > atMost)
    refuse(spot, 'can never hold: `atLeast` is more than `atMost`', 'swap the two')
  return { atLeast: atLeast ?? (atMost === null ? 1 : 0), atMost }
}

const readTimesOf = (spot: Spot, operand: JsonObject, name: 'atLeast' | 'atMost' | 'exactly'): number | null => {
  const times = operand[name]
  if (times === undefined) return null
  if (typeof times === 'number' && Number.isInteger(times) && times >= 0 && times <= DID_TIMES_MAX) return times
  refuse(within(spot, name), `\`${name}\` takes a whole number from 0 to ${DID_TIMES_MAX}`, `write { "${name}": 2 }`)
  return null
}

const readReach = (spot: Spot, operand: JsonObject): Reach => {
  const { within: window, since } = operand
  if (window !== undefined && since !== undefined) refuse(spot, 'says both `within` and `since`', 'leave one of the two')
  if (window !== undefined) return readWithin(within(spot, 'within'), window)
  if (since === undefined) return { since: 'ever' }
  const at = within(spot, 'since')
  if (since === 'entry') {
    if (spot.standing !== 'journey')
      refuse(at, 'is "entry" where no journey asks', 'only steps and exits can ask since the journey began; elsewhere write an instant')
    return { since: 'entry' }
  }
  const instant = typeof since === 'string' ? parseIso(since) : null
  if (instant === null) {
    refuse(
      at,
      '`since` takes an instant',
      'write it as ISO 8601: "2026-01-01" or "2026-01-01T08:00:00+01:00", or "entry" in steps and exits',
    )
    return { since: 'ever' }
  }
  return { since: 'instant', at: instant }
}

const readWithin = (at: Spot, window: Json): Reach => {
  const ms = typeof window === 'string' ? parseDuration(window) : null
  if (ms === null) refuse(at, '`within` takes a duration', 'write a whole number and a unit: "90m", "24h", "30d", "2w"')
  else if (ms < DID_WITHIN_MS_MIN) refuse(at, `is shorter than ${durationOf(DID_WITHIN_MS_MIN)}`, 'write "24h" or "30d"')
  else if (ms > DID_WITHIN_MS_MAX)
    refuse(at, `is longer than ${durationOf(DID_WITHIN_MS_MAX)}`, 'the timeline keeps no more; to ask about all times, leave `within` out')
  return { since: 'within', ms: ms ?? DID_WITHIN_MS_MIN }
}

const readSum = (spot: Spot, of: SumKind, operand: Json | undefined, readers: Readers): readonly Sum[] => {
  if (operand === undefined) return []
  const at = within(spot, of, ITSELF)
  const example = `write { "${of}": { "property": "revenue", "$gte": 100 } }`
  if (!isJsonObject(operand)) {
    refuse(at, `\`${of}\` takes a property and what its numbers should be`, example)
    return []
  }
  const { property, ...operators } = operand
  const names = Object.keys(operators)
  const strange = names.find((name) => !COMPARING.includes(name))
  if (strange !== undefined)
    refuse(within(at, strange), `\`${of}\` is compared, and \`${strange}\` is no comparison`, `known here are ${COMPARING.join(' ')}`)
  if (names.length === 0) refuse(at, `\`${of}\` says nothing of what the number should be`, example)
  for (const name of names) {
    if (COMPARING.includes(name) && typeof operators[name] !== 'number')
      refuse(within(at, name), `\`${name}\` of a \`${of}\` takes a number`, example)
  }
  return [{ of, property: readProperty(within(at, 'property'), property, example), holds: readers.operators(at, operators) }]
}

const COMPARING: readonly string[] = ['$gt', '$gte', '$lt', '$lte', '$eq', '$ne']

const readProperty = (at: Spot, property: Json | undefined, example: string): Path => {
  const path = typeof property === 'string' ? property.split('.') : ['']
  if (path.includes('')) refuse(at, 'takes the name of a property', example)
  else if (path.some((name) => NEVER_RESOLVED.includes(name))) refuse(at, 'is no property', 'publish it under another name')
  return path
}
