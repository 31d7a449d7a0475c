import { readJson } from '../../shared/flow/doors/read-json.ts'
import { type Freshen, withRules } from '../../shared/flow/fresh.ts'
import { goOn, type Piece, type PieceWorld } from '../../shared/flow/pieces.ts'
import { oneByOne } from '../../shared/flow/together.ts'
import { SWEEP_PAGE_MS } from '../../shared/kernel/limits.ts'
import type { Clock } from '../../shared/ports/clock.ts'
import type { Invocation, Observer } from '../edge/observed.ts'
import { fromQueue, type Taken } from '../edge/queue.ts'

export type Sweeper = {
  readonly world: PieceWorld
  readonly put: (pieces: readonly Piece[], delayMs: number) => Promise<void>
  readonly freshen: Freshen
  readonly clock: Clock
  readonly pause: (ms: number) => Promise<unknown>
}

/** Goes on with a sweep or a recount, and puts what is left of it for the next. */
export const sweepHandler = (observer: Observer, { world, put, freshen, clock, pause }: Sweeper) => {
  const work = withRules(freshen, clock, async ({ id, text }: Taken, { hasTime, count, log }: Invocation): Promise<void> => {
    const read = readJson(text)
    const done = read.ok ? await goOn(world, read.value, clock, pause, () => hasTime(SWEEP_PAGE_MS)) : null
    if (done === null) return log('error', 'is no piece of a sweep', { message: id })
    if (done.swept > 0) count('swept', done.swept)
    if (done.left !== null) await put([done.left], done.inMs)
  })
  return fromQueue(observer, (taken, invocation) => oneByOne(taken, (one) => work(one, invocation), invocation.hasTime))
}
