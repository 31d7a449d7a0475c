/** A bounded look at customers: what they have and did, for telling slips from what is meant. */
import type { Seen } from '../../contract/seen.ts'
import type { CustomerState } from '../../domain/customer/state.ts'
import { SEEN_CUSTOMERS_MAX, SEEN_EVENTS_EACH, SEEN_PAGES_MAX, SEEN_TIMELINES_MAX } from '../../kernel/limits.ts'
import type { CustomerId } from '../../kernel/words.ts'
import type { Directory } from '../../ports/directory.ts'

/** Customers in the order of the directory, at most `max`, page by page. */
export const someCustomers = async function* (directory: Pick<Directory, 'find'>, max: number): AsyncGenerator<readonly CustomerState[]> {
  let after: CustomerId | null = null
  let left = max
  for (let page = 0; page < SEEN_PAGES_MAX && left > 0; page += 1) {
    const found: Awaited<ReturnType<Directory['find']>> = await directory.find(ANYBODY, after, Math.min(left, PAGE))
    left -= found.customers.length
    if (found.customers.length > 0) yield found.customers
    if (found.next === null) return
    after = found.next
  }
}

const ANYBODY = { words: [], stage: null } as const
const PAGE = 500

/** What some thousand customers have and did. */
export const seenIn = async (directory: Pick<Directory, 'find' | 'latestEvents'>): Promise<Seen> => {
  const traits = new Map<string, number>()
  const events = new Map<string, Set<string> | null>()
  const looked: CustomerId[] = []
  let customers = 0
  for await (const page of someCustomers(directory, SEEN_CUSTOMERS_MAX)) {
    for (const { id, traits: own, metrics } of page) {
      customers += 1
      if (looked.length < SEEN_TIMELINES_MAX) looked.push(id)
      for (const name of Object.keys(own)) traits.set(name, (traits.get(name) ?? 0) + 1)
      for (const name of Object.keys(metrics.counts)) if (!events.has(name)) events.set(name, null)
    }
  }
  for (const id of looked)
    for (const { name, properties } of await directory.latestEvents(id, SEEN_EVENTS_EACH)) {
      const known = events.get(name) ?? new Set<string>()
      for (const property of Object.keys(properties)) known.add(property)
      events.set(name, known)
    }
  return { customers, traits, events }
}
