import type { DynamoDBRecord } from 'aws-lambda'
import { changeOf, type StreamRecord } from '../../shared/adapters/dynamo/stream.ts'
import { busPublisher } from '../../shared/adapters/eventbridge/bus.ts'
import { eventBridgeClient } from '../../shared/adapters/eventbridge/put.ts'
import { mailQueue, sqsClient } from '../../shared/adapters/sqs/queues.ts'
import { lazily } from '../edge/lazily.ts'
import { settingsOf } from '../edge/settings.ts'
import { logObserver, wallClock } from '../edge/wiring.ts'
import { relayHandler } from './handler.ts'

export const handler = lazily(async () => {
  const { need } = settingsOf(process.env)
  const relay = {
    queue: mailQueue(sqsClient(), need('MAIL_QUEUE_URL'), wallClock),
    publisher: busPublisher(eventBridgeClient(), need('BUS_NAME')),
  }
  const read = ({ dynamodb }: DynamoDBRecord) => changeOf((dynamodb ?? {}) as StreamRecord)
  return relayHandler(logObserver('relay', need('STAGE')), read, relay)
})
