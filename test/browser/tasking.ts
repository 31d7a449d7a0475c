/** Tasks in the hands of a person: nothing to do, then two things, one done and one not, by pointer and by keyboard. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSqlite, storeFile } from '../../shared/adapters/sqlite/open.ts'
import { handle } from '../../shared/flow/handle.ts'
import { DAY_MS } from '../../shared/kernel/time.ts'
import { customerId, epochMs } from '../../shared/kernel/words.ts'
import { way } from '../domain/customer/laid.ts'
import { EMAIL, event, rules, welcome } from '../domain/customer/world.ts'
import type { Watched } from './browser.ts'
import { type Site, waitUntil } from './site.ts'
import { expectAccessible, expectQuiet, goTo, noteMore } from './watch.ts'

const TASK = { type: 'task', title: 'Telephone them', note: 'Ask how it goes.', dueMs: -DAY_MS, assignee: 'Ann', include: [] } as const

/** A campaign that the demo does not have, over at once: another process decides, and the running one lists what was asked for. */
const asked = async (site: Site, ...ids: readonly string[]): Promise<void> => {
  const now = epochMs(Date.parse((await site.ask<'GET /api/overview'>('/api/overview')).asOf))
  const stores = openSqlite(storeFile(site.folder))
  const requests = ids.map((id) => {
    const one = { ...event('Signed Up', now, EMAIL), customerId: customerId(id) }
    return { request: { customerId: one.customerId, type: 'event', event: one }, now } as const
  })
  await handle(stores.customers, rules({ campaigns: [welcome({ paths: way(TASK) })] }), requests)
  stores.close()
}

export const tasking = (site: () => Site): void => {
  describe('tasks, by hand', () => {
    let watched: Watched
    let page: Page
    beforeAll(async () => {
      watched = await site().open()
      page = watched.page
      await noteMore(page)
    })
    afterAll(() => watched.close())

    const tasks = async () => (await site().ask<'GET /api/tasks'>('/api/tasks')).items
    const sheet = () => page.getByRole('dialog')

    it('are none at first, which says what would be here', async () => {
      await goTo(page, `${site().url}/`)
      await page.keyboard.press('g')
      await page.keyboard.press('t')
      await page.getByText('Nothing is to be done').waitFor()
      await expectAccessible(page, 'no tasks')
    })

    it('come from a campaign, say whom and until when, and are done with a word about it', async () => {
      await asked(site(), 'task-ann', 'task-bob')
      await waitUntil(async () => (await tasks()).length === 2)
      await goTo(page, `${site().url}/tasks`)
      const first = page.locator('main li').filter({ has: page.getByRole('link', { name: 'task-ann' }) })
      await first.getByText('Overdue').waitFor()
      await expectAccessible(page, 'tasks')
      await first.getByRole('button', { name: 'Done' }).click()
      await sheet().getByRole('textbox').fill('She is happy again.')
      await sheet().getByRole('button', { name: 'Done' }).click()
      await page.getByText('It stands in the customer’s history.').waitFor()
      await first.waitFor({ state: 'detached' })
      expect((await tasks()).map(({ customerId: id }) => id)).toEqual(['task-bob'])
      await goTo(page, `${site().url}/customers/one?id=task-ann`)
      await page.getByText('She is happy again.').waitFor()
    })

    it('are dismissed by keyboard alone, and not without a reason', async () => {
      await goTo(page, `${site().url}/tasks`)
      await page.getByRole('link', { name: 'Ann' }).click()
      await page.getByText('Those of Ann.').waitFor()
      await page.getByRole('button', { name: 'Dismiss' }).focus()
      await page.keyboard.press('Enter')
      expect(await sheet().getByRole('button', { name: 'Dismiss' }).isDisabled()).toBe(true)
      await sheet().getByRole('textbox').focus()
      await page.keyboard.type('Moved away.')
      await page.keyboard.press('Enter')
      await page.getByText('Why stands in the customer’s history.').waitFor()
      await waitUntil(async () => (await tasks()).length === 0)
    })

    it('met no error on the way', () => expectQuiet(watched, 'tasks, by hand'))
  })
}
