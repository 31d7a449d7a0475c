import type { SendingPage, SwitchView } from '../../contract/api-sending.ts'
import type { Rules } from '../../domain/customer/rules.ts'
import { budgetDayOf } from '../../domain/messaging/budget.ts'
import { ratesNow, type Rate } from '../breakers.ts'
import { turn, type Turn } from '../switches.ts'
import { SWITCH_CHANGES_SHOWN_MAX } from '../../kernel/limits.ts'
import { isoOf } from '../../kernel/time.ts'
import { type CampaignId, campaignId, type EpochMs } from '../../kernel/words.ts'
import type { SwitchChange } from '../../ports/switches.ts'
import type { Context } from './context.ts'
import { type Handlers, notPossible, notThere, type Reply, replied } from './router.ts'

type Routes = 'GET /api/sending' | 'POST /api/sending' | 'POST /api/campaigns/:id/sending'

/** The switches of all sending and of each campaign, and how much comes back. */
export const sendingHandlers = (context: Context): Pick<Handlers, Routes> => ({
  'GET /api/sending': async () => replied(await sendingPage(context)),
  'POST /api/sending': ({ on, because }) => turned(context, { campaign: null, on, why: because }),
  'POST /api/campaigns/:id/sending': async ({ on, because }, { id }) => {
    if (context.engine.rules().campaigns.live.has(campaignId(id))) return turned(context, { campaign: campaignId(id), on, why: because })
    return notThere('id', `is ${JSON.stringify(id)}, and there is no such campaign`, 'Take an id from the list of campaigns.')
  },
})

const turned = async (context: Context, asked: Turn): Promise<Reply<SendingPage>> => {
  if (!(await turn(context.engine, asked, context.now())))
    return notPossible('on', `is ${asked.on}, and it stands there already`, 'Look at where the switches stand: GET /api/sending.')
  context.changed('campaigns')
  return replied(await sendingPage(context))
}

export const sendingPage = async ({ stores, engine, now }: Context): Promise<SendingPage> => {
  const latest = await engine.switches.store.latest()
  const { campaigns, all } = await ratesNow(stores.tallies, latest, now())
  const ids = new Set([
    ...engine.rules().campaigns.live.keys(),
    ...campaigns.flatMap(({ campaign }) => (campaign === null ? [] : [campaign])),
  ])
  const rateOf = (id: CampaignId): Rate | undefined => campaigns.find(({ campaign }) => campaign === id)
  const changes = await engine.switches.store.changes(SWITCH_CHANGES_SHOWN_MAX)
  return {
    budget: await budgetOf(stores, engine.rules(), now()),
    hold: await holdOf(engine, now()),
    all: viewOf(latest, null, all),
    campaigns: [...ids].sort().map((id) => ({ id, ...viewOf(latest, id, rateOf(id)) })),
    changes: changes.map(({ campaign, on, by, at, because }) => ({ campaign, on, by, at: isoOf(at), because })),
  }
}

/** Spending is counted where somebody set a limit to it. */
const budgetOf = async ({ customers }: Context['stores'], { policy, campaigns }: Rules, now: EpochMs): Promise<SendingPage['budget']> => {
  const { zones, perDay } = policy.sending
  const day = budgetDayOf(zones, now)
  const spends = await Promise.all(
    [...campaigns.live.values()].map(async ({ id, delivery }) => ({ id, perDay: delivery.perDay, ...(await customers.spent(day, id)) })),
  )
  return {
    zone: zones[0] ?? 'UTC',
    all: { spent: spends[0]?.all ?? 0, perDay },
    campaigns: spends.map(({ id, campaign, ...of }) => ({ id, spent: campaign, perDay: of.perDay })),
  }
}

const holdOf = async ({ pace }: Context['engine'], now: EpochMs): Promise<SendingPage['hold']> => {
  const hold = await pace.lastHold()
  return hold === null ? null : { ...hold, until: isoOf(hold.until), isNow: now < hold.until }
}

const viewOf = (latest: readonly SwitchChange[], id: CampaignId | null, rate: Rate | undefined): SwitchView => {
  const change = latest.find(({ campaign }) => campaign === id)
  return {
    stopped: change === undefined || change.on ? null : { at: isoOf(change.at), by: change.by, because: change.because },
    returns: rate?.returns ?? { sent: 0, bounced: 0, complained: 0 },
    verdict: rate?.verdict ?? { say: 'ok' },
  }
}
