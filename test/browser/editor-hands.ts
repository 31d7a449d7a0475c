/** What a person does in the editor, whichever hand they use; and what the server makes of it. */
import type { Locator, Page } from 'playwright-core'
import { type Site, waitUntil } from './site.ts'

/** The text, as whoever hears the page finds it. */
export const textField = (page: Page): Locator => page.getByRole('textbox', { name: 'The campaign as JSON with comments' })

/** The whole text, also what is scrolled away: as the server keeps it. */
export const keptText = async (site: Site, id: string): Promise<string> => (await site.ask<'GET /api/drafts/:id'>(`/api/drafts/${id}`)).text

export const isKept = (page: Page): Promise<void> => page.getByText(/^Draft saved/).waitFor()

/** Nothing stands in the way of publishing it; a warning may. */
export const isRight = (page: Page): Promise<void> => page.getByRole('button', { name: 'Publish', disabled: false }).waitFor()

/** What came of a simulation: its sentence, or, to be read in what fails, what stands there instead. */
export const simulated = async (page: Page): Promise<string> => {
  const panel = page.getByRole('region', { name: 'Simulate on last quarter' })
  await panel.getByRole('button', { name: 'Simulate again' }).waitFor({ timeout: SIMULATED_MS_MAX })
  return panel.innerText()
}

const SIMULATED_MS_MAX = 45_000

/** What stands of a campaign; null: none is published. */
export const summaryOf = async (site: Site, id: string) =>
  (await site.ask<'GET /api/campaigns'>('/api/campaigns')).campaigns.find((one) => one.id === id) ?? null

/** Lets the shop's clock run until somebody has entered, and halts it again. */
export const untilEntered = async (site: Site, id: string): Promise<void> => {
  await site.setPace('day-a-second')
  await waitUntil(async () => ((await summaryOf(site, id))?.entered ?? 0) > 0)
  await site.setPace('paused')
}

/** Presses Tab until what has the focus is called so; out of the text the way that is said below it. */
export const tabTo = async (page: Page, name: RegExp): Promise<void> => {
  for (let presses = 0; presses < TABS_MAX; presses += 1) {
    if ((await page.evaluate(`document.activeElement?.classList.contains('cm-content') ?? false`)) === true)
      await page.keyboard.press('Escape')
    await page.keyboard.press('Tab')
    if (name.test(await focused(page))) return
  }
  throw new Error(`Tab never reached ${name}`)
}

const TABS_MAX = 90

/** What has the focus, as it is called: by its name, its label, its text. */
export const focused = async (page: Page): Promise<string> =>
  String(
    await page.evaluate(
      `[document.activeElement?.getAttribute('aria-label'), document.activeElement?.labels?.[0]?.innerText, document.activeElement?.innerText].filter(Boolean).join(' ').slice(0, 200)`,
    ),
  )
