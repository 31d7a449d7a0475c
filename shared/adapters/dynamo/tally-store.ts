import { assert } from '../../kernel/assert.ts'
import { TABLE_CALLS_AT_ONCE, TALLY_LANES, WATERMARK_KEPT_MS } from '../../kernel/limits.ts'
import { type StreamPosition, STREAM_START } from '../../ports/change-stream.ts'
import type { Clock } from '../../ports/clock.ts'
import { Transient } from '../../ports/customer-store.ts'
import type { TallyStore } from '../../ports/tally-store.ts'
import { additionsOf, clearCounts, countingKey, laneOf, pageRows, readCounting } from './counting-row.ts'
import { expiryOf, type Item, keyOf, sortOf, text, textOrNull } from './items.ts'
import { EXPIRY, partitions } from './layout.ts'
import { inParallel } from './pool.ts'
import type { Action, Table } from './table.ts'
import { amountAt, counterAt } from './tally-pages.ts'

/**
 * Counters in few small items (tally-pages.ts), each scope in lanes by shard. Positions are kept as text: they may have more digits than
 * a number of DynamoDB. Decision 0021.
 */
export const tallyStoreOf = (table: Table, clock: Clock): TallyStore => {
  const counting = async () => readCounting(await table.get(countingKey))
  return {
    watermark: async (shard) => {
      const { epoch } = await counting()
      return positionIn(await table.get(watermarkKey(shard, epoch)))
    },
    counts: async () => {
      const { now, anew } = await counting()
      return { now, anew }
    },
    apply: async (shard, from, to, increments, into) => {
      assert(to >= from, 'a watermark never moves back')
      const { now, epoch, anew } = await counting()
      // Who does not say which counters there are, cannot say which facts a recount takes.
      if (into === undefined && anew !== null) throw new Transient('the counters are being counted anew')
      const also = into?.anew ?? null
      const additions = additionsOf(laneOf(shard), [
        [into?.now ?? now, increments],
        ...(also === null ? [] : [[also.count, also.increments] as const]),
      ])
      if (additions === null) return 'too-many'
      const done = await table.transact([advance(shard, epoch, from, to, clock), ...additions])
      if (done.type === 'contended') throw new Transient('others add to the same counters')
      return done.type === 'written' ? 'applied' : 'stale'
    },
    read: async (scope) => {
      const { now } = await counting()
      const lanes = await inParallel([...Array(TALLY_LANES).keys()], TABLE_CALLS_AT_ONCE, (lane) =>
        table.query({
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
          ExpressionAttributeValues: { ':pk': text(partitions.tally(scope, lane)), ':sk': text(pageRows(now)) },
          // What came in this second may be missing: nobody decides by it, and it costs half.
          ConsistentRead: false,
        }),
      )
      return summed(
        lanes.flatMap(({ items }) => items),
        pageRows(now),
      )
    },
    clear: async () => {
      await table.update(clearCounts(await counting()))
    },
  }
}

/** Cleared counters begin with other watermarks. */
const watermarkKey = (shard: string, epoch: number): Item => keyOf(partitions.watermark(shard), String(epoch))

const positionIn = (row: Item | null): StreamPosition => BigInt((row === null ? null : textOrNull(row, 'p')) ?? STREAM_START)

const advance = (shard: string, epoch: number, from: StreamPosition, to: StreamPosition, clock: Clock): Action => ({
  Update: {
    Key: watermarkKey(shard, epoch),
    UpdateExpression: 'SET p = :to, #ttl = :ttl',
    ConditionExpression: from === STREAM_START ? 'attribute_not_exists(p) OR p = :from' : 'p = :from',
    ExpressionAttributeNames: { '#ttl': EXPIRY },
    ExpressionAttributeValues: {
      ':from': text(String(from)),
      ':to': text(String(to)),
      ':ttl': expiryOf(clock.now(), WATERMARK_KEPT_MS),
    },
  },
})

/** The counters of all lanes, in the order of their names. */
const summed = (items: readonly Item[], prefix: string): ReadonlyMap<string, bigint> => {
  const totals = new Map<string, bigint>()
  for (const item of items) {
    const page = sortOf(item).slice(prefix.length)
    for (const [attribute, value] of Object.entries(item)) {
      const amount = value.N === undefined ? null : amountAt(attribute, value.N)
      if (amount === null) continue
      const counter = counterAt({ page, name: amount[0] })
      totals.set(counter, (totals.get(counter) ?? 0n) + amount[1])
    }
  }
  return new Map([...totals].sort(([a], [b]) => (a < b ? -1 : 1)))
}
