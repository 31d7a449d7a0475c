import type { CampaignSummary } from '../../contract/api.ts'
import type { EntryView } from '../../contract/api-campaigns.ts'
import type { WrittenMailPage } from '../../contract/api-journey.ts'
import type { Campaign, Entry, MailContent } from '../../domain/campaign/campaign.ts'
import { standingIn } from '../../domain/campaign/catalogue.ts'
import { campaignScope } from '../../domain/kpi/tally.ts'
import { type CampaignNumbers, campaignNumbers } from '../query/campaigns.ts'
import { couponNumbers } from '../query/coupons.ts'
import { journeysOf } from '../query/journey.ts'
import type { Json } from '../../kernel/json.ts'
import { campaignId } from '../../kernel/words.ts'
import type { Context } from './context.ts'
import { type Handlers, notThere, replied } from './router.ts'

type Routes = 'GET /api/campaigns' | 'GET /api/campaigns/:id' | 'GET /api/campaigns/:id/mail'

/** Campaigns and what came of them, from counters: a millisecond each, for any number of customers. */
export const campaignHandlers = (context: Context): Pick<Handlers, Routes> => ({
  'GET /api/campaigns': async () => replied({ campaigns: await summariesOf(context) }),
  'GET /api/campaigns/:id': async (_, { id }) => {
    const campaign = context.engine.rules().campaigns.live.get(campaignId(id))
    if (campaign === undefined) return unknownCampaign(context, id)
    const counters = await context.stores.tallies.read(campaignScope(campaign.id))
    const numbers = await campaignNumbers({ read: async () => counters }, campaign)
    const { steps, funnel } = numbers
    const journeys = journeysOf(versionsOfCampaign(context, campaign.id), campaign.version, counters)
    const coupons = await couponNumbers(context.stores.coupons, context.stores.tallies, campaign)
    const summary = await summaryOf(context, campaign, numbers)
    return replied({ summary, journeys, source: await sourceOf(context, campaign), steps, funnel, coupons })
  },
  'GET /api/campaigns/:id/mail': async ({ version, variant, step }, { id }) => {
    if (!context.engine.rules().campaigns.live.has(campaignId(id))) return unknownCampaign(context, id)
    const published = versionsOfCampaign(context, id).find((one) => one.version === Number(version))
    const sends = published?.paths.get(variant)?.steps[Number(step)]
    if (sends?.type !== 'send') return notThere('step', 'is none that sends a mail', 'Take version, variant and step from its page.')
    return replied(writtenMail(sends.content))
  },
})

/** Every version of a campaign, as it was compiled. */
export const versionsOfCampaign = ({ engine }: Context, id: string): readonly Campaign[] =>
  [...engine.rules().campaigns.byVersion.values()].filter((one) => one.id === id)

const writtenMail = ({ template, defaultLocale, written }: MailContent): WrittenMailPage => ({
  template,
  defaultLocale,
  written: [...written].map(([locale, { subject, preheader, html, text }]) => ({ locale, subject, preheader, html, text })),
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
export const unknownCampaign = ({ engine }: Context, id: string) => noCampaign(id, [...engine.rules().campaigns.live.keys()])

/** `ids`: of those there are. */
export const noCampaign = (id: string, ids: readonly string[]) => {
  const known = ids.slice(0, 20).join(', ')
  return notThere(
    'id',
    `is ${JSON.stringify(id)}, and there is no such campaign`,
    known === '' ? 'There are none yet.' : `There are: ${known}.`,
  )
}

const summaryOf = async (context: Context, campaign: Campaign, numbers: CampaignNumbers): Promise<CampaignSummary> => {
  const { id, name, version, topic, entry, experiment } = campaign
  const { status } = standingIn(context.engine.rules().campaigns, id)
  const { entered, held, messages, ended } = numbers
  return {
    ...{ id, name, version, status, topic },
    entry: entryOf(entry),
    ...{ entered, held, messages, ended },
    result: experiment === null ? null : await context.resultOf(experiment),
  }
}

const entryOf = (entry: Entry): EntryView => {
  switch (entry.on) {
    case 'event':
      return { on: entry.on, event: entry.event }
    case 'stage':
      return { on: entry.on, stage: entry.stage }
    case 'segment':
      return { on: entry.on, segment: entry.segment, change: entry.change }
    case 'schedule':
      return { on: entry.on }
    case 'date':
      return { on: entry.on, path: entry.path.join('.') }
  }
}

const sourceOf = async ({ stores }: Context, { id, version }: Campaign): Promise<Json> =>
  (await stores.definitions.find('campaign', id, version))?.source ?? null
