import { BLOCK_BUCKET_DAYS, BLOCK_BUCKETS_MAX, DAILY_BUCKET_DAYS, DAY_BUCKETS_MAX } from '../../kernel/limits.ts'
import { dayOf } from '../../kernel/time.ts'
import { type EpochDay, type EpochMs, epochDay } from '../../kernel/words.ts'

/**
 * How often and when one kind of event happened. Recent days stand alone, older ones share blocks of 28 days, the oldest one number.
 * Which is which depends on the newest day only, so the order in which events arrive never shows.
 */
export type EventCount = {
  readonly total: number
  readonly firstAt: EpochMs
  readonly lastAt: EpochMs
  /** `[day, count]`, oldest first. */
  readonly days: readonly DayCount[]
  /** `[first day of the block, count]`, oldest first. */
  readonly blocks: readonly DayCount[]
}

export type DayCount = readonly [day: EpochDay, count: number]

const BLOCK_DAYS = 28

/** One more event of this kind at `at`. */
export const counted = (before: EventCount | undefined, at: EpochMs): EventCount => {
  if (before === undefined) return { total: 1, firstAt: at, lastAt: at, days: [[dayOf(at), 1]], blocks: [] }
  const lastAt = at > before.lastAt ? at : before.lastAt
  return {
    total: before.total + 1,
    firstAt: at < before.firstAt ? at : before.firstAt,
    lastAt,
    ...coarsened(added(before.days, dayOf(at), 1), before.blocks, dayOf(lastAt)),
  }
}

/** What two counted of one kind of event, as one would have counted all of it. */
export const countedTogether = (a: EventCount, b: EventCount): EventCount => {
  const lastAt = a.lastAt > b.lastAt ? a.lastAt : b.lastAt
  const days = b.days.reduce((sum, [day, n]) => added(sum, day, n), a.days)
  const blocks = b.blocks.reduce((sum, [start, n]) => added(sum, start, n), a.blocks)
  return {
    total: a.total + b.total,
    firstAt: a.firstAt < b.firstAt ? a.firstAt : b.firstAt,
    lastAt,
    ...coarsened(days, blocks, dayOf(lastAt)),
  }
}

/**
 * All counts of a customer within their common bounds: the oldest days of all share blocks, the oldest blocks go into the bare
 * totals. Whole days and whole blocks, so that equal counts coarsen alike; below the bounds the order of events never shows.
 */
export const bounded = (counts: Readonly<Record<string, EventCount>>): Readonly<Record<string, EventCount>> => {
  const all = Object.values(counts)
  const lastDay = lastToGo(
    all.map(({ days }) => days),
    DAY_BUCKETS_MAX,
  )
  const coarser = lastDay === null ? counts : mapped(counts, (count) => withoutDays(count, lastDay))
  const lastBlock = lastToGo(
    Object.values(coarser).map(({ blocks }) => blocks),
    BLOCK_BUCKETS_MAX,
  )
  return lastBlock === null
    ? coarser
    : mapped(coarser, (count) => ({ ...count, blocks: count.blocks.filter(([start]) => start > lastBlock) }))
}

/** Events of this kind on or after a day, to the day within 92 days of the newest (less where buckets ran out), to the block of 28 days before that. */
export const countSince = (count: EventCount, day: EpochDay): number => {
  const sum = (buckets: readonly DayCount[]) => buckets.reduce((total, [start, n]) => (start >= day ? total + n : total), 0)
  return sum(count.days) + sum(count.blocks)
}

/** Moves days out of reach into blocks, and blocks out of reach into the bare total. */
const coarsened = (days: readonly DayCount[], blocks: readonly DayCount[], newest: EpochDay): Pick<EventCount, 'days' | 'blocks'> => {
  const oldestDay = newest - DAILY_BUCKET_DAYS
  const oldestBlock = newest - BLOCK_BUCKET_DAYS
  if ((days[0]?.[0] ?? newest) >= oldestDay && (blocks[0]?.[0] ?? newest) >= oldestBlock) return { days, blocks }
  let merged = blocks
  for (const [day, n] of days) if (day < oldestDay) merged = added(merged, blockOf(day), n)
  return { days: days.filter(([day]) => day >= oldestDay), blocks: merged.filter(([start]) => start >= oldestBlock) }
}

/** The newest start that has to go, with all older ones, so that at most `max` buckets are left; null: none has to. */
const lastToGo = (buckets: readonly (readonly DayCount[])[], max: number): EpochDay | null => {
  if (buckets.reduce((sum, { length }) => sum + length, 0) <= max) return null
  const newestFirst = buckets.flatMap((some) => some.map(([start]) => start)).sort((a, b) => b - a)
  return newestFirst[max] as EpochDay
}

const withoutDays = (count: EventCount, until: EpochDay): EventCount => {
  let { blocks } = count
  for (const [day, n] of count.days) if (day <= until) blocks = added(blocks, blockOf(day), n)
  return { ...count, days: count.days.filter(([day]) => day > until), blocks }
}

const mapped = (counts: Readonly<Record<string, EventCount>>, change: (count: EventCount) => EventCount) =>
  Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, change(count)]))

const blockOf = (day: EpochDay): EpochDay => epochDay(Math.floor(day / BLOCK_DAYS) * BLOCK_DAYS)

/** The same buckets with `n` more in one of them; sorted. Nearly always the last, so we look from the end. */
const added = (buckets: readonly DayCount[], day: EpochDay, n: number): readonly DayCount[] => {
  let at = buckets.length
  while (at > 0 && (buckets[at - 1] as DayCount)[0] > day) at -= 1
  const same = buckets[at - 1]
  if (same !== undefined && same[0] === day) return [...buckets.slice(0, at - 1), [day, same[1] + n], ...buckets.slice(at)]
  return [...buckets.slice(0, at), [day, n], ...buckets.slice(at)]
}
