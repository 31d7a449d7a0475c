import { heartbeatsOf } from '../../shared/adapters/dynamo/heartbeats.ts'
import { DUE_SHARDS, PENDING_SHARDS } from '../../shared/adapters/dynamo/layout.ts'
import { erasedOf } from '../../shared/adapters/dynamo/erased.ts'
import { privacyOf } from '../../shared/adapters/dynamo/privacy.ts'
import { tallyStoreOf } from '../../shared/adapters/dynamo/tally-store.ts'
import { visitsOf } from '../../shared/adapters/dynamo/visits.ts'
import { jsonQueue, mailQueue, sqsClient, waitingIn } from '../../shared/adapters/sqs/queues.ts'
import { compilingRules } from '../../shared/flow/compiling.ts'
import { finishErasures } from '../../shared/flow/privacy/erase.ts'
import type { EpochMs } from '../../shared/kernel/words.ts'
import { lazily } from '../edge/lazily.ts'
import { settingsOf } from '../edge/settings.ts'
import { tableOf } from '../edge/table/wiring.ts'
import { logObserver, wallClock } from '../edge/wiring.ts'
import { decidingOn, unaskable } from '../wiring.ts'
import { tickHandler } from './handler.ts'

export const handler = lazily(async () => {
  const { need } = settingsOf(process.env)
  const table = tableOf(need('TABLE_NAME'))
  const { engine, freshen, keys, switches } = await decidingOn(table, wallClock, (store) => compilingRules(store, 'keeps'))
  const sqs = sqsClient()
  const mailUrl = need('MAIL_QUEUE_URL')
  const { beat } = heartbeatsOf(table)
  const privacy = privacyOf(table, keys, wallClock)
  const queue = { ...mailQueue(sqs, mailUrl, wallClock), take: async () => [] }
  const world = {
    engine: { ...engine, switches, queue, tallies: tallyStoreOf(table, wallClock), mailer: unaskable },
    visits: visitsOf(table, erasedOf(table, keys)),
    hearsOfDelivery: true,
    mailsWaiting: () => waitingIn(sqs, mailUrl),
    beat: async (now: EpochMs) => {
      await beat(now)
      await finishErasures({ privacy }, now)
    },
  }
  const tick = {
    ...{ world, freshen, clock: wallClock },
    shards: { due: DUE_SHARDS, pending: PENDING_SHARDS },
    put: jsonQueue(sqs, need('TASKS_QUEUE_URL')),
  }
  return tickHandler(logObserver('tick', need('STAGE')), tick)
})
