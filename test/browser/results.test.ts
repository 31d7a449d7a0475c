/** Results in the real Chromium, on a really running server of its own: every state of a verdict, in both languages, beside the numbers of the command line. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe } from 'vitest'
import { readingResults } from './results-pages.ts'
import { startResults } from './results-site.ts'
import { takingResults } from './results-taking.ts'
import { planning } from './results-planning.ts'
import { type Site, startBrowser } from './site.ts'

const browser: Browser | null = await startBrowser()

// Without a browser there is nothing to prove; that was said aloud.
describe.skipIf(browser === null)('results', { timeout: 120_000 }, () => {
  let open: Site | null = null
  const site = (): Site => {
    if (open === null) throw new Error('The server has not started')
    return open
  }
  beforeAll(async () => {
    if (browser !== null) open = await startResults(browser)
  }, 180_000)
  afterAll(() => open?.close())

  readingResults(site)
  takingResults(site)
  planning(site)
})
