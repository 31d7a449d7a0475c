/** Asks the server. Knows the table of the contract, the token for what changes something, and how a refusal looks. */
import type { Api, Refused } from '../../shared/contract/api.ts'
import type { Problem } from '../../shared/kernel/problem.ts'

export type Reading = Extract<keyof Api, `GET ${string}`>
export type Changing = Extract<keyof Api, `POST ${string}`>
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

/** Why there is no answer: the server refused and says why, it could not be reached, or it said something that is no answer. */
export type Failed =
  | { readonly type: 'refused'; readonly status: number; readonly problems: readonly Problem[] }
  | { readonly type: 'unreachable' }
  | { readonly type: 'unreadable'; readonly status: number }

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
  answerOf<Answer<E>>(await withToken((token) => reach(pathOf(endpoint, question.names), { headers: { 'x-rekindle-token': token } })))

/** Asks for a change. After a restart the server has another token: it is fetched anew, once. */
export const change = async <E extends Changing>(
  endpoint: E,
  names: Readonly<Record<string, string>> | undefined,
  body: Body<E>,
): Promise<Answer<E>> => {
  const url = pathOf(endpoint, names)
  const attempt = async (token: string): Promise<Response> =>
    reach(url, { method: 'POST', headers: { 'content-type': 'application/json', 'x-rekindle-token': token }, body: JSON.stringify(body) })
  return answerOf<Answer<E>>(await withToken(attempt))
}

const withToken = async (attempt: (token: string) => Promise<Response>): Promise<Response> => {
  const first = await attempt(await tokenOf('kept'))
  return first.status === 403 ? attempt(await tokenOf('new')) : first
}

let kept: string | null = null

const tokenOf = async (which: 'kept' | 'new'): Promise<string> => {
  if (kept === null || which === 'new') kept = (await answerOf<{ readonly token: string }>(await reach('/api/token', {}))).token
  return kept
}

const pathOf = (endpoint: Endpoint, names: Readonly<Record<string, string>> | undefined): string =>
  endpoint.slice(endpoint.indexOf('/')).replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(names?.[name] ?? ''))

const reach = async (url: string, init: RequestInit): Promise<Response> => {
  try {
    return await fetch(url, { ...init, credentials: 'same-origin' })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new Unanswered({ type: 'unreachable' })
  }
}

const answerOf = async <T>(response: Response): Promise<T> => {
  const body: unknown = await response.json().catch(() => null)
  if (response.ok && body !== null) return body as T
  if (isRefused(body)) throw new Unanswered({ type: 'refused', status: response.status, problems: body.problems })
  throw new Unanswered({ type: 'unreadable', status: response.status })
}

const isRefused = (body: unknown): body is Refused =>
  typeof body === 'object' && body !== null && 'problems' in body && Array.isArray(body.problems)
