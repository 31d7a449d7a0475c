import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { JsonObject } from '../../shared/kernel/json.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../shared/kernel/time.ts'
import { configOf, isThere, type LocalDynamo, startLocal } from '../dynamo/local.ts'
import type { Cloud } from './cloud.ts'
import { arnOf, assembled, codeFolder, lambda, mapping, noting, notesOf, opened, queue, START, statement } from './small.ts'

type Note = {
  readonly now: number
  readonly event: {
    readonly Records: readonly {
      readonly dynamodb: { readonly Keys: { readonly sk: { readonly S: string } }; readonly SequenceNumber: string }
    }[]
    readonly window?: object
    readonly state?: object
    readonly shardId?: string
    readonly isFinalInvokeForWindow?: boolean
  }
}

const code = codeFolder()
let cloud: Cloud
let local: LocalDynamo
let client: DynamoDBClient
let made = 0

const STREAM = { 'Fn::GetAtt': ['Table', 'StreamArn'] }
const open = async (handler: string, properties: JsonObject): Promise<void> => {
  made += 1
  const table: JsonObject = {
    Table: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        TableName: `streamed-${made}`,
        AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      },
    },
  }
  const reads = statement(['dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:DescribeStream'], STREAM)
  const resources = {
    ...table,
    ...queue('given-up'),
    ...lambda('reader', [reads, statement(['sqs:SendMessage'], arnOf('given-up'))]),
    ...mapping('Reads', STREAM, 'reader', { StartingPosition: 'TRIM_HORIZON', BatchSize: 10, ...properties }),
  }
  cloud = await opened(assembled(resources, { reader: code.write('reader', handler) }), { dynamo: local.endpoint, shards: 1 })
}
/** Written past the gateway, so the stream is asked by hand. */
const put = async (...rows: readonly string[]): Promise<void> => {
  for (const sk of rows)
    await client.send(new PutItemCommand({ TableName: `streamed-${made}`, Item: { pk: { S: 'C#1' }, sk: { S: sk }, body: { S: sk } } }))
  await cloud.stream?.pull()
}
const notes = (): Promise<readonly Note[]> => notesOf<Note>(cloud.fleet('reader'))
const keysOf = ({ event }: Note): readonly string[] => event.Records.map(({ dynamodb }) => dynamodb.Keys.sk.S)
const poisoned = `export const handler = async (event) => { console.log('NOTE ' + JSON.stringify({ now: Date.now(), event })); if (event.Records.some(({ dynamodb }) => dynamodb.Keys.sk.S === 'bad')) throw new Error('poison') }`

describe.runIf(isThere())('the stream of a table', () => {
  beforeAll(async () => {
    local = await startLocal()
    client = new DynamoDBClient(configOf(local.endpoint))
  })
  afterAll(async () => {
    client.destroy()
    await local.close()
    code.remove()
  })
  afterEach(async () => {
    await cloud.close()
  })

  it('brings what the filter of the template lets through, in order, and nothing else', async () => {
    const pattern = JSON.stringify({
      dynamodb: { Keys: { sk: { S: [{ prefix: 'F#' }] } }, OldImage: { body: { S: [{ exists: false }] } } },
    })
    await open(noting(), { BatchSize: 2, FilterCriteria: { Filters: [{ Pattern: pattern }] } })
    await put('F#1', 'STATE', 'F#2', 'F#3', 'F#1')
    await cloud.world.runUntil(START + MINUTE_MS)
    expect((await notes()).map(keysOf)).toEqual([['F#1', 'F#2'], ['F#3']])
    expect((await notes())[0]?.event.Records[0]).toMatchObject({
      eventName: 'INSERT',
      eventSource: 'aws:dynamodb',
      eventSourceARN: cloud.stream?.arn,
      dynamodb: { NewImage: { body: { S: 'F#1' } }, StreamViewType: 'NEW_AND_OLD_IMAGES', ApproximateCreationDateTime: START / 1000 },
    })
  })

  it('brings nothing where the filter is wrong', async () => {
    await open(noting(), {
      FilterCriteria: { Filters: [{ Pattern: JSON.stringify({ dynamodb: { Keys: { sk: { S: [{ prefix: 'G#' }] } } } }) }] },
    })
    await put('F#1')
    await cloud.world.runUntil(START + MINUTE_MS)
    expect(await notes()).toEqual([])
  })

  it('cuts a batch in two until the poison is alone, gives it up after its retries, and goes on', async () => {
    await open(poisoned, {
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 2,
      DestinationConfig: { OnFailure: { Destination: arnOf('given-up') } },
    })
    await put('a', 'b', 'bad', 'c')
    await cloud.world.runUntil(START + HOUR_MS)
    const worked = (await notes()).map(keysOf)
    expect(worked[0]).toEqual(['a', 'b', 'bad', 'c'])
    expect(worked.filter((keys) => !keys.includes('bad')).flat()).toEqual(['a', 'b', 'c'])
    expect(worked.filter((keys) => keys.length === 1 && keys[0] === 'bad').length).toBe(3)
    const [told] = cloud
      .queue('given-up')
      .bodies()
      .map((body) => JSON.parse(body))
    expect(told).toMatchObject({ requestContext: { condition: 'RetryAttemptsExhausted' }, DDBStreamBatchInfo: { batchSize: 1 } })
    await put('d')
    await cloud.world.runUntil(START + 2 * HOUR_MS)
    expect((await notes()).map(keysOf).at(-1)).toEqual(['d'])
  })

  it('holds the shard back while a batch fails, and gives up what is too old', async () => {
    await open(poisoned, { MaximumRecordAgeInSeconds: 3600, DestinationConfig: { OnFailure: { Destination: arnOf('given-up') } } })
    await put('bad')
    await cloud.world.runUntil(START + 30 * MINUTE_MS)
    await put('after')
    await cloud.world.runUntil(START + 59 * MINUTE_MS)
    expect((await notes()).flatMap(keysOf).includes('after')).toBe(false)
    await cloud.world.runUntil(START + 2 * HOUR_MS)
    expect((await notes()).map(keysOf).at(-1)).toEqual(['after'])
    expect(cloud.queue('given-up').depth()).toBe(1)
  })

  it('reads again from the first record that the function names', async () => {
    const partly = `let calls = 0; export const handler = async (event) => { calls += 1; console.log('NOTE ' + JSON.stringify({ now: Date.now(), event })); return { batchItemFailures: calls === 1 ? [{ itemIdentifier: event.Records[1].dynamodb.SequenceNumber }] : [] } }`
    await open(partly, { FunctionResponseTypes: ['ReportBatchItemFailures'] })
    await put('a', 'b', 'c')
    await cloud.world.runUntil(START + HOUR_MS)
    expect((await notes()).map(keysOf)).toEqual([
      ['a', 'b', 'c'],
      ['b', 'c'],
    ])
  })

  it('runs in windows that tell the shard and carry a state, and end with a last invocation', async () => {
    const counting = `export const handler = async (event) => { console.log('NOTE ' + JSON.stringify({ now: Date.now(), event })); return { state: { n: (event.state.n ?? 0) + event.Records.length } } }`
    await open(counting, { BatchSize: 2, TumblingWindowInSeconds: 10 })
    await put('a', 'b', 'c')
    await cloud.world.runUntil(START + 4 * SECOND_MS)
    await put('d')
    await cloud.world.runUntil(START + MINUTE_MS)
    expect(
      (await notes()).map((note) => [keysOf(note).join(''), note.event.state, note.event.isFinalInvokeForWindow, note.now - START]),
    ).toEqual([
      ['ab', {}, false, 0],
      ['c', { n: 2 }, false, 0],
      ['d', { n: 3 }, false, 4 * SECOND_MS],
      ['', { n: 4 }, true, 10 * SECOND_MS],
    ])
    expect((await notes())[0]?.event).toMatchObject({
      shardId: cloud.stream?.shards[0],
      window: { start: '2026-01-05T12:00:00Z', end: '2026-01-05T12:00:10Z' },
    })
  })

  it('takes an answer without a state for a failure where there are windows', async () => {
    await open(noting(), { TumblingWindowInSeconds: 10, MaximumRetryAttempts: 1 })
    await put('a')
    await cloud.world.runUntil(START + MINUTE_MS)
    expect(cloud.reader('reader').counts.failed).toBeGreaterThan(1)
  })

  it('keeps a day: whoever is away for longer misses what was written before', async () => {
    await open(noting(), {})
    cloud.reader('reader').setEnabled(false)
    await put('early')
    await cloud.world.runUntil(START + DAY_MS)
    await put('late')
    await cloud.world.runUntil(START + DAY_MS + HOUR_MS)
    cloud.reader('reader').setEnabled(true)
    await cloud.world.runUntil(START + 2 * DAY_MS)
    expect((await notes()).map(keysOf)).toEqual([['late']])
    expect(cloud.reader('reader').counts.dropped).toBe(1)
  })

  it('is not wired where the role may not read it', async () => {
    const table: JsonObject = {
      Table: {
        Type: 'AWS::DynamoDB::Table',
        Properties: {
          TableName: 'unread',
          AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
          KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
          StreamSpecification: { StreamViewType: 'KEYS_ONLY' },
        },
      },
    }
    const system = assembled(
      { ...table, ...lambda('reader', []), ...mapping('Reads', STREAM, 'reader', { StartingPosition: 'LATEST' }) },
      { reader: code.write('reader', noting()) },
    )
    await expect(opened(system, { dynamo: local.endpoint })).rejects.toThrow('may not dynamodb:GetRecords')
  })
})
