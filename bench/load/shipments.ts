/** Envelopes as they go over the wire: through every door that publishers use. */
import { digestOf } from '../../shared/kernel/digest.ts'
import type { JsonObject } from '../../shared/kernel/json.ts'
import type { Said, Stream } from './events.ts'

/** One request, and the same events as lines of a file. */
export type Shipment = {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly events: number
  /** How many of them must be refused. */
  readonly flawed: number
  readonly lines: string
}

/** The requests of one publisher, one after the other: mostly batches, now and then a single call, CloudEvents or PutEvents. */
export const shipmentsOf = (stream: Stream, batchSize: number) => {
  let count = 0
  const taken = (size: number): readonly Said[] => Array.from({ length: size }, () => stream.next())
  return (): Shipment => {
    count += 1
    if (count % 8 === 3) return single(taken(1))
    if (count % 8 === 5) return cloudEvents(taken(Math.ceil(batchSize / 4)))
    if (count % 16 === 7) return putEvents(taken(BUS_ENTRIES * EVENTS_OF_ENTRY))
    return batch(taken(batchSize))
  }
}

const BUS_ENTRIES = 10
const EVENTS_OF_ENTRY = 5
const JSON_TYPE = { 'content-type': 'application/json' }

const batch = (said: readonly Said[]): Shipment => shipment('/v1/batch', JSON_TYPE, { batch: said.map(({ envelope }) => envelope) }, said)

const single = (said: readonly Said[]): Shipment => {
  const [{ envelope } = NOTHING] = said
  return shipment(`/v1/${String(envelope.type)}`, JSON_TYPE, envelope, said)
}

const NOTHING: Said = { envelope: {}, isFlawed: true }

const putEvents = (said: readonly Said[]): Shipment => {
  const entries = Array.from({ length: BUS_ENTRIES }, (_, index) => {
    const events = said.slice(index * EVENTS_OF_ENTRY, (index + 1) * EVENTS_OF_ENTRY).map(({ envelope }) => envelope)
    return { Source: 'com.example.shop', DetailType: 'lifecycle', EventBusName: 'rekindle', Detail: JSON.stringify({ events }) }
  })
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AWSEvents.PutEvents' }
  return shipment('/', headers, { Entries: entries }, said)
}

/** Track calls as events of their own kind, named by their type; other calls as data. */
const cloudEvents = (said: readonly Said[]): Shipment => {
  const sent = said.map(asCloudEvent)
  const headers = { 'content-type': 'application/cloudevents-batch+json' }
  return shipment(
    '/v1/events',
    headers,
    sent.map(({ event }) => event),
    sent.map(({ said }) => said),
  )
}

const SOURCE = '/load'

/** With the envelope that must come of it: an event of its own kind gets an id made of its source and its own. */
const asCloudEvent = (said: Said): { readonly event: JsonObject; readonly said: Said } => {
  const { envelope, isFlawed } = said
  const { messageId = '', type = '', event = '', userId = null, timestamp = '', properties = {} } = envelope
  const common = { specversion: '1.0', id: messageId, source: SOURCE }
  if (type !== 'track' || isFlawed || envelope.anonymousId !== undefined)
    return { event: { ...common, type: 'call', data: envelope }, said }
  return {
    event: { ...common, type: event, subject: userId, time: timestamp, data: properties },
    said: { isFlawed, envelope: { ...envelope, messageId: digestOf('cloudevent', SOURCE, String(messageId)) } },
  }
}

const shipment = (path: string, headers: Shipment['headers'], body: unknown, said: readonly Said[]): Shipment => ({
  path,
  headers,
  body: JSON.stringify(body),
  events: said.length,
  flawed: said.filter(({ isFlawed }) => isFlawed).length,
  lines: said.map(({ envelope }) => `${JSON.stringify(envelope)}\n`).join(''),
})
