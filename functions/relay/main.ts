import type { DynamoDBRecord } from 'aws-lambda'
import { changeOf, type StreamRecord } from '../../shared/adapters/dynamo/stream.ts'
import { taskListOf } from '../../shared/adapters/dynamo/task-list.ts'
import { busPublisher } from '../../shared/adapters/eventbridge/bus.ts'
import { eventBridgeClient } from '../../shared/adapters/eventbridge/put.ts'
import { callQueue, mailQueue, sqsClient } from '../../shared/adapters/sqs/queues.ts'
import type { OwedCall } from '../../shared/flow/carry-out.ts'
import { lazily } from '../edge/lazily.ts'
import { settingsOf } from '../edge/settings.ts'
import { tableOf } from '../edge/table/wiring.ts'
import { logObserver, wallClock } from '../edge/wiring.ts'
import { relayHandler } from './handler.ts'

export const handler = lazily(async () => {
  const { need } = settingsOf(process.env)
  const sqs = sqsClient()
  const putCalls = callQueue(sqs, need('CALLS_QUEUE_URL'))
  const relay = {
    queue: mailQueue(sqs, need('MAIL_QUEUE_URL'), wallClock),
    publisher: busPublisher(eventBridgeClient(), need('BUS_NAME')),
    hands: {
      tasks: taskListOf(tableOf(need('TABLE_NAME')), wallClock),
      putCalls: (calls: readonly OwedCall[]) =>
        putCalls(calls.map(({ customerId: customer, place }) => ({ customer, place: place ?? '' }))),
    },
  }
  const read = ({ dynamodb }: DynamoDBRecord) => changeOf((dynamodb ?? {}) as StreamRecord)
  return relayHandler(logObserver('relay', need('STAGE')), read, relay)
})
