/** What experiments showed last, a row each beside what was found of them. */
import type { Json } from '../../kernel/json.ts'
import type { SummaryStore } from '../../ports/summaries.ts'
import { keyOf, text, textOf } from './items.ts'
import { partitions } from './layout.ts'
import type { Table } from './table.ts'

export const summaryStoreOf = (table: Table): SummaryStore => ({
  keep: async (experiment, summary) => {
    await table.put({ Item: { ...keyOf(partitions.verdicts, SUMMARY + experiment), b: text(JSON.stringify(summary)) } })
  },
  find: async (experiment) => {
    const row = await table.get(keyOf(partitions.verdicts, SUMMARY + experiment))
    return row === null ? null : (JSON.parse(textOf(row, 'b')) as Json)
  },
})

/** Keys of verdicts are lists, and begin with a bracket. */
const SUMMARY = 'S#'
