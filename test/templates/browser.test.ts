/** The default templates, and the preview of one, in the real Chromium: nothing to scroll sideways for, nothing hard to read. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, describe, expect, it } from 'vitest'
import { openLooker } from '../../local/preview/look.ts'
import { startPreview } from '../../local/preview/server.ts'
import { readTemplateFolder } from '../../local/templates/folder.ts'
import { contentOf as contentOfCompiled, readTemplate } from '../../local/templates/read.ts'
import { startBrowser } from '../browser/site.ts'
import { fillOf, rendered } from './world.ts'

const EXAMPLES = join(import.meta.dirname, '../../examples/templates')
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const browser = await startBrowser()
const folder = await readTemplateFolder(EXAMPLES)

const seriousIn = async (page: Page): Promise<readonly string[]> => {
  await page.evaluate(AXE)
  return page.evaluate(async () => {
    const axe = (
      globalThis as unknown as { axe: { run: () => Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }> } }
    ).axe
    const { violations } = await axe.run()
    return violations.flatMap(({ id, impact, nodes }) =>
      ['serious', 'critical'].includes(impact) ? nodes.map(({ html }) => `${id}: ${html.slice(0, 120)}`) : [],
    )
  })
}

describe.skipIf(browser === null)('in a browser', { timeout: 60_000 }, () => {
  afterAll(() => browser?.close())

  it.each(folder.names)('%s fits phones and desks, light and dark, in every language', async (name) => {
    const { compiled, findings } = await readTemplate(folder, name)
    expect(findings).toEqual([])
    if (compiled === null || browser === null) throw new Error('not compiled')
    for (const locale of Object.keys(compiled.written)) {
      const { html } = await rendered(
        contentOfCompiled(compiled, 1),
        fillOf({ firstName: 'Donaudampfschifffahrtsgesellschaft' }, { locale }),
      )
      for (const colorScheme of ['light', 'dark'] as const) {
        const context = await browser.newContext({ viewport: { width: 375, height: 800 }, colorScheme })
        const page = await context.newPage()
        await page.setContent(html)
        for (const width of [320, 375, 1280]) {
          await page.setViewportSize({ width, height: 800 })
          const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
          expect({ locale, width, overflow: Math.max(0, overflow) }).toEqual({ locale, width, overflow: 0 })
        }
        expect(await seriousIn(page)).toEqual([])
        await context.close()
      }
    }
  })

  it('the preview shows the mail in four frames, in any language, and follows the files', async () => {
    if (browser === null) throw new Error('no browser')
    const copy = mkdtempSync(join(tmpdir(), 'preview-'))
    cpSync(EXAMPLES, copy, { recursive: true })
    const errors: unknown[] = []
    const preview = await startPreview(openLooker(copy, 'welcome', null), 0, null, (error) => errors.push(error))
    const page = await browser.newPage()
    const problems: string[] = []
    page.on('console', (message) => (message.type() === 'error' ? problems.push(message.text()) : null))
    try {
      await page.goto(`http://127.0.0.1:${preview.port}/?locale=zh`)
      expect(await page.locator('iframe').count()).toBe(4)
      expect(await page.frameLocator('iframe >> nth=0').locator('h1').innerText()).toBe('欢迎加入')
      const backgrounds = await Promise.all(
        [0, 2].map((nth) =>
          page
            .frameLocator(`iframe >> nth=${nth}`)
            .locator('body')
            .evaluate((body) => body.ownerDocument.defaultView?.getComputedStyle(body).backgroundColor),
        ),
      )
      expect(backgrounds).toEqual(['rgb(243, 241, 236)', 'rgb(21, 24, 26)'])
      expect(await seriousIn(page)).toEqual([])
      writeFileSync(
        join(copy, 'welcome/body.mjml'),
        readFileSync(join(copy, 'welcome/body.mjml'), 'utf8').replace('{{ words.title }}', 'New <script>x</script>'),
      )
      await page.getByText('is no part of a mail').waitFor({ timeout: 10_000 })
      expect(await page.locator('iframe').count()).toBe(0)
      const foreign = await fetch(`http://127.0.0.1:${preview.port}/mail`, { headers: { 'sec-fetch-site': 'cross-site' } })
      expect(foreign.status).toBe(403)
      expect([...problems, ...errors]).toEqual([])
    } finally {
      await page.close()
      await preview.close()
      rmSync(copy, { recursive: true, force: true })
    }
  })
})
