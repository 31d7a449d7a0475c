import type { CampaignSummary } from '../../contract/api.ts'
import type { Campaign } from '../../domain/campaign/campaign.ts'
import { type CampaignNumbers, campaignNumbers } from '../query/campaigns.ts'
import { couponNumbers } from '../query/coupons.ts'
import type { Json } from '../../kernel/json.ts'
import { campaignId } from '../../kernel/words.ts'
import type { Context } from './context.ts'
import { summaryOf as resultSummaryOf } from './results.ts'
import { type Handlers, notThere, replied } from './router.ts'

/** Campaigns and what came of them, from counters: a millisecond each, for any number of customers. */
export const campaignHandlers = (context: Context): Pick<Handlers, 'GET /api/campaigns' | 'GET /api/campaigns/:id'> => ({
  'GET /api/campaigns': async () => replied({ campaigns: await summariesOf(context) }),
  'GET /api/campaigns/:id': async (_, { id }) => {
    const campaign = context.engine.rules().campaigns.live.get(campaignId(id))
    if (campaign === undefined) return unknownCampaign(context, id)
    const numbers = await campaignNumbers(context.stores.tallies, campaign)
    const { steps, funnel } = numbers
    const coupons = await couponNumbers(context.stores.coupons, context.stores.tallies, campaign)
    const summary = await summaryOf(context, campaign, numbers)
    return replied({ summary, source: await sourceOf(context, campaign), steps, funnel, coupons })
  },
})

/** Every campaign in its live version. */
export const summariesOf = async (context: Context): Promise<readonly CampaignSummary[]> => {
  const summaries: CampaignSummary[] = []
  for (const campaign of context.engine.rules().campaigns.live.values()) {
    summaries.push(await summaryOf(context, campaign, await campaignNumbers(context.stores.tallies, campaign)))
  }
  return summaries
}

/** Says which there are. */
export const unknownCampaign = ({ engine }: Context, id: string) => {
  const known = [...engine.rules().campaigns.live.keys()].slice(0, 20).join(', ')
  return notThere(
    'id',
    `is ${JSON.stringify(id)}, and there is no such campaign`,
    known === '' ? 'There are none yet.' : `There are: ${known}.`,
  )
}

const summaryOf = async (context: Context, campaign: Campaign, numbers: CampaignNumbers): Promise<CampaignSummary> => {
  const { id, name, version, status, topic, entry, experiment } = campaign
  const { entered, held, messages, ended } = numbers
  return {
    ...{ id, name, version, status, topic },
    entry: entry.on === 'event' ? { on: entry.on, event: entry.event } : { on: entry.on, stage: entry.stage },
    ...{ entered, held, messages, ended },
    result: experiment === null ? null : await resultSummaryOf(context, experiment),
  }
}

const sourceOf = async ({ stores }: Context, { id, version }: Campaign): Promise<Json> =>
  (await stores.definitions.find('campaign', id, version))?.source ?? null
