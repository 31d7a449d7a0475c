/** The kinds of content that the library's mails add to those of `examples/templates`, in the real Chromium, on the narrowest phone. */
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { readTemplateFolder } from '../../local/templates/folder.ts'
import { contentOf, readTemplate } from '../../local/templates/read.ts'
import { openPage } from '../browser/browser.ts'
import { startBrowser } from '../browser/site.ts'
import { expectAccessible } from '../browser/watch.ts'
import { fillOf, rendered } from '../templates/world.ts'

const folder = await readTemplateFolder(fileURLToPath(new URL('../../examples/library/templates', import.meta.url)))
const browser = await startBrowser()

describe.skipIf(browser === null)('a mail of the library', { timeout: 60_000 }, () => {
  afterAll(() => browser?.close())

  it.each([
    { name: 'ladder-survey', has: 'answers to choose from' },
    { name: 'birthday', has: 'a code of the customer’s own' },
    { name: 'plant-diary-how', has: 'steps in order' },
  ])('with $has fits and can be read, light and dark, in both languages: $name', async ({ name }) => {
    const { compiled } = await readTemplate(folder, name)
    if (compiled === null || browser === null) throw new Error('not compiled')
    for (const language of ['en', 'zh'] as const) {
      const { html } = await rendered(
        contentOf(compiled, 1),
        fillOf({ firstName: 'Ann' }, { locale: language, coupon: 'CAKE-7K2Q-9XWM-4TRB' }),
      )
      for (const scheme of ['light', 'dark'] as const) {
        const { page, close } = await openPage(browser, { language, scheme, size: 'narrow' })
        await page.setContent(html)
        expect(await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0)
        await expectAccessible(page, `${name} ${language} ${scheme}`)
        await close()
      }
    }
  })
})
