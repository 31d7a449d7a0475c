import type { Reporter } from 'vitest/node'

type Outcome = 'passed' | 'failed' | 'skipped' | 'pending'
type Module = {
  readonly state: () => string
  readonly children: { readonly allTests: () => Iterable<{ readonly result: () => { readonly state: Outcome } }> }
}

/** Ends a test run with one plain line of counts, for people and programs that read only the last line. */
export const closing: Reporter = {
  onTestRunEnd(modules, unhandledErrors) {
    process.stdout.write(`\n${closingLine(modules, unhandledErrors.length)}\n`)
  },
}

/** What did not run to its end has failed: a test still pending, a file that could not be loaded, an error outside every test. */
export const closingLine = (modules: readonly Module[], unhandledErrors: number): string => {
  const count = { passed: 0, failed: unhandledErrors, skipped: 0, pending: 0 }
  for (const module of modules) {
    const failedBefore = count.failed
    for (const test of module.children.allTests()) count[test.result().state] += 1
    if (module.state() === 'failed' && count.failed === failedBefore) count.failed += 1
  }
  return `${count.passed} passed, ${count.failed + count.pending} failed, ${count.skipped} skipped`
}
