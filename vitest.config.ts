import './shared/kernel/require-node-24.ts'
import { defineConfig } from 'vitest/config'
import { closing } from './test/reporter.ts'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // The cloud's proofs take minutes of two cores: `npm run proofs:cloud` runs them, and with them all of test/cloud.
    exclude: process.env.REKINDLE_REHEARSAL === '1' ? [] : ['test/cloud/proofs/**'],
    // Processes, not threads: tests open SQLite files, start children and kill them.
    pool: 'forks',
    // Else one core of two stays idle: most of the time is spent computing, not waiting.
    maxWorkers: '100%',
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters: ['default', closing],
  },
})
