import { foldTally } from '../shared/domain/kpi/tally.ts'
import { ATTEMPTS_MAX, TALLY_BATCH } from '../shared/kernel/limits.ts'
import type { ChangeStream, StreamPosition } from '../shared/ports/change-stream.ts'
import { Transient } from '../shared/ports/customer-store.ts'
import type { TallyStore } from '../shared/ports/tally-store.ts'

/** What the counters of a scope are, as any reader of them asks. */
export type Counters = Pick<TallyStore, 'read'>

/**
 * Counters with what was committed and not yet folded into them, added up while reading and written nowhere: so that a replay which
 * was killed, or still runs, is told as far as it came.
 */
export const countersOf = (stream: ChangeStream, tallies: TallyStore): Counters => ({
  read: async (scope) => {
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      const marks = await watermarks(stream, tallies)
      const counters = new Map(await tallies.read(scope))
      for (const [shard, mark] of marks) await addFresh(counters, scope, stream, shard, mark)
      // Somebody folded meanwhile: what was read holds some facts twice.
      if (isSame(marks, await watermarks(stream, tallies))) return counters
    }
    throw new Transient('The counters kept moving while they were read. Run the same command again.')
  },
})

const addFresh = async (
  counters: Map<string, bigint>,
  scope: string,
  stream: ChangeStream,
  shard: string,
  mark: StreamPosition,
): Promise<void> => {
  for (let after = mark; ; ) {
    const { items, to } = await stream.facts(shard, after, TALLY_BATCH)
    if (items.length === 0) return
    for (const one of foldTally(items.map(({ fact }) => fact))) {
      if (one.scope === scope) counters.set(one.counter, (counters.get(one.counter) ?? 0n) + one.by)
    }
    after = to
  }
}

const watermarks = async (stream: ChangeStream, tallies: TallyStore): Promise<ReadonlyMap<string, StreamPosition>> => {
  const marks = new Map<string, StreamPosition>()
  for (const shard of await stream.shards()) marks.set(shard, await tallies.watermark(shard))
  return marks
}

const isSame = (a: ReadonlyMap<string, StreamPosition>, b: ReadonlyMap<string, StreamPosition>): boolean =>
  [...a].every(([shard, mark]) => b.get(shard) === mark)
