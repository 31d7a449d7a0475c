/** Steps that do something beside sending mail, as files write them: traits set, events published, tasks for people, calls to servers. */
import * as z from 'zod'
import type { StepBody } from '../domain/campaign/campaign.ts'
import { NEVER_RESOLVED } from '../domain/conditions/path.ts'
import { isJsonObject, type Json, type JsonObject, jsonBytesOf } from '../kernel/json.ts'
import {
  PROPERTY_NAME_LENGTH_MAX,
  STEP_BODY_BYTES_MAX,
  STEP_FIELDS_MAX,
  TASK_DUE_MS_MAX,
  TASK_NOTE_LENGTH_MAX,
  TITLE_LENGTH_MAX,
  TRAIT_BYTES_MAX,
  URL_LENGTH_MAX,
  WAIT_MS_MIN,
} from '../kernel/limits.ts'
import { include } from './campaign-times.ts'
import { contentProblem } from './content.ts'
import { duration, eventName, refuse, said, strict, text } from './fields.ts'
import { pathOf, shown } from './problems.ts'

type Doing<Type extends StepBody['type']> = Extract<StepBody, { readonly type: Type }>

const UPDATE_HINT = 'Write { "traits": { "plan": "trial" } }, and { "add": { "points": 10 } } to add to numbers.'
const TRAITS_HINT = 'Write { "plan": "trial", "coupon": null }: null takes a trait away.'
const ADD_HINT = 'Write { "points": 10 }, or a negative number to take away.'
const EMIT_HINT = 'Write { "event": "Reward Earned", "properties": { "points": 10 }, "include": ["traits.plan"] }.'
const OBJECT_HINT = 'Write an object of plain JSON: { "reason": "renewal" }.'
const TASK_HINT = 'Write { "title": "Call them about the renewal", "due": "2d", "assignee": "sales" }.'
const TITLE_HINT = 'Say in a line what is to be done: "Call them about the renewal".'
const NOTE_HINT = 'Write what helps whoever does it.'
const ASSIGNEE_HINT = 'Write whose it is: a name, an address or a team.'
const WEBHOOK_HINT = 'Write { "url": "https://shop.example/hooks/rekindle", "body": { … }, "include": ["traits.plan"] }.'
const URL_HINT = 'Write an address of yours that begins with https://: what is told of a customer travels encrypted.'

/** Names a trait or property may not have, for they could be mistaken for what every object inherits. */
const nameProblem = (name: string): string | null => {
  if (name === '' || name.trim() !== name) return 'is no name'
  if (name.length > PROPERTY_NAME_LENGTH_MAX) return `is longer than ${PROPERTY_NAME_LENGTH_MAX} characters`
  return NEVER_RESOLVED.includes(name) ? 'is no name we keep' : null
}

/** An object whose every field is looked at by itself. */
const fieldsOf = <T extends Json>(hint: string, problemOf: (value: Json) => string | null) =>
  z
    .unknown()
    .transform((json, { issues }): Readonly<Record<string, T>> => {
      if (!isJsonObject(json)) return refuse(issues, '', 'must be an object', hint)
      const names = Object.keys(json)
      if (names.length === 0) return refuse(issues, '', 'is empty', hint)
      if (names.length > STEP_FIELDS_MAX) return refuse(issues, '', `has more than ${STEP_FIELDS_MAX} entries`, hint)
      for (const name of names) {
        const problem = nameProblem(name) ?? problemOf(json[name] ?? null)
        if (problem !== null) refuse(issues, name, problem, hint)
      }
      return json as Readonly<Record<string, T>>
    })
    .meta({ type: 'object' })

const traitProblem = (value: Json): string | null => {
  const flaw = contentProblem(value)
  if (flaw !== null) return `${flaw.path === '' ? '' : `${flaw.path} `}${flaw.problem}`
  return jsonBytesOf(value) > TRAIT_BYTES_MAX ? `takes more than ${TRAIT_BYTES_MAX} bytes` : null
}

const numberProblem = (value: Json): string | null =>
  typeof value === 'number' && Number.isFinite(value) && value !== 0 ? null : `is ${shown(value)}, which adds nothing`

/** `update`: what is set, and what is added to. */
export const update = strict(
  {
    traits: said(fieldsOf<Json>(TRAITS_HINT, traitProblem).optional(), 'Traits and their new values; null takes one away.'),
    add: said(
      fieldsOf<number>(ADD_HINT, numberProblem).optional(),
      'Numbers to add to traits: { "points": 10 }. One that is missing counts as 0.',
    ),
  },
  UPDATE_HINT,
).transform(({ traits, add }, { issues }): Doing<'update'> => {
  if (traits === undefined && add === undefined) refuse(issues, '', 'changes nothing', UPDATE_HINT)
  for (const name of Object.keys(add ?? {}))
    if (traits !== undefined && Object.hasOwn(traits, name))
      refuse(issues, pathOf('add', name), 'is set in "traits", too', 'Which of the two is meant? Keep one.')
  return { type: 'update', set: traits ?? {}, add: add ?? {} }
})

const plainObject = z
  .unknown()
  .transform((json, { issues }): JsonObject => {
    if (!isJsonObject(json)) return refuse(issues, '', 'must be an object', OBJECT_HINT)
    const flaw = contentProblem(json)
    if (flaw !== null) return refuse(issues, flaw.path, flaw.problem, flaw.hint)
    const bad = Object.keys(json).find((name) => nameProblem(name) !== null)
    if (bad !== undefined) return refuse(issues, bad, nameProblem(bad) ?? '', OBJECT_HINT)
    if (jsonBytesOf(json) > STEP_BODY_BYTES_MAX)
      return refuse(issues, '', `takes more than ${STEP_BODY_BYTES_MAX} bytes`, 'Send what the other side needs to look up the rest.')
    return json
  })
  .meta({ type: 'object' })

/** `emit`: an event of the marketer's own on the bus. */
export const emit = strict(
  {
    event: said(eventName, 'What the event is called.'),
    properties: said(plainObject.optional(), 'What it says, as plain JSON.'),
    include,
  },
  EMIT_HINT,
).transform(
  ({ event, properties, include }): Doing<'emit'> => ({ type: 'emit', event, properties: properties ?? {}, include: include ?? [] }),
)

/** `task`: something a person is to do. */
export const task = strict(
  {
    title: said(text(TITLE_LENGTH_MAX, TITLE_HINT), 'What is to be done, in a line.'),
    note: said(text(TASK_NOTE_LENGTH_MAX, NOTE_HINT).optional(), 'What helps whoever does it.'),
    due: said(duration(WAIT_MS_MIN, TASK_DUE_MS_MAX).optional(), 'Within which time: "2d".'),
    assignee: said(text(TITLE_LENGTH_MAX, ASSIGNEE_HINT).optional(), 'Whose it is: a name, an address or a team.'),
    include,
  },
  TASK_HINT,
).transform(
  ({ title, note, due, assignee, include }): Doing<'task'> => ({
    ...{ type: 'task', title, note: note ?? null, dueMs: due ?? null, assignee: assignee ?? null },
    include: include ?? [],
  }),
)

const url = text(URL_LENGTH_MAX, URL_HINT).transform((written, { issues }): string => {
  const parsed = URL.canParse(written) ? new URL(written) : null
  if (parsed === null) return refuse(issues, '', `is ${shown(written)}, which is no address`, URL_HINT)
  if (parsed.protocol !== 'https:') return refuse(issues, '', `begins with ${parsed.protocol}//, which is not https://`, URL_HINT)
  if (parsed.username !== '' || parsed.password !== '')
    return refuse(issues, '', 'has a name or password in it', 'Take it out: each call is signed, and your server can tell by that.')
  return written
})

/** `webhook`: a call to a server of the marketer's. */
export const webhook = strict(
  { url: said(url, 'Where it goes: https://…'), body: said(plainObject.optional(), 'What it says, as plain JSON.'), include },
  WEBHOOK_HINT,
).transform(({ url, body, include }): Doing<'webhook'> => ({ type: 'webhook', url, body: body ?? {}, include: include ?? [] }))
