/** From API Gateway's events to the console's API and back, as values. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nameOfPart, pathPart } from '../../shared/contract/api-path.ts'
import { answerApiEvent, requestOf } from '../../shared/flow/api/edge.ts'
import { openConsole, type World } from './console.ts'

const CLAIMS = { sub: 'x', token_use: 'access', username: 'vera', 'cognito:groups': '[viewer marketer]', client_id: 'console' }
const ARN = 'arn:aws:sts::123456789012:assumed-role/Deployer/ann'

/** As API Gateway sends it: docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html */
const eventOf = (path: string, more: object = {}, authorizer: unknown = { jwt: { claims: CLAIMS, scopes: null } }) => ({
  version: '2.0',
  routeKey: 'ANY /api/{proxy+}',
  rawPath: path,
  rawQueryString: '',
  headers: { authorization: 'Bearer never-read' },
  requestContext: { requestId: 'request-1', accountId: '123456789012', stage: '$default', http: { method: 'GET', path }, authorizer },
  isBase64Encoded: false,
  ...more,
})
const iam = { iam: { accessKey: 'AKIA', accountId: '123456789012', callerId: 'AIDA', userArn: ARN, userId: 'x' } }
const asked = (event: unknown) => {
  const found = requestOf(event)
  return found.ok ? { ...found.request, query: found.request.query.toString() } : found.answer.status
}

describe('who asks', () => {
  it.each([
    { title: 'a token, its highest group', event: eventOf('/api/me'), caller: { name: 'vera', role: 'marketer', via: 'console' } },
    {
      title: 'a list of groups as a list',
      event: eventOf('/api/me', {}, { jwt: { claims: { ...CLAIMS, 'cognito:groups': ['admin'] } } }),
      caller: { name: 'vera', role: 'admin', via: 'console' },
    },
    {
      title: 'one group, as Cognito may write it',
      event: eventOf('/api/me', {}, { jwt: { claims: { ...CLAIMS, 'cognito:groups': '[admin]' } } }),
      caller: { name: 'vera', role: 'admin', via: 'console' },
    },
    {
      title: 'no group: nobody may do nothing',
      event: eventOf('/api/me', {}, { jwt: { claims: { ...CLAIMS, 'cognito:groups': undefined } } }),
      caller: { name: 'vera', role: null, via: 'console' },
    },
    { title: 'a signature', event: eventOf('/cli/api/me', {}, iam), caller: { name: ARN, role: 'admin', via: 'cli' } },
  ])('$title', ({ event, caller }) => expect(asked(event)).toMatchObject({ id: 'request-1', caller, path: '/api/me' }))

  it.each([
    { title: 'nobody stood before it', event: eventOf('/api/me', {}, null) },
    { title: 'an authorizer that says nothing', event: eventOf('/api/me', {}, {}) },
    { title: 'an id token', event: eventOf('/api/me', {}, { jwt: { claims: { ...CLAIMS, token_use: 'id' } } }) },
    { title: 'a token of nobody', event: eventOf('/api/me', {}, { jwt: { claims: { ...CLAIMS, username: '' } } }) },
    { title: 'a token by the way of programs', event: eventOf('/cli/api/me') },
    { title: 'a signature by the way of people', event: eventOf('/api/me', {}, iam) },
  ])('is let in nowhere: $title', ({ event }) => expect(asked(event)).toBe(401))

  it('may be told otherwise by a stage', () => {
    const found = requestOf(eventOf('/cli/api/me', {}, iam), (arn) => (arn.includes('Deployer') ? 'viewer' : null))
    expect(found).toMatchObject({ ok: true, request: { caller: { role: 'viewer' } } })
  })
})

describe('what is asked', () => {
  it.each([
    {
      title: 'its query, as it was sent',
      event: eventOf('/api/customers', { rawQueryString: 'search=a%26b&after=%E4%B8%AD' }),
      query: 'search=a%26b&after=%E4%B8%AD',
    },
    { title: 'its body', event: eventOf('/api/sending', { body: '{"on":false}' }), body: '{"on":false}' },
    {
      title: 'its body, packed',
      event: eventOf('/api/sending', { body: Buffer.from('{"because":"中"}').toString('base64'), isBase64Encoded: true }),
      body: '{"because":"中"}',
    },
    { title: 'nothing', event: eventOf('/api/sending', { body: null }), body: '' },
  ])('$title', ({ event, title: _, ...wanted }) => expect(asked(event)).toMatchObject({ query: '', body: '', ...wanted }))

  it.each([
    { title: 'no event', event: null, status: 400 },
    { title: 'an event of something else', event: { Records: [] }, status: 400 },
    { title: 'a body that is no text', event: eventOf('/api/sending', { body: '/w==', isBase64Encoded: true }), status: 400 },
  ])('$title: $status', ({ event, status }) => expect(asked(event)).toBe(status))
})

describe('names in a path', () => {
  it.each([
    { name: 'c00001', part: 'c00001' },
    { name: 'a.b_c-d', part: 'a.b_c-d' },
    { name: '..', part: '~Li4' },
    { name: 'a/b', part: '~YS9i' },
    { name: '~a', part: '~fmE' },
    { name: 'anonymous:7', part: '~YW5vbnltb3VzOjc' },
  ])('$name is $part', ({ name, part }) => expect([pathPart(name), nameOfPart(part)]).toEqual([part, name]))

  it('come back whatever they are, and meet nothing that a gateway changes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }), (name) => {
        const text = name.toWellFormed()
        expect(nameOfPart(pathPart(text))).toBe(text)
        expect(pathPart(text)).toMatch(/^(?!\.)[\w.~-]+$/)
        expect(decodeURIComponent(pathPart(text))).toBe(pathPart(text))
      }),
    )
  })

  it.each(['~', '~%', '~/w', '~____'])('are none: %s', (part) => expect(nameOfPart(part) === null || nameOfPart(part) === '').toBe(true))
})

describe('an event, answered', () => {
  let world: World
  beforeAll(() => {
    world = openConsole()
  })
  afterAll(() => world.close())
  const answered = async (event: unknown) => {
    const { body, ...answer } = await answerApiEvent(world.api, event)
    return { ...answer, body: JSON.parse(body) as unknown }
  }

  it('is the API’s answer, kept by nobody', async () => {
    expect(await answered(eventOf('/api/me'))).toEqual({
      statusCode: 200,
      headers: { 'content-type': 'application/json', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' },
      isBase64Encoded: false,
      body: {
        name: 'vera',
        role: 'marketer',
        via: 'console',
        stage: 'test',
        capabilities: { live: false, inbox: false, demo: false, edit: true, simulate: false },
      },
    })
  })

  it.each([
    { title: 'what the role may not', event: eventOf('/api/write-keys'), status: 403 },
    { title: 'what is only on one’s own machine', event: eventOf('/api/inbox'), status: 404 },
    { title: 'the live line', event: eventOf('/api/live'), status: 404 },
    { title: 'a token of a process', event: eventOf('/api/token'), status: 404 },
    { title: 'a path with a percent sign that was decoded', event: eventOf('/api/customers/100%'), status: 404 },
    { title: 'a customer nobody knows, with a slash', event: eventOf(`/api/customers/${pathPart('a/b?c')}`), status: 404 },
    { title: 'a way upwards', event: eventOf('/api/../cli/api/me'), status: 404 },
    {
      title: 'a signed change',
      event: eventOf('/cli/api/write-keys', {
        body: '{"name":"shop"}',
        requestContext: { requestId: 'r', http: { method: 'POST' }, authorizer: iam },
      }),
      status: 200,
    },
    {
      title: 'more than a page sends',
      event: eventOf('/cli/api/write-keys', {
        body: ' '.repeat(1024 * 1024 + 1),
        requestContext: { requestId: 'r', http: { method: 'POST' }, authorizer: iam },
      }),
      status: 413,
    },
  ])('$title: $status', async ({ event, status }) => expect((await answered(event)).statusCode).toBe(status))

  it('tells of an unknown customer under the name that was meant', async () => {
    const { body } = await answered(eventOf(`/api/customers/${pathPart('a/b?c')}`))
    expect(JSON.stringify(body)).toContain('a/b?c')
    expect(await world.stores.audit.list(null, 9)).toMatchObject([{ by: ARN, via: 'cli', what: 'POST /api/write-keys', outcome: 'done' }])
  })
})
