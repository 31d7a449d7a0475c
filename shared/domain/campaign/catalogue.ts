import { assert } from '../../kernel/assert.ts'
import { latestOf } from '../../kernel/time.ts'
import type { CampaignId, EpochMs } from '../../kernel/words.ts'
import type { Stage } from '../lifecycle/stage.ts'
import type { Campaign, CampaignStatus, Entry } from './campaign.ts'
import type { SegmentChange } from '../journey/journey.ts'
import { type FileStatus, isWithin, type OperationalStatus, type Standing, standingOf } from './hold.ts'
import { type Timed, timedOf } from './timed.ts'
import { type Audiences, audiencesOf, listenersOf, type Met } from './triggers.ts'

/** All campaign versions somebody may still be in, indexed by what can trigger the live ones: an event only meets those that listen. */
export type Catalogue = {
  /** Of each campaign the highest version: only it takes new entries. */
  readonly live: ReadonlyMap<CampaignId, Campaign>
  /** Where each campaign stands, by its files and by what people said: this governs the older versions, too. */
  readonly standings: ReadonlyMap<CampaignId, Standing>
  readonly entriesByEvent: ReadonlyMap<string, readonly Campaign[]>
  readonly entriesByStage: ReadonlyMap<Stage, readonly Campaign[]>
  /** Of those in {@link entriesByEvent} the ones an event concerns, by its name. */
  readonly listeners: ReadonlyMap<string, Met>
  readonly audiences: Audiences
  /** By segment and change: see {@link changeKey}. */
  readonly entriesBySegment: ReadonlyMap<string, readonly Campaign[]>
  /** Live campaigns that time starts, and that have not ended. */
  readonly timed: Timed
  /** Segments whose members somebody waits for to come or go. */
  readonly watched: ReadonlyMap<string, Watched>
  /** Live campaigns that have ended, or that take over those who are under way in an older version: null where there are none. */
  readonly sweeping: ReadonlyMap<CampaignId, Campaign> | null
  readonly byVersion: ReadonlyMap<string, Campaign>
}

/** The live campaigns that let in whoever is there already, each since it first said so; and the latest of these instants. */
export type Watched = {
  readonly existing: readonly { readonly campaign: Campaign; readonly since: EpochMs }[]
  readonly latest: EpochMs | null
}

/** What people said of campaigns, oldest first. */
export type Said = ReadonlyMap<CampaignId, readonly OperationalStatus[]>

/** Indexes campaign versions by what triggers them; campaigns that share a trigger stand in the order of their ids. */
export const catalogueOf = (versions: readonly Campaign[], said: Said = new Map()): Catalogue => {
  const byCampaign = inOrder(versions)
  const live = new Map<CampaignId, Campaign>()
  const standings = new Map<CampaignId, Standing>()
  for (const [id, some] of byCampaign) {
    const latest = some.at(-1)
    const [first, ...more] = some.map(({ status, publishedAt }): FileStatus => ({ status, at: publishedAt }))
    assert(latest !== undefined && first !== undefined, 'a campaign has a version')
    live.set(id, latest)
    standings.set(id, standingOf([first, ...more], said.get(id) ?? []))
  }
  const ordered = [...live.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
  const statusNow = (id: CampaignId): CampaignStatus => standings.get(id)?.status ?? 'active'
  const isOpen = ({ id }: Campaign): boolean => statusNow(id) === 'active' || statusNow(id) === 'paused'
  const sweeping = ordered.filter(({ id, migrate, version }) => statusNow(id) === 'ended' || (migrate === 'move' && version > 1))
  const entriesByEvent = groupedBy(ordered, ({ entry }) => (entry.on === 'event' ? entry.event : null))
  const entriesByStage = groupedBy(ordered, ({ entry }) => (entry.on === 'stage' ? entry.stage : null))
  const entriesBySegment = groupedBy(ordered, ({ entry }) => (entry.on === 'segment' ? changeKey(entry.segment, entry.change) : null))
  return {
    live,
    standings,
    entriesByEvent,
    entriesByStage,
    entriesBySegment,
    listeners: listenersOf(entriesByEvent),
    audiences: audiencesOf([entriesByEvent, entriesByStage, entriesBySegment]),
    timed: timedOf(ordered.filter(isOpen)),
    watched: watchedBy(ordered.filter(isOpen), versions, byCampaign),
    sweeping: sweeping.length === 0 ? null : new Map(sweeping.map((campaign) => [campaign.id, campaign])),
    byVersion: new Map(versions.map((campaign) => [versionKey(campaign.id, campaign.version), campaign])),
  }
}

/** Under which the campaigns are found that a change of a segment lets in. */
export const changeKey = (segment: string, change: SegmentChange): string => `${change} ${segment}`

/** The version a customer entered. It must exist: versions are never deleted. */
export const campaignAt = (catalogue: Catalogue, id: CampaignId, version: number): Campaign => {
  const campaign = catalogue.byVersion.get(versionKey(id, version))
  assert(campaign !== undefined, `campaign ${id} has no version ${version}`)
  return campaign
}

/** Whether this catalogue holds a version; one read a minute ago may lack what somebody has entered since. */
export const hasVersion = (
  catalogue: Catalogue,
  { campaign, version }: { readonly campaign: CampaignId; readonly version: number },
): boolean => catalogue.byVersion.has(versionKey(campaign, version))

/** Where a campaign stands. */
export const standingIn = ({ standings }: Catalogue, id: CampaignId): Standing => {
  const standing = standings.get(id)
  assert(standing !== undefined, `campaign ${id} has a version`)
  return standing
}

/** What a campaign was at an instant: one that is paused or ended now lets in whom it let in before. */
export const statusAt = (catalogue: Catalogue, id: CampaignId, at: EpochMs): CampaignStatus => {
  const { status, since, holds } = standingIn(catalogue, id)
  if (status === 'ended' && at >= since) return 'ended'
  if (isWithin(holds, at)) return 'paused'
  return status === 'draft' ? 'draft' : 'active'
}

const versionKey = (id: CampaignId, version: number): string => `${version}:${id}`

/** The versions of each campaign, oldest first. */
const inOrder = (versions: readonly Campaign[]): ReadonlyMap<CampaignId, readonly Campaign[]> => {
  const sorted = [...versions].sort((a, b) => a.version - b.version)
  return groupedBy(sorted, ({ id }) => id)
}

/** Exits of every version watch, for somebody may be in it; entries of the live ones alone. */
const watchedBy = (
  open: readonly Campaign[],
  versions: readonly Campaign[],
  byCampaign: ReadonlyMap<CampaignId, readonly Campaign[]>,
): ReadonlyMap<string, Watched> => {
  const watched = new Map<string, Watched>()
  for (const { exits } of versions) for (const exit of exits) if (exit.on === 'segment') watched.set(exit.segment, NOBODY_WANTED)
  for (const campaign of open) {
    const { entry, id } = campaign
    if (entry.on !== 'segment') continue
    const known = watched.get(entry.segment) ?? NOBODY_WANTED
    const since = sinceOf(entry, byCampaign.get(id) ?? [])
    const more = { existing: [...known.existing, { campaign, since }], latest: latestOf(known.latest, since) }
    watched.set(entry.segment, entry.existing ? more : known)
  }
  return watched
}

const NOBODY_WANTED: Watched = { existing: [], latest: null }

/** When the first of the latest versions was published that let in whoever is there already: a correction lets nobody in again. */
const sinceOf = (entry: Entry & { on: 'segment' }, versions: readonly Campaign[]): EpochMs => {
  let since = versions.at(-1)?.publishedAt
  for (const version of versions.toReversed()) {
    const other = version.entry
    if (other.on !== 'segment' || other.segment !== entry.segment || !other.existing || version.status === 'draft') break
    since = version.publishedAt
  }
  assert(since !== undefined, 'a live campaign has a version')
  return since
}

const groupedBy = <Key>(
  campaigns: readonly Campaign[],
  keyOf: (campaign: Campaign) => Key | null,
): ReadonlyMap<Key, readonly Campaign[]> => {
  const groups = new Map<Key, Campaign[]>()
  for (const campaign of campaigns) {
    const key = keyOf(campaign)
    if (key === null) continue
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [campaign])
    else group.push(campaign)
  }
  return groups
}
