import type { Decider } from '../../shared/flow/engine.ts'
import { beginSweep, sweepOn } from '../../shared/flow/sweep.ts'
import type { EpochMs } from '../../shared/kernel/words.ts'
import type { SqliteStores } from '../../shared/adapters/sqlite/open.ts'
import type { Sweeper } from '../../shared/flow/publishing/status.ts'

/** Everybody looked at once more, by the process that lives on this folder, a page between two of its rounds. */
export type Sweeping = {
  /** One page of what is left. */
  readonly round: (now: EpochMs) => Promise<'more' | 'done'>
}

type Stores = Pick<SqliteStores, 'sweeps' | 'roster' | 'tallies'>

/** Begins one in a folder; whoever lives on it goes on with it, the next process too. */
export const sweeperOf =
  ({ sweeps, tallies }: Stores): Sweeper =>
  (because, at) =>
    beginSweep({ sweeps, tallies, put: sweeps.put }, because, at)

export const sweepingOf = (engine: Decider, { sweeps, roster }: Stores): Sweeping => ({
  round: async (now) => {
    const piece = await sweeps.next()
    if (piece === null) return 'done'
    // One machine, and events are taken between two pages: there is nobody to leave room for.
    let isFirst = true
    const once = (): boolean => {
      const has = isFirst
      isFirst = false
      return has
    }
    const { left } = await sweepOn({ engine, roster, sweeps }, piece, { now: () => now }, async () => {}, once)
    if (left !== null) await sweeps.keep(left)
    return 'more'
  },
})
