/** What is held of somebody beside their own partition: visits with their mails, codes with their pools, entries of the quarantine. */
import { type CustomerId, epochMs } from '../../kernel/words.ts'
import type { Fact } from '../../domain/fact/fact.ts'
import type { Beside } from '../../ports/privacy.ts'
import type { QuarantineEntry } from '../../ports/quarantine.ts'
import { inSmallLetters, spellingsOf } from '../spellings.ts'
import { couponKey } from './coupon-row.ts'
import { factRows, inOrder, messageRows } from './fact-row.ts'
import { type Item, sortOf, text, textOf, textOrNull, wholeOf } from './items.ts'
import { lists, partitions, PREFIXES } from './layout.ts'
import { listed } from './lists.ts'
import { messageOf } from './message-row.ts'
import { entryOf } from './quarantine-row.ts'
import type { Query, Table } from './table.ts'
import { isVisit, keptOf, visitRows } from './visits.ts'

export const besideOf = async (table: Table, ids: readonly CustomerId[], names: readonly string[]): Promise<Beside> => {
  const each = await Promise.all(ids.map((id) => besideOne(table, id)))
  return {
    // Mail is with the mail service.
    mails: [],
    visits: each.flatMap(({ visits }) => visits),
    quarantine: await quarantined(table, ids, names),
    coupons: each.flatMap(({ coupons }) => coupons),
    receipts: each.flatMap(({ receipts }) => receipts),
  }
}

const besideOne = async (table: Table, id: CustomerId): Promise<Pick<Beside, 'visits' | 'coupons' | 'receipts'>> => {
  const [facts, messages, seen] = await Promise.all([factRows(id), messageRows(id), seenRows(id)].map((query) => table.query(query)))
  const told = inOrder([...(facts?.items ?? []), ...(messages?.items ?? [])]).map(({ fact }) => fact)
  const visits = await Promise.all((messages?.items ?? []).map(messageOf).map((message) => table.query(visitRows(message.id))))
  return {
    visits: visits.flatMap(({ items }) => items.filter(isVisit).map(keptOf)),
    coupons: await codesOf(table, id, told),
    receipts: (seen?.items ?? []).map((item) => ({
      customer: id,
      receipt: sortOf(item).slice(PREFIXES.seen.length),
      receivedAt: epochMs(wholeOf(item, 'r')),
    })),
  }
}

const seenRows = (id: CustomerId): Query => ({
  KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
  ExpressionAttributeValues: { ':pk': text(partitions.customer(id)), ':sk': text(PREFIXES.seen) },
})

/** Codes that facts say were given, and that still are theirs. */
const codesOf = async (table: Table, id: CustomerId, facts: readonly Fact[]): Promise<Beside['coupons']> => {
  const given = facts.flatMap((fact) => (fact.type === 'coupon-given' ? [fact] : []))
  const rows = await Promise.all(given.map(async ({ pool, code }) => ({ pool, row: await table.get(couponKey(pool, code)) })))
  return rows.flatMap(({ pool, row }) => {
    if (row === null || textOrNull(row, 'u') !== id) return []
    return [{ pool, code: textOf(row, 'c'), customer: id, campaign: textOf(row, 'g') }]
  })
}

/** Entries that name one of them, or whose text does; all of the quarantine is read, which is bounded. */
const quarantined = async (table: Table, ids: readonly CustomerId[], names: readonly string[]): Promise<readonly QuarantineEntry[]> => {
  const spellings = [...new Set(names.flatMap(spellingsOf))]
  const found: Item[] = []
  for (const list of [lists.quarantine, lists.dismissed]) {
    for (let after: Item | null = null; ; ) {
      const rows: readonly Item[] = await listed(table, { list, after, limit: ENTRIES_AT_ONCE })
      found.push(...rows.filter((row) => isAbout(row, ids, spellings)))
      after = rows.at(-1) ?? null
      if (rows.length < ENTRIES_AT_ONCE) break
    }
  }
  return found.map(entryOf).sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
}

const ENTRIES_AT_ONCE = 500

const isAbout = (row: Item, ids: readonly CustomerId[], spellings: readonly string[]): boolean => {
  if (ids.some((id) => id === textOf(row, 'c'))) return true
  const body = inSmallLetters(textOf(row, 'b'))
  return spellings.some((spelling) => body.includes(spelling))
}
