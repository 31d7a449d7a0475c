import { erasedOf } from '../../shared/adapters/dynamo/erased.ts'
import { quarantineStoreOf } from '../../shared/adapters/dynamo/quarantine.ts'
import { installationSecretOf } from '../../shared/adapters/dynamo/secret.ts'
import { writeKeyStoreOf } from '../../shared/adapters/dynamo/write-key-store.ts'
import { busForwarder } from '../../shared/adapters/eventbridge/bus.ts'
import { eventBridgeClient } from '../../shared/adapters/eventbridge/put.ts'
import { keyCheck } from '../../shared/flow/doors/write-keys.ts'
import { keysOf } from '../../shared/kernel/keyed.ts'
import { lazily } from '../edge/lazily.ts'
import { settingsOf } from '../edge/settings.ts'
import { tableOf } from '../edge/table/wiring.ts'
import { logObserver, wallClock } from '../edge/wiring.ts'
import { httpHandler } from './handler.ts'

export const handler = lazily(async () => {
  const { need, maybe } = settingsOf(process.env)
  const table = tableOf(need('TABLE_NAME'))
  const keys = keysOf(await installationSecretOf(table))
  const intake = {
    isKey: keyCheck(writeKeyStoreOf(table), wallClock),
    quarantine: quarantineStoreOf(table, erasedOf(table, keys), wallClock),
    forward: busForwarder(eventBridgeClient(), need('BUS_NAME')),
    corsOrigins: (maybe('CORS_ORIGINS') ?? '').split(',').filter((origin) => origin !== ''),
  }
  return httpHandler(logObserver('http', need('STAGE')), intake, wallClock)
})
