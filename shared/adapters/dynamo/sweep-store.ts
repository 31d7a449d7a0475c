/** Sweeps: a row for each, `i` since when, `w` why, `p` parts, `z` how many customers there were; and one for each part, `n` how far, `d` where it is done. */
import { epochMs } from '../../kernel/words.ts'
import type { SweepStore } from '../../ports/sweeps.ts'
import { type Item, keyOf, sortOf, text, textOf, whole, wholeOf, wholeOrNull } from './items.ts'
import { ONLY, partitions } from './layout.ts'
import type { Table } from './table.ts'

export const sweepStoreOf = (table: Table): SweepStore => ({
  begin: async ({ id, at, because, parts, size }) => {
    const Item = { ...keyOf(partitions.sweep(id), ONLY), i: whole(at), w: text(because), p: whole(parts), z: whole(size) }
    return (await table.put({ Item, ConditionExpression: 'attribute_not_exists(pk)' })).type === 'written'
  },
  note: async (id, part, swept, isDone) => {
    await table.update({
      Key: keyOf(partitions.sweep(id), PART + String(part)),
      UpdateExpression: isDone ? 'SET n = :n, d = :n' : 'SET n = :n',
      // A message that comes again tells what was told before.
      ConditionExpression: 'attribute_not_exists(n) OR n <= :n',
      ExpressionAttributeValues: { ':n': whole(swept) },
    })
  },
  find: async (id) => {
    const { items } = await table.query({
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': text(partitions.sweep(id)) },
    })
    const head = items.find((item) => sortOf(item) === ONLY)
    if (head === undefined) return null
    const parts = items.filter((item) => sortOf(item).startsWith(PART))
    return {
      ...{ id, at: epochMs(wholeOf(head, 'i')), because: textOf(head, 'w'), parts: wholeOf(head, 'p'), size: wholeOf(head, 'z') },
      swept: parts.reduce((sum, part) => sum + wholeOf(part, 'n'), 0),
      isDone: parts.filter(isDone).length === wholeOf(head, 'p'),
    }
  },
})

const PART = 'P#'
const isDone = (part: Item): boolean => wholeOrNull(part, 'd') !== null
