import { afterAll, afterEach, describe, expect, it } from 'vitest'
import type { Json, JsonObject } from '../../shared/kernel/json.ts'
import { HOUR_MS } from '../../shared/kernel/time.ts'
import type { Cloud } from './cloud.ts'
import type { IamCaller, Token } from './http.ts'
import { readPolicy } from './policies.ts'
import { arnOf, assembled, codeFolder, lambda, opened, ref, START } from './small.ts'

const code = codeFolder()
let cloud: Cloud
afterAll(code.remove)
afterEach(async () => {
  await cloud.close()
})

const route = (id: string, key: string, properties: JsonObject = {}): JsonObject => ({
  [id]: {
    Type: 'AWS::ApiGatewayV2::Route',
    Properties: { ApiId: ref('Api'), RouteKey: key, Target: { 'Fn::Join': ['/', ['integrations', ref('Calls')]] }, ...properties },
  },
})
const api: JsonObject = {
  Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'console', ProtocolType: 'HTTP' } },
  Calls: {
    Type: 'AWS::ApiGatewayV2::Integration',
    Properties: { ApiId: ref('Api'), IntegrationUri: arnOf('answers'), PayloadFormatVersion: '2.0' },
  },
  Pool: { Type: 'AWS::Cognito::UserPool', Properties: {} },
  People: {
    Type: 'AWS::ApiGatewayV2::Authorizer',
    Properties: {
      ApiId: ref('Api'),
      AuthorizerType: 'JWT',
      JwtConfiguration: { Issuer: { 'Fn::GetAtt': ['Pool', 'ProviderURL'] }, Audience: ['client'] },
    },
  },
  ...route('Open', 'GET /open/{proxy+}'),
  ...route('OpenOne', 'GET /open/{id}'),
  ...route('Own', 'ANY /api/{proxy+}', { AuthorizationType: 'JWT', AuthorizerId: ref('People') }),
  ...route('Signed', 'POST /cli/{proxy+}', { AuthorizationType: 'AWS_IAM' }),
}
const may: JsonObject = {
  May: {
    Type: 'AWS::Lambda::Permission',
    Properties: { Action: 'lambda:InvokeFunction', FunctionName: arnOf('answers'), Principal: 'apigateway.amazonaws.com' },
  },
}
const ECHO = `export const handler = async (event) => event.rawPath.endsWith('/throws') ? Promise.reject(new Error('no')) : ({ statusCode: 201, headers: { 'X-Own': 'yes' }, body: JSON.stringify(event) })`
const open = async (more: JsonObject = may): Promise<void> => {
  cloud = await opened(assembled({ ...api, ...lambda('answers', []), ...more }, { answers: code.write('answers', ECHO) }))
}
const asked = async (method: string, path: string, more: object = {}): Promise<{ readonly status: number; readonly event: JsonObject }> => {
  const { status, body } = await cloud.api('console').request({ method, path, ...more })
  return { status, event: JSON.parse(body) as JsonObject }
}

describe('an HTTP API', () => {
  it('asks the function of the most specific route, with an event of format 2.0', async () => {
    await open()
    const greedy = await asked('GET', '/open/a/b?x=1&x=2&y=%20', { headers: { 'User-Agent': 'test', Cookie: 'a=1; b=2' } })
    expect(greedy.event).toMatchObject({
      version: '2.0',
      routeKey: 'GET /open/{proxy+}',
      rawPath: '/open/a/b',
      rawQueryString: 'x=1&x=2&y=%20',
      queryStringParameters: { x: '1,2', y: ' ' },
      pathParameters: { proxy: 'a/b' },
      cookies: ['a=1', 'b=2'],
      headers: { 'user-agent': 'test' },
      requestContext: { http: { method: 'GET', path: '/open/a/b' }, stage: '$default', timeEpoch: START },
    })
    expect((await asked('GET', '/open/a')).event).toMatchObject({ routeKey: 'GET /open/{id}', pathParameters: { id: 'a' } })
    expect(await cloud.api('console').request({ method: 'GET', path: '/open/a' })).toMatchObject({
      status: 201,
      headers: { 'x-own': 'yes' },
    })
    expect((await asked('POST', '/open/a')).status).toBe(404)
    expect((await asked('GET', '/open/throws')).status).toBe(500)
  })

  it('lets in whose token is of the pool, for the client, and not over; and tells their groups', async () => {
    await open()
    const { issuer, audience } = cloud.api('console').jwt ?? { issuer: '', audience: '' }
    const token: Token = { issuer, clientId: audience, username: 'mara', groups: ['marketer', 'viewer'], expiresAt: START + HOUR_MS }
    const as = (more: Partial<Token>): object => ({ as: { token: { ...token, ...more } } })
    const { status, event } = await asked('DELETE', '/api/x', as({}))
    expect([status, (event.requestContext as JsonObject).authorizer as Json]).toMatchObject([
      201,
      { jwt: { claims: { 'cognito:groups': '[marketer viewer]', username: 'mara', token_use: 'access' } } },
    ])
    for (const wrong of [{ issuer: 'https://elsewhere' }, { clientId: 'other' }, { expiresAt: START }]) {
      expect((await asked('GET', '/api/x', as(wrong))).status).toBe(401)
    }
    expect((await asked('GET', '/api/x')).status).toBe(401)
  })

  it('lets in by IAM whom a policy allows this very path', async () => {
    await open()
    const { id } = cloud.api('console')
    const caller = (resource: string): IamCaller => ({
      name: 'dev',
      arn: 'arn:aws:iam::111122223333:user/dev',
      accessKey: 'AKIADEV',
      statements: readPolicy({ Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: resource }] }, 'dev'),
    })
    const at = (path: string): string => `arn:aws:execute-api:eu-west-1:111122223333:${id}/$default/POST/${path}`
    const admitted = await asked('POST', '/cli/publish', { as: { iam: caller(at('cli/*')) }, body: '{}' })
    expect(admitted.event).toMatchObject({
      body: '{}',
      requestContext: { authorizer: { iam: { userArn: 'arn:aws:iam::111122223333:user/dev' } } },
    })
    expect((await asked('POST', '/cli/publish', { as: { iam: caller(at('other/*')) } })).status).toBe(403)
    expect((await asked('POST', '/cli/publish')).status).toBe(403)
  })

  it('fails where nobody let it invoke the function', async () => {
    await open({})
    expect((await asked('GET', '/open/a')).status).toBe(500)
  })
})
