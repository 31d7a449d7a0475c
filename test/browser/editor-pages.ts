/** The editor's pages in both languages, by day and night, on a desk and on the narrowest phone; for who may not write, and where nobody may. */
import { describe, expect, it } from 'vitest'
import type { Me } from '../../shared/contract/api.ts'
import type { Watched } from './browser.ts'
import { textField } from './editor-hands.ts'
import { LOOKS, type Site } from './site.ts'
import { expectAccessible, expectQuiet, goTo, noteMore, settled } from './watch.ts'

const PAGES = [
  { path: '/campaigns/new', ready: { en: 'An empty file', zh: '空白文件' } },
  { path: '/campaigns/win-back/edit', ready: { en: 'Nothing is wrong with it.', zh: '没有发现问题。' } },
] as const

export const editing = (site: () => Site): void => {
  describe('the pages of the editor', () => {
    it.each(PAGES)('$path: quiet, still, within its width, and nothing serious for axe', async ({ path, ready }) => {
      await Promise.all(
        (['desk', 'narrow'] as const).map(async (size) => {
          const look = LOOKS[size]
          const watched = await site().open(size)
          const where = `${path}, ${Object.values(look).join(' ')}`
          await noteMore(watched.page)
          await goTo(watched.page, site().url + path)
          await watched.page.getByText(ready[look.language]).waitFor()
          await expectQuiet(watched, where)
          await expectAccessible(watched.page, where)
          await watched.close()
        }),
      )
    })

    /** Somebody who is told another answer of who they are. */
    const as = async (change: (me: Me) => Me): Promise<Watched> => {
      const watched = await site().open()
      const me = change(await site().ask<'GET /api/me'>('/api/me'))
      await watched.page.route('**/api/me', (route) => route.fulfill({ json: me }))
      return watched
    }

    it('lets viewers look and try things out, and write nothing', async () => {
      const { page, close } = await as((me) => ({ ...me, role: 'viewer' }))
      await goTo(page, `${site().url}/campaigns/win-back/edit`)
      await page.getByText('You may look and try things out here.').waitFor()
      await page.getByText('Nothing is wrong with it.').waitFor()
      expect(await textField(page).getAttribute('aria-readonly')).toBe('true')
      expect(await page.getByRole('button', { name: /^(Publish|Discard)/ }).count()).toBe(0)
      const before = await textField(page).innerText()
      await textField(page).click()
      await page.keyboard.type('nothing of it')
      expect(await textField(page).innerText()).toBe(before)
      await page.getByText('Plan', { exact: true }).click()
      await page.getByText('It says what is published already').waitFor()
      await goTo(page, `${site().url}/campaigns`)
      expect(await page.getByRole('link', { name: 'New campaign' }).count()).toBe(0)
      await close()
    })

    it('are not led to where nobody can write', async () => {
      const { page, close } = await as((me) => ({ ...me, capabilities: { ...me.capabilities, edit: false } }))
      await goTo(page, `${site().url}/campaigns/win-back`)
      await settled(page)
      expect(await page.getByRole('link', { name: 'Edit' }).count()).toBe(0)
      await page.getByRole('link', { name: 'Campaigns' }).first().click()
      await page.locator('h1', { hasText: 'Campaigns' }).waitFor()
      expect(await page.getByRole('link', { name: 'New campaign' }).count()).toBe(0)
      await close()
    })

    it('say where history is played where it is not played here', async () => {
      const { page, close } = await as((me) => ({ ...me, capabilities: { ...me.capabilities, simulate: false } }))
      await goTo(page, `${site().url}/campaigns/win-back/edit`)
      await page.getByText('Simulate', { exact: true }).click()
      await page.getByText(/^rekindle simulate/).waitFor()
      expect(await page.getByRole('button', { name: 'Simulate on last quarter', exact: true }).count()).toBe(0)
      await close()
    })
  })
}
