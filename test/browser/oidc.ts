/**
 * A sign-in page on loopback, as strict as Cognito's or stricter: it knows its client and where that may be led back to, insists on PKCE,
 * takes each code and each refresh token once, and remembers everything it was asked.
 */
import { createHash, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export const CLIENT = 'the-console'

export type Oidc = {
  readonly origin: string
  readonly issuer: string
  /** Where it may lead back to. */
  readonly allow: (origin: string) => void
  /** Everything that was asked: method, address, body. */
  readonly asked: () => readonly { readonly method: string; readonly url: string; readonly body: string }[]
  /** Who an access token is of; null: nobody, or not any more. */
  readonly holderOf: (token: string) => string | null
  /** Every token that was ever given. */
  readonly given: () => readonly string[]
  /** How long access tokens hold from now on. */
  readonly holdFor: (seconds: number) => void
  /** Ends what holds: access tokens, or whole sessions. */
  readonly end: (what: 'access' | 'sessions') => void
  /** Claims of id tokens that are otherwise from now on. */
  readonly lie: (claims: Readonly<Record<string, unknown>>) => void
  readonly close: () => void
}

type Code = { readonly user: string; readonly challenge: string; readonly nonce: string; readonly redirect: string }

const token = (): string => randomBytes(24).toString('base64url')
const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url')
const textOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

export const startOidc = async (users: readonly string[]): Promise<Oidc> => {
  const asked: { method: string; url: string; body: string }[] = []
  const given: string[] = []
  const codes = new Map<string, Code>()
  const access = new Map<string, { readonly user: string; readonly until: number }>()
  const refresh = new Map<string, string>()
  let allowed: string | null = null
  let seconds = 3_600
  let lies: Readonly<Record<string, unknown>> = {}
  const remember = (one: string): string => {
    given.push(one)
    return one
  }

  const authorize = (query: URLSearchParams, response: ServerResponse): void => {
    const of = (name: string): string => query.get(name) ?? ''
    const problems = [
      of('response_type') !== 'code' && 'response_type',
      of('client_id') !== CLIENT && 'client_id',
      of('redirect_uri') !== `${allowed}/signed-in` && 'redirect_uri',
      of('code_challenge_method') !== 'S256' && 'code_challenge_method',
      !/^[\w-]{43}$/.test(of('code_challenge')) && 'code_challenge',
      !/^[\w-]{43}$/.test(of('state')) && 'state',
      !/^[\w-]{43}$/.test(of('nonce')) && 'nonce',
      of('scope') !== 'openid' && 'scope',
    ].filter((one) => one !== false)
    if (problems.length > 0) return void response.writeHead(400).end(`wrong: ${problems.join(', ')}`)
    const back = (more: Readonly<Record<string, string>>): string =>
      `${of('redirect_uri')}?${new URLSearchParams({ ...more, state: of('state') })}`
    const links = users.map((user) => {
      const code = token()
      codes.set(code, { user, challenge: of('code_challenge'), nonce: of('nonce'), redirect: of('redirect_uri') })
      return `<a id="${user}" href="${back({ code }).replaceAll('&', '&amp;')}">${user}</a>`
    })
    const no = `<a id="nobody" href="${back({ error: 'access_denied' }).replaceAll('&', '&amp;')}">no</a>`
    response.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html><title>Sign in</title>${[...links, no].join(' ')}`)
  }

  const tokens = (user: string, nonce: string | null) => {
    const [accessToken, refreshToken] = [remember(token()), remember(token())]
    access.set(accessToken, { user, until: Date.now() + seconds * 1_000 })
    refresh.set(refreshToken, user)
    const now = Math.floor(Date.now() / 1_000)
    const claims = { iss: origin, aud: CLIENT, sub: user, exp: now + seconds, iat: now, nonce, ...lies }
    const idToken = remember(`${part({ alg: 'none' })}.${part(claims)}.`)
    return { access_token: accessToken, refresh_token: refreshToken, id_token: idToken, expires_in: seconds, token_type: 'Bearer' }
  }

  const exchange = (body: URLSearchParams): object | string => {
    const of = (name: string): string => body.get(name) ?? ''
    if (of('client_id') !== CLIENT) return 'invalid_client'
    if (of('grant_type') === 'refresh_token') {
      const user = refresh.get(of('refresh_token'))
      refresh.delete(of('refresh_token'))
      return user === undefined ? 'invalid_grant' : tokens(user, null)
    }
    const code = codes.get(of('code'))
    codes.delete(of('code'))
    if (of('grant_type') !== 'authorization_code' || code === undefined || of('redirect_uri') !== code.redirect) return 'invalid_grant'
    return sha256(of('code_verifier')) === code.challenge ? tokens(code.user, code.nonce) : 'invalid_grant'
  }

  const server = createServer((request, response) => {
    void (async () => {
      const body = await textOf(request)
      const { pathname, searchParams } = new URL(request.url ?? '/', origin)
      asked.push({ method: request.method ?? '', url: request.url ?? '', body })
      // As Cognito does: its token endpoint may be asked by pages.
      response.setHeader('access-control-allow-origin', allowed ?? 'null')
      if (pathname === '/oauth2/authorize') return authorize(searchParams, response)
      if (pathname === '/oauth2/token' && request.method === 'POST') {
        const said = exchange(new URLSearchParams(body))
        const isError = typeof said === 'string'
        response.writeHead(isError ? 400 : 200, { 'content-type': 'application/json' })
        return void response.end(JSON.stringify(isError ? { error: said } : said))
      }
      if (pathname === '/oauth2/revoke' && request.method === 'POST') {
        refresh.delete(new URLSearchParams(body).get('token') ?? '')
        return void response.writeHead(200).end()
      }
      const isOut = pathname === '/logout' && searchParams.get('client_id') === CLIENT && searchParams.get('logout_uri') === `${allowed}/`
      if (isOut) return void response.writeHead(302, { location: `${allowed}/` }).end()
      response.writeHead(404).end()
    })()
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    origin,
    issuer: origin,
    allow: (one) => {
      allowed = one
    },
    asked: () => asked,
    given: () => given,
    holderOf: (shown) => {
      const found = access.get(shown)
      return found === undefined || found.until < Date.now() ? null : found.user
    },
    holdFor: (next) => {
      seconds = next
    },
    end: (what) => {
      access.clear()
      if (what === 'sessions') refresh.clear()
    },
    lie: (claims) => {
      lies = claims
    },
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
