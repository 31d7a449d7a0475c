import { HAND_OVER_RESERVED_MS, PACE_WAIT_MS_MAX, SEND_ROUNDS_MAX } from '../kernel/limits.ts'
import type { Clock } from '../ports/clock.ts'
import type { Hold } from '../ports/pace.ts'
import type { Sender } from './engine.ts'
import { send } from './send.ts'

/** What a sender did with what it was handed. */
export type SentOn = { readonly taken: number; readonly hold: Hold | null }

/**
 * Sends what is in the queue of this process, waiting a moment where the pace says so, as long as there is time for a whole hand-over:
 * a mail that was claimed and not handed over is lost. What is still in the queue then waits for somebody else.
 */
export const sendOn = async (
  engine: Sender,
  waiting: () => number,
  clock: Clock,
  pause: (ms: number) => Promise<unknown>,
  hasTime: (neededMs: number) => boolean,
): Promise<SentOn> => {
  let [taken, hold]: [number, Hold | null] = [0, null]
  for (let round = 1; round <= SEND_ROUNDS_MAX && waiting() > 0 && hasTime(HAND_OVER_RESERVED_MS); round += 1) {
    const sent = await send(engine, clock.now(), clock)
    taken += sent.taken
    hold = sent.hold ?? hold
    if (waiting() === 0) break
    const waitMs = Math.max((sent.againAt ?? 0) - clock.now(), 0)
    if (waitMs > PACE_WAIT_MS_MAX || !hasTime(HAND_OVER_RESERVED_MS + waitMs)) break
    await pause(waitMs)
  }
  return { taken, hold }
}
