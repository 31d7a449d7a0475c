/** Everything by keyboard alone. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Watched } from './browser.ts'
import type { Site } from './site.ts'
import { goTo, noteMore, settled } from './watch.ts'

export const keyboardOnly = (site: () => Site): void => {
  describe('by keyboard alone', () => {
    let watched: Watched
    let page: Page
    beforeAll(async () => {
      watched = await site().open()
      page = watched.page
      await noteMore(page)
    })
    afterAll(() => watched.close())

    const focused = (expression: string): Promise<unknown> => page.evaluate(`document.activeElement?.${expression}`)
    const tabTo = async (text: RegExp): Promise<void> => {
      for (let presses = 0; presses < 60; presses += 1) {
        await page.keyboard.press('Tab')
        const said = await page.evaluate(
          `(document.activeElement?.getAttribute('aria-label') ?? '') + ' ' + (document.activeElement?.innerText ?? '') + ' ' + (document.activeElement?.value ?? '')`,
        )
        if (text.test(String(said))) return
      }
      throw new Error(`Tab never reached ${text}`)
    }

    it('skips to the page', async () => {
      await goTo(page, site().url)
      await page.keyboard.press('Tab')
      expect(await focused('innerText')).toBe('Skip to the page')
      await page.keyboard.press('Enter')
      expect(await focused('id')).toBe('page')
    })

    it.each([
      { key: 'c', title: 'Campaigns' },
      { key: 'r', title: 'Results' },
      { key: 'i', title: 'Inbox' },
      { key: 'd', title: 'Delivery' },
      { key: 'q', title: 'Quarantine' },
      { key: 'b', title: 'Connect your backend' },
      { key: 'a', title: 'Activity' },
      { key: 'o', title: 'Overview' },
      { key: 'u', title: 'Customers' },
    ])('goes to $title with g $key, and the heading has the focus', async ({ key, title }) => {
      await page.keyboard.press('g')
      await page.keyboard.press(key)
      await page.locator('h1', { hasText: title }).waitFor()
      expect(await focused('tagName')).toBe('H1')
    })

    it('finds a customer, opens them and asks why', async () => {
      await page.keyboard.press('/')
      expect(await focused('id')).toBe('search')
      await page.keyboard.type('c0001')
      await page.keyboard.press('Enter')
      await page.waitForURL(/search=c0001/)
      await settled(page)
      await page.locator('main li', { hasText: 'c00010' }).waitFor()
      expect(await page.locator('main li').count()).toBe(10)
      await page.locator('h1').focus()
      await page.keyboard.press('Tab')
      expect(await focused('value')).toBe('c0001')
      await page.keyboard.press('Tab')
      expect(await focused('type')).toBe('radio')
      await page.keyboard.press('Tab')
      expect(await focused('tagName')).toBe('A')
      expect(await page.evaluate(`getComputedStyle(document.activeElement, '::after').outlineStyle`)).toBe('solid')
      await page.keyboard.press('Enter')
      await page.waitForURL(/customers\/one/)
      await settled(page)
      await tabTo(/Win back/)
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { name: 'Who may enter' }).waitFor()
      expect(await focused('ariaExpanded')).toBe('true')
      await page.keyboard.press('Enter')
      expect(await focused('ariaExpanded')).toBe('false')
    })

    it('chooses with the arrow keys what the timeline shows', async () => {
      await tabTo(/^\s*all\s*$/)
      await page.keyboard.press('ArrowRight')
      await page.keyboard.press('ArrowRight')
      await page.keyboard.press('ArrowRight')
      expect(await page.locator('main ol li').count()).toBe(await page.locator('main ol li[data-kind="mail"]').count())
    })

    it('opens and leaves a sheet, which keeps the focus and gives it back', async () => {
      await page.keyboard.press('g')
      await page.keyboard.press('q')
      await page.locator('h1', { hasText: 'Quarantine' }).waitFor()
      await page.keyboard.press('?')
      const sheet = page.getByRole('dialog', { name: 'Keyboard' })
      await sheet.waitFor()
      for (let presses = 0; presses < 8; presses += 1) {
        await page.keyboard.press('Tab')
        expect(await page.evaluate(`document.activeElement === document.body || document.activeElement.closest('dialog') !== null`)).toBe(
          true,
        )
      }
      await page.keyboard.press('g')
      await page.keyboard.press('i')
      expect(await page.locator('h1').innerText()).toBe('Quarantine')
      await page.keyboard.press('Escape')
      await sheet.waitFor({ state: 'hidden' })
      expect(await focused('tagName')).toBe('H1')
    })

    it('keeps still where somebody writes, and for whoever turned the keys off', async () => {
      await page.keyboard.press('/')
      await page.keyboard.type('gi?')
      expect(await page.locator('h1').innerText()).toBe('Quarantine')
      expect(await page.getByRole('dialog').count()).toBe(0)
      await page.keyboard.press('Escape')
      await page.keyboard.press('?')
      await tabTo(/on/)
      await page.keyboard.press('Space')
      await page.keyboard.press('Escape')
      await page.keyboard.press('g')
      await page.keyboard.press('i')
      expect(await page.locator('h1').innerText()).toBe('Quarantine')
    })
  })
}
