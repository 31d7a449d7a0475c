import type { Campaign } from '../../domain/campaign/campaign.ts'
import type { EntryRefusal } from '../../domain/campaign/may-enter.ts'
import { didsWithin } from '../../domain/campaign/segment.ts'
import type { About } from '../../domain/conditions/about.ts'
import type { Condition } from '../../domain/conditions/condition.ts'
import { type Explanation, explainCondition } from '../../domain/conditions/explain.ts'
import { reachesBackTo } from '../../domain/conditions/history.ts'
import { aboutSeen } from '../../domain/customer/ask.ts'
import { documentOf } from '../../domain/customer/document.ts'
import { NOTHING_KNOWN } from '../../domain/customer/known.ts'
import type { Rules } from '../../domain/customer/rules.ts'
import { type CustomerState, memoryOf } from '../../domain/customer/state.ts'
import type { Fact, Trigger } from '../../domain/fact/fact.ts'
import type { JourneyEnd } from '../../domain/journey/journey.ts'
import type { Message } from '../../domain/messaging/message.ts'
import { type CustomerId, type EpochMs, epochMs } from '../../kernel/words.ts'
import { loadHistory, type Timelines } from '../history.ts'
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
  /** Which holdout they are in; null: in none. */
  readonly heldBy: 'campaign' | 'global' | null
  readonly trigger: Trigger
  /** What it is about, where the campaign asks for it. */
  readonly key: string | null
  /** Where it went and what it did, beside its messages, oldest first. */
  readonly taken: readonly StepFact[]
  readonly messages: readonly Message[]
  readonly waitingUntil: EpochMs | null
  /** Null while they are in it. */
  readonly ended: { readonly at: EpochMs; readonly end: JourneyEnd } | null
}

/** What tells of a journey's way. What is said of a wait is said by how it ended. */
const STEP_TYPES = ['waited', 'chose', 'took', 'milestone', 'leaving', 'paused', 'resumed', 'journey-moved'] as const
const DEED_TYPES = ['traits-updated', 'emitted', 'task-opened', 'task-closed', 'called', 'call-settled'] as const
export type StepFact = Extract<Fact, { readonly type: (typeof STEP_TYPES)[number] | (typeof DEED_TYPES)[number] }>

const isStep = (fact: Fact): fact is StepFact => [...STEP_TYPES, ...DEED_TYPES].some((type) => type === fact.type)

/** Tells the story of one customer and one campaign from what is held under each of their ids. */
export const storyOf = (
  state: CustomerState,
  held: readonly Held[],
  campaign: Campaign,
  rules: Rules,
  about: About = aboutSeen(state, rules, NOTHING_KNOWN, state.at ?? epochMs(0), null),
): CampaignStory => {
  const entries = held.flatMap((one) =>
    one.facts.flatMap((fact) => (fact.type === 'entered' && fact.campaign === campaign.id ? [entryStory(state, one, fact)] : [])),
  )
  return {
    campaign,
    entries: entries.sort((a, b) => a.at - b.at),
    refused: memoryOf(state, campaign.id).refused,
    audience: campaign.audience === null ? null : explainCondition(campaign.audience, documentOf(state, rules.policy), about),
    stage: state.standing?.stage ?? null,
  }
}

/** What a condition may ask about somebody beside their attributes, with all events it asks about. */
export const aboutThem = async (
  store: Timelines,
  state: CustomerState,
  condition: Condition | null,
  rules: Rules,
  now: EpochMs,
): Promise<About> => {
  const dids = condition === null ? [] : didsWithin(condition, rules.segments)
  const wants = dids.map(({ event, reach }) => ({ event, after: reachesBackTo(reach, now, null) }))
  const known = wants.length === 0 ? NOTHING_KNOWN : await loadHistory(store, state, wants)
  return aboutSeen(state, rules, known, now, null)
}

const entryStory = (state: CustomerState, { id, facts, messages }: Held, entered: Fact & { type: 'entered' }): EntryStory => {
  const { campaign, entry, at, version, variant, held, heldBy, trigger, key } = entered
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
    heldBy,
    trigger,
    key,
    taken: facts.filter((fact): fact is StepFact => isStep(fact) && fact.campaign === campaign && fact.entry === entry),
    messages: messages.filter((message) => message.campaign === campaign && message.entry === entry),
    waitingUntil: journey?.position.status === 'waiting' ? journey.position.wakeAt : null,
    ended: ended?.type === 'journey-ended' ? { at: ended.at, end: ended.end } : null,
  }
}
