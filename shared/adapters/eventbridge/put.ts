/** Putting events on a bus: the requests as values within the limits of PutEvents, and sending them until each entry is in. */
import { EventBridgeClient, type EventBridgeClientConfig, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge'
import { BUS_BYTES_MAX, BUS_ENTRIES_MAX, ENTRY_ATTEMPTS_MAX, ENTRY_RETRY_MS } from '../../kernel/limits.ts'
import { Transient } from '../../ports/customer-store.ts'

export type Pause = (ms: number) => Promise<unknown>

/** A client for the bus; what is left out the SDK finds as it always does. */
export const eventBridgeClient = (place: Pick<EventBridgeClientConfig, 'region' | 'endpoint' | 'credentials'> = {}): EventBridgeClient =>
  new EventBridgeClient(place)

/** Entries in lists that one call takes each. An entry is never cut: whoever makes one keeps it below the limit of a call. */
export const callsOf = (entries: readonly PutEventsRequestEntry[]): readonly (readonly PutEventsRequestEntry[])[] => {
  const calls: PutEventsRequestEntry[][] = []
  let bytes = 0
  for (const entry of entries) {
    const size = bytesOf(entry)
    const last = calls.at(-1)
    if (last === undefined || last.length >= BUS_ENTRIES_MAX || bytes + size > BUS_BYTES_MAX) {
      calls.push([entry])
      bytes = size
    } else {
      last.push(entry)
      bytes += size
    }
  }
  return calls
}

/** Puts entries on the bus. Those it refuses by themselves are offered again as they are; in the end it is an outage. */
export const putEntries = async (
  client: Pick<EventBridgeClient, 'send'>,
  entries: readonly PutEventsRequestEntry[],
  pause: Pause = waiting,
): Promise<void> => {
  for (const call of callsOf(entries)) {
    let left = call
    for (let attempt = 1; left.length > 0; attempt += 1) {
      const { Entries: answers = [] } = await client.send(new PutEventsCommand({ Entries: [...left] }))
      const refused = answers.find(({ ErrorCode }) => ErrorCode !== undefined && !PASSING.test(ErrorCode))
      if (refused !== undefined) throw new Error(`the bus does not take an entry of ours: ${refused.ErrorCode}`)
      left = left.filter((_, index) => answers[index]?.ErrorCode !== undefined)
      if (left.length === 0) break
      if (attempt >= ENTRY_ATTEMPTS_MAX) throw new Transient(`the bus did not take ${left.length} of ${call.length} entries`)
      await pause(ENTRY_RETRY_MS * 2 ** attempt * Math.random())
    }
  }
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsResultEntry.html */
const PASSING = /^(ThrottlingException|InternalFailure|InternalException|ServiceUnavailable)$/

/** As EventBridge counts: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html */
const bytesOf = ({ Source, DetailType, Detail, Resources = [], Time }: PutEventsRequestEntry): number =>
  [Source, DetailType, Detail, ...Resources].reduce((sum, text) => sum + Buffer.byteLength(text ?? ''), 0) + (Time === undefined ? 0 : 14)

const waiting: Pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
