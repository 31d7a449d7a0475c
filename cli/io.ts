import type { Writable } from 'node:stream'
import type { EpochMs } from '../shared/kernel/words.ts'
import type { Screen } from './results/screen.ts'

/** What a command reaches of the world besides the data folder. */
export type Io = {
  /** Answers, and nothing else. */
  readonly out: Writable
  /** Progress, notes and problems. */
  readonly err: Writable
  /** A person looks on: progress is shown without being asked for. */
  readonly isWatched: boolean
  /** Where answers are read. */
  readonly screen: Screen
  readonly now: () => EpochMs
}

/** Prints an answer as JSON or as text for people. */
export const answer = (io: Io, asJson: boolean, value: unknown, text: () => string): void => {
  io.out.write(`${asJson ? JSON.stringify(value, null, 2) : text()}\n`)
}
