/** What a decision has to see of the timeline: loaded where it asks for it, and the decision made again. */
import { decide } from '../domain/customer/decide.ts'
import type { Decision } from '../domain/customer/draft.ts'
import type { Input } from '../domain/customer/input.ts'
import { type Known, type KnownEvents, NOTHING_KNOWN, type Want } from '../domain/customer/known.ts'
import type { Rules } from '../domain/customer/rules.ts'
import type { CustomerState } from '../domain/customer/state.ts'
import type { LifecycleEvent } from '../domain/event/event.ts'
import { assert } from '../kernel/assert.ts'
import { DID_EVENTS_MAX, HISTORY_NAMES_AT_ONCE, HISTORY_ROUNDS_MAX, TIMELINE_TTL_MS } from '../kernel/limits.ts'
import { END_OF_TIME, type EpochMs, epochMs } from '../kernel/words.ts'
import type { CustomerStore } from '../ports/customer-store.ts'

/** Where rows of timelines are found. */
export type Timelines = Pick<CustomerStore, 'timeline'>

/** A decision, and what of the timeline was loaded for it: as long as nobody else commits, whoever decides next need not load it again. */
export type Informed = { readonly decision: Decision; readonly known: Known }

/**
 * Decides, and where the decision has to see events that the state does not hold, loads them and decides again: a bounded number of times,
 * of which the last brings whatever the rules could ask about. Nothing is read where nothing is asked. `pending`: rows of this customer
 * that are not in the store yet.
 */
export const decideInformed = async (
  store: Timelines,
  state: CustomerState,
  input: Input,
  rules: Rules,
  now: EpochMs,
  pending: readonly LifecycleEvent[] = [],
  before: Known = NOTHING_KNOWN,
): Promise<Informed> => {
  let known = before
  for (let round = 1; ; round += 1) {
    const decision = decide(state, input, rules, now, withPending(known, pending))
    if (decision.wants.length === 0) return { decision, known }
    assert(round <= HISTORY_ROUNDS_MAX, 'whoever was given everything wants nothing more')
    const wants = round < HISTORY_ROUNDS_MAX ? decision.wants : everything(state, rules, now)
    known = new Map([...known, ...(await loadHistory(store, state, wants))])
  }
}

/** The events that are wanted, by name: of each the newest, as many as a question looks at and one more, so that it can tell that there are more. */
export const loadHistory = async (store: Timelines, { id }: Pick<CustomerState, 'id'>, wants: readonly Want[]): Promise<Known> => {
  const after = new Map<string, EpochMs>()
  for (const want of wants) after.set(want.event, epochMs(Math.min(want.after, after.get(want.event) ?? want.after)))
  const names = [...after.keys()].sort()
  const loaded: [string, KnownEvents][] = []
  for (let from = 0; from < names.length; from += HISTORY_NAMES_AT_ONCE) {
    const some = names.slice(from, from + HISTORY_NAMES_AT_ONCE)
    const earliest = epochMs(Math.min(...some.map((name) => after.get(name) as EpochMs)))
    const limit = some.length * LOOKED_AT
    const events = await store.timeline(id, { names: some, after: earliest, until: END_OF_TIME, limit, newest: true })
    // Where one of them took all the room, the others may be missing: each gets its own.
    const isWhole = some.length === 1 || events.length < limit
    for (const name of some) {
      const own = isWhole
        ? events.filter((event) => event.name === name).slice(-LOOKED_AT)
        : await store.timeline(id, { names: [name], after: earliest, until: END_OF_TIME, limit: LOOKED_AT, newest: true })
      loaded.push([name, { after: earliest, events: own }])
    }
  }
  return new Map(loaded)
}

const LOOKED_AT = DID_EVENTS_MAX + 1

/** All that conditions could ask of a customer from here on: no instant of theirs comes before the one they stand at. */
const everything = ({ at }: CustomerState, { askedEvents }: Rules, now: EpochMs): readonly Want[] => {
  const after = epochMs(Math.min(at ?? now, now) - TIMELINE_TTL_MS)
  return [...askedEvents].map((event) => ({ event, after }))
}

/** What was loaded with the rows that will be there once what is pending is committed; what is stored stands. */
const withPending = (known: Known, pending: readonly LifecycleEvent[]): Known => {
  if (known.size === 0 || pending.length === 0) return known
  return new Map([...known].map(([name, { after, events }]) => [name, { after, events: withRows(events, name, pending) }]))
}

const withRows = (events: readonly LifecycleEvent[], name: string, pending: readonly LifecycleEvent[]): readonly LifecycleEvent[] => {
  const once = new Map(events.map((event) => [event.id, event]))
  for (const event of pending) if (event.name === name && !once.has(event.id)) once.set(event.id, event)
  return once.size === events.length ? events : [...once.values()]
}
