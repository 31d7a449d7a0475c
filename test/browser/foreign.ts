/** The pages of others, open in the same browser: they read nothing, change nothing and publish nothing. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FOREIGN_NAME, type Foreign, type Site, startForeignPage, waitUntil } from './site.ts'

export const foreignPages = (site: () => Site): void => {
  describe('the pages of others', () => {
    let foreign: Foreign
    let close = async (): Promise<void> => {}
    let page: Page
    beforeAll(async () => {
      foreign = await startForeignPage('<!doctype html><title>A page of others</title><p>Look at this.</p>')
      const watched = await site().open()
      page = watched.page
      close = watched.close
    })
    afterAll(async () => {
      foreign.close()
      await close()
    })

    /** In words: what the page got. */
    const fetched = (path: string, init: object): Promise<unknown> =>
      page.evaluate(
        `fetch(${JSON.stringify(site().url + path)}, ${JSON.stringify(init)}).then(async (answer) => answer.type + ' ' + (await answer.text()), () => 'nothing')`,
      )
    const event = (who: string): string =>
      JSON.stringify({ type: 'track', messageId: who, userId: who, event: 'Order Completed', properties: { revenue: 1, currency: 'USD' } })
    const isKnown = async (who: string): Promise<boolean> => (await fetch(`${site().url}/api/customers/${who}`)).ok

    it.each([
      { what: 'of another site', host: FOREIGN_NAME },
      { what: 'of another port of this machine', host: '127.0.0.1' },
      { what: 'under another name of this machine', host: 'localhost' },
    ])('$what read nothing and publish nothing by fetch', async ({ host }) => {
      await page.goto(`http://${host}:${foreign.port}/`)
      expect(await fetched('/api/token', {})).toBe('nothing')
      expect(await fetched('/api/customers', {})).toBe('nothing')
      expect(await fetched('/', {})).toBe('nothing')
      const who = `foreign-${host}`
      expect(await fetched('/v1/track', { method: 'POST', body: event(who) })).toBe('nothing')
      await fetched('/v1/track', { method: 'POST', mode: 'no-cors', headers: { 'content-type': 'text/plain' }, body: event(who) })
      await fetched('/api/demo', {
        method: 'POST',
        mode: 'no-cors',
        headers: { 'content-type': 'text/plain' },
        body: '{"pace":"day-a-second"}',
      })
      await page.evaluate(`navigator.sendBeacon(${JSON.stringify(`${site().url}/v1/track`)}, ${JSON.stringify(event(who))})`)
      expect(await isKnown(who)).toBe(false)
      expect((await site().ask<'GET /api/overview'>('/api/overview')).demo?.pace).toBe('paused')
    })

    it.each([FOREIGN_NAME, '127.0.0.1'])('of %s publish nothing by a form', async (host) => {
      await page.goto(`http://${host}:${foreign.port}/`)
      const who = `form-${host}`
      const answer = page.waitForResponse((response) => response.url().includes('/v1/track'))
      // A form cannot send JSON, but it can send text that is JSON.
      await page.evaluate(`{
        const form = Object.assign(document.createElement('form'), { method: 'post', enctype: 'text/plain', action: ${JSON.stringify(`${site().url}/v1/track`)} })
        const field = Object.assign(document.createElement('input'), { name: ${JSON.stringify(`${event(who).slice(0, -1)},"x":"`)}, value: '"}' })
        form.append(field)
        document.body.append(form)
        form.submit()
      }`)
      expect((await answer).status()).toBe(403)
      await page.waitForURL('**/v1/track')
      expect(await isKnown(who)).toBe(false)
    })

    it('cannot put ours into a frame', async () => {
      await page.goto(`http://${FOREIGN_NAME}:${foreign.port}/`)
      await page.evaluate(
        `document.body.append(Object.assign(document.createElement('iframe'), { src: ${JSON.stringify(`${site().url}/`)} }))`,
      )
      await page.waitForTimeout(500)
      const inside = page.frames()[1]
      expect(inside?.url().startsWith(site().url) === true && (await inside.locator('#root').count()) > 0).toBe(false)
    })

    it('hold no handle on ours, where they open it in a window', async () => {
      await page.goto(`http://${FOREIGN_NAME}:${foreign.port}/`)
      await page.evaluate(`{ window.other = window.open(${JSON.stringify(`${site().url}/`)}) }`)
      await waitUntil(async () => (await page.evaluate('window.other === null || window.other.closed')) === true)
    })

    it('are refused under a name that was made to lead here', async () => {
      const answer = await page.goto(`http://${FOREIGN_NAME}:${site().port}/`)
      expect(answer?.status()).toBe(421)
      expect(await page.evaluate(`fetch('/api/token').then((answer) => answer.status)`)).toBe(421)
      expect(
        await page.evaluate(
          `fetch('/v1/track', { method: 'POST', body: ${JSON.stringify(event('rebound'))} }).then((answer) => answer.status)`,
        ),
      ).toBe(421)
      expect(await isKnown('rebound')).toBe(false)
    })

    it('while our own page may ask, with its token', async () => {
      await page.goto(`${site().url}/`)
      expect(await fetched('/api/token', {})).toMatch(/^basic \{"token":"/)
      const withoutToken = `fetch('/api/demo', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"pace":"paused"}' }).then((answer) => answer.status)`
      expect(await page.evaluate(withoutToken)).toBe(403)
    })
  })
}
