import type { Attention, CampaignSummary, Overview, ResultSummary } from '../../shared/contract/api.ts'
import type { SendingPage, SwitchView } from '../../shared/contract/api-sending.ts'
import { campaignNumbers } from '../../shared/flow/query/campaigns.ts'
import { isLow, poolNumbers } from '../../shared/flow/query/coupons.ts'
import { stageFlow } from '../../shared/flow/query/flow.ts'
import { CLAIM_LEASE_MS, UNSETTLED_SHOWN_MAX } from '../../shared/kernel/limits.ts'
import { DAY_MS, isoOf, later } from '../../shared/kernel/time.ts'
import { END_OF_TIME } from '../../shared/kernel/words.ts'
import { summariesOf } from './campaigns.ts'
import type { Context } from './context.ts'
import { type Handlers, replied } from './router.ts'
import { sendingPage } from './sending.ts'

/** Where everything stands. Read from counters alone, so it costs the same for any number of customers: some milliseconds. */
export const overviewHandlers = (context: Context): Pick<Handlers, 'GET /api/overview'> => ({
  'GET /api/overview': async () => replied(await overviewOf(context)),
})

const overviewOf = async (context: Context): Promise<Overview> => {
  const { stores, demo } = context
  const now = context.now()
  const { known, standing, days } = await stageFlow(stores.tallies, now)
  const campaigns = await summariesOf(context)
  return {
    asOf: isoOf(now),
    demo: demo?.state() ?? null,
    customers: known,
    prospects: known - Object.values(standing).reduce((sum, count) => sum + count, 0),
    stages: standing,
    flow: days,
    attention: await attentionOf(context, campaigns),
    campaigns,
    sentLast7Days: await stores.inbox.countSince(later(now, -7 * DAY_MS)),
  }
}

const attentionOf = async (context: Context, campaigns: readonly CampaignSummary[]): Promise<readonly Attention[]> => {
  const { stores } = context
  const [open, lost, unsettled] = [await stores.quarantine.count(), await stores.quarantine.notKept(), await unsettledCount(context)]
  const results = campaigns.flatMap(({ result }) => (result === null ? [] : [result]))
  const { all, campaigns: switched } = await sendingPage(context)
  return [
    ...stoppedOf(all, switched),
    ...(open === 0 ? [] : [{ type: 'quarantine', count: open } as const]),
    ...(lost === 0 ? [] : [{ type: 'quarantine-full', kept: open, lost } as const]),
    ...results.flatMap(mismatchOf),
    ...(unsettled === 0 ? [] : [{ type: 'unsettled-mail', count: unsettled } as const]),
    ...(await notRenderable(context)),
    ...(await couponsLow(context)),
  ]
}

const stoppedOf = (all: SwitchView, campaigns: SendingPage['campaigns']): readonly Attention[] => [
  ...(all.stopped === null
    ? warningOf(null, all)
    : [{ type: 'sending-stopped', at: all.stopped.at, because: all.stopped.because } as const]),
  ...campaigns.flatMap(({ id, ...view }): readonly Attention[] =>
    view.stopped === null
      ? warningOf(id, view)
      : [{ type: 'campaign-stopped', campaign: id, at: view.stopped.at, because: view.stopped.because }],
  ),
]

/** One that is past its breaker is about to stop, or was let go on by a person a moment ago. */
const warningOf = (campaign: string | null, { verdict }: SwitchView): readonly Attention[] =>
  verdict.say === 'ok' ? [] : [{ type: 'rates-warn', campaign, excess: { rate: verdict.rate, count: verdict.count, of: verdict.of } }]

/** A campaign whose pool is empty writes to nobody more. */
const couponsLow = async ({ stores, engine }: Context): Promise<readonly Attention[]> => {
  const pools = await poolNumbers(stores.coupons, stores.tallies, engine.rules().campaigns)
  return pools
    .filter(isLow)
    .flatMap(({ name, free, total, campaigns }) =>
      campaigns.map((campaign) => ({ type: 'coupons-low', campaign, pool: name, free, total }) as const),
    )
}

const mismatchOf = ({ id, verdict }: ResultSummary): readonly Attention[] =>
  verdict.type === 'broken' ? [{ type: 'sample-ratio', experiment: id, pValue: verdict.pValue }] : []

/** Of those that wait for their end: what nobody knows the end of, and what should long have left. */
const unsettledCount = async ({ stores, now }: Context): Promise<number> => {
  const pending = await stores.customers.pending(END_OF_TIME, UNSETTLED_SHOWN_MAX)
  const overdueSince = later(now(), -CLAIM_LEASE_MS)
  return pending.filter(({ status, owedAt }) => status.name === 'unknown' || (status.name === 'owed' && owedAt < overdueSince)).length
}

const notRenderable = async ({ stores, engine }: Context): Promise<readonly Attention[]> => {
  const found: Attention[] = []
  for (const campaign of engine.rules().campaigns.live.values()) {
    const { funnel } = await campaignNumbers(stores.tallies, campaign)
    const count = funnel.kept.find(({ because }) => because === 'not-renderable')?.count ?? 0
    if (count > 0) found.push({ type: 'not-renderable', campaign: campaign.id, count })
  }
  return found
}
