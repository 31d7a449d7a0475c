import { assert } from '../../kernel/assert.ts'
import type { CustomerId, EpochMs } from '../../kernel/words.ts'
import type { CustomerState } from '../../domain/customer/state.ts'
import type { LifecycleEvent } from '../../domain/event/event.ts'
import type { Message } from '../../domain/messaging/message.ts'
import type { Commit, CommitResult, CustomerStore, DueWake, TimelineRange } from '../../ports/customer-store.ts'
import type { QuarantineEntry } from '../../ports/quarantine.ts'
import { decodeEvent, type StoredEvent } from '../codec/event.ts'
import { decodeFact } from '../codec/fact.ts'
import { decodeMessage, type StoredMessage } from '../codec/message.ts'
import { decodeState } from '../codec/state.ts'
import type { CommitWriter } from './commit-writer.ts'
import { type Database, key } from './database.ts'
import type { Erased } from './erased.ts'
import type { Premises } from './premises.ts'

/** Columns of a message and of a timeline row, as the codec names them. */
export const MESSAGE_COLUMNS = 'id, customer AS customerId, owed_at AS owedAt, body, status, moved'
export const EVENT_COLUMNS = 'customer AS customerId, id, occurred_at AS occurredAt, name, body'

export const customerStoreOf = (
  database: Database,
  writer: CommitWriter,
  premises: Premises,
  erased: Erased,
  putQuarantine: (entries: readonly QuarantineEntry[]) => void,
): CustomerStore => ({
  commit: async (commits) => commitAll(database, writer, commits),
  ...statesOf(database, erased),
  ...timelineOf(database, writer, erased),
  ...wakesOf(database, putQuarantine),
  ...messagesOf(database),
  ...premises.reads,
  ...newsOf(database),
})

const commitAll = (database: Database, writer: CommitWriter, commits: readonly Commit[]): readonly CommitResult[] => {
  if (commits.length === 0) return []
  assertOneEach(commits)
  return database.transaction(() => commits.map(writer.write))
}

/** Two commits of one customer would be decided on the same state: the caller folds them. */
export const assertOneEach = (commits: readonly Commit[]): void =>
  assert(new Set(commits.map(({ state }) => state.id)).size === commits.length, 'a batch holds one commit of each customer')

const statesOf = (database: Database, erased: Erased): Pick<CustomerStore, 'load' | 'wasSpilled'> => {
  const one = database.prepare<{ version: number; state: string }>('SELECT version, state FROM customers WHERE id = ?')
  // One call for all ids: half the time of a call each. CROSS JOIN keeps the order of the ids.
  const find = database.prepare<{ place: number; version: number; state: string }>(
    'SELECT ids.key AS place, version, state FROM json_each(?) ids CROSS JOIN customers ON customers.id = ids.value',
  )
  const seen = database.prepare<{ found: 1 }>('SELECT 1 AS found FROM seen WHERE customer = ? AND receipt = ?')
  return {
    load: async (ids) => {
      const states = new Map<CustomerId, CustomerState>()
      /** Of those nobody knows, some were erased. */
      const withErased = () => {
        for (const id of states.size === ids.length ? [] : ids) {
          const as = states.has(id) ? null : erased.leftOf(id)
          const row = as === null ? undefined : one.get(as)
          if (as !== null && row !== undefined) states.set(id, decodeState(as, row.version, row.state))
        }
        return states
      }
      const [only] = ids
      if (ids.length === 1 && only !== undefined) {
        const row = one.get(key(only))
        if (row !== undefined) states.set(only, decodeState(only, row.version, row.state))
        return withErased()
      }
      for (const { place, version, state } of find.all(JSON.stringify(ids.map(key)))) {
        const id = ids[place] as CustomerId
        states.set(id, decodeState(id, version, state))
      }
      return withErased()
    },
    wasSpilled: async (customer, receiptKey) => seen.get(key(customer), key(receiptKey)) !== undefined,
  }
}

const timelineOf = (
  database: Database,
  writer: CommitWriter,
  erased: Erased,
): Pick<CustomerStore, 'timeline' | 'inTimeline' | 'putTimeline'> => {
  const within = `SELECT ${EVENT_COLUMNS} FROM timeline WHERE customer = ? AND occurred_at > ? AND occurred_at <= ?`
  const named = `${within} AND name IN (SELECT value FROM json_each(?))`
  const prepared = (order: string) => ({
    all: database.prepare<StoredEvent>(`${within} ${order}`),
    named: database.prepare<StoredEvent>(`${named} ${order}`),
  })
  const oldest = prepared('ORDER BY occurred_at, id LIMIT ?')
  const newest = prepared('ORDER BY occurred_at DESC, id DESC LIMIT ?')
  const find = database.prepare<{ found: 1 }>('SELECT 1 AS found FROM timeline WHERE customer = ? AND id = ?')
  const rows = (customer: CustomerId, { names, after, until, limit, newest: fromNewest }: TimelineRange): readonly StoredEvent[] => {
    const find = fromNewest === true ? newest : oldest
    const found =
      names === null
        ? find.all.all(key(customer), after, until, limit)
        : find.named.all(key(customer), after, until, JSON.stringify(names), limit)
    return fromNewest === true ? found.toReversed() : found
  }
  return {
    timeline: async (customer, range) => rows(customer, range).map(decodeEvent),
    inTimeline: async (event: LifecycleEvent) => find.get(key(event.customerId), key(event.id)) !== undefined,
    putTimeline: async (events) => {
      if (events.length === 0) return
      // They come after a commit, and somebody may have been erased between the two.
      database.transaction(() => writer.putTimeline(events.filter(({ customerId }) => erased.leftOf(customerId) === null)))
    },
  }
}

const wakesOf = (
  database: Database,
  putQuarantine: (entries: readonly QuarantineEntry[]) => void,
): Pick<CustomerStore, 'due' | 'wakeFailed' | 'pushBack'> => {
  // SQLite plans a statement anew for each value of a bare `LIMIT ?`: 13 µs instead of 4. `+ 0` keeps one plan.
  const due = database.prepare<DueWake>(
    'SELECT id AS customerId, due_at AS dueAt FROM customers WHERE due_at <= ? ORDER BY due_at, id LIMIT ? + 0',
  )
  const failed = database.prepare<{ wake_failures: number }>(
    'UPDATE customers SET wake_failures = wake_failures + 1 WHERE id = ? RETURNING wake_failures',
  )
  const pushBack = database.prepare('UPDATE customers SET due_at = ?2 WHERE id = ?1')
  return {
    due: async (until, limit) => due.all(until, limit).map(({ customerId, dueAt }) => ({ customerId, dueAt })),
    wakeFailed: async (customer) => database.transaction(() => failed.get(key(customer))?.wake_failures ?? 0),
    pushBack: async (customer, until, because) =>
      database.transaction(() => {
        pushBack.run(key(customer), until)
        putQuarantine([because])
      }),
  }
}

/** Facts of one customer are some hundred, and found together: one about a message holds its id in quotes. */
const newsOf = (database: Database): Pick<CustomerStore, 'newsOf'> => {
  const find = database.prepare<{ fact: string }>(
    'SELECT fact FROM facts WHERE customer = ?1 AND instr(fact, \',"heard",\') > 0 AND instr(fact, ?2) > 0 ORDER BY position',
  )
  return {
    newsOf: async (customer, message) =>
      find.all(key(customer), JSON.stringify(message)).flatMap(({ fact }) => {
        const told = decodeFact(fact)
        return told.type === 'heard' && told.message === message ? [told.news] : []
      }),
  }
}

const messagesOf = (database: Database): Pick<CustomerStore, 'messages' | 'pending' | 'unanswered'> => {
  const find = database.prepare<StoredMessage>(`SELECT ${MESSAGE_COLUMNS} FROM messages WHERE id = ?`)
  const pending = database.prepare<StoredMessage>(
    `SELECT ${MESSAGE_COLUMNS} FROM messages WHERE pending_at <= ? ORDER BY pending_at, id LIMIT ? + 0`,
  )
  const unanswered = database.prepare<StoredMessage>(
    `SELECT ${MESSAGE_COLUMNS} FROM messages INDEXED BY messages_unanswered
     WHERE pending_at <= ? AND status <> 'owed' ORDER BY pending_at, id LIMIT ? + 0`,
  )
  return {
    messages: async (ids) => {
      const messages: Message[] = []
      for (const id of ids) {
        const row = find.get(id)
        if (row !== undefined) messages.push(decodeMessage(row))
      }
      return messages
    },
    pending: async (until: EpochMs, limit) => pending.all(until, limit).map(decodeMessage),
    unanswered: async (until, limit) => unanswered.all(until, limit).map(decodeMessage),
  }
}
