import { QUARANTINE_TEXT_MAX } from '../kernel/limits.ts'
import type { Problem } from '../kernel/problem.ts'
import type { EpochMs } from '../kernel/words.ts'
import type { CameBy, QuarantineEntry } from '../ports/quarantine.ts'
import { CLOUD_EVENTS_PATH, openCloudEvents } from './doors/cloudevents.ts'
import { type DoorRequest, type Opened, readJson, refusalsOf, refusedAtDoor, sortRaw } from './doors/door.ts'
import { isSegmentPath, openSegment } from './doors/segment.ts'
import { type Taken, take } from './doors/take.ts'
import type { Taker } from './engine.ts'

/**
 * Whether a mended text may be sent in for an entry: what a door refused whole, and is here whole. Of anything else a part was taken
 * already, a part is gone, or nobody knows how it was read.
 */
export const isRetriable = ({ because, text, cameBy }: QuarantineEntry): boolean =>
  (because === 'invalid' || because === 'in-the-future') && text.length < QUARANTINE_TEXT_MAX && cameBy !== undefined && hasDoor(cameBy)

/** `taken`: all that the text says, or nothing. */
export type Retried = { readonly taken: readonly Taken[]; readonly problems: readonly Problem[] }

/**
 * Sends a mended text in, through the door by which the entry came. Ids stay the publisher's, so that it counts once when the publisher
 * mends it, too. Where all of it can be taken, the entry is forgotten; else nothing is, and the problems are those of the new text.
 */
export const retry = async (engine: Taker, entry: QuarantineEntry, text: string, now: EpochMs): Promise<Retried> => {
  const { sorted, placeOf } = reopened(entry, text, now)
  const problems = refusalsOf(sorted, placeOf).flatMap((refusal) => refusal.problems)
  if (problems.length > 0) return { taken: [], problems }
  const taken = sorted.map((one): Taken => ({ sorted: one, receivedAt: now }))
  if (taken.length === 0) return { taken, problems: [NOTHING_IN_IT] }
  await take(engine, taken)
  await engine.quarantine.resolve(entry.id)
  return { taken, problems: [] }
}

/** As it would have been read when it came, but for what has become past since. */
const reopened = ({ id, at, cameBy }: QuarantineEntry, body: string, now: EpochMs): Pick<Opened, 'sorted' | 'placeOf'> => {
  const { path, headers } = cameBy?.request ?? { path: ENVELOPE, headers: {} }
  const request: DoorRequest = {
    ...{ path, headers, body, receivedAt: now, arrivedAt: at },
    // Sent in twice, it counts once also where we make the id.
    requestId: id,
    assumeSentAt: cameBy?.assumedSentAt ?? undefined,
  }
  if (path === CLOUD_EVENTS_PATH) return openCloudEvents(request)
  if (path !== ENVELOPE) return openSegment(request)
  const read = readJson(body)
  return { sorted: [read.ok ? sortRaw(read.value, path, request) : refusedAtDoor(body, path, now, read.problems)] }
}

/** Where an event is read as it is. */
const ENVELOPE = 'retry'

const hasDoor = ({ request }: CameBy): boolean => request === null || request.path === CLOUD_EVENTS_PATH || isSegmentPath(request.path)

const NOTHING_IN_IT: Problem = {
  path: '',
  problem: 'has no event in it',
  hint: 'Keep the events that are to be taken, or dismiss the entry.',
}
