/** One server, started as people start it, on a small demo; and one browser to look at it with. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser } from 'playwright-core'
import { buildConsole } from '../../local/console/build.ts'
import type { Api, Pace } from '../../shared/contract/api.ts'
import { launchBrowser, type Look, openContext, openPageIn, type Watched } from './browser.ts'

const ROOT = resolve(fileURLToPath(import.meta.url), '../../..')
/** Enough for a result, and done in seconds. */
const DEMO = ['--customers', '300', '--months', '6', '--seed', '7']
/** What is not there by then does not come. */
const STEP_MS_MAX = 10_000

/** Both languages, day and night, a desk and the narrowest phone. */
export const LOOKS = {
  desk: { language: 'en', scheme: 'light', size: 'desk' },
  narrow: { language: 'zh', scheme: 'dark', size: 'narrow' },
} as const satisfies Readonly<Record<string, Look>>

export type Site = {
  readonly url: string
  readonly port: number
  /** Where it keeps its data. */
  readonly folder: string
  /** A page that notes whatever goes wrong on it. */
  readonly open: (look?: keyof typeof LOOKS) => Promise<Watched>
  /** Posts as a backend does. */
  readonly publish: (path: string, body: unknown, headers?: Readonly<Record<string, string>>) => Promise<Response>
  readonly setPace: (pace: Pace) => Promise<void>
  readonly ask: <E extends keyof Api>(path: string) => Promise<Api[E]['answer']>
  readonly close: () => Promise<void>
}

/** Names that lead here without being ours: a page of others, and one that was made to lead here. */
export const FOREIGN_NAME = 'evil.example'

/** Null: Chromium cannot start on this machine; says why, loudly. */
export const startBrowser = async (): Promise<Browser | null> => {
  try {
    return await launchBrowser([`--host-resolver-rules=MAP ${FOREIGN_NAME} 127.0.0.1`])
  } catch (error) {
    process.stderr.write(`\nChromium cannot start here, so nothing in test/browser is proved: ${String(error)}\n\n`)
    return null
  }
}

/** `own`: on what is decided in these files, in the place of a demo. */
export const startSite = async (browser: Browser, own: readonly string[] | null = null): Promise<Site> => {
  const folder = mkdtempSync(join(tmpdir(), 'rekindle-browser-'))
  const child = spawn(process.execPath, ['local/start.ts', '--data', folder, '--port', '0', '--no-console', ...(own ?? DEMO)], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [url, problem] = await Promise.all([announced(child), buildConsole(join(ROOT, 'console'))])
  if (problem !== null) throw new Error(`The console could not be built: ${problem}`)
  // One context a look, for all tests: its second page finds the scripts where the first one left them.
  const [desk, narrow] = await Promise.all([openContext(browser, LOOKS.desk), openContext(browser, LOOKS.narrow)])
  const pause = own === null ? await change(url, 'POST /api/demo', '/api/demo', { pace: 'paused' }) : null
  if (pause?.ok === false) throw new Error(`The demo could not be paused: ${pause.status}`)
  return {
    url,
    port: Number(new URL(url).port),
    folder,
    open: async (look) => {
      const watched = await openPageIn(look === 'narrow' ? narrow : desk)
      watched.page.setDefaultTimeout(STEP_MS_MAX)
      return watched
    },
    publish: (path, body, headers = {}) =>
      fetch(url + path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }),
    setPace: async (pace) => {
      const answer = await change(url, 'POST /api/demo', '/api/demo', { pace })
      if (!answer.ok) throw new Error(`The pace could not be set: ${answer.status}`)
    },
    ask: async <E extends keyof Api>(path: string): Promise<Api[E]['answer']> => {
      const answer = await fetch(url + path)
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
      return answer.json() as Promise<Api[E]['answer']>
    },
    close: async () => {
      await browser.close()
      child.kill('SIGTERM')
      await new Promise((done) => child.once('close', done))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const change = async <E extends keyof Api>(url: string, _: E, path: string, body: unknown): Promise<Response> => {
  const { token } = (await (await fetch(`${url}/api/token`)).json()) as { readonly token: string }
  const headers = { 'content-type': 'application/json', 'x-rekindle-token': token }
  return fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) })
}

/** The address it prints, as a person would read it. */
const announced = (child: ChildProcess): Promise<string> =>
  new Promise((done, failed) => {
    let said = ''
    const listen = (text: Buffer): void => {
      said += text.toString()
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(said)
      if (found !== null) done(found[0])
    }
    child.stdout?.on('data', listen)
    child.stderr?.on('data', listen)
    child.once('exit', (code) => failed(new Error(`The server ended with ${code}:\n${said}`)))
  })

/** Asks again and again, and gives up loudly. */
export const waitUntil = async (isSo: () => Promise<boolean>, msMax = 15_000): Promise<void> => {
  for (const end = performance.now() + msMax; ; ) {
    if (await isSo().catch(() => false)) return
    if (performance.now() > end) throw new Error(`Waited ${msMax} ms in vain for: ${isSo.toString().slice(0, 200)}`)
    await new Promise((done) => setTimeout(done, 100))
  }
}

/** The page of somebody else, on this machine, with whatever it tries; and what was asked of it. */
export type Foreign = { readonly port: number; readonly reached: () => readonly string[]; readonly close: () => void }

export const startForeignPage = async (html: string): Promise<Foreign> => {
  const reached: string[] = []
  const server: Server = createServer((request, response) => {
    reached.push(request.url ?? '')
    response.setHeader('content-type', 'text/html').end(html)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    port: (server.address() as AddressInfo).port,
    reached: () => reached,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
