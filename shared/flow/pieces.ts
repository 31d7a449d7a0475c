/** Long work in pieces: a sweep, or a recount. A piece does what there is time for, and says what is left. */
import type { Json } from '../kernel/json.ts'
import type { Clock } from '../ports/clock.ts'
import type { Recount } from '../ports/recount.ts'
import { readRecount, recountOn, type RecountPiece } from './recount.ts'
import { readPiece, type SweepPiece, sweepOn, type SweepWorld } from './sweep.ts'

export type Piece = SweepPiece | RecountPiece

export type PieceWorld = SweepWorld & { readonly recount: Recount }

/** `left`: what is to be done after so long; null: that was all. `swept`: customers this piece came past. */
export type PieceDone = { readonly left: Piece | null; readonly inMs: number; readonly swept: number }

/** Goes on with a piece; null: what was read is none. */
export const goOn = async (
  world: PieceWorld,
  json: Json,
  clock: Clock,
  pause: (ms: number) => Promise<unknown>,
  hasTime: () => boolean,
): Promise<PieceDone | null> => {
  const recount = readRecount(json)
  if (recount !== null) {
    const again = await recountOn(world.recount, clock, hasTime)
    return { left: again === null ? null : recount, inMs: again?.inMs ?? 0, swept: 0 }
  }
  const piece = readPiece(json)
  return piece === null ? null : { ...(await sweepOn(world, piece, clock, pause, hasTime)), inMs: 0 }
}
