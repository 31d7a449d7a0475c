import { REFUSALS_KEPT } from '../../kernel/limits.ts'
import type { AddressDigest, CampaignId, EpochDay, EpochMs } from '../../kernel/words.ts'
import type { JsonObject } from '../../kernel/json.ts'
import type { EntryRefusal } from '../campaign/may-enter.ts'
import type { Asking } from '../conditions/compile.ts'
import type { LifecycleEvent } from '../event/event.ts'
import type { Fact, FactBody } from '../fact/fact.ts'
import type { Message, Settlement, Suppression } from '../messaging/message.ts'
import { evolve } from './evolve.ts'
import { type Known, NOTHING_KNOWN, type Want } from './known.ts'
import type { Receipt } from './receipts.ts'
import { type CampaignMemory, type CustomerState, memoryOf } from './state.ts'

/** What an input means for one customer: all of it is committed together, or none. */
export type Decision = {
  readonly state: CustomerState
  readonly facts: readonly Fact[]
  readonly messages: readonly Message[]
  readonly settlements: readonly Settlement[]
  /** Every no, with its reason. Those about entering a campaign are also remembered in the state. */
  readonly reasons: readonly Reason[]
  readonly spilled: readonly Receipt[]
  /** The event, where somebody named it. */
  readonly timeline: readonly LifecycleEvent[]
  /** What a person must look at. */
  readonly doubts: readonly Doubt[]
  /** Addresses nobody may write to from now on. */
  readonly suppressions: readonly Suppression[]
  /** What must still hold, and what is taken, when this is committed. */
  readonly premises: readonly Premise[]
  /** Events it has to see and was not given: where there are any, nothing of this counts, and it is to be made again with them. */
  readonly wants: readonly Want[]
}

export type Reason =
  | { readonly type: 'entry-refused'; readonly campaign: CampaignId; readonly because: EntryRefusal }
  | { readonly type: 'duplicate' }
  | { readonly type: 'claim-moot' }
  /** It was closed before, or never was theirs. */
  | { readonly type: 'task-moot' }
  /** What it is about was erased: nothing is held of them, and nothing is kept. */
  | { readonly type: 'erased' }
  | { readonly type: 'news-moot'; readonly because: 'heard-before' | 'too-many' | 'erased' }
  /** The first merge wins; nobody becomes themselves; a way that is too long would be walked by every event. */
  | { readonly type: 'merge-moot'; readonly because: 'already-merged' | 'same-customer' | 'too-many-merges' | 'erased' }

/** What a decision took for granted of rows that are not the customer's. Where it does not hold any more, the commit is a conflict. */
export type Premise =
  /** The address has no suppression row. */
  | { readonly type: 'not-suppressed'; readonly address: AddressDigest }
  /** One more mail on this day, while there are fewer than the budget allows; null: any number. */
  | {
      readonly type: 'spend'
      readonly campaign: CampaignId
      readonly day: EpochDay
      readonly perDay: number | null
      readonly perDayOfAll: number | null
    }
  /** The code is nobody's, and becomes this customer's. */
  | { readonly type: 'coupon'; readonly pool: string; readonly code: string; readonly campaign: CampaignId }

/** An event that was taken in part or not at all. */
export type Doubt = {
  readonly event: LifecycleEvent
  readonly because: 'invalid' | 'uncertain' | 'too-late' | 'unknown-variant' | 'state-full' | 'erased'
  readonly path: string
  readonly problem: string
  readonly hint: string
}

/** A decision being made: the same lists, growing. Lives inside one call of `decide` and never leaves it. */
export type Draft = {
  /** As they were before the input. */
  readonly loaded: CustomerState
  state: CustomerState
  readonly facts: Fact[]
  readonly messages: Message[]
  readonly settlements: Settlement[]
  readonly reasons: Reason[]
  readonly spilled: Receipt[]
  readonly timeline: LifecycleEvent[]
  readonly doubts: Doubt[]
  readonly suppressions: Suppression[]
  readonly premises: Premise[]
  readonly wants: Want[]
  /** What of the timeline it was given. */
  readonly known: Known
  /** The customer as conditions see them, while they stand so, and what was asked of it. */
  seen: Seen | null
}

type Seen = Pick<CustomerState, 'traits' | 'metrics' | 'standing'> & {
  readonly document: JsonObject
  readonly asking: { readonly program: unknown; readonly at: EpochMs; readonly ask: Asking } | null
}

export const draftOf = (state: CustomerState, known: Known = NOTHING_KNOWN): Draft => ({
  loaded: state,
  state,
  facts: [],
  messages: [],
  settlements: [],
  reasons: [],
  spilled: [],
  timeline: [],
  doubts: [],
  suppressions: [],
  premises: [],
  wants: [],
  known,
  seen: null,
})

/** Adds a fact and lets the state follow it. */
export const record = (draft: Draft, body: FactBody, at: EpochMs): void => {
  const fact: Fact = { ...body, at }
  draft.facts.push(fact)
  draft.state = evolve(draft.state, fact)
}

/** Notes that somebody triggered a campaign and did not get in. It changes no fact, so it costs no transaction. */
export const refuseEntry = (draft: Draft, campaign: CampaignId, because: EntryRefusal, at: EpochMs): void => {
  draft.reasons.push({ type: 'entry-refused', campaign, because })
  const memory = memoryOf(draft.state, campaign)
  const refused = { count: (memory.refused?.count ?? 0) + 1, at, because }
  draft.state = { ...draft.state, campaigns: withRoom({ ...draft.state.campaigns, [campaign]: { ...memory, refused } }) }
}

/** Campaigns come and go for years: of those never entered only the latest refusals are remembered. */
export const withRoom = (campaigns: CustomerState['campaigns']): CustomerState['campaigns'] => {
  const neverEntered = Object.entries<CampaignMemory>(campaigns).filter(([, { entries }]) => entries === 0)
  if (neverEntered.length <= REFUSALS_KEPT) return campaigns
  // Sorting is stable: of two refused at one instant the one noted first goes.
  const oldestFirst = neverEntered.sort((a, b) => refusedAt(a[1]) - refusedAt(b[1]))
  const forgotten = new Set(oldestFirst.slice(0, neverEntered.length - REFUSALS_KEPT).map(([id]) => id))
  return Object.fromEntries(Object.entries<CampaignMemory>(campaigns).filter(([id]) => !forgotten.has(id)))
}

const refusedAt = ({ refused }: CampaignMemory): number => refused?.at ?? 0
