import type { Fact } from '../domain/fact/fact.ts'
import { foldTally } from '../domain/kpi/tally.ts'
import { assert } from '../kernel/assert.ts'
import { ATTEMPTS_MAX, TALLY_BATCH } from '../kernel/limits.ts'
import type { EpochMs } from '../kernel/words.ts'
import type { ChangeStream, StreamPosition } from '../ports/change-stream.ts'
import { Transient } from '../ports/customer-store.ts'
import type { Counts, Into, TallyStore } from '../ports/tally-store.ts'

/**
 * Folds the next facts of a shard into the counters, each exactly once: increments and watermark move together, and a batch that
 * starts elsewhere than at the watermark changes nothing. Answers how many facts were folded.
 */
export const tally = async (stream: ChangeStream, tallies: TallyStore, shard: string): Promise<number> => {
  for (let limit = TALLY_BATCH; ; limit = Math.floor(limit / 2)) {
    assert(limit >= 1, 'one fact fits into a transaction')
    const from = await tallies.watermark(shard)
    const { items, to } = await stream.facts(shard, from, limit)
    if (items.length === 0) return 0
    const applied = await tallies.apply(shard, from, to, foldTally(items.map(({ fact }) => fact)))
    if (applied !== 'too-many') return applied === 'applied' ? items.length : 0
  }
}

/** Folds everything that is there. */
export const tallyAll = async (stream: ChangeStream, tallies: TallyStore): Promise<void> => {
  for (const shard of await stream.shards()) while ((await tally(stream, tallies, shard)) > 0);
}

/** Counts every fact anew with the same code, where nobody else counts meanwhile; else flow/recount.ts. */
export const rebuildTallies = async (stream: ChangeStream, tallies: TallyStore): Promise<void> => {
  await tallies.clear()
  await tallyAll(stream, tallies)
}

/** A fact as a stream brings it. `writtenAt`: by the clock of who wrote it. */
export type StreamedFact = { readonly position: StreamPosition; readonly fact: Fact; readonly writtenAt: EpochMs }

/**
 * Folds facts that a shard hands over, each exactly once, however often they come and wherever batches are cut: what stands at or below
 * the watermark was folded before. Positions grow from fact to fact. Answers how many were folded.
 */
export const tallyStreamed = async (tallies: TallyStore, shard: string, facts: readonly StreamedFact[]): Promise<number> => {
  let counts = await tallies.counts()
  let from = await tallies.watermark(shard)
  let rest = facts.filter(({ position }) => position > from)
  let size = rest.length
  let [folded, stale] = [0, 0]
  while (rest.length > 0) {
    const piece = rest.slice(0, size)
    const to = piece.at(-1)?.position ?? from
    const applied = await tallies.apply(shard, from, to, foldTally(piece.map(({ fact }) => fact)), into(counts, piece))
    if (applied === 'applied') {
      folded += piece.length
      from = to
      rest = rest.slice(size)
    } else if (applied === 'too-many') {
      assert(size > 1, 'one fact fits into a transaction')
      size = Math.ceil(size / 2)
    } else {
      // Another invocation has the same shard, or an answer of ours was lost.
      stale += 1
      if (stale >= ATTEMPTS_MAX) throw new Transient('somebody else folds this shard')
      counts = await tallies.counts()
      const watermark = await tallies.watermark(shard)
      from = watermark
      rest = rest.filter(({ position }) => position > watermark)
    }
  }
  return folded
}

/** What was written before the instant of a recount is counted anew from its rows; the later facts are added here. */
const into = ({ now, anew }: Counts, facts: readonly StreamedFact[]): Into => {
  if (anew === null) return { now, anew }
  const later = facts.filter(({ writtenAt }) => writtenAt >= anew.since)
  return { now, anew: { count: anew.count, increments: foldTally(later.map(({ fact }) => fact)) } }
}
