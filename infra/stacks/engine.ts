/** What decides: the intake, the tick, and the two readers of the table's stream; who calls other servers; who judges experiments; and the door for Segment-compatible libraries. */
import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib'
import { CfnRule, Schedule } from 'aws-cdk-lib/aws-events'
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { CfnEventInvokeConfig } from 'aws-cdk-lib/aws-lambda'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import type { Construct } from 'constructs'
import { openTo } from '../acknowledge.ts'
import { functionOf, type Made, type Surroundings } from '../constructs/function.ts'
import { httpApi, type MadeApi } from '../constructs/http-api.ts'
import { fromQueue, fromStream } from '../constructs/mapping.ts'
import { lostAndFound, type Watched, type WorkQueue, workQueue } from '../constructs/queue.ts'
import { mayBeFilledBy } from '../constructs/rule.ts'
import { CALL_RECEIPTS_MAX } from '../../shared/kernel/limits-aws.ts'
import { idOf, nameOf } from '../names.ts'
import { RELAYED, TALLIED } from '../stream-filters.ts'

type EngineProps = StackProps & { readonly around: Surroundings; readonly intake: WorkQueue; readonly streamArn: string }

/** Tries before a message is put aside: five as AWS advises for partial batches, more where an outage of an hour should need nobody. */
const TRIES = { tasks: 5, mail: 10, sweeps: 10, calls: CALL_RECEIPTS_MAX } as const

export class EngineStack extends Stack {
  readonly made: readonly Made[]
  readonly queues: readonly WorkQueue[]
  readonly put: readonly Watched[]
  readonly events: MadeApi
  /** Judges with each hour, and answers the console, which is made later. */
  readonly results: Made
  /** What later stacks are told besides. */
  readonly around: Surroundings

  constructor(scope: Construct, id: string, { around, intake, streamArn, ...props }: EngineProps) {
    super(scope, id, props)
    const { stage } = around
    const tasks = workQueue(this, { stage, name: 'tasks', worker: 'tick', triesMax: TRIES.tasks })
    const mail = workQueue(this, { stage, name: 'mail', worker: 'send', triesMax: TRIES.mail })
    const sweeps = workQueue(this, { stage, name: 'sweeps', worker: 'sweep', triesMax: TRIES.sweeps })
    const calls = workQueue(this, { stage, name: 'calls', worker: 'hook', triesMax: TRIES.calls })
    const streamDead = lostAndFound(this, stage, 'stream-dead')
    const ticksDead = lostAndFound(this, stage, 'ticks-dead')
    this.events = httpApi(this, {
      stage,
      name: 'events',
      description: 'Events of Segment-compatible libraries',
      throttle: stage.events,
      domain: stage.events.domain,
    })
    this.around = knowing(
      { ...around, settings: { ...around.settings, EVENTS_ORIGIN: this.events.origin } },
      { tasks, mail, sweeps, calls },
      { streamDead, ticksDead },
    )
    const [taker, http, tick, relay, tally, sweep, hook, results] = ENGINE.map((name) => functionOf(this, name, this.around)) as Engine
    this.made = [taker, http, tick, relay, tally, sweep, hook, results]
    this.results = results
    this.queues = [tasks, mail, sweeps, calls]
    this.put = [streamDead, ticksDead]

    fromQueue(this, taker, intake.queue, { batchSize: 100, windowSeconds: 2, atOnce: stage.atOnce.intake })
    // One at a time: a task may take most of its minute.
    fromQueue(this, tick, tasks.queue, { batchSize: 1, windowSeconds: 0, atOnce: stage.atOnce.tick })
    fromQueue(this, sweep, sweeps.queue, { batchSize: 1, windowSeconds: 0, atOnce: stage.atOnce.sweep })
    // Ten calls side by side, each of which may take a quarter of a minute.
    fromQueue(this, hook, calls.queue, { batchSize: 10, windowSeconds: 0, atOnce: stage.atOnce.hook })
    fires(this, EVERY_MINUTE, tick, ticksDead.queue, nameOf(stage, 'tick'))
    fires(this, EVERY_HOUR, results, ticksDead.queue, nameOf(stage, 'judge'))
    const stream = { streamArn, deadArn: streamDead.queue.queueArn }
    fromStream(this, relay, { ...stream, filters: RELAYED, batchSize: 100, windowSeconds: 0, tumblingSeconds: null })
    fromStream(this, tally, { ...stream, filters: TALLIED, batchSize: 1_000, windowSeconds: 5, tumblingSeconds: 5 })

    routeEvents(this.events, http)
    new CfnOutput(this, 'EventsUrl', {
      value: this.events.origin,
      description: 'The host that Segment-compatible libraries are pointed to',
    })
  }
}

const ENGINE = ['intake', 'http', 'tick', 'relay', 'tally', 'sweep', 'hook', 'results'] as const
type Engine = [Made, Made, Made, Made, Made, Made, Made, Made]

/** The surroundings, and the queues that were made here. */
const knowing = (
  around: Surroundings,
  { tasks, mail, sweeps, calls }: Readonly<Record<'tasks' | 'mail' | 'sweeps' | 'calls', WorkQueue>>,
  { streamDead, ticksDead }: Readonly<Record<'streamDead' | 'ticksDead', Watched>>,
): Surroundings => ({
  ...around,
  settings: {
    ...around.settings,
    TASKS_QUEUE_URL: tasks.queue.queueUrl,
    MAIL_QUEUE_URL: mail.queue.queueUrl,
    SWEEPS_QUEUE_URL: sweeps.queue.queueUrl,
    CALLS_QUEUE_URL: calls.queue.queueUrl,
  },
  things: {
    ...around.things,
    'queue:tasks': [tasks.queue.queueArn],
    'queue:mail': [mail.queue.queueArn],
    'queue:sweeps': [sweeps.queue.queueArn],
    'queue:calls': [calls.queue.queueArn],
    'queue:stream-dead': [streamDead.queue.queueArn],
    'queue:ticks-dead': [ticksDead.queue.queueArn],
  },
})

const routeEvents = ({ api }: MadeApi, http: Made): void => {
  const routes = api.addRoutes({
    path: '/v1/{proxy+}',
    methods: [HttpMethod.POST, HttpMethod.OPTIONS],
    integration: new HttpLambdaIntegration('Http', http.fn),
  })
  for (const route of routes) {
    openTo(
      route,
      'Segment-compatible libraries know Basic authentication and nothing else: the function checks the write key of each request against its hash.',
    )
  }
}

/** What time alone sets going: one that was missed is made up for by the next. */
type Firing = {
  readonly id: string
  readonly target: string
  readonly description: string
  readonly every: Duration
  readonly seconds: number
}
const EVERY_MINUTE: Firing = {
  ...{ id: 'EveryMinute', target: 'tick', description: 'Wakes whoever is due' },
  ...{ every: Duration.minutes(1), seconds: 60 },
}
const EVERY_HOUR: Firing = {
  ...{ id: 'EveryHour', target: 'results', description: 'Judges experiments' },
  ...{ every: Duration.hours(1), seconds: 3_600 },
}

/** Two tries within its period, and what is left is put aside to be seen. */
const fires = (scope: Construct, { id, target, description, every, seconds }: Firing, { fn }: Made, dead: Queue, name: string): void => {
  const retryPolicy = { maximumEventAgeInSeconds: seconds, maximumRetryAttempts: 2 }
  const rule = new CfnRule(scope, id, {
    name,
    description,
    scheduleExpression: Schedule.rate(every).expressionString,
    state: 'ENABLED',
    targets: [{ id: target, arn: fn.functionArn, retryPolicy, deadLetterConfig: { arn: dead.queueArn } }],
  })
  mayBeFilledBy(dead, rule)
  fn.addPermission(id, { principal: new ServicePrincipal('events.amazonaws.com'), sourceArn: rule.attrArn })
  new CfnEventInvokeConfig(scope, `${idOf(target)}Invocation`, {
    functionName: fn.functionName,
    qualifier: '$LATEST',
    maximumEventAgeInSeconds: seconds,
    maximumRetryAttempts: 0,
    destinationConfig: { onFailure: { destination: dead.queueArn } },
  })
}
