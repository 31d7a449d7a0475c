import { parseEvent, parseEventLine, type Reading } from '../contract/event.ts'
import { quarantineOf } from '../contract/quarantined.ts'
import type { EpochMs } from '../kernel/words.ts'
import type { QuarantineEntry } from '../ports/quarantine.ts'
import type { Engine } from './engine.ts'
import { handle, type Timed } from './handle.ts'
import type { Request } from './request.ts'

/** Something that came through a door: its text, its parsed value where there is one, and where it came from (file and line, bus entry). */
export type Arrival = { readonly text: string; readonly raw: unknown; readonly source: string; readonly receivedAt: EpochMs }

export type Sorted =
  | { readonly type: 'request'; readonly request: Request }
  | { readonly type: 'quarantine'; readonly entry: QuarantineEntry }

/** Parses what arrived into a request, or into a quarantine entry that says why not. `raw` undefined: the text is not JSON. */
export const sortArrival = ({ text, raw, source, receivedAt }: Arrival, reading: Reading): Sorted => {
  const parsed = raw === undefined ? parseEventLine(text, receivedAt, reading) : parseEvent(raw, receivedAt, reading)
  if (!parsed.ok) return { type: 'quarantine', entry: quarantineOf(text, source, receivedAt, parsed) }
  const { value } = parsed
  // Clocks of publishers run ahead a little; nothing happens after we heard of it.
  const event = value.occurredAt > receivedAt ? { ...value, occurredAt: receivedAt } : value
  return { type: 'request', request: { type: 'event', customerId: event.customerId, event } }
}

/** Takes a batch of arrivals: what can be parsed is handled, customer by customer; the rest is quarantined. Answers the entries. */
export const intake = async (engine: Engine, arrivals: readonly Arrival[], reading: Reading): Promise<readonly QuarantineEntry[]> => {
  const requests: Timed[] = []
  const refused: QuarantineEntry[] = []
  for (const arrival of arrivals) {
    const sorted = sortArrival(arrival, reading)
    if (sorted.type === 'request') requests.push({ request: sorted.request, now: arrival.receivedAt })
    else refused.push(sorted.entry)
  }
  if (refused.length > 0) await engine.quarantine.put(refused)
  await handle(engine.store, engine.rules(), requests)
  return refused
}
