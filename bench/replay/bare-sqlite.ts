/**
 * The peer, in a process of its own: bare `node:sqlite` under the same settings, in transactions of the same size that become durable
 * as rarely, doing what the design says a common event costs and nothing else: one read, one conditional write of a state, one insert
 * of a timeline row.
 */
import '../../shared/kernel/require-node-24.ts'
import { mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { readLines } from '../../local/replay/lines.ts'
import { REPLAY_BATCH, REPLAY_GROUP_MS } from '../../shared/kernel/limits.ts'
import { type Job, startMeasuring } from './measurement.ts'

const job = JSON.parse(process.argv[2] as string) as Job
const file = join(job.folder, 'bare.db')

const measuring = startMeasuring(job.count)
mkdirSync(job.folder, { recursive: true })
const database = new DatabaseSync(file)
database.exec(`
  PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 4000;
  CREATE TABLE states (id TEXT NOT NULL PRIMARY KEY, version INTEGER NOT NULL, state TEXT NOT NULL) STRICT;
  CREATE TABLE timeline (customer TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, UNIQUE (customer, id)) STRICT;
`)
const read = database.prepare('SELECT version, state FROM states WHERE id = ?')
const insert = database.prepare('INSERT INTO states (id, version, state) VALUES (?, 1, ?)')
const update = database.prepare('UPDATE states SET version = ?2 + 1, state = ?3 WHERE id = ?1 AND version = ?2')
const put = database.prepare('INSERT INTO timeline (customer, id, body) VALUES (?, ?, ?) ON CONFLICT DO NOTHING')

const padding = '.'.repeat(job.stateBytes)
let taken = 0
let durableAt = performance.now()
let writes = 0
database.exec('BEGIN IMMEDIATE; SAVEPOINT one')
for await (const { lines } of readLines([job.events])) {
  for (const line of lines) {
    const { userId, messageId, event } = JSON.parse(line) as { userId: string; messageId: string; event?: string }
    const row = read.get(userId) as { version: number; state: string } | undefined
    // The text is new each time, as a state is, so that nothing is written cheaper than it would be.
    const state = (messageId + padding).slice(0, job.stateBytes)
    if (row === undefined) insert.run(userId, state)
    else update.run(userId, row.version, state)
    if (event !== undefined) put.run(userId, messageId, line)
    writes += 1
    taken += 1
    if (taken % REPLAY_BATCH === 0) {
      database.exec('RELEASE one; SAVEPOINT one')
      measuring.at(taken)
    }
    if (taken % REPLAY_BATCH === 0 && performance.now() - durableAt >= REPLAY_GROUP_MS) {
      database.exec('COMMIT; BEGIN IMMEDIATE; SAVEPOINT one')
      durableAt = performance.now()
    }
  }
}
database.exec('COMMIT')
measuring.at(taken)
const count = (table: string): number => (database.prepare(`SELECT count(*) AS n FROM ${table}`).get() as { n: number }).n
const rows = {
  customers: count('states'),
  stateWrites: writes,
  facts: 0,
  messages: 0,
  timeline: count('timeline'),
  stateBytes: job.stateBytes,
}
database.close()
measuring.finish()
process.stdout.write(JSON.stringify(measuring.stop(taken, { ...rows, fileBytes: statSync(file).size })))
