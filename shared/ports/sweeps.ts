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

/** A piece of a sweep: where in which part to go on, and how many of it were looked at. */
export type SweepPiece = {
  readonly sweep: string
  readonly part: number
  readonly parts: number
  readonly after: string | null
  readonly swept: number
}

/** Where pieces wait for the one process that does them, when there is no queue. */
export type SweepPieces = {
  /** One that is there stays as it is. */
  readonly put: (pieces: readonly SweepPiece[]) => Promise<void>
  /** One that is not done yet; null: none is left. */
  readonly next: () => Promise<SweepPiece | null>
  /** Goes on after this place. */
  readonly keep: (piece: SweepPiece) => Promise<void>
}

/** Sweeps, for people to see how far they are. What goes on with one is told where to go on by its own message. */
export type SweepStore = {
  /** False: it was begun before. */
  readonly begin: (sweep: Omit<Sweep, 'swept' | 'isDone'>) => Promise<boolean>
  /** How far one part is. Told twice, or late, nothing is counted twice. */
  readonly note: (id: string, part: number, swept: number, isDone: boolean) => Promise<void>
  readonly find: (id: string) => Promise<Sweep | null>
}
