import { assert } from '../../kernel/assert.ts'
import type { CampaignId } from '../../kernel/words.ts'
import type { Stage } from '../lifecycle/stage.ts'
import type { Campaign } from './campaign.ts'

/** All campaign versions somebody may still be in, indexed by what can trigger the live ones: an event only meets those that listen. */
export type Catalogue = {
  /** Of each campaign the highest version: only it takes new entries, and its status governs the older ones, too. */
  readonly live: ReadonlyMap<CampaignId, Campaign>
  readonly entriesByEvent: ReadonlyMap<string, readonly Campaign[]>
  readonly entriesByStage: ReadonlyMap<Stage, readonly Campaign[]>
  readonly byVersion: ReadonlyMap<string, Campaign>
}

/** Indexes campaign versions by what triggers them; campaigns that share a trigger stand in the order of their ids. */
export const catalogueOf = (versions: readonly Campaign[]): Catalogue => {
  const live = new Map<CampaignId, Campaign>()
  for (const campaign of versions) {
    const other = live.get(campaign.id)
    if (other === undefined || campaign.version > other.version) live.set(campaign.id, campaign)
  }
  const ordered = [...live.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
  return {
    live,
    entriesByEvent: groupedBy(ordered, (campaign) => (campaign.entry.on === 'event' ? campaign.entry.event : null)),
    entriesByStage: groupedBy(ordered, (campaign) => (campaign.entry.on === 'stage' ? campaign.entry.stage : null)),
    byVersion: new Map(versions.map((campaign) => [versionKey(campaign.id, campaign.version), campaign])),
  }
}

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

/** Whether the campaign as it stands today still sends; a version that ended or was paused later stops the older ones too. */
export const isSending = (catalogue: Catalogue, id: CampaignId): boolean => catalogue.live.get(id)?.status === 'active'

const versionKey = (id: CampaignId, version: number): string => `${version}:${id}`

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
