/** HTTP APIs of the template: routes, authorizers, and the event of payload format 2.0. */
import { randomUUID } from 'node:crypto'
import { isJsonObject, type Json, type JsonObject } from '../../shared/kernel/json.ts'
import type { Caller } from './gateway.ts'
import { judge, judgeService, listOf, type Statement } from './policies.ts'
import { objectOf, type Resource } from './resolve.ts'
import type { Assembly } from './template.ts'

export type ApiRequest = {
  readonly method: string
  /** With its query. */
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Who asks, where the route wants to know: a token made here, or an IAM caller. */
  readonly as?: { readonly token: Token } | { readonly iam: IamCaller }
}

/** What a Cognito access token says. */
export type Token = {
  readonly clientId: string
  readonly issuer: string
  readonly username: string
  readonly groups: readonly string[]
  readonly expiresAt: number
}
export type IamCaller = Caller & { readonly arn: string; readonly accessKey: string }

export type ApiResponse = { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string }

export type Api = {
  readonly name: string
  readonly id: string
  readonly request: (request: ApiRequest) => Promise<ApiResponse>
  /** Who its tokens are from and for; null where no route wants one. */
  readonly jwt: { readonly issuer: string; readonly audience: string } | null
  readonly routes: readonly string[]
}

/** A function's answer to an event, or null where it failed. */
export type Ask = (functionArn: string, event: Json) => Promise<Json | null>

type Route = {
  readonly key: string
  readonly method: string
  readonly parts: readonly string[]
  readonly integration: string
  readonly authorization: 'NONE' | 'JWT' | 'AWS_IAM'
  readonly authorizer: Resource | null
}

export const openApis = (assembly: Assembly, ask: Ask, now: () => number): readonly Api[] =>
  assembly.ofType('AWS::ApiGatewayV2::Api').map((api) => openApi(assembly, api, ask, now))

const openApi = (assembly: Assembly, api: Resource, ask: Ask, now: () => number): Api => {
  const id = api.attributes.ApiId ?? ''
  const ofApi = (type: string): readonly Resource[] => assembly.ofType(type).filter(({ properties }) => properties.ApiId === id)
  const routes = ofApi('AWS::ApiGatewayV2::Route').map((route) =>
    routeOf(route, ofApi('AWS::ApiGatewayV2::Integration'), ofApi('AWS::ApiGatewayV2::Authorizer')),
  )
  const permissions = assembly.ofType('AWS::Lambda::Permission')
  const jwtAuthorizer = ofApi('AWS::ApiGatewayV2::Authorizer').find(({ properties }) => properties.AuthorizerType === 'JWT')
  const jwt = jwtAuthorizer === undefined ? null : jwtOf(jwtAuthorizer)

  const request = async (asked: ApiRequest): Promise<ApiResponse> => {
    const url = new URL(asked.path, `https://${id}.execute-api.${assembly.place.region}.amazonaws.com`)
    const preflight = preflightOf(api, asked)
    if (preflight !== null) return preflight
    const route = bestOf(routes, asked.method, url.pathname)
    if (route === null) return said(404, 'Not Found')
    const authorizer = authorized(route, asked, url.pathname)
    if (typeof authorizer === 'number') return said(authorizer, authorizer === 401 ? 'Unauthorized' : 'Forbidden')
    if (!mayInvoke(permissions, route.integration, assembly, id)) return said(500, 'Internal Server Error')
    const answer = await ask(route.integration, eventOf(route, asked, url, authorizer))
    return answer === null ? said(500, 'Internal Server Error') : responseOf(answer)
  }
  const authorized = (route: Route, { as }: ApiRequest, path: string): JsonObject | number => {
    if (route.authorization === 'NONE') return {}
    if (route.authorization === 'AWS_IAM') {
      if (as === undefined || !('iam' in as)) return 403
      const resource = `arn:aws:execute-api:${assembly.place.region}:${assembly.place.account}:${id}/$default/${route.method}${path}`
      if (!judge(as.iam.statements, { action: 'execute-api:Invoke', resource, context: {} }).allowed) return 403
      return {
        authorizer: {
          iam: {
            accessKey: as.iam.accessKey,
            accountId: assembly.place.account,
            callerId: 'AIDAEXAMPLE',
            userArn: as.iam.arn,
            userId: 'AIDAEXAMPLE',
            cognitoIdentity: null,
            principalOrgId: null,
          },
        },
      }
    }
    if (as === undefined || !('token' in as) || route.authorizer === null) return 401
    const { issuer, audience } = jwtOf(route.authorizer)
    const { token } = as
    if (token.issuer !== issuer || token.clientId !== audience || token.expiresAt <= now()) return 401
    const claims = {
      sub: token.username,
      username: token.username,
      client_id: token.clientId,
      iss: token.issuer,
      token_use: 'access',
      exp: String(Math.floor(token.expiresAt / 1000)),
      // API Gateway writes lists of claims as text.
      ...(token.groups.length === 0 ? {} : { 'cognito:groups': `[${token.groups.join(' ')}]` }),
    }
    return { authorizer: { jwt: { claims, scopes: null } } }
  }
  const eventOf = (route: Route, { method, headers = {}, body }: ApiRequest, url: URL, authorizer: JsonObject): JsonObject => {
    const lower = Object.fromEntries(Object.entries({ host: url.host, ...headers }).map(([name, value]) => [name.toLowerCase(), value]))
    const { cookie, ...others } = lower as Record<string, string>
    const query = Object.fromEntries([...new Set(url.searchParams.keys())].map((name) => [name, url.searchParams.getAll(name).join(',')]))
    const parameters = parametersOf(route, url.pathname)
    return {
      version: '2.0',
      routeKey: route.key,
      rawPath: url.pathname,
      rawQueryString: url.search.slice(1),
      ...(cookie === undefined ? {} : { cookies: cookie.split('; ') }),
      headers: others,
      ...(Object.keys(query).length === 0 ? {} : { queryStringParameters: query }),
      requestContext: {
        accountId: assembly.place.account,
        apiId: id,
        ...authorizer,
        domainName: url.host,
        domainPrefix: id,
        http: { method, path: url.pathname, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: others['user-agent'] ?? '' },
        requestId: randomUUID(),
        routeKey: route.key,
        stage: '$default',
        time: new Date(now()).toUTCString(),
        timeEpoch: now(),
      },
      ...(Object.keys(parameters).length === 0 ? {} : { pathParameters: parameters }),
      ...(body === undefined ? {} : { body }),
      isBase64Encoded: false,
    }
  }
  return { name: api.name, id, request, jwt, routes: routes.map(({ key }) => key) }
}

const routeOf = ({ properties, path }: Resource, integrations: readonly Resource[], authorizers: readonly Resource[]): Route => {
  const key = String(properties.RouteKey)
  const target = String(properties.Target).replace(/^integrations\//, '')
  const integration = integrations.find(({ attributes }) => attributes.Ref === target)
  if (integration === undefined) throw new Error(`${path}: there is no integration ${target}`)
  if (integration.properties.PayloadFormatVersion !== '2.0') throw new Error(`${path}: payloads other than 2.0 are not known here`)
  const [method = 'ANY', route = '/'] = key === '$default' ? ['ANY', '/{proxy+}'] : key.split(' ')
  const authorization = String(properties.AuthorizationType ?? 'NONE')
  if (authorization !== 'NONE' && authorization !== 'JWT' && authorization !== 'AWS_IAM')
    throw new Error(`${path}: ${authorization} is not known here`)
  return {
    key,
    method,
    parts: route.split('/').slice(1),
    integration: String(integration.properties.IntegrationUri),
    authorization,
    authorizer: authorizers.find(({ attributes }) => attributes.Ref === properties.AuthorizerId) ?? null,
  }
}

/** The most specific route: full paths before greedy ones, a method before any. */
const bestOf = (routes: readonly Route[], method: string, path: string): Route | null => {
  const parts = path.split('/').slice(1)
  const fitting = routes.filter((route) => (route.method === 'ANY' || route.method === method) && fits(route.parts, parts))
  const weight = (route: Route): number =>
    route.parts.reduce((sum, part) => sum * 4 + (part.endsWith('+}') ? 0 : part.startsWith('{') ? 1 : 2), 0) * 2 +
    (route.method === 'ANY' ? 0 : 1) +
    (route.parts.some((part) => part.endsWith('+}')) ? 0 : 1_000_000)
  return [...fitting].sort((a, b) => weight(b) - weight(a))[0] ?? null
}

const fits = (route: readonly string[], path: readonly string[]): boolean => {
  const greedy = route.at(-1)?.endsWith('+}') === true
  if (greedy ? path.length < route.length : path.length !== route.length) return false
  return route.every((part, index) => part.startsWith('{') || part === path[index])
}

const parametersOf = ({ parts }: Route, path: string): Record<string, string> => {
  const given = path.split('/').slice(1)
  return Object.fromEntries(
    parts.flatMap((part, index) => {
      if (!part.startsWith('{')) return []
      const value = part.endsWith('+}') ? given.slice(index).join('/') : (given[index] ?? '')
      return [[part.replace(/[{}+]/g, ''), decodeURIComponent(value)]]
    }),
  )
}

/** Cross-origin checks beforehand are answered by the API itself where it is told how. */
const preflightOf = ({ properties }: Resource, { method, headers = {} }: ApiRequest): ApiResponse | null => {
  const cors = properties.CorsConfiguration
  if (method !== 'OPTIONS' || !isJsonObject(cors)) return null
  const origin = headers.origin ?? ''
  const isAllowed = listOf(cors.AllowOrigins).some((one) => one === '*' || one === origin)
  return { status: 204, headers: isAllowed ? { 'access-control-allow-origin': origin } : {}, body: '' }
}

const mayInvoke = (permissions: readonly Resource[], integration: string, assembly: Assembly, apiId: string): boolean => {
  const about = permissions.filter(
    ({ properties }) => String(properties.FunctionName) === integration || integration.endsWith(`:${String(properties.FunctionName)}`),
  )
  const { account, region } = assembly.place
  const source = `arn:aws:execute-api:${region}:${account}:${apiId}/*/*/*`
  return about.some(({ properties }) => {
    if (properties.Principal !== 'apigateway.amazonaws.com') return false
    const arn = properties.SourceArn
    return arn === undefined || String(arn).startsWith(`arn:aws:execute-api:${region}:${account}:${apiId}/`) || arn === source
  })
}

const jwtOf = ({ properties }: Resource): { readonly issuer: string; readonly audience: string } => {
  const { Issuer: issuer, Audience: audience } = objectOf(properties.JwtConfiguration)
  return { issuer: String(issuer), audience: String(listOf(audience)[0]) }
}

const responseOf = (answer: Json): ApiResponse => {
  // What has no status is the body of a 200.
  if (!isJsonObject(answer) || answer.statusCode === undefined)
    return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(answer) }
  const body = typeof answer.body === 'string' ? answer.body : ''
  const headers = Object.fromEntries(Object.entries(objectOf(answer.headers)).map(([name, value]) => [name.toLowerCase(), String(value)]))
  return {
    status: Number(answer.statusCode),
    headers,
    body: answer.isBase64Encoded === true ? Buffer.from(body, 'base64').toString('utf8') : body,
  }
}

const said = (status: number, message: string): ApiResponse => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ message }),
})

/** Whether a rule may invoke a function. */
export const mayBeInvoked = (assembly: Assembly, functionArn: string, ruleArn: string): boolean =>
  assembly.ofType('AWS::Lambda::Permission').some(({ properties }) => {
    const name = String(properties.FunctionName)
    if (name !== functionArn && !functionArn.endsWith(`:${name}`)) return false
    const statement: Statement = {
      effect: 'Allow',
      actions: [String(properties.Action)],
      resources: ['*'],
      principals: { Service: String(properties.Principal) },
      conditions: properties.SourceArn === undefined ? {} : { ArnLike: { 'aws:SourceArn': properties.SourceArn } },
    }
    const access = { action: 'lambda:InvokeFunction', resource: functionArn, context: { 'aws:SourceArn': ruleArn } }
    return judgeService([statement], 'events.amazonaws.com', access).allowed
  })
