import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { CustomerId, EpochMs, MessageId } from '../../kernel/words.ts'
import type { Mail, Mailer } from '../../ports/mailer.ts'
import { type Database, key } from '../sqlite/database.ts'
import type { Erased } from '../sqlite/erased.ts'

/** A mailer whose mail stays here: rows of the embedded store, for replays, laptops and tests, and how to read them. */
export type Inbox = Mailer & {
  /** Mails after a position, in the order they arrived, at most `limit`; 0 is before the first. */
  readonly list: (after: number, limit: number) => Promise<readonly InboxMail[]>
  /** Mails before a position, of one customer or of all, newest first, at most `limit`; null begins with the newest. */
  readonly latest: (customer: CustomerId | null, before: number | null, limit: number) => Promise<readonly InboxMail[]>
  readonly find: (id: MessageId) => Promise<InboxMail | null>
  readonly count: () => Promise<number>
  /** How many arrived after an instant. */
  readonly countSince: (after: EpochMs) => Promise<number>
  /** Notes what became of a mail, once for each kind; false where it was noted before. */
  readonly note: (id: MessageId, type: string, at: EpochMs) => Promise<boolean>
  /** What was noted about a mail, oldest first. */
  readonly notes: (id: MessageId) => Promise<readonly InboxNote[]>
}

export type InboxMail = Mail & {
  readonly position: number
  /** When it was first handed over. */
  readonly at: EpochMs
  /** How often it was handed over. More than once is a mistake of the sender that a mail service would not have forgiven. */
  readonly offers: number
}

export type InboxNote = { readonly type: string; readonly at: EpochMs }

/**
 * `never-left` can be promised because a call is over when it returns: what is in no row when we look was not taken. A call
 * of another process waits for the file at most five seconds, far less than the lease after which anybody asks.
 */
export const openInbox = (database: Database, erased: Erased): Inbox => {
  const insert = database.prepare(
    `INSERT INTO inbox (id, at, customer, campaign, topic, recipient, sender, reply_to, subject, html, text, unsubscribe)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET offers = offers + 1`,
  )
  const find = database.prepare<Row>(`SELECT ${COLUMNS} FROM inbox WHERE id = ?`)
  const list = database.prepare<Row>(`SELECT ${COLUMNS} FROM inbox WHERE position > ? ORDER BY position LIMIT ?`)
  const count = database.prepare<{ n: number }>('SELECT count(*) AS n FROM inbox')
  return {
    atOnce: 1,
    send: async (mail, now) => {
      const { id, customerId, campaign, topic, to, from, replyTo, subject, html, text, unsubscribe } = mail
      // Claimed before they were erased: what lies here is held of them.
      if (erased.leftOf(customerId) !== null) return { type: 'rejected', detail: 'erased' }
      const packed = deflateRawSync(html, { level: PACKING })
      const values = [key(customerId), campaign, topic, to, from, replyTo, subject, packed, text, unsubscribe]
      database.transaction(() => insert.run(id, now, ...values))
      return { type: 'accepted' }
    },
    lookUp: async (id) => (find.get(id) === undefined ? 'never-left' : 'accepted'),
    list: async (after, limit) => list.all(after, limit).map(mailOf),
    find: async (id) => {
      const row = find.get(id)
      return row === undefined ? null : mailOf(row)
    },
    count: async () => count.get()?.n ?? 0,
    ...newestOf(database),
    ...notesOf(database),
  }
}

const COLUMNS = `position, inbox.id AS id, at, inbox.customer AS customerId, inbox.campaign AS campaign, inbox.topic AS topic, recipient AS "to", sender AS "from",
  reply_to AS replyTo, subject, html, text, unsubscribe, offers`

/** The pages of one campaign are mostly the same words: packed, a replay's fifty thousand mails take a sixth of the room. */
const PACKING = 1

type Row = Omit<InboxMail, 'html'> & { readonly html: Uint8Array }

const newestOf = (database: Database): Pick<Inbox, 'latest' | 'countSince'> => {
  const all = database.prepare<Row>(`SELECT ${COLUMNS} FROM inbox WHERE position < ? ORDER BY position DESC LIMIT ? + 0`)
  const ofOne = database.prepare<Row>(
    `SELECT ${COLUMNS} FROM messages CROSS JOIN inbox ON inbox.id = messages.id
     WHERE messages.customer = ? AND position < ? ORDER BY position DESC LIMIT ? + 0`,
  )
  const last = database.prepare<{ position: number }>('SELECT coalesce(max(position), 0) AS position FROM inbox')
  const atOrBefore = database.prepare<{ position: number; at: EpochMs }>(
    'SELECT position, at FROM inbox WHERE position <= ? ORDER BY position DESC LIMIT 1',
  )
  const between = database.prepare<{ n: number }>('SELECT count(*) AS n FROM inbox WHERE position > ?')
  return {
    latest: async (customer, before, limit) => {
      const end = before ?? Number.MAX_SAFE_INTEGER
      return (customer === null ? all.all(end, limit) : ofOne.all(key(customer), end, limit)).map(mailOf)
    },
    // Mails lie in the order in which they came, so the first of a week is found by halving, and only those after it are counted.
    countSince: async (after) => {
      let [low, high] = [0, last.get()?.position ?? 0]
      while (low < high) {
        const middle = Math.ceil((low + high) / 2)
        const found = atOrBefore.get(middle)
        if (found === undefined || found.at <= after) low = middle
        else high = middle - 1
      }
      return between.get(low)?.n ?? 0
    },
  }
}

const notesOf = (database: Database): Pick<Inbox, 'note' | 'notes'> => {
  const put = database.prepare('INSERT INTO feedback (message, type, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING')
  const all = database.prepare<InboxNote>('SELECT type, at FROM feedback WHERE message = ? ORDER BY at, type')
  return {
    note: async (id, type, at) => database.transaction(() => put.run(key(id), type, at) === 1),
    notes: async (id) => all.all(id).map(({ type, at }) => ({ type, at })),
  }
}

const mailOf = ({ html, ...row }: Row): InboxMail => ({ ...row, html: inflateRawSync(html).toString('utf8') })
