/** Putting texts into a queue of SQS: the requests as values, and sending them until each text is in. */
import { SendMessageBatchCommand, type SendMessageBatchCommandInput, type SQSClient } from '@aws-sdk/client-sqs'
import { ENTRY_ATTEMPTS_MAX, ENTRY_RETRY_MS, QUEUE_BATCH_MAX, QUEUE_DELAY_MS_MAX } from '../../kernel/limits.ts'
import { SECOND_MS } from '../../kernel/time.ts'
import { Transient } from '../../ports/customer-store.ts'

export type Pause = (ms: number) => Promise<unknown>

/** Requests for these texts. SQS counts delays in seconds: what is to wait a moment waits one. */
export const sendRequests = (url: string, texts: readonly string[], delayMs: number): readonly SendMessageBatchCommandInput[] => {
  const seconds = Math.ceil(Math.min(Math.max(delayMs, 0), QUEUE_DELAY_MS_MAX) / SECOND_MS)
  const requests: SendMessageBatchCommandInput[] = []
  for (let start = 0; start < texts.length; start += QUEUE_BATCH_MAX) {
    const Entries = texts.slice(start, start + QUEUE_BATCH_MAX).map((MessageBody, index) => ({
      Id: String(index),
      MessageBody,
      ...(seconds === 0 ? {} : { DelaySeconds: seconds }),
    }))
    requests.push({ QueueUrl: url, Entries })
  }
  return requests
}

/** Puts texts into a queue. Entries that SQS refuses by itself are offered again; in the end it is an outage. */
export const sendTexts = async (
  client: Pick<SQSClient, 'send'>,
  url: string,
  texts: readonly string[],
  delayMs: number,
  pause: Pause = waiting,
): Promise<void> => {
  for (const request of sendRequests(url, texts, delayMs)) await sendOne(client, request, pause)
}

const sendOne = async (client: Pick<SQSClient, 'send'>, request: SendMessageBatchCommandInput, pause: Pause): Promise<void> => {
  let entries = request.Entries ?? []
  for (let attempt = 1; ; attempt += 1) {
    const { Failed = [] } = await client.send(new SendMessageBatchCommand({ ...request, Entries: entries }))
    if (Failed.length === 0) return
    const defect = Failed.find(({ SenderFault }) => SenderFault === true)
    if (defect !== undefined) throw new Error(`SQS does not take an entry of ours: ${defect.Code}`)
    if (attempt >= ENTRY_ATTEMPTS_MAX) throw new Transient(`SQS did not take ${Failed.length} of ${entries.length} entries`)
    const failed = new Set(Failed.map(({ Id }) => Id))
    entries = entries.filter(({ Id }) => failed.has(Id))
    await pause(ENTRY_RETRY_MS * 2 ** attempt * Math.random())
  }
}

const waiting: Pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
