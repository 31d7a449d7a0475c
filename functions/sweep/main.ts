import { recountOf } from '../../shared/adapters/dynamo/recount.ts'
import { rosterOf } from '../../shared/adapters/dynamo/roster.ts'
import { sweepStoreOf } from '../../shared/adapters/dynamo/sweep-store.ts'
import { jsonQueue, sqsClient } from '../../shared/adapters/sqs/queues.ts'
import { lazily } from '../edge/lazily.ts'
import { settingsOf } from '../edge/settings.ts'
import { tableOf } from '../edge/table/wiring.ts'
import { logObserver, pause, wallClock } from '../edge/wiring.ts'
import { decidingOn } from '../wiring.ts'
import { sweepHandler } from './handler.ts'

export const handler = lazily(async () => {
  const { need } = settingsOf(process.env)
  const table = tableOf(need('TABLE_NAME'))
  const { engine, freshen } = await decidingOn(table, wallClock)
  const sweeper = {
    world: { engine, roster: rosterOf(table), sweeps: sweepStoreOf(table), recount: recountOf(table) },
    ...{ freshen, clock: wallClock, pause },
    put: jsonQueue(sqsClient(), need('SWEEPS_QUEUE_URL')),
  }
  return sweepHandler(logObserver('sweep', need('STAGE')), sweeper)
})
