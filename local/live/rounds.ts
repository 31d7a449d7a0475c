import type { Engine } from '../../shared/flow/engine.ts'
import { chase, recover, relay } from '../../shared/flow/relay.ts'
import { send } from '../../shared/flow/send.ts'
import { tally } from '../../shared/flow/tally.ts'
import { tick } from '../../shared/flow/tick.ts'
import { SEND_BATCH, TALLY_BATCH, TICK_BATCH } from '../../shared/kernel/limits.ts'
import type { EpochMs } from '../../shared/kernel/words.ts'
import { STREAM_START, type StreamPosition } from '../../shared/ports/change-stream.ts'
import type { Clock } from '../../shared/ports/clock.ts'

/** What a live process does besides taking events. */
export type Rounds = {
  /** For a process that is alone and has just started: settles what the last one left, and takes up the stream at its end. */
  readonly start: (now: EpochMs) => Promise<void>
  /** One batch of each: who is due, what is owed, what nobody settled, what is to be counted. Answers whether a batch was full. */
  readonly round: (now: EpochMs, clock?: Clock) => Promise<'more' | 'done'>
}

/** `onCounted` is told how many facts were folded into the counters. */
export const roundsOf = (engine: Engine, onCounted: (facts: number) => void): Rounds => {
  const positions = new Map<string, StreamPosition>()
  const relayOn = async (shard: string): Promise<boolean> => {
    const after = positions.get(shard) ?? STREAM_START
    const to = await relay(engine, shard, after)
    positions.set(shard, to)
    return to !== after
  }
  const start = async (now: EpochMs): Promise<void> => {
    for (const shard of await engine.stream.shards()) positions.set(shard, await endOf(engine, shard))
    await recover(engine, now)
  }
  const round = async (now: EpochMs, clock?: Clock): Promise<'more' | 'done'> => {
    const woken = await tick(engine, now)
    let relayed = false
    for (const shard of await engine.stream.shards()) relayed = (await relayOn(shard)) || relayed
    const sent = await send(engine, now, clock)
    const chased = relayed || sent > 0 ? 0 : await chase(engine, now)
    let counted = 0
    for (const shard of await engine.stream.shards()) counted += await tally(engine.stream, engine.tallies, shard)
    if (counted > 0) onCounted(counted)
    const isFull = woken >= TICK_BATCH || relayed || sent >= SEND_BATCH || chased >= SEND_BATCH || counted >= TALLY_BATCH
    return isFull ? 'more' : 'done'
  }
  return { start, round }
}

/** Rows that the last process passed on; what it did not is found by its row. */
const endOf = async ({ stream }: Engine, shard: string): Promise<StreamPosition> => {
  let position = STREAM_START
  for (let to = -1; to !== position; ) {
    to = position
    position = (await stream.owed(shard, position, PAGE)).to
  }
  return position
}

const PAGE = 10_000
