/** Every page, in both languages, by day and by night, on a desk and on the narrowest phone. */
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { LOOKS, type Site } from './site.ts'
import { expectAccessible, expectQuiet, goTo, noteMore } from './watch.ts'

const PAGES = [
  { name: 'overview', path: '/', title: { en: 'Overview', zh: '概览' } },
  { name: 'campaigns', path: '/campaigns', title: { en: 'Campaigns', zh: '营销活动' } },
  { name: 'a campaign', path: '/campaigns/win-back', title: { en: 'Win back', zh: 'Win back' } },
  { name: 'results', path: '/results', title: { en: 'Results', zh: '实验结果' } },
  { name: 'a result', path: '/results/win-back', title: { en: 'Win back', zh: 'Win back' } },
  { name: 'customers', path: '/customers', title: { en: 'Customers', zh: '客户' } },
  { name: 'a search', path: '/customers?search=ann&stage=dormant', title: { en: 'Customers', zh: '客户' } },
  { name: 'a customer', path: '/customers/one?id=CUSTOMER&why=win-back', title: { en: ' ', zh: ' ' } },
  { name: 'the inbox', path: '/inbox', title: { en: 'Inbox', zh: '收件箱' } },
  { name: 'a mail', path: '/inbox/MAIL', title: { en: ' ', zh: ' ' } },
  { name: 'tasks', path: '/tasks', title: { en: 'Tasks', zh: '待办' } },
  { name: 'delivery', path: '/delivery', title: { en: 'Delivery', zh: '发送与送达' } },
  { name: 'the quarantine', path: '/quarantine', title: { en: 'Quarantine', zh: '隔离区' } },
  { name: 'connect', path: '/connect', title: { en: 'Connect your backend', zh: '接入您的后端' } },
  { name: 'the activity', path: '/activity', title: { en: 'Activity', zh: '操作记录' } },
  { name: 'a page that is none', path: '/nowhere', title: { en: 'There is no such page', zh: '找不到这个页面' } },
] as const

export const everyPage = (site: () => Site): void => {
  describe('every page', () => {
    it.each(PAGES)('$name: quiet, still, within its width, and nothing serious for axe', async ({ name, path, title }) => {
      const [mail] = (await site().ask<'GET /api/inbox'>('/api/inbox')).items
      const filled = path.replace('CUSTOMER', mail?.customerId ?? '').replace('MAIL', mail?.id ?? '')
      await Promise.all(
        (['desk', 'narrow'] as const).map(async (size) => {
          const look = LOOKS[size]
          const watched = await site().open(size)
          const { page } = watched
          const where = `${name}, ${Object.values(look).join(' ')}`
          await noteMore(page)
          await goTo(page, site().url + filled)
          expect(await page.locator('h1').innerText()).toContain(title[look.language].trim())
          expect(await page.locator('html').getAttribute('lang')).toBe(look.language === 'zh' ? 'zh-CN' : 'en-GB')
          await expectQuiet(watched, where)
          await expectAccessible(page, where)
          await watched.close()
        }),
      )
    })

    it('takes at most 250 kB of script for the overview, gzipped', async () => {
      const watched = await site().open()
      const scripts: Promise<Buffer>[] = []
      watched.page.on('response', (response) => {
        if (response.request().resourceType() === 'script') scripts.push(response.body())
      })
      await goTo(watched.page, site().url)
      await watched.page.locator('main svg').first().waitFor()
      const bytes = (await Promise.all(scripts)).reduce((sum, body) => sum + gzipSync(body).length, 0)
      expect(scripts.length).toBeGreaterThan(2)
      expect(bytes).toBeGreaterThan(50_000)
      expect(bytes).toBeLessThanOrEqual(250_000)
      await watched.close()
    })

    it('comes with a policy that lets nothing of others run', async () => {
      const policy = (await fetch(site().url)).headers.get('content-security-policy') ?? ''
      const script = policy.split(';').find((part) => part.trim().startsWith('script-src'))
      expect(script?.trim()).toBe("script-src 'self'")
      expect(policy).toMatch(/default-src 'none'/)
      expect(policy).toMatch(/frame-ancestors 'none'/)
      expect(policy).not.toMatch(/unsafe-eval/)
    })
  })
}
