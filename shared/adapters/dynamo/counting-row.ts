/**
 * The row that says how counters stand: `g` which are read, `e` how often everything was cleared, `n` which are being counted anew, `b` since
 * when and `c` from which instant on the stream adds to them, `h` the highest number ever given, `l` when it was noticed that facts were lost.
 */
import { later } from '../../kernel/time.ts'
import { WRITTEN_WITHIN_MS } from '../../kernel/limits.ts'
import { epochMs, type EpochMs } from '../../kernel/words.ts'
import type { Counts } from '../../ports/tally-store.ts'
import { type Item, keyOf, text, whole, wholeOf, wholeOrNull } from './items.ts'
import { ONLY, partitions, shardOf } from './layout.ts'
import { TALLY_COUNTERS_AT_ONCE, TALLY_LANES, TRANSACTION_ACTIONS_MAX } from '../../kernel/limits.ts'
import type { Increment } from '../../domain/kpi/tally.ts'
import type { Action, Query, Update } from './table.ts'
import { attributesOf, type PageAddition, pagesOf } from './tally-pages.ts'

export type CountingRow = Counts & {
  readonly epoch: number
  readonly highest: number
  readonly begunAt: EpochMs | null
  readonly lostAt: EpochMs | null
}

export const countingKey = keyOf(partitions.counting, ONLY)

/** Everything of the partition: the row itself, what came through the stream, and how far a recount is. */
export const countingRows: Query = {
  KeyConditionExpression: 'pk = :pk',
  ExpressionAttributeValues: { ':pk': text(partitions.counting) },
}

export const readCounting = (item: Item | null): CountingRow => {
  const row = item ?? {}
  const count = wholeOrNull(row, 'n')
  const begunAt = wholeOrNull(row, 'b')
  const lostAt = wholeOrNull(row, 'l')
  return {
    now: wholeOrNull(row, 'g') ?? 0,
    epoch: wholeOrNull(row, 'e') ?? 0,
    highest: wholeOrNull(row, 'h') ?? 0,
    anew: count === null ? null : { count, since: epochMs(wholeOf(row, 'c')) },
    begunAt: begunAt === null ? null : epochMs(begunAt),
    lostAt: lostAt === null ? null : epochMs(lostAt),
  }
}

/** Numbers are never given again, so that what a slow consumer still adds to old counters is added to nothing that is read. */
export const beginRecount = ({ highest }: CountingRow, now: EpochMs): Update => ({
  Key: countingKey,
  UpdateExpression: 'SET n = :n, h = :n, b = :b, c = :c',
  ConditionExpression: `attribute_not_exists(n) AND ${highest === 0 ? 'attribute_not_exists(h)' : 'h = :h'}`,
  ExpressionAttributeValues: {
    ':n': whole(highest + 1),
    ':b': whole(now),
    ':c': whole(sinceOf(now)),
    ...(highest === 0 ? {} : { ':h': whole(highest) }),
  },
})

/** Whoever follows the stream knows of the recount long before anything is written at this instant. */
const sinceOf = (begunAt: EpochMs): EpochMs => later(begunAt, WRITTEN_WITHIN_MS)
/** What was written before that instant can be read by then. */
export const readFromOf = (begunAt: EpochMs): EpochMs => later(sinceOf(begunAt), WRITTEN_WITHIN_MS)

/** What was noticed to be lost before the recount began is counted now; what was noticed since still is not. */
export const endRecount = ({ lostAt, begunAt }: CountingRow, count: number): Update => {
  const isFound = lostAt === null || (begunAt !== null && lostAt < begunAt)
  return {
    Key: countingKey,
    UpdateExpression: `SET g = :n REMOVE n, b, c${isFound ? ', l' : ''}`,
    ConditionExpression: `n = :n AND ${lostAt === null ? 'attribute_not_exists(l)' : 'l = :l'}`,
    ExpressionAttributeValues: { ':n': whole(count), ...(lostAt === null ? {} : { ':l': whole(lostAt) }) },
  }
}

export const clearCounts = ({ highest }: CountingRow): Update => ({
  Key: countingKey,
  UpdateExpression: 'SET g = :g, h = :g ADD e :one REMOVE n, b, c, l',
  ExpressionAttributeValues: { ':g': whole(highest + 1), ':one': whole(1) },
})

export const noteLoss = (at: EpochMs): Update => ({
  Key: countingKey,
  UpdateExpression: 'SET l = :l',
  ConditionExpression: 'attribute_not_exists(l) OR l < :l',
  ExpressionAttributeValues: { ':l': whole(at) },
})

/** What a shard, or a part of a recount, adds to. */
export const laneOf = (source: string): number => shardOf(source, TALLY_LANES)

const pageRow = (count: number, page: string): string => `${count}#${page}`
export const pageRows = (count: number): string => pageRow(count, '')

/** One write for each item; null where one transaction does not hold them beside the row that says how far it is. */
export const additionsOf = (
  lane: number,
  into: readonly (readonly [count: number, increments: readonly Increment[]])[],
): readonly Action[] | null => {
  const actions: Action[] = []
  for (const [count, increments] of into) {
    for (const page of pagesOf(increments)) {
      const action = additionOf(lane, count, page)
      if (action === null) return null
      actions.push(action)
    }
  }
  return actions.length < TRANSACTION_ACTIONS_MAX ? actions : null
}

const additionOf = (lane: number, count: number, { scope, page, by }: PageAddition): Action | null => {
  const attributes = attributesOf(by)
  if (attributes.length > TALLY_COUNTERS_AT_ONCE) return null
  return {
    Update: {
      Key: keyOf(partitions.tally(scope, lane), pageRow(count, page)),
      UpdateExpression: `ADD ${attributes.map((_, n) => `#${n} :${n}`).join(',')}`,
      ExpressionAttributeNames: Object.fromEntries(attributes.map(([name], n) => [`#${n}`, name])),
      ExpressionAttributeValues: Object.fromEntries(attributes.map(([, amount], n) => [`:${n}`, whole(amount)])),
    },
  }
}
