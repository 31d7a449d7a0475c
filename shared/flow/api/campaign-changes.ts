import type { CampaignVersion } from '../../contract/api.ts'
import { parseStatus } from '../../contract/status.ts'
import { campaignScope } from '../../domain/kpi/tally.ts'
import { RESUME_SPREAD_MS } from '../../kernel/limits.ts'
import { isoOf, parseDuration } from '../../kernel/time.ts'
import { campaignId } from '../../kernel/words.ts'
import type { Definition } from '../../ports/definitions.ts'
import { PublishedMeanwhile } from '../publishing/publish.ts'
import { changeStatus, refusalOf, rollBack, type StatusAnswer } from '../publishing/status.ts'
import { peopleByVersion } from '../query/journey.ts'
import { unknownCampaign, versionsOfCampaign } from './campaigns.ts'
import type { Context } from './context.ts'
import { type Handlers, notPossible, replied } from './router.ts'

type Routes = 'GET /api/campaigns/:id/versions' | 'POST /api/campaigns/:id/status' | 'POST /api/campaigns/:id/rollback'

/** What was published of a campaign, and what people do with it. A resume undoes a pause, and an end that was a mistake. */
export const campaignChangeHandlers = (context: Context): Pick<Handlers, Routes> => ({
  'GET /api/campaigns/:id/versions': async (_, { id }) => {
    const versions = versionsOf(await context.stores.definitions.all(), id)
    if (versions.length === 0) return unknownCampaign(context, id)
    const counters = await context.stores.tallies.read(campaignScope(campaignId(id)))
    return replied({ versions, people: peopleByVersion(versionsOfCampaign(context, id), counters) })
  },
  'POST /api/campaigns/:id/status': async ({ status, spread, because = null }, { id }, { name }) => {
    if (!isKnown(context, id)) return unknownCampaign(context, id)
    const spreadMs = (spread === undefined ? null : parseDuration(spread)) ?? RESUME_SPREAD_MS
    const saying = { author: name, note: because }
    return changed(context, () => changeStatus(worldOf(context), id, { status, spreadMs }, saying, context.now()))
  },
  'POST /api/campaigns/:id/rollback': async ({ version, because = null }, { id }, { name }) => {
    if (!isKnown(context, id)) return unknownCampaign(context, id)
    return changed(context, () => rollBack(worldOf(context), id, version, { author: name, note: because }, context.now()))
  },
})

const isKnown = ({ engine }: Context, id: string): boolean => engine.rules().campaigns.live.has(campaignId(id))

const worldOf = ({ stores, publishing }: Context) => ({ ...publishing, definitions: stores.definitions })

const changed = async (context: Context, change: () => Promise<StatusAnswer>) => {
  try {
    const answer = await change()
    if (answer.type === 'refused') {
      const { path, problem, hint } = refusalOf(answer.because)
      return notPossible(path, problem, hint)
    }
    await context.publishing.reread()
    context.changed('campaigns')
    return replied({ version: answer.version, status: answer.status, sweep: answer.sweep })
  } catch (failure) {
    if (!(failure instanceof PublishedMeanwhile)) throw failure
    return notPossible('', 'met another publishing', 'Look at what stands now, and do it again where that is not it.')
  }
}

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
