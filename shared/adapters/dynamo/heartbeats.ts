/**
 * Whether whoever counts has seen all of the stream. The tick leaves numbered marks in the table, which come through the stream like facts.
 * A number that is missing was lost, and facts with it; while nothing is missing nobody can tell a quiet shop from a consumer that stands
 * still, and nobody needs to. A tick that stood still leaves no number out.
 */
import { HEARTBEAT_MS, HEARTBEATS, STREAM_KEPT_MS } from '../../kernel/limits.ts'
import { later } from '../../kernel/time.ts'
import { type EpochMs, epochMs } from '../../kernel/words.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Counting } from '../../ports/counting.ts'
import { countingRows, noteLoss, readCounting } from './counting-row.ts'
import { type Item, keyOf, partitionOf, sortOf, whole, wholeOf, wholeOrNull } from './items.ts'
import { ONLY, partitions } from './layout.ts'
import { recountOf } from './recount.ts'
import type { Table, Update } from './table.ts'

/** One mark of the tick. */
export type Beat = { readonly key: number; readonly number: number; readonly at: EpochMs }

export type Heartbeats = {
  /** Leaves marks, where the last ones are older than an hour. */
  readonly beat: (now: EpochMs) => Promise<void>
  /** Notes marks that came through the stream, in its order, before the facts beside them are counted. */
  readonly hear: (beats: readonly Beat[]) => Promise<void>
}

/** The mark that a row of the stream is; null: it is another row. */
export const beatIn = (item: Item): Beat | null => {
  const partition = partitionOf(item)
  if (!partition.startsWith(BEATS)) return null
  return { key: Number(partition.slice(BEATS.length)), number: wholeOf(item, 'n'), at: epochMs(wholeOf(item, 'i')) }
}

const BEATS = partitions.heartbeat(0).slice(0, -1)
const KEYS = Array.from({ length: HEARTBEATS }, (_, key) => key)
const beatKey = (key: number): Item => keyOf(partitions.heartbeat(key), ONLY)
const heardKey = (key: number): Item => keyOf(partitions.counting, HEARD + String(key))
const HEARD = 'H#'

export const heartbeatsOf = (table: Table): Heartbeats => ({
  beat: async (now) => {
    // The first key is marked last: as long as it is young, all are.
    const first = await table.get(beatKey(0))
    if (first !== null && wholeOf(first, 'i') > later(now, -HEARTBEAT_MS)) return
    for (const key of KEYS.toReversed()) await table.update(mark(key, now))
  },
  hear: async (beats) => {
    const newest = new Map<number, Beat>()
    for (const beat of beats) {
      const known = newest.get(beat.key)?.number ?? wholeOrNull((await table.get(heardKey(beat.key))) ?? {}, 'n') ?? 0
      // First that something is missing: a crash in between tells it again.
      if (beat.number > known + 1) await table.update(noteLoss(beat.at))
      if (beat.number > known) newest.set(beat.key, beat)
    }
    for (const beat of newest.values()) await table.update(hear(beat))
  },
})

/** Whether the counters say everything. */
export const standingOf = (table: Table, clock: Clock): Pick<Counting, 'standing'> => ({
  standing: async () => {
    const [{ items }, beats] = await Promise.all([table.query(countingRows), table.batchGet(KEYS.map(beatKey))])
    const { anew, lostAt } = readCounting(items.find((item) => sortOf(item) === ONLY) ?? null)
    if (anew !== null) return 'recounting'
    const heard = (key: number): Item | null => items.find((item) => sortOf(item) === HEARD + String(key)) ?? null
    const isLost = beats.flatMap((item) => beatIn(item) ?? []).some((beat) => isBeyond(beat, heard(beat.key), clock.now()))
    return lostAt !== null || isLost ? 'recount-needed' : 'current'
  },
})

/** The same, and how they come to. `begun`: told to go on with a recount that was begun. */
export const countingOf = (table: Table, clock: Clock, begun: () => Promise<void>): Counting => ({
  ...standingOf(table, clock),
  rebuild: async (now) => {
    const answer = await recountOf(table).begin(now)
    // Told again where one is under way: whoever went on with it may have been lost.
    await begun()
    return answer
  },
})

/** Whether the first mark that did not come through is older than anything the stream still holds. Marks are an hour apart at least. */
const isBeyond = ({ number, at }: Beat, heard: Item | null, now: EpochMs): boolean => {
  const missing = number - (wholeOrNull(heard ?? {}, 'n') ?? 0)
  return missing > 0 && later(at, -(missing - 1) * HEARTBEAT_MS) < later(now, -STREAM_KEPT_MS)
}

const mark = (key: number, now: EpochMs): Update => ({
  Key: beatKey(key),
  UpdateExpression: 'SET i = :now ADD n :one',
  ConditionExpression: 'attribute_not_exists(i) OR i <= :before',
  ExpressionAttributeValues: { ':now': whole(now), ':one': whole(1), ':before': whole(later(now, -HEARTBEAT_MS)) },
})

const hear = ({ key, number, at }: Beat): Update => ({
  Key: heardKey(key),
  UpdateExpression: 'SET n = :n, i = :at',
  ConditionExpression: 'attribute_not_exists(n) OR n < :n',
  ExpressionAttributeValues: { ':n': whole(number), ':at': whole(at) },
})
