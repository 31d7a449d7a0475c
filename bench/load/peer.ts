/**
 * The peer, in a process of its own: bare `node:http` before bare `node:sqlite` under our settings. It reads the same requests and does
 * for each event what the design says a common one costs: one read, one conditional write of a state as large as ours, one insert of a
 * timeline row; one transaction a request. No checks, no duplicates told, no decisions, no facts. `node peer.ts FOLDER STATE_BYTES`
 */
import '../../shared/kernel/require-node-24.ts'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { text } from 'node:stream/consumers'

const [folder = '', stateBytes = '400'] = process.argv.slice(2)
const database = new DatabaseSync(join(folder, 'bare.db'))
database.exec(`
  PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 4000;
  CREATE TABLE states (id TEXT NOT NULL PRIMARY KEY, version INTEGER NOT NULL, state TEXT NOT NULL) STRICT;
  CREATE TABLE timeline (customer TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, UNIQUE (customer, id)) STRICT;
`)
const read = database.prepare('SELECT version, state FROM states WHERE id = ?')
const insert = database.prepare('INSERT INTO states (id, version, state) VALUES (?, 1, ?)')
const update = database.prepare('UPDATE states SET version = ?2 + 1, state = ?3 WHERE id = ?1 AND version = ?2')
const put = database.prepare('INSERT INTO timeline (customer, id, body) VALUES (?, ?, ?) ON CONFLICT DO NOTHING')
const padding = '.'.repeat(Number(stateBytes))

type Event = { readonly [name: string]: unknown }

const eventsIn = (body: unknown): readonly Event[] => {
  if (Array.isArray(body)) return body as readonly Event[]
  const { batch, Entries: entries } = body as {
    readonly batch?: readonly Event[]
    readonly Entries?: readonly { readonly Detail: string }[]
  }
  if (entries !== undefined)
    return entries.flatMap(({ Detail: detail }) => (JSON.parse(detail) as { readonly events: readonly Event[] }).events)
  return batch ?? [body as Event]
}

const take = (event: Event): void => {
  const [customer, id] = [String(event.userId ?? event.subject ?? event.anonymousId), String(event.messageId ?? event.id)]
  const row = read.get(customer)
  const state = (id + padding).slice(0, padding.length)
  if (row === undefined) insert.run(customer, state)
  else update.run(customer, row.version as number, state)
  put.run(customer, id, JSON.stringify(event))
}

const server = createServer(async (request, response) => {
  const events = eventsIn(JSON.parse(await text(request)))
  database.exec('BEGIN IMMEDIATE')
  for (const event of events) take(event)
  database.exec('COMMIT')
  response.end('{}')
})
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`))
process.once('SIGTERM', () => {
  server.closeAllConnections()
  server.close(() => process.exit(0))
})
