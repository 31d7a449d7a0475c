/** What a file of an older schema lacks, added inside a transaction that the caller holds. Texts in rows are raised as they are read. */
import { deflateRawSync } from 'node:zlib'
import type { Database } from './database.ts'
import { TABLES } from './tables.ts'

/**
 * Adds what is missing; and lays out anew the mails of schema 1, which were text alone and knew only whom they went to, and the definitions
 * of schema 3, of which nobody knew who had published them.
 */
export const raiseTables = (database: Database, from: number): void => {
  if (from < 2) database.exec('ALTER TABLE inbox RENAME TO inbox_of_schema_1')
  if (from < 4) database.exec('ALTER TABLE definitions RENAME TO definitions_of_schema_3')
  // Its rows go to another table, so the row that keeps positions unique goes with them.
  const known = database.prepare<{ found: 1 }>('SELECT 1 AS found FROM sqlite_schema WHERE name = ?')
  for (const [statement, name = ''] of TABLES.matchAll(/CREATE (?:TABLE|INDEX|UNIQUE INDEX) (\w+)[^;]*;/g)) {
    if (known.get(name) === undefined) database.exec(statement)
  }
  if (from < 4) moveDefinitions(database)
  if (from >= 2) return
  moveMails(database)
  database.exec('DROP TABLE inbox_of_schema_1')
}

const moveDefinitions = (database: Database): void =>
  database.exec(
    `INSERT INTO definitions (kind, id, version, published_at, salt_seed, source)
     SELECT kind, id, version, published_at, salt_seed, source FROM definitions_of_schema_3;
     DROP TABLE definitions_of_schema_3`,
  )

type OldMail = {
  readonly position: number
  readonly id: string
  readonly at: number
  readonly recipient: string
  readonly subject: string
  readonly text: string
  readonly offers: number
  readonly customer: string | null
  readonly body: string | null
}

const moveMails = (database: Database): void => {
  const page = database.prepare<OldMail>(
    `SELECT inbox_of_schema_1.*, messages.customer AS customer, messages.body AS body FROM inbox_of_schema_1
     LEFT JOIN messages ON messages.id = inbox_of_schema_1.id WHERE position > ? ORDER BY position LIMIT 500`,
  )
  const insert = database.prepare(
    `INSERT INTO inbox (position, id, at, customer, campaign, topic, recipient, sender, reply_to, subject, html, text, unsubscribe, offers)
     VALUES (?, ?, ?, ?, ?, '', ?, '', NULL, ?, ?, ?, '', ?)`,
  )
  let after = 0
  for (let mails = page.all(after); mails.length > 0; mails = page.all(after)) {
    for (const { position, id, at, recipient, subject, text, offers, customer, body } of mails) {
      const campaign = body === null ? '' : String((JSON.parse(body) as readonly unknown[])[1] ?? '')
      insert.run(position, id, at, customer ?? '', campaign, recipient, subject, deflateRawSync(pageOf(text)), text, offers)
      after = position
    }
  }
}

/** The words as they were, and nothing of them markup. */
const pageOf = (text: string): string =>
  `<!doctype html><html><body><pre style="white-space:pre-wrap">${text.replace(/&/g, '&amp;').replace(/</g, '&lt;')}</pre></body></html>`
