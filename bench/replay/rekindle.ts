/** Runs in a process of its own: a replay through the whole flow, exactly as `rekindle replay` does it. */
import '../../shared/kernel/require-node-24.ts'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { NO_CHAOS } from '../../local/replay/chaos.ts'
import { replayInto } from '../../local/replay/into-folder.ts'
import { assert } from '../../shared/kernel/assert.ts'
import { REPLAY_BATCH } from '../../shared/kernel/limits.ts'
import { epochMs } from '../../shared/kernel/words.ts'
import { type Job, type Rows, startMeasuring } from './measurement.ts'

const job = JSON.parse(process.argv[2] as string) as Job
const examples = join(import.meta.dirname, '../../examples')

const measuring = startMeasuring(job.count)
const outcome = await replayInto({
  folder: job.folder,
  files: [job.events],
  definitions: {
    policy: `${examples}/policies/retail.json`,
    campaigns: job.campaigns ? `${examples}/campaigns` : null,
    experiments: null,
    templates: null,
  },
  seed: 'bench',
  chaos: NO_CHAOS,
  until: null,
  batchSize: REPLAY_BATCH,
  horizon: epochMs(Date.now()),
  onProgress: ({ delivered }) => measuring.at(delivered),
})
measuring.at(job.count)
measuring.finish()
assert(outcome.type === 'done' && outcome.report.delivered === job.count, 'every event is replayed')
process.stdout.write(JSON.stringify(measuring.stop(job.count, rowsIn(join(job.folder, 'rekindle.db')))))

function rowsIn(file: string): Rows {
  const database = new DatabaseSync(file, { readOnly: true })
  const one = (sql: string): number => Object.values(database.prepare(sql).get() ?? {})[0] as number
  return {
    customers: one('SELECT count(*) FROM customers'),
    stateWrites: one('SELECT sum(version) FROM customers'),
    facts: one('SELECT count(*) FROM facts'),
    messages: one('SELECT count(*) FROM messages'),
    timeline: one('SELECT count(*) FROM timeline'),
    stateBytes: Math.round(one('SELECT avg(length(state)) FROM customers')),
    fileBytes: statSync(file).size,
  }
}
