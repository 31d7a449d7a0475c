import type { SystemStatus } from '../../contract/api.ts'
import { stageFlow } from '../query/flow.ts'
import { UNSETTLED_SHOWN_MAX } from '../../kernel/limits.ts'
import { isoOf } from '../../kernel/time.ts'
import type { Context } from './context.ts'
import { type Handlers, replied } from './router.ts'

type Routes = 'GET /api/me' | 'GET /api/status' | 'GET /api/connect'

/** What an installation says of itself and of who asks. */
export const systemHandlers = (context: Context): Pick<Handlers, Routes> => {
  const { stage, capabilities, connect } = context
  return {
    'GET /api/me': async (_, __, { name, role, via }) => replied({ name, role, via, stage, capabilities }),
    'GET /api/status': async () => replied(await statusOf(context)),
    'GET /api/connect': async () => replied(await connect()),
  }
}

const statusOf = async (context: Context): Promise<SystemStatus> => {
  const { stores, engine, stage, counting } = context
  const now = context.now()
  const campaigns = [...engine.rules().campaigns.live.values()]
  const active = campaigns.filter(({ status }) => status === 'active').length
  return {
    stage,
    asOf: isoOf(now),
    customers: (await stageFlow(stores.tallies, now)).known,
    campaigns: { active, ended: campaigns.length - active },
    sending: (await engine.switches.store.latest()).some(({ campaign, on }) => campaign === null && !on) ? 'stopped' : 'on',
    quarantine: { open: await stores.quarantine.count(), lost: await stores.quarantine.notKept() },
    unsettledMail: await stores.inspection.unsettled(now, UNSETTLED_SHOWN_MAX),
    counting: await counting.standing(),
  }
}
