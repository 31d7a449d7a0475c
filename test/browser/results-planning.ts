/** The planner: by numbers of one's own, and by those of a campaign; what it says is what the API says. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Watched } from './browser.ts'
import { count } from './results-told.ts'
import type { Site } from './site.ts'
import { expectAccessible, expectQuiet, goTo, noteMore } from './watch.ts'

export const planning = (site: () => Site): void => {
  describe('the planner', () => {
    let watched: Watched
    let page: Page
    beforeAll(async () => {
      watched = await site().open()
      page = watched.page
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
      await noteMore(page)
    })
    afterAll(() => watched.close())

    const needed = () => page.getByRole('region', { name: 'What it takes', exact: true })

    it('answers what is written, and keeps it in the address', async () => {
      await goTo(page, `${site().url}/results`)
      await page.getByRole('link', { name: 'Plan an experiment' }).click()
      await page.getByText('Say the baseline, or choose a campaign').waitFor()
      await page.getByLabel('Baseline now').fill('5%')
      await page.getByLabel('Relative effect').fill('20%')
      await page.getByLabel('Customers a day').fill('900')
      await page.getByRole('textbox', { name: 'Holdout' }).fill('10%')
      await page.waitForURL(/holdout=10%25/)
      const told = await site().ask<'GET /api/power'>('/api/power?baseline=5%25&lift=20%25&perDay=900&holdout=10%25')
      const { customers, days } = told.needed ?? { customers: 0, days: 0 }
      await needed()
        .getByText(`${count(customers)} customers, ${days} days to find 1.00 percentage points.`)
        .waitFor()
      const holdouts = page.getByRole('table', { name: 'What the holdout can tell' })
      expect(await holdouts.locator('tbody tr').allInnerTexts()).toEqual(
        told.holdouts.map(({ needed: takes }) => expect.stringContaining(count(takes?.customers ?? 0))),
      )
      await expectQuiet(watched, 'the planner')
      await expectAccessible(page, 'the planner')
    })

    it('copies the plan as the campaign’s file takes it', async () => {
      await page.getByRole('button', { name: /^Copy.*the plan$/ }).click()
      const copied = (await page.evaluate('navigator.clipboard.readText()')) as string
      expect(JSON.parse(`{${copied}}`)).toEqual({ plan: { baseline: 0.05, smallestEffect: '20%' } })
    })

    it('takes what a campaign has counted', async () => {
      await goTo(page, `${site().url}/planner`)
      await page.getByLabel('Campaign').selectOption({ label: 'Win back with an offer' })
      await page.waitForURL('**/planner?campaign=winner')
      const told = await site().ask<'GET /api/power'>('/api/power?campaign=winner')
      await needed()
        .getByText(`${count(told.perDay ?? 0)} customers a day (counted)`)
        .waitFor()
      await needed()
        .getByText(`${(100 * told.baseline).toFixed(2)}%`)
        .waitFor()
    })
  })
}
