/** Segment's HTTP protocol: https://segment.com/docs/connections/sources/catalog/libraries/server/http-api/ */
import { isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts'
import { BATCH_EVENTS_MAX } from '../../kernel/limits.ts'
import type { Problem } from '../../kernel/problem.ts'
import { answerAbout, CALLS, cameBy, type DoorRequest, type Opened, readJson, refusedAtDoor, requestLine, sortRaw } from './door.ts'

/** Whether this door answers a path. */
export const isSegmentPath = (path: string): boolean => callAt(path) !== null

/** One call, or a batch of them. */
export const openSegment = (request: DoorRequest): Opened => {
  const read = readJson(request.body)
  if (!read.ok) return refusedWhole(request, read.problems)
  const call = callAt(request.path)
  return call === 'batch' || call === 'import' ? openBatch(request, read.value) : openCall(request, read.value, call ?? '')
}

/** Browser libraries shorten a call to its first letter. */
const LETTERS: Readonly<Record<string, string>> = { t: 'track', i: 'identify', p: 'page', s: 'screen', g: 'group', a: 'alias', b: 'batch' }

const callAt = (path: string): string | null => {
  const name = path.startsWith('/v1/') ? path.slice('/v1/'.length) : ''
  const call = Object.hasOwn(LETTERS, name) ? (LETTERS[name] as string) : name
  return CALLS.includes(call) || call === 'batch' || call === 'import' ? call : null
}

const openCall = (request: DoorRequest, raw: Json, call: string): Opened => {
  const { path, requestId } = request
  if (!isJsonObject(raw)) return answered([cameBy(sortRaw(raw, path, request), requestLine(request), request)])
  const isNamed = (raw.messageId ?? null) !== null
  // The same thing said twice, without an id, happened twice.
  const messageId = isNamed ? (raw.messageId as Json) : `made-${requestId}`
  const envelope = { ...raw, type: call, messageId }
  return { ...answered([sortRaw(envelope, path, request)], isNamed ? [] : [unnamed(messageId as string)]), envelopes: [envelope] }
}

const openBatch = (request: DoorRequest, raw: Json): Opened => {
  const batch = isJsonObject(raw) ? raw.batch : undefined
  if (!isJsonObject(raw) || !Array.isArray(batch)) return refusedWhole(request, [NO_BATCH])
  if (batch.length === 0) return answered([], [{ path: 'batch', problem: 'is empty', hint: BATCH_HINT }])
  if (batch.length > BATCH_EVENTS_MAX) return refusedWhole(request, [tooMany(batch.length)])
  const envelopes = (batch as readonly Json[]).map((entry) => withShared(entry, raw))
  const sorted = envelopes.map((envelope) => sortRaw(envelope, request.path, request))
  return { ...answered(sorted), envelopes, placeOf: (path, index) => `batch.${index}${path === '' ? '' : `.${path}`}` }
}

/** What a batch says once for all its calls; a call's own word wins. */
const withShared = (entry: Json, { context, sentAt }: JsonObject): Json => {
  if (!isJsonObject(entry)) return entry
  const shared: Record<string, Json> = {}
  if (sentAt !== undefined && (entry.sentAt ?? null) === null) shared.sentAt = sentAt
  if (isJsonObject(context) && (isJsonObject(entry.context) || (entry.context ?? null) === null)) {
    shared.context = { ...context, ...(entry.context as JsonObject | null | undefined) }
  }
  return { ...entry, ...shared }
}

const answered = (sorted: Opened['sorted'], notes: readonly Problem[] = []): Opened => ({ sorted, answer: answerAbout(sorted, notes) })

const refusedWhole = (request: DoorRequest, problems: readonly Problem[]): Opened => {
  const { path, body, receivedAt } = request
  return answered([cameBy(refusedAtDoor(body, path, receivedAt, problems), requestLine(request), request)])
}

const BATCH_HINT = 'Send { "batch": [{ "type": "track", … }, …] }.'
const NO_BATCH: Problem = { path: 'batch', problem: 'must be a list', hint: BATCH_HINT }

const tooMany = (count: number): Problem => ({
  path: 'batch',
  problem: `has ${count} events, more than ${BATCH_EVENTS_MAX}`,
  hint: 'Send it in several batches.',
})

const unnamed = (messageId: string): Problem => ({
  path: 'messageId',
  problem: `is missing; we made ${messageId}`,
  hint: 'A retry would count twice. Send an id of your own, the same on every retry.',
})
