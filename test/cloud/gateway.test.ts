import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Json, JsonObject } from '../../shared/kernel/json.ts'
import { seededRandom } from '../../shared/kernel/random.ts'
import { isThere, type LocalDynamo, startLocal } from '../dynamo/local.ts'
import type { Cloud } from './cloud.ts'
import { judge, readPolicy } from './policies.ts'
import { arnOf, assembled, codeFolder, lambda, opened, queue, ref, statement } from './small.ts'

const code = codeFolder()
let cloud: Cloud
let local: LocalDynamo
let table = 0

const SDK = new URL('../../node_modules/', import.meta.url).href
/** A bundle that makes the calls it is told to, one after the other, and answers with what came of each. */
const CALLS = `import * as dynamo from '${SDK}@aws-sdk/client-dynamodb/dist-cjs/index.js'
import * as sqs from '${SDK}@aws-sdk/client-sqs/dist-cjs/index.js'
import * as events from '${SDK}@aws-sdk/client-eventbridge/dist-cjs/index.js'
import * as ses from '${SDK}@aws-sdk/client-ses/dist-cjs/index.js'
const all = { dynamo: [dynamo, new dynamo.DynamoDBClient({ maxAttempts: 1 })], sqs: [sqs, new sqs.SQSClient({ maxAttempts: 1 })],
  events: [events, new events.EventBridgeClient({ maxAttempts: 1 })], ses: [ses, new ses.SESClient({ maxAttempts: 1 })] }
export const handler = async (calls) => {
  const said = []
  for (const [service, command, input] of calls) {
    const [module, client] = all[service]
    if (input.RawMessage) input.RawMessage.Data = Buffer.from(input.RawMessage.Data)
    try { const { $metadata, ...answer } = await client.send(new module[command + 'Command'](input)); said.push(answer) }
    catch (thrown) { said.push({ refused: thrown.name, reasons: (thrown.CancellationReasons ?? []).map(({ Code }) => Code) }) }
  }
  return said
}`

const rows = (name: string): JsonObject => ({
  Table: {
    Type: 'AWS::DynamoDB::Table',
    Properties: {
      TableName: name,
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
        { AttributeName: 'q', AttributeType: 'S' },
        { AttributeName: 't', AttributeType: 'N' },
      ],
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'lists',
          KeySchema: [
            { AttributeName: 'q', KeyType: 'HASH' },
            { AttributeName: 't', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    },
  },
})
const keyed = (...keys: readonly string[]): JsonObject => ({ 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys } })
const call = async (...calls: readonly Json[]): Promise<readonly JsonObject[]> => {
  const invoked = await cloud.world.run(cloud.fleet('worker').invoke(calls))
  if (invoked.type === 'failed') throw new Error(`${invoked.message}\n${cloud.fleet('worker').logs.join('\n')}`)
  return invoked.payload as readonly JsonObject[]
}
const key = (pk: string) => ({ pk: { S: pk }, sk: { S: '#' } })
const open = async (statements: readonly JsonObject[], more: JsonObject = {}): Promise<string> => {
  table += 1
  const name = `rows-${table}`
  const resources = { ...rows(name), ...lambda('worker', statements), ...more }
  cloud = await opened(assembled(resources, { worker: code.write('worker', CALLS) }), { dynamo: local.endpoint })
  return name
}

describe.runIf(isThere())('the gateway', () => {
  beforeAll(async () => {
    local = await startLocal()
  })
  afterAll(async () => {
    await local.close()
    code.remove()
  })
  afterEach(async () => {
    await cloud.close()
  })

  it('lets through what the policy of the role names, and refuses everything else', async () => {
    const TableName = await open([statement(['dynamodb:GetItem', 'dynamodb:PutItem'], arnOf('Table'), keyed('C#*'))])
    const answers = await call(
      ['dynamo', 'PutItem', { TableName, Item: { ...key('C#1'), a: { S: 'b' } } }],
      ['dynamo', 'GetItem', { TableName, Key: key('C#1') }],
      ['dynamo', 'GetItem', { TableName, Key: key('Z#') }],
      ['dynamo', 'DeleteItem', { TableName, Key: key('C#1') }],
      ['dynamo', 'GetItem', { TableName: 'other', Key: key('C#1') }],
      ['sqs', 'SendMessage', { QueueUrl: `${cloud.gateway.endpoint}/111122223333/none`, MessageBody: 'x' }],
    )
    expect(answers).toEqual([
      {},
      { Item: { ...key('C#1'), a: { S: 'b' } } },
      ...Array.from({ length: 4 }, () => ({ refused: 'AccessDeniedException', reasons: [] })),
    ])
    expect(cloud.gateway.refused.map(({ action, keys, because }) => `${action} ${keys}: ${because}`)).toEqual([
      'dynamodb:GetItem Z#: the condition ForAllValues:StringLike dynamodb:LeadingKeys does not hold',
      'dynamodb:DeleteItem C#1: no statement names it',
      'dynamodb:GetItem : no statement names it',
      'sqs:SendMessage : no statement names it',
    ])
    expect(cloud.complaints().length).toBe(4)
  })

  it('asks for the permission of each part of a transaction, and of each index by its own key', async () => {
    const TableName = await open([
      statement(['dynamodb:PutItem', 'dynamodb:Query'], arnOf('Table'), keyed('C#*')),
      statement(['dynamodb:Query'], { 'Fn::Join': ['', [arnOf('Table'), '/index/lists']] }, keyed('due#*')),
    ])
    const query = (IndexName: string | null, name: string, value: string): Json => [
      'dynamo',
      'Query',
      {
        TableName,
        ...(IndexName === null ? {} : { IndexName }),
        KeyConditionExpression: '#k = :k AND begins_with(sk, :s)'.slice(0, IndexName === null ? undefined : 7),
        ExpressionAttributeNames: { '#k': name },
        ExpressionAttributeValues: { ':k': { S: value }, ...(IndexName === null ? { ':s': { S: '#' } } : {}) },
      },
    ]
    const put = (pk: string) => ({ Put: { TableName, Item: key(pk) } })
    const check = { ConditionCheck: { TableName, Key: key('C#2'), ConditionExpression: 'attribute_not_exists(pk)' } }
    const answers = await call(
      ['dynamo', 'TransactWriteItems', { TransactItems: [put('C#1')] }],
      ['dynamo', 'TransactWriteItems', { TransactItems: [put('C#3'), check] }],
      query(null, 'pk', 'C#1'),
      query('lists', 'q', 'due#1'),
      query('lists', 'q', 'owed#1'),
    )
    expect(answers.map((answer) => answer.refused ?? answer.Count ?? 'done')).toEqual([
      'done',
      'AccessDeniedException',
      1,
      0,
      'AccessDeniedException',
    ])
    expect(cloud.gateway.refused.map(({ action }) => action)).toEqual(['dynamodb:ConditionCheckItem', 'dynamodb:Query'])
  })

  it('throttles, refuses transactions for a conflict, and loses answers of what was done', async () => {
    const TableName = await open([statement(['dynamodb:*'], arnOf('Table'))])
    const transaction: Json = [
      'dynamo',
      'TransactWriteItems',
      { TransactItems: [{ Put: { TableName, Item: key('a') } }, { Put: { TableName, Item: key('b') } }] },
    ]
    const random = seededRandom(1)
    cloud.gateway.setTableFaults({ random, throttled: 1, conflicts: 0, lostAnswers: 0 })
    const [get, throttled] = await call(['dynamo', 'GetItem', { TableName, Key: key('a') }], transaction)
    cloud.gateway.setTableFaults({ random, throttled: 0, conflicts: 1, lostAnswers: 0 })
    const [conflict] = await call(transaction)
    cloud.gateway.setTableFaults({ random, throttled: 0, conflicts: 0, lostAnswers: 1 })
    const [lost] = await call(transaction)
    cloud.gateway.setTableFaults({ random, throttled: 1, conflicts: 0, lostAnswers: 0, of: ['somebody-else'] })
    const [there] = await call(['dynamo', 'GetItem', { TableName, Key: key('b') }])
    expect([get, throttled, conflict]).toEqual([
      { refused: 'ThrottlingException', reasons: [] },
      { refused: 'TransactionCanceledException', reasons: ['ThrottlingError', 'None'] },
      { refused: 'TransactionCanceledException', reasons: ['TransactionConflict', 'None'] },
    ])
    expect(lost).toHaveProperty('refused')
    expect(there).toEqual({ Item: key('b') })
  })

  it('speaks SQS: batches, delays, and what it does not take', async () => {
    await open([statement(['sqs:SendMessage'], arnOf('work'))], queue('work'))
    const QueueUrl = `${cloud.gateway.endpoint}/111122223333/work`
    const answers = await call(
      ['sqs', 'SendMessage', { QueueUrl, MessageBody: 'one', DelaySeconds: 5 }],
      [
        'sqs',
        'SendMessageBatch',
        {
          QueueUrl,
          Entries: [
            { Id: 'a', MessageBody: 'two' },
            { Id: 'b', MessageBody: 'late', DelaySeconds: 901 },
          ],
        },
      ],
      ['sqs', 'SendMessageBatch', { QueueUrl, Entries: Array.from({ length: 11 }, (_, n) => ({ Id: String(n), MessageBody: 'x' })) }],
    )
    expect(answers).toMatchObject([
      { MessageId: expect.any(String) },
      { Successful: [{ Id: 'a' }], Failed: [{ Id: 'b', Code: 'InvalidParameterValue' }] },
      { refused: 'TooManyEntriesInBatchRequest' },
    ])
    expect(cloud.queue('work').bodies()).toEqual(['one', 'two'])
    expect(cloud.queue('work').visible(10).count).toBe(1)
  })

  it('asks for the bus of each entry', async () => {
    const bus: JsonObject = { Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'shop' } } }
    await open([statement(['events:PutEvents'], arnOf('Bus'))], bus)
    const entry = { Source: 'shop', DetailType: 'x', Detail: '{}', EventBusName: 'shop' }
    const [taken, refused] = await call(
      ['events', 'PutEvents', { Entries: [entry] }],
      ['events', 'PutEvents', { Entries: [entry, { ...entry, EventBusName: 'default' }] }],
    )
    expect(taken).toMatchObject({ FailedEntryCount: 0 })
    expect(refused).toMatchObject({ refused: 'AccessDeniedException' })
  })

  it('takes mail with its tags, tells the default bus what the configuration set names, and can be away', async () => {
    const delivery: JsonObject = {
      Identity: { Type: 'AWS::SES::EmailIdentity', Properties: { EmailIdentity: 'news.example.com' } },
      Set: { Type: 'AWS::SES::ConfigurationSet', Properties: { Name: 'ours' } },
      Destination: {
        Type: 'AWS::SES::ConfigurationSetEventDestination',
        Properties: {
          ConfigurationSetName: ref('Set'),
          EventDestination: {
            Enabled: true,
            MatchingEventTypes: ['delivery'],
            EventBridgeDestination: { EventBusArn: 'arn:aws:events:eu-west-1:111122223333:event-bus/default' },
          },
        },
      },
      ...queue('told'),
      Told: {
        Type: 'AWS::Events::Rule',
        Properties: { Name: 'Told', EventPattern: { source: ['aws.ses'] }, Targets: [{ Id: 't', Arn: arnOf('told') }] },
      },
      Lets: {
        Type: 'AWS::SQS::QueuePolicy',
        Properties: {
          Queues: [ref('told')],
          PolicyDocument: {
            Statement: [
              { Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: 'sqs:SendMessage', Resource: arnOf('told') },
            ],
          },
        },
      },
    }
    const arn = (rest: string): string => `arn:aws:ses:eu-west-1:111122223333:${rest}`
    await open([statement(['ses:SendRawEmail'], [arn('identity/news.example.com'), arn('configuration-set/ours')])], delivery)
    const mail = (Source: string, ConfigurationSetName = 'ours'): Json => [
      'ses',
      'SendRawEmail',
      {
        Source,
        Destinations: ['anna@example.org'],
        RawMessage: { Data: 'Subject: hello\r\n\r\nhello' },
        ConfigurationSetName,
        Tags: [{ Name: 'rekindle-message', Value: 'm1' }],
      },
    ]
    const ours = mail('Shop <hello@news.example.com>')
    const [taken, other, set] = await call(ours, mail('hello@elsewhere.example'), mail('hello@news.example.com', 'other'))
    expect(taken).toMatchObject({ MessageId: expect.any(String) })
    expect([other?.refused, set?.refused]).toEqual(['AccessDenied', 'AccessDenied'])
    await cloud.gateway.setSesReachable(false)
    const [away] = await call(ours)
    await cloud.gateway.setSesReachable(true)
    cloud.ses.setMood('throttling')
    const [slow] = await call(ours)
    expect([away?.refused, slow?.refused]).toEqual(['Error', 'Throttling'])
    await cloud.world.runUntil(cloud.world.now() + 60_000)
    expect(cloud.ses.inbox.map(({ tags, to }) => [tags['rekindle-message'], to])).toEqual([[['m1'], ['anna@example.org']]])
    expect(
      cloud
        .queue('told')
        .bodies()
        .map((body) => JSON.parse(body)),
    ).toMatchObject([
      {
        source: 'aws.ses',
        'detail-type': 'Email Delivered',
        detail: { eventType: 'Delivery', mail: { tags: { 'rekindle-message': ['m1'], 'ses:configuration-set': ['ours'] } } },
      },
    ])
  })
})

describe('policies', () => {
  const access = { action: 'dynamodb:GetItem', resource: 'arn:t', context: { 'dynamodb:LeadingKeys': ['C#1', 'C#2'] } }
  const one = (more: JsonObject) => readPolicy({ Statement: [{ Effect: 'Allow', Action: 'dynamodb:Get*', Resource: '*', ...more }] }, 'p')
  it.each([
    ['every key must fit', one({ Condition: keyed('C#1', 'C#2') }), true],
    ['one that does not fit refuses all', one({ Condition: keyed('C#1') }), false],
    ['no key at all fits every "for all"', one({ Condition: keyed('X#*') }), true, {}],
    ['a plain operator needs the key', one({ Condition: { StringLike: { 'aws:SourceArn': '*' } } }), false],
    ['unless it says "if exists"', one({ Condition: { StringLikeIfExists: { 'aws:SourceArn': '*' } } }), true],
    ['a denial is the last word', [...one({}), ...one({ Effect: 'Deny', Resource: 'arn:t' })], false],
    ['a question mark is one character', one({ Resource: 'arn:?' }), true],
    ['another resource is not named', one({ Resource: 'arn:u*' }), false],
  ])('%s', (_, statements, allowed, context: Readonly<Record<string, readonly string[]>> = access.context) => {
    expect(judge(statements, { ...access, context }).allowed).toBe(allowed)
  })
  it.each([
    ['an operator', { DateLessThan: { 'aws:SourceArn': 'x' } }],
    ['a key', { StringLike: { 'aws:Nonsense': 'x' } }],
  ])('are refused with %s nobody knows', (_, condition) => {
    expect(() => judge(one({ Condition: condition }), access)).toThrow('not known')
  })
  it('are refused with an element nobody knows', () => {
    expect(() => one({ NotAction: 'x' })).toThrow('NotAction')
  })
})
