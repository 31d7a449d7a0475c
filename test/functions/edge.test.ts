/** What stands around every handler: what goes back, what is written down, and what never is. */
import { gzipSync } from 'node:zlib'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { describe, expect, it } from 'vitest'
import { fromHttp, type HttpRequest } from '../../functions/edge/http.ts'
import { lazily } from '../../functions/edge/lazily.ts'
import { observed } from '../../functions/edge/observed.ts'
import { fromQueue } from '../../functions/edge/queue.ts'
import { settingsOf } from '../../functions/edge/settings.ts'
import { fromStream, type ReadRecord } from '../../functions/edge/stream.ts'
import { logObserver } from '../../functions/edge/wiring.ts'
import { FUNCTIONS } from '../../functions/functions.ts'
import { METRICS } from '../../functions/metrics.ts'
import { RESERVED_MS } from '../../shared/kernel/limits.ts'
import { customerId, epochMs } from '../../shared/kernel/words.ts'
import { Transient } from '../../shared/ports/customer-store.ts'
import { contextWith, failuresIn, sqsEvent, watched } from './world.ts'

describe('a handler', () => {
  it('writes down what failed, and throws it: whoever invoked it tries again', async () => {
    const observer = watched()
    const handler = observed(observer, async () => Promise.reject(new Error('x')))
    await expect(handler({}, contextWith())).rejects.toThrow('x')
    expect(observer.lines).toMatchObject([{ level: 'error', what: 'failed', failure: 'Error' }])
  })

  it.each([
    { remaining: RESERVED_MS, needed: 0, has: false },
    { remaining: RESERVED_MS + 1, needed: 0, has: true },
    { remaining: RESERVED_MS + 500, needed: 500, has: false },
    { remaining: RESERVED_MS + 501, needed: 500, has: true },
  ])('with $remaining ms left has time for $needed more: $has', async ({ remaining, needed, has }) => {
    const handler = observed<object, boolean>(watched(), async (_, { hasTime }) => hasTime(needed))
    expect(
      await handler(
        {},
        contextWith(() => remaining),
      ),
    ).toBe(has)
  })

  it('is made with the first event, once; and again where making it failed', async () => {
    let made = 0
    const handler = lazily<object, number>(async () => {
      made += 1
      if (made === 1) throw new Transient('the table is away')
      return async () => made
    })
    expect(made).toBe(0)
    await expect(handler({}, contextWith())).rejects.toThrow(Transient)
    expect([await handler({}, contextWith()), await handler({}, contextWith())]).toEqual([2, 2])
  })
})

describe('what is written down', () => {
  const lines: string[] = []
  const observer = logObserver(
    'send',
    'test',
    () => 1_000,
    (line) => void lines.push(line),
  )

  it('holds no word of a failure that is not our own', () => {
    lines.length = 0
    const { failed } = observer.begin('r-1')
    const sdk = Object.assign(new Error('Address ann@shop.example is not verified'), {
      name: 'MessageRejected',
      $metadata: { httpStatusCode: 400 },
    })
    failed('not sent', sdk)
    failed('odd', Object.assign(new Error('x'), { name: 'ann@shop.example', code: 'ann@shop.example' }))
    failed('a text', 'ann@shop.example')
    failed('ours', new Transient('the bus did not take 3 of 10 entries'))
    expect(lines.join('\n')).not.toContain('shop.example')
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { level: 'error', what: 'not sent', function: 'send', stage: 'test', requestId: 'r-1', failure: 'MessageRejected', status: 400 },
      { failure: 'Error' },
      { failure: 'string' },
      { failure: 'Transient', message: 'the bus did not take 3 of 10 entries' },
    ])
    expect(JSON.parse(lines[0] ?? '').at).toContain('edge.test.ts')
  })

  it('measures in the embedded format of CloudWatch: counts added up, durations at their longest, and nothing where nothing was', () => {
    lines.length = 0
    const one = observer.begin('r-1')
    one.count('mailsTaken', 2)
    one.count('mailsTaken', 3)
    one.count('wakeLag', 500)
    one.count('wakeLag', 20)
    one.end()
    observer.begin('r-2').end()
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      {
        _aws: {
          Timestamp: 1_000,
          CloudWatchMetrics: [
            {
              Namespace: 'Rekindle',
              Dimensions: [['stage', 'function']],
              Metrics: [
                { Name: METRICS.mailsTaken.name, Unit: 'Count' },
                { Name: METRICS.wakeLag.name, Unit: 'Milliseconds' },
              ],
            },
          ],
        },
        ...{ stage: 'test', function: 'send', MailsTaken: 5, WakeLag: 500 },
      },
    ])
  })
})

describe('what comes out of a queue', () => {
  it('is handled in the order in which it came, and goes back by itself', async () => {
    const observer = watched()
    const seen: string[] = []
    const handler = fromQueue(observer, async (taken) => {
      seen.push(...taken.map(({ text }) => text))
      return taken.filter(({ text }) => text === 'b').map((item) => ({ item, because: new Error('x') }))
    })
    const event = sqsEvent(['a', 'b', 'c'], epochMs(5))
    const answer = await handler({ Records: event.Records.toReversed() }, contextWith())
    expect(seen).toEqual(['a', 'b', 'c'])
    expect(failuresIn(answer)).toEqual(['q-1'])
    expect(observer.counts).toEqual({ handedBack: 1 })
    expect(observer.lines).toMatchObject([{ what: 'not done', message: 'q-1' }])
  })

  it('that passes by itself is told once, and is no error', async () => {
    const observer = watched()
    const handler = fromQueue(observer, async (taken) => taken.map((item) => ({ item, because: new Transient('away') })))
    expect(failuresIn(await handler(sqsEvent(['a', 'b'], epochMs(5)), contextWith()))).toEqual(['q-0', 'q-1'])
    expect(observer.lines).toMatchObject([{ level: 'warn', what: 'handed back', message: 'away', messages: 2 }])
  })
})

describe('what comes from the stream', () => {
  const record = (n: number) => ({ eventID: `e-${n}`, dynamodb: { SequenceNumber: String(n) } })
  const read: ReadRecord = ({ dynamodb }) => {
    const n = BigInt(dynamodb?.SequenceNumber ?? '0')
    if (n === 3n) throw new Error('cannot be read')
    return n === 2n ? null : { position: n, customerId: customerId('ann'), facts: [], owed: null }
  }

  it('is handled up to what cannot be read, which goes back alone; the state of a window goes on', async () => {
    const observer = watched('tally')
    const seen: unknown[] = []
    const handler = fromStream(
      observer,
      read,
      async ({ changes, shard }) => void seen.push(shard, ...changes.map(({ position }) => position)),
    )
    const answer = await handler({ Records: [1, 2, 3, 4].map(record), shardId: 's-1', state: { a: 1 } } as never, contextWith())
    expect(seen).toEqual(['s-1', 1n])
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '3' }], state: { a: 1 } })
    expect(observer.lines).toMatchObject([{ what: 'cannot be read', record: 'e-3' }])
  })

  it('that could not be handled is thrown whole', async () => {
    const handler = fromStream(watched('relay'), read, async () => Promise.reject(new Transient('away')))
    await expect(handler({ Records: [record(1)] } as never, contextWith())).rejects.toThrow(Transient)
  })
})

const httpEvent = (more: Partial<APIGatewayProxyEventV2> = {}): APIGatewayProxyEventV2 =>
  ({
    rawPath: '/v1/track',
    headers: {},
    body: '{}',
    isBase64Encoded: false,
    requestContext: { http: { method: 'POST' }, requestId: 'r-1' },
    ...more,
  }) as APIGatewayProxyEventV2

describe('what comes over HTTP', () => {
  const asked = async (event: APIGatewayProxyEventV2): Promise<HttpRequest> => {
    let found: HttpRequest | null = null
    const handler = fromHttp(watched('http'), 1_000, async (request) => {
      found = request
      return { status: 200, headers: {}, body: '' }
    })
    await handler(event, contextWith())
    return found as unknown as HttpRequest
  }

  it.each([
    { title: 'plain', body: '{"a":"é"}', base64: false, encoding: undefined, text: '{"a":"é"}' },
    { title: 'in base64', body: Buffer.from('é').toString('base64'), base64: true, encoding: undefined, text: 'é' },
    { title: 'packed', body: gzipSync('é').toString('base64'), base64: true, encoding: 'gzip', text: 'é' },
    { title: 'packed by nobody we know', body: 'x', base64: false, encoding: 'zstd', text: null },
    { title: 'packed and broken', body: 'AAAA', base64: true, encoding: 'gzip', text: null },
    { title: 'no UTF-8', body: Buffer.from([0xff, 0xfe]).toString('base64'), base64: true, encoding: undefined, text: null },
    { title: 'a bomb', body: gzipSync('x'.repeat(2_000)).toString('base64'), base64: true, encoding: 'gzip', text: null },
  ])('is $title: $text', async ({ body, base64, encoding, text }) => {
    const headers = encoding === undefined ? {} : { 'Content-Encoding': encoding }
    const { body: read } = await asked(httpEvent({ body, isBase64Encoded: base64, headers }))
    expect(read.ok ? read.value : null).toBe(text)
  })

  it('is answered where it fails, without a word of why', async () => {
    const observer = watched('http')
    const handler = fromHttp(observer, 1_000, async () => Promise.reject(new Error('ann@shop.example')))
    const answer = await handler(httpEvent(), contextWith())
    expect(answer.statusCode).toBe(500)
    expect(answer.body).not.toContain('ann')
    expect(observer.lines).toMatchObject([{ level: 'error', failure: 'Error' }])
  })

  it('is counted where it could not be served', async () => {
    const observer = watched('http')
    const handler = fromHttp(observer, 1_000, async () => ({ status: 503, headers: {}, body: '' }))
    await handler(httpEvent(), contextWith())
    expect(observer.counts).toEqual({ failed: 1 })
  })
})

describe('settings', () => {
  it('that are needed and not set are a failure, and empty is not set', () => {
    const { need, maybe } = settingsOf({ TABLE_NAME: 't', SENDER: '' })
    expect([need('TABLE_NAME'), maybe('SENDER')]).toEqual(['t', null])
    expect(() => need('STAGE')).toThrow('STAGE')
    expect(() => settingsOf({ STAGE: '' }).need('STAGE')).toThrow('STAGE')
  })

  it.each(FUNCTIONS)('of $name are those its wiring reads', ({ entry, needs, mayHave }) => {
    const source = readFileSync(join(import.meta.dirname, '../..', entry), 'utf8')
    const read = (how: string): readonly string[] => [
      ...new Set([...source.matchAll(new RegExp(`${how}\\('(\\w+)'\\)`, 'g'))].map(([, name]) => name as string)),
    ]
    // The table's name is asked for by every one, also by who has no use of it: it is what the log is of.
    expect([...needs].filter((name) => name !== 'TABLE_NAME').toSorted()).toEqual(
      read('need')
        .filter((name) => name !== 'TABLE_NAME')
        .toSorted(),
    )
    expect([...mayHave].toSorted()).toEqual([...read('maybe')].toSorted())
  })
})

describe('handlers', () => {
  it.each(FUNCTIONS)('$name has fewer than forty lines', ({ name }) => {
    const folder = join(import.meta.dirname, '../../functions', name)
    expect(readdirSync(folder).toSorted()).toEqual(['handler.ts', 'main.ts'])
    const lines = readFileSync(join(folder, 'handler.ts'), 'utf8').split('\n')
    expect(lines.length).toBeLessThan(40)
  })
})
