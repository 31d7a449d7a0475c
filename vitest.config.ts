import './shared/kernel/require-node-24.ts'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { closing } from './test/reporter.ts'

/** What replaces modules, sets the environment of its process, or measures memory and time: a process for each file. */
const ALONE = [
  'test/bench/**/*.test.ts',
  'test/cli/remote{,-simulate}.test.ts',
  'test/functions/bundles.test.ts',
  'test/links/sealed.test.ts',
  'test/server/**/*.test.ts',
]
// Minutes of two cores. `npm run proofs`, which CI runs after `npm test`, goes on for long at DynamoDB Local (SQLite keeps the same contracts with
// every run), over all customers, and where a browser, a load or a whole deployment is waited for; `npm run proofs:cloud` runs the cloud's.
const LONG = [
  'test/bench/**',
  'test/browser/deployed.test.ts',
  'test/cloud/proofs/**',
  'test/contract/dynamo-beside.test.ts',
  'test/cost/**',
  'test/dynamo/{customers,privacy,tallies}.test.ts',
  'test/functions/bundles.test.ts',
  'test/infra/checks.test.ts',
  'test/local/replay/merge.test.ts',
  'test/proofs/{gates,hillstrom,lifecycle}.test.ts',
  'test/server/load.test.ts',
  'test/shop/start.test.ts',
  'test/simulation/mutants.test.ts',
]
const REHEARSED = process.env.REKINDLE_REHEARSAL === '1' ? [] : LONG

export default defineConfig({
  test: {
    projects: [
      { extends: true, test: { name: 'alone', include: ALONE, exclude: REHEARSED } },
      // All others share the processes they run in, and read each module once in each: a third of a run was reading them anew.
      { extends: true, test: { name: 'together', include: ['test/**/*.test.ts'], exclude: [...ALONE, ...REHEARSED], isolate: false } },
    ],
    // Tests start some hundred processes of ours: each finds compiled what the one before it read.
    env: { NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules/.cache/node') },
    // Processes, not threads: tests open SQLite files, start children and kill them.
    pool: 'forks',
    // One more than there are cores: those that drive a browser or start children wait for them.
    maxWorkers: availableParallelism() + 1,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters: ['default', closing],
  },
})
