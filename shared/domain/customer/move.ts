/** Whether somebody who is under way goes on in a newer version of the campaign, and where. */
import { assert } from '../../kernel/assert.ts'
import type { EpochMs } from '../../kernel/words.ts'
import type { Campaign, Step } from '../campaign/campaign.ts'
import { campaignAt, standingIn } from '../campaign/catalogue.ts'
import type { Journey } from '../journey/journey.ts'
import type { Rules } from './rules.ts'

/** From a step of the version they are in to the one of the same name in the version that is live. */
export type Move = { readonly campaign: Campaign; readonly from: Step; readonly step: number; readonly to: Step }

/** Where a journey goes on in the live version; null: it finishes the version it entered, for the two share no name, or nobody asks for it. */
export const moveOf = ({ campaigns }: Rules, journey: Journey): Move | null => {
  const campaign = campaigns.sweeping?.get(journey.campaign)
  if (campaign === undefined || campaign.migrate !== 'move' || campaign.version <= journey.version) return null
  // A draft is not in force yet.
  if (standingIn(campaigns, journey.campaign).status === 'draft') return null
  const { position, variant } = journey
  if (position.status !== 'waiting' && position.status !== 'paused') return null
  const from = campaignAt(campaigns, journey.campaign, journey.version).paths.get(variant)?.steps[position.step]
  assert(from !== undefined, 'a journey waits at a step of its path')
  if (from.id === null) return null
  const steps = campaign.paths.get(variant)?.steps ?? []
  const step = steps.findIndex(({ id }) => id === from.id)
  const to = steps[step]
  return to === undefined ? null : { campaign, from, step, to }
}

/** When somebody came to the step they wait at, where its wait tells; else `at`, when they went on. */
export const reachedAt = (from: Step, wakeAt: EpochMs, at: EpochMs): EpochMs => {
  if (from.type === 'wait' && from.until.by === 'duration') return (wakeAt - from.until.ms) as EpochMs
  return from.type === 'wait-for' ? ((wakeAt - from.atMostMs) as EpochMs) : at
}
