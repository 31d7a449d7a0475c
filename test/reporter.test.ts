import { expect, it } from 'vitest'
import { closingLine } from './reporter.ts'

type State = 'passed' | 'failed' | 'skipped' | 'pending'

const module = (state: string, ...tests: readonly State[]) => ({
  state: () => state,
  children: { allTests: () => tests.map((test) => ({ result: () => ({ state: test }) })) },
})

it.each([
  { modules: [], errors: 0, line: '0 passed, 0 failed, 0 skipped' },
  { modules: [module('passed', 'passed', 'skipped'), module('passed', 'passed')], errors: 0, line: '2 passed, 0 failed, 1 skipped' },
  { modules: [module('failed', 'passed', 'failed')], errors: 0, line: '1 passed, 1 failed, 0 skipped' },
  { modules: [module('failed')], errors: 0, line: '0 passed, 1 failed, 0 skipped' },
  { modules: [module('failed', 'skipped')], errors: 0, line: '0 passed, 1 failed, 1 skipped' },
  { modules: [module('pending', 'passed', 'pending')], errors: 0, line: '1 passed, 1 failed, 0 skipped' },
  { modules: [module('passed', 'passed')], errors: 1, line: '1 passed, 1 failed, 0 skipped' },
])('closes with $line', ({ modules, errors, line }) => {
  expect(closingLine(modules, errors)).toBe(line)
})
