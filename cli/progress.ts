import { MINUTE_MS, SECOND_MS } from '../shared/kernel/time.ts'
import type { EpochMs } from '../shared/kernel/words.ts'
import type { Progress } from '../local/replay/replay.ts'
import { countText, instantText } from './format.ts'
import type { Io } from './io.ts'

export type ProgressLine = { readonly show: (progress: Progress) => void; readonly done: () => void }

/** Where nobody looks on and nobody asked. */
const SILENT: ProgressLine = { show: () => {}, done: () => {} }

/** How often the line is written anew for a person, and a new line for a log. */
const WATCHED_MS = 200
const LOGGED_MS = 5 * SECOND_MS

/** Clears the line under the cursor. */
const CLEAR = '\r\u001b[K'

/** Share done, rate and time left of a replay, on stderr: one line that changes where a person looks on, else a line now and then. */
export const progressOf = (io: Io, isAsked: boolean, bytes: number, until: EpochMs | null): ProgressLine => {
  if (!io.isWatched && !isAsked) return SILENT
  let first: { readonly at: EpochMs; readonly progress: Progress } | null = null
  let shownAt = io.now()
  const show = (progress: Progress): void => {
    const at = io.now()
    first ??= { at, progress }
    if (at - shownAt < (io.isWatched ? WATCHED_MS : LOGGED_MS)) return
    shownAt = at
    const text = progressText(first.progress, progress, at - first.at, bytes, until)
    io.err.write(io.isWatched ? `${CLEAR}${text}` : `${text}\n`)
  }
  return { show, done: () => void (io.isWatched && io.err.write(CLEAR)) }
}

const progressText = (first: Progress, now: Progress, elapsedMs: number, bytes: number, until: EpochMs | null): string => {
  const done = shareDone(first, now, bytes, until)
  const gained = done - shareDone(first, first, bytes, until)
  const rate = elapsedMs === 0 ? '' : ` · ${countText(Math.round(((now.delivered - first.delivered) * SECOND_MS) / elapsedMs))} a second`
  const left = gained === 0 ? '' : ` · about ${leftText((elapsedMs * (1 - done)) / gained)} left`
  return `${(100 * done).toFixed(0)} % · ${countText(now.delivered)} events${rate}${left} · ${instantText(now.clock)}`
}

/** Of the way to the end of the files; where the replay stops before, of the time until then, if that is further. */
const shareDone = (first: Progress, now: Progress, bytes: number, until: EpochMs | null): number => {
  const ofFiles = bytes === 0 ? 1 : now.bytesRead / bytes
  const ofTime = until === null || until <= first.clock ? 0 : (now.clock - first.clock) / (until - first.clock)
  return Math.min(1, Math.max(ofFiles, ofTime))
}

const leftText = (leftMs: number): string =>
  leftMs < 90 * SECOND_MS ? `${Math.ceil(leftMs / SECOND_MS)} s` : `${Math.round(leftMs / MINUTE_MS)} min`
