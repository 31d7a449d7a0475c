/** Writing a campaign in the real Chromium, on a really running server of its own: by mouse, by keyboard alone, by two people at once. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe } from 'vitest'
import { editing } from './editor-pages.ts'
import { writing } from './editor-writing.ts'
import { writingByKeyboard } from './editor-keyboard.ts'
import { type Site, startBrowser, startSite } from './site.ts'

const browser: Browser | null = await startBrowser()

// Without a browser there is nothing to prove; that was said aloud.
describe.skipIf(browser === null)('the editor of campaigns', { timeout: 60_000 }, () => {
  let open: Site | null = null
  const site = (): Site => {
    if (open === null) throw new Error('The server has not started')
    return open
  }
  beforeAll(async () => {
    if (browser !== null) open = await startSite(browser)
  }, 120_000)
  afterAll(() => open?.close())

  editing(site)
  writing(site)
  writingByKeyboard(site)
})
