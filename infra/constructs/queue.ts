/** A queue is never alone: what cannot be worked off lies in its dead letters, from where a person sends it back. */
import { ArnFormat, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib'
import { Queue, QueueEncryption, RedrivePermission } from 'aws-cdk-lib/aws-sqs'
import type { Construct } from 'constructs'
import { FUNCTIONS, type FunctionName } from '../../functions/functions.ts'
import { acknowledge } from '../acknowledge.ts'
import { GUARD } from '../guard-rules.ts'
import { idOf, nameOf } from '../names.ts'
import type { Stage } from '../stage.ts'

/** The longest SQS keeps anything: two weeks of holidays, and nothing is lost. */
const KEPT = Duration.days(14)
/** AWS advises six times the time of the worker, so that a batch is not handed out again while it is still worked on. */
const VISIBLE_AGAIN_AFTER = 6

/** A queue of the system: its name, and what it is watched by. */
export type Watched = { readonly name: string; readonly queue: Queue }

export type WorkQueue = Watched & { readonly dead: Watched }

type WorkQueueProps = {
  readonly stage: Stage
  readonly name: string
  readonly worker: FunctionName
  /** Receipts until a message is put aside. */
  readonly triesMax: number
}

/** A queue for one worker, with its dead letters. */
export const workQueue = (scope: Construct, { stage, name, worker, triesMax }: WorkQueueProps): WorkQueue => {
  const dead = deadLetters(scope, stage, name)
  const queue = new Queue(scope, `${idOf(name)}Queue`, {
    ...KEPT_SAFE,
    queueName: nameOf(stage, name),
    visibilityTimeout: Duration.seconds(VISIBLE_AGAIN_AFTER * secondsOf(worker)),
    deadLetterQueue: { queue: dead.queue, maxReceiveCount: triesMax },
  })
  return { name, queue, dead }
}

/** What is left of `of` when nobody could work it off. Only that queue may put messages here by redrive. */
export const deadLetters = (scope: Construct, stage: Stage, of: string): Watched => {
  // By name and not by reference: each of the two queues names the other.
  const resourceName = nameOf(stage, of)
  const source = Stack.of(scope).formatArn({ service: 'sqs', resource: resourceName, arnFormat: ArnFormat.NO_RESOURCE_NAME })
  const name = `${of}-dead`
  const queue = new Queue(scope, `${idOf(name)}Queue`, {
    ...KEPT_SAFE,
    queueName: nameOf(stage, name),
    redriveAllowPolicy: {
      redrivePermission: RedrivePermission.BY_QUEUE,
      sourceQueues: [Queue.fromQueueArn(scope, `${idOf(name)}Source`, source)],
    },
  })
  return { name, queue }
}

/** Where something other than a queue puts what it could not deliver: a rule, a stream. No queue may redrive into it. */
export const lostAndFound = (scope: Construct, stage: Stage, name: string): Watched => {
  const queue = new Queue(scope, `${idOf(name)}Queue`, {
    ...KEPT_SAFE,
    queueName: nameOf(stage, name),
    redriveAllowPolicy: { redrivePermission: RedrivePermission.DENY_ALL },
  })
  const reason = 'It is itself where things are put that could not be delivered; a person is told of the first.'
  acknowledge(queue, { 'AwsSolutions-SQS3': reason, [`${GUARD}::sqs_dlq_check`]: reason })
  return { name, queue }
}

const KEPT_SAFE = {
  retentionPeriod: KEPT,
  encryption: QueueEncryption.SQS_MANAGED,
  enforceSSL: true,
  removalPolicy: RemovalPolicy.DESTROY,
} as const

const secondsOf = (name: FunctionName): number => {
  const spec = FUNCTIONS.find((one) => one.name === name)
  if (spec === undefined) throw new Error(`There is no function ${name}`)
  return spec.timeoutSeconds
}
