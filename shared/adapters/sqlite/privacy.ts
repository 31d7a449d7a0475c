import { inflateRawSync } from 'node:zlib'
import { assert } from '../../kernel/assert.ts'
import type { Keys } from '../../kernel/keyed.ts'
import { type CustomerId, erasedId, type EpochMs, isErasedId } from '../../kernel/words.ts'
import type { HeldMail, Privacy, Remains } from '../../ports/privacy.ts'
import type { KeptVisit } from '../../ports/visits.ts'
import { decodeFact, encodeFact } from '../codec/fact.ts'
import { decodeMessage, encodeStatus, type StoredMessage } from '../codec/message.ts'
import { spellingsOf } from '../spellings.ts'
import type { CommitWriter } from './commit-writer.ts'
import { MESSAGE_COLUMNS } from './customer-store.ts'
import { type Database, key } from './database.ts'
import { entryOf, type StoredEntry } from './quarantine.ts'
import { ringsOf } from './ring.ts'
import { keptOf, type VisitRow } from './visits.ts'

/** What of a person lies in one file: told whole, or taken out whole. */
export const privacyOf = (database: Database, writer: CommitWriter, keys: () => Keys): Privacy => {
  const rings = ringsOf(database)
  const erasure = database.prepare<{ at: EpochMs; by: string }>('SELECT at, by FROM erasures WHERE digest = ?')
  const note = database.prepare('INSERT INTO erasures (digest, at, by) VALUES (?, ?, ?)')
  const forget = forgetterOf(database)
  const unread = unreadOf(database)
  return {
    withAddress: async (address) => rings.withAddress(address),
    ringOf: async (id) => rings.statesOf(id),
    beside: async (ids, names) => ({ ...besideOf(database, ids), quarantine: unread.find(ids, names).map(entryOf) }),
    erase: async (commits, names, remains, { at, by }) =>
      database.transaction(
        () => {
          const ids = commits.map(({ state }) => state.id)
          const [person] = ids
          assert(person !== undefined && !ids.some(isErasedId), 'somebody is erased, and once')
          // Whoever joined them since would stay, and lead to somebody who is not there.
          if (!isSameSet(rings.idsOf(person), ids)) return 'conflict'
          for (const commit of commits) if (writer.write(commit) === 'conflict') return 'conflict'
          unread.remove(ids, names)
          for (const id of ids) {
            const digest = keys().customerDigest(id)
            forget(id, erasedId(digest), remains)
            note.run(digest, at, key(by))
          }
          return 'erased'
        },
        (result) => result === 'erased',
      ),
    erasedOn: async (id) => {
      const row = erasure.get(keys().customerDigest(id))
      return row === undefined ? null : { ...row }
    },
    // An erasure is one transaction of the file: none is ever cut off.
    finish: async () => 0,
    wipe: async (what) => wiped(database, what),
  }
}

const isSameSet = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((one) => b.includes(one))

/** In place of the holder of a code: it is given, and nobody can tell to whom. */
const NOBODY = '~erased'

/** Takes one id out of every table, inside a transaction. What is counted stays, under another id. */
const forgetterOf = (database: Database) => {
  const facts = database.prepare<{ position: number; fact: string }>('SELECT position, fact FROM facts WHERE customer = ?')
  const dropFact = database.prepare('DELETE FROM facts WHERE position = ?')
  const keepFact = database.prepare('UPDATE facts SET customer = ?2, fact = ?3 WHERE position = ?1')
  const messages = database.prepare<StoredMessage>(`SELECT ${MESSAGE_COLUMNS} FROM messages WHERE customer = ?`)
  const keepMessage = database.prepare('UPDATE messages SET customer = ?2, moved = ?3 WHERE id = ?1')
  const ofMessages = ['visits WHERE message', 'feedback WHERE message', 'inbox WHERE id'].map((place) =>
    database.prepare(`DELETE FROM ${place} IN (SELECT id FROM messages WHERE customer = ?)`),
  )
  const ofCustomer = ['timeline', 'seen', 'inbox', 'visits', 'tasks', 'calls'].map((table) =>
    database.prepare(`DELETE FROM ${table} WHERE customer = ?`),
  )
  const coupons = database.prepare('UPDATE coupons SET customer = ?2 WHERE customer = ?1')
  const state = database.prepare('UPDATE customers SET id = ?2, due_at = NULL WHERE id = ?1')

  return (id: CustomerId, as: CustomerId, remains: Remains): void => {
    for (const { position, fact } of facts.all(key(id))) {
      const left = remains.fact(decodeFact(fact), as)
      if (left === null) dropFact.run(position)
      else keepFact.run(position, as, encodeFact(left))
    }
    for (const statement of [...ofMessages, ...ofCustomer]) statement.run(id)
    for (const row of messages.all(id)) keepMessage.run(row.id, as, encodeStatus(remains.status(decodeMessage(row).status)))
    coupons.run(id, NOBODY)
    state.run(id, as)
  }
}

/**
 * Entries of the quarantine about somebody: by the customer they name, and by their text, for what could not be read names nobody. A short
 * id stands in many texts, so it counts only where it is a whole one.
 */
const unreadOf = (database: Database) => {
  const about = 'customer IN (SELECT value FROM json_each(?1)) OR EXISTS (SELECT 1 FROM json_each(?2) WHERE instr(lower(body), value) > 0)'
  const find = database.prepare<StoredEntry>(`SELECT * FROM quarantine WHERE ${about} ORDER BY at, id`)
  const remove = database.prepare(`DELETE FROM quarantine WHERE ${about}`)
  const tidy = database.prepare('DELETE FROM dismissed WHERE id NOT IN (SELECT id FROM quarantine)')
  const asked = (ids: readonly CustomerId[], names: readonly string[]): [string, string] => [
    JSON.stringify(ids.map(key)),
    JSON.stringify([...new Set(names.flatMap(spellingsOf))]),
  ]
  return {
    find: (ids: readonly CustomerId[], names: readonly string[]) => find.all(...asked(ids, names)),
    remove: (ids: readonly CustomerId[], names: readonly string[]): void => {
      remove.run(...asked(ids, names))
      tidy.run()
    },
  }
}

const besideOf = (database: Database, ids: readonly CustomerId[]) => {
  const asked = JSON.stringify(ids.map(key))
  const theirs = 'IN (SELECT value FROM json_each(?))'
  const rows = <R>(sql: string): readonly R[] => database.prepare<R>(sql).all(asked)
  const mails = rows<Omit<HeldMail, 'html' | 'feedback'> & { readonly html: Uint8Array }>(
    `SELECT id AS message, at, recipient AS "to", sender AS "from", subject, html, text FROM inbox WHERE customer ${theirs} ORDER BY position`,
  )
  const feedback = database.prepare<{ type: string; at: EpochMs }>('SELECT type, at FROM feedback WHERE message = ? ORDER BY at, type')
  return {
    mails: mails.map(({ html, ...mail }) => ({
      ...mail,
      html: inflateRawSync(html).toString('utf8'),
      feedback: feedback.all(mail.message).map((one) => ({ ...one })),
    })),
    visits: rows<VisitRow>(`SELECT * FROM visits WHERE customer ${theirs} ORDER BY id`).map((row): KeptVisit => keptOf(row)),
    coupons: rows<{ pool: string; code: string; customer: CustomerId; campaign: string }>(
      `SELECT pool, code, customer, campaign FROM coupons WHERE customer ${theirs} ORDER BY pool, code`,
    ).map((row) => ({ ...row })),
    receipts: rows<{ customer: CustomerId; receipt: string; receivedAt: EpochMs }>(
      `SELECT customer, receipt, received_at AS receivedAt FROM seen WHERE customer ${theirs} ORDER BY customer, receipt`,
    ).map((row) => ({ ...row })),
  }
}

/**
 * Rows that are gone are overwritten at once (`secure_delete`), and the log, which holds pages as they were, is emptied into the file. To be
 * certain of pages that were split and joined, the file is written anew; what is copied on the way lies in a file, not in memory.
 */
const wiped = (database: Database, what: 'log' | 'file'): 'wiped' | 'in-use' => {
  database.settle()
  if (what === 'file') database.exec('PRAGMA temp_store = FILE; VACUUM; PRAGMA temp_store = MEMORY')
  const done = database.prepare<{ busy: number }>('PRAGMA wal_checkpoint(TRUNCATE)').get()
  return done?.busy === 0 ? 'wiped' : 'in-use'
}
