/** The local server on a store of its own, and what publishers and people see of it. */
import { switchboardOf } from '../../shared/flow/switches.ts'
import { mkdtempSync, rmSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RunningServer, type ServerOptions, startServer } from '../../local/server/server.ts'
import { unlimitedPace } from '../../shared/adapters/memory/pace.ts'
import { openSqlite, type SqliteStores, storeFile } from '../../shared/adapters/sqlite/open.ts'
import { rulesOf } from '../../shared/domain/customer/rules.ts'
import { customerReport } from '../../shared/flow/query/customer.ts'
import { customerId, epochMs } from '../../shared/kernel/words.ts'
import type { Engine } from '../../shared/flow/engine.ts'
import type { CustomerStore } from '../../shared/ports/customer-store.ts'
import type { QuarantineEntry } from '../../shared/ports/quarantine.ts'
import { plainLinks, plainRenderer, SENDER } from '../flow/plain.ts'
import { RETAIL } from '../domain/customer/world.ts'

export const RULES = rulesOf(RETAIL, [], [], true)
export const wallClock = { now: () => epochMs(Date.now()) }

export type Site = {
  readonly server: RunningServer
  readonly stores: SqliteStores
  readonly url: string
  readonly errors: unknown[]
  readonly stageOf: (customer: string) => Promise<string | null | undefined>
  readonly eventsOf: (customer: string) => Promise<readonly string[]>
  readonly quarantined: () => Promise<readonly QuarantineEntry[]>
  /** Posts JSON, or a text as it is. */
  readonly post: (path: string, body: unknown, headers?: Readonly<Record<string, string>>) => Promise<Response>
  readonly close: () => Promise<void>
}

type Options = Partial<Omit<ServerOptions, 'engine'>> & { readonly wrap?: (store: CustomerStore) => CustomerStore }

export const openSite = async ({ wrap = (store) => store, ...options }: Options = {}): Promise<Site> => {
  const folder = mkdtempSync(join(tmpdir(), 'rekindle-server-'))
  const stores = openSqlite(storeFile(folder))
  const errors: unknown[] = []
  const clock = options.clock ?? wallClock
  const engine: Engine = { ...engineOn(stores), store: wrap(stores.customers) }
  const server = await startServer({ port: 0, clock, onError: (error) => errors.push(error), ...options, engine })
  const url = `http://127.0.0.1:${server.port}`
  return {
    server,
    stores,
    url,
    errors,
    stageOf: async (customer) =>
      (await customerReport(stores.customers, stores.inspection, RULES, customerId(customer), clock.now()))?.stage,
    eventsOf: async (customer) => (await stores.inspection.eventsOf(customerId(customer))).map(({ name }) => name),
    quarantined: () => stores.quarantine.list(null, 10_000),
    post: (path, body, headers = {}) =>
      fetch(url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' || body instanceof Uint8Array ? (body as string) : JSON.stringify(body),
      }),
    close: async () => {
      await server.close()
      stores.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** An engine that takes events; no mail leaves it. */
export const engineOn = (stores: SqliteStores): Engine => ({
  store: stores.customers,
  stream: stores.changes,
  tallies: stores.tallies,
  quarantine: stores.quarantine,
  queue: { put: async () => {}, take: async () => [] },
  mailer: stores.inbox,
  pace: unlimitedPace,
  links: plainLinks,
  sender: SENDER,
  renderer: plainRenderer,
  switches: switchboardOf(stores.switches),
  rules: () => RULES,
})

let count = 0
/** An order of somebody, as a backend says it. */
export const order = (userId: string, more: object = {}): object => ({
  type: 'track',
  event: 'Order Completed',
  messageId: `order-${++count}`,
  userId,
  properties: { revenue: 12.5, currency: 'USD' },
  ...more,
})

/** A request with headers that `fetch` would not send. */
export const rawRequest = (
  port: number,
  options: { readonly method: string; readonly path: string; readonly headers: Readonly<Record<string, string>>; readonly body?: string },
): Promise<{ readonly status: number; readonly body: string; readonly headers: Readonly<Record<string, unknown>> }> =>
  new Promise((resolve, reject) => {
    const { method, path, headers } = options
    const request = httpRequest({ host: '127.0.0.1', port, method, path, headers }, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body, headers: response.headers }))
    })
    request.on('error', reject).end(options.body)
  })
