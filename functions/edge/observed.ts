/** What stands around every handler: its time, its log, what it measures, and what becomes of a failure. */
import middy, { type MiddlewareObj } from '@middy/core'
import type { Context } from 'aws-lambda'
import type { Fields, Level } from '../../shared/adapters/logging/logs.ts'
import type { FunctionName } from '../functions.ts'
import type { MetricName } from '../metrics.ts'
import { RESERVED_MS } from '../../shared/kernel/limits.ts'

/** What a handler is given beside its event. */
export type Invocation = {
  /** Whether there is time for so much more, and to end in good order. */
  readonly hasTime: (neededMs?: number) => boolean
  readonly count: (metric: MetricName, value: number) => void
  readonly log: (level: Level, what: string, fields?: Fields) => void
  readonly failed: (what: string, failure: unknown, fields?: Fields) => void
}

/** Where an invocation is written down. `begin` is called for each. */
export type Observer = {
  readonly name: FunctionName
  readonly begin: (requestId: string) => Omit<Invocation, 'hasTime'> & { readonly end: () => void }
}

export type Work<Event, Result> = (event: Event, invocation: Invocation) => Promise<Result>

/**
 * A handler of Lambda. A failure that nothing before turned into an answer is written down and thrown: then whoever invoked it tries again.
 */
export const observed = <Event, Result>(
  observer: Observer,
  work: Work<Event, Result>,
  ...more: readonly MiddlewareObj<Event, Result, Error, Context>[]
) => {
  const handler = middy<Event, Result, Error, Context>({
    // An answer that comes while the work goes on would be one of which nobody knows what it stands for.
    timeoutEarlyInMillis: 0,
  })
  const begun = new WeakMap<Context, Invocation & { readonly end: () => void }>()
  // Of those that handle a failure the one that was added last comes first: it is written down before it becomes an answer.
  for (const one of more) handler.use(one)
  handler.use({
    before: ({ context }) => {
      const hasTime = (neededMs = 0): boolean => context.getRemainingTimeInMillis() > RESERVED_MS + neededMs
      begun.set(context, { ...observer.begin(context.awsRequestId), hasTime })
    },
    after: ({ context }) => begun.get(context)?.end(),
    onError: ({ context, error }) => {
      const invocation = begun.get(context)
      invocation?.failed('failed', error)
      invocation?.end()
    },
  })
  return handler.handler((event: Event, context: Context) => work(event, begun.get(context) as Invocation))
}
