import { assert } from '../../kernel/assert.ts'
import type { EpochMs } from '../../kernel/words.ts'
import type { CustomerState } from '../../domain/customer/state.ts'
import type { LifecycleEvent } from '../../domain/event/event.ts'
import type { Message, Settlement } from '../../domain/messaging/message.ts'
import type { Commit, CommitResult } from '../../ports/customer-store.ts'
import type { QuarantineEntry } from '../../ports/quarantine.ts'
import { encodeEvent } from '../codec/event.ts'
import { encodeFact } from '../codec/fact.ts'
import { encodeMessage, encodeStatus, pendingAtOf } from '../codec/message.ts'
import { encodeState } from '../codec/state.ts'
import { type Database, key } from './database.ts'
import type { Erased } from './erased.ts'
import type { Premises } from './premises.ts'

/** Writes inside a transaction that the caller holds. */
export type CommitWriter = {
  /** Writes one customer's commit, or nothing of it where its condition does not hold. */
  readonly write: (commit: Commit) => CommitResult
  /** Puts timeline rows that may be there already. */
  readonly putTimeline: (events: readonly LifecycleEvent[]) => void
}

/**
 * Nobody else writes during a transaction of the file, so a commit first reads whether its settlements and premises hold, then writes the state
 * on condition of its version, and only then the rest, which can no longer fail: a conflict has written nothing to take back.
 */
export const commitWriterOf = (
  database: Database,
  premises: Premises,
  erased: Erased,
  putQuarantine: (entries: readonly QuarantineEntry[]) => void,
): CommitWriter => {
  const writeState = stateWriterOf(database)
  const messages = messageWriterOf(database)
  const putTimeline = timelineWriterOf(database)
  const putFact = database.prepare('INSERT INTO facts (customer, version, n, fact) VALUES (?, ?, ?, ?)')
  const putSeen = database.prepare('INSERT INTO seen (customer, receipt, received_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING')

  const write = (commit: Commit): CommitResult => {
    const { state, facts, spilled } = commit
    if (leadsToErased(state, erased)) return 'conflict'
    const owedAts = messages.owedAtsOf(state.id, commit.settlements)
    if (owedAts === 'conflict' || !premises.hold(commit.premises) || !writeState(state, commit.dueAt, commit.wakeFired)) return 'conflict'
    for (const [n, fact] of facts.entries()) putFact.run(state.id, state.version + 1, n, encodeFact(fact))
    messages.settle(commit.settlements, owedAts)
    messages.create(commit.messages)
    premises.take(state.id, commit.premises)
    premises.suppress(commit.suppressions)
    for (const [receipt, receivedAt] of spilled) putSeen.run(state.id, key(receipt), receivedAt)
    putTimeline(commit.timeline)
    putQuarantine(commit.quarantine)
    return 'committed'
  }
  return { write, putTimeline }
}

/** Who was erased since the decision must not come back as somebody new, and nobody may be sent to them: whoever decides again sees it. */
const leadsToErased = ({ id, version, merge }: CustomerState, erased: Erased): boolean =>
  (version === 0 && erased.leftOf(id) !== null) || (merge !== null && merge.status !== 'merged' && erased.leftOf(merge.into) !== null)

/** Writes a state if the stored version still is the one it was loaded with. */
const stateWriterOf = (database: Database) => {
  const insert = database.prepare('INSERT INTO customers (id, version, state, due_at) VALUES (?, 1, ?, ?) ON CONFLICT DO NOTHING')
  const change = 'UPDATE customers SET version = ?2 + 1, state = ?3'
  // Three statements, for SQLite rewrites the entry of an index whenever a column of it is named in SET, changed or not.
  const keepDue = database.prepare(`${change} WHERE id = ?1 AND version = ?2 AND (?4 IS NULL OR due_at <= ?4)`)
  const lowerDue = database.prepare(`${change}, due_at = ?4 WHERE id = ?1 AND version = ?2`)
  const setDue = database.prepare(`${change}, due_at = ?4, wake_failures = 0 WHERE id = ?1 AND version = ?2`)

  return (state: CustomerState, dueAt: EpochMs | null, wakeFired: boolean): boolean => {
    const text = encodeState(state)
    if (state.version === 0) return insert.run(key(state.id), text, dueAt) === 1
    if (wakeFired) return setDue.run(state.id, state.version, text, dueAt) === 1
    if (keepDue.run(state.id, state.version, text, dueAt) === 1) return true
    return dueAt !== null && lowerDue.run(state.id, state.version, text, dueAt) === 1
  }
}

const messageWriterOf = (database: Database) => {
  const find = database.prepare<{ owed_at: EpochMs }>('SELECT owed_at FROM messages WHERE id = ? AND customer = ? AND status = ?')
  const insert = database.prepare(
    'INSERT INTO messages (id, customer, owed_at, pending_at, status, moved, body) VALUES (?, ?, ?, ?, ?, ?, ?)',
  )
  const update = database.prepare('UPDATE messages SET status = ?2, moved = ?3, pending_at = ?4 WHERE id = ?1')
  const pass = database.prepare('INSERT INTO owed (message) VALUES (?)')

  /** When each settled message was owed, or `conflict` where one has not the status it is said to come from. */
  const owedAtsOf = (customer: string, settlements: readonly Settlement[]): readonly EpochMs[] | 'conflict' => {
    if (settlements.length === 0) return NOTHING
    assert(new Set(settlements.map(({ id }) => id)).size === settlements.length, 'a commit moves a message once')
    const owedAts: EpochMs[] = []
    for (const { id, from } of settlements) {
      const row = find.get(id, customer, from)
      if (row === undefined) return 'conflict'
      owedAts.push(row.owed_at)
    }
    return owedAts
  }
  const settle = (settlements: readonly Settlement[], owedAts: readonly EpochMs[]): void => {
    for (const [index, { id, to }] of settlements.entries()) {
      update.run(id, to.name, encodeStatus(to), pendingAtOf(to, owedAts[index] as EpochMs))
      if (to.name === 'owed') pass.run(id)
    }
  }
  const create = (messages: readonly Message[]): void => {
    for (const message of messages) {
      const { id, customerId, owedAt, status } = message
      insert.run(id, customerId, owedAt, pendingAtOf(status, owedAt), status.name, encodeStatus(status), encodeMessage(message))
      if (status.name === 'owed') pass.run(id)
    }
  }
  return { owedAtsOf, settle, create }
}

const NOTHING: readonly EpochMs[] = []

const timelineWriterOf = (database: Database) => {
  const put = database.prepare('INSERT INTO timeline (customer, id, occurred_at, name, body) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING')
  return (events: readonly LifecycleEvent[]): void => {
    for (const event of events) put.run(key(event.customerId), key(event.id), event.occurredAt, key(event.name), encodeEvent(event))
  }
}
