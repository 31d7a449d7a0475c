/** Campaigns of a data folder as they stand, read while another process may serve it. */
import type { CampaignVersion } from '../shared/contract/api-campaigns.ts'
import { standingIn as standingOf } from '../shared/domain/campaign/catalogue.ts'
import { versionsOf } from '../shared/flow/api/versions.ts'
import { campaignNumbers } from '../shared/flow/query/campaigns.ts'
import { campaignId } from '../shared/kernel/words.ts'
import { badFile } from './bad-files.ts'
import { countersOf } from './counters.ts'
import { rulesFrom } from './definitions.ts'
import { checkTemplate, type Local, openLocal } from './wiring.ts'

const reading = async <T>(folder: string, work: (local: Local) => Promise<T>): Promise<T> => {
  const local = openLocal(folder, 'read')
  try {
    return await work(local)
  } finally {
    local.close()
  }
}

/** Where a campaign stands, and how many are in it. */
export const standingIn = (folder: string, id: string) =>
  reading(folder, async ({ stores }) => {
    const rules = rulesFrom(await stores.definitions.all(), checkTemplate)
    const campaign = rules.campaigns.live.get(campaignId(id))
    if (campaign === undefined) throw unknown(id, [...rules.campaigns.live.keys()])
    const { entered, ended } = await campaignNumbers(countersOf(stores.changes, stores.tallies), campaign)
    const { status } = standingOf(rules.campaigns, campaign.id)
    return { version: campaign.version, status, inIt: entered - ended.completed - ended.exited }
  })

/** Every version of a campaign, and what people said of it since, newest first. */
export const versionsIn = (folder: string, id: string): Promise<readonly CampaignVersion[]> =>
  reading(folder, async ({ stores }) => {
    const versions = versionsOf(await stores.definitions.all(), id)
    if (versions.length === 0) throw unknown(id, [])
    return versions
  })

const unknown = (id: string, known: readonly string[]) =>
  badFile(
    id,
    'is no campaign of this folder',
    known.length === 0 ? 'Nothing of that id was published into it.' : `There are: ${known.slice(0, 20).join(', ')}.`,
  )
