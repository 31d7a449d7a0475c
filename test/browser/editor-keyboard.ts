/** The same by keyboard alone; and two people at one text. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Watched } from './browser.ts'
import { focused, isKept, isRight, keptText, simulated, summaryOf, tabTo, textField, untilEntered } from './editor-hands.ts'
import { type Site, waitUntil } from './site.ts'
import { expectQuiet, goTo, noteMore } from './watch.ts'

const ID = 'come-back'
const TEXT = /The campaign as JSON/
/** Longer than the editor waits before it takes an Enter for an answer. */
const OFFERED_MS = 120

export const writingByKeyboard = (site: () => Site): void => {
  describe('a campaign, written by keyboard alone', () => {
    let watched: Watched
    let page: Page
    beforeAll(async () => {
      watched = await site().open()
      page = watched.page
      await noteMore(page)
    })
    afterAll(() => watched.close())

    const press = async (...keys: readonly string[]): Promise<void> => {
      for (const key of keys) await page.keyboard.press(key)
    }
    const sheet = () => page.getByRole('dialog')
    /** Takes what is offered first. Whoever presses Enter in the moment it appears meant a new line. */
    const take = async (name: RegExp): Promise<void> => {
      await page.getByRole('option', { name, selected: true }).waitFor()
      await page.waitForTimeout(OFFERED_MS)
      await press('Enter')
    }

    it('begins', async () => {
      await goTo(page, `${site().url}/campaigns`)
      await tabTo(page, /New campaign/)
      await press('Enter')
      await page.waitForURL('**/campaigns/new')
      await tabTo(page, /An empty file/)
      await press('ArrowDown')
      expect(await focused(page)).toMatch(/Onboarding/)
      await tabTo(page, /^Name/)
      await page.keyboard.type('Come back')
      await press('Enter')
      await page.waitForURL(`**/campaigns/${ID}/edit`)
      await isRight(page)
    })

    it('is completed as it is typed, with what there is', async () => {
      await tabTo(page, TEXT)
      await press('Control+Home', 'End', 'Enter')
      await page.keyboard.type('"audi')
      await take(/audience/)
      await page.keyboard.type('"traits.cou')
      await take(/traits\.country/)
      await page.keyboard.type('{ "$exists": true ')
      await isRight(page)
      await isKept(page)
      expect(await keptText(site(), ID)).toContain('"audience": { "traits.country": { "$exists": true } },')
    })

    it('with a mistake leads to it with F8, and is mended', async () => {
      await press('Control+Home', 'End', 'Enter')
      await page.keyboard.type('"tipoc": 1,')
      await press('Escape')
      await page.getByRole('button', { name: /error: tipoc is not a field we know/ }).waitFor()
      await press('Control+End', 'F8')
      expect(await page.locator('.cm-activeLine').innerText()).toContain('tipoc')
      await press('Control+Shift+k')
      await isRight(page)
      await press('Control+z')
      await page.getByText(/^1 error/).waitFor()
      await press('Control+y')
      await isRight(page)
    })

    it('does not hold whoever came in by Tab', async () => {
      await press('Tab')
      expect(await focused(page)).toMatch(/"id"/)
      await press('Control+z', 'Escape', 'Tab')
      expect(await page.evaluate(`document.activeElement.closest('.cm-editor') === null`)).toBe(true)
    })

    it('is simulated, and published with its plan', async () => {
      await tabTo(page, /The way/)
      await press('ArrowRight', 'ArrowRight')
      await tabTo(page, /Simulate on last quarter/)
      await press('Enter')
      expect(await simulated(page)).toMatch(/people would have entered/)
      await tabTo(page, /^Publish/)
      await press('Enter')
      await sheet()
        .getByText(/in its audience now/)
        .waitFor()
      await tabTo(page, /^Note/)
      await page.keyboard.type('by hand')
      await press('Enter')
      await page.waitForURL(`**/campaigns/${ID}`)
      await page.getByText(/Version 1 is published/).waitFor()
      await untilEntered(site(), ID)
      await page.getByText(/^[1-9]\d* entered$/).waitFor()
    })

    it('is paused, changed and rolled back', async () => {
      await tabTo(page, /^Pause/)
      await press('Enter')
      await sheet().waitFor()
      await tabTo(page, /^Why/)
      await page.keyboard.type('Looking at it')
      await press('Enter')
      await waitUntil(async () => (await summaryOf(site(), ID))?.status === 'paused')
      await sheet().waitFor({ state: 'hidden' })
      await page.locator('h1').focus()
      await tabTo(page, /^Edit/)
      await press('Enter')
      await page.waitForURL('**/edit')
      await isRight(page)
      await tabTo(page, TEXT)
      await press('Control+Home', 'End', 'Enter')
      await page.keyboard.type('"priority": 7,')
      await press('Escape')
      await page.getByText('Draft saved').waitFor()
      await isRight(page)
      await tabTo(page, /^Publish/)
      await press('Enter')
      await sheet().getByText('priority', { exact: true }).waitFor()
      await tabTo(page, /^Note/)
      await press('Enter')
      await page.getByText(/Version 2 is published/).waitFor()
      await tabTo(page, /^Roll back$/)
      await press('Enter')
      await waitUntil(async () => (await summaryOf(site(), ID))?.version === 3)
    })

    it('met no error on the way', () => expectQuiet(watched, 'a campaign, written by keyboard'))
  })

  describe('two people at one text', () => {
    it('are told who was quicker, and neither text is lost', async () => {
      const [ann, ben] = await Promise.all([site().open(), site().open()])
      const address = `${site().url}/campaigns/${ID}/edit`
      await Promise.all([goTo(ann.page, address), goTo(ben.page, address)])
      const begin = async (page: Page, text: string): Promise<void> => {
        await textField(page).click()
        await page.keyboard.press('Control+Home')
        await page.keyboard.type(`// ${text}\n`)
      }
      await begin(ann.page, 'from ann')
      await isKept(ann.page)
      await begin(ben.page, 'from ben')
      const met = ben.page.getByRole('dialog', { name: 'Somebody else saved this draft meanwhile' })
      await met.getByText(/^local saved it on .*, after you had opened it\.$/).waitFor()
      expect(await keptText(site(), ID)).toContain('// from ann')
      await met.getByRole('button', { name: 'Take theirs' }).click()
      await met.waitFor({ state: 'hidden' })
      await textField(ben.page).getByText('// from ann').waitFor()
      await textField(ben.page).click()
      await ben.page.keyboard.press('Control+z')
      await textField(ben.page).getByText('// from ben').waitFor()
      await waitUntil(async () => (await keptText(site(), ID)).includes('// from ben'))
      // What is thrown away can be had again, from the list as from the editor.
      await goTo(ann.page, `${site().url}/campaigns`)
      await ann.page
        .getByRole('listitem')
        .filter({ hasText: 'Come back' })
        .getByRole('button', { name: /^Discard/ })
        .click()
      await waitUntil(async () => (await site().ask<'GET /api/drafts'>('/api/drafts')).drafts.length === 0)
      await ann.page.getByRole('button', { name: 'Undo' }).click()
      await waitUntil(async () => (await keptText(site(), ID)).includes('// from ben'))
      await Promise.all([ann.close(), ben.close()])
    })
  })
}
