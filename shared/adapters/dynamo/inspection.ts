import { CLAIM_LEASE_MS } from '../../kernel/limits.ts'
import { END_OF_TIME, type EpochMs, type MessageId, messageId } from '../../kernel/words.ts'
import { later } from '../../kernel/time.ts'
import type { CustomerState } from '../../domain/customer/state.ts'
import type { Message, StatusName } from '../../domain/messaging/message.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Inspection } from '../../ports/inspection.ts'
import { allEvents, eventOf } from './event-row.ts'
import { factRows, inOrder, messageRows, remainingRows } from './fact-row.ts'
import { isExpired, type Item, keyOfItem, partitionOf, sortOf, textOf } from './items.ts'
import { lists, partitions, PENDING_SHARDS } from './layout.ts'
import { messageKey, messageOf, pointedAt, pointerKey } from './message-row.ts'
import { inParallel } from './pool.ts'
import { scanAll, scanOfPointers, scanOfStates, scanOfStatuses } from './scan.ts'
import { listQuery, stateKey, stateOf } from './state-row.ts'
import type { Page, Scan, Table } from './table.ts'

/** Pages go in the order in which the table lies, which stays; each reads as many rows of any kind as it takes to fill it. */
export const inspectionOf = (table: Table, clock: Clock): Inspection => ({
  customers: (after, limit) =>
    pageOf(table, scanOfStates, after === null ? null : stateKey(after), limit, async (items) => items.map(stateOf).filter(isCustomer)),
  messages: (after, limit) =>
    pageOf(table, scanOfPointers, after === null ? null : pointerKey(after), limit, (pointers) => messagesAt(table, pointers)),
  factsOf: async (customer) => {
    const pages = await Promise.all([factRows, messageRows, remainingRows].map((rows) => table.query(rows(customer))))
    return inOrder(pages.flatMap(({ items }) => items)).map(({ fact }) => fact)
  },
  messagesOf: async (customer) =>
    (await table.query(messageRows(customer))).items.map(messageOf).sort((a, b) => a.owedAt - b.owedAt || (a.id < b.id ? -1 : 1)),
  eventsOf: async (customer) => {
    const { items } = await table.query(allEvents(customer))
    const events = items.filter((item) => !isExpired(item, clock.now())).map(eventOf)
    return events.sort((a, b) => a.occurredAt - b.occurredAt || (a.id < b.id ? -1 : 1))
  },
  unsettled: async (now, max) => {
    const counts = await inParallel([...Array(PENDING_SHARDS).keys()], PENDING_SHARDS, (shard) => unsettledIn(table, shard, now, max))
    return Math.min(
      max,
      counts.reduce((sum, count) => sum + count, 0),
    )
  },
  countByStatus: async () => {
    const counts: Partial<Record<StatusName, number>> = {}
    for (const item of await scanAll(table, scanOfStatuses)) {
      const name = textOf(item, 'st') as StatusName
      counts[name] = (counts[name] ?? 0) + 1
    }
    return counts
  },
})

const isCustomer = ({ merge, erasedAt }: CustomerState): boolean => erasedAt === null && (merge === null || merge.status === 'sealed')

/** Goes on until the page is full, or everything was read. */
const pageOf = async <T>(
  table: Table,
  scanFrom: (after: Item | null) => Scan,
  after: Item | null,
  limit: number,
  read: (items: readonly Item[]) => Promise<readonly T[]>,
): Promise<readonly T[]> => {
  const found: T[] = []
  let place = after
  do {
    const page: Page = await table.scan(scanFrom(place), limit)
    found.push(...(await read(page.items)))
    place = page.next
  } while (place !== null && found.length < limit)
  return found.slice(0, limit)
}

/** A pointer may go ahead of its message. */
const messagesAt = async (table: Table, pointers: readonly Item[]): Promise<readonly Message[]> => {
  const keys = pointers.map((pointer) => messageKey(pointedAt(pointer), messageIn(pointer)))
  const rows = new Map((await table.batchGet(keys)).map((row) => [sortOf(row), messageOf(row)]))
  return keys.flatMap((key) => rows.get(sortOf(key)) ?? [])
}

const messageIn = (pointer: Item): MessageId => messageId(partitionOf(pointer).slice(partitions.message(messageId('')).length))

/** Owed ones that are late stand first in their list; those nobody knows the end of last in theirs, behind all that are claimed. */
const unsettledIn = async (table: Table, shard: number, now: EpochMs, max: number): Promise<number> => {
  const [late, asked] = await Promise.all([
    table.query(listQuery(lists.owed(shard), later(now, -CLAIM_LEASE_MS - 1)), max),
    table.query({ ...listQuery(lists.asked(shard), END_OF_TIME), ScanIndexForward: false }, max),
  ])
  const rows = await table.batchGet(asked.items.map(keyOfItem))
  return late.items.length + rows.filter((row) => textOf(row, 'st') === 'unknown').length
}
