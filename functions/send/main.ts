import { paceStoreOf } from '../../shared/adapters/dynamo/pace-store.ts'
import { rendererWith } from '../../shared/adapters/liquid/render.ts'
import { sesClient } from '../../shared/adapters/ses/client.ts'
import { sesMailer } from '../../shared/adapters/ses/mailer.ts'
import { sesAllowance } from '../../shared/adapters/ses/quota.ts'
import { handedOver, mailQueue, sqsClient } from '../../shared/adapters/sqs/queues.ts'
import { linkMaker } from '../../shared/flow/links.ts'
import { paceOf } from '../../shared/flow/pace.ts'
import { Defect } from '../../shared/kernel/assert.ts'
import { lazily } from '../edge/lazily.ts'
import { settingsOf } from '../edge/settings.ts'
import { tableOf } from '../edge/table/wiring.ts'
import { logObserver, pause, wallClock } from '../edge/wiring.ts'
import { decidingOn } from '../wiring.ts'
import { sendHandler } from './handler.ts'

/** Publishing here links the HTML of a mail and writes its text: neither is made while sending, and no parser of HTML is read. */
const unpublished = (): never => {
  throw new Defect('a template was published without its links or its text')
}
const PUBLISHED = { linkedHtml: unpublished, textOf: unpublished }

export const handler = lazily(async () => {
  const { need, maybe } = settingsOf(process.env)
  const table = tableOf(need('TABLE_NAME'))
  const { engine, freshen, keys } = await decidingOn(table, wallClock)
  const client = sesClient({})
  const origin = need('PUBLIC_ORIGIN')
  const queue = mailQueue(sqsClient(), need('MAIL_QUEUE_URL'), wallClock)
  const mailing = {
    engine: {
      ...engine,
      mailer: sesMailer({ client, configurationSet: need('CONFIGURATION_SET') }),
      pace: paceOf(paceStoreOf(table), sesAllowance(client, wallClock)),
      links: linkMaker(keys, () => origin),
      renderer: rendererWith(PUBLISHED),
      sender: maybe('SENDER'),
    },
    queueOf: (ids: readonly string[]) => handedOver(ids, queue),
    ...{ freshen, clock: wallClock, pause },
  }
  return sendHandler(logObserver('send', need('STAGE')), mailing)
})
