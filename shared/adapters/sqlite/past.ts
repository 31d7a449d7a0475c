import { SIMULATED_EVENTS_AT_ONCE } from '../../kernel/limits-simulation.ts'
import type { CustomerId, EpochMs, InputId } from '../../kernel/words.ts'
import type { Past, PastPages, PastRow, PastThing } from '../../ports/past.ts'
import { decodeEvent, type StoredEvent } from '../codec/event.ts'
import { decodeFact } from '../codec/fact.ts'
import { decodeState } from '../codec/state.ts'
import { EVENT_COLUMNS } from './customer-store.ts'
import type { Database } from './database.ts'

type Row = {
  readonly at: EpochMs
  readonly kind: 0 | 1 | 2
  readonly customer: CustomerId
  readonly id: InputId
  readonly name: string
  readonly body: string
}

/**
 * SQLite sorts what everybody did, in files of its own where memory does not hold it. Whoever is known comes before the first thing that is
 * held of them; of what was said about being written to only the facts are there.
 */
export const pastOf = (database: Database): Past => {
  const things = database.prepare<Row>(`${THINGS} ORDER BY at, kind, customer, id`)
  const extent = database.prepare<{ things: number; events: number; firstAt: EpochMs | null; lastAt: EpochMs | null }>(
    `SELECT count(*) AS things, coalesce(sum(kind = 1), 0) AS events, min(CASE WHEN kind = 1 THEN at END) AS firstAt,
     max(CASE WHEN kind = 1 THEN at END) AS lastAt FROM (${THINGS})`,
  )
  const names = database.prepare<{ name: string }>('SELECT DISTINCT name FROM timeline')
  return {
    until: function* (until) {
      let some: PastThing[] = []
      for (const row of things.each(until)) {
        some.push(thingOf(row))
        if (some.length < SIMULATED_EVENTS_AT_ONCE) continue
        yield some
        some = []
      }
      if (some.length > 0) yield some
    },
    extent: (until) => extent.get(until) ?? { things: 0, events: 0, firstAt: null, lastAt: null },
    names: () => new Set(names.all().map(({ name }) => name)),
  }
}

/** Kinds in the order in which they come at one instant: somebody is there, an event, a word. A fact is `[schema, at, type, …]`. */
const THINGS = `
SELECT * FROM (
  SELECT min(coalesce((SELECT min(occurred_at) FROM timeline WHERE customer = customers.id), 9e15),
             coalesce((SELECT min(json_extract(fact, '$[1]')) FROM facts WHERE customer = customers.id), 9e15)) AS at,
         0 AS kind, id AS customer, '' AS id, '' AS name, '' AS body FROM customers
  UNION ALL
  SELECT occurred_at AS at, 1 AS kind, customer, id, name, body FROM timeline
  UNION ALL
  SELECT json_extract(fact, '$[1]') AS at, 2 AS kind, customer, printf('%012d/%04d', version, n) AS id, '' AS name, fact AS body FROM facts
  WHERE json_extract(fact, '$[2]') IN ('consent-changed', 'preferences-changed')
) WHERE at <= ?1`

const thingOf = ({ at, kind, customer, id, name, body }: Row): PastThing =>
  kind === 0
    ? { at, customer, type: 'first' }
    : kind === 1
      ? { at, customer, type: 'event', event: decodeEvent({ customerId: customer, id, occurredAt: at, name, body }) }
      : { at, customer, type: 'word', fact: decodeFact(body) }

type Placed = { readonly place: number }

/** Row by row, table by table, as they were written. */
export const pastPagesOf = (database: Database): PastPages => {
  const rowsOf = <Row>(columns: string, table: string, rowid: string) =>
    database.prepare<Row & Placed>(`SELECT ${rowid} AS place, ${columns} FROM ${table} WHERE ${rowid} > ? ORDER BY ${rowid} LIMIT ?`)
  const states = rowsOf<{ id: CustomerId; version: number; state: string }>('id, version, state', 'customers', 'rowid')
  const facts = rowsOf<{ customer: CustomerId; fact: string }>('customer, fact', 'facts', 'position')
  const events = rowsOf<StoredEvent>(EVENT_COLUMNS, 'timeline', 'rowid')
  const tables: readonly ((after: number, limit: number) => readonly (PastRow & Placed)[])[] = [
    (...from) =>
      states.all(...from).map(({ place, id, version, state }) => ({ place, type: 'state', state: decodeState(id, version, state) })),
    (...from) => facts.all(...from).map(({ place, customer, fact }) => ({ place, type: 'facts', customer, facts: [decodeFact(fact)] })),
    (...from) => events.all(...from).map(({ place, ...event }) => ({ place, type: 'event', event: decodeEvent(event) })),
  ]
  return {
    page: async (after, limit) => {
      const [, table = '', from = ''] = PLACE.exec(after ?? '0/0') ?? []
      const read = tables[Number(table)]
      if (table === '' || read === undefined) return null
      const rows = read(Number(from), limit)
      const last = rows.at(-1)
      if (last !== undefined && rows.length === limit) return { rows, next: `${table}/${last.place}` }
      return { rows, next: Number(table) + 1 < tables.length ? `${Number(table) + 1}/0` : null }
    },
  }
}

const PLACE = /^(\d)\/(\d{1,15})$/
