/** Publishers over HTTP where their events go on to a bus: who may, what of it is an event, and the answer at once. */
import type { Parsed, Problem } from '../../kernel/problem.ts'
import { BATCH_BYTES_MAX } from '../../kernel/limits.ts'
import type { EpochMs } from '../../kernel/words.ts'
import type { QuarantineStore } from '../../ports/quarantine.ts'
import { AWAY, corsHeaders, isJsonType, keyInBody, keyShown, NOT_JSON_TYPE, NOT_POSTED, WRONG_KEY } from './admission.ts'
import { CLOUD_EVENTS_PATH, openCloudEvents } from './cloudevents.ts'
import { type DoorAnswer, type DoorRequest, type Opened, problemAnswer, refusedAtDoor } from './door.ts'
import { detailsOf, siftedOf } from './forward.ts'
import { isSegmentPath, openSegment } from './segment.ts'
import { isPassing } from '../together.ts'

/** A request as it came. `body`: read and unpacked, or why it could not be. */
export type PublisherRequest = {
  readonly method: string
  readonly path: string
  /** Names in small letters. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Parsed<string>
  readonly requestId: string
  readonly receivedAt: EpochMs
}

export type HttpIntake = {
  readonly isKey: (shown: string) => Promise<boolean>
  readonly quarantine: Pick<QuarantineStore, 'put'>
  /** Passes details on to the bus; when it returns, all of them are there. */
  readonly forward: (details: readonly string[], receivedAt: EpochMs) => Promise<void>
  /** Other sites whose pages may publish. */
  readonly corsOrigins: readonly string[]
}

/** What came of a request. */
export type HttpTaken = { readonly answer: DoorAnswer; readonly taken: number; readonly refused: number }

/** Checks each event, quarantines what is none, and passes the rest on. A 200 says that all that was taken is on the bus. */
export const takeHttp = async (world: HttpIntake, request: PublisherRequest): Promise<HttpTaken> => {
  const cors = corsHeaders(request.headers, world.corsOrigins)
  const { answer, ...counts } = await taken(world, request, cors !== null)
  return { ...counts, answer: { ...answer, headers: { ...answer.headers, ...(cors ?? {}) } } }
}

const taken = async (world: HttpIntake, request: PublisherRequest, isAllowedSite: boolean): Promise<HttpTaken> => {
  const early = refusedEarly(request, isAllowedSite)
  if (early !== null) return only(early)
  const { body } = request
  try {
    const shown = keyShown(request.headers) ?? (body.ok ? keyInBody(body.value) : null)
    if (shown === null || !(await world.isKey(shown)))
      return only(problemAnswer(401, WRONG_KEY, { 'www-authenticate': 'Basic realm="rekindle"' }))
    if (!body.ok) return only(problemAnswer(400, body.problems[0] ?? NOTHING))
    const opened = openedBy(request, body.value)
    const { envelopes, refused } = siftedOf(opened)
    if (refused.length > 0) await world.quarantine.put(refused)
    if (envelopes.length > 0) await world.forward(detailsOf(envelopes, request.receivedAt), request.receivedAt)
    return { answer: opened.answer, taken: envelopes.length, refused: refused.length }
  } catch (failure) {
    if (!isPassing(failure)) throw failure
    return only(problemAnswer(503, AWAY, { 'retry-after': '1' }))
  }
}

const openedBy = ({ path, headers, requestId, receivedAt }: PublisherRequest, body: string): Opened => {
  const request: DoorRequest = { path, headers, body, requestId, receivedAt }
  if (Buffer.byteLength(body) > BATCH_BYTES_MAX) {
    return { sorted: [refusedAtDoor(body, path, receivedAt, [TOO_LARGE])], answer: problemAnswer(413, TOO_LARGE) }
  }
  return path === CLOUD_EVENTS_PATH ? openCloudEvents(request) : openSegment(request)
}

/** What needs no look at the body; null: come in. A page of another site that is not allowed hears nothing, not even whether its key is right. */
const refusedEarly = ({ method, path, headers }: PublisherRequest, isAllowedSite: boolean): DoorAnswer | null => {
  if (headers.origin !== undefined && !isAllowedSite) return problemAnswer(403, OTHER_PAGE)
  if (method === 'OPTIONS' && isAllowedSite) return { status: 204, headers: {}, body: '' }
  if (path !== CLOUD_EVENTS_PATH && !isSegmentPath(path)) return problemAnswer(404, NO_DOOR)
  if (method !== 'POST') return problemAnswer(405, NOT_POSTED, { allow: 'POST' })
  return isJsonType(headers['content-type']) ? null : problemAnswer(415, NOT_JSON_TYPE)
}

const only = (answer: DoorAnswer): HttpTaken => ({ answer, taken: 0, refused: 0 })

const NOTHING: Problem = { path: '', problem: 'cannot be read', hint: 'Send JSON as UTF-8.' }
const TOO_LARGE: Problem = {
  path: '',
  problem: `is larger than ${BATCH_BYTES_MAX} bytes`,
  hint: 'Send it in several batches.',
}
const OTHER_PAGE: Problem = {
  path: '',
  problem: 'comes from the page of another site',
  hint: 'Allow its origin (CORS_ORIGINS of the stage), or publish from a backend.',
}
const NO_DOOR: Problem = {
  path: '',
  problem: 'is for an address that is not there',
  hint: `Events go to /v1/track, /v1/identify, /v1/batch, ${CLOUD_EVENTS_PATH}.`,
}
