/**
 * Whether an event is as the catalogue says and as the intake takes it. What is wrong is told by place and kind and never by value:
 * errors end in logs, and values are about people.
 */
import { contentProblem } from '../shared/contract/content.ts'
import { nearest } from '../shared/contract/did-you-mean.ts'
import type { EventCatalogue, Field, Fields } from '../shared/contract/event-catalogue.ts'
import { isJsonObject, type Json } from '../shared/kernel/json.ts'
import {
  EVENT_BYTES_MAX,
  EVENT_NAME_LENGTH_MAX,
  FUTURE_TOLERANCE_MS,
  ID_LENGTH_MAX,
  PUBLISHER_PROBLEMS_MAX,
} from '../shared/kernel/limits.ts'
import type { Problem } from '../shared/kernel/problem.ts'
import { parseIso } from '../shared/kernel/time.ts'
import { isErasedId } from '../shared/kernel/words.ts'
import type { Envelope } from './envelope.ts'

/** Everything that is wrong with an event, at most a screen of it; `now` in milliseconds. */
export const problemsOf = (envelope: Envelope, catalogue: EventCatalogue, now: number): readonly Problem[] => {
  const problems = [...whoProblems(envelope), ...whenProblems(envelope, now), ...contentProblems(envelope)]
  // What is no JSON, or too deep, is not looked into.
  const inside = problems.length > 0 ? [] : catalogueProblems(envelope, catalogue)
  return [...problems, ...inside].slice(0, PUBLISHER_PROBLEMS_MAX)
}

/** A name as it may stand in an error: one that looks like a name in code, and not like data that became a key. */
export const safeName = (name: string): string => (/^[A-Za-z_$][\w$ .-]{0,63}$/.test(name) && !/\d{5}/.test(name) ? name : '*')

const whoProblems = (envelope: Envelope): readonly Problem[] => {
  const { type, userId, anonymousId, previousId } = envelope
  const missing: Problem[] = []
  if (type === 'alias') {
    if (userId === undefined) missing.push({ path: 'userId', problem: 'is missing', hint: 'It is the id that stays.' })
    if (previousId === undefined) missing.push({ path: 'previousId', problem: 'is missing', hint: 'It is the id they had before.' })
  } else if (userId === undefined && anonymousId === undefined) {
    missing.push({ path: 'userId', problem: 'is missing, and so is anonymousId', hint: 'Say whom the event is about.' })
  }
  return [
    ...missing,
    ...idProblems('messageId', envelope.messageId, ID_LENGTH_MAX),
    ...(userId === undefined ? [] : ownIdProblems('userId', userId)),
    ...(previousId === undefined ? [] : ownIdProblems('previousId', previousId)),
    ...(anonymousId === undefined ? [] : idProblems('anonymousId', anonymousId, ID_LENGTH_MAX - ANONYMOUS.length)),
    ...(type === 'track' || envelope.event !== undefined ? nameProblems(envelope.event) : []),
  ]
}

const ANONYMOUS = 'anonymous:'

const ownIdProblems = (path: string, id: unknown): readonly Problem[] => {
  const problems = idProblems(path, id, ID_LENGTH_MAX)
  if (problems.length > 0) return problems
  if ((id as string).startsWith(ANONYMOUS))
    return [{ path, problem: 'begins as only visitors do', hint: 'Send the rest of it as "anonymousId".' }]
  return isErasedId(id as string) ? [{ path, problem: 'is what is left of somebody who was erased', hint: 'Nothing is taken for it.' }] : []
}

const idProblems = (path: string, id: unknown, lengthMax: number): readonly Problem[] => {
  const hint = `Send text of 1 to ${lengthMax} characters.`
  if (typeof id !== 'string') return [{ path, problem: 'must be text', hint }]
  if (id === '') return [{ path, problem: 'is empty', hint }]
  if (id.length > lengthMax) return [{ path, problem: `has ${id.length} characters`, hint }]
  return id.isWellFormed() ? [] : [{ path, problem: 'has half a character', hint: 'Send valid Unicode.' }]
}

const nameProblems = (name: unknown): readonly Problem[] => {
  const problems = idProblems('event', name, EVENT_NAME_LENGTH_MAX)
  if (problems.length > 0 || !(name as string).startsWith('$')) return problems
  return [{ path: 'event', problem: 'begins with a dollar sign, as names of our own do', hint: 'Give it a name without.' }]
}

const EARLIEST = Date.UTC(1990, 0, 1)

const whenProblems = ({ timestamp }: Envelope, now: number): readonly Problem[] => {
  const at = typeof timestamp === 'string' ? parseIso(timestamp) : null
  if (at === null) return [{ path: 'timestamp', problem: 'is no instant', hint: 'Send ISO 8601: new Date().toISOString().' }]
  if (at < EARLIEST) return [{ path: 'timestamp', problem: 'is before 1990', hint: 'Were seconds taken for milliseconds?' }]
  if (at <= now + FUTURE_TOLERANCE_MS) return []
  return [{ path: 'timestamp', problem: 'is in the future', hint: 'Something planned belongs in the properties.' }]
}

const contentProblems = (envelope: Envelope): readonly Problem[] => {
  const { properties, traits, context } = envelope
  const parts = { properties, traits, context, 'context.traits': isJsonObject(context) ? context.traits : undefined }
  const problems = Object.entries(parts).flatMap(([part, value]): readonly Problem[] => {
    if (value === undefined) return []
    if (!isJsonObject(value)) return [{ path: part, problem: 'must be an object', hint: 'Send { name: value }.' }]
    const flaw = contentProblem(value)
    return flaw === null ? [] : [{ ...flaw, path: placeOf(part, ...flaw.path.split('.').filter((name) => name !== '')) }]
  })
  if (problems.length > 0) return problems
  const bytes = new TextEncoder().encode(JSON.stringify(envelope)).length
  if (bytes <= EVENT_BYTES_MAX) return []
  return [{ path: '', problem: `takes ${bytes} bytes, more than ${EVENT_BYTES_MAX}`, hint: 'Send what decisions need.' }]
}

const catalogueProblems = ({ type, event, properties = {}, traits = {} }: Envelope, catalogue: EventCatalogue): readonly Problem[] => {
  // A group's traits are its own, and pages have no catalogue.
  if (type === 'identify') return objectProblems(traits, catalogue.traits, false, ['traits'])
  if (type !== 'track') return []
  const name = event as string
  const spec = Object.hasOwn(catalogue.events, name) ? catalogue.events[name] : undefined
  if (spec === undefined) return [{ path: 'event', problem: 'is not in the catalogue', hint: meant(name, Object.keys(catalogue.events)) }]
  return objectProblems(properties, spec.properties, spec.open === true, ['properties'])
}

type Path = readonly string[]

const objectProblems = (value: { readonly [name: string]: Json }, fields: Fields, isOpen: boolean, path: Path): readonly Problem[] => [
  ...Object.entries(fields).flatMap(([name, field]) => {
    const inner = Object.hasOwn(value, name) ? value[name] : undefined
    if (inner !== undefined) return fieldProblems(inner, field, [...path, name])
    return field.required === true ? [{ path: placeOf(...path, name), problem: 'is missing', hint: `Send ${KINDS[field.type]}.` }] : []
  }),
  ...Object.keys(value).flatMap((name) => {
    if (isOpen || Object.hasOwn(fields, name)) return []
    return [{ path: placeOf(...path, name), problem: 'is not in the catalogue', hint: meant(name, Object.keys(fields)) }]
  }),
]

const fieldProblems = (value: Json, field: Field, path: Path): readonly Problem[] => {
  const wrong = (problem: string): readonly Problem[] => [{ path: placeOf(...path), problem, hint: `Send ${KINDS[field.type]}.` }]
  switch (field.type) {
    case 'any':
      return []
    case 'string':
      if (typeof value !== 'string') return wrong('must be text')
      return field.values === undefined || field.values.includes(value) ? [] : wrong(`is none of ${field.values.join(', ')}`)
    case 'instant':
      return typeof value === 'string' && parseIso(value) !== null ? [] : wrong('is no instant')
    case 'integer':
      return Number.isSafeInteger(value) ? [] : wrong('must be a whole number')
    case 'number':
    case 'boolean':
      return typeof value === field.type ? [] : wrong(`must be ${KINDS[field.type]}`)
    case 'array':
      if (!Array.isArray(value)) return wrong('must be a list')
      return (value as readonly Json[]).flatMap((item, index) => fieldProblems(item, field.items, [...path, String(index)]))
    case 'object':
      return isJsonObject(value) ? objectProblems(value, field.properties, field.open === true, path) : wrong('must be an object')
  }
}

const KINDS: Readonly<Record<Field['type'], string>> = {
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  instant: 'an instant as ISO 8601',
  array: 'a list',
  object: 'an object',
  any: 'any JSON',
}

const meant = (name: string, known: readonly string[]): string => {
  const near = nearest(name, known)
  return near === null ? `Known: ${known.slice(0, NAMED_MAX).join(', ')}.` : `Did you mean ${near}?`
}
const NAMED_MAX = 20

const placeOf = (...path: Path): string => path.map((name) => (/^\d{1,4}$/.test(name) ? name : safeName(name))).join('.')
