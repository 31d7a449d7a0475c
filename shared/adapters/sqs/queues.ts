import { GetQueueAttributesCommand, SQSClient, type SQSClientConfig } from '@aws-sdk/client-sqs'
import { type EpochMs, type MessageId, messageId } from '../../kernel/words.ts'
import type { Json } from '../../kernel/json.ts'
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
