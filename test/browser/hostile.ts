/** Markup in every field that an event can carry: shown as text wherever it appears, built nowhere, run nowhere. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Watched } from './browser.ts'
import { FOREIGN_NAME, type Site, startForeignPage, waitUntil } from './site.ts'
import { expectQuiet, goTo, noteMore } from './watch.ts'

/** Whatever of it came alive would say so: by name, by a dialog, or by an element that nobody else builds. */
const evil = (field: string): string => `${field}'><img src=x onerror=ran=1><script>ran=1</script><x-evil>{{7*7}}"`

const WHO = evil('user')
const VISITOR = evil('visitor')
const MESSAGE = evil('message')

const order = (more: object): object => ({
  type: 'track',
  event: 'Order Completed',
  timestamp: new Date().toISOString(),
  sentAt: new Date().toISOString(),
  properties: { revenue: 5, currency: 'USD' },
  ...more,
})

const EVENTS: readonly object[] = [
  {
    type: 'identify',
    messageId: evil('identify'),
    userId: WHO,
    traits: {
      firstName: evil('first'),
      lastName: evil('last'),
      email: 'evil@example.com',
      [evil('trait')]: evil('value'),
      list: [evil('item')],
    },
    context: { page: { title: evil('title'), url: 'javascript:alert(1)' }, library: { name: evil('library') } },
  },
  order({ messageId: MESSAGE, userId: WHO }),
  order({
    messageId: evil('currency'),
    userId: WHO,
    properties: { revenue: 7, currency: evil('currency'), [evil('property')]: { deep: [evil('deep')] } },
  }),
  {
    type: 'track',
    messageId: evil('event-id'),
    userId: WHO,
    event: evil('event'),
    properties: { link: 'javascript:alert(1)', html: evil('html') },
  },
  {
    type: 'page',
    messageId: evil('page-id'),
    userId: WHO,
    name: evil('page'),
    category: evil('category'),
    properties: { url: evil('url') },
  },
  { type: 'screen', messageId: evil('screen-id'), userId: WHO, name: evil('screen') },
  { type: 'group', messageId: evil('group-id'), userId: WHO, groupId: evil('group'), traits: { name: evil('company') } },
  {
    type: 'track',
    messageId: evil('visit'),
    anonymousId: VISITOR,
    event: evil('visited'),
    context: { traits: { name: evil('visitor-name') } },
  },
  { type: 'alias', messageId: evil('alias'), previousId: evil('previous'), userId: WHO },
  // Refused, with what they said in the words of the refusal.
  { type: 'track', messageId: evil('refused'), userId: evil('refused-user'), event: evil('refused-event'), timestamp: evil('timestamp') },
  { type: evil('type'), messageId: evil('typeless'), userId: evil('typeless-user'), [evil('key')]: 1 },
]

export const hostileEvents = (site: () => Site): void => {
  describe('markup in every field of an event', () => {
    let watched: Watched
    let page: Page
    const dialogs: string[] = []
    beforeAll(async () => {
      watched = await site().open()
      page = watched.page
      page.on('dialog', (dialog) => {
        dialogs.push(dialog.message())
        dialog.dismiss().catch(() => undefined)
      })
      await noteMore(page)
      await goTo(page, `${site().url}/connect`)
      await site().publish('/v1/batch', { batch: EVENTS, context: { library: { name: evil('batch') } } })
      const cloud = {
        specversion: '1.0',
        id: evil('cloud'),
        source: evil('source'),
        type: evil('cloud-type'),
        subject: WHO,
        data: { a: evil('data') },
      }
      await site().publish('/v1/events', cloud, { 'content-type': 'application/cloudevents+json' })
      const entry = {
        Source: evil('bus'),
        DetailType: evil('detail'),
        EventBusName: 'rekindle',
        Detail: JSON.stringify(order({ messageId: evil('bus-id'), userId: WHO })),
      }
      const target = { 'x-amz-target': 'AWSEvents.PutEvents', 'content-type': 'application/x-amz-json-1.1' }
      await site().publish('/', { Entries: [entry] }, target)
      // Enters the onboarding, which writes to them by their first name. An order afterwards would end it.
      await site().publish('/v1/track', { messageId: evil('created'), userId: WHO, event: 'Account Created' })
      // Nobody is written to at night: the shop lives on until it is day.
      await site().setPace('day-a-second')
      await waitUntil(async () => (await mailsOf(site(), WHO)).length > 0)
      await site().setPace('paused')
    })
    afterAll(() => watched.close())

    /** The page shows these as text, and made nothing of any. */
    const expectDead = async (...shown: readonly string[]): Promise<void> => {
      for (const field of shown) await page.getByText(evil(field).slice(0, 40), { exact: false }).first().waitFor({ state: 'attached' })
      const alive = await page.evaluate(
        `({ ran: window.ran ?? null, built: document.querySelectorAll('x-evil, [onerror], [onload], main img, main script, a[href^="javascript"]').length })`,
      )
      expect({ alive, dialogs }).toEqual({ alive: { ran: null, built: 0 }, dialogs: [] })
    }

    it('is text where it arrives', async () => {
      await page.locator('main li', { hasText: 'refused-user' }).first().waitFor()
      await expectDead('user', 'event', 'refused-user')
    })

    it('is text in the list of customers, and in what was searched for', async () => {
      await goTo(page, `${site().url}/customers?search=${encodeURIComponent(WHO.slice(0, 6))}`)
      await page.locator('main li a').first().waitFor()
      await expectDead('user', 'first')
      await goTo(page, `${site().url}/customers?search=${encodeURIComponent(evil('nobody'))}`)
      await expectDead()
    })

    it.each([
      { who: 'a customer', id: WHO, shown: ['user', 'first', 'last', 'trait', 'value', 'item', 'currency', 'property', 'deep'] },
      { who: 'a visitor', id: `anonymous:${VISITOR}`, shown: ['visitor', 'visitor-name'] },
      { who: 'somebody who turned out to be them', id: evil('previous'), shown: ['previous', 'user'] },
      { who: 'nobody', id: evil('nobody'), shown: ['nobody'] },
    ])('is text on the page of $who, folded and unfolded', async ({ id, shown }) => {
      await goTo(page, `${site().url}/customers/one?id=${encodeURIComponent(id)}&why=onboarding`)
      await page.evaluate(`for (const details of document.querySelectorAll('details')) details.open = true`)
      await expectDead(...shown)
    })

    it('is text in the inbox and in the mail, in each of its views', async () => {
      await goTo(page, `${site().url}/inbox?customer=${encodeURIComponent(WHO)}`)
      await expectDead('user')
      await page.locator('main li a').first().click()
      const frame = page.frameLocator('iframe')
      await frame.getByText(evil('first').slice(0, 40)).first().waitFor()
      expect(await frame.locator('img, script, x-evil, svg, [onerror]').count()).toBe(0)
      await expectDead('user')
      await page.getByText('As text', { exact: true }).click()
      expect(await page.locator('main pre').innerText()).toContain(evil('first'))
      await page.getByText('Source', { exact: true }).click()
      await page.locator('main pre').waitFor()
      await expectDead('user')
    })

    it('runs nothing and loads nothing even where a template writes it into the mail', async () => {
      const { items } = await site().ask<'GET /api/inbox'>(`/api/inbox?customer=${encodeURIComponent(WHO)}`)
      const outside = await startForeignPage('')
      const elsewhere = `http://${FOREIGN_NAME}:${outside.port}`
      const answered: string[] = []
      page.on('response', (response) => answered.push(response.url()))
      await page.route('**/api/inbox/*', async (route) => {
        const answer = await route.fetch()
        await route.fulfill({ response: answer, json: { ...(await answer.json()), html: hostilePage(elsewhere, site().url) } })
      })
      await goTo(page, `${site().url}/inbox/${items[0]?.id}`)
      const frame = page.frameLocator('main iframe')
      await frame.getByText('the end of the mail').waitFor()
      const pages = page.context().pages().length
      await frame.getByText('a link').click()
      await frame.getByText('send').click()
      await page.waitForTimeout(300)
      await frame.getByText('the end of the mail').waitFor()
      expect({ reached: outside.reached(), answered: answered.filter((url) => /pixel|v1/.test(url)) }).toEqual({
        reached: [],
        answered: [],
      })
      expect(page.context().pages()).toHaveLength(pages)
      expect(await page.evaluate('window.ran ?? null')).toBe(null)
      outside.close()
      await page.unrouteAll()
    })

    it('is text in the quarantine and in its editor', async () => {
      await goTo(page, `${site().url}/quarantine`)
      await expectDead('refused-user', 'refused-event', 'typeless-user', 'key')
      const entry = page.locator('main li', { hasText: 'refused-user' }).first()
      await entry.getByRole('button', { name: 'Mend' }).click()
      expect(await entry.getByRole('textbox').inputValue()).toContain('x-evil')
      await expectDead('refused-user')
    })

    it('is text in the language of others, too', async () => {
      const other = await site().open('narrow')
      await noteMore(other.page)
      await goTo(other.page, `${site().url}/customers/one?id=${encodeURIComponent(WHO)}&why=onboarding`)
      expect(await other.page.evaluate(`document.querySelectorAll('x-evil').length + (window.ran === undefined ? 0 : 1)`)).toBe(0)
      await expectQuiet(other, 'a hostile customer, zh, narrow')
      await other.close()
    })
  })
}

/** All that a mail can try: to run, to load, to lead away, to send. */
const hostilePage = (elsewhere: string, ours: string): string => `<!doctype html><html><head>
  <meta http-equiv="refresh" content="0;url=${elsewhere}/refresh"><link rel="stylesheet" href="${elsewhere}/style"></head>
  <body background="${elsewhere}/background"><script>top.ran='script'</script>
  <img src="${elsewhere}/image" onerror="top.ran='image'"><img src="/api/overview?pixel">
  <form action="${ours}/v1/track" method="post"><button>send</button></form><a href="${elsewhere}/link">a link</a>
  <iframe src="${elsewhere}/frame"></iframe><p>the end of the mail</p></body></html>`

const mailsOf = async (site: Site, customer: string) =>
  (await site.ask<'GET /api/inbox'>(`/api/inbox?customer=${encodeURIComponent(customer)}`)).items
