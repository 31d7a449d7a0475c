import type { Attention, CampaignSummary, Overview } from '../../contract/api.ts'
import type { ResultSummary } from '../../contract/api-results.ts'
import type { SendingPage, SwitchView } from '../../contract/api-sending.ts'
import { sentInDays } from '../breakers.ts'
import { campaignNumbers } from '../query/campaigns.ts'
import { isLow, poolNumbers } from '../query/coupons.ts'
import { stageFlow } from '../query/flow.ts'
import { UNSETTLED_SHOWN_MAX } from '../../kernel/limits.ts'
import { isoOf } from '../../kernel/time.ts'
import { summariesOf } from './campaigns.ts'
import type { Context } from './context.ts'
import { type Handlers, replied } from './router.ts'
import { sendingPage } from './sending.ts'

/** Where everything stands. Read from counters alone, so it costs the same for any number of customers: some milliseconds. */
export const overviewHandlers = (context: Context): Pick<Handlers, 'GET /api/overview'> => ({
  'GET /api/overview': async () => replied(await overviewOf(readingOnce(context))),
})

/** The overview looks at the same counters from many sides: each scope is read once. */
const readingOnce = (context: Context): Context => {
  const { tallies } = context.stores
  const asked = new Map<string, Promise<ReadonlyMap<string, bigint>>>()
  const read = (scope: string): Promise<ReadonlyMap<string, bigint>> => {
    const reading = asked.get(scope) ?? tallies.read(scope)
    asked.set(scope, reading)
    return reading
  }
  return { ...context, stores: { ...context.stores, tallies: { ...tallies, read } } }
}

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
    sentLast7Days: await sentInDays(stores.tallies, now, 7),
  }
}

const attentionOf = async (context: Context, campaigns: readonly CampaignSummary[]): Promise<readonly Attention[]> => {
  const { stores } = context
  const [open, lost, unsettled] = [
    await stores.quarantine.count(),
    await stores.quarantine.notKept(),
    await stores.inspection.unsettled(context.now(), UNSETTLED_SHOWN_MAX),
  ]
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
  verdict.type === 'broken' && verdict.fault.because === 'srm'
    ? [{ type: 'sample-ratio', experiment: id, pValue: verdict.fault.pValue }]
    : []

const notRenderable = async ({ stores, engine }: Context): Promise<readonly Attention[]> => {
  const found: Attention[] = []
  for (const campaign of engine.rules().campaigns.live.values()) {
    const { funnel } = await campaignNumbers(stores.tallies, campaign)
    const count = funnel.kept.find(({ because }) => because === 'not-renderable')?.count ?? 0
    if (count > 0) found.push({ type: 'not-renderable', campaign: campaign.id, count })
  }
  return found
}
