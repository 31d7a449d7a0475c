import { ChangeMessageVisibilityCommand, GetQueueAttributesCommand, SQSClient, type SQSClientConfig } from '@aws-sdk/client-sqs'
import { type EpochMs, type MessageId, messageId } from '../../kernel/words.ts'
import { Defect } from '../../kernel/assert.ts'
import type { Json } from '../../kernel/json.ts'
import { QUEUE_HIDDEN_MS_MAX } from '../../kernel/limits-effects.ts'
import { SECOND_MS } from '../../kernel/time.ts'
import type { Clock } from '../../ports/clock.ts'
import type { MessageQueue } from '../../ports/message-queue.ts'
import { sendTexts } from './send.ts'

/** A client for the queues; what is left out the SDK finds as it always does. */
export const sqsClient = (place: Pick<SQSClientConfig, 'region' | 'endpoint' | 'credentials'> = {}): SQSClient => new SQSClient(place)

/** The mail queue as those see it who only put into it. */
export const mailQueue = (client: SQSClient, url: string, clock: Clock): Pick<MessageQueue, 'put'> => ({
  put: (ids, at) => sendTexts(client, url, ids, at === undefined ? 0 : at - clock.now()),
})

/**
 * The mail queue within one invocation: what Lambda took out of it is offered, and what is put back waits here, for the same invocation may
 * come to it again. `leave` puts what is still here into the queue, each at its time.
 */
export const handedOver = (ids: readonly string[], queue: Pick<MessageQueue, 'put'>): HandedOver => {
  const waiting = new Map<MessageId, EpochMs | undefined>(ids.map((id) => [messageId(id), undefined]))
  return {
    put: async (back, at) => {
      for (const id of back) waiting.set(id, at)
    },
    take: async (limit) => {
      const taken = [...waiting.keys()].slice(0, limit)
      for (const id of taken) waiting.delete(id)
      return taken
    },
    waiting: () => waiting.size,
    leave: async () => {
      for (const [at, some] of Map.groupBy(waiting, ([, when]) => when))
        await queue.put(
          some.map(([id]) => id),
          at,
        )
      waiting.clear()
    },
  }
}

export type HandedOver = MessageQueue & { readonly waiting: () => number; readonly leave: () => Promise<void> }

/** How many messages wait in a queue, as SQS guesses. */
export const waitingIn = async (client: SQSClient, url: string): Promise<number> => {
  const { Attributes = {} } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesDelayed'] }),
  )
  return Number(Attributes.ApproximateNumberOfMessages ?? 0) + Number(Attributes.ApproximateNumberOfMessagesDelayed ?? 0)
}

/** A call in its queue: whose it is, and where it is written what is to be said. */
export type OwedCall = { readonly customer: string; readonly place: string }

export const callQueue =
  (client: SQSClient, url: string) =>
  (calls: readonly OwedCall[]): Promise<void> =>
    sendTexts(
      client,
      url,
      calls.map(({ customer, place }) => JSON.stringify({ customer, place })),
      0,
    )

/** Throws where it is no such message: nobody but us puts any there. */
export const readOwedCall = (text: string): OwedCall => {
  const { customer, place } = JSON.parse(text) as Partial<OwedCall>
  if (typeof customer === 'string' && typeof place === 'string') return { customer, place }
  throw new Defect('A message of the queue of calls leads to no call')
}

/** Keeps a message that was handed out from being handed out again for so long. */
export const hiding =
  (client: SQSClient, url: string) =>
  async (receipt: string, forMs: number): Promise<void> => {
    const seconds = Math.ceil(Math.min(Math.max(forMs, 0), QUEUE_HIDDEN_MS_MAX) / SECOND_MS)
    await client.send(new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle: receipt, VisibilityTimeout: seconds }))
  }

/** A queue of JSON: tasks, or pieces of a sweep. */
export const jsonQueue =
  (client: SQSClient, url: string) =>
  (messages: readonly Json[], delayMs = 0): Promise<void> =>
    sendTexts(
      client,
      url,
      messages.map((one) => JSON.stringify(one)),
      delayMs,
    )
