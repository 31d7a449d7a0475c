/** A clock that runs when told, a catalogue, and a bus that fails as it is told to. */
import { PutEventsCommand, type EventBridgeClient } from '@aws-sdk/client-eventbridge'
import type { Catalogue, Surroundings } from '../../sdk/index.ts'

export type Orders = {
  readonly 'Order Completed': { readonly order_id: string; readonly revenue: number }
  readonly Visited: Record<never, never>
}
export type People = { readonly email: string; readonly plan: 'free' | 'pro' }

export const CATALOGUE: Catalogue<Orders, People> = {
  events: {
    'Order Completed': { properties: { order_id: { type: 'string', required: true }, revenue: { type: 'number', required: true } } },
    Visited: { properties: {} },
  },
  traits: { email: { type: 'string' }, plan: { type: 'string', values: ['free', 'pro'] } },
}

export type VirtualClock = Surroundings & { readonly run: (untilDone: () => boolean) => Promise<void> }

/** Time passes from one call to the next, and never by itself. `random` draws from a list, for ever. */
export const virtualClock = (chance: readonly number[] = [0.5]): VirtualClock => {
  let [now, drawn, id] = [Date.UTC(2026, 0, 1), 0, 0]
  const calls = new Map<number, { readonly at: number; readonly call: () => void }>()
  return {
    now: () => now,
    random: () => chance[drawn++ % chance.length] as number,
    after: (ms, call) => {
      const own = ++id
      calls.set(own, { at: now + ms, call })
      return () => void calls.delete(own)
    },
    run: async (isDone) => {
      for (let step = 0; step < 100_000; step += 1) {
        // Whatever was answered is heard before time goes on.
        for (let turn = 0; turn < TURNS && !isDone(); turn += 1) await new Promise(setImmediate)
        if (isDone()) return
        const [next] = [...calls].toSorted(([a, { at: one }], [b, { at: other }]) => one - other || a - b)
        if (next === undefined) continue
        calls.delete(next[0])
        now = Math.max(now, next[1].at)
        next[1].call()
      }
      throw new Error('It never ends.')
    },
  }
}

/** More than an answer of the bus takes. */
const TURNS = 5

/** What happens to one request: an entry that fails by index, the whole of it, or an answer that gets lost after all was taken. */
export type Luck =
  | { readonly type: 'well' }
  | { readonly type: 'entries'; readonly failing: readonly number[] }
  | { readonly type: 'refused' }
  | { readonly type: 'answer-lost' }

export type Request = { readonly bytes: number; readonly entries: readonly (readonly string[])[]; readonly sizes: readonly number[] }

export type FakeBus = {
  readonly client: Pick<EventBridgeClient, 'send'>
  readonly requests: readonly Request[]
  /** Every text that the bus took, each time it did. */
  readonly taken: readonly string[]
  readonly inFlightMost: () => number
}

/** A bus that has good luck once the list is over. It answers later, and not in the order it was asked. */
export const fakeBus = (lucks: readonly Luck[] = []): FakeBus => {
  const requests: Request[] = []
  const taken: string[] = []
  let [inFlight, most] = [0, 0]
  const send = async (command: unknown) => {
    if (!(command instanceof PutEventsCommand)) throw new Error('Another command.')
    const luck = lucks[requests.length] ?? { type: 'well' }
    const entries = command.input.Entries ?? []
    const sizes = entries.map(({ Source = '', DetailType = '', Detail = '' }) => Buffer.byteLength(Source + DetailType + Detail))
    const texts = entries.map(({ Detail = '{}' }) => (JSON.parse(Detail) as { events: object[] }).events.map((one) => JSON.stringify(one)))
    requests.push({ bytes: sizes.reduce((sum, size) => sum + size, 0), entries: texts, sizes })
    inFlight += 1
    most = Math.max(most, inFlight)
    for (let turn = requests.length % 3; turn >= 0; turn -= 1) await new Promise(setImmediate)
    inFlight -= 1
    if (luck.type === 'refused') throw Object.assign(new Error('Rate exceeded for ann@example.com'), { name: 'ThrottlingException' })
    const fails = (index: number): boolean => luck.type === 'entries' && luck.failing.includes(index)
    taken.push(...texts.flatMap((inside, index) => (fails(index) ? [] : inside)))
    if (luck.type === 'answer-lost') throw Object.assign(new Error('socket hang up'), { name: 'TimeoutError' })
    return {
      FailedEntryCount: texts.filter((_, index) => fails(index)).length,
      Entries: texts.map((_, index) =>
        fails(index) ? { ErrorCode: 'InternalException', ErrorMessage: 'ann@example.com' } : { EventId: `${index}` },
      ),
    }
  }
  return { client: { send: send as EventBridgeClient['send'] }, requests, taken, inFlightMost: () => most }
}
