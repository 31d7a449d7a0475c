/** The HTTP server of the local process, on loopback only: publishers' doors, the console's files and its API. */
import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { type Taken, take } from '../../shared/flow/doors/take.ts'
import { problemAnswer } from '../../shared/flow/doors/door.ts'
import type { Engine } from '../../shared/flow/engine.ts'
import { CONNECTIONS_LOOKED_AT_MS, CONNECTIONS_MAX, IDLE_MS_MAX, REQUEST_MS_MAX } from '../../shared/kernel/limits.ts'
import { type EpochMs, epochMs } from '../../shared/kernel/words.ts'
import type { Clock } from '../../shared/ports/clock.ts'
import { type Answer, send } from './answer.ts'
import { type Api, openApi } from './api.ts'
import { openCollector } from './collector.ts'
import { type DoorName, isForDoors, openDoors } from './doors.ts'
import { fileAnswer } from './files.ts'
import { isOwnHost } from './guard.ts'
import { isForReaders, openPublic, type PublicPages } from './public.ts'
import { gateOf, type KeyGate } from './write-keys.ts'

export type ServerOptions = {
  readonly engine: Engine
  readonly clock: Clock
  /** What time it is for publishers, where the clock is another on purpose: that of a demo. */
  readonly publishersNow?: () => EpochMs
  /** 0: any that is free. */
  readonly port: number
  /** What publishers must show; without it whoever is on this machine may publish. */
  readonly keys?: KeyGate
  /** Sites whose pages may publish: `https://shop.example`. */
  readonly corsOrigins?: readonly string[]
  /** Told what was committed, before its publisher is. */
  readonly onArrival?: (taken: readonly Taken[], door: DoorName) => void
  /** Told of what failed; the publisher hears only that it did. */
  readonly onError?: (error: unknown) => void
  readonly api?: Api
  /** Of the data folder that is served. */
  readonly mark?: string
  /** Where the links of mails lead; without it they lead nowhere. */
  readonly pages?: PublicPages
  /** Where the console's built files are. */
  readonly staticFolder?: string
  /** Smaller ones, for tests that cannot wait. */
  readonly limits?: ConnectionLimits
}

type ConnectionLimits = {
  readonly requestMs: number
  readonly idleMs: number
  readonly lookedAtMs: number
  readonly connections: number
}

const LIMITS: ConnectionLimits = {
  requestMs: REQUEST_MS_MAX,
  idleMs: IDLE_MS_MAX,
  lookedAtMs: CONNECTIONS_LOOKED_AT_MS,
  connections: CONNECTIONS_MAX,
}

export type RunningServer = {
  readonly port: number
  /** What the API wants to see before it changes anything. */
  readonly token: string
  /** Takes no more, finishes what it has begun, and answers it. */
  readonly close: () => Promise<void>
}

/** Listens on 127.0.0.1. An event is acknowledged only once it is committed. */
export const startServer = async (options: ServerOptions): Promise<RunningServer> => {
  const collector = openCollector((taken) => take(options.engine, taken))
  const token = randomBytes(24).toString('base64url')
  const now = neverBackwards(options.clock)
  const onError = options.onError ?? nothing
  const doors = openDoors({
    collector,
    now,
    publishersNow: options.publishersNow ?? null,
    keys: options.keys ?? gateOf(null),
    corsOrigins: options.corsOrigins ?? [],
    onArrival: options.onArrival ?? nothing,
    onError,
  })
  const pages = options.pages === undefined ? null : openPublic({ ...options.pages, engine: options.engine, collector, now, onError })
  const api = options.api === undefined ? null : openApi(options.api, token, options.mark ?? null)

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<Answer> => {
    if (!isOwnHost(request.headers, port)) return problemAnswer(421, OTHER_HOST)
    const url = urlOf(request.url ?? '/')
    if (url === null) return problemAnswer(400, NO_ADDRESS)
    if (isForDoors(request, url.pathname)) return doors(request, url.pathname)
    if (pages !== null && isForReaders(url.pathname)) return pages.answer(request, url.pathname)
    if (api !== null && url.pathname.startsWith('/api/')) return api(request, response, url)
    if (url.pathname === CONFIG_PATH) return NO_CONFIG
    const isReading = request.method === 'GET' || request.method === 'HEAD'
    const file = isReading && options.staticFolder !== undefined ? await fileAnswer(options.staticFolder, url.pathname) : null
    return file ?? problemAnswer(404, NOT_THERE)
  }

  const server = bareServer(options.limits ?? LIMITS)
  const answering = new WeakMap<Duplex, ServerResponse>()
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    answering.set(request.socket, response)
    answer(request, response)
      .catch((error: unknown): Answer => {
        options.onError?.(error)
        return problemAnswer(500, DEFECT)
      })
      .then((given) => send(request, response, given))
      .catch((error: unknown) => {
        options.onError?.(error)
        response.destroy()
      })
  })
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => notHttp(error, socket, answering.get(socket)))
  const port = await listening(server, options.port)
  const close = async (): Promise<void> => {
    await closed(server, collector.idle)
    await pages?.close()
  }
  return { port, token, close }
}

/** A request has to come to its end in time, and whoever neither sends nor reads is cut. */
const bareServer = ({ requestMs, idleMs, lookedAtMs, connections }: ConnectionLimits): Server => {
  const server = createServer({
    requestTimeout: requestMs,
    headersTimeout: requestMs,
    keepAliveTimeout: requestMs,
    connectionsCheckingInterval: lookedAtMs,
  })
  server.maxConnections = connections
  server.timeout = idleMs
  return server
}

/** What a console asks first: who signs people in. Here nobody does. */
const CONFIG_PATH = '/config.json'
const NO_CONFIG: Answer = { status: 200, headers: { 'content-type': 'application/json' }, body: '{}' }

const nothing = (): void => {}

/** A clock that is set back does not make a customer's history run backwards. */
const neverBackwards = (clock: Clock): (() => EpochMs) => {
  let latest = epochMs(0)
  return () => {
    latest = epochMs(Math.max(latest, clock.now()))
    return latest
  }
}

const urlOf = (target: string): URL | null =>
  target.startsWith('/') && !target.startsWith('//') ? URL.parse(target, 'http://localhost') : null

const listening = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve((server.address() as AddressInfo).port)
    })
  })

const closed = async (server: Server, idle: () => Promise<void>): Promise<void> => {
  const done = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  await idle()
  const impatient = setTimeout(() => server.closeAllConnections(), CLOSING_MS)
  await done
  clearTimeout(impatient)
  await idle()
}

/** Long enough for an answer to leave; streams that never end are cut. */
const CLOSING_MS = 500

/** What is no request, or does not end. An answer that is on its way goes first: it is about something that was kept. */
const notHttp = ({ code = '' }: NodeJS.ErrnoException, socket: Duplex, answering: ServerResponse | undefined): void => {
  if (answering?.req.complete === true && !answering.writableFinished) {
    answering.once('close', () => socket.destroy())
    return
  }
  if (!socket.writable) return void socket.destroy()
  const [status, problem] = NOT_HTTP[code] ?? [400, 'is no HTTP request']
  const body = JSON.stringify({ success: false, problems: [{ path: '', problem, hint: 'Send it anew, on another connection.' }] })
  const headers = `content-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: close`
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${headers}\r\n\r\n${body}`)
}

const NOT_HTTP: Readonly<Record<string, readonly [number, string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'does not come to its end in time'],
  HPE_HEADER_OVERFLOW: [431, 'has headers that are too large'],
}

const OTHER_HOST = { path: '', problem: 'names another host', hint: 'Use the address the server printed: http://127.0.0.1 and its port.' }
const NO_ADDRESS = { path: '', problem: 'has no address that can be read', hint: 'Use a path such as /v1/track.' }
const NOT_THERE = {
  path: '',
  problem: 'is for an address that is not there',
  hint: 'The console is at /, events go to /v1/track and /v1/batch.',
}
const DEFECT = { path: '', problem: 'met a defect of ours', hint: 'The log of the server says more.' }
