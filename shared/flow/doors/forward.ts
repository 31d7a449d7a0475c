/** Events that came over HTTP on their way to the bus: checked at once, packed into few entries. */
import { isJsonObject, type Json } from '../../kernel/json.ts'
import { BUS_CHUNK_BYTES, BUS_ENTRY_EVENTS_MAX } from '../../kernel/limits.ts'
import { isoOf } from '../../kernel/time.ts'
import type { EpochMs } from '../../kernel/words.ts'
import type { QuarantineEntry } from '../../ports/quarantine.ts'
import type { Opened } from './door.ts'

/** What of an opened request goes on to the bus, and what to quarantine. */
export type Sifted = { readonly envelopes: readonly Json[]; readonly refused: readonly QuarantineEntry[] }

/** The key that a browser's library writes into each event is nobody else's business. */
export const siftedOf = ({ sorted, envelopes = [] }: Opened): Sifted => ({
  envelopes: sorted.flatMap((one, index) => (one.type === 'request' ? [withoutKey(envelopes[index] ?? null)] : [])),
  refused: sorted.flatMap((one) => (one.type === 'quarantine' ? [one.entry] : [])),
})

/**
 * Details of bus entries: as many events in each as one chunk that is paid for holds. `receivedAt` goes with them: however long they
 * wait on the way, clocks of publishers are judged by when they came.
 */
export const detailsOf = (envelopes: readonly Json[], receivedAt: EpochMs): readonly string[] => {
  const head = `{"receivedAt":${JSON.stringify(isoOf(receivedAt))},"events":[`
  const room = BUS_CHUNK_BYTES - AROUND_BYTES - head.length
  const details: string[] = []
  let texts: string[] = []
  let bytes = 0
  const close = (): void => {
    if (texts.length > 0) details.push(`${head}${texts.join(',')}]}`)
    texts = []
    bytes = 0
  }
  for (const envelope of envelopes) {
    const text = JSON.stringify(envelope)
    const size = encoder.encode(text).length + 1
    if (bytes + size > room || texts.length >= BUS_ENTRY_EVENTS_MAX) close()
    texts.push(text)
    bytes += size
  }
  close()
  return details
}

/** Source, detail type, time, and what the bus writes around a detail when it hands it on to a queue. */
const AROUND_BYTES = 1_024

const encoder = new TextEncoder()

const withoutKey = (envelope: Json): Json => {
  if (!isJsonObject(envelope) || envelope.writeKey === undefined) return envelope
  const { writeKey: _, ...rest } = envelope
  return rest
}
