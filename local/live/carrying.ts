/** What steps ask others to do, carried out by a live process: tasks are listed, and calls made, a few at a time, beside everything else. */
import type { Engine } from '../../shared/flow/engine.ts'
import { makeCall } from '../../shared/flow/call.ts'
import { carryOutPage, type Hands } from '../../shared/flow/carry-out.ts'
import { CALLS_AT_ONCE } from '../../shared/kernel/limits-effects.ts'
import type { CallId, EpochMs } from '../../shared/kernel/words.ts'
import type { Caller } from '../../shared/ports/caller.ts'
import type { CallStore, CarriedStore, KeptCall } from '../../shared/ports/calls.ts'
import { STREAM_START, type StreamPosition } from '../../shared/ports/change-stream.ts'
import type { Clock } from '../../shared/ports/clock.ts'
import type { TaskList } from '../../shared/ports/task-list.ts'

export type Carrying = {
  /** For a process that has just started: goes on where the last one was. Calls that were owed before anybody carried anything out are not made. */
  readonly start: () => Promise<void>
  /** Lists what was asked for since, and begins calls that are due; answers whether there is more. Nobody waits for a call. */
  readonly round: (now: EpochMs, tell: (problem: Error) => void) => Promise<'more' | 'done'>
  /** Ends calls under way; the next process makes them again. */
  readonly close: () => Promise<void>
}

export type CarryingWorld = {
  readonly engine: Pick<Engine, 'store' | 'rules' | 'stream'>
  readonly stores: { readonly tasks: TaskList; readonly calls: CallStore; readonly carried: CarriedStore }
  readonly caller: Caller
  readonly clock: Clock
  /** Told that a list of tasks is another now. */
  readonly changed: () => void
}

export const carryingOf = (world: CarryingWorld): Carrying => {
  const { engine, stores, changed } = world
  const positions = new Map<string, StreamPosition>()
  const hands: Hands = { tasks: stores.tasks, putCalls: stores.calls.put }

  const go = async (shard: string, with_: Hands): Promise<boolean> => {
    const after = positions.get(shard) ?? STREAM_START
    const to = await carryOutPage(with_, engine.stream, shard, after)
    if (to === after) return false
    positions.set(shard, to)
    return true
  }
  const start = async (): Promise<void> => {
    for (const shard of await engine.stream.shards()) {
      const kept = await stores.carried.read(shard)
      positions.set(shard, kept ?? STREAM_START)
      const isFirst = kept === null
      while (isFirst && (await go(shard, { ...hands, putCalls: async () => {} })));
      await stores.carried.keep(shard, positions.get(shard) ?? STREAM_START)
    }
  }
  const calling = callingOf(world)
  const round: Carrying['round'] = async (now, tell) => {
    let pages = 0
    for (const shard of await engine.stream.shards()) {
      const before = pages
      while (pages < PAGES_MAX && (await go(shard, hands))) pages += 1
      // After it was carried out: what a crash leaves in between is carried out twice, which is harmless.
      if (pages > before) await stores.carried.keep(shard, positions.get(shard) ?? STREAM_START)
    }
    if (pages > 0) changed()
    await calling.begin(now, tell)
    return pages < PAGES_MAX ? 'done' : 'more'
  }
  return { start, round, close: calling.close }
}

/** Of one round: what else is to be done must not wait longer. */
const PAGES_MAX = 20

/** Calls under way, as many as may be at once. */
const callingOf = ({ engine, stores: { calls }, caller, clock }: CarryingWorld) => {
  const underWay = new Map<CallId, Promise<void>>()
  const stop = new AbortController()
  const one = async (call: KeptCall, tell: (problem: Error) => void): Promise<void> => {
    try {
      const called = await makeCall({ engine, caller, clock }, call, call.attempts + 1, stop.signal)
      if (stop.signal.aborted) return
      if (called.type === 'settled') await calls.settle(call.id)
      else await calls.again(call.id, called.attempts, called.at)
    } catch (failure) {
      // Not what the other side said, but that it could not be kept: the call is made again.
      if (!stop.signal.aborted) tell(failure instanceof Error ? failure : new Error('a call could not be made'))
    }
  }
  const begin = async (now: EpochMs, tell: (problem: Error) => void): Promise<void> => {
    const room = CALLS_AT_ONCE - underWay.size
    if (room <= 0 || stop.signal.aborted) return
    for (const call of await calls.due(now, room, [...underWay.keys()])) {
      const done = one(call, tell).finally(() => underWay.delete(call.id))
      underWay.set(call.id, done)
    }
  }
  const close = async (): Promise<void> => {
    stop.abort()
    await Promise.all(underWay.values())
  }
  return { begin, close }
}
