/** CloudEvents 1.0 over HTTP: structured, batched and binary (https://github.com/cloudevents/spec, HTTP protocol binding). */
import { digestOf } from '../../kernel/digest.ts'
import { isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts'
import { BATCH_EVENTS_MAX } from '../../kernel/limits.ts'
import type { Problem } from '../../kernel/problem.ts'
import type { Sorted } from '../intake.ts'
import {
  answerAbout,
  cameBy,
  type DoorRequest,
  isCall,
  type Opened,
  problemAnswer,
  readJson,
  type Rename,
  refusedAtDoor,
  requestLine,
  sortRaw,
} from './door.ts'

/** Where CloudEvents are sent to. */
export const CLOUD_EVENTS_PATH = '/v1/events'

export const openCloudEvents = (request: DoorRequest): Opened => {
  const mode = modeOf(request)
  if (mode === null) return { sorted: [], answer: problemAnswer(415, NO_MODE) }
  const text = mode === 'binary' && request.body === '' ? 'null' : request.body
  const read = readJson(text)
  if (!read.ok) return refusedWhole(request, read.problems)
  if (mode === 'binary') return opened(request, [fromHeaders(request.headers, read.value)])
  if (mode === 'structured') return opened(request, [read.value])
  if (!Array.isArray(read.value) || read.value.length === 0) return refusedWhole(request, [NO_LIST])
  if (read.value.length > BATCH_EVENTS_MAX) return refusedWhole(request, [tooMany(read.value.length)])
  const events = opened(request, read.value)
  return { ...events, placeOf: (path, index) => [String(index), events.placeOf(path, index)].filter((part) => part !== '').join('.') }
}

/** As an envelope of the Segment Spec: the data where it is one, else a `track` call named by the type, about the subject. */
const envelopeOf = ({ id, source, type, subject, time, data }: JsonObject): JsonObject => {
  const messageId = digestOf('cloudevent', source as string, id as string)
  const defaults = { messageId, ...(time === undefined ? {} : { timestamp: time }) }
  if (isJsonObject(data) && isCall(data)) return { ...data, ...withoutSaid(defaults, data) }
  return { type: 'track', event: type as Json, userId: subject ?? null, properties: data ?? {}, ...defaults }
}

const withoutSaid = (defaults: JsonObject, said: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(defaults).filter(([name]) => (said[name] ?? null) === null))

const opened = (request: DoorRequest, events: readonly Json[]): Opened & { readonly placeOf: Rename } => {
  const { path } = request
  const envelopes: Json[] = []
  const sorted = events.map((event) => {
    const problems = problemsOf(event)
    const envelope = problems.length > 0 ? event : envelopeOf(event as JsonObject)
    envelopes.push(envelope)
    return problems.length > 0 ? refusedAlone(event, request, problems) : sortRaw(envelope, path, request)
  })
  const placeOf: Rename = (at, index) => renamed(at, events[index])
  return { sorted, envelopes, answer: answerAbout(sorted, [], placeOf), placeOf }
}

/** Whether it came in a batch or in headers: what is kept is one event as it is sent alone. */
const refusedAlone = (event: Json, request: DoorRequest, problems: readonly Problem[]): Sorted => {
  const { path, receivedAt } = request
  const text = textOf(event)
  const refused = refusedAtDoor(text ?? TOO_DEEP, path, receivedAt, problems)
  return text === null ? refused : cameBy(refused, { path, headers: { 'content-type': 'application/cloudevents+json' } }, request)
}

/** What the envelope calls by another name. */
const NAMES: Readonly<Record<string, string>> = { event: 'type', userId: 'subject', timestamp: 'time', properties: 'data' }

const renamed = (path: string, event: Json | undefined): string => {
  if (!isJsonObject(event)) return path
  if (isJsonObject(event.data) && isCall(event.data)) return path === '' ? 'data' : `data.${path}`
  const [first = '', ...rest] = path.split('.')
  return Object.hasOwn(NAMES, first) ? [NAMES[first], ...rest].join('.') : path
}

const REQUIRED = {
  id: 'Send an id that is this event\'s own and the same on every retry: "id": "…".',
  source: 'Send who says it: "source": "/shop/checkout".',
  type: 'Send what happened: "type": "Order Completed".',
} as const

const problemsOf = (event: Json): readonly Problem[] => {
  if (!isJsonObject(event)) return [{ path: '', problem: 'must be an object', hint: 'Send one CloudEvent.' }]
  const problems: Problem[] = []
  if (event.specversion !== '1.0')
    problems.push({ path: 'specversion', problem: 'must be "1.0"', hint: 'Send a CloudEvent of version 1.0.' })
  for (const [name, hint] of Object.entries(REQUIRED)) {
    const value = event[name]
    if (typeof value !== 'string' || value === '')
      problems.push({ path: name, problem: value === undefined ? 'is missing' : 'must be text', hint })
  }
  if (event.data_base64 !== undefined) problems.push({ path: 'data_base64', problem: 'is not read', hint: 'Send JSON as "data".' })
  return problems
}

type Mode = 'structured' | 'batch' | 'binary'

const modeOf = ({ headers }: DoorRequest): Mode | null => {
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  if (type === 'application/cloudevents+json') return 'structured'
  if (type === 'application/cloudevents-batch+json') return 'batch'
  const isJson = type === '' || type === 'application/json' || type.endsWith('+json')
  return headers['ce-specversion'] !== undefined && isJson ? 'binary' : null
}

const fromHeaders = (headers: DoorRequest['headers'], data: Json): JsonObject => {
  const attributes: [string, Json][] = []
  for (const [name, value] of Object.entries(headers)) {
    if (name.startsWith('ce-') && value !== undefined) attributes.push([name.slice('ce-'.length), decoded(value)])
  }
  return Object.fromEntries([...attributes, ['data', data ?? {}]])
}

/** Header values are percent-encoded where they are not ASCII. */
const decoded = (value: string): string => {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

const textOf = (event: Json): string | null => {
  try {
    return JSON.stringify(event)
  } catch {
    return null
  }
}

const TOO_DEEP = 'a CloudEvent nested too deeply to be written down'

const refusedWhole = (request: DoorRequest, problems: readonly Problem[]): Opened => {
  const { path, body, receivedAt } = request
  const sorted = [cameBy(refusedAtDoor(body, path, receivedAt, problems), requestLine(request), request)]
  return { sorted, answer: answerAbout(sorted) }
}

const NO_MODE: Problem = {
  path: '',
  problem: 'is no CloudEvent that carries JSON',
  hint: 'Send content-type application/cloudevents+json, application/cloudevents-batch+json, or ce-* headers with application/json.',
}
const NO_LIST: Problem = { path: '', problem: 'must be a list of CloudEvents, and not empty', hint: 'Send [{ "specversion": "1.0", … }].' }

const tooMany = (count: number): Problem => ({
  path: '',
  problem: `has ${count} events, more than ${BATCH_EVENTS_MAX}`,
  hint: 'Send it in several batches.',
})
