import type { CampaignVersion } from '../../contract/api.ts'
import { parseStatus } from '../../contract/status.ts'
import { campaignScope } from '../../domain/kpi/tally.ts'
import { isoOf } from '../../kernel/time.ts'
import { campaignId } from '../../kernel/words.ts'
import type { Definition } from '../../ports/definitions.ts'
import { peopleByVersion } from '../query/journey.ts'
import { unknownCampaign, versionsOfCampaign } from './campaigns.ts'
import type { Context } from './context.ts'
import { type Handlers, replied } from './router.ts'
import { sourceOf } from './source.ts'

type Routes = 'GET /api/campaigns/:id/versions' | 'GET /api/campaigns/:id/source'

/** What was published of a campaign, what people do with it, and its newest version as it was written. */
export const versionHandlers = (context: Context): Pick<Handlers, Routes> => ({
  'GET /api/campaigns/:id/versions': async (_, { id }) => {
    const versions = versionsOf(await context.stores.definitions.all(), id)
    if (versions.length === 0) return unknownCampaign(context, id)
    const counters = await context.stores.tallies.read(campaignScope(campaignId(id)))
    return replied({ versions, people: peopleByVersion(versionsOfCampaign(context, id), counters) })
  },
  'GET /api/campaigns/:id/source': async (_, { id }) => {
    const source = await sourceOf(context.stores, id)
    const status = context.engine.rules().campaigns.standings.get(campaignId(id))?.status
    return source === null || status === undefined ? unknownCampaign(context, id) : replied({ ...source, status })
  },
})

/** Newest first; of one instant what people said, for it came after the file. */
export const versionsOf = (all: readonly Definition[], id: string): readonly CampaignVersion[] => {
  const own = all.filter((one) => one.id === id && (one.kind === 'campaign' || one.kind === 'status'))
  const live = Math.max(0, ...own.map(({ kind, version }) => (kind === 'campaign' ? version : 0)))
  return own
    .toSorted((a, b) => b.publishedAt - a.publishedAt || (a.kind === b.kind ? b.version - a.version : a.kind === 'status' ? -1 : 1))
    .flatMap((one): readonly CampaignVersion[] => {
      const { version, publishedAt, author, note, source } = one
      const told = { version, at: isoOf(publishedAt), author, note }
      if (one.kind === 'campaign') return [{ ...told, type: 'file', source, isLive: version === live }]
      const said = parseStatus(source)
      return said.ok ? [{ ...told, type: 'said', status: said.value.status }] : []
    })
}
