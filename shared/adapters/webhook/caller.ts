import type { KeyObject } from 'node:crypto'
import { lookup as resolveName } from 'node:dns'
import { request as plainRequest } from 'node:http'
import { request as tlsRequest } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import type { Attempt } from '../../domain/call/after-attempt.ts'
import { CALL_ANSWER_BYTES_MAX, CALL_TIMEOUT_MS } from '../../kernel/limits-effects.ts'
import type { Caller } from '../../ports/caller.ts'
import { whyNot } from './addresses.ts'
import { signedHeaders } from './signature.ts'

/** What stands for the world's names: tests have some of their own. */
export type Resolve = (
  host: string,
  done: (error: Error | null, addresses: readonly { readonly address: string; readonly family: number }[]) => void,
) => void

export type WebhookOptions = {
  readonly secret: KeyObject
  /** Also this machine itself, and without TLS: for trying out. */
  readonly allowsLoopback?: boolean
  /** Only this machine: nothing leaves it. */
  readonly onlyLoopback?: boolean
  readonly timeoutMs?: number
  readonly resolve?: Resolve
}

/**
 * Calls servers by HTTPS: each attempt on a line of its own, to an address that was looked at when the line was made (a name may lead
 * elsewhere a moment later). Redirects are not followed, and of the answer only its status is looked at.
 */
export const webhookCaller = (options: WebhookOptions): Caller => ({
  call: async ({ id, url, body }, now, signal) => {
    const target = URL.parse(url)
    if (target === null) return forbidden('it is no address')
    const why = whyNotUrl(target, options)
    if (why !== null) return forbidden(why)
    const text = JSON.stringify(body)
    return attempt(target, text, { ...FIXED, ...signedHeaders(options.secret, id, text, now) }, options, signal)
  },
})

const FIXED = { 'content-type': 'application/json', 'user-agent': 'Rekindle-Webhooks/1', accept: '*/*' } as const

const forbidden = (because: string): Attempt => ({ type: 'forbidden', because })
const silent = (because: string): Attempt => ({ type: 'silent', because })

/** What can be said before any name is looked up. A host that is an address is never looked up. */
const whyNotUrl = ({ protocol, username, password, hostname }: URL, options: WebhookOptions): string | null => {
  if (protocol !== 'https:' && !(protocol === 'http:' && options.allowsLoopback === true)) return 'only https is called'
  if (username !== '' || password !== '') return 'a name and a password in an address are not sent'
  const host = bareHost(hostname)
  if (isIP(host) !== 0) return whyNotAddress(host, protocol, options)
  return null
}

const bareHost = (hostname: string): string => hostname.replace(/^\[|\]$/g, '')

/** Without TLS nothing is said but to this machine itself. */
const whyNotAddress = (
  address: string,
  protocol: string,
  { allowsLoopback = false, onlyLoopback = false }: WebhookOptions,
): string | null => {
  const isLoopback = whyNot(address, false) !== null && whyNot(address, true) === null
  if (isLoopback && allowsLoopback) return null
  if (onlyLoopback) return 'only this machine itself may be called here'
  return protocol === 'https:' ? whyNot(address, false) : 'only https is called'
}

class Forbidden extends Error {
  override name = 'Forbidden'
}

const attempt = (
  target: URL,
  body: string,
  headers: Readonly<Record<string, string>>,
  options: WebhookOptions,
  signal: AbortSignal | undefined,
): Promise<Attempt> =>
  new Promise((resolve) => {
    const timeout = AbortSignal.timeout(options.timeoutMs ?? CALL_TIMEOUT_MS)
    const isTls = target.protocol === 'https:'
    const request = (isTls ? tlsRequest : plainRequest)(target, {
      method: 'POST',
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      // No line is used twice: the next call would go to an address that nobody looked at again.
      agent: false,
      lookup: checkedLookup(target.protocol, options),
      signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
    })
    // Once more where the line leads, should a library ever pass the lookup by.
    request.on('socket', (socket) =>
      socket.once('connect', () => {
        const why = whyNotAddress(socket.remoteAddress ?? '', target.protocol, options)
        if (why !== null) request.destroy(new Forbidden(why))
      }),
    )
    // Once a status was told it is what counts, whatever becomes of the rest of the answer.
    let answered: Attempt | null = null
    const end = (otherwise: Attempt): void => resolve(answered ?? otherwise)
    request.on('error', (failure) => end(failure instanceof Forbidden ? forbidden(failure.message) : silent(reasonOf(failure, timeout))))
    request.on('close', () => end(silent('the line broke')))
    request.on('response', (response) => {
      const told: Attempt = { type: 'answered', status: response.statusCode ?? 0 }
      answered = told
      let bytes = 0
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        if (bytes > CALL_ANSWER_BYTES_MAX) request.destroy()
      })
      for (const over of ['end', 'error', 'close'] as const) response.on(over, () => end(told))
    })
    request.end(body)
  })

/** Names are looked up once, here, and what the line is made to is what was looked at. One address that may not be called is one too many. */
const checkedLookup =
  (protocol: string, options: WebhookOptions): LookupFunction =>
  (host, { all }, done) => {
    const resolve = options.resolve ?? byName
    resolve(host, (error, addresses) => {
      if (error !== null) return done(error, '', 0)
      const [first] = addresses
      if (first === undefined) return done(new Error('no address'), '', 0)
      const why = addresses.map(({ address }) => whyNotAddress(address, protocol, options)).find((reason) => reason !== null) ?? null
      if (why !== null) return done(new Forbidden(why), '', 0)
      if (all === true) return done(null, [...addresses])
      return done(null, first.address, first.family)
    })
  }

const byName: Resolve = (host, done) => resolveName(host, { all: true }, (error, addresses) => done(error, addresses ?? []))

/** Kinds of failure by their code, never by their text: that names the address. */
const reasonOf = (failure: Error, timeout: AbortSignal): string => {
  if (timeout.aborted) return 'it did not answer in time'
  const code = 'code' in failure ? String(failure.code) : ''
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'its name leads nowhere'
  if (code === 'ECONNREFUSED') return 'nobody listens there'
  if (/CERT|TLS|SSL|ALTNAME|SELF_SIGNED|UNABLE_TO_/.test(code)) return 'its certificate cannot be trusted'
  return 'the line broke'
}
