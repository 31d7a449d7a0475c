/** The pages that mails lead to, in the real Chromium: with scripts off, as they are made for; looked at, and open to everybody. */
import { mkdirSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Look, openContext, openPage } from '../browser/browser.ts'
import { startBrowser } from '../browser/site.ts'
import { expectAccessible, noteMore } from '../browser/watch.ts'
import { linksIn, openWorld, type World } from './world.ts'

const browser = await startBrowser()
/** Where pictures of the pages go, for people who want to look at them; nowhere unless asked. */
const PICTURES = process.env.PUBLIC_PICTURES

const LOOKS: readonly Look[] = [
  { language: 'en', scheme: 'light', size: 'desk' },
  { language: 'en', scheme: 'dark', size: 'narrow' },
  { language: 'zh', scheme: 'light', size: 'phone' },
  { language: 'zh', scheme: 'dark', size: 'desk' },
]

// skipped because there is nothing to look with; that was said aloud
describe.skipIf(browser === null)('the public pages', { timeout: 60_000 }, () => {
  let world: World
  beforeAll(async () => {
    if (PICTURES !== undefined) mkdirSync(PICTURES, { recursive: true })
    world = await openWorld()
  })
  afterAll(async () => {
    expect(world.errors).toEqual([])
    await world.close()
    await browser?.close()
  })

  const pagesOf = async (id: string, locale: string) => {
    const mail = await world.reader(id, { locale })
    const [message] = await world.stores.customers.messages([mail.id])
    if (message === undefined) throw new Error('no message')
    const preferences = linksIn(mail)['/p/']?.[0] ?? ''
    return {
      leave: mail.unsubscribe,
      preferences,
      confirm: world.engine.links.linksOf(message, 'product-news').confirm,
      refused: `${world.url}/u/x`,
    }
  }

  it.each(LOOKS)('in $language, $scheme, at a $size, hold to what every page is held to', async (look) => {
    if (browser === null) return
    const addresses = await pagesOf(`looked at ${look.language} ${look.size}`, look.language)
    const watched = await openPage(browser, look)
    const { page } = watched
    await noteMore(page)
    const look1 = async (name: string): Promise<void> => {
      const where = `${name}, ${look.language}, ${look.scheme}, ${look.size}`
      const overflow = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
      const violations = await page.evaluate('window.noted.violations')
      expect({ where, overflow, violations }).toEqual({ where, overflow: 0, violations: [] })
      await expectAccessible(page, where)
      if (PICTURES !== undefined)
        await page.screenshot({ path: `${PICTURES}/${name}-${look.language}-${look.scheme}-${look.size}.png`, fullPage: true })
    }
    for (const [name, address] of Object.entries(addresses)) {
      await page.goto(address)
      expect(await page.locator('html').getAttribute('lang')).toBe(look.language === 'zh' ? 'zh-Hans' : 'en')
      expect(await page.locator('h1').count()).toBe(1)
      await look1(name)
    }
    expect(watched.problems.filter((problem) => !problem.includes('/u/x') && !problem.includes('404'))).toEqual([])
    await page.goto(addresses.leave)
    await page.locator('button.main').click()
    await page.locator('h1[role=status]').waitFor()
    await look1('left')
    await page.goto(addresses.preferences)
    await page.locator('input[name=frequency][value=weekly]').check()
    await page.locator('button.main').click()
    await page.locator('.done').waitFor()
    await look1('saved')
    await watched.close()
  })

  it('work without a script, a cookie, or a word of where one came from', async () => {
    if (browser === null) return
    const { leave } = await pagesOf('plain', 'en')
    const context = await browser.newContext({ javaScriptEnabled: false, locale: 'en-GB' })
    const page = await context.newPage()
    const referred: string[] = []
    const loaded: string[] = []
    page.on('request', (request) => {
      loaded.push(new URL(request.url()).pathname.slice(0, 3))
      const { referer } = request.headers()
      if (referer !== undefined) referred.push(referer)
    })
    await page.goto(leave)
    await press(page, 'Unsubscribe')
    expect(await page.locator('h1').innerText()).toBe('You get no more mails about Offers.')
    expect((await world.stateOf('plain')).consent.offers?.status).toBe('withdrawn')
    await press(page, 'I did not mean to')
    expect((await world.stateOf('plain')).consent.offers?.status).toBe('granted')
    await page.getByRole('link', { name: 'Choose what you get' }).click()
    await page.getByLabel('Product news').uncheck()
    await page.getByLabel('At most one mail a month').check()
    await page.getByLabel('Language').selectOption('zh')
    await page.getByLabel('Time zone').selectOption('Asia/Shanghai')
    await press(page, 'Save')
    expect(await page.locator('.done').innerText()).toBe('已保存。 已更改：主题、频率、语言、时区。')
    expect(await page.getByLabel('Product news').isChecked()).toBe(false)
    await press(page, '我点错了')
    expect(await page.getByLabel('Product news').isChecked()).toBe(true)
    expect((await world.stateOf('plain')).preferences?.frequency).toBe('all')
    await press(page, 'Leave everything')
    expect((await world.stateOf('plain')).consent['*']?.status).toBe('withdrawn')
    expect({
      referred,
      cookies: await context.cookies(),
      loaded: loaded.filter((path) => path !== '/u/' && path !== '/p/' && path !== '/fa'),
    }).toEqual({ referred: [], cookies: [], loaded: [] })
    await context.close()
  })

  it('are reached by the keyboard alone, in the order one reads', async () => {
    if (browser === null) return
    const { leave } = await pagesOf('keys', 'en')
    const context = await openContext(browser, LOOKS[0] as Look)
    const page = await context.newPage()
    await page.goto(leave)
    await page.keyboard.press('Tab')
    expect(await page.locator(':focus').innerText()).toBe('Unsubscribe')
    await page.keyboard.press('Enter')
    await page.locator('h1[role=status]').waitFor()
    expect((await world.stateOf('keys')).consent.offers?.status).toBe('withdrawn')
    await context.close()
  })
})

const press = async (page: Page, name: string): Promise<void> => {
  await page.getByRole('button', { name, exact: true }).click()
  await page.waitForLoadState('load')
}
