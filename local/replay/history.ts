import { assert } from '../../shared/kernel/assert.ts'
import type { EpochMs } from '../../shared/kernel/words.ts'
import { END_OF_TIME } from '../../shared/kernel/words.ts'
import { STREAM_START, type StreamPosition } from '../../shared/ports/change-stream.ts'
import type { Message } from '../../shared/domain/messaging/message.ts'
import type { Engine } from '../../shared/flow/engine.ts'
import { chase, relay } from '../../shared/flow/relay.ts'
import { send } from '../../shared/flow/send.ts'
import { tick } from '../../shared/flow/tick.ts'
import type { Chaos } from './chaos.ts'

/** What happens between deliveries, each at its exact instant: wakes, claims, mails. Empty time is skipped, not polled. */
export type History = {
  /** Takes up the stream where an earlier run left it. */
  readonly start: () => Promise<void>
  /** The next instant at which something is to do; null: nothing any more. As of the last {@link refresh}. */
  readonly nextAt: () => EpochMs | null
  /** Looks again, after a commit that was not made here. */
  readonly refresh: () => Promise<void>
  /** Does everything due from `clock` on, before `end` or up to it; looks anew by itself after each instant. */
  readonly runUntil: (clock: EpochMs, end: EpochMs, through: 'before' | 'up-to') => Promise<void>
}

/** Rounds of work at one instant: a wake may owe a message, its claim may end a journey; more than a few means a defect. */
const ROUNDS_MAX = 100_000

/** `onLate` is told of an instant at which something older is done: time that no row would tell a run that resumes. */
export const historyOf = (engine: Engine, tickStop: Chaos['tickStop'], onLate: (now: EpochMs) => Promise<void>): History => {
  const positions = new Map<string, StreamPosition>()
  let wakeAt: EpochMs | null = null
  let lookAt: EpochMs | null = null

  const nextAt = (): EpochMs | null => (wakeAt === null || (lookAt !== null && lookAt < wakeAt) ? lookAt : wakeAt)
  const refresh = async (): Promise<void> => {
    const [wake] = await engine.store.due(END_OF_TIME, 1)
    const [message] = await engine.store.pending(END_OF_TIME, 1)
    wakeAt = wake === undefined ? null : tickedAt(tickStop, wake.dueAt)
    lookAt = message === undefined ? null : nextLookAt(message)
  }
  const relayAll = async (): Promise<number> => {
    let passed = 0
    for (const shard of await engine.stream.shards()) {
      for (let rounds = 0; rounds < ROUNDS_MAX; rounds += 1) {
        const after = positions.get(shard) ?? STREAM_START
        const to = await relay(engine, shard, after)
        if (to === after) break
        positions.set(shard, to)
        passed += 1
      }
    }
    return passed
  }
  const deliver = async (now: EpochMs): Promise<number> => {
    const relayed = await relayAll()
    const { taken } = await send(engine, now)
    return relayed + taken + (taken === 0 ? await chase(engine, now) : 0)
  }
  const runInstant = async (now: EpochMs): Promise<void> => {
    for (let rounds = 0; rounds < ROUNDS_MAX; rounds += 1) {
      // Only what is due is asked for: to try everything until nothing moves took four times the reads.
      if (wakeAt !== null && wakeAt <= now) await tick(engine, now)
      else if (lookAt === null || lookAt > now || (await deliver(now)) === 0) return
      await refresh()
    }
    assert(false, `instant ${now} comes to an end`)
  }
  const runUntil = async (clock: EpochMs, end: EpochMs, through: 'before' | 'up-to'): Promise<void> => {
    let now = clock
    for (let next = nextAt(); next !== null && (through === 'before' ? next < end : next <= end); next = nextAt()) {
      const isCatchingUp = next <= now || next === tickStop?.to
      if (next > now) now = next
      if (isCatchingUp) await onLate(now)
      await runInstant(now)
    }
  }
  const start = async (): Promise<void> => {
    for (const shard of await engine.stream.shards()) positions.set(shard, await endOf(engine, shard))
    await refresh()
  }
  return { start, nextAt, refresh, runUntil }
}

/** A wake that falls into a stop of the tick is handled when the tick runs again. */
const tickedAt = (stop: Chaos['tickStop'], at: EpochMs): EpochMs => (stop !== null && at >= stop.from && at < stop.to ? stop.to : at)

const nextLookAt = ({ status, owedAt }: Message): EpochMs =>
  status.name === 'claimed' ? status.leaseUntil : status.name === 'unknown' ? status.giveUpAt : owedAt

const endOf = async (engine: Engine, shard: string): Promise<StreamPosition> => {
  let position = STREAM_START
  for (let to = -1n; to !== position; ) {
    to = position
    position = (await engine.stream.owed(shard, position, 10_000)).to
  }
  return position
}
