/** The same history in the local process: over SQLite, in one go, without luck. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { replayInto } from '../../../local/replay/into-folder.ts'
import { NO_CHAOS } from '../../../local/replay/chaos.ts'
import { epochMs } from '../../../shared/kernel/words.ts'
import { type Books, localBooks } from './books.ts'
import { type Definitions, type Line, UNTIL } from './cdnow.ts'

const BATCH = 100

export const runLocally = async ({ root, policy, campaigns, templates }: Definitions, lines: readonly Line[]): Promise<Books> => {
  const file = join(root, 'events.jsonl')
  writeFileSync(file, lines.map(({ text }) => `${text}\n`).join(''))
  const folder = join(root, 'local')
  const outcome = await replayInto({
    folder,
    files: [file],
    definitions: { policy, campaigns, experiments: null, templates },
    seed: 'unused: the campaign names its salt',
    chaos: NO_CHAOS,
    until: epochMs(UNTIL),
    batchSize: BATCH,
    horizon: epochMs(UNTIL),
    onProgress: () => {},
  })
  if (outcome.type !== 'done') throw new Error(`the local replay was refused: ${outcome.because}`)
  return localBooks(folder, 'win-back')
}
