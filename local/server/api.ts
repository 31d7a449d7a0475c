/** The console's side of the server: our own page may ask, and with the token of this process also change. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { problemAnswer } from '../../shared/flow/doors/door.ts'
import { API_BYTES_MAX } from '../../shared/kernel/limits.ts'
import type { Answer } from './answer.ts'
import { readBody } from './body.ts'
import { isFromOtherSite, isOwnOrigin, isSameSecret } from './guard.ts'

export type ApiRequest = {
  readonly method: string
  /** With its `/api`. */
  readonly path: string
  readonly query: URLSearchParams
  readonly body: string
  /** Aborts when nobody listens any more. */
  readonly signal: AbortSignal
}

/** Answers what stands under `/api/`. */
export type Api = (request: ApiRequest) => Promise<Answer>

/** Sent with whatever changes something; our page reads it from `/api/token`, which no other page can. */
const TOKEN_HEADER = 'x-rekindle-token'
const TOKEN_PATH = '/api/token'
/** All that is held of one person: it changes nothing, and yet is nothing to be led to by a link. However the path is spelled. */
const tellsAll = (path: string): boolean => {
  const [, , , , last, ...more] = path.split('/')
  try {
    return last !== undefined && more.length === 0 && decodeURIComponent(last) === 'export'
  } catch {
    return true
  }
}

/** `mark`: of the data folder that is served, so that who has it before them knows that it is the same. */
export const openApi =
  (api: Api, token: string, mark: string | null) =>
  async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<Answer> => {
    const { headers, method = 'GET' } = request
    if (!isOwnOrigin(headers) || isFromOtherSite(headers)) return problemAnswer(403, OTHER_PAGE)
    if (url.pathname === TOKEN_PATH) return json({ token, folder: mark })
    const isReading = method === 'GET' || method === 'HEAD'
    if ((!isReading || tellsAll(url.pathname)) && !isSameSecret(tokenShown(headers[TOKEN_HEADER]), token))
      return problemAnswer(403, NO_TOKEN)
    const body = isReading ? NO_BODY : await readBody(request, API_BYTES_MAX)
    if (!body.ok) return problemAnswer(body.status, body.problem)
    const gone = new AbortController()
    response.once('close', () => gone.abort())
    return api({ method, path: url.pathname, query: url.searchParams, body: body.text, signal: gone.signal })
  }

const NO_BODY = { ok: true, text: '' } as const

const tokenShown = (header: string | readonly string[] | undefined): string | null => (typeof header === 'string' ? header : null)

const json = (body: object): Answer => ({ status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })

const OTHER_PAGE = { path: '', problem: 'comes from the page of another site', hint: 'Open the console at the address the server printed.' }
const NO_TOKEN = {
  path: '',
  problem: `does not carry the token of this process in ${TOKEN_HEADER}`,
  hint: `Read it from ${TOKEN_PATH}; after a restart of the server it is another.`,
}
