/** Asks the server. Knows the table of the contract, what is shown to be let in, and how a refusal looks. */
import type { Api, Refused } from '../../shared/contract/api.ts'
import { pathPart } from '../../shared/contract/api-path.ts'
import { apiOrigin, endSession, isDeployed, tokenToShow } from '../session/session.ts'
import type { Failed } from './failed.ts'

export type Reading = Extract<keyof Api, `GET ${string}`>
export type Changing = Extract<keyof Api, `POST ${string}` | `DELETE ${string}`>
type Endpoint = keyof Api

type NamesIn<Path> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | NamesIn<`/${Rest}`>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never

/** What fills the `:name` parts of an endpoint; an endpoint without such parts takes none. */
export type Names<E extends Endpoint> = [NamesIn<E>] extends [never]
  ? { readonly names?: never }
  : { readonly names: Readonly<Record<NamesIn<E>, string>> }

export type Question<E extends Reading> = Names<E> & { readonly query?: Api[E]['query'] }
export type Answer<E extends Endpoint> = Api[E]['answer']
export type Body<E extends Changing> = Api[E]['body']

/** A failure on its way to whoever asked; `failed` is what a page words. */
export class Unanswered extends Error {
  readonly failed: Failed

  constructor(failed: Failed) {
    super(failed.type === 'refused' ? failed.problems.map(({ path, problem }) => `${path} ${problem}`.trim()).join('; ') : failed.type)
    this.failed = failed
  }
}

/** The answer to a question. Throws `Unanswered`, and nothing else but the abort of `signal`. */
export const read = async <E extends Reading>(endpoint: E, question: Question<E>, signal?: AbortSignal): Promise<Answer<E>> => {
  const path = pathOf(endpoint, question.names)
  const query = new URLSearchParams(Object.entries(question.query ?? {}).filter(([, value]) => value !== undefined))
  const url = query.size === 0 ? path : `${path}?${query}`
  return answerOf<Answer<E>>(await reach(url, signal === undefined ? {} : { signal }))
}

/** An answer that only our own page may have: all that is held of one person. Asked for with the token, as a change is. */
export const readClosed = async <E extends Reading>(endpoint: E, question: Question<E>): Promise<Answer<E>> =>
  answerOf<Answer<E>>(await withToken(pathOf(endpoint, question.names), {}))

/** Asks for a change. */
export const change = async <E extends Changing>(
  endpoint: E,
  names: Readonly<Record<string, string>> | undefined,
  body: Body<E>,
): Promise<Answer<E>> => {
  const method = endpoint.slice(0, endpoint.indexOf(' '))
  const init = { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  return answerOf<Answer<E>>(await withToken(pathOf(endpoint, names), init))
}

/** On one's own machine the token of the process goes along. After a restart it is another: it is fetched anew, once. */
const withToken = async (url: string, init: RequestInit): Promise<Response> => {
  if (isDeployed()) return reach(url, init)
  const attempt = async (token: string): Promise<Response> =>
    reach(url, { ...init, headers: { ...init.headers, 'x-rekindle-token': token } })
  const first = await attempt(await tokenOf('kept'))
  return first.status === 403 ? attempt(await tokenOf('new')) : first
}

let kept: string | null = null

const tokenOf = async (which: 'kept' | 'new'): Promise<string> => {
  if (kept === null || which === 'new') kept = (await answerOf<{ readonly token: string }>(await reach('/api/token', {}))).token
  return kept
}

const pathOf = (endpoint: Endpoint, names: Readonly<Record<string, string>> | undefined): string =>
  endpoint.slice(endpoint.indexOf('/')).replace(/:(\w+)/g, (_, name: string) => pathPart(names?.[name] ?? ''))

/** Where people sign in, who they are goes along; what the API turns away is asked once more with a new token. */
const reach = async (url: string, init: RequestInit): Promise<Response> => {
  const shown = await tokenToShow()
  if (shown.type === 'none') return fetched(url, init)
  if (shown.type !== 'token') throw new Unanswered({ type: 'offline' })
  const first = await fetched(url, signed(init, shown.token))
  if (first.status !== 401) return first
  const renewed = await tokenToShow(shown.token)
  if (renewed.type !== 'token') throw new Unanswered({ type: 'offline' })
  const second = await fetched(url, signed(init, renewed.token))
  if (second.status === 401) endSession()
  return second
}

const signed = (init: RequestInit, token: string): RequestInit => ({
  ...init,
  headers: { ...init.headers, authorization: `Bearer ${token}` },
})

const fetched = async (url: string, init: RequestInit): Promise<Response> => {
  try {
    return await fetch(apiOrigin() + url, { ...init, credentials: 'same-origin' })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new Unanswered({ type: isDeployed() ? 'offline' : 'unreachable' })
  }
}

const answerOf = async <T>(response: Response): Promise<T> => {
  const body: unknown = await response.json().catch(() => null)
  if (response.ok && body !== null) return body as T
  if (isRefused(body)) throw new Unanswered({ type: 'refused', status: response.status, problems: body.problems, met: body.met ?? null })
  throw new Unanswered({ type: 'unreadable', status: response.status })
}

const isRefused = (body: unknown): body is Refused =>
  typeof body === 'object' && body !== null && 'problems' in body && Array.isArray(body.problems)
