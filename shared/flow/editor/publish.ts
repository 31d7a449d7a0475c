import type { CampaignStatus } from '../../domain/campaign/campaign.ts'
import { campaignId, type EpochMs } from '../../kernel/words.ts'
import { isoOf } from '../../kernel/time.ts'
import type { Definition } from '../../ports/definitions.ts'
import { type Caller, type Handlers, notPossible, notRight, type Reply, replied } from '../api/router.ts'
import { readRules } from '../definitions.ts'
import { NO_POLICY, standingPolicy } from '../publishing/remote.ts'
import { changesIn, PublishedMeanwhile, publishChanges } from '../publishing/publish.ts'
import type { Asked } from '../../contract/api-bodies.ts'
import type { Api } from '../../contract/api.ts'
import type { EditorContext } from './context.ts'
import { latestOf, lookAt, type LookedAt } from './look.ts'

type Route = 'POST /api/editor/publish'

/** Publishes a text as its author has seen it: against the version they have seen, and with nothing wrong in it. */
export const publishHandlers = (context: EditorContext): Pick<Handlers, Route> => ({
  'POST /api/editor/publish': async (asked, _, caller) => {
    const now = context.now()
    const at = await lookAt(context, asked.text, asked.name ?? null, now)
    if (at.hasErrors) return notRight(at.problems)
    if (standingPolicy(at.all) === null) return notRight([NO_POLICY])
    if ((at.latest?.version ?? null) !== asked.expects) return met(at.latest)
    try {
      return await published(context, at, asked, caller, now)
    } catch (failure) {
      if (!(failure instanceof PublishedMeanwhile)) throw failure
      return met(latestOf(await context.stores.definitions.all(), at.id ?? ''))
    }
  },
})

const published = async (
  context: EditorContext,
  { all, looked, id, latest, tools }: LookedAt,
  { text, note }: Asked<Route>,
  { name }: Caller,
  now: EpochMs,
): Promise<Reply<Api[Route]['answer']>> => {
  const { stores, publishing } = context
  const campaigns = looked.definitions.filter(({ kind }) => kind === 'campaign')
  const changes = changesIn(all, campaigns, publishing.drawSalt, now, { author: name, note: note ?? null }).published
  const sweep = await publishChanges({ ...stores, sweep: publishing.sweep }, all, changes, looked.written, now)
  const draft = await stores.drafts.find(id ?? '')
  // What somebody else wrote meanwhile is theirs to throw away.
  if (draft !== null && (draft.author === name || draft.text === text)) await stores.drafts.discard(draft.id, draft.at)
  if (changes.length > 0) {
    await publishing.reread()
    context.changed('campaigns')
  }
  const newest = changes[0] ?? latest
  const status = statusOf([...all, ...changes], id ?? '', tools.checkTemplate)
  return replied({ id: id ?? '', version: newest?.version ?? 1, status, unchanged: changes.length === 0, sweep })
}

const statusOf = (all: readonly Definition[], id: string, checkTemplate: Parameters<typeof readRules>[1]): CampaignStatus => {
  const read = readRules(all, checkTemplate)
  return (read.ok ? read.rules.campaigns.standings.get(campaignId(id))?.status : undefined) ?? 'draft'
}

const met = (standing: Definition | null): Reply<never> => {
  const hint = 'Look at what stands there now, and publish over it where that is meant.'
  if (standing === null) return notPossible('expects', 'names a version, and none was published', 'Publish it as a new one.')
  const { author, publishedAt, version } = standing
  const at = isoOf(publishedAt)
  return notPossible('expects', `is not version ${version}, which stands there since ${at}`, hint, { by: author, at, version })
}
