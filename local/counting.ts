import type { ChangeStream } from '../shared/ports/change-stream.ts'
import type { Counting } from '../shared/ports/counting.ts'
import type { TallyStore } from '../shared/ports/tally-store.ts'
import { rebuildTallies } from '../shared/flow/tally.ts'

/** Counts anew beside everything else this process does. A file keeps its stream for ever, so nothing is ever missing by itself. */
export const localCounting = (stream: ChangeStream, tallies: TallyStore, done: () => void, onError: (error: unknown) => void): Counting => {
  let running: Promise<void> | null = null
  return {
    standing: async () => (running === null ? 'current' : 'recounting'),
    rebuild: async () => {
      if (running !== null) return 'running'
      running = rebuildTallies(stream, tallies)
        .then(done, onError)
        .finally(() => {
          running = null
        })
      return 'begun'
    },
  }
}
