import { erasedOf } from '../../shared/adapters/dynamo/erased.ts'
import { visitsOf } from '../../shared/adapters/dynamo/visits.ts'
import { compilingRules } from '../../shared/flow/compiling.ts'
import { lazily } from '../edge/lazily.ts'
import { settingsOf } from '../edge/settings.ts'
import { tableOf } from '../edge/table/wiring.ts'
import { logObserver, wallClock } from '../edge/wiring.ts'
import { decidingOn } from '../wiring.ts'
import { publicHandler } from './handler.ts'

export const handler = lazily(async () => {
  const { need } = settingsOf(process.env)
  const table = tableOf(need('TABLE_NAME'))
  const { engine, freshen, keys } = await decidingOn(table, wallClock, (store) => compilingRules(store, 'keeps-nothing'))
  const world = { engine, visits: visitsOf(table, erasedOf(table, keys)), hearsOfDelivery: true }
  return publicHandler(logObserver('public', need('STAGE')), { world, keys, freshen, clock: wallClock })
})
