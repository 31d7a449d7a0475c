/** Looking at everybody once more: after a change of the rules, nobody has to wait for something of their own to happen. */
import { LIFECYCLE_SCOPE } from '../domain/kpi/tally.ts'
import { digestOf } from '../kernel/digest.ts'
import { isJsonObject, type Json } from '../kernel/json.ts'
import { SWEEP_DELAY_MS, SWEEP_PARTS, SWEEP_PER_SECOND, WAKES_AT_ONCE } from '../kernel/limits.ts'
import { SECOND_MS } from '../kernel/time.ts'
import type { EpochMs } from '../kernel/words.ts'
import type { Clock } from '../ports/clock.ts'
import type { Roster } from '../ports/roster.ts'
import type { SweepPiece, SweepStore } from '../ports/sweeps.ts'
import type { TallyStore } from '../ports/tally-store.ts'
import type { Decider } from './engine.ts'
import { wakeAll } from './tick.ts'
import { lotsOf } from './together.ts'

export type { SweepPiece } from '../ports/sweeps.ts'

/** Where pieces wait for somebody to do them; where several processes decide, nobody does before the delay is over. */
export type PutPieces = (pieces: readonly SweepPiece[], delayMs: number) => Promise<void>

type Begun = { readonly id: string; readonly size: number }

/** Begins a sweep, once for the same change; its size is known before anybody is looked at. */
export const beginSweep = async (
  world: { readonly sweeps: SweepStore; readonly tallies: Pick<TallyStore, 'read'>; readonly put: PutPieces },
  because: string,
  at: EpochMs,
): Promise<Begun> => {
  const id = digestOf('sweep', because)
  const size = Number((await world.tallies.read(LIFECYCLE_SCOPE)).get('customers') ?? 0n)
  await world.sweeps.begin({ id, at, because, parts: SWEEP_PARTS, size })
  // Put again where somebody begins it again: a crash in between must not leave it undone.
  const pieces = Array.from({ length: SWEEP_PARTS }, (_, part) => ({ sweep: id, part, parts: SWEEP_PARTS, after: null, swept: 0 }))
  await world.put(pieces, SWEEP_DELAY_MS)
  return { id, size }
}

/** Reads a piece; null: it is none. */
export const readPiece = (json: Json): SweepPiece | null => {
  if (!isJsonObject(json)) return null
  const { sweep, part, parts, after, swept } = json
  const isPiece =
    typeof sweep === 'string' &&
    [part, parts, swept].every((one) => typeof one === 'number' && Number.isInteger(one)) &&
    (after === null || typeof after === 'string')
  return isPiece ? (json as SweepPiece) : null
}

/** Whom a sweep wakes, and where it says how far it is. */
export type SweepWorld = { readonly engine: Decider; readonly roster: Roster; readonly sweeps: SweepStore }

/** What is left of a part, null at its end; and how many customers it came past just now. */
export type SweptOn = { readonly left: SweepPiece | null; readonly swept: number }

/**
 * Goes on with a part as long as there is time, at its share of the pace. Each customer gets
 * one wake: who has nothing to be decided stays as they are. Done again from the same place, nothing changes.
 */
export const sweepOn = async (
  world: SweepWorld,
  piece: SweepPiece,
  clock: Clock,
  pause: (ms: number) => Promise<unknown>,
  hasTime: () => boolean,
): Promise<SweptOn> => {
  let { after, swept } = piece
  while (hasTime()) {
    const begun = clock.now()
    const { customers, next } = await world.roster.page(piece.part, piece.parts, after)
    for (const some of lotsOf(customers, () => 1, WAKES_AT_ONCE)) await wakeAll(world.engine, some, clock.now())
    swept += customers.length
    after = next
    await world.sweeps.note(piece.sweep, piece.part, swept, next === null)
    if (next === null) return { left: null, swept: swept - piece.swept }
    const shareMs = (customers.length * piece.parts * SECOND_MS) / SWEEP_PER_SECOND
    await pause(Math.max(0, shareMs - (clock.now() - begun)))
  }
  return { left: { ...piece, after, swept }, swept: swept - piece.swept }
}
