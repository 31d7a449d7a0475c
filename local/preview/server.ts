/** A page on loopback that shows one template while it is written. */
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { CONNECTIONS_MAX, IDLE_MS_MAX, REQUEST_MS_MAX } from '../../shared/kernel/limits.ts'
import { type Answer, send } from '../server/answer.ts'
import { isFromOtherSite, isOwnHost } from '../server/guard.ts'
import type { Looker } from './look.ts'
import { inScheme, MAIL_POLICY, pageOf, SCRIPT, STYLE } from './page.ts'

export type RunningPreview = { readonly port: number; readonly close: () => Promise<void> }

/** Listens on 127.0.0.1; port 0: any that is free. */
export const startPreview = async (
  looker: Looker,
  wanted: number,
  first: string | null,
  onError: (error: unknown) => void,
): Promise<RunningPreview> => {
  const server = createServer({ requestTimeout: REQUEST_MS_MAX, headersTimeout: REQUEST_MS_MAX })
  server.maxConnections = CONNECTIONS_MAX
  server.timeout = IDLE_MS_MAX
  server.on('request', (request, response) => {
    answerOf(request, looker, first, port)
      .catch((error: unknown): Answer => {
        onError(error)
        return text(500, 'The template could not be read: the command line says why.')
      })
      .then((answer) => send(request, response, answer))
      .catch(() => response.destroy())
  })
  const port = await listening(server, wanted)
  return { port, close: () => closed(server) }
}

const answerOf = async (request: IncomingMessage, { look, version }: Looker, first: string | null, port: number): Promise<Answer> => {
  if (!isOwnHost(request.headers, port)) return text(421, 'This server answers to 127.0.0.1 only.')
  if (request.method !== 'GET' && request.method !== 'HEAD') return text(405, 'Here things are only looked at.')
  const url = URL.parse(request.url ?? '/', 'http://localhost')
  const locale = url?.searchParams.get('locale') ?? first
  switch (url?.pathname) {
    case '/':
      return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: pageOf(await look(locale)) }
    case '/mail': {
      if (isFromOtherSite(request.headers)) return text(403, 'Only the preview shows this.')
      const { mail } = await look(locale)
      if (mail?.ok !== true) return text(404, 'There is no mail to show.')
      return { status: 200, headers: MAIL_HEADERS, body: inScheme(mail.html, url.searchParams.get('scheme') === 'dark' ? 'dark' : 'light') }
    }
    case '/version':
      return text(200, await version())
    case '/preview.js':
      return { status: 200, headers: { 'content-type': 'text/javascript; charset=utf-8' }, body: SCRIPT }
    case '/preview.css':
      return { status: 200, headers: { 'content-type': 'text/css; charset=utf-8' }, body: STYLE }
    default:
      return text(404, 'There is nothing here.')
  }
}

const MAIL_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': MAIL_POLICY,
  'x-frame-options': 'SAMEORIGIN',
}

const text = (status: number, body: string): Answer => ({ status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body })

const listening = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve((server.address() as AddressInfo).port)
    })
  })

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
