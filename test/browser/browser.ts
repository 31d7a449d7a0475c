/** The real Chromium, as tests and screenshots use it: pages that note every error of the console and every request that failed. */
import chromium from '@sparticuz/chromium'
import { type Browser, type BrowserContext, chromium as playwright, type Page } from 'playwright-core'

export type Look = {
  readonly language: 'en' | 'zh'
  readonly scheme: 'light' | 'dark'
  readonly size: keyof typeof SIZES
}

/** A desk, a phone, and the narrowest phone people still have. */
const SIZES = {
  desk: { viewport: { width: 1440, height: 960 }, deviceScaleFactor: 1 },
  narrow: { viewport: { width: 360, height: 780 }, deviceScaleFactor: 1, isMobile: true, hasTouch: true },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
} as const

const LOCALES = { en: 'en-GB', zh: 'zh-CN' } as const

/** It talks to nobody but the page it is shown. */
const QUIET = ['--disable-background-networking', '--disable-component-update', '--disable-quic', '--disable-sync', '--disable-gpu']

/** Made for Lambda, it comes with settings that a browser with several pages does not survive, and that turn off what we want to prove. */
const UNWANTED = [
  '--single-process',
  '--no-zygote',
  '--disable-web-security',
  '--allow-running-insecure-content',
  '--disable-site-isolation-trials',
  // Drawing in a simulated graphics card within the browser's own process: slow, and it stood still for half a minute at times.
  '--ignore-gpu-blocklist',
  '--in-process-gpu',
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
]

export const launchBrowser = async (more: readonly string[] = []): Promise<Browser> => {
  const args = [...chromium.args.filter((arg) => !UNWANTED.includes(arg)), ...QUIET, ...more]
  return playwright.launch({ executablePath: await chromium.executablePath(), args, headless: true })
}

/** A page that looks as asked, and what went wrong on it so far, in the order it did. */
export type Watched = { readonly page: Page; readonly problems: readonly string[]; readonly close: () => Promise<void> }

export const openPage = async (browser: Browser, look: Look): Promise<Watched> => {
  const context = await openContext(browser, look)
  return { ...(await openPageIn(context)), close: () => context.close() }
}

/** Pages of one context share what the browser remembers. */
export const openContext = (browser: Browser, { language, scheme, size }: Look): Promise<BrowserContext> =>
  browser.newContext({ ...SIZES[size], locale: LOCALES[language], timezoneId: 'UTC', colorScheme: scheme, reducedMotion: 'reduce' })

export const openPageIn = async (context: BrowserContext): Promise<Watched> => {
  const page = await context.newPage()
  return { page, problems: problemsOf(page), close: () => page.close() }
}

const problemsOf = (page: Page): readonly string[] => {
  const problems: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(`${message.type()}: ${message.text()}`)
  })
  page.on('pageerror', (error) => problems.push(`uncaught: ${error.message}`))
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? 'failed'
    // A page that is left lets go of what it still waits for: its live line, a fetch ahead of a click.
    if (reason !== 'net::ERR_ABORTED') problems.push(`${request.method()} ${request.url()}: ${reason}`)
  })
  page.on('response', (response) => {
    if (response.status() >= 400) problems.push(`${response.request().method()} ${response.url()}: ${response.status()}`)
  })
  return problems
}
