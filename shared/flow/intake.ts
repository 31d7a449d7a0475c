import { type MergeSaid, parseEvent, parseEventLine, type Reading } from '../contract/event.ts'
import { quarantineOf } from '../contract/quarantined.ts'
import { type CustomerState, unknownCustomer } from '../domain/customer/state.ts'
import type { CustomerId, EpochMs } from '../kernel/words.ts'
import type { CustomerStore } from '../ports/customer-store.ts'
import type { QuarantineEntry } from '../ports/quarantine.ts'
import type { Taker } from './engine.ts'
import { handle, type Timed } from './handle.ts'
import { finishMerges } from './merge.ts'
import { concernedBy, openMerges } from './merge-order.ts'
import { mergeRefusals } from './merge-refusal.ts'
import type { Request } from './request.ts'

/** Something that came through a door: its text, its parsed value where there is one, and where it came from (file and line, bus entry). */
export type Arrival = { readonly text: string; readonly raw: unknown; readonly source: string; readonly receivedAt: EpochMs }

export type Sorted =
  /** `more`: what it also says, of whom it is about. */
  | { readonly type: 'request'; readonly request: Request; readonly more: readonly Request[] }
  | { readonly type: 'quarantine'; readonly entry: QuarantineEntry }

/** Parses what arrived into requests, or into a quarantine entry that says why not. `raw` undefined: the text is not JSON. */
export const sortArrival = ({ text, raw, source, receivedAt }: Arrival, reading: Reading): Sorted => {
  const parsed = raw === undefined ? parseEventLine(text, receivedAt, reading) : parseEvent(raw, receivedAt, reading)
  if (!parsed.ok) return { type: 'quarantine', entry: quarantineOf(text, source, receivedAt, parsed) }
  const { value } = parsed
  if (value === null) {
    const [first, ...others] = parsed.merges
    return { type: 'request', request: mergeRequest(first), more: others.map(mergeRequest) }
  }
  // Clocks of publishers run ahead a little; nothing happens after we heard of it.
  const event = value.occurredAt > receivedAt ? { ...value, occurredAt: receivedAt } : value
  return { type: 'request', request: { type: 'event', customerId: event.customerId, event }, more: parsed.merges.map(mergeRequest) }
}

const mergeRequest = ({ source, into }: MergeSaid): Request => ({ type: 'merge', customerId: source, into })

/**
 * Handles requests, and finishes the merges they begin, so that whoever comes after finds them done: together they come to the same
 * as one by one. A crash in between leaves customers sealed, whom the tick then finds due.
 */
export const handleAll = async (engine: Taker, requests: readonly Timed[]): Promise<void> => {
  const { store } = engine
  const rules = engine.rules()
  // Each round handles at least the first of those that wait.
  for (let waiting = requests; waiting.length > 0; ) {
    const { ready, later } = await untilMerged(store, waiting)
    const handled = await handle(store, rules, ready)
    const refused = handled.flatMap(({ request, decision, isLost, now }) => mergeRefusals(request, isLost ? 'lost' : decision, now))
    if (refused.length > 0) await engine.quarantine.put(refused)
    await finishMerges(store, rules, handled)
    waiting = later
  }
}

/** What can be handled together, and what has to wait for a merge among it. */
const untilMerged = async (store: CustomerStore, requests: readonly Timed[]) => {
  if (!requests.some(({ request }) => request.type === 'merge')) return { ready: requests, later: [] }
  const states = new Map(await store.load([...new Set(requests.map(({ request }) => request.customerId))]))
  const stateOf = async (id: CustomerId): Promise<CustomerState> => {
    const state = states.get(id) ?? (await store.load([id])).get(id) ?? unknownCustomer(id)
    states.set(id, state)
    return state
  }
  const merges = openMerges(stateOf)
  const ready: Timed[] = []
  const later: Timed[] = []
  for (const timed of requests) {
    const { request } = timed
    if (await merges.delay(request)) {
      later.push(timed)
      continue
    }
    ready.push(timed)
    if (request.type !== 'merge' || (await stateOf(request.customerId)).merge !== null) continue
    merges.begin(request.customerId, (await concernedBy(request, stateOf)).at(-1) ?? request.into)
  }
  return { ready, later }
}
