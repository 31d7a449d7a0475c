/** The console in the real Chromium, on a really running server: one of each for all of it. */
import { afterAll, beforeAll, describe } from 'vitest'
import { campaigning } from './campaigning.ts'
import { delivering } from './delivering.ts'
import { foreignPages } from './foreign.ts'
import { hostileEvents } from './hostile.ts'
import { keyboardOnly } from './keyboard.ts'
import { newcomer } from './newcomer.ts'
import { everyPage } from './pages.ts'
import { tasking } from './tasking.ts'
import { stillLists } from './still.ts'
import { type Site, startBrowser, startSite } from './site.ts'

const browser = await startBrowser()

// Without a browser there is nothing to prove; that was said aloud.
describe.skipIf(browser === null)('the console', { timeout: 60_000 }, () => {
  let open: Site | null = null
  const site = (): Site => {
    if (open === null) throw new Error('The server has not started')
    return open
  }
  beforeAll(async () => {
    if (browser !== null) open = await startSite(browser)
  }, 120_000)
  afterAll(() => open?.close())

  newcomer(site)
  everyPage(site)
  delivering(site)
  tasking(site)
  campaigning(site)
  stillLists(site)
  keyboardOnly(site)
  hostileEvents(site)
  foreignPages(site)
})
