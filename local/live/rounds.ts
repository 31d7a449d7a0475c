import { type Excess, stopText } from '../../shared/domain/messaging/breaker.ts'
import { watch } from '../../shared/flow/breakers.ts'
import type { Engine } from '../../shared/flow/engine.ts'
import { chase, recover, relay } from '../../shared/flow/relay.ts'
import { send } from '../../shared/flow/send.ts'
import { tally } from '../../shared/flow/tally.ts'
import { tick } from '../../shared/flow/tick.ts'
import { BREAKERS_EVERY_MS, RELAY_GRACE_MS, SEND_BATCH, TALLY_BATCH, TICK_BATCH } from '../../shared/kernel/limits.ts'
import { later } from '../../shared/kernel/time.ts'
import type { CampaignId, EpochMs } from '../../shared/kernel/words.ts'
import { STREAM_START, type StreamPosition } from '../../shared/ports/change-stream.ts'
import type { Clock } from '../../shared/ports/clock.ts'
import type { Carrying } from './carrying.ts'
import type { Sweeping } from './sweeping.ts'

/** The mail service takes no mail now, and why: for people who run this, and of nobody's mail in particular. */
class MailHeld extends Error {
  override name = 'MailHeld'
}

/** Too much came back: a person looks into it and lets it go on. */
class SendingStopped extends Error {
  override name = 'SendingStopped'
  constructor(campaign: CampaignId | null, because: Excess) {
    const what = campaign === null ? 'All sending' : `The campaign ${campaign}`
    const path = campaign === null ? '/api/sending' : `/api/campaigns/${campaign}/sending`
    super(
      `${what} was stopped: ${stopText({ type: 'breaker', ...because })}. Look into it, then let it go on in the console, or by POST ${path} (docs/deliverability.md)`,
    )
  }
}

/** What a live process does besides taking events. */
export type Rounds = {
  /** For a process that is alone and has just started: settles what the last one left, and takes up the stream at its end. */
  readonly start: (now: EpochMs) => Promise<void>
  /**
   * One batch of each: who is due, what is owed, what nobody settled, what is to be counted. Answers whether a batch was full; mail that
   * waits for its pace is none. `tell` hears what did not throw and people should know.
   */
  readonly round: (now: EpochMs, clock?: Clock, tell?: (problem: Error) => void) => Promise<'more' | 'done'>
}

/**
 * `onCounted` is told how many facts were folded into the counters. `carrying`: what carries out what steps ask others to do; `sweeping`:
 * what looks at everybody after something was published.
 */
export const roundsOf = (engine: Engine, onCounted: (facts: number) => void, carrying?: Carrying, sweeping?: Sweeping): Rounds => {
  const positions = new Map<string, StreamPosition>()
  const relayOn = async (shard: string): Promise<boolean> => {
    const after = positions.get(shard) ?? STREAM_START
    const to = await relay(engine, shard, after)
    positions.set(shard, to)
    return to !== after
  }
  const start = async (now: EpochMs): Promise<void> => {
    for (const shard of await engine.stream.shards()) positions.set(shard, await endOf(engine, shard))
    await engine.switches.refresh(now)
    await recover(engine, now)
    await carrying?.start()
  }
  /** Before this instant the queue is left alone: what is in it waits for its pace. */
  let mailWaitsUntil: EpochMs | null = null
  let chasedAt: EpochMs | null = null
  const deliver = async (now: EpochMs, clock: Clock | undefined, tell: (problem: Error) => void): Promise<number> => {
    if (mailWaitsUntil !== null && now < mailWaitsUntil) return 0
    const { taken, againAt, hold } = await send(engine, now, clock)
    mailWaitsUntil = againAt
    if (hold !== null) tell(new MailHeld(`The mail service takes no mail: ${hold.because}. What it was handed waits and is offered again.`))
    return taken
  }
  /** What waits for its pace looks as if the stream had lost it: then there is a long time between two looks, and none is full. */
  const lookAfter = async (now: EpochMs): Promise<'more' | 'done'> => {
    if (mailWaitsUntil !== null && chasedAt !== null && now < later(chasedAt, RELAY_GRACE_MS)) return 'done'
    chasedAt = now
    const chased = await chase(engine, now)
    return mailWaitsUntil === null && chased >= SEND_BATCH ? 'more' : 'done'
  }
  let watchedAt: EpochMs | null = null
  const watchBreakers = async (now: EpochMs, tell: (problem: Error) => void): Promise<void> => {
    if (watchedAt !== null && now >= watchedAt && now < later(watchedAt, BREAKERS_EVERY_MS)) return
    watchedAt = now
    for (const { campaign, because } of await watch(engine, now)) tell(new SendingStopped(campaign, because))
  }
  const round: Rounds['round'] = async (now, clock, tell = () => {}) => {
    await engine.switches.refresh(now)
    const woken = await tick(engine, now)
    const swept = await sweeping?.round(now)
    let relayed = false
    for (const shard of await engine.stream.shards()) relayed = (await relayOn(shard)) || relayed
    const sent = await deliver(now, clock, tell)
    const after = relayed || sent > 0 ? 'done' : await lookAfter(now)
    let counted = 0
    for (const shard of await engine.stream.shards()) counted += await tally(engine.stream, engine.tallies, shard)
    if (counted > 0) onCounted(counted)
    await watchBreakers(now, tell)
    const carried = await carrying?.round(now, tell)
    const isFull = woken >= TICK_BATCH || relayed || sent >= SEND_BATCH || counted >= TALLY_BATCH
    return isFull || [after, carried, swept].includes('more') ? 'more' : 'done'
  }
  return { start, round }
}

/** Rows that the last process passed on; what it did not is found by its row. */
const endOf = async ({ stream }: Engine, shard: string): Promise<StreamPosition> => {
  let position = STREAM_START
  for (let to = -1n; to !== position; ) {
    to = position
    position = (await stream.owed(shard, position, PAGE)).to
  }
  return position
}

const PAGE = 10_000
