/** Delivery in the hands of a person: stopped and let go on, addresses listed and lifted, codes made; and one person's data. */
import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Watched } from './browser.ts'
import { type Site, waitUntil } from './site.ts'
import { expectQuiet, goTo, noteMore } from './watch.ts'

export const delivering = (site: () => Site): void => {
  describe('delivery, by hand', () => {
    let watched: Watched
    let page: Page
    beforeAll(async () => {
      watched = await site().open()
      page = watched.page
      await noteMore(page)
    })
    afterAll(() => watched.close())

    const sending = () => site().ask<'GET /api/sending'>('/api/sending')
    const sheet = () => page.getByRole('dialog')

    it('stops all sending for a reason, undoes it, and shows both', async () => {
      await goTo(page, `${site().url}/delivery`)
      await page.getByRole('heading', { name: 'Sending is on' }).waitFor()
      await page.getByRole('button', { name: 'Stop all sending' }).click()
      const stop = sheet().getByRole('button', { name: 'Stop all sending' })
      expect(await stop.isDisabled()).toBe(true)
      await sheet().getByRole('textbox').fill('A wrong price')
      await stop.click()
      await page.getByRole('heading', { name: 'All sending is stopped' }).waitFor()
      await page.getByText(/by a person: “A wrong price”/).waitFor()
      expect((await sending()).all.stopped).toMatchObject({ by: 'person', because: { type: 'person', why: 'A wrong price' } })
      await page.getByRole('button', { name: 'Undo' }).click()
      await page.getByRole('heading', { name: 'Sending is on' }).waitFor()
      const { all, changes } = await sending()
      expect(all.stopped).toBe(null)
      expect(changes.slice(0, 2).map(({ on }) => on)).toEqual([true, false])
      await page.getByRole('table', { name: 'Who turned what off or on' }).getByText('Taken back: A wrong price').waitFor()
    })

    it('stops one campaign alone, and lets it go on', async () => {
      const line = page.locator('main li', { hasText: 'Win back' }).filter({ has: page.getByRole('button', { name: 'Stop' }) })
      await line.getByRole('button', { name: 'Stop' }).click()
      await sheet().getByRole('textbox').fill('A look at it first')
      await sheet().getByRole('button', { name: 'Stop' }).click()
      // A sheet lies within the line it was opened from.
      await sheet().waitFor({ state: 'hidden' })
      const stopped = page.locator('main li', { hasText: 'A look at it first' })
      await stopped.waitFor()
      const after = await sending()
      expect({ all: after.all.stopped, winBack: after.campaigns.find(({ id }) => id === 'win-back')?.stopped?.by }).toEqual({
        all: null,
        winBack: 'person',
      })
      await stopped.getByRole('button', { name: 'Let it go on' }).click()
      await sheet().getByRole('textbox').fill('Looked at')
      await sheet().getByRole('button', { name: 'Let it go on' }).click()
      await sheet().waitFor({ state: 'hidden' })
      await waitUntil(async () => (await sending()).campaigns.every((campaign) => campaign.stopped === null))
    })

    it('lists an address, keeps no trace of it on the page, and lifts it', async () => {
      await page.getByRole('button', { name: 'Add an address' }).click()
      await sheet().getByLabel('Mail address').fill('by-hand@example.com')
      await sheet().getByLabel(/Why/).fill('They telephoned')
      await sheet().getByRole('button', { name: 'Add an address' }).click()
      const row = page.getByRole('row', { name: /Somebody here put it on the list/ })
      await row.waitFor()
      expect(await page.locator('main').innerText()).not.toContain('by-hand@example.com')
      await row.getByRole('button', { name: 'Take off the list' }).click()
      await sheet().getByLabel(/Why/).fill('They wrote to us')
      await sheet().getByRole('button', { name: 'Take off the list' }).click()
      await page.getByText('The address is off the list.').waitFor()
      await row.waitFor({ state: 'detached' })
    })

    it('makes codes and takes some in, each once', async () => {
      const pool = async () => (await site().ask<'GET /api/coupons'>('/api/coupons')).pools.find(({ name }) => name === 'browser-pool')
      await page.getByRole('button', { name: 'Add codes to a pool' }).click()
      await sheet().getByLabel('Name of the pool').fill('browser-pool')
      await sheet().getByLabel('How many').fill('25')
      await sheet().getByRole('button', { name: 'Make them' }).click()
      await page.getByText('25 codes came into “browser-pool”.').waitFor()
      expect(await pool()).toMatchObject({ total: 25, free: 25 })
      await page.locator('main li', { hasText: 'browser-pool' }).getByRole('button', { name: 'Add codes' }).click()
      await sheet()
        .getByRole('textbox', { name: /one a line/ })
        .fill('HAND-1\nHAND-2\nhand-1\n')
      await sheet().getByRole('button', { name: 'Import them' }).click()
      await sheet().getByText('Nothing was taken: some lines are wrong').waitFor()
      await sheet()
        .getByRole('textbox', { name: /one a line/ })
        .fill('HAND-1\nHAND-2\n')
      await sheet().getByRole('button', { name: 'Import them' }).click()
      await page.getByText(/2 codes came into “browser-pool”/).waitFor()
      expect(await pool()).toMatchObject({ total: 27, free: 27 })
    })

    it('met no error on the way', () => expectQuiet(watched, 'delivery, by hand'))

    it('leads from a mail to the pages behind its own links, in a tab of their own', async () => {
      const mail = (await site().ask<'GET /api/inbox'>('/api/inbox')).items[0]
      await goTo(page, `${site().url}/inbox/${mail?.id}`)
      for (const header of ['From', 'Reply to', 'Unsubscribe']) await page.locator('dt', { hasText: header }).first().waitFor()
      const frame = page.frameLocator('main iframe')
      const links = frame.locator('a[href]')
      await links.first().waitFor()
      const hrefs = await links.evaluateAll((all) => (all as readonly { readonly href: string }[]).map(({ href }) => href))
      expect(hrefs.every((href) => href.startsWith(site().url))).toBe(true)
      const [tab] = await Promise.all([
        page.context().waitForEvent('page'),
        frame.locator('a[href*="/p/"], a[href*="/u/"]').first().click(),
      ])
      await tab.waitForLoadState()
      expect(new URL(tab.url()).origin).toBe(new URL(site().url).origin)
      expect(await tab.locator('h1').count()).toBe(1)
      expect(await tab.evaluate('window.opener')).toBe(null)
      await tab.close()
      await page.locator('main').getByText('Dark', { exact: true }).click()
      await frame.locator('a[href]').first().waitFor()
      expect(await page.locator('main iframe').getAttribute('data-scheme')).toBe('dark')
    })

    it('hands out all that is held of a person, and erases them once their id is typed', async () => {
      const id = 'browser-erika'
      const said = { messageId: 'erika-1', userId: id, traits: { firstName: 'Erika', email: 'erika@example.com' } }
      expect((await site().publish('/v1/identify', said)).ok).toBe(true)
      await goTo(page, `${site().url}/customers/one?id=${id}`)
      await page.getByRole('heading', { name: 'What they allow' }).waitFor()
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Download all that is held' }).click(),
      ])
      expect(download.suggestedFilename()).toBe('customer-browser-erika.json')
      expect(readFileSync(await download.path(), 'utf8')).toContain('erika@example.com')
      await page.getByRole('button', { name: 'Erase them …' }).click()
      const erase = sheet().getByRole('button', { name: 'Erase for good' })
      await sheet().getByRole('textbox').fill('browser-erik')
      expect(await erase.isDisabled()).toBe(true)
      await sheet().getByRole('textbox').fill(id)
      await erase.click()
      await page.getByText('Everything about this person was erased.').waitFor()
      expect((await fetch(`${site().url}/api/customers/${id}`)).status).toBe(404)
    })
  })
}
