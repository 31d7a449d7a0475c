import { setImmediate } from 'node:timers/promises'
import type { CustomerState } from '../../domain/customer/state.ts'
import { SEARCH_READ_COUNTS_AS, SEARCH_ROWS_AT_ONCE, SEARCH_ROWS_MAX, SEARCH_WORDS_MAX } from '../../kernel/limits.ts'
import type { CustomerId } from '../../kernel/words.ts'
import type { Directory, Found, Wanted } from '../../ports/directory.ts'
import { decodeEvent, type StoredEvent } from '../codec/event.ts'
import { decodeFact } from '../codec/fact.ts'
import { decodeState } from '../codec/state.ts'
import { isWanted } from '../wanted.ts'
import { EVENT_COLUMNS } from './customer-store.ts'
import { type Database, key } from './database.ts'

type StoredCustomer = { readonly id: CustomerId; readonly version: number; readonly state: string }

/**
 * There is no index over names: SQLite goes through the states in the order of the ids and leaves out those whose text holds none of
 * what is asked for (three microseconds each); what is left is read and looked at properly. After some thousand rows others have a turn.
 */
export const directoryOf = (database: Database): Directory => {
  const ends = database.prepare<{ id: CustomerId }>('SELECT id FROM customers WHERE id > ? ORDER BY id LIMIT 1 OFFSET ? + 0')
  const rows = database.prepare<StoredCustomer>(
    `SELECT id, version, state FROM customers WHERE id > ?1 AND id <= coalesce(?2, ${ABOVE_ALL_TEXT})
     ${SLOTS.map((slot) => `AND (state LIKE ?${slot} ESCAPE '~' OR id LIKE ?${slot} ESCAPE '~')`).join(' ')}
     ORDER BY id LIMIT ?3 + 0`,
  )
  const events = database.prepare<StoredEvent>(
    `SELECT ${EVENT_COLUMNS} FROM timeline WHERE customer = ? ORDER BY occurred_at DESC, id DESC LIMIT ? + 0`,
  )
  const facts = database.prepare<{ fact: string }>('SELECT fact FROM facts WHERE customer = ? ORDER BY version DESC, n DESC LIMIT ? + 0')

  /** Those who fit among the next rows, and where to go on: null at the end. Words beyond the places for them are looked for afterwards. */
  const step = (wanted: Wanted, after: CustomerId | '', limit: number): Found & { readonly read: number } => {
    const end = ends.get(after, SEARCH_ROWS_AT_ONCE - 1)?.id ?? null
    const stage = wanted.stage === null || wanted.stage === 'prospect' ? [] : [JSON.stringify(wanted.stage)]
    const held = [...wanted.words.map(asStored), ...stage]
    const patterns = SLOTS.map((_, index) => patternOf(held[index] ?? ''))
    const customers: CustomerState[] = []
    let read = 0
    for (let from = after; ; ) {
      const page = rows.all(from, end, limit, ...patterns)
      read += page.length
      for (const { id, version, state } of page) {
        const customer = decodeState(id, version, state)
        if (!isWanted(customer, wanted)) continue
        customers.push(customer)
        if (customers.length === limit) return { customers, next: id, read }
      }
      const last = page.at(-1)
      if (last === undefined || page.length < limit) return { customers, next: end, read }
      from = last.id
    }
  }

  return {
    find: async (wanted, after, limit) => {
      const customers: CustomerState[] = []
      let next: CustomerId | null = after
      for (let work = 0; work < SEARCH_ROWS_MAX; ) {
        const found = step(wanted, next ?? '', limit - customers.length)
        customers.push(...found.customers)
        next = found.next
        work += SEARCH_ROWS_AT_ONCE + SEARCH_READ_COUNTS_AS * found.read
        if (next === null || customers.length === limit) break
        await setImmediate()
      }
      return { customers, next }
    },
    latestEvents: async (customer, limit) => events.all(key(customer), limit).map(decodeEvent),
    latestFacts: async (customer, limit) => facts.all(key(customer), limit).map(({ fact }) => decodeFact(fact)),
  }
}

/** For SQLite every text is less than any blob; a bound that is an `OR` would be none for the index. */
const ABOVE_ALL_TEXT = "x'ff'"

/** Places in the statement for words, and one for a stage. */
const SLOTS = Array.from({ length: SEARCH_WORDS_MAX + 1 }, (_, index) => index + 4)

/** As it stands within the text of a state. */
const asStored = (word: string): string => JSON.stringify(word).slice(1, -1)

/** `LIKE` knows small and capital letters of ASCII as the same, and is eight times as fast as looking in a copy in small letters. */
const patternOf = (text: string): string => `%${text.replace(/[%_~]/g, (character) => `~${character}`)}%`
