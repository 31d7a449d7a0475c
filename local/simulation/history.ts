/** Where simulated history comes from: what a data folder or a deployed system keeps of everybody, or files of events. */
import { attributesOf, isSomebody, traitsOf, wordOf } from '../../shared/flow/simulation/picture.ts'
import type { LifecycleEvent } from '../../shared/domain/event/event.ts'
import type { Sorted } from '../../shared/flow/intake.ts'
import { GRANTING_EVENT, WITHDRAWING_EVENT } from '../../shared/domain/messaging/consent.ts'
import { PREFERENCES_EVENT } from '../../shared/domain/messaging/preferences.ts'
import { sortArrival } from '../../shared/flow/intake.ts'
import { type CustomerId, epochMs, type EpochMs } from '../../shared/kernel/words.ts'
import type { CustomerStore } from '../../shared/ports/customer-store.ts'
import type { CollectedPast, CollectedThing, Past, PastThing } from '../../shared/ports/past.ts'
import { NO_CHAOS } from '../replay/chaos.ts'
import { deliveries } from '../replay/deliveries.ts'
import { sizeOf } from '../replay/lines.ts'
import type { Arrived } from '../replay/replay.ts'

/** What happened, in the order in which it was heard of. */
export type SimulatedHistory = {
  readonly of: 'folder' | 'file' | 'system'
  /** Up to an instant. */
  readonly until: (to: EpochMs) => AsyncIterable<readonly Arrived[]>
  /** In the unit of `bytesRead`. */
  readonly size: number
  /** Names of events it holds; null: all that ever were. */
  readonly names: ReadonlySet<string> | null
}

/** Files of events, as a replay reads them. */
export const historyInFiles = async (paths: readonly string[]): Promise<SimulatedHistory> => ({
  of: 'file',
  size: await sizeOf(paths),
  names: null,
  until: async function* (to) {
    const plan = { paths, seed: '', chaos: NO_CHAOS, untils: [], until: to, horizon: to }
    for await (const some of deliveries(plan)) {
      yield some.map(({ line, text, raw, receivedAt, bytesRead }) => ({
        receivedAt,
        bytesRead,
        sorted: () => sortArrival({ text, raw, source: `line ${line}`, receivedAt }, { correctSkew: false }),
      }))
    }
  },
})

/** All that a data folder keeps: events somebody named, what people said about mail, and their attributes as they are today. */
export const historyInFolder = (past: Past, customers: Pick<CustomerStore, 'load'>, to: EpochMs): SimulatedHistory => {
  const names = past.names()
  return {
    of: 'folder',
    size: past.extent(to).things,
    names,
    until: async function* (until) {
      let read = 0
      const nobodies = new Set<CustomerId>()
      for (const things of past.until(until)) {
        const firsts = things.flatMap(({ type, customer }) => (type === 'first' ? [customer] : []))
        const states = await customers.load(firsts)
        for (const [id, state] of states) if (!isSomebody(state)) nobodies.add(id)
        // Of who turned out to be another, those who they are have copies of the events.
        yield arrivedOf(things, read, (thing) => (nobodies.has(thing.customer) ? null : eventOf(thing, states, names)))
        read += things.length
      }
    },
  }
}

/** All that was collected of a deployed system: the same, in the same order. */
export const historyInSystem = (past: CollectedPast, to: EpochMs): SimulatedHistory => {
  const names = past.names()
  return {
    of: 'system',
    size: past.things(to),
    names,
    until: async function* (until) {
      let read = 0
      for (const things of past.until(until)) {
        yield arrivedOf(things, read, (thing) => collectedEvent(thing, names))
        read += things.length
      }
    },
  }
}

const collectedEvent = (thing: CollectedThing, names: ReadonlySet<string>): LifecycleEvent | null => {
  if (thing.type === 'first') return attributesOf(thing.customer, thing.traits, thing.at)
  return thing.type === 'word' && names.has(thing.event.name) ? null : thing.event
}

/** Those that tell something, as they arrive; so many things were read before. */
const arrivedOf = <Thing extends { readonly at: EpochMs }>(
  things: readonly Thing[],
  before: number,
  eventIn: (thing: Thing) => LifecycleEvent | null,
): readonly Arrived[] =>
  things.flatMap((thing, index) => {
    const event = eventIn(thing)
    return event === null ? [] : [{ receivedAt: epochMs(thing.at), bytesRead: before + index + 1, sorted: () => requestOf(event) }]
  })

const requestOf = (event: LifecycleEvent): Sorted => ({
  type: 'request',
  request: { type: 'event', customerId: event.customerId, event },
  more: [],
})

/** Null: there is nothing to tell, or the event that told it is kept. */
const eventOf = (
  thing: PastThing,
  states: Awaited<ReturnType<CustomerStore['load']>>,
  names: ReadonlySet<string>,
): LifecycleEvent | null => {
  switch (thing.type) {
    case 'event':
      return thing.event
    case 'first': {
      const state = states.get(thing.customer)
      return state === undefined ? null : attributesOf(state.id, traitsOf(state), thing.at)
    }
    case 'word': {
      const event = wordOf(thing.customer, thing.fact)
      return event === null || names.has(event.name) ? null : event
    }
  }
}

/** Words about mail are told by facts, whether or not the events are kept. */
export const TOLD_BY_FACTS: readonly string[] = [GRANTING_EVENT, WITHDRAWING_EVENT, PREFERENCES_EVENT]
