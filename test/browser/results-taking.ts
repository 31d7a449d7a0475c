/** What one takes along from a result: a day, a link, a file, a picture; and how what was done is taken back. */
import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Watched } from './browser.ts'
import { cliPage, cliResults, count } from './results-told.ts'
import type { Site } from './site.ts'
import { expectAccessible, expectQuiet, goTo, noteMore, settled } from './watch.ts'

const DAY_MS = 86_400_000

export const takingResults = (site: () => Site): void => {
  describe('a result, in the hands of a person', () => {
    let watched: Watched
    let page: Page
    beforeAll(async () => {
      watched = await site().open()
      page = watched.page
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
      await noteMore(page)
    })
    afterAll(() => watched.close())

    const earlier = (days: number): string => new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10)
    const open = (path = '/results/winner'): Promise<void> => goTo(page, site().url + path)

    it('is shown as of an earlier day, with the numbers of that day, and back again', async () => {
      await open()
      const asOf = earlier(12)
      await page.getByLabel('As of the end of').fill(asOf)
      await page.waitForURL(`**/results/winner?asOf=${asOf}`)
      await settled(page)
      const told = await cliPage(site(), 'winner', '--as-of', asOf)
      await page.getByText(`${count(told.summary.assigned)} customers assigned`).waitFor()
      await page.getByText('You see what was known at the end of').waitFor()
      expect(await page.evaluate('document.activeElement.type')).toBe('date')
      await expectQuiet(watched, 'an earlier day')
      await expectAccessible(page, 'an earlier day')
      await page.getByRole('button', { name: 'Show the latest day' }).click()
      await page.waitForURL('**/results/winner')
      await page.getByText('30,000 customers assigned').waitFor()
    })

    it('gives a link that leads to the same day and phase', async () => {
      const asOf = earlier(12)
      await open(`/results/winner?asOf=${asOf}`)
      await page.getByRole('button', { name: 'Copy link' }).click()
      await page.getByRole('button', { name: 'Copied' }).waitFor()
      expect(await page.evaluate('navigator.clipboard.readText()')).toBe(`${site().url}/results/winner?asOf=${asOf}&phase=1`)
    })

    it('is saved as the CSV of the command line', async () => {
      await open()
      const coming = page.waitForEvent('download')
      await page.getByRole('button', { name: 'Save as CSV' }).click()
      const file = await coming
      expect(file.suggestedFilename()).toBe(`winner-${earlier(1)}.csv`)
      expect(readFileSync(await file.path(), 'utf8')).toBe(await cliResults(site(), 'winner', '--csv'))
    })

    it('gives each plot as a picture, drawn in this browser alone', async () => {
      await open()
      const card = page.getByRole('region', { name: 'How did it get there?', exact: true })
      await card.locator('svg path').first().waitFor()
      const asked: string[] = []
      page.on('request', (request) => void asked.push(request.url()))
      await card.getByRole('button', { name: 'Copy as image' }).click()
      await card.getByRole('button', { name: 'Image copied' }).waitFor()
      const picture = (await page.evaluate(PICTURE)) as { readonly type: string; readonly width: number; readonly colours: number }
      expect(picture.type).toBe('image/png')
      expect(picture.width).toBeGreaterThan(1_000)
      // A picture of nothing has one colour.
      expect(picture.colours).toBeGreaterThan(20)
      expect(asked.filter((url) => !url.startsWith(site().url) && !url.startsWith('data:') && !url.startsWith('blob:'))).toEqual([])
    })

    it('tells what was found and done, what has still to be done, and how it is taken back', async () => {
      await open()
      const found = page.getByRole('table', { name: 'What was found, and what was done' })
      const row = await found.locator('tbody tr').innerText()
      expect(row).toMatch(/Winner[\s\S]*“offer”[\s\S]*\+2\.22 points \(\+0\.42 to \+4\.05\), 9,000 customers[\s\S]*send it to everyone new/)
      await found.getByRole('link', { name: 'Take it back: roll the campaign back to an older version' }).click()
      await page.waitForURL('**/campaigns/winner')
      await open('/results/harmful')
      const harm = page.getByRole('table', { name: 'What was found, and what was done' })
      expect(await harm.innerText()).toMatch(/Not done yet, and tried again: tell the world[\s\S]*\(nobody takes it\)/)
      await harm.getByRole('link', { name: 'Take it back: turn its sending on again' }).click()
      await page.waitForURL('**/delivery')
    })

    it('shows an earlier phase, each under its own address', async () => {
      const told = await site().ask<'GET /api/results/:id'>('/api/results/running')
      const days = { first: told.days?.first ?? 0, last: told.days?.last ?? 0 }
      const phases = [
        { phase: 1, firstDay: days.first },
        { phase: 3, firstDay: days.last },
      ]
      // Two versions of a campaign are the API's to count; here it is what the page makes of them.
      await page.route('**/api/results/running*', (route) => {
        const phase = Number(new URL(route.request().url()).searchParams.get('phase') ?? 3)
        return route.fulfill({ json: { ...told, phases, summary: { ...told.summary, phase } } })
      })
      await open('/results/running')
      const choice = page.getByLabel('Phase')
      expect(await choice.inputValue()).toBe('3')
      await choice.selectOption('1')
      await page.waitForURL('**/results/running?phase=1')
      await settled(page)
      expect(await choice.inputValue()).toBe('1')
      await page.unroute('**/api/results/running*')
    })

    it('is read by keyboard alone: the table of a plot, and another variant over time', async () => {
      await open('/results/running')
      const card = page.getByRole('region', { name: 'How did it get there?', exact: true })
      await card.getByRole('radio', { name: '“warm”' }).focus()
      await page.keyboard.press('ArrowRight')
      await card.getByRole('img', { name: /“short” – “plain”/ }).waitFor()
      await card.getByRole('button', { name: 'Show as a table' }).focus()
      await page.keyboard.press('Enter')
      await card.getByRole('table', { name: /“short” – “plain”/ }).waitFor()
    })
  })
}

/** What is on the clipboard, drawn and looked at. */
const PICTURE = `(async () => {
  const [item] = await navigator.clipboard.read()
  const blob = await item.getType('image/png')
  const image = await createImageBitmap(blob)
  const canvas = new OffscreenCanvas(image.width, image.height)
  const context = canvas.getContext('2d')
  context.drawImage(image, 0, 0)
  const { data } = context.getImageData(0, 0, image.width, image.height)
  const colours = new Set()
  for (let at = 0; at < data.length; at += 4) colours.add(data[at] * 65536 + data[at + 1] * 256 + data[at + 2])
  return { type: blob.type, width: image.width, colours: colours.size }
})()`
