/** Lists that grow while they are read: nothing on them moves until the reader asks for what is new. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Watched } from './browser.ts'
import { LOOKS, type Site, waitUntil } from './site.ts'
import { goTo, noteMore } from './watch.ts'

/** Long enough for the page to hear of something (every two seconds) and to ask anew. */
const HEARD_MS = 3_000

export const stillLists = (site: () => Site): void => {
  describe.each(['desk', 'narrow'] as const)('lists that are read while they grow, %s', (size) => {
    const isChinese = LOOKS[size].language === 'zh'
    let watched: Watched
    let page: Page
    beforeAll(async () => {
      watched = await site().open(size)
      page = watched.page
      await noteMore(page)
    })
    afterAll(async () => {
      await site().setPace('paused')
      await watched.close()
    })

    /** What moved without being pushed. */
    const moved = (): Promise<unknown> => page.evaluate('window.noted.moved')
    const first = async (): Promise<string> => page.locator('main li').first().innerText()
    const news = (said: RegExp) => page.locator('main output button').filter({ hasText: said })
    /** Opens a list and lets it come to rest; what moved until then is measured elsewhere. */
    const open = async (path: string): Promise<void> => {
      await goTo(page, site().url + path)
      await page.locator('main li').first().waitFor()
      await page.waitForTimeout(300)
      await page.evaluate('window.noted.moved = []')
    }

    it('the inbox: mails that come are announced, and shown when the reader says so', async () => {
      await open('/inbox')
      const before = await first()
      const [newest] = (await site().ask<'GET /api/inbox'>('/api/inbox')).items
      await site().setPace('day-a-second')
      await news(isChinese ? /封新邮件/ : /new mails?/).waitFor()
      await page.waitForTimeout(HEARD_MS)
      await site().setPace('paused')
      expect((await site().ask<'GET /api/inbox'>('/api/inbox')).items[0]?.id).not.toBe(newest?.id)
      expect({ first: await first(), moved: await moved() }).toEqual({ first: before, moved: [] })
      // The last of them are heard of.
      await page.waitForTimeout(HEARD_MS)
      await news(isChinese ? /封新邮件/ : /new mails?/).click()
      const [now] = (await site().ask<'GET /api/inbox'>('/api/inbox')).items
      await waitUntil(async () => (await first()).includes(now?.subject ?? '?'))
      expect(await page.locator('main li a').first().getAttribute('href')).toBe(`/inbox/${now?.id}`)
      await waitUntil(async () => (await page.locator('main output button').count()) === 0)
      expect(await page.evaluate('document.activeElement?.tagName')).toBe('H1')
    })

    it('customers: one who comes is announced', async () => {
      await open('/customers')
      const before = await first()
      const id = size === 'desk' ? '0-b' : '0-a'
      await site().publish('/v1/track', { messageId: `still-${size}`, userId: id, event: 'Order Completed', properties: { revenue: 9 } })
      await news(isChinese ? /1 位新客户/ : /^1 new customer$/).waitFor()
      expect({ first: await first(), moved: await moved() }).toEqual({ first: before, moved: [] })
      await news(/./).click()
      await waitUntil(async () => (await first()).includes(id))
    })

    it('the quarantine: what is refused is announced, but shown at once where nothing stood', async () => {
      const refuse = (id: string) => site().publish('/v1/track', { messageId: id, userId: id })
      await refuse(`still-${size}-a`)
      await open('/quarantine')
      const before = await first()
      await refuse(`still-${size}-b`)
      await refuse(`still-${size}-c`)
      await news(isChinese ? /2 个新条目/ : /2 new entries/).waitFor()
      expect({ first: await first(), moved: await moved() }).toEqual({ first: before, moved: [] })
      await news(/./).click()
      await page
        .locator('main li', { hasText: `still-${size}-c` })
        .first()
        .waitFor()
      expect(await page.locator('main li', { hasText: `still-${size}-b` }).count()).toBeGreaterThan(0)
    })

    it('connect: what arrives is added at the end, which stays in sight unless the reader looks elsewhere', async () => {
      const say = (id: string) =>
        site().publish('/v1/track', { messageId: `said-${size}-${id}`, userId: `said-${size}-${id}`, event: 'Looked' })
      for (let at = 0; at < 12; at += 1) {
        // Of what comes faster only a sample is told.
        await page.waitForTimeout(250)
        await say(String(at))
      }
      await goTo(page, `${site().url}/connect`)
      const line = (id: string) => page.locator('main ol li', { hasText: `said-${size}-${id}` })
      await line('11').waitFor()
      await page.waitForTimeout(300)
      await page.evaluate('window.noted.moved = []')
      await say('end')
      await line('end').waitFor()
      const isInSight = `(() => {
        const [log, last] = [document.querySelector('main section[tabindex="0"]'), document.querySelector('main ol li:last-child')]
        return last.getBoundingClientRect().bottom <= log.getBoundingClientRect().bottom + 1
      })()`
      expect({ isInSight: await page.evaluate(isInSight), moved: await moved() }).toEqual({ isInSight: true, moved: [] })
      const top = `document.querySelector('main section[tabindex="0"]').scrollTop`
      await page.evaluate(`${top} = 0`)
      await page.waitForTimeout(200)
      await say('unseen')
      await line('unseen').waitFor({ state: 'attached' })
      expect({ top: await page.evaluate(top), moved: await moved() }).toEqual({ top: 0, moved: [] })
    })
  })
}
