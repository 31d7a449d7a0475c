import type { Campaign } from '../../domain/campaign/campaign.ts'
import type { EntryRefusal } from '../../domain/campaign/may-enter.ts'
import { type Explanation, explainCondition } from '../../domain/conditions/explain.ts'
import { documentOf } from '../../domain/customer/document.ts'
import type { Rules } from '../../domain/customer/rules.ts'
import { type CustomerState, memoryOf } from '../../domain/customer/state.ts'
import type { Fact, Trigger } from '../../domain/fact/fact.ts'
import type { JourneyEnd } from '../../domain/journey/journey.ts'
import type { Message } from '../../domain/messaging/message.ts'
import type { CustomerId, EpochMs } from '../../kernel/words.ts'
import { formerId, type Held } from './ids.ts'

/** Why a customer did or did not get a campaign. */
export type CampaignStory = {
  readonly campaign: Campaign
  /** Every time they entered, under whichever id, oldest first, with what became of each message. */
  readonly entries: readonly EntryStory[]
  /** The latest time they triggered it and did not get in. */
  readonly refused: { readonly count: number; readonly at: EpochMs; readonly because: EntryRefusal } | null
  /** The audience leaf by leaf, as of now; null: everyone is in it. */
  readonly audience: Explanation | null
  readonly stage: string | null
}

export type EntryStory = {
  /** The id they had then, where it was merged into theirs: entries are counted for each id. */
  readonly under: CustomerId | null
  readonly entry: number
  readonly at: EpochMs
  readonly version: number
  readonly variant: string
  readonly held: boolean
  readonly trigger: Trigger
  readonly messages: readonly Message[]
  readonly waitingUntil: EpochMs | null
  /** Null while they are in it. */
  readonly ended: { readonly at: EpochMs; readonly end: JourneyEnd } | null
}

/** Tells the story of one customer and one campaign from what is held under each of their ids. */
export const storyOf = (state: CustomerState, held: readonly Held[], campaign: Campaign, rules: Rules): CampaignStory => {
  const entries = held.flatMap((one) =>
    one.facts.flatMap((fact) => (fact.type === 'entered' && fact.campaign === campaign.id ? [entryStory(state, one, fact)] : [])),
  )
  return {
    campaign,
    entries: entries.sort((a, b) => a.at - b.at),
    refused: memoryOf(state, campaign.id).refused,
    audience: campaign.audience === null ? null : explainCondition(campaign.audience, documentOf(state, rules.policy)),
    stage: state.standing?.stage ?? null,
  }
}

const entryStory = (state: CustomerState, { id, facts, messages }: Held, entered: Fact & { type: 'entered' }): EntryStory => {
  const { campaign, entry, at, version, variant, held, trigger } = entered
  const under = formerId(state.id, id)
  const journey = under === null ? state.journeys.find((one) => one.campaign === campaign && one.entry === entry) : undefined
  const ended = facts.find((fact) => fact.type === 'journey-ended' && fact.campaign === campaign && fact.entry === entry)
  return {
    under,
    entry,
    at,
    version,
    variant,
    held,
    trigger,
    messages: messages.filter((message) => message.campaign === campaign && message.entry === entry),
    waitingUntil: journey?.position.status === 'waiting' ? journey.position.wakeAt : null,
    ended: ended?.type === 'journey-ended' ? { at: ended.at, end: ended.end } : null,
  }
}
