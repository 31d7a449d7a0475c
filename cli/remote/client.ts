/** Asks a deployed system: requests signed with the caller's own AWS credentials (Signature Version 4), answers as the contract types them. */
import type { Asked } from '../../shared/contract/api-bodies.ts'
import type { Api } from '../../shared/contract/api.ts'
import { pathPart } from '../../shared/contract/api-path.ts'
import type { Problem } from '../../shared/kernel/problem.ts'
import { EXIT, Failure, problemLines } from '../failure.ts'
import { credentialsFailure, type Target, type TargetOptions, targetOf } from './target.ts'

export type Remote = {
  /** Asks an endpoint. `:name` parts of its path are filled in from `params`. */
  readonly ask: <Route extends keyof Api>(
    route: Route,
    params: Readonly<Record<string, string>>,
    asked: Asked<Route>,
  ) => Promise<Api[Route]['answer']>
  /** Posts to a path of its own. Statuses beside 2xx whose body is an answer, too, are named. */
  readonly post: (path: string, body: object, answers: readonly number[]) => Promise<unknown>
}

export const openRemote = async (options: TargetOptions): Promise<Remote> => {
  const target = await targetOf(options)
  const send = await signedFetch(target)
  const call = async ({ answers, ...request }: Request & { readonly answers: readonly number[] }): Promise<unknown> => {
    const response = await reached(target, send(request))
    const text = await response.text()
    if (response.ok || answers.includes(response.status)) return readJson(text, target)
    throw failureOf(response.status, text, request, target)
  }
  return {
    ask: async (route, params, asked) => {
      const [method = '', template = ''] = route.split(' ')
      const path = `/cli${template.replaceAll(/:(\w+)/g, (_, name: string) => pathPart(params[name] ?? ''))}`
      const isRead = method === 'GET'
      const query = isRead ? Object.fromEntries(Object.entries(asked as object).map(([name, value]) => [name, String(value)])) : {}
      const body = isRead ? null : JSON.stringify(asked)
      return (await call({ method, path, query, body, answers: [] })) as Api[typeof route]['answer']
    },
    post: (path, body, answers) => call({ method: 'POST', path, query: {}, body: JSON.stringify(body), answers }),
  }
}

type Request = {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly body: string | null
}

/** API Gateway gives up after thirty seconds. */
const ANSWER_MS_MAX = 35_000

const signedFetch = async ({ origin, region }: Target): Promise<(request: Request) => Promise<Response>> => {
  const [{ SignatureV4 }, { defaultProvider }, { Sha256 }] = await Promise.all([
    import('@smithy/signature-v4'),
    import('@aws-sdk/credential-provider-node'),
    import('@aws-crypto/sha256-js'),
  ])
  const signer = new SignatureV4({ service: 'execute-api', region, credentials: defaultProvider(), sha256: Sha256 })
  const { protocol, hostname, port, host } = new URL(origin)
  return async ({ method, path, query, body }) => {
    const headers = { host, ...(body === null ? {} : { 'content-type': 'application/json' }) }
    const bare = { method, protocol, hostname, path, query: { ...query }, headers, ...(port === '' ? {} : { port: Number(port) }) }
    const signed = await signer.sign(body === null ? bare : { ...bare, body })
    const search = new URLSearchParams(query).toString().replaceAll('+', '%20')
    const url = `${origin}${path}${search === '' ? '' : `?${search}`}`
    const { host: _, ...sent } = signed.headers
    return fetch(url, { method, headers: sent, body, redirect: 'error', signal: AbortSignal.timeout(ANSWER_MS_MAX) })
  }
}

const reached = async ({ origin }: Target, asked: Promise<Response>): Promise<Response> => {
  try {
    return await asked
  } catch (failure) {
    const credentials = credentialsFailure(failure)
    if (credentials?.message.includes('credentials') === true) throw credentials
    if (!(failure instanceof Error)) throw failure
    if (failure.name === 'TimeoutError')
      throw new Failure(EXIT.wrong, `${origin} does not answer.`, 'The same again, or look at its alarms (docs/runbook.md).')
    if (failure.message !== 'fetch failed') throw failure
    const code = (failure.cause as { readonly code?: string } | undefined)?.code ?? 'no answer'
    throw new Failure(
      EXIT.wrong,
      `${origin} cannot be reached (${code}).`,
      'Is the address right, and the region? rekindle --stage NAME looks it up.',
    )
  }
}

const readJson = (text: string, { origin }: Target): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    throw new Failure(EXIT.wrong, `What answers at ${origin} is not Rekindle.`, 'Give the ApiUrl of its stack with --url.')
  }
}

/** What was refused, by whom, and how to mend it: by AWS before we were asked, or by us with problems. */
const failureOf = (status: number, text: string, { method, path }: Request, { origin, region }: Target): Failure => {
  const { problems, said } = saidIn(text)
  if (problems.length > 0) {
    const [first] = problems
    const lines = problems.flatMap((one) => problemLines(one))
    const exit = status === 404 ? EXIT.usage : EXIT.wrong
    if (problems.length === 1 && first !== undefined)
      return new Failure(exit, `${first.path === '' ? 'It' : first.path} ${first.problem}.`, first.hint)
    return new Failure(exit, `${problems.length} problems.`, ...lines)
  }
  if (/expired|not yet current/i.test(said))
    return new Failure(EXIT.wrong, 'AWS takes no signature of this time.', 'Set the clock of this machine right.')
  if (/security token.*(invalid|expired)|signature we calculated/i.test(said))
    return new Failure(
      EXIT.wrong,
      'AWS refused your credentials.',
      `aws sts get-caller-identity says whose they are; the request was signed for ${region}.`,
    )
  if (status === 403)
    return new Failure(
      EXIT.wrong,
      `Your credentials may not do this at ${origin}.`,
      `Whoever deployed it can allow you execute-api:Invoke on ${method} ${path} (docs/security.md). aws sts get-caller-identity says who you are.`,
    )
  if (status === 404)
    return new Failure(EXIT.wrong, `${origin} has no such path.`, 'Is it the ApiUrl of its stack, and as new as this command line?')
  if (status === 429 || status >= 500)
    return new Failure(EXIT.wrong, `It cannot answer now (${status}).`, 'The same again in a moment. If it stays so, docs/runbook.md.')
  return new Failure(EXIT.wrong, `It answered ${status}.`, 'Is it as new as this command line?')
}

const saidIn = (text: string): { readonly problems: readonly Problem[]; readonly said: string } => {
  try {
    const answer = JSON.parse(text) as { readonly problems?: unknown; readonly message?: unknown; readonly Message?: unknown }
    const isList = Array.isArray(answer.problems) && answer.problems.every(isProblem)
    return { problems: isList ? (answer.problems as readonly Problem[]) : [], said: String(answer.message ?? answer.Message ?? '') }
  } catch {
    return { problems: [], said: '' }
  }
}

const isProblem = (value: unknown): value is Problem =>
  typeof value === 'object' && value !== null && 'path' in value && 'problem' in value && 'hint' in value
