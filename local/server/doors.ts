/** The publishers' side of the server: Segment, CloudEvents and PutEvents, answered once what they bring is committed. */
import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import {
  AWAY,
  BROKEN,
  BUSY,
  corsHeaders,
  isJsonType,
  keyInBody,
  keyShown,
  NOT_JSON_TYPE,
  NOT_POSTED,
  WRONG_KEY,
} from '../../shared/flow/doors/admission.ts'
import { CLOUD_EVENTS_PATH, openCloudEvents } from '../../shared/flow/doors/cloudevents.ts'
import { type DoorAnswer, type DoorRequest, type Opened, problemAnswer, refusedAtDoor } from '../../shared/flow/doors/door.ts'
import { awsError, openPutEvents, PUT_EVENTS } from '../../shared/flow/doors/put-events.ts'
import { isSegmentPath, openSegment } from '../../shared/flow/doors/segment.ts'
import type { Taken } from '../../shared/flow/doors/take.ts'
import { Contended } from '../../shared/flow/handle.ts'
import { BATCH_BYTES_MAX, BODIES_BYTES_MAX, BUS_BYTES_MAX } from '../../shared/kernel/limits.ts'
import { INTAKE_PATTERN } from '../../shared/kernel/names.ts'
import type { EpochMs } from '../../shared/kernel/words.ts'
import { Transient } from '../../shared/ports/customer-store.ts'
import { compilePattern, matches } from '../bus/pattern.ts'
import { bytesAnnounced, readBody } from './body.ts'
import type { Collector } from './collector.ts'
import { isFromOtherSite, isOwnOrigin } from './guard.ts'
import type { KeyGate } from './write-keys.ts'

export type DoorOptions = {
  readonly collector: Collector
  readonly now: () => EpochMs
  /** The publishers' clock, where ours is another on purpose; null: it is the same. */
  readonly publishersNow: (() => EpochMs) | null
  /** What publishers must show. */
  readonly keys: KeyGate
  /** Other sites whose pages may publish. */
  readonly corsOrigins: readonly string[]
  readonly onArrival: (taken: readonly Taken[], door: DoorName) => void
  readonly onError: (error: unknown) => void
}

/** Through which protocol something came. */
export type DoorName = 'segment' | 'cloudevents' | 'eventbridge'

export type Doors = (request: IncomingMessage, path: string) => Promise<DoorAnswer>

/** Whether a request is a publisher's. */
export const isForDoors = ({ headers }: IncomingMessage, path: string): boolean =>
  path.startsWith('/v1/') || headers['x-amz-target'] !== undefined

export const openDoors = (options: DoorOptions): Doors => {
  let bodyBytes = 0
  return async (request, path) => {
    const door = doorAt(request, path)
    const cors = corsHeaders(request.headers, options.corsOrigins)
    const early = refusedEarly(request, door, cors, options)
    if (early !== null) return withHeaders(early, cors ?? {})
    const reserved = bytesAnnounced(request, (door as Door).bytesMax)
    if (bodyBytes + reserved > BODIES_BYTES_MAX) return withHeaders((door as Door).busy(), cors ?? {})
    bodyBytes += reserved
    try {
      return withHeaders(await through(door as Door, request, path, options), cors ?? {})
    } finally {
      bodyBytes -= reserved
    }
  }
}

const through = async (door: Door, request: IncomingMessage, path: string, options: DoorOptions): Promise<DoorAnswer> => {
  const body = await readBody(request, door.bytesMax)
  const text = body.ok ? body.text : (body.text ?? '')
  const isStranger = options.keys.needsKey() && keyShown(request.headers) === null && !options.keys.isRight(keyInBody(text))
  if (!body.ok && (body.text === undefined || isStranger)) return door.failed(body.status, body.problem.problem, body.problem.hint)
  if (isStranger) return door.stranger()
  const receivedAt = options.now()
  const opened = body.ok
    ? door.open({
        path,
        headers: headersOf(request),
        body: text,
        receivedAt,
        requestId: randomUUID(),
        assumeSentAt: options.publishersNow?.(),
      })
    : {
        sorted: [refusedAtDoor(text, path, receivedAt, [body.problem])],
        answer: door.failed(body.status, body.problem.problem, body.problem.hint),
      }
  return opened.sorted.length === 0 ? opened.answer : kept(door, opened, receivedAt, options)
}

/** The answer, once all that it speaks of is committed. */
const kept = async (door: Door, { sorted, answer }: Opened, receivedAt: EpochMs, options: DoorOptions): Promise<DoorAnswer> => {
  const taken = sorted.map((one): Taken => ({ sorted: one, receivedAt }))
  const committed = options.collector.add(taken)
  if (committed === null) return door.busy()
  try {
    await committed
  } catch (error) {
    options.onError(error)
    return error instanceof Contended || error instanceof Transient ? door.away() : door.broken()
  }
  try {
    options.onArrival(taken, door.name)
  } catch (error) {
    // It is kept: whoever only watches cannot undo that.
    options.onError(error)
  }
  return answer
}

/** What is known to be refused before a byte of the body is read; null: come in. */
const refusedEarly = (
  { method, headers }: IncomingMessage,
  door: Door | null,
  cors: Headers | null,
  { keys }: DoorOptions,
): DoorAnswer | null => {
  if (cors === null && (!isOwnOrigin(headers) || isFromOtherSite(headers))) return problemAnswer(403, OTHER_PAGE)
  if (method === 'OPTIONS' && cors !== null) return { status: 204, headers: {}, body: '' }
  if (door === null) return problemAnswer(404, NO_DOOR)
  if (method !== 'POST') return problemAnswer(405, NOT_POSTED, { allow: 'POST' })
  if (!isJsonType(headers['content-type'])) return problemAnswer(415, NOT_JSON_TYPE)
  const shown = keyShown(headers)
  const isStranger = keys.needsKey() && (shown === null ? !door.mayShowKeyInBody : !keys.isRight(shown))
  return isStranger ? door.stranger() : null
}

type Headers = Readonly<Record<string, string>>

/** One protocol: how it reads a request, and its words for what any server has to say. */
type Door = {
  readonly name: DoorName
  readonly bytesMax: number
  readonly mayShowKeyInBody: boolean
  readonly open: (request: DoorRequest) => Opened
  readonly stranger: () => DoorAnswer
  readonly busy: () => DoorAnswer
  readonly away: () => DoorAnswer
  readonly broken: () => DoorAnswer
  readonly failed: (status: number, problem: string, hint: string) => DoorAnswer
}

const doorAt = ({ headers }: IncomingMessage, path: string): Door | null => {
  const target = headers['x-amz-target']
  if (target !== undefined) return target === PUT_EVENTS ? bus : unknownTarget
  if (path === CLOUD_EVENTS_PATH) return cloudEvents
  return isSegmentPath(path) ? segment : null
}

const plain: Omit<Door, 'name' | 'open'> = {
  bytesMax: BATCH_BYTES_MAX,
  mayShowKeyInBody: false,
  stranger: () => problemAnswer(401, WRONG_KEY, { 'www-authenticate': 'Basic realm="rekindle"' }),
  busy: () => problemAnswer(429, BUSY, RETRY),
  away: () => problemAnswer(503, AWAY, RETRY),
  broken: () => problemAnswer(500, BROKEN),
  failed: (status, problem, hint) => problemAnswer(status, { path: '', problem, hint }),
}

const segment: Door = { ...plain, name: 'segment', mayShowKeyInBody: true, open: openSegment }
const cloudEvents: Door = { ...plain, name: 'cloudevents', open: openCloudEvents }

const RETRY = { 'retry-after': '1' }

const bus: Door = {
  name: 'eventbridge',
  // Around the megabyte of entries stand names, quotation marks and backslashes.
  bytesMax: 2 * BUS_BYTES_MAX,
  mayShowKeyInBody: false,
  open: (request) => openPutEvents(request, isTaken),
  stranger: () => awsError(400, 'UnrecognizedClientException', 'The access key id must be the write key of this server.'),
  busy: () => awsError(400, 'ThrottlingException', 'Too much is waiting already. Try again.', RETRY),
  away: () => awsError(503, 'ServiceUnavailable', AWAY.problem, RETRY),
  broken: () => awsError(500, 'InternalException', BROKEN.problem),
  failed: (status, problem) =>
    status === 413
      ? awsError(413, 'RequestEntityTooLarge', `The request ${problem}.`)
      : awsError(400, 'SerializationException', `The body ${problem}.`),
}

const unknownTarget: Door = {
  ...bus,
  open: () => ({ sorted: [], answer: awsError(400, 'UnknownOperationException', `This bus knows only ${PUT_EVENTS}.`) }),
}

const intakeRule = compilePattern(INTAKE_PATTERN)
const isTaken = (event: Parameters<typeof matches>[1]): boolean => intakeRule.ok && matches(intakeRule.value, event)

const withHeaders = (answer: DoorAnswer, headers: Headers): DoorAnswer => ({ ...answer, headers: { ...answer.headers, ...headers } })

const headersOf = ({ headers }: IncomingMessage): DoorRequest['headers'] =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]))

const OTHER_PAGE = {
  path: '',
  problem: 'comes from the page of another site',
  hint: 'Allow its origin when you start the server, or publish from a backend.',
}
const NO_DOOR = {
  path: '',
  problem: 'is for an address that is not there',
  hint: `Events go to /v1/track, /v1/identify, /v1/batch, ${CLOUD_EVENTS_PATH}.`,
}
