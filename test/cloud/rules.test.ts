import { afterEach, describe, expect, it } from 'vitest'
import type { JsonObject } from '../../shared/kernel/json.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../shared/kernel/time.ts'
import type { Cloud } from './cloud.ts'
import { loadAssembly } from './template.ts'
import { arnOf, assembled, codeFolder, lambda, noting, notesOf, opened, queue, ref, START, statement } from './small.ts'
import { resolveStacks } from './resolve.ts'

const code = codeFolder()
let cloud: Cloud | null = null
afterEach(async () => {
  await cloud?.close()
  cloud = null
})

const bus: JsonObject = { Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'shop' } } }
const rule = (id: string, pattern: JsonObject, target: JsonObject, properties: JsonObject = {}): JsonObject => ({
  [id]: {
    Type: 'AWS::Events::Rule',
    Properties: {
      Name: id,
      EventBusName: ref('Bus'),
      EventPattern: pattern,
      State: 'ENABLED',
      Targets: [{ Id: 'one', ...target }],
      ...properties,
    },
  },
})
const lets = (name: string, of: string): JsonObject => ({
  [`${name}Lets${of}`]: {
    Type: 'AWS::SQS::QueuePolicy',
    Properties: {
      Queues: [ref(name)],
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'events.amazonaws.com' },
            Action: 'sqs:SendMessage',
            Resource: arnOf(name),
            Condition: { ArnEquals: { 'aws:SourceArn': arnOf(of) } },
          },
        ],
      },
    },
  },
})
const entry = (source: string, detail: object = {}, detailType = 'Order Completed') => ({
  Source: source,
  DetailType: detailType,
  Detail: JSON.stringify(detail),
  EventBusName: 'shop',
})
const ordersOnly = { source: [{ 'anything-but': ['rekindle'] }] }

describe('a bus and its rules', () => {
  it('puts what matches into the queue, as the bus has it, and nothing else', async () => {
    cloud = await opened(
      assembled({ ...bus, ...queue('in'), ...rule('Orders', ordersOnly, { Arn: arnOf('in') }), ...lets('in', 'Orders') }),
    )
    const answer = cloud.buses.putEvents([entry('shop', { n: 1 }), entry('rekindle'), { ...entry('shop'), EventBusName: 'default' }])
    expect(answer).toMatchObject({ FailedEntryCount: 0 })
    expect(
      cloud
        .queue('in')
        .bodies()
        .map((body) => JSON.parse(body)),
    ).toMatchObject([
      { version: '0', source: 'shop', 'detail-type': 'Order Completed', account: '111122223333', region: 'eu-west-1', detail: { n: 1 } },
    ])
  })

  it('delivers nothing where the pattern of the template is wrong', async () => {
    const wrong = { source: ['shopp'] }
    cloud = await opened(assembled({ ...bus, ...queue('in'), ...rule('Orders', wrong, { Arn: arnOf('in') }), ...lets('in', 'Orders') }))
    cloud.buses.putEvents([entry('shop')])
    expect(cloud.queue('in').depth()).toBe(0)
    expect(cloud.buses.counts).toMatchObject({ put: 1, matched: 0 })
  })

  it('does not open where a pattern is one that EventBridge refuses', async () => {
    const invalid = { source: 'shop' }
    await expect(opened(assembled({ ...bus, ...queue('in'), ...rule('Orders', invalid, { Arn: arnOf('in') }) }))).rejects.toThrow('source')
  })

  it('puts into the dead letters what the policy of the queue does not let in, and says so where there are none', async () => {
    const open = { ...bus, ...queue('in'), ...queue('dead') }
    cloud = await opened(
      assembled({
        ...open,
        ...rule('Orders', ordersOnly, { Arn: arnOf('in'), DeadLetterConfig: { Arn: arnOf('dead') } }),
        ...lets('dead', 'Orders'),
      }),
    )
    cloud.buses.putEvents([entry('shop')])
    expect([cloud.queue('in').depth(), cloud.queue('dead').depth(), cloud.complaints()]).toEqual([0, 1, []])
    await cloud.close()
    cloud = await opened(assembled({ ...open, ...rule('Orders', ordersOnly, { Arn: arnOf('in') }) }))
    cloud.buses.putEvents([entry('shop')])
    expect(cloud.complaints()).toEqual([expect.stringContaining('the policy of in')])
  })

  it('delivers everything twice where it is told to', async () => {
    cloud = await opened(
      assembled({ ...bus, ...queue('in'), ...rule('Orders', ordersOnly, { Arn: arnOf('in') }), ...lets('in', 'Orders') }),
    )
    cloud.buses.setCopies(2)
    cloud.buses.putEvents([entry('shop')])
    const ids = cloud
      .queue('in')
      .bodies()
      .map((body) => (JSON.parse(body) as { id: string }).id)
    expect([ids.length, new Set(ids).size]).toEqual([2, 1])
  })

  it('replays what an archive kept of a time, marked, and does not archive it again', async () => {
    const archive = {
      Kept: { Type: 'AWS::Events::Archive', Properties: { ArchiveName: 'kept', SourceArn: arnOf('Bus'), RetentionDays: 2 } },
    }
    cloud = await opened(
      assembled({ ...bus, ...archive, ...queue('in'), ...rule('Orders', ordersOnly, { Arn: arnOf('in') }), ...lets('in', 'Orders') }),
    )
    cloud.buses.putEvents([entry('shop', { n: 1 })])
    await cloud.world.runUntil(START + DAY_MS)
    cloud.buses.putEvents([entry('shop', { n: 2 })])
    expect(cloud.buses.replay('kept', START, START + HOUR_MS)).toBe(1)
    const bodies = cloud
      .queue('in')
      .bodies()
      .map((body) => JSON.parse(body) as JsonObject)
    expect(bodies.map((body) => [body.detail, 'replay-name' in body])).toEqual([
      [{ n: 1 }, false],
      [{ n: 2 }, false],
      [{ n: 1 }, true],
    ])
    expect(cloud.buses.replay('kept', START, START + 3 * DAY_MS)).toBe(2)
    await cloud.world.runUntil(START + 2.5 * DAY_MS)
    expect(cloud.buses.replay('kept', START, START + 3 * DAY_MS)).toBe(1)
  })

  it('makes of an event what an input transformer says', async () => {
    const transformer = {
      InputPathsMap: { who: '$.detail.user', all: '$.detail' },
      InputTemplate: '{"id": "customer <who>", "whole": <all>}',
    }
    cloud = await opened(
      assembled({
        ...bus,
        ...queue('in'),
        ...rule('Orders', ordersOnly, { Arn: arnOf('in'), InputTransformer: transformer }),
        ...lets('in', 'Orders'),
      }),
    )
    cloud.buses.putEvents([entry('shop', { user: 'A "quoted" one' })])
    expect(
      cloud
        .queue('in')
        .bodies()
        .map((body) => JSON.parse(body)),
    ).toEqual([{ id: 'customer A "quoted" one', whole: { user: 'A "quoted" one' } }])
  })

  it('answers entry by entry, as PutEvents does', async () => {
    cloud = await opened(assembled({ ...bus }))
    const { Detail: _, ...without } = entry('shop')
    const answer = cloud.buses.putEvents([entry('shop'), without, entry('aws.ses'), { ...entry('shop'), Detail: '[1]' }])
    expect(answer).toMatchObject({
      FailedEntryCount: 3,
      Entries: [
        { EventId: expect.any(String) },
        { ErrorCode: 'InvalidArgument' },
        { ErrorCode: 'NotAuthorizedForSourceException' },
        { ErrorCode: 'MalformedDetail' },
      ],
    })
    expect(cloud.buses.putEvents(Array.from({ length: 11 }, () => entry('shop')))).toHaveProperty('problem')
  })
})

describe('a schedule', () => {
  const timed = (more: JsonObject = {}) =>
    assembled(
      {
        ...lambda('worker', [statement(['sqs:SendMessage'], arnOf('dead'))]),
        ...queue('dead'),
        Timer: {
          Type: 'AWS::Events::Rule',
          Properties: {
            Name: 'Timer',
            ScheduleExpression: 'rate(1 minute)',
            State: 'ENABLED',
            Targets: [{ Id: 'w', Arn: arnOf('worker') }],
          },
        },
        ...more,
      },
      { worker: code.write('worker', noting()) },
    )
  const allowed: JsonObject = {
    May: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: arnOf('worker'),
        Principal: 'events.amazonaws.com',
        SourceArn: arnOf('Timer'),
      },
    },
  }

  it('fires by the virtual clock, at its own moment of the minute', async () => {
    cloud = await opened(timed(allowed), { phaseMs: 40_000 })
    await cloud.world.runUntil(START + 3 * MINUTE_MS)
    expect((await notesOf<{ now: number }>(cloud.fleet('worker'))).map(({ now }) => now - START)).toEqual([40_000, 100_000, 160_000])
    cloud.setSchedules(false)
    await cloud.world.runUntil(START + HOUR_MS)
    expect(cloud.fleet('worker').counts.invocations).toBe(3)
  })

  it('cannot invoke a function that does not let it', async () => {
    cloud = await opened(timed())
    await cloud.world.runUntil(START + MINUTE_MS)
    expect(cloud.fleet('worker').counts.invocations).toBe(0)
    expect(cloud.complaints()[0]).toContain('no permission')
  })
})

/** Of CloudFormation's own placeholders. */
const SIGN = '$'

describe('templates', () => {
  const place = { account: '111122223333', region: 'eu-west-1' }
  const one = (name: string, template: JsonObject) => ({ name, template })

  it('are resolved across stacks', () => {
    const data = one('data', {
      Resources: { Table: { Type: 'AWS::DynamoDB::Table', Properties: {} } },
      Outputs: { Out: { Value: { 'Fn::GetAtt': ['Table', 'StreamArn'] }, Export: { Name: 'data:stream' } } },
    })
    const engine = one('engine', {
      Conditions: { No: { 'Fn::Equals': ['a', 'b'] } },
      Resources: {
        Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'work', Extra: { 'Fn::If': ['No', 1, { Ref: 'AWS::NoValue' }] } } },
        Never: { Type: 'AWS::SQS::Queue', Condition: 'No', Properties: {} },
        Other: {
          Type: 'AWS::SNS::Topic',
          Properties: {
            A: { 'Fn::ImportValue': 'data:stream' },
            B: { 'Fn::Join': ['/', ['x', { Ref: 'Queue' }]] },
            C: { 'Fn::Sub': [`${SIGN}{AWS::Region} ${SIGN}{Queue.Arn} ${SIGN}{Own} ${SIGN}{!Literal}`, { Own: 'own' }] },
            D: { 'Fn::Select': [1, { 'Fn::Split': [':', { 'Fn::GetAtt': 'Queue.Arn' }] }] },
          },
        },
      },
    })
    const resources = resolveStacks([data, engine], place)
    expect(resources.map(({ path }) => path).sort()).toEqual(['data/Table', 'engine/Other', 'engine/Queue'])
    expect(resources.find(({ logicalId }) => logicalId === 'Queue')?.properties).toEqual({ QueueName: 'work' })
    expect(resources.find(({ logicalId }) => logicalId === 'Other')?.properties).toEqual({
      A: 'arn:aws:dynamodb:eu-west-1:111122223333:table/data-Table/stream/2026-01-01T00:00:00.000',
      B: 'x/https://sqs.eu-west-1.amazonaws.com/111122223333/work',
      C: `eu-west-1 arn:aws:sqs:eu-west-1:111122223333:work own ${SIGN}{Literal}`,
      D: 'aws',
    })
  })

  it.each([
    ['an intrinsic nobody knows', { P: { 'Fn::Transform': {} } }, 'Fn::Transform'],
    ['an attribute nobody knows', { P: { 'Fn::GetAtt': ['Q', 'Nonsense'] } }, 'Nonsense'],
    ['a resource that is not there', { P: { Ref: 'Nobody' } }, 'Nobody'],
    ['an import nobody exports', { P: { 'Fn::ImportValue': 'nobody' } }, 'no stack exports'],
  ])('are refused with %s', (_, properties, problem) => {
    const resources = { Q: { Type: 'AWS::SQS::Queue', Properties: {} }, T: { Type: 'AWS::SNS::Topic', Properties: properties } }
    expect(() => resolveStacks([one('s', { Resources: resources })], place)).toThrow(problem)
  })

  it('are refused where the folder has none', () => {
    expect(() => loadAssembly(code.write('empty', ''))).toThrow()
  })
})
