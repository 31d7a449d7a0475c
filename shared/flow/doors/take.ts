import type { Reading } from '../../contract/event.ts'
import type { EpochMs } from '../../kernel/words.ts'
import type { QuarantineEntry } from '../../ports/quarantine.ts'
import type { Taker } from '../engine.ts'
import type { Timed } from '../handle.ts'
import { type Arrival, handleAll, type Sorted, sortArrival } from '../intake.ts'
import { isPassing } from '../together.ts'

/** One thing that came through a door, and when. */
export type Taken = { readonly sorted: Sorted; readonly receivedAt: EpochMs }

/** Commits what came through the doors, in order: events to their customers, the rest to quarantine. When it returns, all of it is kept. */
export const take = async (engine: Taker, taken: readonly Taken[]): Promise<void> => {
  const requests: Timed[] = []
  const refused: QuarantineEntry[] = []
  for (const { sorted, receivedAt } of taken) {
    if (sorted.type === 'quarantine') refused.push(sorted.entry)
    else for (const request of [sorted.request, ...sorted.more]) requests.push({ request, now: receivedAt })
  }
  if (refused.length > 0) await engine.quarantine.put(refused)
  if (requests.length > 0) await handleAll(engine, requests)
}

/** Takes a batch of arrivals: what can be parsed is handled, customer by customer; the rest is quarantined. Answers the entries. */
export const intake = async (engine: Taker, arrivals: readonly Arrival[], reading: Reading): Promise<readonly QuarantineEntry[]> => {
  const taken = arrivals.map((arrival): Taken => ({ sorted: sortArrival(arrival, reading), receivedAt: arrival.receivedAt }))
  await take(engine, taken)
  return taken.flatMap(({ sorted }) => (sorted.type === 'quarantine' ? [sorted.entry] : []))
}

/** Commits what was said at one instant. `away`: it could not be stored just now, and whoever said it may say it again. */
export const takeSorted =
  (engine: Taker, onFailure: (failure: unknown) => void = () => {}) =>
  async (sorted: readonly Sorted[], at: EpochMs): Promise<'kept' | 'away'> => {
    try {
      await take(
        engine,
        sorted.map((one) => ({ sorted: one, receivedAt: at })),
      )
      return 'kept'
    } catch (failure) {
      if (!isPassing(failure)) throw failure
      onFailure(failure)
      return 'away'
    }
  }
