/** What tests of handlers share: an observer that remembers, a context, and events as AWS hands them over. */
import type { Context, SQSEvent } from 'aws-lambda'
import { failureFields } from '../../shared/adapters/logging/logs.ts'
import { RESERVED_MS } from '../../shared/kernel/limits.ts'
import type { EpochMs } from '../../shared/kernel/words.ts'
import type { Observer } from '../../functions/edge/observed.ts'
import type { FunctionName } from '../../functions/functions.ts'

export type Watched = Observer & {
  readonly counts: Readonly<Record<string, number>>
  readonly lines: readonly object[]
}

export const watched = (name: FunctionName = 'intake'): Watched => {
  const counts: Record<string, number> = {}
  const lines: object[] = []
  return {
    name,
    counts,
    lines,
    begin: () => ({
      count: (metric, value) => {
        counts[metric] = (counts[metric] ?? 0) + value
      },
      log: (level, what, fields) => void lines.push({ level, what, ...fields }),
      failed: (what, failure, fields) => void lines.push({ level: 'error', what, ...failureFields(failure), ...fields }),
      end: () => {},
    }),
  }
}

/** `remainingMs`: what is left of the invocation, each time it is asked. */
export const contextWith = (remainingMs: () => number = () => 60_000): Context =>
  ({ awsRequestId: 'request-1', getRemainingTimeInMillis: remainingMs }) as Context

/** Time that is over after being asked so often. */
export const timeFor = (times: number): Context => {
  let asked = 0
  return contextWith(() => {
    asked += 1
    return asked <= times ? 60_000 : RESERVED_MS - 1
  })
}

export const sqsEvent = (bodies: readonly (string | object)[], at: EpochMs): SQSEvent =>
  ({
    Records: bodies.map((body, n) => ({
      messageId: `q-${n}`,
      receiptHandle: `r-${n}`,
      body: typeof body === 'string' ? body : JSON.stringify(body),
      attributes: { SentTimestamp: String(at + n), ApproximateReceiveCount: '1', ApproximateFirstReceiveTimestamp: String(at + n) },
    })),
  }) as unknown as SQSEvent

export const failuresIn = (response: unknown): readonly string[] =>
  (response as { readonly batchItemFailures: readonly { readonly itemIdentifier: string }[] }).batchItemFailures.map(
    ({ itemIdentifier }) => itemIdentifier,
  )
