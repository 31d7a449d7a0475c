/** What people do with a campaign that is published: pause it, let it go on, end it, or publish what an older version said anew. */
import { isDeepStrictEqual } from 'node:util'
import type { CheckTemplate } from '../../contract/campaign-steps.ts'
import type { Operational } from '../../contract/status.ts'
import type { CampaignStatus } from '../../domain/campaign/campaign.ts'
import { durationOf } from '../../kernel/time.ts'
import type { EpochMs } from '../../kernel/words.ts'
import { campaignId } from '../../kernel/words.ts'
import type { Definition, DefinitionStore } from '../../ports/definitions.ts'
import { readRules } from '../definitions.ts'
import type { FileProblems } from './look.ts'
import { phased } from './phases.ts'
import { putChanges } from './publish.ts'

/** Begins to look at everybody once more. */
export type Sweeper = (because: string, at: EpochMs) => Promise<{ readonly id: string; readonly size: number }>

export type StatusWorld = {
  readonly definitions: DefinitionStore
  readonly checkTemplate: CheckTemplate
  readonly sweep: Sweeper
}

/** Who says so, and why; null: they said nothing. Whoever asks writes it into the audit. */
export type Saying = { readonly author: string; readonly note: string | null }

/** `status`: where the campaign stands now, by its file and by what people said. */
export type StatusAnswer =
  | {
      readonly type: 'done'
      readonly version: number
      readonly status: CampaignStatus
      readonly sweep: { readonly id: string; readonly customers: number }
    }
  | { readonly type: 'refused'; readonly because: StatusRefusal }

export type StatusRefusal =
  | { readonly type: 'no-campaign' }
  | { readonly type: 'stands-already'; readonly status: CampaignStatus }
  /** Only a new version of the file changes what the file says. */
  | { readonly type: 'file-says'; readonly status: CampaignStatus; readonly version: number }
  | { readonly type: 'no-version'; readonly latest: number }
  /** What it said is what the latest version says. */
  | { readonly type: 'same'; readonly latest: number }
  /** It was right when it was published, and is no longer. */
  | { readonly type: 'unreadable'; readonly wrong: readonly FileProblems[] }

/** Pauses a campaign, ends it, or lets it go on; what waited then is spread over `spreadMs`. Everybody is looked at once more. */
export const changeStatus = async (
  world: StatusWorld,
  campaign: string,
  asked: { readonly status: Operational; readonly spreadMs: number },
  saying: Saying,
  now: EpochMs,
): Promise<StatusAnswer> => {
  const all = await world.definitions.all()
  const before = standingNow(all, campaign, world.checkTemplate)
  if (before === null) return refused({ type: 'no-campaign' })
  const said = lastOf(all, 'status', campaign)
  const word = (said?.source as { readonly status: Operational } | undefined)?.status ?? 'active'
  if (word === asked.status) {
    return refused(
      before.status === asked.status || asked.status !== 'active'
        ? { type: 'stands-already', status: before.status }
        : { type: 'file-says', status: before.status, version: before.version },
    )
  }
  const next: Definition = {
    ...{ kind: 'status', id: campaign, version: (said?.version ?? 0) + 1, publishedAt: now, saltSeed: null },
    source: { status: asked.status, spread: durationOf(asked.spreadMs) },
    ...saying,
  }
  return put(world, [...all, next], next, now)
}

/** Publishes anew what an older version said, templates and all: a version of its own, which keeps the salts. */
export const rollBack = async (
  world: StatusWorld,
  campaign: string,
  version: number,
  saying: Saying,
  now: EpochMs,
): Promise<StatusAnswer> => {
  const all = await world.definitions.all()
  const latest = lastOf(all, 'campaign', campaign)
  if (latest === undefined) return refused({ type: 'no-campaign' })
  const old = all.find((one) => one.kind === 'campaign' && one.id === campaign && one.version === version)
  if (old === undefined) return refused({ type: 'no-version', latest: latest.version })
  const again: Definition = { ...latest, ...saying, version: latest.version + 1, publishedAt: now, source: old.source }
  // Going back to another comparison begins a phase, as going forward to it did.
  const next = { ...again, source: phased(again, all) }
  if (isDeepStrictEqual(next.source, latest.source)) return refused({ type: 'same', latest: latest.version })
  const read = readRules([...all, next], world.checkTemplate)
  if (!read.ok) return refused({ type: 'unreadable', wrong: read.because === 'unreadable' ? read.wrong : [] })
  return put(world, [...all, next], next, now)
}

/** In words, with what to do about it. */
export const refusalOf = (because: StatusRefusal): { readonly path: string; readonly problem: string; readonly hint: string } => {
  switch (because.type) {
    case 'no-campaign':
      return { path: 'id', problem: 'is no campaign', hint: 'Take an id from the list of campaigns.' }
    case 'stands-already':
      return { path: 'status', problem: `is ${because.status} already`, hint: 'Nothing was changed.' }
    case 'file-says': {
      const hint = `Its file says so (version ${because.version}): publish it with "status": "active".`
      return { path: 'status', problem: `stays ${because.status}`, hint }
    }
    case 'no-version':
      return { path: 'version', problem: 'is no version of this campaign', hint: `The latest is ${because.latest}.` }
    case 'same':
      return {
        path: 'version',
        problem: `says what version ${because.latest} says, which is live`,
        hint: 'Name the version that was right.',
      }
    case 'unreadable': {
      const [first] = because.wrong.flatMap(({ problems }) => problems)
      const problem = `can no longer be published as it was: ${first === undefined ? 'no policy stands' : `${first.path} ${first.problem}`}`
      return { path: 'version', problem, hint: first?.hint ?? 'Publish a policy first.' }
    }
  }
}

const put = async (world: StatusWorld, after: readonly Definition[], next: Definition, now: EpochMs): Promise<StatusAnswer> => {
  await putChanges(world.definitions, [next])
  const { id, size } = await world.sweep(`${next.kind} ${next.id} version ${next.version}`, now)
  const status = standingNow(after, next.id, world.checkTemplate)?.status ?? 'active'
  return { type: 'done', version: next.version, status, sweep: { id, customers: size } }
}

const refused = (because: StatusRefusal): StatusAnswer => ({ type: 'refused', because })

const lastOf = (all: readonly Definition[], kind: Definition['kind'], id: string): Definition | undefined =>
  all.reduce<Definition | undefined>(
    (last, one) => (one.kind === kind && one.id === id && one.version > (last?.version ?? 0) ? one : last),
    undefined,
  )

/** Where a campaign stands by these definitions, and its latest version; null: there is no such campaign. */
const standingNow = (
  all: readonly Definition[],
  id: string,
  checkTemplate: CheckTemplate,
): { readonly status: CampaignStatus; readonly version: number } | null => {
  const read = readRules(all, checkTemplate)
  if (!read.ok) return null
  const campaign = read.rules.campaigns.live.get(campaignId(id))
  const standing = read.rules.campaigns.standings.get(campaignId(id))
  return campaign === undefined || standing === undefined ? null : { status: standing.status, version: campaign.version }
}
