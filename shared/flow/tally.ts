import { foldTally } from '../domain/kpi/tally.ts'
import { TALLY_BATCH } from '../kernel/limits.ts'
import type { ChangeStream } from '../ports/change-stream.ts'
import type { TallyStore } from '../ports/tally-store.ts'

/**
 * Folds the next facts of a shard into the counters, each exactly once: increments and watermark move together, and a batch that
 * starts elsewhere than at the watermark changes nothing. Answers how many facts were folded.
 */
export const tally = async (stream: ChangeStream, tallies: TallyStore, shard: string): Promise<number> => {
  const from = await tallies.watermark(shard)
  const { items, to } = await stream.facts(shard, from, TALLY_BATCH)
  if (items.length === 0) return 0
  const applied = await tallies.apply(shard, from, to, foldTally(items.map(({ fact }) => fact)))
  return applied === 'applied' ? items.length : 0
}

/** Folds everything that is there. */
export const tallyAll = async (stream: ChangeStream, tallies: TallyStore): Promise<void> => {
  for (const shard of await stream.shards()) while ((await tally(stream, tallies, shard)) > 0);
}

/** Counts every fact anew with the same code: for when a consumer was away longer than the stream keeps. */
export const rebuildTallies = async (stream: ChangeStream, tallies: TallyStore): Promise<void> => {
  await tallies.clear()
  await tallyAll(stream, tallies)
}
