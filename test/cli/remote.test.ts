/** The command line on a deployed system: its API as a function has it, behind a gateway that checks every signature. */
import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { relative } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { rulesFrom } from '../../local/definitions.ts'
import { TEMPLATE_TOOLS } from '../../local/wiring-templates.ts'
import { checkTemplate, type Local, openLocal } from '../../local/wiring.ts'
import { linkedHtml } from '../../shared/adapters/liquid/linked-html.ts'
import { editorHandlers } from '../../shared/flow/editor/api.ts'
import { consoleApi } from '../../shared/flow/api/api.ts'
import { resultHandlers } from '../../shared/flow/api/results.ts'
import { verdictHandlers } from '../../shared/flow/api/verdicts.ts'
import { answerApiEvent } from '../../shared/flow/api/edge.ts'
import { publishHandler } from '../../functions/publish/handler.ts'
import { epochMs } from '../../shared/kernel/words.ts'
import { contextOn, editorOn } from '../api/console.ts'
import { ARN, type Gateway, type GatewayEvent, KEY_ID, openGateway, SECRET } from './gateway.ts'
import { newWorld, run } from './world.ts'

const REGION = 'eu-central-1'
const NOW = epochMs(Date.parse('2025-06-01T00:00:00Z'))
const world = newWorld()
const data = world.path('data')

let local: Local
let gateway: Gateway
let instead: ((event: GatewayEvent) => { readonly statusCode: number; readonly body: string }) | null = null
const sweeps: string[] = []

beforeAll(async () => {
  const replayed = await run(
    'replay',
    world.path('events.jsonl'),
    '--data',
    data,
    '--campaigns',
    world.path('campaigns'),
    '--until',
    '2025-06-01',
  )
  if (replayed.code !== 0) throw new Error(replayed.err)
  const told = new Map<string, unknown>()
  for (const command of LOCAL_JSON) told.set(command.join(' '), JSON.parse((await run(...command, '--data', data, '--json')).out))
  locally = told
  local = openLocal(data, 'write')
  const engine = local.engine(rulesFrom(await local.stores.definitions.all(), checkTemplate))
  const editor = editorOn(local.stores, () => NOW)
  const reread = async (): Promise<void> => local.renew(rulesFrom(await local.stores.definitions.all(), checkTemplate))
  const looked = contextOn(local.stores, engine, () => NOW, local.keys)
  const api = consoleApi(looked, {
    ...editorHandlers({ ...editor, publishing: { ...editor.publishing, reread } }),
    ...resultHandlers(looked),
    ...verdictHandlers(local.stores.verdicts),
  })
  const publish = publishHandler(
    {
      name: 'publish',
      begin: () => ({ count: () => {}, log: () => {}, failed: (what, failure) => console.error(what, failure), end: () => {} }),
    },
    {
      definitions: local.stores.definitions,
      written: local.stores.written,
      audit: local.stores.audit,
      tools: { ...TEMPLATE_TOOLS, linkHtml: linkedHtml },
      people: local.stores.directory,
      drawSalt: () => 'salt',
      sweep: async (because) => {
        sweeps.push(because)
        return { id: 's-1', size: 5 }
      },
    },
    { now: () => NOW },
  )
  const context = { awsRequestId: 'r', getRemainingTimeInMillis: () => 20_000 }
  gateway = await openGateway(REGION, async (event) => {
    if (instead !== null) return instead(event)
    if (event.rawPath === '/cli/publish') return (await publish(event as never, context as never)) as { statusCode: number; body: string }
    return event.rawPath.startsWith('/cli/api/') ? answerApiEvent(api, event) : null
  })
}, 60_000)
afterAll(async () => {
  await gateway.close()
  local.close()
  world.remove()
})

const LOCAL_JSON = [['stages'], ['results', 'win-back'], ['explain', 'ben', 'win-back']] as const
let locally: ReadonlyMap<string, unknown>

const { AWS_PROFILE: _, ...BARE } = process.env
beforeEach(() => {
  instead = null
  process.env = {
    ...BARE,
    AWS_ACCESS_KEY_ID: KEY_ID,
    AWS_SECRET_ACCESS_KEY: SECRET,
    AWS_REGION: REGION,
    AWS_CONFIG_FILE: world.path('no-config'),
    AWS_SHARED_CREDENTIALS_FILE: world.path('no-credentials'),
    AWS_EC2_METADATA_DISABLED: 'true',
  }
})

const remote = (...args: readonly string[]) => run('--url', gateway.url, ...args)
const told = async <T>(...args: readonly string[]): Promise<T> => {
  const { code, out, err } = await remote(...args, '--json')
  if (code !== 0) throw new Error(err)
  return JSON.parse(out) as T
}

describe('what is asked of a deployed system', () => {
  it('is answered as a folder with the same history answers', async () => {
    const { transitionsSoFar: __, ...stages } = locally.get('stages') as { transitionsSoFar: object }
    expect(await told('stages')).toMatchObject({ ...stages, asOf: NOW === 0 ? '' : '2025-06-01T00:00:00.000Z' })
    const { coupons: ___, ...results } = locally.get('results win-back') as { coupons: null }
    expect(await told('results', 'win-back')).toEqual(results)
    expect(gateway.refused).toEqual([])
  })

  it.each<{ args: readonly string[]; says: readonly string[] }>([
    { args: ['stages'], says: ['5 customers as of 2025-06-01 00:00 UTC', 'prospect'] },
    { args: ['customer', 'ben'], says: ['Customer ben', 'Silence alone changes it on', 'win-back: entry 1', '--traits prints them'] },
    { args: ['customer', 'ben', '--traits'], says: ['ben@example.com'] },
    { args: ['explain', 'ben', 'win-back'], says: ['They entered once.', 'because', 'The audience, as they are now: they are in it.'] },
    { args: ['explain', 'dot', 'win-back'], says: ['The latest time they did not enter was'] },
    { args: ['results', 'win-back'], says: ['as of the end of 2025-05-31 (UTC). 2 customers assigned.', 'within 30d of assignment'] },
    { args: ['results', 'win-back', '--as-of', '2025-01-31'], says: ['as of the end of 2025-01-31 (UTC)'] },
    { args: ['results', 'win-back', '--csv'], says: ['experiment,phase,as_of'] },
    { args: ['results'], says: ['experiment', 'nothing to compare'] },
    { args: ['messages'], says: ['campaign', 'win-back'] },
    { args: ['messages', '--campaign', 'win-back'], says: ['step 1', 'still wanted, and not yet left'] },
    { args: ['status'], says: ['campaigns', '2 active'] },
    { args: ['quarantine'], says: ['is not JSON'] },
    { args: ['sending'], says: ['All sending: on', 'Campaign win-back: on'] },
    { args: ['coupons'], says: ['pool'] },
    { args: ['write-keys'], says: ['There is no write key yet.'] },
  ])('$args', async ({ args, says }) => {
    const { code, out, err } = await remote(...args)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    for (const one of says) expect(out).toContain(one)
  })

  it('tells no address where nobody asked for attributes', async () => {
    const { out } = await remote('customer', 'ben', '--json')
    expect(out).not.toContain('ben@example.com')
    expect((await remote('customer', 'ben', '--json', '--traits')).out).toContain('ben@example.com')
  })

  it('finds whatever an id is made of', async () => {
    for (const id of ['ü ?&=#', "o'(x)*!", '...', '%2e%2e', 'a%2Fb', 'a/b', '..', '../me']) {
      const { code, err } = await remote('customer', id)
      expect({ id, code, err }).toMatchObject({ code: 2, err: expect.stringContaining('id') })
    }
    expect(gateway.refused).toEqual([])
  })
})

describe('what is changed', () => {
  it('stops, and goes on, and who did it is kept', async () => {
    expect((await remote('sending', 'stop', '--campaign', 'win-back', '--because', 'the list was old')).out).toContain(
      'Campaign win-back: stopped by a person on 2025-06-01 00:00 UTC: the list was old',
    )
    expect((await remote('sending', 'resume', '--campaign', 'win-back', '--because', 'mended')).out).toContain('Campaign win-back: on')
    const { out } = await remote('audit')
    expect(out).toContain(ARN)
    expect(out).toContain('POST /api/campaigns/:id/sending')
  })

  it('makes a key that is shown once, and takes it back by its name', async () => {
    const made = await remote('write-keys', 'create', 'shop-backend')
    const key = made.out.split('\n')[0] as string
    expect(key).toMatch(/^rk_/)
    const list = await remote('write-keys')
    expect(list.out).toContain('shop-backend')
    expect(list.out).not.toContain(key)
    expect((await remote('write-keys', 'revoke', 'shop-backend')).out).toContain('Nobody publishes with it any more')
    expect((await remote('write-keys')).out).toContain('There is no write key yet.')
    expect(await remote('write-keys', 'revoke', 'shop-backend')).toMatchObject({ code: 2 })
  })

  it('puts addresses on the list and takes them off, makes codes, counts anew', async () => {
    expect((await remote('suppression', 'add', 'ben@example.com')).code).toBe(0)
    expect((await remote('suppression')).out).toMatch(/^\S{10,} {2}2025-06-01/)
    expect((await remote('suppression', 'lift', 'ben@example.com', '--because', 'a new mailbox')).code).toBe(0)
    expect((await remote('coupons', 'make', 'spring', '--count', '12')).out).toBe('12 codes added to spring.\n')
    writeFileSync(world.path('codes.txt'), 'SPRING-AAAA\nx\n')
    expect(await remote('coupons', 'import', 'spring', world.path('codes.txt'))).toMatchObject({
      code: 1,
      err: expect.stringContaining('line 2'),
    })
    expect((await remote('tally', 'rebuild')).out).toContain('Counting everything anew')
  })

  it('tells and forgets one person', async () => {
    const file = world.path('ada.json')
    expect((await remote('privacy', 'export', 'ada', '--out', file)).code).toBe(0)
    expect(readFileSync(file, 'utf8')).toContain('ada@example.com')
    expect(await remote('privacy', 'export', 'ada', '--out', file)).toMatchObject({ code: 1, err: expect.stringContaining('EEXIST') })
    expect((await remote('privacy', 'erase', 'ada')).out).toContain('Nothing was changed: --yes does it.')
    expect((await remote('customer', 'ada')).code).toBe(0)
    expect((await remote('privacy', 'erase', 'ada', '--yes')).out).toContain('Backups hold traces')
    expect((await remote('customer', 'ada')).code).toBe(2)
  })
})

describe('publish', () => {
  const folder = world.path('marketing')
  const file = (name: string) => `${folder}/campaigns/${name}.json`
  const source = (): Record<string, unknown> =>
    JSON.parse(readFileSync(world.path('campaigns', 'win-back.json'), 'utf8')) as Record<string, unknown>
  beforeAll(() => {
    mkdirSync(`${folder}/campaigns`, { recursive: true })
    for (const name of ['win-back', 'linger']) writeFileSync(file(name), readFileSync(world.path('campaigns', `${name}.json`)))
  })

  it('says that nothing changed, what would change, and what did', async () => {
    expect((await remote('publish', folder)).out).toContain('Nothing changed: everything is published as it is.')
    writeFileSync(file('win-back'), JSON.stringify({ ...source(), name: 'Win them back' }))
    expect((await remote('publish', folder, '--dry-run')).out).toContain('1 change would be published:\n  campaign win-back, version 2')
    expect((await remote('publish', folder, '--dry-run')).out).toContain('1 change would be published')
    expect(await remote('publish', folder)).toMatchObject({ code: 2, err: expect.stringContaining('--yes publishes it') })
    expect((await remote('publish', folder, '--yes')).out).toContain('1 change published:\n  campaign win-back, version 2')
    expect((await remote('publish', folder)).out).toContain('Nothing changed')
    expect((await local.stores.definitions.all()).filter(({ id }) => id === 'win-back').map(({ version }) => version)).toEqual([1, 2])
    expect((await remote('audit')).out).toContain('campaign win-back 2')
    expect(sweeps).toEqual([])
  })

  it('is checked and planned before, as a folder is', async () => {
    const before = await local.stores.definitions.all()
    const checked = await remote('check', folder)
    expect(checked).toMatchObject({ code: 0, out: expect.stringContaining('Without a problem') })
    writeFileSync(file('linger'), JSON.stringify({ ...source(), id: 'linger', name: 'Linger longer', priorty: 1 }))
    expect(await remote('check', folder, '--format', 'github')).toMatchObject({
      code: 1,
      out: expect.stringContaining(`::error file=${relative('', file('linger'))},line=1,col=`),
    })
    writeFileSync(file('linger'), JSON.stringify({ ...source(), id: 'linger', name: 'Linger longer' }))
    const plan = await remote('plan', folder)
    expect(plan).toMatchObject({ code: 0, out: expect.stringContaining('campaign linger, version 2') })
    expect(plan.out).toContain('→ "Linger longer"')
    expect(plan.out).toMatch(/people: \d+ in it now; \d+ in its audience now/)
    expect(await local.stores.definitions.all()).toEqual(before)
    writeFileSync(file('linger'), readFileSync(world.path('campaigns', 'linger.json')))
  })

  it('tells all problems of all files, and publishes nothing', async () => {
    writeFileSync(file('win-back'), JSON.stringify({ ...source(), name: 'Better', steps: [{ wait: '7 days' }] }))
    writeFileSync(file('broken'), '{ "id": ')
    const { code, err } = await remote('publish', folder)
    expect(code).toBe(1)
    for (const one of ['campaigns/win-back.json', 'steps.0.wait', 'campaigns/broken.json', 'is not JSON']) expect(err).toContain(one)
    expect((await local.stores.definitions.all()).filter(({ id }) => id === 'win-back').length).toBe(2)
  })

  it('says where there is nothing', async () => {
    expect(await remote('publish', world.path('data'))).toMatchObject({ code: 1, err: expect.stringContaining('nothing to publish') })
  })
})

describe('a campaign that is live', () => {
  it('is paused, resumed, ended and rolled back by who signed, and its versions are told', async () => {
    const paused = await remote('pause', 'win-back', '--note', 'wrong prices')
    expect(paused).toMatchObject({ code: 0, out: expect.stringContaining('It is paused now (it was active).') })
    expect(await remote('pause', 'win-back')).toMatchObject({ code: 1, err: expect.stringContaining('paused already') })
    expect((await remote('resume', 'win-back', '--spread', '6h')).out).toContain('spread over 6h')
    expect(await remote('end', 'win-back')).toMatchObject({ code: 2, err: expect.stringContaining('would leave it at once') })
    const unsure = await remote('rollback', 'win-back', '--to', '1')
    expect(unsure).toMatchObject({ code: 2, err: expect.stringContaining('~ name: "Win them back" → "Win back"') })
    expect((await remote('rollback', 'win-back', '--to', '1', '--yes')).out).toContain('It says what version 1 said')
    const { out } = await remote('versions', 'win-back')
    expect(out).toContain(`${ARN}: wrong prices`)
    expect(out).toMatch(/version 3 +live/)
    expect(await remote('pause', 'nobody')).toMatchObject({ code: 2, err: expect.stringContaining('no such campaign') })
    expect(gateway.requests).toContain('POST /cli/api/campaigns/win-back/rollback')
  })
})

describe('what goes wrong is said, and how to mend it', () => {
  it.each<{ what: string; env?: Record<string, string | undefined>; args?: readonly string[]; code: number; says: readonly string[] }>([
    {
      what: 'no credentials',
      env: { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined },
      code: 1,
      says: ['There are no AWS credentials', 'aws sso login'],
    },
    { what: 'credentials of nobody', env: { AWS_ACCESS_KEY_ID: 'AKIDOTHER' }, code: 1, says: ['AWS refused your credentials'] },
    {
      what: 'a wrong secret',
      env: { AWS_SECRET_ACCESS_KEY: 'x' },
      code: 1,
      says: ['AWS refused your credentials', 'signed for eu-central-1'],
    },
    { what: 'another region', args: ['--region', 'us-east-1'], code: 1, says: ['may not do this', 'execute-api:Invoke'] },
    { what: 'no region', env: { AWS_REGION: undefined }, code: 2, says: ['in which region', 'AWS_REGION'] },
    { what: 'no address', args: ['--url', 'ftp://x'], code: 2, says: ['--url is no address'] },
    { what: 'an open line', args: ['--url', 'http://api.example.com'], code: 2, says: ['--url is no address'] },
    { what: 'both', args: ['--stage', 'prod'], code: 2, says: ['not both'] },
    { what: 'nobody there', args: ['--url', 'http://127.0.0.1:2'], code: 1, says: ['cannot be reached (ECONNREFUSED)'] },
  ])('$what', async ({ env = {}, args = [], code, says }) => {
    for (const [name, value] of Object.entries(env)) {
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
    const outcome = await remote(...args, 'status')
    expect(outcome).toMatchObject({ code, out: '' })
    for (const one of says) expect(outcome.err).toContain(one)
    expect(outcome.err).not.toContain(SECRET)
  })

  it.each([
    { what: 'may not', statusCode: 403, body: '{"message":"Forbidden"}', code: 1, says: 'execute-api:Invoke' },
    {
      what: 'a clock that is wrong',
      statusCode: 403,
      body: '{"message":"Signature expired: 20260101T000000Z"}',
      code: 1,
      says: 'clock of this machine',
    },
    { what: 'no such path', statusCode: 404, body: '{"message":"Not Found"}', code: 1, says: 'has no such path' },
    { what: 'an outage', statusCode: 503, body: '', code: 1, says: 'docs/runbook.md' },
    { what: 'somebody else', statusCode: 200, body: '<html>', code: 1, says: 'is not Rekindle' },
    {
      what: 'problems',
      statusCode: 400,
      body: '{"problems":[{"path":"because","problem":"is empty","hint":"Say why."},{"path":"on","problem":"is missing","hint":"Send it."}]}',
      code: 1,
      says: 'because is empty',
    },
  ])('$what', async ({ statusCode, body, code, says }) => {
    instead = () => ({ statusCode, body })
    expect(await remote('status')).toMatchObject({ code, err: expect.stringContaining(says) })
    expect(JSON.parse((await remote('status', '--json')).err)).toMatchObject({ error: { exitCode: code } })
  })

  it('names something that is not there as a folder does', async () => {
    expect(await remote('customer', 'nobody')).toMatchObject({ code: 2 })
    expect(await remote('results', 'nothing')).toMatchObject({ code: 2 })
  })

  it('where a command works', async () => {
    expect(await remote('replay', 'x.jsonl')).toMatchObject({ code: 2, err: expect.stringContaining('replay works on this machine') })
    expect(await run('write-keys', 'x')).toMatchObject({ code: 2, err: expect.stringContaining('rekindle --stage NAME write-keys') })
    expect((await run('help')).out).toContain('--stage <name>')
    expect((await remote('help')).out).toContain('publish policy, segments, campaigns')
  })
})

describe('a stage', () => {
  const stacks = new Map<string, string>()
  let asked: string[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      const stack = new URLSearchParams(body).get('StackName') ?? ''
      asked.push(stack)
      const outputs = stacks.get(stack)
      if (outputs === 'forbidden') return void response.writeHead(403).end(errorXml('AccessDenied', 'no'))
      if (outputs === undefined)
        return void response.writeHead(400).end(errorXml('ValidationError', `Stack with id ${stack} does not exist`))
      response
        .writeHead(200, { 'content-type': 'text/xml' })
        .end(
          `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks><member><StackName>${stack}</StackName><CreationTime>2026-01-01T00:00:00Z</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus><Outputs>${outputs}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`,
        )
    })
  })
  const errorXml = (code: string, message: string): string =>
    `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>r</RequestId></ErrorResponse>`
  beforeAll(() => new Promise<void>((done) => server.listen(0, '127.0.0.1', done)))
  afterAll(() => new Promise((done) => server.close(done)))
  beforeEach(() => {
    asked = []
    process.env.AWS_ENDPOINT_URL_CLOUDFORMATION = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    stacks.clear()
  })

  it('is found by what its stack says', async () => {
    stacks.set('rekindle-prod-console', `<member><OutputKey>ApiUrl</OutputKey><OutputValue>${gateway.url}</OutputValue></member>`)
    expect(await run('--stage', 'prod', 'status')).toMatchObject({ code: 0, err: '' })
    expect(await run('status', '--stage=prod', '--json')).toMatchObject({ code: 0 })
    expect(asked).toEqual(['rekindle-prod-console', 'rekindle-prod-console'])
  })

  it.each([
    {
      what: 'is not there',
      outputs: null,
      stage: 'prod',
      code: 1,
      says: ['There is no stage prod in eu-central-1', '--region', 'AWS_PROFILE'],
    },
    { what: 'may not be looked up', outputs: 'forbidden', stage: 'prod', code: 1, says: ['cloudformation:DescribeStacks', '--url'] },
    { what: 'says no address', outputs: '', stage: 'prod', code: 1, says: ['says no ApiUrl'] },
    { what: 'is no name', outputs: null, stage: '../x', code: 2, says: ['name of a stage'] },
  ])('that $what', async ({ outputs, stage, code, says }) => {
    if (outputs !== null) stacks.set('rekindle-prod-console', outputs)
    const outcome = await run('--stage', stage, 'status')
    expect(outcome.code).toBe(code)
    for (const one of says) expect(outcome.err).toContain(one)
  })
})

it('a command on a folder loads nothing of AWS', async () => {
  const main = fileURLToPath(new URL('../../cli/main.ts', import.meta.url))
  const hook = `import { registerHooks } from 'node:module'
    registerHooks({ resolve: (name, context, next) => { if (/^(@aws|@smithy)/.test(name)) throw new Error('loads ' + name); return next(name, context) } })`
  const outcome = await new Promise<{ code: number; err: string }>((done) =>
    execFile(
      process.execPath,
      ['--import', `data:text/javascript,${encodeURIComponent(hook)}`, main, 'stages', '--data', world.path('nothing')],
      (error, _out, err) => done({ code: Number(error?.code ?? 0), err }),
    ),
  )
  expect(outcome.err).not.toContain('loads')
  expect(outcome.code).toBe(1)
})
