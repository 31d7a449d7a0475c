/** The whole sample of CDNOW in the rehearsed cloud: `npm run rehearse -- [customers] [seed]`. What differs is told, and ends it with 1. */
import '../../shared/kernel/require-node-24.ts'
import { isDeepStrictEqual } from 'node:util'
import { startLocal } from '../dynamo/local.ts'
import { deployed } from './assembly.ts'
import { mailsById } from './proofs/audit.ts'
import type { Books } from './proofs/books.ts'
import { replayed, told } from './proofs/replayed.ts'

const [customers = 2_357, seed = 1] = process.argv.slice(2).map(Number)

const differences = (cloud: Books, local: Books): readonly string[] => {
  const found: string[] = []
  for (const what of ['customers', 'facts', 'messages'] as const) {
    for (const id of new Set([...cloud[what].keys(), ...local[what].keys()])) {
      if (!isDeepStrictEqual(cloud[what].get(id), local[what].get(id))) found.push(`${what} ${id}`)
    }
  }
  if (!isDeepStrictEqual(cloud.entries, local.entries)) found.push('entries')
  if (!isDeepStrictEqual(cloud.tallies, local.tallies)) found.push('tallies')
  return found
}

const made = await deployed()
const local = await startLocal()
const both = await replayed(made, local.endpoint, { customers, seed, onProgress: (text) => process.stderr.write(`${text}\n`) })
const twice = [...mailsById(both.world).values()].filter((times) => times > 1).length
const wrong = [
  ...both.world.complaints(),
  ...differences(both.cloud, both.local),
  ...(twice === 0 ? [] : [`${twice} messages mailed twice`]),
]
process.stdout.write(
  `${told(both.figures)}\n${both.local.entries.length} entries, ${both.local.messages.size} messages; ${wrong.length === 0 ? 'no difference to the local run over SQLite' : `${wrong.length} differences:\n${wrong.slice(0, 20).join('\n')}`}\n`,
)
await both.close()
await local.close()
made.remove()
process.exitCode = wrong.length === 0 ? 0 : 1
