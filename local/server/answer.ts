/** Answers on the wire: always with the security headers, and heard even by a client that is still sending. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { DRAIN_MS } from '../../shared/kernel/limits.ts'

export type Answer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** A stream is sent as it comes: events that appear live. */
  readonly body: string | Uint8Array | AsyncIterable<string>
}

/** Nothing but what we serve ourselves runs, loads or frames. Styles may stand in attributes: the console's components set them. */
export const SECURITY: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'cache-control': 'no-store',
}

/** Sends an answer. Its own headers win over the general ones. */
export const send = async (request: IncomingMessage, response: ServerResponse, { status, headers, body }: Answer): Promise<void> => {
  if (response.destroyed) return
  const isUnread = !request.complete
  response.writeHead(status, { ...SECURITY, ...headers, ...(isUnread ? { connection: 'close' } : {}) })
  if (isUnread) drain(request)
  if (request.method === 'HEAD') response.end()
  else if (typeof body === 'string' || body instanceof Uint8Array) response.end(body)
  else await pipeline(Readable.from(body), response).catch(() => response.destroy())
}

/** What is still coming goes nowhere, and not for long. */
const drain = (request: IncomingMessage): void => {
  request.resume()
  const end = setTimeout(() => request.destroy(), DRAIN_MS)
  request.once('close', () => clearTimeout(end))
}
