import type { CustomerState } from '../../domain/customer/state.ts'
import { SCAN_PAGES_AT_ONCE } from '../../kernel/limits.ts'
import { type CustomerId, customerId } from '../../kernel/words.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Directory, Wanted } from '../../ports/directory.ts'
import { isWanted } from '../wanted.ts'
import { eventOf, latestEvents } from './event-row.ts'
import { factRows, inOrder, messageRows } from './fact-row.ts'
import { isExpired, type Item, keyOf, partitionOf, sortOf } from './items.ts'
import { scanOfStates } from './scan.ts'
import { stateKey, stateOf } from './state-row.ts'
import type { Page, Table } from './table.ts'

/**
 * There is no index over names: the table is gone through, a bounded piece a call, and all its rows are paid for. Who is asked for by their
 * whole id is found at once, and told first.
 */
export const directoryOf = (table: Table, clock: Clock): Directory => ({
  find: async (wanted, after, limit) => {
    const customers: CustomerState[] = after === null ? await namedBy(table, wanted) : []
    if (customers.length >= limit) return { customers, next: placeOf(null) }
    let place = after === null ? null : keyAt(after)
    for (let pages = 0; pages < SCAN_PAGES_AT_ONCE; pages += 1) {
      const page: Page = await table.scan(scanOfStates(place), ONE_PAGE)
      for (const item of page.items) {
        const customer = stateOf(item)
        // Who is called by their whole id was told at the beginning.
        if (wanted.words.includes(customer.id) || !isWanted(customer, wanted)) continue
        customers.push(customer)
        if (customers.length === limit) return { customers, next: placeOf(item) }
      }
      if (page.next === null) return { customers, next: null }
      place = page.next
    }
    return { customers, next: placeOf(place) }
  },
  latestEvents: async (customer, limit) => {
    const { items } = await table.query(latestEvents(customer), limit)
    const events = items.filter((item) => !isExpired(item, clock.now())).map(eventOf)
    return events.sort((a, b) => b.occurredAt - a.occurredAt || (a.id < b.id ? 1 : -1))
  },
  latestFacts: async (customer, limit) => {
    const [commits, messages] = await Promise.all([
      table.query({ ...factRows(customer), ScanIndexForward: false }, limit),
      table.query(messageRows(customer)),
    ])
    return inOrder([...commits.items, ...messages.items])
      .map(({ fact }) => fact)
      .slice(-limit)
      .toReversed()
  },
})

/** With a filter, and room for none, a page is read and no more. */
const ONE_PAGE = 0

/** Who has one of the words for their id: at most one has, for the id begins with each of them. */
const namedBy = async (table: Table, wanted: Wanted): Promise<CustomerState[]> =>
  (await table.batchGet(wanted.words.map((word) => stateKey(customerId(word))))).map(stateOf).filter((state) => isWanted(state, wanted))

/** Where a search goes on: behind a row of any kind. Nobody but this store reads it. */
const placeOf = (row: Item | null): CustomerId => customerId(PLACE + (row === null ? '' : JSON.stringify([partitionOf(row), sortOf(row)])))

const keyAt = (place: CustomerId): Item | null => {
  if (!place.startsWith(PLACE)) return stateKey(place)
  if (place === PLACE) return null
  const [partition, sort] = JSON.parse(place.slice(PLACE.length)) as [string, string]
  return keyOf(partition, sort)
}

const PLACE = '~at:'
