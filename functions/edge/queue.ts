/** Handlers of what Lambda takes out of a queue. */
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import type { Queued } from '../../shared/flow/doors/bus-event.ts'
import { isPassing, type Undone } from '../../shared/flow/together.ts'
import { epochMs } from '../../shared/kernel/words.ts'
import { type Invocation, type Observer, observed } from './observed.ts'

/** What of a record handlers look at. */
export type Taken = Queued & {
  readonly id: string
  /** By it the queue knows this very handing out, and how often it handed the message out. */
  readonly receipt: string
  readonly receipts: number
}

/** Does what it can and answers what it could not: that alone goes back to the queue. */
export const fromQueue = (
  observer: Observer,
  work: (taken: readonly Taken[], invocation: Invocation) => Promise<readonly Undone<Taken>[]>,
) =>
  observed<SQSEvent, SQSBatchResponse>(observer, async ({ Records }, invocation) => {
    // A queue keeps no order: decided in the order in which they came, events of one customer need no correction.
    const taken = Records.map(takenOf).sort((a, b) => a.queuedAt - b.queuedAt)
    return answerFor(await work(taken, invocation), invocation)
  })

/** The message's own instant in the queue stays the same however often it is delivered. */
const takenOf = ({ messageId, body, attributes, receiptHandle }: SQSRecord): Taken => ({
  id: messageId,
  text: body,
  queuedAt: epochMs(Number(attributes.SentTimestamp)),
  receipt: receiptHandle,
  receipts: Number(attributes.ApproximateReceiveCount),
})

const answerFor = (undone: readonly Undone<Taken>[], { count, failed, log }: Invocation): SQSBatchResponse => {
  const defects = undone.filter(({ because }) => !isPassing(because))
  for (const { item, because } of defects) failed('not done', because, { message: item.id })
  const passing = undone.find(({ because }) => isPassing(because))
  if (passing !== undefined) log('warn', 'handed back', { ...reasonOf(passing.because), messages: undone.length - defects.length })
  if (undone.length > 0) count('handedBack', undone.length)
  return { batchItemFailures: undone.map(({ item }) => ({ itemIdentifier: item.id })) }
}

const reasonOf = (because: unknown) => (because instanceof Error ? { failure: because.name, message: because.message } : {})
