/** The story of a newcomer: they look around, ask why, play with a mail, publish with what they have, and mend what was refused. */
import { Analytics } from '@segment/analytics-node'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Watched } from './browser.ts'
import { type Site, waitUntil } from './site.ts'
import { expectQuiet, goTo, noteMore, settled } from './watch.ts'

export const newcomer = (site: () => Site): void => {
  describe('the story of a newcomer', () => {
    let watched: Watched
    let page: Page
    /** Whose mail they opened. */
    let reader = ''
    beforeAll(async () => {
      watched = await site().open()
      page = watched.page
      await noteMore(page)
    })
    afterAll(() => watched.close())

    it('sees where customers stand, and the campaigns', async () => {
      await goTo(page, site().url)
      expect(await page.title()).toBe('Overview · Rekindle')
      const { stages, campaigns } = await site().ask<'GET /api/overview'>('/api/overview')
      const text = await page.locator('main').innerText()
      for (const name of ['New', 'Active', 'At risk', 'Dormant', 'Churned', 'Prospect']) expect(text).toContain(name)
      expect(text).toContain(String(stages.dormant))
      expect(campaigns.map(({ name }) => text.includes(name))).toEqual(campaigns.map(() => true))
    })

    it('reads a result beside the truth', async () => {
      await page.locator('main a[href="/results/win-back"]').first().click()
      await page.locator('h1', { hasText: 'Win back' }).waitFor()
      await settled(page)
      const { truth, summary } = await site().ask<'GET /api/results/:id'>('/api/results/win-back')
      expect(truth?.length).toBeGreaterThan(1)
      expect(summary.assigned).toBeGreaterThan(0)
      expect(await page.locator('main').innerText()).toMatch(/True rate/)
    })

    it('finds a customer, and why they did not get a campaign', async () => {
      await page.getByRole('link', { name: 'Customers', exact: true }).click()
      await page.locator('h1', { hasText: 'Customers' }).waitFor()
      await page.getByText('Active', { exact: true }).first().click()
      await page.waitForURL(/stage=active/)
      await settled(page)
      await page.locator('main li a').first().click()
      await page.waitForURL(/customers\/one/)
      await settled(page)
      await page.getByRole('button', { name: /Win back/ }).click()
      await page.getByText('Nothing has led them there so far.').waitFor()
      await page.getByText(/Begins when a customer becomes “Dormant”; that has not happened to them/).waitFor()
    })

    it('opens a mail as its reader sees it, as text and as source', async () => {
      await page.getByRole('link', { name: 'Inbox', exact: true }).click()
      await page.locator('h1', { hasText: 'Inbox' }).waitFor()
      await settled(page)
      const subject = await page.locator('main li a').first().innerText()
      await page.locator('main li a').first().click()
      await page.locator('h1', { hasText: subject }).waitFor()
      await page
        .frameLocator('iframe')
        .getByText(/Hello|Welcome|Thank you/)
        .first()
        .waitFor()
      await page.getByText('As text', { exact: true }).click()
      expect(await page.locator('main pre').innerText()).toMatch(/Hello/)
      await page.getByText('Source', { exact: true }).click()
      expect(await page.locator('main pre').innerText()).toMatch(/^Content-Type: multipart\/alternative/im)
    })

    it('plays that its reader unsubscribed, and is told what that did', async () => {
      await page.getByRole('button', { name: 'Unsubscribe' }).click()
      await page.getByText(/Their consent is withdrawn/).waitFor()
      expect(await page.getByRole('button', { name: 'Unsubscribed' }).isDisabled()).toBe(true)
      await page.getByRole('link', { name: 'See the customer' }).click()
      await page.waitForURL(/customers\/one/)
      reader = new URL(page.url()).searchParams.get('id') ?? ''
      await page
        .getByText(/Withdrew consent/)
        .first()
        .waitFor()
      const { timeline } = await site().ask<'GET /api/customers/:id'>(`/api/customers/${encodeURIComponent(reader)}`)
      const facts = timeline.flatMap((entry) => (entry.type === 'fact' ? [entry.fact] : []))
      expect(facts).toContainEqual(expect.objectContaining({ type: 'consent-changed', status: 'withdrawn' }))
    })

    it("publishes with Segment's own library, and sees it arrive", async () => {
      await page.getByRole('link', { name: 'Connect', exact: true }).click()
      await page.getByText('Waiting for your first event').waitFor()
      const analytics = new Analytics({ writeKey: 'any', host: site().url })
      analytics.identify({ userId: 'newcomer-nora', traits: { firstName: 'Nora', email: 'nora@example.com' } })
      analytics.track({ userId: 'newcomer-nora', event: 'Order Completed', properties: { revenue: 49.9, currency: 'USD' } })
      await analytics.closeAndFlush()
      await page.locator('main li', { hasText: 'Order Completed' }).getByRole('link', { name: 'newcomer-nora' }).click()
      await page.locator('h1', { hasText: 'Nora' }).waitFor()
      await settled(page)
      const text = await page.locator('main').innerText()
      expect(text).toContain('nora@example.com')
      expect(text).toContain('$49.90')
      expect(await page.locator('main header').first().innerText()).toContain('New')
    })

    it('mends a refused event in quarantine, and the customer appears', async () => {
      const answer = await site().publish('/v1/track', {
        messageId: 'newcomer-bad',
        userId: 'newcomer-omar',
        event: 'Order Completed',
        timestamp: 'yesterday',
        properties: { revenue: 12, currency: 'USD' },
      })
      expect(answer.status).toBe(400)
      await page.getByRole('link', { name: 'Quarantine', exact: true }).click()
      const entry = page.locator('main li', { hasText: 'newcomer-omar' }).first()
      await entry.getByRole('button', { name: 'Mend' }).click()
      const field = entry.getByRole('textbox')
      const text = await field.inputValue()
      await entry.getByRole('button', { name: /timestamp/ }).click()
      const selected = 'document.activeElement.value.slice(document.activeElement.selectionStart, document.activeElement.selectionEnd)'
      expect(await page.evaluate(selected)).toBe('"yesterday"')
      await field.fill(text.replace('"yesterday"', '"2026-06-30T'))
      expect(await entry.getByRole('button', { name: 'Send it in again' }).isDisabled()).toBe(true)
      await field.fill(text.replace('"yesterday"', '"the day before"'))
      await entry.getByRole('button', { name: 'Send it in again' }).click()
      await entry.getByText('Not yet. This is wrong with it now').waitFor()
      await field.fill(text.replace('"yesterday"', 'null'))
      await entry.getByRole('button', { name: 'Send it in again' }).click()
      await page.getByRole('link', { name: 'See the customer' }).click()
      await page.locator('h1', { hasText: 'newcomer-omar' }).waitFor()
      await settled(page)
      expect(await page.locator('main header').first().innerText()).toContain('New')
    })

    it('dismisses what is not worth mending, and thinks better of it', async () => {
      await site().publish('/v1/track', { messageId: 'newcomer-worse', userId: 'newcomer-pia' })
      await page.getByRole('link', { name: 'Quarantine', exact: true }).click()
      const entry = page.locator('main li', { hasText: 'newcomer-pia' })
      await entry.getByRole('button', { name: 'Dismiss' }).click()
      await entry.waitFor({ state: 'detached' })
      await page.getByRole('button', { name: 'Undo' }).click()
      await entry.waitFor()
      await waitUntil(async () => (await site().ask<'GET /api/quarantine'>('/api/quarantine?state=dismissed')).items.length === 0)
    })

    it('met no error and no stopped script on the whole way', () => expectQuiet(watched, 'the story of a newcomer'))
  })
}
