import { SECOND_MS } from '../../shared/kernel/time.ts'

export type Loop = {
  /** Resolves when the turn under way is over. */
  readonly stop: () => Promise<void>
}

/** Between two turns in which nothing was left to do. */
const IDLE_MS = 100
const BACKOFF_LEAST_MS = SECOND_MS
const BACKOFF_MOST_MS = 30 * SECOND_MS

/**
 * Takes turns until it is stopped: at once where more is to do, so that between two of them requests are answered; else after a moment.
 * A turn that fails is told of and tried again, each time after twice as long; one that only has something to tell goes on.
 */
export const runLoop = (turn: (tell: (problem: Error) => void) => Promise<'more' | 'done'>, onError: (error: unknown) => void): Loop => {
  let isStopped = false
  let backoffMs = BACKOFF_LEAST_MS
  let wake: () => void = () => {}

  const pause = (durationMs: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, durationMs)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  const run = async (): Promise<void> => {
    while (!isStopped) {
      try {
        const left = await turn(onError)
        backoffMs = BACKOFF_LEAST_MS
        if (left === 'more') await new Promise((resolve) => setImmediate(resolve))
        else await pause(IDLE_MS)
      } catch (error) {
        onError(error)
        await pause(backoffMs)
        backoffMs = Math.min(2 * backoffMs, BACKOFF_MOST_MS)
      }
    }
  }
  const running = run()
  return {
    stop: async () => {
      isStopped = true
      wake()
      await running
    },
  }
}
