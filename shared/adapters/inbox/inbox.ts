import type { EpochMs, MessageId } from '../../kernel/words.ts'
import type { Mail, Mailer } from '../../ports/mailer.ts'
import type { Database } from '../sqlite/database.ts'

/** A mailer whose mail stays here: rows of the embedded store, for replays, laptops and tests, and how to read them. */
export type Inbox = Mailer & {
  /** Mails after a position, in the order they arrived, at most `limit`; 0 is before the first. */
  readonly list: (after: number, limit: number) => Promise<readonly InboxMail[]>
  readonly find: (id: MessageId) => Promise<InboxMail | null>
  readonly count: () => Promise<number>
}

export type InboxMail = Mail & {
  readonly position: number
  /** When it was first handed over. */
  readonly at: EpochMs
  /** How often it was handed over. More than once is a mistake of the sender that a mail service would not have forgiven. */
  readonly offers: number
}

/**
 * `never-left` can be promised because a call is over when it returns: what is in no row when we look was not taken. A call
 * of another process waits for the file at most five seconds, far less than the lease after which anybody asks.
 */
export const openInbox = (database: Database): Inbox => {
  const columns = 'position, id, at, recipient AS "to", subject, text, offers'
  const insert = database.prepare(
    'INSERT INTO inbox (id, at, recipient, subject, text) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET offers = offers + 1',
  )
  const find = database.prepare<InboxMail>(`SELECT ${columns} FROM inbox WHERE id = ?`)
  const list = database.prepare<InboxMail>(`SELECT ${columns} FROM inbox WHERE position > ? ORDER BY position LIMIT ?`)
  const count = database.prepare<{ n: number }>('SELECT count(*) AS n FROM inbox')
  return {
    send: async ({ id, to, subject, text }, now) => {
      database.transaction(() => insert.run(id, now, to, subject, text))
      return { type: 'accepted' }
    },
    lookUp: async (id) => (find.get(id) === undefined ? 'never-left' : 'accepted'),
    list: async (after, limit) => list.all(after, limit).map(mailOf),
    find: async (id) => {
      const row = find.get(id)
      return row === undefined ? null : mailOf(row)
    },
    count: async () => count.get()?.n ?? 0,
  }
}

const mailOf = ({ position, id, at, to, subject, text, offers }: InboxMail): InboxMail => ({ position, id, at, to, subject, text, offers })
