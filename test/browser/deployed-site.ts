/**
 * The console as it is deployed: its files with a policy that lets it speak to the sign-in page, `/config.json`, and the API behind a
 * gateway that lets in who shows a token, and hands requests over as API Gateway does: with the path decoded.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DEFAULT_PLAN } from '../../examples/shop/plan.ts'
import { buildConsole } from '../../local/console/build.ts'
import { rulesFrom } from '../../local/definitions.ts'
import { openDemo } from '../../local/live/start-demo.ts'
import { SECURITY } from '../../local/server/answer.ts'
import { fileAnswer } from '../../local/server/files.ts'
import { checkTemplate } from '../../local/wiring.ts'
import type { Role } from '../../shared/contract/roles.ts'
import { editorHandlers } from '../../shared/flow/editor/api.ts'
import { consoleApi } from '../../shared/flow/api/api.ts'
import { resultHandlers } from '../../shared/flow/api/results.ts'
import { verdictHandlers } from '../../shared/flow/api/verdicts.ts'
import { answerApiEvent } from '../../shared/flow/api/edge.ts'
import { epochMs } from '../../shared/kernel/words.ts'
import { contextOn, editorOn } from '../api/console.ts'
import { CLIENT, type Oidc, startOidc } from './oidc.ts'

const CONSOLE = resolve(fileURLToPath(import.meta.url), '../../../console')

/** Who may sign in, and the groups they are in. */
export const PEOPLE = {
  vera: ['viewer'],
  mara: ['marketer', 'viewer'],
  ada: ['admin'],
  nora: [],
} as const satisfies Readonly<Record<string, readonly Role[]>>
export type Person = keyof typeof PEOPLE

export type DeployedSite = {
  readonly url: string
  readonly oidc: Oidc
  /** Addresses that were asked of the console's own origin. */
  readonly asked: () => readonly string[]
  readonly close: () => void
}

export const startDeployedSite = async (): Promise<DeployedSite> => {
  const folder = mkdtempSync(join(tmpdir(), 'rekindle-deployed-'))
  const plan = { ...DEFAULT_PLAN, seed: 7, customers: 120, months: 5 }
  const { local } = await openDemo(folder, { type: 'free' }, { type: 'begin', plan, because: 'new' }, () => {})
  const engine = local.engine(rulesFrom(await local.stores.definitions.all(), checkTemplate))
  const checkpoint = await local.stores.replay.checkpoint()
  const [clock, startedAt] = [checkpoint?.clock ?? 0, Date.now()]
  const now = () => epochMs(clock + Date.now() - startedAt)
  await engine.switches.refresh(now())
  const context = contextOn(local.stores, engine, now, local.keys)
  const api = consoleApi(context, {
    ...editorHandlers(editorOn(local.stores, now)),
    ...resultHandlers(context),
    ...verdictHandlers(local.stores.verdicts),
  })
  const problem = await buildConsole(CONSOLE)
  if (problem !== null) throw new Error(`The console could not be built: ${problem}`)
  const oidc = await startOidc(Object.keys(PEOPLE))
  const asked: string[] = []

  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    void answered(request, response).catch((error: unknown) => {
      process.stderr.write(`${String(error)}\n`)
      response.writeHead(500).end()
    })
  })
  const answered = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, search } = new URL(request.url ?? '/', url)
    if (pathname.startsWith('/api/')) return gateway(request, response, pathname, search.slice(1))
    for (const [name, value] of Object.entries(headersOf(oidc))) response.setHeader(name, value)
    if (pathname === '/config.json') return void response.setHeader('content-type', 'application/json').end(JSON.stringify(configOf(oidc)))
    const file = await fileAnswer(join(CONSOLE, 'dist'), pathname)
    if (file === null) return void response.writeHead(404).end()
    response.writeHead(file.status, file.headers).end(file.body)
  }
  const gateway = async (request: IncomingMessage, response: ServerResponse, path: string, query: string): Promise<void> => {
    const person = oidc.holderOf(/^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '') as Person | null
    if (person === null) {
      response.writeHead(401, { 'content-type': 'application/json' })
      return void response.end('{"message":"Unauthorized"}')
    }
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const groups = PEOPLE[person]
    const claims = { token_use: 'access', username: person, ...(groups.length === 0 ? {} : { 'cognito:groups': `[${groups.join(' ')}]` }) }
    const event = {
      version: '2.0',
      rawPath: decodeURIComponent(path).split('?')[0],
      rawQueryString: query,
      body: Buffer.concat(chunks).toString('utf8'),
      isBase64Encoded: false,
      requestContext: { requestId: `r${asked.length}`, http: { method: request.method }, authorizer: { jwt: { claims } } },
    }
    const { statusCode, headers, body } = await answerApiEvent(api, event)
    response.writeHead(statusCode, headers).end(body)
  }

  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  oidc.allow(url)
  return {
    ...{ url, oidc },
    asked: () => asked,
    close: () => {
      oidc.close()
      server.closeAllConnections()
      server.close()
      local.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const configOf = ({ origin, issuer }: Oidc) => ({ cognito: { domain: origin, clientId: CLIENT, issuer } })

const headersOf = ({ origin }: Oidc): Readonly<Record<string, string>> => ({
  ...SECURITY,
  'content-security-policy': (SECURITY['content-security-policy'] ?? '').replace("connect-src 'self'", `connect-src 'self' ${origin}`),
})
