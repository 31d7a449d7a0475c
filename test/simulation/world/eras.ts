/** What rules a simulated company has from one instant to the next: campaigns and segments as files, read through the contract. */
import { parseCampaign } from '../../../shared/contract/campaign.ts'
import { NO_TEMPLATES } from '../../../shared/contract/campaign-steps.ts'
import { parseSegment } from '../../../shared/contract/segment.ts'
import type { Campaign } from '../../../shared/domain/campaign/campaign.ts'
import type { Said } from '../../../shared/domain/campaign/catalogue.ts'
import type { Segment } from '../../../shared/domain/campaign/segment.ts'
import { type Policy, type Rules, rulesOf } from '../../../shared/domain/customer/rules.ts'
import type { Experiment } from '../../../shared/domain/experiment/experiment.ts'
import type { Stop } from '../../../shared/domain/messaging/breaker.ts'
import { phased } from '../../../shared/flow/publishing/phases.ts'
import { assert } from '../../../shared/kernel/assert.ts'
import type { JsonObject } from '../../../shared/kernel/json.ts'
import type { Parsed } from '../../../shared/kernel/problem.ts'
import { type EpochMs, epochMs } from '../../../shared/kernel/words.ts'
import type { Definition } from '../../../shared/ports/definitions.ts'
import type { CampaignFile } from './campaigns.ts'
import { SEGMENTS } from './journeys.ts'

/** A campaign as the flow reads it, and as it was written: the auditor reads conditions from the file, with code of its own. */
export type Published = { readonly campaign: Campaign; readonly file: CampaignFile }

/** The rules in force from an instant until the next era begins. */
export type Era = {
  readonly from: EpochMs
  readonly rules: Rules
  readonly sendingOn: boolean
  /** What is stopped: all sending under `*`, or a campaign. */
  readonly stops: ReadonlyMap<string, Stop>
  /** Every version so far. */
  readonly campaigns: readonly Published[]
  /** What people said of campaigns, oldest first. */
  readonly said: Said
  readonly sweeps: boolean
  /** What is not of a campaign, as it was written: the auditor reads it with code of its own. */
  readonly written: Written
}

/** Null: there is none. */
export type Written = { readonly outside: JsonObject | null; readonly globalHoldout: JsonObject | null }

/** What a company has decided by an instant. */
export type Decided = Pick<Era, 'campaigns' | 'said' | 'sendingOn' | 'written'> & {
  readonly policy: Policy
  readonly outside: readonly Experiment[]
}

export const OUTSIDE = { id: 'onboarding-page', variants: ['old', 'new', 'newest'] } as const

export const LARGE: JsonObject = { revenue: { $gte: 50 } }

/** The rules in force from an instant on. `sweeps`: everybody is looked at because of them. */
export const eraOf = ({ policy, outside, campaigns, said, sendingOn, written }: Decided, from: EpochMs, sweeps = false): Era => {
  const versions = campaigns.map(({ campaign }) => campaign)
  const rules = rulesOf(policy, versions, outside, sendingOn, { segments: SEGMENTS_READ, said })
  return { from, sendingOn, stops: new Map(), campaigns, said, sweeps, written, rules }
}

/** A version of a campaign, read from its file as everybody's is. */
export const publish = (file: CampaignFile, version: number, publishedAt = epochMs(0)): Published => ({
  file,
  campaign: parsed(read(file, version, publishedAt)),
})

/** Draws until what was drawn means something: steps drawn by chance may come to nothing, or send two mails at once. */
export const sensible = (draw: () => CampaignFile, version = 1, publishedAt = epochMs(0)): Published => {
  for (let draws = 0; draws < DRAWS_MAX; draws += 1) {
    const file = draw()
    const campaign = read(file, version, publishedAt)
    if (campaign.ok) return { file, campaign: campaign.value }
  }
  throw new Error('no campaign that means something was drawn')
}

/** The next version, with the phase that publishing writes into it. */
export const nextOf = (all: readonly Published[], before: Published, draw: () => CampaignFile, publishedAt: EpochMs): Published => {
  const { version } = before.campaign
  const published = all.map(({ campaign, file }) => definitionOf(file, campaign.version, campaign.publishedAt))
  const inPhase = (): CampaignFile => phased(definitionOf(draw(), version + 1, publishedAt), published) as CampaignFile
  return sensible(inPhase, version + 1, publishedAt)
}

const definitionOf = (source: CampaignFile, version: number, publishedAt: EpochMs): Definition => ({
  ...{ kind: 'campaign', id: source.id, version, publishedAt, source, saltSeed: SALT },
  ...{ author: null, note: null },
})

/** From which all salts of a simulated company are made. */
export const SALT = 'simulation'

const read = (file: CampaignFile, version: number, publishedAt: EpochMs): Parsed<Campaign> =>
  parseCampaign(file, { version, publishedAt, saltSeed: SALT, checkTemplate: () => null, templates: NO_TEMPLATES })

const DRAWS_MAX = 200

/** What a file of our own says; it is never wrong. */
export const parsed = <T>(result: Parsed<T>): T => {
  assert(result.ok, result.ok ? '' : JSON.stringify(result.problems))
  return result.value
}

const SEGMENTS_READ: readonly Segment[] = SEGMENTS.map((file) => ({ ...parsed(parseSegment(file)), version: 1, publishedAt: epochMs(0) }))
