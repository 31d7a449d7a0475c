/** SQS's JSON protocol, as far as the bundles use it. */
import type { Json, JsonObject } from '../../shared/kernel/json.ts'
import { SECOND_MS } from '../../shared/kernel/time.ts'
import type { Access } from './policies.ts'
import { listOf } from './policies.ts'
import { md5Of, type Queue } from './queues.ts'
import { objectOf } from './resolve.ts'

export type SqsAnswer =
  | { readonly ok: true; readonly answer: Json; readonly problem?: never }
  | { readonly ok: false; readonly problem: { readonly name: string; readonly message: string }; readonly answer?: never }

export type SqsService = {
  readonly accessOf: (operation: string, body: JsonObject) => readonly Access[]
  readonly answer: (operation: string, body: JsonObject) => SqsAnswer
  /** While it is down every call fails. */
  readonly setDown: (isDown: boolean) => void
}

const ENTRIES_MAX = 10
/** A message, and all messages of a call together. */
const BYTES_MAX = 1024 * 1024
const DELAY_SECONDS_MAX = 900

const ACTIONS: Readonly<Record<string, string>> = {
  SendMessage: 'SendMessage',
  SendMessageBatch: 'SendMessage',
  ReceiveMessage: 'ReceiveMessage',
  DeleteMessage: 'DeleteMessage',
  DeleteMessageBatch: 'DeleteMessage',
  ChangeMessageVisibility: 'ChangeMessageVisibility',
  GetQueueAttributes: 'GetQueueAttributes',
}

export const sqsService = (queues: readonly Queue[]): SqsService => {
  const byPath = new Map(queues.map((queue) => [pathOf(queue.spec.url), queue]))
  let isDown = false
  return {
    accessOf: (operation, { QueueUrl: url }) => {
      const action = ACTIONS[operation]
      if (action === undefined) throw new Error(`the operation ${operation} of SQS is not known here`)
      const resource = byPath.get(pathOf(String(url)))?.spec.arn ?? String(url)
      return [{ action: `sqs:${action}`, resource, context: { 'aws:SecureTransport': 'true' } }]
    },
    answer: (operation, body) => {
      if (isDown) return refuse('ServiceUnavailable', 'The service is not available.')
      const queue = byPath.get(pathOf(String(body.QueueUrl)))
      if (queue === undefined) return refuse('com.amazonaws.sqs#QueueDoesNotExist', `There is no queue ${String(body.QueueUrl)}.`)
      return OPERATIONS[operation]?.(queue, body) ?? refuse('InvalidAction', operation)
    },
    setDown: (given) => {
      isDown = given
    },
  }
}

/** The SDK takes the host of a queue's URL for where SQS is, so in functions it is this machine; account and name remain. */
const pathOf = (url: string): string => (URL.canParse(url) ? new URL(url).pathname : url)

const refuse = (name: string, message: string): SqsAnswer => ({ ok: false, problem: { name, message } })

const OPERATIONS: Readonly<Record<string, (queue: Queue, body: JsonObject) => SqsAnswer>> = {
  SendMessage: (queue, body) => {
    const flaw = flawOf(body)
    if (flaw !== null) return refuse('InvalidParameterValue', flaw)
    return { ok: true, answer: sent(queue, body) }
  },
  SendMessageBatch: (queue, body) => {
    const entries = listOf(body.Entries).map(objectOf)
    if (entries.length === 0) return refuse('com.amazonaws.sqs#EmptyBatchRequest', 'There are no entries.')
    if (entries.length > ENTRIES_MAX) return refuse('com.amazonaws.sqs#TooManyEntriesInBatchRequest', `${entries.length} entries`)
    if (new Set(entries.map(({ Id: id }) => id)).size < entries.length)
      return refuse('com.amazonaws.sqs#BatchEntryIdsNotDistinct', 'Ids repeat.')
    if (entries.reduce((sum, { MessageBody: text }) => sum + Buffer.byteLength(String(text)), 0) > BYTES_MAX)
      return refuse('com.amazonaws.sqs#BatchRequestTooLong', 'The entries are too long together.')
    const flawed = entries.filter((entry) => flawOf(entry) !== null)
    const good = entries.filter((entry) => flawOf(entry) === null)
    return {
      ok: true,
      answer: {
        Successful: good.map((entry) => ({ Id: entry.Id ?? null, ...sent(queue, entry) })),
        Failed: flawed.map((entry) => ({ Id: entry.Id ?? null, SenderFault: true, Code: 'InvalidParameterValue', Message: flawOf(entry) })),
      },
    }
  },
  DeleteMessage: (queue, { ReceiptHandle: receipt }) => {
    queue.remove(String(receipt))
    return { ok: true, answer: {} }
  },
  ChangeMessageVisibility: (queue, { ReceiptHandle: receipt, VisibilityTimeout: seconds }) =>
    queue.changeVisibility(String(receipt), Number(seconds) * SECOND_MS)
      ? { ok: true, answer: {} }
      : refuse('com.amazonaws.sqs#MessageNotInflight', 'It is not in flight.'),
  GetQueueAttributes: (queue) => ({
    ok: true,
    answer: { Attributes: { ApproximateNumberOfMessages: String(queue.depth()), QueueArn: queue.spec.arn } },
  }),
}

const sent = (
  queue: Queue,
  { MessageBody: body, DelaySeconds: delay }: JsonObject,
): { readonly MessageId: string; readonly MD5OfMessageBody: string } => {
  const text = String(body)
  const id = queue.send(text, typeof delay === 'number' ? { delayMs: delay * SECOND_MS } : {})
  return { MessageId: id, MD5OfMessageBody: md5Of(text) }
}

const flawOf = ({ MessageBody: body, DelaySeconds: delay, MessageAttributes: attributes }: JsonObject): string | null => {
  if (attributes !== undefined) throw new Error('attributes of messages are not known here')
  if (typeof body !== 'string' || body === '') return 'The message has no body.'
  if (Buffer.byteLength(body) > BYTES_MAX) return 'The message is too long.'
  if (delay === undefined || (typeof delay === 'number' && Number.isInteger(delay) && delay >= 0 && delay <= DELAY_SECONDS_MAX)) return null
  return `Value ${String(delay)} for parameter DelaySeconds is invalid.`
}
