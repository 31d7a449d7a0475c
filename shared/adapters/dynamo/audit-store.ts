/** What people changed, a partition a month, the rows by their ids, which begin with the instant. The partition without a month lists the months. */
import { epochMs } from '../../kernel/words.ts'
import type { AuditEntry, AuditStore } from '../../ports/audit.ts'
import { type Item, keyOf, sortOf, text, textOf, whole, wholeOf } from './items.ts'
import { partitions } from './layout.ts'
import type { Query, Table } from './table.ts'

export const auditStoreOf = (table: Table): AuditStore => {
  const listedMonths = new Set<string>()
  return {
    put: async (entry) => {
      const month = monthOf(entry.id)
      if (!listedMonths.has(month)) {
        await table.put({ Item: keyOf(MONTHS, month) })
        listedMonths.add(month)
      }
      await table.put({ Item: { ...keyOf(partitions.audit(month), entry.id), ...valuesOf(entry) } })
    },
    list: async (after, limit) => {
      const entries: AuditEntry[] = []
      const { items: months } = await table.query(newestFirst(MONTHS, after === null ? null : `${monthOf(after)}~`))
      for (const month of months.map(sortOf)) {
        const { items } = await table.query(newestFirst(partitions.audit(month), after), limit - entries.length)
        entries.push(...items.map(entryOf))
        if (entries.length >= limit) break
      }
      return entries
    },
  }
}

const MONTHS = partitions.audit('')

/** Ids begin with an ISO instant. */
const monthOf = (id: string): string => id.slice(0, 7)

const newestFirst = (partition: string, before: string | null): Query => ({
  KeyConditionExpression: before === null ? 'pk = :pk' : 'pk = :pk AND sk < :before',
  ExpressionAttributeValues: { ':pk': text(partition), ...(before === null ? {} : { ':before': text(before) }) },
  ScanIndexForward: false,
})

const valuesOf = ({ at, by, via, what, of, outcome }: AuditEntry): Item => ({
  ...{ i: whole(at), y: text(by), v: text(via), w: text(what), n: text(JSON.stringify(of)), o: text(outcome) },
})

const entryOf = (item: Item): AuditEntry => ({
  id: sortOf(item),
  at: epochMs(wholeOf(item, 'i')),
  by: textOf(item, 'y'),
  via: textOf(item, 'v') as AuditEntry['via'],
  what: textOf(item, 'w'),
  of: JSON.parse(textOf(item, 'n')) as AuditEntry['of'],
  outcome: textOf(item, 'o') as AuditEntry['outcome'],
})
