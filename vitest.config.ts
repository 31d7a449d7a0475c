import './shared/kernel/require-node-24.ts'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { closing } from './test/reporter.ts'

/** What replaces modules, sets the environment of its process, or measures memory and time: a process for each file. */
const ALONE = [
  'test/bench/**/*.test.ts',
  'test/cli/remote.test.ts',
  'test/functions/bundles.test.ts',
  'test/links/sealed.test.ts',
  'test/server/**/*.test.ts',
]
// The cloud's proofs take minutes of two cores: `npm run proofs:cloud` runs them, all of test/cloud, and at full length what asks for it.
const REHEARSED = process.env.REKINDLE_REHEARSAL === '1' ? [] : ['test/cloud/proofs/**']

export default defineConfig({
  test: {
    projects: [
      { extends: true, test: { name: 'alone', include: ALONE } },
      // All others share the processes they run in, and read each module once in each: a third of a run was reading them anew.
      { extends: true, test: { name: 'together', include: ['test/**/*.test.ts'], exclude: [...ALONE, ...REHEARSED], isolate: false } },
    ],
    // Tests start some hundred processes of ours: each finds compiled what the one before it read.
    env: { NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules/.cache/node') },
    // Processes, not threads: tests open SQLite files, start children and kill them.
    pool: 'forks',
    // Else one core of two stays idle: most of the time is spent computing, not waiting.
    maxWorkers: '100%',
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters: ['default', closing],
  },
})
