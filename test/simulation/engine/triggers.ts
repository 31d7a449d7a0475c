/** What makes a piece of the flow run: something happened, or its minute has come. */
import { later, MINUTE_MS } from '../../../shared/kernel/time.ts'
import type { EpochMs } from '../../../shared/kernel/words.ts'
import type { Luck } from './faults.ts'
import type { Scheduler } from './scheduler.ts'

/** Runs some time after it was asked for; asking again before that changes nothing. */
export const soon = (scheduler: Scheduler, delayMs: () => number, run: () => void): (() => void) => {
  let isPlanned = false
  return () => {
    if (isPlanned) return
    isPlanned = true
    scheduler.at(later(scheduler.now(), delayMs()), () => {
      isPlanned = false
      run()
    })
  }
}

export type MinuteTrigger = {
  readonly isPlanned: () => boolean
  /** Plans the next run if one is needed, at `neededAt` or the first minute after, unless something else comes before (`next`). */
  readonly plan: (neededAt: EpochMs | null, next: EpochMs | null) => void
}

/** Something that runs each minute, of which only the minutes are simulated that have something to do. */
export const everyMinute = (scheduler: Scheduler, luck: Luck, run: () => void): MinuteTrigger => {
  let lastAt: EpochMs | null = null
  let isPlanned = false
  const plan = (neededAt: EpochMs | null, next: EpochMs | null): void => {
    if (isPlanned || neededAt === null) return
    const soonest = lastAt === null ? scheduler.now() : later(lastAt, MINUTE_MS)
    const at = later(neededAt > soonest ? neededAt : soonest, luck.random.below(MINUTE_MS))
    if (next !== null && at > next) return
    isPlanned = true
    scheduler.at(at, () => {
      isPlanned = false
      lastAt = scheduler.now()
      run()
    })
  }
  return { plan, isPlanned: () => isPlanned }
}
