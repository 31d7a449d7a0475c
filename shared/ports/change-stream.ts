import type { CustomerId, EpochMs, MessageId } from '../kernel/words.ts'
import type { Fact } from '../domain/fact/fact.ts'

/**
 * What was committed, in the order it was committed, a shard at a time: at least once, never out of order within a shard.
 * Positions are opaque and grow; the position before everything is {@link STREAM_START}.
 */
export type ChangeStream = {
  readonly shards: () => Promise<readonly string[]>
  /** Facts after a position, at most `limit`; `to` is the position after the last one. */
  readonly facts: (shard: string, after: StreamPosition, limit: number) => Promise<Page<FactRow>>
  /** Messages that became `owed` after a position. */
  readonly owed: (shard: string, after: StreamPosition, limit: number) => Promise<Page<MessageId>>
}

/** As wide as DynamoDB's sequence numbers, which have more digits than a double. */
export type StreamPosition = bigint
export const STREAM_START: StreamPosition = 0n

export type Page<T> = { readonly items: readonly T[]; readonly to: StreamPosition }

export type FactRow = { readonly customerId: CustomerId; readonly fact: Fact }

/** One change of one customer, as the stream of a shard brings it: at least once, in order. */
export type Change = {
  readonly position: StreamPosition
  readonly customerId: CustomerId
  readonly facts: readonly PlacedFact[]
  /** A message that became owed. */
  readonly owed: MessageId | null
}

/** `place`: where among the facts of its customer it stands, the same whenever it is read; `writtenAt`: by the clock of who wrote it. */
export type PlacedFact = { readonly fact: Fact; readonly place: string; readonly writtenAt: EpochMs }
