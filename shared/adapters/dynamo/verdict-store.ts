/** What was found of experiments: a row each, few and small, read by pages and once an hour by whoever judges. */
import { ROW_ATTEMPTS_MAX } from '../../kernel/limits.ts'
import { Transient } from '../../ports/customer-store.ts'
import { type LatchedVerdict, placeOf, type VerdictName, type VerdictStore, withActed } from '../../ports/verdicts.ts'
import { readActed, readVerdict, writeVerdict } from '../codec/verdict.ts'
import { type Item, keyOf, sortOf, text, textOf } from './items.ts'
import { partitions } from './layout.ts'
import type { Table } from './table.ts'

export const verdictStoreOf = (table: Table): VerdictStore => ({
  all: () => verdictsIn(table, '['),
  of: (experiment) => verdictsIn(table, `[${JSON.stringify(experiment)},`),
  latch: async (verdict) => {
    const { found, acted } = writeVerdict(verdict)
    const Item = { ...keyAt(verdict), b: text(found), a: text(acted) }
    const written = await table.put({
      Item,
      ConditionExpression: 'attribute_not_exists(pk)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    })
    if (written.type === 'contended') throw new Transient('somebody else writes the same verdict')
    // Where an answer was lost the row may be our own.
    return written.type === 'written' || (written.isRepeat && written.item !== null && textOf(written.item, 'b') === found)
  },
  acted: async (of, one) => {
    const key = keyAt(of)
    for (let attempt = 1; attempt <= ROW_ATTEMPTS_MAX; attempt += 1) {
      const row = await table.get(key)
      if (row === null) return
      const before = textOf(row, 'a')
      const next = JSON.stringify(withActed(readActed(before), one))
      if (next === before) return
      const written = await table.update({
        Key: key,
        UpdateExpression: 'SET a = :next',
        ConditionExpression: 'a = :before',
        ExpressionAttributeValues: { ':next': text(next), ':before': text(before) },
      })
      if (written.type === 'written') return
    }
    throw new Transient('others write down what was done about the same verdict')
  },
})

/** All rows whose key begins so. */
const verdictsIn = async (table: Table, beginning: string): Promise<readonly LatchedVerdict[]> => {
  const { items } = await table.query({
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
    ExpressionAttributeValues: { ':pk': text(partitions.verdicts), ':sk': text(beginning) },
  })
  return items
    .map((item) => ({ verdict: readVerdict({ found: textOf(item, 'b'), acted: textOf(item, 'a') }), place: sortOf(item) }))
    .sort((a, b) => a.verdict.at - b.verdict.at || (a.place < b.place ? -1 : 1))
    .map(({ verdict }) => verdict)
}

const keyAt = (name: VerdictName): Item => {
  const { phase, about, variant } = placeOf(name)
  return keyOf(partitions.verdicts, JSON.stringify([name.experiment, phase, about, variant]))
}
