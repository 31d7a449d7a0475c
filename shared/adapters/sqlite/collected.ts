import { SIMULATED_EVENTS_AT_ONCE } from '../../kernel/limits-simulation.ts'
import type { JsonObject } from '../../kernel/json.ts'
import type { CustomerId, EpochMs, InputId } from '../../kernel/words.ts'
import type { CollectedPast, CollectedThing, SuppressedAddress } from '../../ports/past.ts'
import { decodeEvent, encodeEvent } from '../codec/event.ts'
import { BUSY_TIMEOUT_MS, type Database, openDatabase, TEMPORARY } from './database.ts'

/**
 * A place for what a deployed system tells of everybody: a file without a name, which SQLite takes away from its folder as soon as it is
 * open. Nobody else can read it, and however the process ends nothing is left.
 */
export const openCollectedPast = (): CollectedPast => {
  const database = openDatabase(TEMPORARY, { readOnly: false, busyTimeoutMs: BUSY_TIMEOUT_MS })
  database.exec(TABLES)
  const things = database.prepare<Row>(`${THINGS} ORDER BY at, kind, customer, CASE kind WHEN 1 THEN id ELSE '' END, place`)
  const count = database.prepare<{ n: number }>(`SELECT count(*) AS n FROM (${THINGS})`)
  const take = takerOf(database)
  let customers = 0
  const names = database.prepare<{ name: string }>(`SELECT DISTINCT name FROM told WHERE kind = 1 AND ${THEIRS}`)
  const suppressed = database.prepare<SuppressedAddress>('SELECT address, at FROM suppressed ORDER BY at, address')
  return {
    take: (page) => {
      take(page)
      customers += page.customers.filter(({ traits }) => traits !== null).length
    },
    customers: () => customers,
    until: function* (until) {
      let some: CollectedThing[] = []
      for (const row of things.each(until)) {
        some.push(thingOf(row))
        if (some.length < SIMULATED_EVENTS_AT_ONCE) continue
        yield some
        some = []
      }
      if (some.length > 0) yield some
    },
    things: (until) => count.get(until)?.n ?? 0,
    names: () => new Set(names.all().map(({ name }) => name)),
    suppressed: () => suppressed.each(),
    close: database.close,
  }
}

const TABLES = `
CREATE TABLE customers (id TEXT NOT NULL PRIMARY KEY, traits TEXT, heard_at INTEGER) STRICT;
CREATE TABLE told (
  at INTEGER NOT NULL, kind INTEGER NOT NULL, customer TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL,
  occurred_at INTEGER NOT NULL, body TEXT NOT NULL
) STRICT;
CREATE TABLE suppressed (address TEXT NOT NULL PRIMARY KEY, at INTEGER NOT NULL) STRICT;`

/** Who turned out to be another, or was erased, has no attributes, and is nobody's history. */
const THEIRS = 'EXISTS (SELECT 1 FROM customers WHERE id = told.customer AND traits IS NOT NULL)'

/** In the order of past.ts: somebody is there, an event, a word. Words of one instant come as they were told. */
const THINGS = `
SELECT * FROM (
  SELECT heard_at AS at, 0 AS kind, id AS customer, '' AS id, '' AS name, 0 AS occurred_at, traits AS body, 0 AS place
  FROM customers WHERE traits IS NOT NULL AND heard_at IS NOT NULL
  UNION ALL
  SELECT at, kind, customer, id, name, occurred_at, body, rowid AS place FROM told WHERE ${THEIRS}
) WHERE at <= ?1`

type Row = {
  readonly at: EpochMs
  readonly kind: 0 | 1 | 2
  readonly customer: CustomerId
  readonly id: InputId
  readonly name: string
  readonly occurred_at: EpochMs
  readonly body: string
}

const takerOf = (database: Database): CollectedPast['take'] => {
  const putCustomer = database.prepare(
    `INSERT INTO customers (id, traits, heard_at) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET
     traits = coalesce(excluded.traits, traits), heard_at = coalesce(min(heard_at, excluded.heard_at), heard_at, excluded.heard_at)`,
  )
  const putTold = database.prepare('INSERT INTO told (at, kind, customer, id, name, occurred_at, body) VALUES (?, ?, ?, ?, ?, ?, ?)')
  const putSuppressed = database.prepare('INSERT INTO suppressed (address, at) VALUES (?, ?) ON CONFLICT DO NOTHING')
  return ({ customers, told, suppressed }) =>
    database.transaction(() => {
      for (const { id, traits, heardAt } of customers) putCustomer.run(id, traits === null ? null : JSON.stringify(traits), heardAt)
      for (const { type, at, event } of told)
        putTold.run(at, type === 'event' ? 1 : 2, event.customerId, event.id, event.name, event.occurredAt, encodeEvent(event))
      for (const { address, at } of suppressed) putSuppressed.run(address, at)
    })
}

const thingOf = ({ at, kind, customer, id, name, occurred_at, body }: Row): CollectedThing =>
  kind === 0
    ? { type: 'first', at, customer, traits: JSON.parse(body) as JsonObject }
    : {
        type: kind === 1 ? 'event' : 'word',
        at,
        event: decodeEvent({ customerId: customer, id, occurredAt: occurred_at, name, body }),
      }
