import type { EventBridgeClient, PutEventsRequestEntry } from '@aws-sdk/client-eventbridge'
import { HTTP_DETAIL_TYPE, HTTP_SOURCE, OWN_SOURCE } from '../../kernel/names.ts'
import type { EpochMs } from '../../kernel/words.ts'
import type { Publication, Publisher } from '../../ports/publisher.ts'
import { putEntries } from './put.ts'

/** What happened, on the bus that others listen on. */
export const busPublisher = (client: Pick<EventBridgeClient, 'send'>, bus: string): Publisher => ({
  publish: (publications) =>
    putEntries(
      client,
      publications.map((one) => publicationEntry(bus, one)),
    ),
})

export const publicationEntry = (bus: string, publication: Publication): PutEventsRequestEntry => ({
  EventBusName: bus,
  Source: OWN_SOURCE,
  DetailType: publication.type,
  Detail: JSON.stringify(publication),
  Time: new Date(publication.at),
})

/** Passes events of publishers on to the bus, each text the detail of one entry. */
export type Forwarder = (details: readonly string[], receivedAt: EpochMs) => Promise<void>

export const busForwarder =
  (client: Pick<EventBridgeClient, 'send'>, bus: string): Forwarder =>
  (details, receivedAt) =>
    putEntries(
      client,
      details.map((detail) => forwardedEntry(bus, detail, receivedAt)),
    )

export const forwardedEntry = (bus: string, detail: string, receivedAt: EpochMs): PutEventsRequestEntry => ({
  EventBusName: bus,
  Source: HTTP_SOURCE,
  DetailType: HTTP_DETAIL_TYPE,
  Detail: detail,
  Time: new Date(receivedAt),
})
