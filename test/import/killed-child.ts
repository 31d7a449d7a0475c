/** An import that ends as `kill -9` ends it, once it has taken so many rows: `FILE MAP FOLDER ROWS NOW`. */
import '../../shared/kernel/require-node-24.ts'
import { importInto } from '../../local/import/into-folder.ts'
import { epochMs } from '../../shared/kernel/words.ts'
import { fileURLToPath } from 'node:url'

const [path = '', mapPath = '', folder = '', rows = '', now = ''] = process.argv.slice(2)

await importInto({
  folder,
  path,
  mapPath,
  definitions: {
    policy: null,
    usualPolicy: fileURLToPath(new URL('../../examples/policies/retail.json', import.meta.url)),
    campaigns: null,
    experiments: null,
  },
  now: () => epochMs(Number(now)),
  onProgress: (progress) => {
    if (progress.rows >= Number(rows)) process.kill(process.pid, 'SIGKILL')
  },
  // Each batch durable by itself, so that there is a half to go on from.
  groupMs: 0,
})
