import { compilingRules } from '../../shared/flow/compiling.ts'
import { lazily } from '../edge/lazily.ts'
import { settingsOf } from '../edge/settings.ts'
import { tableOf } from '../edge/table/wiring.ts'
import { logObserver, wallClock } from '../edge/wiring.ts'
import { decidingOn } from '../wiring.ts'
import { intakeHandler } from './handler.ts'

export const handler = lazily(async () => {
  const { need } = settingsOf(process.env)
  const { engine, freshen } = await decidingOn(tableOf(need('TABLE_NAME')), wallClock, (store) => compilingRules(store, 'keeps-nothing'))
  return intakeHandler(logObserver('intake', need('STAGE')), engine, freshen, wallClock)
})
