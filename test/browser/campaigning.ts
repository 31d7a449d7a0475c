/** A campaign in the hands of a person: its way with people on it, paused and let go on, compared, rolled back, ended; and by keyboard alone. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSqlite, storeFile } from '../../shared/adapters/sqlite/open.ts'
import type { Json } from '../../shared/kernel/json.ts'
import { epochMs } from '../../shared/kernel/words.ts'
import type { Watched } from './browser.ts'
import { type Site, waitUntil } from './site.ts'
import { expectAccessible, expectQuiet, forgetMoves, goTo, noteMore, settled } from './watch.ts'

const mail = (subject: string): Json => ({ send: { subject, text: 'Hello {{ customer.id }}' } })
/** A way that parts, which the demo does not have. */
const trial = (rest: string, ...more: readonly Json[]): Json => ({
  ...{ id: 'trial', name: 'Trial', topic: 'tips', status: 'active', entry: { event: 'Trial Began' }, reentry: 'never' },
  audience: { 'traits.plan': { $exists: true } },
  steps: [
    {
      branch: [
        { if: { 'traits.plan': 'pro' }, then: [mail('For professionals'), { id: 'rest', wait: rest }] },
        { else: [{ wait: { for: { event: 'Order Completed' }, atMost: '9d', timeout: [{ exit: 'no interest' }] } }] },
      ],
    },
    mail('See you soon'),
    ...more,
  ],
  exits: [{ event: 'Subscription Cancelled' }],
})

/** Publishes beside the running process, which reads it with the next change that is made through it. */
const put = async (site: Site, version: number, source: Json, note: string): Promise<void> => {
  const publishedAt = epochMs(Date.parse((await site.ask<'GET /api/overview'>('/api/overview')).asOf))
  const stores = openSqlite(storeFile(site.folder))
  const answer = await stores.definitions.publish({
    ...{ kind: 'campaign', id: 'trial', version, publishedAt, source, note },
    ...{ saltSeed: 'trial', author: 'ann@example.com' },
  })
  stores.close()
  expect(answer).toBe('published')
}

export const campaigning = (site: () => Site): void => {
  describe('a campaign, by hand', () => {
    let watched: Watched
    let page: Page
    beforeAll(async () => {
      watched = await site().open()
      page = watched.page
      await noteMore(page)
      await put(site(), 1, trial('3d'), 'the first try')
    })
    afterAll(() => watched.close())

    const sheet = () => page.getByRole('dialog')
    const statusOf = async (id: string) =>
      (await site().ask<'GET /api/campaigns'>('/api/campaigns')).campaigns.find((one) => one.id === id)?.status
    const versionNow = async () =>
      (await site().ask<'GET /api/campaigns'>('/api/campaigns')).campaigns.find((one) => one.id === 'trial')?.version
    const card = (name: string) => page.getByRole('region', { name, exact: true })
    /** Asked for why, and done. */
    const because = async (why: string, doIt: string): Promise<void> => {
      const button = sheet().getByRole('button', { name: doIt, exact: true })
      expect(await button.isDisabled()).toBe(true)
      await sheet().getByRole('textbox').fill(why)
      await button.click()
      await sheet().waitFor({ state: 'hidden' })
    }
    const tabTo = async (name: RegExp): Promise<void> => {
      for (let presses = 0; presses < 80; presses += 1) {
        await page.keyboard.press('Tab')
        const said = await page.evaluate(
          `(document.activeElement?.getAttribute('aria-label') ?? '') + ' ' + (document.activeElement?.innerText ?? '')`,
        )
        if (name.test(String(said))) return
      }
      throw new Error(`Tab never reached ${name}`)
    }

    it('is paused for a reason, which says how many it concerns, and undone', async () => {
      await goTo(page, `${site().url}/campaigns/win-back`)
      const before = (await site().ask<'GET /api/campaigns'>('/api/campaigns')).campaigns.find(({ id }) => id === 'win-back')
      const inIt = (before?.entered ?? 0) - (before?.ended.completed ?? 0) - (before?.ended.exited ?? 0)
      expect(inIt).toBeGreaterThan(0)
      await page.getByRole('button', { name: 'Pause', exact: true }).click()
      await sheet()
        .getByText(new RegExp(`the ${inIt} customers? who`))
        .waitFor()
      await because('A wrong price', 'Pause')
      await card('How it stands')
        .getByText(/“A wrong price”/)
        .waitFor()
      await card('How it stands').getByText('Paused', { exact: true }).waitFor()
      expect(await statusOf('win-back')).toBe('paused')
      await goTo(page, `${site().url}/campaigns`)
      await page.locator('main li', { hasText: 'Win back' }).getByText('Paused').waitFor()
      await goTo(page, `${site().url}/campaigns/win-back`)
      await page.getByRole('button', { name: 'Let it go on' }).click()
      await sheet().getByText('Over 6 hours').click()
      await because('The price is right', 'Let it go on')
      await waitUntil(async () => (await statusOf('win-back')) === 'active')
      await page.getByRole('button', { name: 'Undo' }).click()
      await waitUntil(async () => (await statusOf('win-back')) === 'paused')
      await page.getByRole('button', { name: 'Let it go on' }).click()
      await because('Now it is', 'Let it go on')
      await waitUntil(async () => (await statusOf('win-back')) === 'active')
    })

    it('shows its way with the people on it, and each step says what it says', async () => {
      for (const [id, plan] of [
        ['trial-ann', 'pro'],
        ['trial-bob', 'free'],
        ['trial-eve', 'pro'],
      ] as const) {
        await site().publish('/v1/identify', { messageId: `${id}-1`, userId: id, traits: { plan, email: `${id}@example.com` } })
        await site().publish('/v1/track', { messageId: `${id}-2`, userId: id, event: 'Trial Began' })
      }
      const journey = async () => (await site().ask<'GET /api/campaigns/:id'>('/api/campaigns/trial')).journeys[0]
      await waitUntil(async () => (await journey())?.waiting === 3)
      await goTo(page, `${site().url}/campaigns/trial`)
      const way = page.getByRole('region', { name: 'The way through the campaign: 6 steps' })
      await way.getByRole('button', { name: /^Step 3: Wait 3 days.*2 here/ }).waitFor()
      await way.getByText('2 here').waitFor()
      await way.getByText('If traits.plan is “pro”').waitFor()
      expect(await way.getByRole('button').count()).toBe(7)
      await way.getByRole('button', { name: /^Step 1: Branch/ }).click()
      await sheet()
        .getByText(/If traits\.plan is “pro”: to step 2 · taken by 2/)
        .waitFor()
      await page.keyboard.press('Escape')
      await way.getByRole('button', { name: /^Entry: The event “Trial Began”/ }).click()
      await sheet().getByText('traits.plan is there').waitFor()
      await sheet().getByText('the event “Subscription Cancelled” arrives').waitFor()
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: 'Show as a list' }).click()
      const list = page.getByRole('list', { name: 'The steps as a list' })
      expect(await list.getByRole('listitem').filter({ hasText: 'Wait 3 days' }).innerText()).toMatch(/2 here/)
      await expectAccessible(page, 'a way as a list')
      await page.getByRole('button', { name: 'Show as a diagram' }).click()
      await expectAccessible(page, 'a way as a diagram')
    })

    it('is read and paused by keyboard alone, down to the mail of a step', async () => {
      await goTo(page, `${site().url}/campaigns/trial`)
      await page.locator('h1').focus()
      await tabTo(/^ ?Pause/)
      await page.keyboard.press('Enter')
      await sheet().waitFor()
      await tabTo(/^\s*$/)
      await page.keyboard.type('Looking at it')
      await page.keyboard.press('Enter')
      await waitUntil(async () => (await statusOf('trial')) === 'paused')
      await sheet().waitFor({ state: 'hidden' })
      await tabTo(/^ ?Step 2:\s+Mail/)
      await page.keyboard.press('Enter')
      await sheet().getByText('“For professionals”').waitFor()
      await tabTo(/See the mail/)
      await page.keyboard.press('Enter')
      await page.locator('h1', { hasText: 'The mail of step 2' }).waitFor()
      await settled(page)
      await page.getByText('Hello {{ customer.id }}').waitFor()
      await expectAccessible(page, 'a mail as it is written')
    })

    it('tells its versions, and what two of them differ in', async () => {
      await put(site(), 2, trial('5d', { wait: '1d' }, mail('Still there?')), 'wait longer')
      await goTo(page, `${site().url}/campaigns/trial`)
      await page.getByRole('button', { name: 'Let it go on' }).click()
      await because('Looked at', 'Let it go on')
      await waitUntil(async () => (await versionNow()) === 2)
      await goTo(page, `${site().url}/campaigns/trial`)
      // All of one instant, for the demo stands still: what people said came after the file.
      const versions = page.getByRole('list', { name: /Versions and changes/ }).getByRole('listitem')
      expect(await versions.allInnerTexts()).toMatchObject([
        expect.stringMatching(/Let go on[\s\S]*“Looked at”/),
        expect.stringMatching(/Paused[\s\S]*“Looking at it”/),
        expect.stringMatching(/Version 2[\s\S]*Live[\s\S]*ann@example\.com[\s\S]*“wait longer”/),
        expect.stringMatching(/Version 1[\s\S]*3 customers in it[\s\S]*“the first try”/),
      ])
      const differ = card('What changed between two versions')
      await differ.getByText('3 differences').waitFor()
      const changed = differ.getByRole('listitem').filter({ hasText: 'steps.0.branch.0.then.1.wait' })
      expect(await changed.innerText()).toMatch(/Version 1 says[\s\S]*3d[\s\S]*Version 2 says[\s\S]*5d/)
      await differ.getByLabel('From').selectOption({ label: 'Version 2 · Live' })
      await differ.getByText('They say the same.').waitFor()
      await page.getByText('Version 1: 3 customers in it').click()
      await page.getByRole('button', { name: /^Step 3: Wait 3 days.*2 here/ }).waitFor()
    })

    it('is rolled back once the plan was seen, and that is taken back', async () => {
      await page.getByRole('button', { name: /Roll back to it\s*: Version 1/ }).click()
      for (const said of [
        '3 customers in version 1',
        'They finish the version they are in.',
        /steps\.0\.branch\.0\.then\.1\.wait: 5d → 3d/,
      ])
        await sheet().getByText(said).waitFor()
      await because('Shorter was better', 'Publish it anew')
      await waitUntil(async () => (await versionNow()) === 3)
      await page.getByRole('listitem').filter({ hasText: '“Shorter was better”' }).getByText('Version 3').waitFor()
      await page.getByRole('button', { name: 'Undo' }).click()
      await waitUntil(async () => (await versionNow()) === 4)
      const { versions } = await site().ask<'GET /api/campaigns/:id/versions'>('/api/campaigns/trial/versions')
      const sources = versions.flatMap((one) => (one.type === 'file' ? [one.source] : []))
      expect([sources[0], sources[1]]).toEqual([sources[2], sources[3]])
    })

    it('is ended, which can be taken back', async () => {
      await forgetMoves(page)
      await expectQuiet(watched, 'a campaign that was rolled back')
      await goTo(page, `${site().url}/campaigns/trial`)
      await page.getByRole('button', { name: 'End', exact: true }).click()
      await sheet()
        .getByText(/the 3 customers who are in it leave it at once/)
        .waitFor()
      await because('Enough', 'End')
      await waitUntil(async () => (await statusOf('trial')) === 'ended')
      await page.getByRole('button', { name: 'Take the end back' }).click()
      await because('By mistake', 'Take the end back')
      await waitUntil(async () => (await statusOf('trial')) === 'active')
    })

    it('met no error on the way', async () => {
      await forgetMoves(page)
      await expectQuiet(watched, 'a campaign, by hand')
    })

    it('is as good to read on the narrowest phone, at night and in Chinese', async () => {
      const phone = await site().open('narrow')
      await noteMore(phone.page)
      await goTo(phone.page, `${site().url}/campaigns/trial`)
      await phone.page.getByText('若 traits.plan 为“pro”').waitFor()
      const boxes = await phone.page.getByRole('button', { name: /^第 \d+ 步/ }).all()
      expect(boxes.length).toBe(8)
      for (const box of boxes) expect((await box.boundingBox())?.width).toBeGreaterThan(200)
      await expectQuiet(phone, 'a way on a phone')
      await expectAccessible(phone.page, 'a way on a phone')
      await phone.close()
    })
  })
}
