/** From a request to the handler of its endpoint and back, typed by the table in `shared/contract/api.ts`. */
import type { Api, Met, Refused } from '../../contract/api.ts'
import { ASKED, type Asked } from '../../contract/api-bodies.ts'
import { nameOfPart } from '../../contract/api-path.ts'
import { type EditorRoute, LEAST_ROLE, type LocalRoute, mayCall, type ResultRoute, type Route } from '../../contract/api-roles.ts'
import type { Role } from '../../contract/roles.ts'
import type { Via } from '../../contract/api-system.ts'
import { parseWith } from '../../contract/problems.ts'
import { API_BYTES_MAX, ID_LENGTH_MAX } from '../../kernel/limits.ts'
import type { Parsed, Problem } from '../../kernel/problem.ts'

/** Who asks. `role` null: somebody who signed in and was given none. */
export type Caller = { readonly name: string; readonly role: Role | null; readonly via: Via }

export type ApiRequest = {
  /** Of this request alone. */
  readonly id: string
  readonly caller: Caller
  readonly method: string
  /** With its `/api`. */
  readonly path: string
  readonly query: URLSearchParams
  readonly body: string
}

export type ApiAnswer = { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string }

/** Answers what stands under `/api/`. */
export type ConsoleApi = (request: ApiRequest) => Promise<ApiAnswer>

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
  | { readonly ok: false; readonly because: keyof typeof STATUS_OF; readonly refused: Refused }

export type Handlers = {
  readonly [R in Route]: (
    asked: Asked<R>,
    names: Readonly<Record<Names<R>, string>>,
    caller: Caller & { readonly role: Role },
  ) => Promise<Reply<Api[R]['answer']>>
}

/** Those of the console's pages, and beside them those of the editor, of results and of a process on one's own machine where it has them. */
export type HandlersHere = Omit<Handlers, Elsewhere> & Partial<Pick<Handlers, Elsewhere>>
type Elsewhere = LocalRoute | EditorRoute | ResultRoute

/** What is asked, once it is certain that it may be. */
export type Call = {
  readonly route: Route
  readonly request: ApiRequest
  readonly asked: unknown
  readonly names: Readonly<Record<string, string>>
}

/** Stands around a handler: writes down what is changed. */
export type Around = (call: Call, run: () => Promise<Reply<unknown>>) => Promise<Reply<unknown>>

export const replied = <Value>(value: Value, file: string | null = null): Reply<Value> => ({ ok: true, value, file })

/** Nothing of that name: 404. */
export const notThere = (path: string, problem: string, hint: string): Reply<never> => ({
  ok: false,
  because: 'not-there',
  refused: { problems: [{ path, problem, hint }] },
})

/** It is there, and this cannot be done with it: 409. */
export const notPossible = (path: string, problem: string, hint: string, met: Met | null = null): Reply<never> => ({
  ok: false,
  because: 'not-possible',
  refused: { problems: [{ path, problem, hint }], ...(met === null ? {} : { met }) },
})

/** What was sent is wrong: 400. */
export const notRight = (problems: readonly Problem[]): Reply<never> => ({ ok: false, because: 'not-right', refused: { problems } })

const STATUS_OF = { 'not-there': 404, 'not-possible': 409, 'not-right': 400 } as const

/** Answers everything under `/api/` that stands in the table, to whom it may. */
export const routed = (handlers: Partial<Handlers>, around: Around): ConsoleApi => {
  const endpoints = (Object.keys(handlers) as Route[]).map(endpointOf)
  return async (request) => {
    const parts = partsOf(request.path)
    const here = parts === null ? [] : endpoints.filter((endpoint) => namesIn(endpoint, parts) !== null)
    if (parts === null || here.length === 0) return refused(404, [NO_ENDPOINT])
    const method = request.method === 'HEAD' ? 'GET' : request.method
    const endpoint = here.find((one) => one.method === method)
    if (endpoint === undefined) return notAllowed(here.map((one) => one.method))
    const { route } = endpoint
    const { caller } = request
    if (caller.role === null) return refused(403, [NO_ROLE])
    if (!mayCall(caller.role, route)) return refused(403, [tooLow(caller.role, route)])
    if (Buffer.byteLength(request.body) > API_BYTES_MAX) return refused(413, [TOO_LARGE])
    const asked = askedOf(endpoint, request)
    if (!asked.ok) return refused(400, asked.problems)
    const names = namesIn(endpoint, parts) ?? {}
    const handler = handlers[route] as (asked: unknown, names: object, caller: Caller) => Promise<Reply<unknown>>
    const reply = await around({ route, request, asked: asked.value, names }, () => handler(asked.value, names, caller))
    return reply.ok
      ? json(200, reply.value, reply.file === null ? {} : attached(reply.file))
      : json(STATUS_OF[reply.because], reply.refused)
  }
}

/** Why there is no answer, as every refusal of the API looks. */
export const refused = (status: number, problems: readonly Problem[]): ApiAnswer => json(status, { problems })

type Endpoint = { readonly route: Route; readonly method: string; readonly parts: readonly string[] }

const endpointOf = (route: Route): Endpoint => {
  const [method = '', path = ''] = route.split(' ')
  return { route, method, parts: path.split('/').slice(1) }
}

/** The parts of a path; null where they cannot be read, or are longer than any id may be as one. */
const partsOf = (path: string): readonly string[] | null => {
  try {
    const parts = path.split('/').slice(1).map(decodeURIComponent)
    return parts.every((part) => part !== '' && part.length <= PART_LENGTH_MAX && part.isWellFormed()) ? parts : null
  } catch {
    return null
  }
}

/** Four bytes a character at most, of which base64 makes a third more. */
const PART_LENGTH_MAX = 6 * ID_LENGTH_MAX

const namesIn = ({ parts: wanted }: Endpoint, parts: readonly string[]): Readonly<Record<string, string>> | null => {
  if (wanted.length !== parts.length) return null
  const isHere = wanted.every((part, index) => part.startsWith(':') || part === parts[index])
  if (!isHere) return null
  const names: Record<string, string> = {}
  for (const [index, part] of wanted.entries()) {
    if (!part.startsWith(':')) continue
    const name = nameOfPart(parts[index] ?? '')
    if (name === null || name === '' || name.length > ID_LENGTH_MAX || !name.isWellFormed()) return null
    names[part.slice(1)] = name
  }
  return names
}

const askedOf = ({ route, method }: Endpoint, { query, body }: ApiRequest): Parsed<unknown> => {
  if (method === 'GET') return parseWith(ASKED[route] as Parameters<typeof parseWith>[0], Object.fromEntries(query))
  try {
    return parseWith(ASKED[route] as Parameters<typeof parseWith>[0], JSON.parse(body === '' ? '{}' : body))
  } catch {
    return { ok: false, problems: [NOT_JSON] }
  }
}

const json = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): ApiAnswer => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
})

const attached = (file: string) => ({ 'content-disposition': `attachment; filename="${file}"` })

const notAllowed = (methods: readonly string[]): ApiAnswer =>
  json(
    405,
    { problems: [{ path: '', problem: 'is asked for in a way that is not there', hint: `Use ${methods.join(', ')}.` }] },
    { allow: methods.join(', ') },
  )

const tooLow = (role: Role, route: Route): Problem => ({
  path: '',
  problem: `takes the role ${LEAST_ROLE[route]}, and you have ${role}`,
  hint: 'Ask an administrator of this installation to do it, or to give you the role.',
})

const NO_ROLE: Problem = {
  path: '',
  problem: 'comes from somebody without a role',
  hint: 'Ask an administrator of this installation to put you into one of the groups viewer, marketer, admin; then sign in again.',
}
const TOO_LARGE: Problem = {
  path: '',
  problem: `is larger than ${API_BYTES_MAX} bytes`,
  hint: 'Send it in several requests.',
}
const NO_ENDPOINT: Problem = { path: '', problem: 'is for an address that is not there', hint: 'shared/contract/api.ts lists them all.' }
const NOT_JSON: Problem = { path: '', problem: 'is not JSON', hint: 'Send the body as JSON.' }
