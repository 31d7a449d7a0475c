/** A small demo, running in this process behind the real HTTP server, and what its page and a publisher see of it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LIVE_MONTHS, type ShopPlan } from '../../examples/shop/plan.ts'
import { serveLive } from '../../local/live/serve.ts'
import { demoAlive, openDemo } from '../../local/live/start-demo.ts'
import type { Life, Running } from '../../local/live/serve.ts'
import type { Api } from '../../shared/contract/api.ts'
import { DEFAULT_PLAN } from '../../examples/shop/plan.ts'

export type Site = {
  readonly life: Life
  readonly running: Running
  readonly errors: readonly unknown[]
  readonly get: <Path extends string, Answer = AnswerTo<`GET ${Path}`>>(
    path: Path,
    query?: Readonly<Record<string, string>>,
  ) => Promise<Told<Answer>>
  readonly post: <Answer>(
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
    method?: 'POST' | 'DELETE',
  ) => Promise<Told<Answer>>
  /** As a publisher: no token, no page. */
  readonly publish: (path: string, body: unknown) => Promise<Told<Record<string, unknown>>>
  readonly close: () => Promise<void>
}

export type Told<Answer> = { readonly status: number; readonly body: Answer }

type AnswerTo<Route extends string> = Route extends keyof Api ? Api[Route]['answer'] : never

export const PLAN: ShopPlan = { ...DEFAULT_PLAN, seed: 5, customers: 200, months: 6, liveMonths: LIVE_MONTHS }

export const openSite = async (): Promise<Site> => {
  const folder = mkdtempSync(join(tmpdir(), 'rekindle-api-'))
  const errors: unknown[] = []
  const demo = await openDemo(folder, { type: 'free' }, { type: 'begin', plan: PLAN, because: 'new' }, () => {})
  const { life } = await demoAlive(demo)
  const listening = {
    port: 0,
    writeKey: null,
    corsOrigins: [],
    consoleFolder: join(folder, 'dist'),
    onError: (error: unknown) => void errors.push(error),
  }
  const running = await serveLive(life, listening)
  const { token } = (await (await fetch(`${running.url}/api/token`)).json()) as { readonly token: string }
  const told = async <Answer>(response: Response): Promise<Told<Answer>> => ({
    status: response.status,
    body: (await response.json()) as Answer,
  })
  return {
    life,
    running,
    errors,
    get: async (path, query = {}) => told(await fetch(`${running.url}${path}?${new URLSearchParams(query)}`)),
    post: async (path, body = {}, headers = {}, method = 'POST') =>
      told(
        await fetch(`${running.url}${path}`, {
          method,
          headers: { 'x-rekindle-token': token, ...headers },
          body: typeof body === 'string' ? body : JSON.stringify(body),
        }),
      ),
    publish: async (path, body) =>
      told(
        await fetch(`${running.url}${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      ),
    close: async () => {
      await running.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Asks again until it holds: what happens by itself takes a moment. */
export const eventually = async <T>(ask: () => Promise<T>, holds: (answer: T) => boolean, forMs = 10_000): Promise<T> => {
  const until = Date.now() + forMs
  for (;;) {
    const answer = await ask()
    if (holds(answer) || Date.now() > until) return answer
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
