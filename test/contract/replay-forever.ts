/**
 * A process of its own that replays an endless file until it is killed: `node replay-forever.ts FILE GROUP_MS`. Each delivery is one commit
 * with one fact of one of a thousand customers, so states and facts can be counted against the checkpoint. It says how far it is after each batch.
 */
import { writeSync } from 'node:fs'
import { openSqlite } from '../../shared/adapters/sqlite/open.ts'
import { seededRandom } from '../../shared/kernel/random.ts'
import { type CustomerId, customerId } from '../../shared/kernel/words.ts'
import { at, commitOf, factOf, marked, messageOf, stranger } from './samples.ts'

const [file, groupMs] = process.argv.slice(2) as [string, string]
const stores = openSqlite(file)
stores.group(Number(groupMs))

for (;;) {
  const from = await stores.replay.checkpoint()
  const delivered = from?.delivered ?? 0
  const random = seededRandom(delivered)
  const ids = new Set<CustomerId>(Array.from({ length: 1 + random.below(60) }, () => customerId(`customer ${random.below(1_000)}`)))
  const states = await stores.customers.load([...ids])
  const commits = [...ids].map((id) => {
    const state = states.get(id) ?? stranger(id)
    const messages = random.chance(0.1) ? [messageOf(id, `${id} ${state.version}`, delivered)] : []
    return commitOf(marked(state, 'x'.repeat(random.below(2_000))), { dueAt: at(random.below(1e6)), facts: [factOf('f')], messages })
  })
  const to = { delivered: delivered + commits.length, clock: at(delivered + commits.length) }
  const result = await stores.replay.commitAt(commits, [], from, to)
  if (result !== 'committed') throw new Error(result)
  writeSync(1, `${to.delivered}\n`)
}
