import { QUARANTINE_ROOM_AT_ONCE, QUARANTINE_ROWS_MAX, TABLE_CALLS_AT_ONCE } from '../../kernel/limits.ts'
import { later, MINUTE_MS } from '../../kernel/time.ts'
import type { EpochMs } from '../../kernel/words.ts'
import type { Clock } from '../../ports/clock.ts'
import { aboutErased, type QuarantineEntry, type QuarantineState, type QuarantineStore } from '../../ports/quarantine.ts'
import type { Erased } from './erased.ts'
import { keyOf, keyOfItem, nameOf, text, whole, wholeOrNull } from './items.ts'
import { lists, ONLY, partitions } from './layout.ts'
import { countOf, listed } from './lists.ts'
import { inParallel } from './pool.ts'
import { entryOf, keepEntry, quarantineKey } from './quarantine-row.ts'
import type { Table } from './table.ts'

/** Entries a commit brings go past this store (quarantine-row.ts): there are few, and the next look at the room counts them. */
export const quarantineStoreOf = (table: Table, erased: Erased, clock: Clock, rowsMax: number = QUARANTINE_ROWS_MAX): QuarantineStore => {
  const room = roomIn(table, clock, rowsMax)
  const move = async (id: string, from: QuarantineState, to: QuarantineState): Promise<boolean> => {
    const moved = await table.update({
      Key: quarantineKey(id),
      UpdateExpression: 'SET q = :to',
      ConditionExpression: 'q = :from',
      ExpressionAttributeValues: { ':from': text(LISTS[from]), ':to': text(LISTS[to]) },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    })
    // Whose answer was lost finds what it did itself.
    return moved.type === 'written' || (moved.type === 'condition' && moved.isRepeat && moved.item?.q?.S === LISTS[to])
  }
  return {
    put: async (entries) => {
      if (entries.length === 0) return
      const fit = withoutErased(entries, await erased.leftOf(entries.flatMap(({ customerId }) => customerId ?? [])))
      const once = [...new Map(fit.toReversed().map((entry) => [entry.id, entry])).values()].toReversed()
      const known = new Set((await table.batchGet(once.map(({ id }) => quarantineKey(id)))).map((row) => nameOf(keyOfItem(row))))
      const fresh = once.filter(({ id }) => !known.has(nameOf(quarantineKey(id))))
      for (let rest = fresh; rest.length > 0; ) {
        const some = await room.take(rest.length)
        if (some === 0) return missed(table, rest.length)
        await inParallel(rest.slice(0, some), TABLE_CALLS_AT_ONCE, (entry) => table.update(keepEntry(entry)))
        rest = rest.slice(some)
      }
    },
    list: async (after, limit, state = 'open') => {
      const row = after === null ? null : await table.get(quarantineKey(after))
      if (after !== null && row === null) return []
      return (await listed(table, { list: LISTS[state], after: row, limit })).map(entryOf)
    },
    find: async (id) => {
      const row = await table.get(quarantineKey(id))
      return row === null ? null : { entry: entryOf(row), state: row.q?.S === lists.dismissed ? 'dismissed' : 'open' }
    },
    count: () => countOf(table, lists.quarantine),
    notKept: async () => wholeOrNull((await table.get(COUNTS)) ?? {}, 'n') ?? 0,
    dismiss: async (id) => {
      room.lookAgain()
      return move(id, 'open', 'dismissed')
    },
    restore: (id) => move(id, 'dismissed', 'open'),
    resolve: async (id) => {
      room.lookAgain()
      const gone = await table.delete({ Key: quarantineKey(id), ConditionExpression: 'attribute_exists(pk)' })
      return gone.type === 'written' || (gone.type === 'condition' && gone.isRepeat)
    },
  }
}

const LISTS: Readonly<Record<QuarantineState, string>> = { open: lists.quarantine, dismissed: lists.dismissed }
const COUNTS = keyOf(partitions.quarantineCounts, ONLY)

const missed = async (table: Table, count: number): Promise<void> => {
  await table.update({ Key: COUNTS, UpdateExpression: 'ADD n :count', ExpressionAttributeValues: { ':count': whole(count) } })
}

/** Wherever it comes from: of what is about somebody who was erased nothing is kept but that there was something. */
const withoutErased = (entries: readonly QuarantineEntry[], left: Awaited<ReturnType<Erased['leftOf']>>): readonly QuarantineEntry[] =>
  entries.map((entry) => {
    const as = entry.customerId === null || entry.because === 'erased' ? undefined : left.get(entry.customerId)
    return as === undefined ? entry : aboutErased(as, WAS_ERASED, entry.at)
  })

const WAS_ERASED = {
  path: '',
  problem: 'is about somebody who was erased: nothing of it is kept',
  hint: 'Stop sending what is about this customer.',
}

/**
 * How many more there is room for. Counting reads all entries of the index, so it is done once for many, and several processes together may
 * go beyond the bound by what each of them takes at once. Where all is full, the oldest that were dismissed make room; where none were, nobody
 * looks again for a minute.
 */
const roomIn = (table: Table, clock: Clock, rowsMax: number) => {
  let room = 0
  let fullUntil: EpochMs | null = null
  const found = async (): Promise<number> => {
    const [open, dismissed] = await Promise.all([countOf(table, lists.quarantine), countOf(table, lists.dismissed)])
    const free = rowsMax - open - dismissed
    if (free > 0) return Math.min(free, QUARANTINE_ROOM_AT_ONCE)
    const gone = await listed(table, { list: lists.dismissed, after: null, limit: QUARANTINE_ROOM_AT_ONCE })
    await table.batchWrite(gone.map((row) => ({ delete: keyOfItem(row) })))
    return Math.max(0, free + gone.length)
  }
  return {
    /** How many of those wanted may be written now. */
    take: async (wanted: number): Promise<number> => {
      if (room === 0 && (fullUntil === null || clock.now() >= fullUntil)) {
        room = await found()
        fullUntil = room === 0 ? later(clock.now(), MINUTE_MS) : null
      }
      const some = Math.min(room, wanted)
      room -= some
      return some
    },
    /** Something was dismissed or went. */
    lookAgain: (): void => {
      room = 0
      fullUntil = null
    },
  }
}
