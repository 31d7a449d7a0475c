import { LEAST_ROLE, OF_EDITOR, OF_RESULTS, type Route } from '../../shared/contract/api-roles.ts'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { FUNCTIONS, HANDLER } from '../../functions/functions.ts'
import { INTAKE_PATTERN } from '../../shared/kernel/names.ts'
import { SECURITY } from '../../local/server/answer.ts'
import { ROLES } from '../../shared/contract/roles.ts'
import { EVERYTHING, type Found, ofType, PROD, ROOT, type Stacks, synthesised, textOf, type Value } from './synthesised.ts'

type Fields = { readonly [name: string]: Value }

const prod = synthesised(PROD)
const full = synthesised(EVERYTHING)
const both = [
  ['prod', prod],
  ['a stage that asks for everything', full],
] as const

/** Functions of ours: CDK brings one of its own that copies the console's page. */
const functionsIn = (stacks: Stacks): readonly Found[] =>
  ofType(stacks, 'AWS::Lambda::Function').filter(({ id }) => !id.startsWith('CustomCDKBucketDeployment'))

/** The one there is. */
const only = (found: readonly Found[], what: (one: Found) => boolean = () => true): Found => {
  const [one, ...others] = found.filter(what)
  if (one === undefined || others.length > 0) throw new Error(`There are ${others.length + (one === undefined ? 0 : 1)} of them`)
  return one
}

const plainName = ({ Properties }: Found, field: string, stage: string): string =>
  String(Properties[field]).slice(`rekindle-${stage}-`.length)

const stageOf = (stacks: Stacks): string => (stacks === prod ? PROD.name : EVERYTHING.name)

const functionAt = (stacks: Stacks, { stack, Properties }: Found): string =>
  textOf(stacks, stack, Properties.FunctionName)
    .replace(/^function:rekindle-[a-z]+-/, '')
    .replace(/\.Arn$/, '')

const queueAt = (stacks: Stacks, stack: string, value: Value | undefined): string =>
  textOf(stacks, stack, value)
    .replace(/^queue:rekindle-[a-z]+-/, '')
    .replace(/\.Arn$/, '')

describe.each(both)('the table of %s', (_, stacks) => {
  const tables = ofType(stacks, 'AWS::DynamoDB::Table')
  const table = only(tables)

  it('is one, and lies with nothing but its key', () => {
    expect(tables).toHaveLength(1)
    const types = Object.values(stacks.get('data')?.Resources ?? {}).map(({ Type }) => Type)
    expect(types.filter((type) => !/^AWS::(DynamoDB::Table|KMS::(Key|Alias))$/.test(type))).toEqual([])
  })

  it('outlives its stack and cannot be deleted by mistake', () => {
    expect(table).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' })
    expect(table.Properties).toMatchObject({ DeletionProtectionEnabled: true, BillingMode: 'PAY_PER_REQUEST' })
  })

  it('can be restored, forgets what may be forgotten, and tells of every change', () => {
    expect(table.Properties).toMatchObject({
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    })
  })

  it('has the two indexes of its layout, keys only', () => {
    const indexes = [...(table.Properties.LocalSecondaryIndexes as Fields[]), ...(table.Properties.GlobalSecondaryIndexes as Fields[])]
    expect(indexes.map(({ IndexName, Projection }) => [IndexName, Projection])).toEqual([
      ['timeline', { ProjectionType: 'KEYS_ONLY' }],
      ['lists', { ProjectionType: 'KEYS_ONLY' }],
    ])
  })

  it('has exactly two readers of its stream, each shard by one at a time', () => {
    const readers = ofType(stacks, 'AWS::Lambda::EventSourceMapping').filter(({ stack, Properties }) =>
      textOf(stacks, stack, Properties.EventSourceArn).endsWith('.StreamArn'),
    )
    expect(readers.map((reader) => functionAt(stacks, reader)).sort()).toEqual(['relay', 'tally'])
    for (const { Properties, stack } of readers) {
      expect(Properties).toMatchObject({ ParallelizationFactor: 1, BisectBatchOnFunctionError: true, StartingPosition: 'TRIM_HORIZON' })
      // Handlers say which record failed; without this Lambda would take their answer for success.
      expect(Properties.FunctionResponseTypes).toEqual(['ReportBatchItemFailures'])
      expect(Properties.MaximumRecordAgeInSeconds).toBeLessThanOrEqual(86_400)
      expect(Properties.MaximumRetryAttempts).toBeGreaterThanOrEqual(60)
      expect(Properties.MaximumRetryAttempts).toBeLessThanOrEqual(200)
      const { OnFailure } = Properties.DestinationConfig as { OnFailure: { Destination: Value } }
      expect(queueAt(stacks, stack, OnFailure.Destination)).toBe('stream-dead')
    }
    const windows = readers.map((reader) => [functionAt(stacks, reader), reader.Properties.TumblingWindowInSeconds])
    expect(new Map(windows as [string, Value][])).toEqual(
      new Map<string, Value | undefined>([
        ['relay', undefined],
        ['tally', 5],
      ]),
    )
  })
})

describe.each(both)('queues of %s', (_, stacks) => {
  const queues = ofType(stacks, 'AWS::SQS::Queue')
  const dead = new Set<string>()
  for (const { stack, Properties } of queues) {
    const policy = Properties.RedrivePolicy as { deadLetterTargetArn: Value } | undefined
    if (policy !== undefined) dead.add(queueAt(stacks, stack, policy.deadLetterTargetArn))
  }

  it('are those that functions are told of, each with its dead letters', () => {
    const names = queues.map((queue) => plainName(queue, 'QueueName', stageOf(stacks)))
    const working = ['intake', 'tasks', 'mail', 'sweeps', 'calls', 'reports']
    expect(names.sort()).toEqual([...working, ...working.map((name) => `${name}-dead`), 'stream-dead', 'ticks-dead'].sort())
  })

  it.each(queues.map((queue) => [plainName(queue, 'QueueName', stageOf(stacks)), queue] as const))(
    '%s',
    (name, { Properties, stack, id }) => {
      expect(Properties).toMatchObject({ MessageRetentionPeriod: 1_209_600, SqsManagedSseEnabled: true })
      const isLast = name.endsWith('-dead')
      expect(isLast || Properties.RedrivePolicy !== undefined).toBe(true)
      expect(dead.has(name) || Properties.RedrivePolicy !== undefined || ['stream-dead', 'ticks-dead'].includes(name)).toBe(true)
      if (isLast) {
        const { redrivePermission, sourceQueueArns } = Properties.RedriveAllowPolicy as Fields
        const sources = (sourceQueueArns as Value[] | undefined)?.map((arn) => textOf(stacks, stack, arn).split(':').at(-1))
        expect([redrivePermission, sources]).toEqual(
          dead.has(name) ? ['byQueue', [`rekindle-${stageOf(stacks)}-${name.slice(0, -'-dead'.length)}`]] : ['denyAll', undefined],
        )
      }
      const policies = ofType(stacks, 'AWS::SQS::QueuePolicy').filter(({ Properties: { Queues } }) =>
        (Queues as { Ref: string }[]).some(({ Ref }) => Ref === id),
      )
      const statements = policies.flatMap(({ Properties: { PolicyDocument } }) => (PolicyDocument as { Statement: Fields[] }).Statement)
      expect(statements).toContainEqual(
        expect.objectContaining({ Effect: 'Deny', Action: 'sqs:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      )
      const open = statements.filter(({ Effect, Condition }) => Effect === 'Allow' && Condition === undefined)
      expect(open).toEqual([])
    },
  )

  it('are worked off by a bounded number, who have a sixth of the time until a message is seen again', () => {
    const mappings = ofType(stacks, 'AWS::Lambda::EventSourceMapping').filter(({ stack, Properties }) =>
      textOf(stacks, stack, Properties.EventSourceArn).startsWith('queue:'),
    )
    const workers = mappings.map((mapping) => {
      const { stack, Properties } = mapping
      const queue = queueAt(stacks, stack, Properties.EventSourceArn)
      const found = queues.find((one) => plainName(one, 'QueueName', stageOf(stacks)) === queue)
      const worker = functionAt(stacks, mapping)
      const { timeoutSeconds } = FUNCTIONS.find(({ name }) => name === worker) ?? { timeoutSeconds: Number.NaN }
      expect(Number(found?.Properties.VisibilityTimeout)).toBeGreaterThanOrEqual(6 * timeoutSeconds)
      expect(Properties.FunctionResponseTypes).toEqual(['ReportBatchItemFailures'])
      if (Number(Properties.BatchSize) > 10) expect(Properties.MaximumBatchingWindowInSeconds).toBeGreaterThanOrEqual(1)
      return [queue, worker, (Properties.ScalingConfig as Fields).MaximumConcurrency]
    })
    expect(workers).toEqual([
      ['intake', 'intake', 4],
      ['tasks', 'tick', 2],
      ['sweeps', 'sweep', 2],
      ['calls', 'hook', 2],
      ['mail', 'send', 2],
      ['reports', 'report', 2],
    ])
  })
})

describe.each(both)('functions of %s', (_, stacks) => {
  const found = functionsIn(stacks)

  it('are those of functions.ts', () => {
    expect(found.map((one) => plainName(one, 'FunctionName', stageOf(stacks))).sort()).toEqual(FUNCTIONS.map(({ name }) => name).sort())
  })

  it.each(FUNCTIONS.map((spec) => [spec.name, spec] as const))('%s is as it is listed there', (name, spec) => {
    const one = only(found, (candidate) => plainName(candidate, 'FunctionName', stageOf(stacks)) === name)
    expect(one.Properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: HANDLER,
      MemorySize: spec.memoryMb,
      Timeout: spec.timeoutSeconds,
      Description: spec.description,
    })
    const told = Object.keys((one.Properties.Environment as { Variables: Fields }).Variables)
    const may = stacks === full ? spec.mayHave : []
    expect(told.sort()).toEqual([...spec.needs, ...may, 'NODE_OPTIONS'].sort())
    expect(Buffer.byteLength(spec.description)).toBeLessThanOrEqual(256)
  })

  it('have a log each that forgets, and a role each that nobody else has', () => {
    const logs = ofType(stacks, 'AWS::Logs::LogGroup')
    expect(logs.filter(({ Properties }) => Properties.RetentionInDays !== PROD.logDays)).toEqual([])
    const written = found.map(({ stack, Properties }) => textOf(stacks, stack, (Properties.LoggingConfig as Fields).LogGroup))
    expect(new Set(written).size).toBe(FUNCTIONS.length)
    for (const one of found) {
      const name = `loggroup:/aws/lambda/${String(one.Properties.FunctionName)}`
      expect(textOf(stacks, one.stack, (one.Properties.LoggingConfig as Fields).LogGroup)).toBe(name)
    }
    const roles = found.map(({ stack, Properties }) => `${stack} ${JSON.stringify(Properties.Role)}`)
    expect(new Set(roles).size).toBe(FUNCTIONS.length)
    for (const { id, Properties } of ofType(stacks, 'AWS::IAM::Role'))
      if (!id.startsWith('CustomCDKBucketDeployment')) expect(Properties.ManagedPolicyArns).toBeUndefined()
  })

  it('that may send mail are bounded', () => {
    const policies = ofType(stacks, 'AWS::IAM::Policy').filter(({ Properties }) => JSON.stringify(Properties).includes('ses:Send'))
    expect(policies.map(({ id }) => id.slice(0, 4))).toEqual(['Send'])
    const mapping = only(ofType(stacks, 'AWS::Lambda::EventSourceMapping'), (one) => functionAt(stacks, one) === 'send')
    expect((mapping.Properties.ScalingConfig as Fields).MaximumConcurrency).toBeLessThanOrEqual(10)
  })
})

describe.each(both)('rules of %s', (_, stacks) => {
  const rules = ofType(stacks, 'AWS::Events::Rule')

  it('say how often they try, and where they put what they could not deliver', () => {
    for (const { stack, Properties } of rules) {
      for (const target of Properties.Targets as Fields[]) {
        expect(target.RetryPolicy).toEqual({ MaximumEventAgeInSeconds: expect.any(Number), MaximumRetryAttempts: expect.any(Number) })
        const { Arn } = target.DeadLetterConfig as { Arn: Value }
        expect(queueAt(stacks, stack, Arn)).toMatch(/-dead$/)
      }
    }
  })

  it('are the intake’s, that of reports on the default bus, the minute and the hour', () => {
    const told = rules.map(({ stack, Properties }) => [
      Properties.EventPattern ?? Properties.ScheduleExpression,
      Properties.EventBusName === undefined ? null : textOf(stacks, stack, Properties.EventBusName),
      (Properties.Targets as Fields[]).map(({ Arn }) => textOf(stacks, stack, Arn)),
    ])
    const system = `rekindle-${stageOf(stacks)}`
    expect(told).toEqual([
      [INTAKE_PATTERN, expect.stringMatching(/^eventbus:/), [`queue:${system}-intake.Arn`]],
      ['rate(1 minute)', null, [`function:${system}-tick.Arn`]],
      ['rate(1 hour)', null, [`function:${system}-results.Arn`]],
      [
        { source: ['aws.ses'], detail: { mail: { tags: { 'ses:configuration-set': [system] } } } },
        'default',
        [`queue:${system}-reports.Arn`],
      ],
    ])
  })

  it('are archived by the same pattern as they are taken in', () => {
    expect(ofType(stacks, 'AWS::Events::Archive')).toMatchObject([
      { DeletionPolicy: 'Retain', Properties: { EventPattern: INTAKE_PATTERN } },
    ])
  })
})

describe.each(both)('APIs of %s', (_, stacks) => {
  const routesOf = (): readonly string[] =>
    ofType(stacks, 'AWS::ApiGatewayV2::Route').map(({ stack, Properties }) => {
      const id = /integrations\/(.*)$/.exec(textOf(stacks, stack, Properties.Target))?.[1]?.replace(/^integration:/, '') ?? ''
      const uri = textOf(stacks, stack, stacks.get(stack)?.Resources[id]?.Properties.IntegrationUri)
      return `${String(Properties.RouteKey)} ${String(Properties.AuthorizationType)} ${uri.replace(/^function:rekindle-[a-z]+-|\.Arn$/g, '')}`
    })

  it('have these routes and no others', () => {
    expect(routesOf().toSorted()).toEqual([
      'ANY /api/drafts JWT publish',
      'ANY /api/drafts/{proxy+} JWT publish',
      'ANY /api/editor/{proxy+} JWT publish',
      'ANY /api/{proxy+} JWT console-api',
      'ANY /c/{proxy+} NONE public',
      'ANY /cli/api/drafts AWS_IAM publish',
      'ANY /cli/api/drafts/{proxy+} AWS_IAM publish',
      'ANY /cli/api/editor/{proxy+} AWS_IAM publish',
      'ANY /cli/{proxy+} AWS_IAM console-api',
      'ANY /p/{proxy+} NONE public',
      'ANY /s/{proxy+} NONE public',
      'ANY /u/{proxy+} NONE public',
      'GET /api/power JWT results',
      'GET /api/results JWT results',
      'GET /api/results/{id} JWT results',
      'GET /api/verdicts JWT results',
      'GET /cli/api/power AWS_IAM results',
      'GET /cli/api/results AWS_IAM results',
      'GET /cli/api/results/{id} AWS_IAM results',
      'GET /cli/api/verdicts AWS_IAM results',
      'OPTIONS /v1/{proxy+} NONE http',
      'POST /api/campaigns/{id}/rollback JWT publish',
      'POST /api/campaigns/{id}/status JWT publish',
      'POST /api/tallies/rebuild JWT publish',
      'POST /cli/api/campaigns/{id}/rollback AWS_IAM publish',
      'POST /cli/api/campaigns/{id}/status AWS_IAM publish',
      'POST /cli/api/tallies/rebuild AWS_IAM publish',
      'POST /cli/publish AWS_IAM publish',
      'POST /v1/{proxy+} NONE http',
    ])
  })

  // Of paths that fit, the gateway takes the one that says most: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
  const answeredBy = (method: string, path: string): string | undefined =>
    routesOf()
      .map((route) => route.split(' '))
      .filter(([verb]) => verb === 'ANY' || verb === method)
      .filter(([, pattern = '']) => new RegExp(`^${pattern.replace('{proxy+}', '.+').replace(/\{\w+\}/g, '[^/]+')}$`).test(path))
      .toSorted(([, a = ''], [, b = '']) => Number(a.includes('+')) - Number(b.includes('+')) || b.length - a.length)[0]?.[3]

  it.each(Object.keys(LEAST_ROLE) as Route[])('lead %s to the function that has it', (route) => {
    const [method = '', path = ''] = route.split(' ')
    const elsewhere = (OF_RESULTS as readonly Route[]).includes(route) ? 'results' : 'console-api'
    const has = (OF_EDITOR as readonly Route[]).includes(route) ? 'publish' : elsewhere
    for (const way of ['', '/cli']) expect(answeredBy(method, way + path.replaceAll(/:\w+/g, 'x'))).toBe(has)
  })

  it('are throttled, and log neither who asked nor for what path', () => {
    const stages = ofType(stacks, 'AWS::ApiGatewayV2::Stage')
    expect(stages).toHaveLength(3)
    for (const { Properties } of stages) {
      const { ThrottlingRateLimit, ThrottlingBurstLimit } = Properties.DefaultRouteSettings as Fields
      expect(Number(ThrottlingRateLimit)).toBeGreaterThan(0)
      expect(Number(ThrottlingBurstLimit)).toBeGreaterThanOrEqual(Number(ThrottlingRateLimit))
      const { Format } = Properties.AccessLogSettings as { Format: string }
      expect(Format).not.toMatch(/sourceIp|\$context\.path|userAgent|authorizer\.claims|identity/)
    }
  })
})

describe.each(both)('alarms of %s', (_, stacks) => {
  const runbook = existsSync(join(ROOT, 'docs/runbook.md')) ? readFileSync(join(ROOT, 'docs/runbook.md'), 'utf8') : ''
  const sections = [...runbook.matchAll(/^## (.+)$/gm)].map(([, title]) => anchorOf(title ?? ''))
  const alarms = ofType(stacks, 'AWS::CloudWatch::Alarm')

  it.each(alarms.map((alarm) => [plainName(alarm, 'AlarmName', stageOf(stacks)), alarm] as const))(
    '%s leads to a section of the runbook',
    (_, { Properties }) => {
      const [, anchor] = /docs\/runbook\.md#([a-z-]+)$/.exec(String(Properties.AlarmDescription)) ?? []
      expect(sections).toContain(anchor)
      expect(Properties.AlarmActions).toHaveLength(1)
      expect(Properties.OKActions).toHaveLength(1)
    },
  )

  it('watch every place where something can be put aside, every queue and every function', () => {
    const names = alarms.map((alarm) => plainName(alarm, 'AlarmName', stageOf(stacks)))
    const queues = ofType(stacks, 'AWS::SQS::Queue').map((queue) => plainName(queue, 'QueueName', stageOf(stacks)))
    expect(names).toEqual(expect.arrayContaining(queues.map((name) => (name.endsWith('-dead') ? `${name}-letters` : `${name}-age`))))
    expect(names).toEqual(expect.arrayContaining(FUNCTIONS.map(({ name }) => `${name}-errors`)))
    expect(names).toEqual(
      expect.arrayContaining([
        'throttles',
        'wake-lag',
        'no-tick',
        'no-judge',
        'relay-behind',
        'tally-behind',
        'bounces',
        'complaints',
        'sending-stopped',
      ]),
    )
  })
})

/** As GitHub makes them of headings. */
const anchorOf = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-')

describe('the console’s page', () => {
  it('comes with the headers of the local server, and may only ask itself and where people sign in', () => {
    const policy = only(ofType(prod, 'AWS::CloudFront::ResponseHeadersPolicy'))
    const { SecurityHeadersConfig, CustomHeadersConfig } = policy.Properties.ResponseHeadersPolicyConfig as {
      SecurityHeadersConfig: Record<string, Fields>
      CustomHeadersConfig: { Items: { Header: string; Value: string }[] }
    }
    const text = textOf(prod, 'console', SecurityHeadersConfig.ContentSecurityPolicy?.ContentSecurityPolicy)
    const signIn = /connect-src 'self'( https:\/\/rekindle-prod-console-<AWS::AccountId>\.auth\.<AWS::Region>\.amazoncognito\.com);/.exec(
      text,
    )?.[1]
    expect(signIn).toBeDefined()
    const sent = {
      'content-security-policy': text.replace(signIn ?? '', ''),
      'x-content-type-options': SecurityHeadersConfig.ContentTypeOptions === undefined ? '' : 'nosniff',
      'x-frame-options': SecurityHeadersConfig.FrameOptions?.FrameOption,
      'referrer-policy': SecurityHeadersConfig.ReferrerPolicy?.ReferrerPolicy,
      ...Object.fromEntries(CustomHeadersConfig.Items.map(({ Header, Value }) => [Header, Value])),
      // Files have a life of their own in caches.
      'cache-control': 'no-store',
    }
    expect(sent).toEqual(SECURITY)
  })

  it('lies in a bucket that only CloudFront may read', () => {
    for (const { Properties } of ofType(prod, 'AWS::S3::Bucket'))
      expect(Properties.PublicAccessBlockConfiguration).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      })
    expect(ofType(prod, 'AWS::CloudFront::OriginAccessControl')).toHaveLength(1)
  })

  it('signs people in by invitation, with a code and proof of who asked for it', () => {
    const pool = only(ofType(prod, 'AWS::Cognito::UserPool'))
    expect(pool.Properties.AdminCreateUserConfig).toEqual({ AllowAdminCreateUserOnly: true })
    expect(pool).toMatchObject({ DeletionPolicy: 'Retain' })
    const groups = ofType(prod, 'AWS::Cognito::UserPoolGroup').map(({ Properties }) => Properties.GroupName)
    expect(groups).toEqual(ROLES)
    const client = only(ofType(prod, 'AWS::Cognito::UserPoolClient'))
    expect(client.Properties).toMatchObject({ GenerateSecret: false, AllowedOAuthFlows: ['code'] })
    const [, callback] = /CALLBACK = '([^']+)'/.exec(readFileSync(join(ROOT, 'console/session/session.ts'), 'utf8')) ?? []
    expect((client.Properties.CallbackURLs as Value[]).map((url) => textOf(prod, 'console', url))).toEqual([
      expect.stringMatching(new RegExp(`^https://[^/]+${callback}$`)),
    ])
  })
})

describe('mail', () => {
  it('is reported on the default bus, in every way SES knows', () => {
    const destination = only(ofType(prod, 'AWS::SES::ConfigurationSetEventDestination'))
    const { MatchingEventTypes, EventBridgeDestination } = destination.Properties.EventDestination as {
      MatchingEventTypes: string[]
      EventBridgeDestination: { EventBusArn: Value }
    }
    expect(MatchingEventTypes.map((type) => type.toLowerCase()).sort()).toEqual([
      'bounce',
      'click',
      'complaint',
      'delivery',
      'deliverydelay',
      'open',
      'reject',
      'renderingfailure',
      'send',
      'subscription',
    ])
    expect(textOf(prod, 'delivery', EventBridgeDestination.EventBusArn)).toMatch(/:event-bus\/default$/)
  })

  it('is signed, with a MAIL FROM of its own', () => {
    expect(ofType(prod, 'AWS::SES::EmailIdentity')).toMatchObject([
      { Properties: { DkimAttributes: { SigningEnabled: true }, MailFromAttributes: { MailFromDomain: PROD.mail.mailFrom } } },
    ])
  })
})
