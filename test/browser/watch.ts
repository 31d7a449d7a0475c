/** What every page is held to: quiet, still, and open to everybody. */
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Watched } from './browser.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/**
 * Notes what a page's own policy stopped, and how far things jumped. What runs in the page is written as text: the types of a browser
 * would become those of all tests.
 */
export const noteMore = async (page: Page): Promise<void> => {
  await page.addInitScript({
    content: `
      window.noted = { violations: [], shift: 0, moved: [], burst: { first: 0, last: -1000, shift: 0 } }
      document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
        window.noted.violations.push(violatedDirective + ' ' + blockedURI)
      })
      new PerformanceObserver((list) => {
        for (const { value, hadRecentInput, sources, startTime } of list.getEntries()) {
          if (hadRecentInput) continue
          // The largest burst counts: pauses of less than a second, five seconds at most (web.dev/articles/cls).
          const { burst } = window.noted
          const goesOn = startTime - burst.last < 1000 && startTime - burst.first < 5000
          window.noted.burst = { first: goesOn ? burst.first : startTime, last: startTime, shift: goesOn ? burst.shift + value : value }
          window.noted.shift = Math.max(window.noted.shift, window.noted.burst.shift)
          for (const { node } of sources) window.noted.moved.push((node?.outerHTML ?? node?.textContent ?? 'what is gone').slice(0, 160))
        }
      }).observe({ type: 'layout-shift', buffered: true })`,
  })
}

/** Goes to a page and waits until what it asked for is there. */
export const goTo = async (page: Page, address: string): Promise<void> => {
  await page.goto(address)
  await settled(page)
}

/** Until nothing stands in for something that is on its way. */
export const settled = async (page: Page): Promise<void> => {
  await page.locator('h1').waitFor()
  await page.locator('main output .mantine-Skeleton-root').first().waitFor({ state: 'detached' })
  await page.evaluate(`new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))`)
}

/** What somebody changed moves what stands below it, and on a busy machine later than browsers put down to a click (half a second). */
export const forgetMoves = (page: Page): Promise<unknown> =>
  page.evaluate('Object.assign(window.noted, { shift: 0, moved: [], burst: { first: 0, last: -1000, shift: 0 } })')

/** The page neither complained nor was stopped, nothing on it jumped, and it does not scroll sideways. */
export const expectQuiet = async ({ page, problems }: Watched, where: string): Promise<void> => {
  const { violations, shift, moved } = (await page.evaluate('window.noted')) as Noted
  const overflow = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
  expect({ where, problems, violations, overflow }).toEqual({ where, problems: [], violations: [], overflow: 0 })
  expect({ where, jump: shift < SHIFT_MAX ? 'none' : { shift, moved } }).toEqual({ where, jump: 'none' })
}

type Noted = { readonly violations: readonly string[]; readonly shift: number; readonly moved: readonly string[] }

/** What Google calls good: web.dev/articles/cls. */
const SHIFT_MAX = 0.1

type Finding = {
  readonly id: string
  readonly impact: string | null
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[]
}

/** Axe finds nothing serious or critical. Mails are written by marketers, and stand in a frame of their own. */
export const expectAccessible = async (page: Page, where: string): Promise<void> => {
  await page.evaluate(AXE)
  const found = await page.evaluate(`axe.run({ resultTypes: ['violations'], iframes: false }).then(({ violations }) => violations)`)
  const serious = (found as readonly Finding[])
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.slice(0, 3).map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary.slice(0, 240)}`),
    )
  expect({ where, serious }).toEqual({ where, serious: [] })
}
