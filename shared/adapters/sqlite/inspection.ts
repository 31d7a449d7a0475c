import { CLAIM_LEASE_MS } from '../../kernel/limits.ts'
import type { CustomerId } from '../../kernel/words.ts'
import type { CustomerState } from '../../domain/customer/state.ts'
import type { StatusName } from '../../domain/messaging/message.ts'
import type { Inspection } from '../../ports/inspection.ts'
import { decodeEvent, type StoredEvent } from '../codec/event.ts'
import { decodeFact } from '../codec/fact.ts'
import { decodeMessage, type StoredMessage } from '../codec/message.ts'
import { decodeState } from '../codec/state.ts'
import { EVENT_COLUMNS, MESSAGE_COLUMNS } from './customer-store.ts'
import { type Database, key } from './database.ts'

/** Pages go by id in the order of its UTF-8 bytes; what belongs to one customer comes in the order in which it happened. */
export const inspectionOf = (database: Database): Inspection => {
  const customers = database.prepare<{ id: CustomerId; version: number; state: string }>(
    'SELECT id, version, state FROM customers WHERE id > ? ORDER BY id LIMIT ?',
  )
  const facts = database.prepare<{ fact: string }>('SELECT fact FROM facts WHERE customer = ? ORDER BY version, n')
  const owed = database.prepare<StoredMessage>(`SELECT ${MESSAGE_COLUMNS} FROM messages WHERE customer = ? ORDER BY owed_at, id`)
  const events = database.prepare<StoredEvent>(`SELECT ${EVENT_COLUMNS} FROM timeline WHERE customer = ? ORDER BY occurred_at, id`)
  const messages = database.prepare<StoredMessage>(`SELECT ${MESSAGE_COLUMNS} FROM messages WHERE id > ? ORDER BY id LIMIT ?`)
  const counts = database.prepare<{ status: StatusName; n: number }>('SELECT status, count(*) AS n FROM messages GROUP BY status')
  const unsettled = database.prepare<{ n: number }>(
    `SELECT count(*) AS n FROM (SELECT 1 FROM messages WHERE pending_at IS NOT NULL
     AND (status = 'unknown' OR (status = 'owed' AND pending_at < ?)) LIMIT ? + 0)`,
  )
  return {
    customers: async (after, limit) => {
      const page: CustomerState[] = []
      for (let from: string = after ?? BEFORE_ALL; page.length < limit; ) {
        const rows = customers.all(from, limit)
        page.push(...rows.map(({ id, version, state }) => decodeState(id, version, state)).filter(isCustomer))
        if (rows.length < limit) break
        from = rows.at(-1)?.id ?? from
      }
      return page.slice(0, limit)
    },
    factsOf: async (customer) => facts.all(key(customer)).map(({ fact }) => decodeFact(fact)),
    messagesOf: async (customer) => owed.all(key(customer)).map(decodeMessage),
    eventsOf: async (customer) => events.all(key(customer)).map(decodeEvent),
    messages: async (after, limit) => messages.all(after ?? BEFORE_ALL, limit).map(decodeMessage),
    unsettled: async (now, max) => unsettled.get(now - CLAIM_LEASE_MS, max)?.n ?? 0,
    countByStatus: async () => Object.fromEntries(counts.all().map(({ status, n }) => [status, n])),
  }
}

const isCustomer = ({ merge, erasedAt }: CustomerState): boolean => erasedAt === null && (merge === null || merge.status === 'sealed')

/** No id is empty. */
const BEFORE_ALL = ''
