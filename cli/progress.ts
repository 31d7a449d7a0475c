import { MINUTE_MS, SECOND_MS } from '../shared/kernel/time.ts'
import type { EpochMs } from '../shared/kernel/words.ts'
import type { ImportProgress } from '../local/import/import.ts'
import type { Progress } from '../local/replay/replay.ts'
import { countText, instantText } from './format.ts'
import type { Io } from './io.ts'

type ProgressLine<P> = { readonly show: (progress: P) => void; readonly done: () => void }

/** Where nobody looks on and nobody asked. */
const SILENT: ProgressLine<unknown> = { show: () => {}, done: () => {} }

/** How often the line is written anew for a person, and a new line for a log. */
const WATCHED_MS = 200
const LOGGED_MS = 5 * SECOND_MS

/** Clears the line under the cursor. */
const CLEAR = '\r\u001b[K'

/** Share done, rate and time left of a replay, on stderr: one line that changes where a person looks on, else a line now and then. */
export const progressOf = (io: Io, isAsked: boolean, bytes: number, until: EpochMs | null): ProgressLine<Progress> =>
  lineOf<Progress>(io, isAsked, (first, now, elapsedMs) => progressText(first, now, elapsedMs, bytes, until))

/** The same of an import, which has no clock of its own. */
export const importProgressOf = (io: Io, isAsked: boolean, bytes: number): ProgressLine<ImportProgress> =>
  lineOf<ImportProgress>(io, isAsked, (first, now, elapsedMs) => {
    const shareOf = ({ bytesRead }: ImportProgress): number => (bytes === 0 ? 1 : Math.min(1, bytesRead / bytes))
    const rate = rateText(now.rows - first.rows, elapsedMs)
    const left = timeLeftText(shareOf(now), shareOf(now) - shareOf(first), elapsedMs)
    return `${(100 * shareOf(now)).toFixed(0)} % · ${countText(now.rows)} rows${rate}${left}`
  })

/** How many customers of a system were read, of about how many. */
export const collectingProgressOf = (io: Io, isAsked: boolean, about: number): ProgressLine<number> =>
  lineOf<number>(io, isAsked, (first, now, elapsedMs) => {
    const shareOf = (customers: number): number => Math.min(1, customers / Math.max(1, about))
    const left = timeLeftText(shareOf(now), shareOf(now) - shareOf(first), elapsedMs)
    return `${countText(now)} of ${countText(Math.max(now, about))} customers read${rateText(now - first, elapsedMs)}${left}`
  })

const lineOf = <P>(io: Io, isAsked: boolean, textOf: (first: P, now: P, elapsedMs: number) => string): ProgressLine<P> => {
  if (!io.isWatched && !isAsked) return SILENT
  let first: { readonly at: EpochMs; readonly progress: P } | null = null
  let shownAt = io.now()
  const show = (progress: P): void => {
    const at = io.now()
    first ??= { at, progress }
    if (at - shownAt < (io.isWatched ? WATCHED_MS : LOGGED_MS)) return
    shownAt = at
    const text = textOf(first.progress, progress, at - first.at)
    io.err.write(io.isWatched ? `${CLEAR}${text}` : `${text}\n`)
  }
  return { show, done: () => void (io.isWatched && io.err.write(CLEAR)) }
}

const progressText = (first: Progress, now: Progress, elapsedMs: number, bytes: number, until: EpochMs | null): string => {
  const done = shareDone(first, now, bytes, until)
  const gained = done - shareDone(first, first, bytes, until)
  const rate = rateText(now.delivered - first.delivered, elapsedMs)
  const left = timeLeftText(done, gained, elapsedMs)
  return `${(100 * done).toFixed(0)} % · ${countText(now.delivered)} events${rate}${left} · ${instantText(now.clock)}`
}

/** Of the way to the end of the files; where the replay stops before, of the time until then, if that is further. */
const shareDone = (first: Progress, now: Progress, bytes: number, until: EpochMs | null): number => {
  const ofFiles = bytes === 0 ? 1 : now.bytesRead / bytes
  const ofTime = until === null || until <= first.clock ? 0 : (now.clock - first.clock) / (until - first.clock)
  return Math.min(1, Math.max(ofFiles, ofTime))
}

const rateText = (count: number, elapsedMs: number): string =>
  elapsedMs === 0 ? '' : ` · ${countText(Math.round((count * SECOND_MS) / elapsedMs))} a second`

const timeLeftText = (done: number, gained: number, elapsedMs: number): string =>
  gained === 0 ? '' : ` · about ${leftText((elapsedMs * (1 - done)) / gained)} left`

const leftText = (leftMs: number): string =>
  leftMs < 90 * SECOND_MS ? `${Math.ceil(leftMs / SECOND_MS)} s` : `${Math.round(leftMs / MINUTE_MS)} min`
