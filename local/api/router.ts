/** From a request to the handler of its endpoint and back, typed by the table in `shared/contract/api.ts`. */
import type { Api } from '../../shared/contract/api.ts'
import { ASKED, type Asked } from '../../shared/contract/api-bodies.ts'
import { parseWith } from '../../shared/contract/problems.ts'
import { ID_LENGTH_MAX } from '../../shared/kernel/limits.ts'
import type { Parsed, Problem } from '../../shared/kernel/problem.ts'
import type { Answer } from '../server/answer.ts'
import type { Api as AnswerApi, ApiRequest } from '../server/api.ts'

type Route = keyof Api

/** The names filled into a path: `id` and `campaign` of `/api/customers/:id/campaigns/:campaign`. */
type Names<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | Names<Rest>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never

/** What an endpoint answers, or why it does not. */
export type Reply<Value> =
  /** `file`: what it is called where it is kept; null: it is shown. */
  | { readonly ok: true; readonly value: Value; readonly file: string | null }
  | { readonly ok: false; readonly because: 'not-there' | 'not-possible'; readonly problem: Problem }

export type Handlers = {
  readonly [R in Route]: (asked: Asked<R>, names: Readonly<Record<Names<R>, string>>) => Promise<Reply<Api[R]['answer']>>
}

export const replied = <Value>(value: Value, file: string | null = null): Reply<Value> => ({ ok: true, value, file })

/** Nothing of that name: 404. */
export const notThere = (path: string, problem: string, hint: string): Reply<never> => ({
  ok: false,
  because: 'not-there',
  problem: { path, problem, hint },
})

/** It is there, and this cannot be done with it: 409. */
export const notPossible = (path: string, problem: string, hint: string): Reply<never> => ({
  ok: false,
  because: 'not-possible',
  problem: { path, problem, hint },
})

/** Answers everything under `/api/` that stands in the table; `live` answers the one endpoint that never ends. */
export const routed = (handlers: Handlers, live: (request: ApiRequest) => Answer): AnswerApi => {
  const endpoints = (Object.keys(handlers) as Route[]).map(endpointOf)
  return async (request) => {
    if (request.path === LIVE_PATH) return request.method === 'GET' ? live(request) : notAllowed(['GET'])
    const parts = partsOf(request.path)
    const here = parts === null ? [] : endpoints.filter((endpoint) => namesIn(endpoint, parts) !== null)
    if (parts === null || here.length === 0) return refused(404, [NO_ENDPOINT])
    const method = request.method === 'HEAD' ? 'GET' : request.method
    const endpoint = here.find((one) => one.method === method)
    if (endpoint === undefined) return notAllowed(here.map((one) => one.method))
    const asked = askedOf(endpoint, request)
    if (!asked.ok) return refused(400, asked.problems)
    const handler = handlers[endpoint.route] as (asked: unknown, names: object) => Promise<Reply<unknown>>
    const reply = await handler(asked.value, namesIn(endpoint, parts) ?? {})
    return reply.ok
      ? json(200, reply.value, reply.file === null ? {} : attached(reply.file))
      : refused(reply.because === 'not-there' ? 404 : 409, [reply.problem])
  }
}

const LIVE_PATH = '/api/live'

type Endpoint = { readonly route: Route; readonly method: string; readonly parts: readonly string[] }

const endpointOf = (route: Route): Endpoint => {
  const [method = '', path = ''] = route.split(' ')
  return { route, method, parts: path.split('/').slice(1) }
}

/** The parts of a path; null where they cannot be read, or are longer than any id. */
const partsOf = (path: string): readonly string[] | null => {
  try {
    const parts = path.split('/').slice(1).map(decodeURIComponent)
    return parts.every((part) => part !== '' && part.length <= ID_LENGTH_MAX && part.isWellFormed()) ? parts : null
  } catch {
    return null
  }
}

const namesIn = ({ parts: wanted }: Endpoint, parts: readonly string[]): Readonly<Record<string, string>> | null => {
  if (wanted.length !== parts.length) return null
  const isHere = wanted.every((part, index) => part.startsWith(':') || part === parts[index])
  if (!isHere) return null
  return Object.fromEntries(wanted.flatMap((part, index) => (part.startsWith(':') ? [[part.slice(1), parts[index] ?? '']] : [])))
}

const askedOf = ({ route, method }: Endpoint, { query, body }: ApiRequest): Parsed<unknown> => {
  if (method === 'GET') return parseWith(ASKED[route] as Parameters<typeof parseWith>[0], Object.fromEntries(query))
  try {
    return parseWith(ASKED[route] as Parameters<typeof parseWith>[0], JSON.parse(body === '' ? '{}' : body))
  } catch {
    return { ok: false, problems: [NOT_JSON] }
  }
}

const json = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
})

const attached = (file: string) => ({ 'content-disposition': `attachment; filename="${file}"` })

const refused = (status: number, problems: readonly Problem[]): Answer => json(status, { problems })

const notAllowed = (methods: readonly string[]): Answer =>
  json(
    405,
    { problems: [{ path: '', problem: 'is asked for in a way that is not there', hint: `Use ${methods.join(', ')}.` }] },
    { allow: methods.join(', ') },
  )

const NO_ENDPOINT: Problem = { path: '', problem: 'is for an address that is not there', hint: 'shared/contract/api.ts lists them all.' }
const NOT_JSON: Problem = { path: '', problem: 'is not JSON', hint: 'Send the body as JSON.' }
