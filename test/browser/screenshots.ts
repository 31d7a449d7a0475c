/**
 * Pictures of the console's pages for docs/screenshots, of a demo of its own: `npm run screenshots`, or `-- --at http://127.0.0.1:7717` for
 * one that runs already. The machine needs a font with Chinese characters (Debian: fonts-noto-cjk) for the Chinese ones to be worth keeping.
 */
import '../../shared/kernel/require-node-24.ts'
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Browser } from 'playwright-core'
import { launchBrowser, type Look, openPage } from './browser.ts'

const ROOT = resolve(fileURLToPath(import.meta.url), '../../..')
const FOLDER = join(ROOT, 'docs/screenshots')
const START_MS_MAX = 120_000
/** Long enough for the live line to have a course to show. */
const SETTLE_MS = 3_000
const REDRAW_MS = 500
/** Lists go on for ever; a picture of them need not. */
const HEIGHT_MAX = 2_000

type Picture = { readonly name: string; readonly path: string; readonly look: Look }

const LIGHT: Look = { language: 'en', scheme: 'light', size: 'desk' }
const DARK: Look = { ...LIGHT, scheme: 'dark' }
const CHINESE: Look = { ...LIGHT, language: 'zh' }
const PHONE: Look = { ...LIGHT, size: 'phone' }
const DARK_CHINESE_PHONE: Look = { language: 'zh', scheme: 'dark', size: 'phone' }

const PAGES: readonly (readonly [string, string])[] = [
  ['overview', '/'],
  ['campaigns', '/campaigns'],
  ['campaign', '/campaigns/win-back'],
  ['editor', '/campaigns/win-back/edit'],
  ['new-campaign', '/campaigns/new'],
  ['results', '/results'],
  ['result', '/results/win-back'],
  ['planner', '/planner?campaign=win-back&holdout=10%25'],
  ['customers', '/customers'],
  ['customer', '/customers/one?id=c00091&why=win-back'],
  ['inbox', '/inbox'],
  ['mail', '/inbox/NEWEST'],
  ['tasks', '/tasks'],
  ['delivery', '/delivery'],
  ['quarantine', '/quarantine'],
  ['connect', '/connect'],
]

/** Each page as most see it; the first pages in every other way too. */
const PICTURES: readonly Picture[] = [
  ...PAGES.map(([name, path]) => ({ name, path, look: LIGHT })),
  ...PAGES.filter(([name]) => ['overview', 'result', 'delivery', 'editor'].includes(name)).flatMap(([name, path]) => [
    { name: `${name}-dark`, path, look: DARK },
    { name: `${name}-zh`, path, look: CHINESE },
    { name: `${name}-phone`, path, look: PHONE },
    { name: `${name}-phone-zh-dark`, path, look: DARK_CHINESE_PHONE },
  ]),
]

/** What a backend might say at first: an order that is taken, and one with a mistake, so that the pages about it have something to show. */
const SAID: readonly object[] = [
  { messageId: 'first-order', userId: 'ann', event: 'Order Completed', properties: { revenue: 49.9, currency: 'USD' } },
  { messageId: 'second-order', userId: 'ann', event: 'Order Completed', timestamp: 'yesterday', properties: { revenue: 12 } },
]

const { values } = parseArgs({ options: { at: { type: 'string' }, only: { type: 'string' } } })

const main = async (): Promise<void> => {
  await mkdir(FOLDER, { recursive: true })
  const demo = values.at === undefined ? await startDemo() : { url: values.at, stop: async () => undefined }
  const browser = await launchBrowser()
  let problems = 0
  try {
    const newest = await prepare(demo.url)
    for (const picture of PICTURES.filter(({ name }) => values.only === undefined || name.startsWith(values.only))) {
      problems += await take(browser, demo.url, { ...picture, path: picture.path.replace('NEWEST', newest) })
    }
  } finally {
    await browser.close()
    await demo.stop()
  }
  if (problems > 0) process.exitCode = 1
}

/** Publishes something, and answers the id of the newest mail. */
const prepare = async (url: string): Promise<string> => {
  const headers = { 'content-type': 'application/json' }
  for (const said of SAID) await fetch(`${url}/v1/track`, { method: 'POST', headers, body: JSON.stringify(said) })
  const inbox = (await (await fetch(`${url}/api/inbox`)).json()) as { readonly items: readonly { readonly id: string }[] }
  return inbox.items[0]?.id ?? ''
}

/** A desk shows the whole page; a phone what it shows at once, for its bar stays at the bottom. */
const take = async (browser: Browser, url: string, { name, path, look }: Picture): Promise<number> => {
  const { page, problems, close } = await openPage(browser, look)
  await page.goto(url + path)
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.waitForTimeout(SETTLE_MS)
  const file = join(FOLDER, `${name}.png`)
  if (look.size === 'desk') {
    // A window as high as the page: a picture of more than the window would lay it out anew while it is taken.
    const height = Math.min(HEIGHT_MAX, Number(await page.evaluate('document.documentElement.scrollHeight')))
    await page.setViewportSize({ width: page.viewportSize()?.width ?? 0, height })
    await page.waitForTimeout(REDRAW_MS)
  }
  await page.screenshot({ path: file })
  const overflow = Number(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'))
  const found = overflow > 0 ? [...problems, `${overflow} pixels wider than the window`] : problems
  process.stdout.write(`${name}${found.map((problem) => `\n  ${problem}`).join('')}\n`)
  await close()
  return found.length
}

type Running = { readonly url: string; readonly stop: () => Promise<void> }

const startDemo = async (): Promise<Running> => {
  const data = await mkdtemp(join(tmpdir(), 'screenshots-'))
  const child = spawn(process.execPath, ['local/start.ts', '--data', data, '--port', '0'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const stop = async (): Promise<void> => {
    const ended = new Promise((done) => child.once('close', done))
    child.kill('SIGTERM')
    await ended
    await rm(data, { recursive: true, force: true })
  }
  return { url: await addressOf(child), stop }
}

/** Where the server says it can be reached. */
const addressOf = (child: ChildProcess): Promise<string> =>
  new Promise((found, failed) => {
    let said = ''
    const timer = setTimeout(() => failed(new Error(`the demo did not start within ${START_MS_MAX / 1_000} s: ${said}`)), START_MS_MAX)
    child.once('close', () => failed(new Error(`the demo ended before it could be reached: ${said}`)))
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      said += text
      const address = /http:\/\/127\.0\.0\.1:\d+(?=\s)/.exec(said)?.[0]
      if (address === undefined) return
      clearTimeout(timer)
      found(address)
    })
  })

await main()
