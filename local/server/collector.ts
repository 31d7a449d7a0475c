import type { Taken } from '../../shared/flow/doors/take.ts'
import { INTAKE_BATCH, WAITING_EVENTS_MAX } from '../../shared/kernel/limits.ts'

/** Gathers what concurrent requests bring into few commits: while one batch commits, the next one collects. */
export type Collector = {
  /** Resolves once all of it is committed, rejects if it could not be; null: too much is waiting already. */
  readonly add: (taken: readonly Taken[]) => Promise<void> | null
  /** Resolves when nothing is waiting any more. */
  readonly idle: () => Promise<void>
}

type Job = { readonly taken: readonly Taken[]; readonly done: () => void; readonly failed: (error: unknown) => void }

export const openCollector = (commit: (taken: readonly Taken[]) => Promise<void>): Collector => {
  let waiting: Job[] = []
  let events = 0
  let running: Promise<void> | null = null

  const run = async (): Promise<void> => {
    while (waiting.length > 0) {
      // A turn of the event loop: requests that have arrived meanwhile join this batch.
      await new Promise((resolve) => setImmediate(resolve))
      const jobs = nextBatch(waiting)
      waiting = waiting.slice(jobs.length)
      await settle(jobs, commit)
      events -= sizeOf(jobs)
    }
    running = null
  }

  return {
    add: (taken) => {
      if (events > 0 && events + taken.length > WAITING_EVENTS_MAX) return null
      events += taken.length
      const kept = new Promise<void>((done, failed) => waiting.push({ taken, done, failed }))
      running ??= run()
      return kept
    },
    idle: async () => {
      await running
    },
  }
}

/** Whole requests, at least one, up to the size of a batch. */
const nextBatch = (waiting: readonly Job[]): readonly Job[] => {
  let events = 0
  const end = waiting.findIndex(({ taken }, index) => {
    events += taken.length
    return index > 0 && events > INTAKE_BATCH
  })
  return end === -1 ? waiting : waiting.slice(0, end)
}

/** Where a batch fails, each request stands for itself, so that one bad event fails nobody else. Doing it again is harmless. */
const settle = async (jobs: readonly Job[], commit: (taken: readonly Taken[]) => Promise<void>): Promise<void> => {
  try {
    await commit(jobs.flatMap(({ taken }) => taken))
    for (const { done } of jobs) done()
  } catch (error) {
    if (jobs.length === 1) return jobs[0]?.failed(error)
    for (const job of jobs) await settle([job], commit)
  }
}

const sizeOf = (jobs: readonly Job[]): number => jobs.reduce((sum, { taken }) => sum + taken.length, 0)
