import type { DynamoDBRecord } from 'aws-lambda'
import { tallyChanges } from '../../shared/flow/changes.ts'
import { assert } from '../../shared/kernel/assert.ts'
import type { TallyStore } from '../../shared/ports/tally-store.ts'
import type { Observer } from '../edge/observed.ts'
import { fromStream, type ReadRecord } from '../edge/stream.ts'

export type Tally = {
  readonly tallies: TallyStore
  /** Notes marks of the tick among the records: by them one sees whether the stream lost something. */
  readonly hear: (records: readonly DynamoDBRecord[]) => Promise<void>
}

/** Folds what was committed into counters, each fact once. */
export const tallyHandler = (observer: Observer, read: ReadRecord, { tallies, hear }: Tally) =>
  fromStream(observer, read, async ({ changes, records, shard }, { count }) => {
    // The window that ends brings no records.
    if (records.length === 0) return
    assert(shard !== null, 'the stream is read in tumbling windows, which say the shard')
    await hear(records)
    const folded = await tallyChanges(tallies, shard, changes)
    if (folded > 0) count('tallied', folded)
  })
