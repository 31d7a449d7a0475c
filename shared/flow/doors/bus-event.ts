/** Events of a bus, and the envelopes of the Segment Spec in them. */
import { isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts'
import { CLOCKS_APART_MS } from '../../kernel/limits.ts'
import { type EpochMs, epochMs } from '../../kernel/words.ts'
import { cameBy, type DoorRequest, readJson, refusedAtDoor, sortRaw } from './door.ts'
import type { Taken } from './take.ts'

/** An event as a bus delivers it, for rules to match. */
export type BusEvent = JsonObject

/** A bus event's detail is one envelope, or `{ "events": [...] }` has many, because the bus costs by the entry. */
export const envelopesIn = ({ detail }: BusEvent): readonly Json[] => {
  if (!isJsonObject(detail)) return detail === undefined ? [] : [detail]
  const isMany = typeof detail.type !== 'string' && Array.isArray(detail.events) && detail.events.length > 0
  return isMany ? (detail.events as readonly Json[]) : [detail]
}

/** What came out of a queue: the text that a rule of the bus put there, and when. The instant is the same each time it is delivered. */
export type Queued = { readonly text: string; readonly queuedAt: EpochMs }

/**
 * Opens what a rule of the bus put into our queue. It was received when it came into the queue: then nobody outside has a say in it, and
 * it stays the same however often it is delivered. What is put there again much later (a redriven dead letter, a replayed archive) was
 * received then, but came first when its bus event says; of these two the one nearer to the publisher's `sentAt` judges their clock.
 */
export const openQueued = ({ text, queuedAt }: Queued): readonly Taken[] => {
  const request: DoorRequest = { path: 'bus', headers: {}, body: text, receivedAt: queuedAt, requestId: '' }
  const read = readJson(text)
  const event = read.ok && isJsonObject(read.value) ? read.value : null
  if (event === null || event.detail === undefined) {
    const problems = read.ok ? [NO_EVENT] : read.problems
    return [{ sorted: cameBy(refusedAtDoor(text, 'bus', queuedAt, problems), null, request), receivedAt: queuedAt }]
  }
  const bus = instantIn(event.time) ?? queuedAt
  const isLater = queuedAt - bus > CLOCKS_APART_MS
  const stamped = isJsonObject(event.detail) ? instantIn(event.detail.receivedAt) : null
  return envelopesIn(event).map((envelope) => {
    const arrivedAt = notAfter(queuedAt, stamped ?? (isLater ? nearest(sentAtOf(envelope), bus, queuedAt) : queuedAt))
    const dated =
      isLater && isJsonObject(envelope) && (envelope.timestamp ?? null) === null ? { ...envelope, timestamp: event.time as Json } : envelope
    return { sorted: sortRaw(dated, `bus:${String(event.source)}`, { ...request, arrivedAt }), receivedAt: queuedAt }
  })
}

const NO_EVENT = { path: '', problem: 'is no event of a bus', hint: 'Put events on the bus, and not into the queue behind it.' }

const instantIn = (said: Json | undefined): EpochMs | null => {
  const ms = typeof said === 'string' ? Date.parse(said) : Number.NaN
  return Number.isNaN(ms) ? null : epochMs(ms)
}

const sentAtOf = (envelope: Json): EpochMs | null => (isJsonObject(envelope) ? instantIn(envelope.sentAt) : null)

/** A publisher who does not say when they sent it says nothing about their clock. */
const nearest = (sentAt: EpochMs | null, bus: EpochMs, queuedAt: EpochMs): EpochMs =>
  sentAt === null || Math.abs(sentAt - bus) <= Math.abs(sentAt - queuedAt) ? bus : queuedAt

const notAfter = (latest: EpochMs, at: EpochMs): EpochMs => (at > latest ? latest : at)
