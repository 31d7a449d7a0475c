/** What is deployed: built, measured, and held to the same answers as the files it is made of. */
import { spawnSync } from 'node:child_process'
import { existsSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { builtinModules } from 'node:module'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Bundle, bundleAll, bundleOne, ROOT } from '../../functions/bundle.ts'
import { FUNCTIONS } from '../../functions/functions.ts'
import { epochMs } from '../../shared/kernel/words.ts'
import * as sources from './probe.ts'

/** What Lambda reads at a cold start. */
const BYTES_MAX = 600_000
/** It compiles mails, and nobody waits for its first answer. */
const UNBOUNDED = ['publish']

let folder: string
let bundles: ReadonlyMap<string, Bundle>
let bundled: typeof sources
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bundles-'))
  bundles = new Map((await bundleAll(FUNCTIONS, folder)).map((bundle) => [bundle.name, bundle]))
  const probe = await bundleOne('probe', join(ROOT, 'test/functions/probe.ts'), join(folder, 'probe'))
  bundled = (await import(pathToFileURL(probe.file).href)) as typeof sources
}, 600_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const partsOf = (name: string): readonly string[] => [...(bundles.get(name)?.parts.keys() ?? [])]

describe('a bundle', () => {
  const bounded = FUNCTIONS.filter(({ name }) => !UNBOUNDED.includes(name))
  it.each(bounded)(`of $name has at most ${BYTES_MAX / 1_000} kB`, ({ name }) => {
    expect(bundles.get(name)?.bytes).toBeLessThanOrEqual(BYTES_MAX)
    // One file: nothing is left out of the count.
    expect(readdirSync(join(folder, name)).filter((file) => file.endsWith('.mjs'))).toEqual(['index.mjs'])
    expect(bundles.get(name)?.bytes).toBe(readFileSync(join(folder, name, 'index.mjs')).length)
  })

  it.each(FUNCTIONS)('of $name holds the AWS clients it calls, and no other', ({ name, clients }) => {
    const held = partsOf(name).flatMap((part) => /^@aws-sdk\/client-(.+)$/.exec(part)?.[1] ?? [])
    expect(held.toSorted()).toEqual([...clients].toSorted())
  })

  it.each(FUNCTIONS.filter(({ name }) => !UNBOUNDED.includes(name)))('of $name compiles no mails and reads no HTML', ({ name }) => {
    expect(partsOf(name).filter((part) => /^(mjml|parse5|html-to-text|htmlparser2|entities|cheerio)/.test(part))).toEqual([])
  })

  // Who only carries out what was decided reads definitions as they were compiled: decision 0030.
  it.each(FUNCTIONS.filter(({ name }) => ['send', 'hook', 'sweep', 'relay', 'tally'].includes(name)))('of $name has no zod', ({ name }) => {
    expect(partsOf(name)).not.toContain('zod')
  })

  it.each(FUNCTIONS)('of $name stands alone: it asks for nothing but what Node has', ({ name }) => {
    const text = readFileSync(join(folder, name, 'index.mjs'), 'utf8')
    const asked = [...text.matchAll(/(?:^|[;}\s])(?:import|export)[^;"'()]*from\s*["']([^"']+)["']/g)].map(([, module]) => module as string)
    expect(asked.length).toBeGreaterThan(0)
    // Parts of its own lie beside it.
    const isHere = (module: string): boolean => module.startsWith('./') && existsSync(join(folder, name, module))
    expect(asked.filter((module) => !module.startsWith('node:') && !builtinModules.includes(module) && !isHere(module))).toEqual([])
  })

  it.each(FUNCTIONS)('of $name says whose work is in it', ({ name }) => {
    const notice = readFileSync(join(folder, name, 'NOTICE'), 'utf8')
    expect(partsOf(name).filter((one) => one !== 'ours' && !notice.includes(`\n${one} `))).toEqual([])
    // Whole texts, and not names alone.
    expect(notice.includes('TERMS AND CONDITIONS')).toBe(true)
  })

  it.each(FUNCTIONS)('of $name has a map to its sources, without their text', ({ name }) => {
    const map = JSON.parse(readFileSync(join(folder, name, 'index.mjs.map'), 'utf8')) as { sources: string[]; sourcesContent?: string[] }
    expect(map.sources.some((source) => source.endsWith(`functions/${name}/handler.ts`))).toBe(true)
    expect((map.sourcesContent ?? []).filter((text) => text !== null)).toEqual([])
    expect(readFileSync(join(folder, name, 'index.mjs'), 'utf8')).toContain('//# sourceMappingURL=index.mjs.map')
  })

  it.each(FUNCTIONS)('of $name starts where there is nothing else, and says what it lacks', ({ name }) => {
    const alone = mkdtempSync(join(tmpdir(), 'alone-'))
    cpSync(join(folder, name), alone, { recursive: true })
    writeFileSync(
      join(alone, 'start.mjs'),
      `const { handler } = await import('./index.mjs')
       await handler({}, { awsRequestId: 'r', getRemainingTimeInMillis: () => 1000 }).catch((failure) => console.log(failure.name, failure.message))`,
    )
    const { stdout, stderr } = spawnSync(process.execPath, ['start.mjs'], { cwd: alone, encoding: 'utf8', env: {} })
    rmSync(alone, { recursive: true })
    expect([stdout.trim(), stderr]).toEqual([expect.stringMatching(/^MissingSetting \w+ is not set$/), ''])
  })
})

describe('what a bundle leaves out is missed by nobody', () => {
  let server: Server
  let endpoint: string
  let answer: { status: number; type: string; body: string }
  beforeAll(async () => {
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) process.env[name] = 'AKIDEXAMPLE'
    server = createServer((request, response) => {
      request.resume().on('end', () => response.writeHead(answer.status, { 'content-type': answer.type }).end(answer.body))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => void server.close())

  it('mails are compiled by the bundle that publishes, from nothing but itself', async () => {
    // A table that has nothing, and takes everything.
    answer = { status: 200, type: 'application/x-amz-json-1.0', body: '{}' }
    const { needs } = FUNCTIONS.find(({ name }) => name === 'publish') ?? { needs: [] }
    for (const setting of needs) process.env[setting] = `${endpoint}/${setting}`
    Object.assign(process.env, { AWS_ENDPOINT_URL: endpoint, AWS_REGION: 'eu-west-1' })
    const { handler } = (await import(pathToFileURL(join(folder, 'publish/index.mjs')).href)) as { handler: typeof published }
    const examples = join(ROOT, 'examples')
    const texts = (name: string): readonly (readonly [string, string])[] =>
      readdirSync(join(examples, name), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && /\.(json|mjml|txt)$/.test(entry.name))
        .map((entry) => join(entry.parentPath, entry.name))
        .map((path) => [path.slice(examples.length + 1), readFileSync(path, 'utf8')] as const)
    const files = Object.fromEntries([
      ['policy.json', readFileSync(join(examples, 'policies/retail.json'), 'utf8')],
      ...texts('campaigns'),
      ...texts('templates'),
    ])
    const event = {
      ...{ rawPath: '/cli/publish', headers: {}, body: JSON.stringify({ files, dryRun: true }), isBase64Encoded: false },
      requestContext: { http: { method: 'POST' }, requestId: 'r', authorizer: { iam: { userArn: 'arn:aws:iam::1:user/ann' } } },
    }
    const said = await handler(event, { awsRequestId: 'r', getRemainingTimeInMillis: () => 60_000 })
    expect(said.statusCode).toBe(200)
    const { type, changes } = JSON.parse(said.body) as { type: string; changes: { kind: string }[] }
    expect(type).toBe('checked')
    expect(changes.filter(({ kind }) => kind === 'template').length).toBeGreaterThan(5)
  })

  it('a mail is the same bytes', async () => {
    expect(await bundled.mailAt(epochMs(1_000_000_000_000))).toEqual(await sources.mailAt(epochMs(1_000_000_000_000)))
  })

  it('a refused event is told the same', () => {
    expect(bundled.refusedEvent()).toEqual(sources.refusedEvent())
  })

  const xml = (status: number, code: string, message: string) => ({
    ...{ status, type: 'text/xml' },
    body: `<ErrorResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>r</RequestId></ErrorResponse>`,
  })
  const accepted = `<SendRawEmailResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><SendRawEmailResult><MessageId>s-1</MessageId></SendRawEmailResult></SendRawEmailResponse>`
  it.each([
    { title: 'accepted', said: { status: 200, type: 'text/xml', body: accepted }, type: 'accepted' },
    {
      title: 'a mail that is refused',
      said: xml(400, 'MessageRejected', 'Email address is not verified: ann@shop.example'),
      type: 'rejected',
    },
    { title: 'a rate', said: xml(400, 'Throttling', 'Maximum sending rate exceeded.'), type: 'throttled' },
    { title: 'a quota', said: xml(454, 'Throttling', 'Daily message quota exceeded.'), type: 'throttled' },
    { title: 'a pause', said: xml(400, 'AccountSendingPausedException', 'paused'), type: 'throttled' },
    { title: 'a domain', said: xml(400, 'MailFromDomainNotVerifiedException', 'x'), type: 'rejected' },
    { title: 'a stranger', said: xml(403, 'SignatureDoesNotMatch', 'x'), type: 'not-sent' },
    { title: 'a breakdown', said: xml(500, 'InternalFailure', 'x'), type: 'unknown' },
    { title: 'no XML', said: { status: 200, type: 'text/html', body: '<html>' }, type: 'unknown' },
  ])('what SES says is understood the same: $title', async ({ said, type }) => {
    answer = said
    const [ours, theirs] = [await sources.mailedTo(endpoint), await bundled.mailedTo(endpoint)]
    expect(ours.type).toBe(type)
    expect(theirs).toEqual(ours)
  })

  it('without credentials no mail leaves, and that is certain', async () => {
    const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, ...rest } = process.env
    const probe = JSON.stringify(pathToFileURL(join(folder, 'probe/index.mjs')).href)
    const script = `const { mailedTo } = await import(${probe}); console.log(JSON.stringify(await mailedTo('http://127.0.0.1:1')))`
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8', env: rest })
    expect(AWS_ACCESS_KEY_ID === AWS_SECRET_ACCESS_KEY).toBe(true)
    expect(JSON.parse(stdout)).toEqual({ type: 'not-sent', detail: 'there are no AWS credentials' })
  })

  const dynamo = (code: string, more: object = {}) => ({
    ...{ status: 400, type: 'application/x-amz-json-1.0' },
    body: JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${code}`, message: 'x', ...more }),
  })
  const reasons = [{ Code: 'ConditionalCheckFailed', Message: 'x', Item: { pk: { S: 'a' } } }, { Code: 'None' }]
  it.each([
    { title: 'done', kind: 'put', said: { status: 200, type: 'application/x-amz-json-1.0', body: '{}' } },
    { title: 'a condition', kind: 'put', said: dynamo('ConditionalCheckFailedException', { Item: { pk: { S: 'a' }, v: { N: '3' } } }) },
    { title: 'throttled', kind: 'put', said: dynamo('ProvisionedThroughputExceededException') },
    { title: 'a conflict', kind: 'put', said: dynamo('TransactionConflictException') },
    { title: 'a missing table', kind: 'put', said: dynamo('ResourceNotFoundException') },
    { title: 'a breakdown', kind: 'put', said: { ...dynamo('InternalServerError'), status: 500 } },
    { title: 'a cancelled transaction', kind: 'transact', said: dynamo('TransactionCanceledException', { CancellationReasons: reasons }) },
    { title: 'one that goes on', kind: 'transact', said: dynamo('TransactionInProgressException') },
  ] as const)('what DynamoDB says is understood the same: $title', async ({ kind, said }) => {
    answer = said
    const [ours, theirs] = [await sources.tableAt(endpoint, kind), await bundled.tableAt(endpoint, kind)]
    expect(withoutIds(theirs)).toEqual(withoutIds(ours))
  })

  it.each([
    { title: 'done', status: 200, body: '{}' },
    { title: 'refused', status: 400, body: '{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"x"}' },
    { title: 'denied', status: 403, body: '{"__type":"AccessDeniedException","message":"x"}' },
  ])('what queues and the bus say is understood the same: $title', async ({ status, body }) => {
    answer = { status, type: 'application/x-amz-json-1.1', body }
    expect(await bundled.queueAt(endpoint)).toBe(await sources.queueAt(endpoint))
    expect(await bundled.busAt(endpoint)).toBe(await sources.busAt(endpoint))
  })
})

declare const published: (event: object, context: object) => Promise<{ statusCode: number; body: string }>

/** Without what is another each time. */
const withoutIds = (said: object): unknown => ({ ...said, $metadata: null })
