/** What is asked both of our own files and of a bundle of them: the answers must be the same, whatever the bundle leaves out. */
import { PutItemCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb'
import { dynamoClient } from '../../shared/adapters/dynamo/client.ts'
import { failureOf } from '../../shared/adapters/dynamo/failures.ts'
import { eventBridgeClient, putEntries } from '../../shared/adapters/eventbridge/put.ts'
import { composeMail } from '../../shared/adapters/mime/compose.ts'
import { sesClient } from '../../shared/adapters/ses/client.ts'
import { sesMailer } from '../../shared/adapters/ses/mailer.ts'
import { sqsClient } from '../../shared/adapters/sqs/queues.ts'
import { sendTexts } from '../../shared/adapters/sqs/send.ts'
import { parseEvent } from '../../shared/contract/event.ts'
import { campaignId, customerId, type EpochMs, epochMs, messageId } from '../../shared/kernel/words.ts'
import type { Mail } from '../../shared/ports/mailer.ts'

const MAIL: Mail = {
  ...{ id: messageId('m-1'), customerId: customerId('ann'), campaign: campaignId('win-back'), topic: 'news' },
  ...{ to: 'ann@bücher.example', from: 'Shöp, the <hello@shop.example>', replyTo: 'Reply <reply@shop.example>' },
  ...{ subject: 'Grüße =?x 🦊', html: `<p>${'ü'.repeat(300)}</p>`, text: 'hello\nü', unsubscribe: 'https://mail.example/u/abc' },
}

/** A mail as it leaves. */
export const mailAt = (at: EpochMs) => composeMail(MAIL, at)

/** What the mailer makes of what a service answers. */
export const mailedTo = (endpoint: string) =>
  sesMailer({ client: sesClient({ endpoint, region: 'eu-west-1' }), configurationSet: 'set', callMs: 5_000 }).send(MAIL, epochMs(0))

/** What the table makes of a call, or of a transaction, that was answered so. */
export const tableAt = async (endpoint: string, kind: 'put' | 'transact') => {
  const client = dynamoClient({ endpoint, region: 'eu-west-1' })
  const Item = { pk: { S: 'a' }, sk: { S: 'b' } }
  const call = () =>
    kind === 'put'
      ? client.send(new PutItemCommand({ TableName: 't', Item }))
      : client.send(new TransactWriteItemsCommand({ TransactItems: [{ Put: { TableName: 't', Item } }] }))
  try {
    return await call()
  } catch (error) {
    return { failure: failureOf(error) ?? (error as Error).name }
  }
}

const named = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: Error) => error.name,
  )

export const queueAt = (endpoint: string) => named(sendTexts(sqsClient({ endpoint, region: 'eu-west-1' }), `${endpoint}/q`, ['a'], 0))

export const busAt = (endpoint: string) =>
  named(
    putEntries(eventBridgeClient({ endpoint, region: 'eu-west-1' }), [{ Source: 's', DetailType: 't', Detail: '{}', EventBusName: 'b' }]),
  )

/** An event that is none in every way, with all that is said of it. */
export const refusedEvent = () =>
  parseEvent({ type: 'tracks', messageId: 3, userId: '', event: 'x'.repeat(200), properties: [] }, epochMs(0), { correctSkew: true })
