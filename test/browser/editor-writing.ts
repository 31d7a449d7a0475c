/** Must-show 9 of the campaigns: write one with a mistake, see it where it is, mend it, simulate, publish, watch, pause, roll back. By mouse. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Watched } from './browser.ts'
import { isKept, isRight, keptText, simulated, summaryOf, textField, untilEntered } from './editor-hands.ts'
import { type Site, waitUntil } from './site.ts'
import { expectAccessible, expectQuiet, goTo, noteMore, settled } from './watch.ts'

const ID = 'spring-hello'

export const writing = (site: () => Site): void => {
  describe('a campaign, written by mouse', () => {
    let watched: Watched
    let page: Page
    beforeAll(async () => {
      watched = await site().open()
      page = watched.page
      await noteMore(page)
    })
    afterAll(() => watched.close())

    const sheet = () => page.getByRole('dialog')
    /** A word of the text, chosen by two clicks and written over. */
    const rewrite = async (word: string, by: string): Promise<void> => {
      await textField(page).locator('.cm-line span', { hasText: word }).first().dblclick()
      await page.keyboard.type(by)
    }

    it('begins with one of a few files, under a name of its own', async () => {
      await goTo(page, `${site().url}/campaigns`)
      await page.getByRole('link', { name: 'New campaign' }).click()
      await page.getByText('Onboarding', { exact: true }).click()
      await page.getByLabel('Name', { exact: true }).fill('Spring hello')
      expect(await page.getByLabel('Id', { exact: true }).inputValue()).toBe(ID)
      await page.getByRole('button', { name: 'Begin' }).click()
      await page.waitForURL(`**/campaigns/${ID}/edit`)
      await page.getByRole('region', { name: 'The way through the campaign: 5 steps' }).waitFor()
      await isRight(page)
      expect(await keptText(site(), ID)).toContain('"name": "Spring hello"')
    })

    it('with a mistake shows the problem where it is, and what to do', async () => {
      await rewrite('reentry', 'reentri')
      const problem = page.getByRole('button', { name: /error: reentri is not a field we know/ })
      await problem.waitFor()
      expect(await problem.innerText()).toMatch(/Did you mean "reentry"\?[\s\S]*line 9/)
      expect(await textField(page).locator('.cm-lintRange-error').allInnerTexts()).toEqual(['{', '"reentri"'])
      expect(await textField(page).locator('.cm-line').nth(8).innerText()).toContain('"reentri"')
      await page.getByText('As it was before the errors').waitFor()
      await page.getByRole('region', { name: 'The way through the campaign: 5 steps' }).waitFor()
      expect(await page.getByRole('button', { name: 'Publish' }).isDisabled()).toBe(true)
      await expectAccessible(page, 'a text with an error')
      await page.getByText('Simulate', { exact: true }).click()
      expect(await page.getByRole('button', { name: 'Simulate on last quarter' }).isDisabled()).toBe(true)
      await problem.click()
      expect(await page.locator('.cm-activeLine').innerText()).toContain('reentri')
    })

    it('says what a field is for where the pointer rests', async () => {
      await textField(page).locator('span', { hasText: 'topic' }).last().hover()
      await page.getByText('What the mails are about.').waitFor()
      await page.mouse.move(0, 0)
    })

    it('is right when it is mended, and kept', async () => {
      await rewrite('reentri', 'reentry')
      await isRight(page)
      await isKept(page)
      expect(await keptText(site(), ID)).not.toContain('reentri')
    })

    it('is simulated on last quarter', async () => {
      await page.getByRole('button', { name: 'Simulate on last quarter' }).click()
      const told = await simulated(page)
      const said = /people would have entered (\d+) times, and (\d+) mails would have been sent/.exec(told)
      expect({ told, said }).toMatchObject({ said: expect.anything() })
      const [, entered = 0, mails = 0] = (said ?? []).map(Number)
      expect(entered).toBeGreaterThan(5)
      expect(mails).toBeGreaterThan(entered)
      await page.getByRole('img', { name: /^Mails (day by day|week by week)$/ }).waitFor()
      await page.getByRole('button', { name: 'Show as a table' }).click()
      const rows = await page
        .getByRole('region', { name: /^Mails (day|week)/ })
        .getByRole('row')
        .allInnerTexts()
      expect(rows.slice(1).reduce((sum, row) => sum + Number(row.split('\t').at(-1)), 0)).toBe(mails)
      await expectAccessible(page, 'a simulation')
    })

    it('shows its mails as their readers would see them', async () => {
      await page.getByText('Mails', { exact: true }).last().click()
      const frame = page.locator('iframe[title*="Welcome"]')
      await frame.waitFor()
      expect(await frame.getAttribute('sandbox')).toBe('')
      expect(await frame.getAttribute('srcdoc')).toContain('good that you are here')
      await page.getByLabel('Which mail').selectOption({ label: '5 · A question' })
      await page.getByText('As text', { exact: true }).click()
      await page.getByText('what keeps you from ordering?').last().waitFor()
    })

    it('is published once the plan was seen, and people enter', async () => {
      await page.getByRole('button', { name: 'Publish' }).click()
      await sheet().getByText('It is new: nothing was published under this id.').waitFor()
      await sheet()
        .getByText(/\d+ customers in its audience now/)
        .waitFor()
      await sheet().getByRole('textbox').fill('the first try')
      await sheet().getByRole('button', { name: 'Publish' }).click()
      await page.waitForURL(`**/campaigns/${ID}`)
      await page.getByText(/Version 1 is published/).waitFor()
      await page.getByRole('button', { name: 'End it' }).waitFor()
      expect((await site().ask<'GET /api/drafts'>('/api/drafts')).drafts).toEqual([])
      await untilEntered(site(), ID)
      await page.getByText(/^[1-9]\d* entered$/).waitFor()
    })

    it('is paused', async () => {
      await page.getByRole('button', { name: 'Pause', exact: true }).click()
      await sheet().getByRole('textbox').fill('A wrong price')
      await sheet().getByRole('button', { name: 'Pause' }).click()
      await waitUntil(async () => (await summaryOf(site(), ID))?.status === 'paused')
    })

    it('is changed, and rolled back at once', async () => {
      await page.getByRole('link', { name: 'Edit' }).click()
      await rewrite('"4d"', '9d')
      await isRight(page)
      await page.getByRole('button', { name: 'Publish' }).click()
      await sheet().getByText('steps.3.wait: 4d → 9d').waitFor()
      await sheet().getByRole('button', { name: 'Publish' }).click()
      await page.getByText(/Version 2 is published/).waitFor()
      await page.getByRole('button', { name: 'Roll back', exact: true }).click()
      await waitUntil(async () => (await summaryOf(site(), ID))?.version === 3)
      const { text } = await site().ask<'GET /api/campaigns/:id/source'>(`/api/campaigns/${ID}/source`)
      expect(text).toContain('"4d"')
      await settled(page)
      await page.getByText(/is published\./).waitFor({ state: 'detached' })
    })

    it('met no error on the way', () => expectQuiet(watched, 'a campaign, written by mouse'))
  })
}
