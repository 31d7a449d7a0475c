import type { EpochMs } from '../kernel/words.ts'

/** A time at which everybody is looked at again. */
export type Sweep = {
  readonly id: string
  readonly at: EpochMs
  /** What changed: `policy retail version 3`. */
  readonly because: string
  readonly parts: number
  /** How many customers there were when it began. */
  readonly size: number
  readonly swept: number
  readonly isDone: boolean
}

/** Sweeps, for people to see how far they are. What goes on with one is told where to go on by its own message. */
export type SweepStore = {
  /** False: it was begun before. */
  readonly begin: (sweep: Omit<Sweep, 'swept' | 'isDone'>) => Promise<boolean>
  /** How far one part is. Told twice, or late, nothing is counted twice. */
  readonly note: (id: string, part: number, swept: number, isDone: boolean) => Promise<void>
  readonly find: (id: string) => Promise<Sweep | null>
}
