/** How functions get their work: from queues, a bounded number at a time, and from the stream of the table, shard by shard. */
import { CfnEventSourceMapping } from 'aws-cdk-lib/aws-lambda'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import type { Construct } from 'constructs'
import { idOf } from '../names.ts'
import type { Made } from './function.ts'

type FromQueue = {
  readonly batchSize: number
  /** How long to wait for a batch to fill: batches above ten need at least a second. */
  readonly windowSeconds: number
  /** Messages beyond wait in the queue, without counting as received. */
  readonly atOnce: number
}

/** What failed of a batch goes back to the queue, and the rest does not. */
export const fromQueue = (
  scope: Construct,
  { spec, fn, ready }: Made,
  queue: Queue,
  { batchSize, windowSeconds, atOnce }: FromQueue,
): void => {
  const mapping = new CfnEventSourceMapping(scope, `${idOf(spec.name)}FromQueue`, {
    functionName: fn.functionArn,
    eventSourceArn: queue.queueArn,
    enabled: true,
    batchSize,
    maximumBatchingWindowInSeconds: windowSeconds,
    functionResponseTypes: ['ReportBatchItemFailures'],
    scalingConfig: { maximumConcurrency: atOnce },
  })
  // Lambda looks whether the function may read the queue when the mapping is made.
  mapping.node.addDependency(ready)
}

type FromStream = {
  readonly streamArn: string
  readonly deadArn: string
  readonly filters: readonly object[]
  readonly batchSize: number
  readonly windowSeconds: number
  /** With a window Lambda tells the shard, which is what counting goes by. */
  readonly tumblingSeconds: number | null
}

/** All that the stream keeps: what is older is not there to be read. */
const RECORD_AGE_MAX_SECONDS = 86_400
/**
 * Tries of a batch that fails, after it was cut in halves until the one record that fails is alone. Its shard stands still meanwhile, so
 * there must be an end long before the records behind it grow too old; and an outage of an hour should need nobody.
 */
const STREAM_TRIES_MAX = 120

/**
 * One batch of a shard at a time (parallelisation 1): what a shard tells is in order. From the beginning of the stream, so that nothing is
 * missed between the making of the table and that of the mapping.
 */
export const fromStream = (scope: Construct, { spec, fn, ready }: Made, from: FromStream): void => {
  const mapping = new CfnEventSourceMapping(scope, `${idOf(spec.name)}FromStream`, {
    functionName: fn.functionArn,
    eventSourceArn: from.streamArn,
    enabled: true,
    startingPosition: 'TRIM_HORIZON',
    batchSize: from.batchSize,
    maximumBatchingWindowInSeconds: from.windowSeconds,
    parallelizationFactor: 1,
    bisectBatchOnFunctionError: true,
    functionResponseTypes: ['ReportBatchItemFailures'],
    maximumRecordAgeInSeconds: RECORD_AGE_MAX_SECONDS,
    maximumRetryAttempts: STREAM_TRIES_MAX,
    destinationConfig: { onFailure: { destination: from.deadArn } },
    filterCriteria: { filters: from.filters.map((pattern) => ({ pattern: JSON.stringify(pattern) })) },
    ...(from.tumblingSeconds === null ? {} : { tumblingWindowInSeconds: from.tumblingSeconds }),
  })
  mapping.node.addDependency(ready)
}
