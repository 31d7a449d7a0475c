/** Events onto the bus, many to an entry: the bus is paid by chunks of 64 kB, and not by the event. */
import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { BUS_BYTES_MAX, BUS_CHUNK_BYTES, BUS_ENTRIES_MAX, BUS_ENTRY_EVENTS_MAX } from '../shared/kernel/limits.ts'
import { BUS_NAME, OWN_SOURCE } from '../shared/kernel/names.ts'
import { bytesOf, type Outcome, type Prepared, reasonOf, type Transport } from './transport.ts'

export type EventBridgeOptions = {
  /** Give it `maxAttempts: 1`: the publisher tries again by itself, entry by entry. */
  readonly client: Pick<EventBridgeClient, 'send'>
  /** Who publishes, such as `com.example.shop`. Not `rekindle`, and nothing that begins with `aws.`. */
  readonly source: string
  /** The name of the bus, or its ARN where it is another account's. */
  readonly bus?: string
}

/** Sends to the bus by PutEvents: at most 10 entries and 1 MB a request, each entry filled up to what is paid for. */
export const eventBridge = ({ client, source, bus = BUS_NAME }: EventBridgeOptions): Transport => {
  if (source === '' || source === OWN_SOURCE || source.startsWith('aws.'))
    throw new TypeError(`"source" says who publishes, such as "com.example.shop"; "${OWN_SOURCE}" and "aws." are not yours.`)
  const shellBytes = bytesOf(source) + bytesOf(DETAIL_TYPE) + OPENED.length + CLOSED.length
  return {
    fullBytes: BUS_CHUNK_BYTES,
    eventsMax: BUS_ENTRIES_MAX * BUS_ENTRY_EVENTS_MAX,
    fits: (queue) => packed(queue, shellBytes).reduce((sum, entry) => sum + entry.length, 0),
    send: async (events) => {
      const entries = packed(events, shellBytes)
      const command = new PutEventsCommand({
        Entries: entries.map((entry) => ({ Source: source, DetailType: DETAIL_TYPE, EventBusName: bus, Detail: detailOf(entry) })),
      })
      try {
        const answer = await client.send(command)
        return entries.flatMap((entry, index) => entry.map(() => outcomeOf(answer.Entries?.[index])))
      } catch (error) {
        const outcome = outcomeOfError(error)
        return events.map(() => outcome)
      }
    },
  }
}

const DETAIL_TYPE = 'lifecycle'
const OPENED = '{"events":['
const CLOSED = ']}'

const detailOf = (entry: readonly Prepared[]): string => `${OPENED}${entry.map(({ text }) => text).join(',')}${CLOSED}`

/** As many from the head as one request takes, in entries of one chunk each; the first goes whatever its size. */
export const packed = (queue: readonly Prepared[], shellBytes: number): readonly (readonly Prepared[])[] => {
  const entries: Prepared[][] = []
  let [entryBytes, totalBytes] = [0, 0]
  for (const event of queue) {
    const last = entries.at(-1)
    const joined = event.bytes + 1
    const fitsLast = last !== undefined && last.length < BUS_ENTRY_EVENTS_MAX && entryBytes + joined <= BUS_CHUNK_BYTES
    const added = fitsLast ? joined : shellBytes + event.bytes
    if (totalBytes + added > BUS_BYTES_MAX && entries.length > 0) break
    if (fitsLast) {
      last.push(event)
      entryBytes += joined
    } else {
      if (entries.length === BUS_ENTRIES_MAX) break
      entries.push([event])
      entryBytes = shellBytes + event.bytes
    }
    totalBytes += added
  }
  return entries
}

/** Codes of an entry that would be answered the same again. Every other is an outage or a limit. */
const FINAL_CODES: readonly string[] = [
  'InvalidArgument',
  'InvalidAccountIdException',
  'MalformedDetail',
  'NotAuthorizedForDetailTypeException',
  'NotAuthorizedForSourceException',
]

/** An answer without the entry is one that got lost. */
const outcomeOf = (entry: { readonly EventId?: string | undefined; readonly ErrorCode?: string | undefined } | undefined): Outcome => {
  if (entry === undefined) return { say: 'again', because: 'no-answer', afterMs: 0 }
  if (entry.ErrorCode === undefined) return { say: 'taken' }
  const because = reasonOf(entry.ErrorCode)
  return FINAL_CODES.includes(because) ? { say: 'refused', because } : { say: 'again', because, afterMs: 0 }
}

/** Errors of a whole request that waiting does not mend. Credentials that ran out are not among them: they are renewed. */
const FINAL_ERRORS: readonly string[] = [
  'AccessDeniedException',
  'InvalidSignatureException',
  'ResourceNotFoundException',
  'UnrecognizedClientException',
  'ValidationException',
]

const outcomeOfError = (error: unknown): Outcome => {
  const because = reasonOf(error instanceof Error ? error.name : null)
  return FINAL_ERRORS.includes(because) ? { say: 'refused', because } : { say: 'again', because, afterMs: 0 }
}
