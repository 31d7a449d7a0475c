import { callMarksOf } from '../../shared/adapters/dynamo/call-marks.ts'
import { owedCallIn } from '../../shared/adapters/dynamo/owed-call.ts'
import { hiding, readOwedCall, sqsClient } from '../../shared/adapters/sqs/queues.ts'
import { webhookCaller } from '../../shared/adapters/webhook/caller.ts'
import { lazily } from '../edge/lazily.ts'
import { settingsOf } from '../edge/settings.ts'
import { tableOf } from '../edge/table/wiring.ts'
import { logObserver, wallClock } from '../edge/wiring.ts'
import { decidingOn } from '../wiring.ts'
import { hookHandler } from './handler.ts'

export const handler = lazily(async () => {
  const { need } = settingsOf(process.env)
  const table = tableOf(need('TABLE_NAME'))
  const { engine, freshen, keys } = await decidingOn(table, wallClock)
  const hooking = {
    ...{ engine, freshen, clock: wallClock, caller: webhookCaller({ secret: keys.webhooks }) },
    marks: callMarksOf(table),
    find: (text: string) => owedCallIn(table, readOwedCall(text)),
    hide: hiding(sqsClient(), need('CALLS_QUEUE_URL')),
  }
  return hookHandler(logObserver('hook', need('STAGE')), hooking)
})
