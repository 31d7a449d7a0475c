/** Between API Gateway's HTTP API and the console's API: who asks, what, and how the answer goes back. */
import { type ApiEvent, readApiEvent } from '../../contract/api-event.ts'
import type { Role } from '../../contract/roles.ts'
import { type ApiAnswer, type ApiRequest, type Caller, type ConsoleApi, refused } from './router.ts'

/** What API Gateway takes for an answer. */
export type GatewayAnswer = {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly isBase64Encoded: false
}

/** The role of who signs a request with credentials of AWS; null: none. */
export type RoleOfArn = (arn: string) => Role | null

/** Who may sign for this path is said by IAM, in the policies of the account; so whoever comes here may all. */
const everybodyAdmin: RoleOfArn = () => 'admin'

/** Answers an event as it came. Nothing it may hold makes it throw; what the store throws goes on to whoever called. */
export const answerApiEvent = async (api: ConsoleApi, event: unknown, roleOfArn: RoleOfArn = everybodyAdmin): Promise<GatewayAnswer> => {
  const asked = requestOf(event, roleOfArn)
  return answerOf(asked.ok ? await api(asked.request) : asked.answer)
}

type Asked = { readonly ok: true; readonly request: ApiRequest } | { readonly ok: false; readonly answer: ApiAnswer }

/** The request of an event, or why it is none. */
export const requestOf = (given: unknown, roleOfArn: RoleOfArn = everybodyAdmin): Asked => {
  const event = readApiEvent(given)
  if (event === null) return { ok: false, answer: refused(400, [NO_EVENT]) }
  const { id, method, query, body } = event
  const caller = callerOf(event, roleOfArn)
  if (caller === null) return { ok: false, answer: refused(401, [NOBODY]) }
  if (body === null) return { ok: false, answer: refused(400, [NOT_UTF8]) }
  return { ok: true, request: { id, caller, method, path: pathOf(event), query: new URLSearchParams(query), body } }
}

/** People come with a token under `/api/`, programs with a signature under `/cli/api/`, and neither by the other's way. */
const callerOf = ({ path, authorized }: ApiEvent, roleOfArn: RoleOfArn): Caller | null => {
  const isForPrograms = path.startsWith(PROGRAMS)
  if (authorized.by === 'signature' && isForPrograms) return { name: authorized.arn, role: roleOfArn(authorized.arn), via: 'cli' }
  if (authorized.by === 'token' && !isForPrograms) return { name: authorized.name, role: authorized.role, via: 'console' }
  return null
}

const PROGRAMS = '/cli/'

/** As the router reads it: under `/api/`, and encoded again, for the gateway has decoded it. */
const pathOf = ({ path }: ApiEvent): string =>
  (path.startsWith(PROGRAMS) ? path.slice(PROGRAMS.length - 1) : path).toWellFormed().split('/').map(encodeURIComponent).join('/')

const answerOf = ({ status, headers, body }: ApiAnswer): GatewayAnswer => ({
  statusCode: status,
  headers: { ...headers, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' },
  body,
  isBase64Encoded: false,
})

const NO_EVENT = { path: '', problem: 'is no request of an HTTP API', hint: 'Only API Gateway calls this function (payload format 2.0).' }
const NOBODY = { path: '', problem: 'comes from somebody who is not signed in', hint: 'Sign in again.' }
const NOT_UTF8 = { path: '', problem: 'is not valid UTF-8', hint: 'Send JSON as UTF-8.' }
