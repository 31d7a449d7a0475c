import { later, MINUTE_MS, SECOND_MS } from '../../../shared/kernel/time.ts'
import type { EpochMs } from '../../../shared/kernel/words.ts'
import type { Happening } from '../world/people.ts'
import type { Luck } from './faults.ts'
import type { Scheduler } from './scheduler.ts'

/** Carries happenings to intake: at least once, in batches, in any order. */
export type Bus = {
  /** Delivers from an instant on, again and again until somebody has taken it. */
  readonly deliver: (happening: Happening, at: EpochMs) => void
  /** Delivers now and alone, to a machine whose clock is off by so much; null: to any. */
  readonly push: (happening: Happening, skewMs: number | null) => void
  readonly undelivered: () => number
}

export type StartIntake = (batch: readonly Happening[], skewMs: number | null, taken: () => void) => void

/** How long a message stays hidden from others while one machine works on it. */
const VISIBILITY_MS = 5 * MINUTE_MS
const BATCH = 10

/** What is not acknowledged in time is delivered again, whether or not somebody still works on it. */
export const busOf = (scheduler: Scheduler, luck: Luck, startIntake: StartIntake): Bus => {
  type Parcel = { readonly happening: Happening }
  const waiting: Parcel[] = []
  const open = new Set<Parcel>()
  let polling = false

  const arrive = (parcel: Parcel): void => {
    if (!open.has(parcel)) return
    waiting.push(parcel)
    if (polling) return
    polling = true
    scheduler.at(later(scheduler.now(), luck.random.below(3 * SECOND_MS)), poll)
  }
  const poll = (): void => {
    polling = false
    while (waiting.length > 0) work(waiting.splice(0, 1 + luck.random.below(BATCH)), null)
  }
  const work = (batch: readonly Parcel[], skewMs: number | null): void => {
    scheduler.at(later(scheduler.now(), VISIBILITY_MS), () => {
      for (const parcel of batch) arrive(parcel)
    })
    const happenings = batch.map(({ happening }) => happening)
    startIntake(happenings, skewMs, () => {
      for (const parcel of batch) open.delete(parcel)
    })
  }
  const parcelOf = (happening: Happening): Parcel => {
    const parcel = { happening }
    open.add(parcel)
    return parcel
  }
  return {
    deliver: (happening, at) => {
      const parcel = parcelOf(happening)
      scheduler.at(at, () => arrive(parcel))
    },
    push: (happening, skewMs) => work([parcelOf(happening)], skewMs),
    undelivered: () => open.size,
  }
}
