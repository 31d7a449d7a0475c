import type { JsonObject } from '../../kernel/json.ts'
import type { CallId, CampaignId, CustomerId, EpochDay, EpochMs, ExperimentId, MessageId, Minor, TaskId } from '../../kernel/words.ts'
import type { JourneyEnd, OwnEnd, SegmentChange } from '../journey/journey.ts'
import type { StageReason } from '../lifecycle/classify.ts'
import type { Stage } from '../lifecycle/stage.ts'
import type { ConsentEntry } from '../messaging/consent.ts'
import type { Refusal, StatusName } from '../messaging/message.ts'
import type { News } from '../messaging/news.ts'
import type { Preferences } from '../messaging/preferences.ts'

/** Something we now hold true of one customer. Stored for ever, in order; state, tallies and explanations can be folded from facts anew. */
export type Fact = { readonly at: EpochMs } & FactBody

export type FactBody =
  /** First input of a customer we did not know. */
  | { readonly type: 'appeared' }
  | { readonly type: 'stage-changed'; readonly from: Stage | null; readonly to: Stage; readonly because: StageReason }
  | ({ readonly type: 'consent-changed'; readonly topic: string; readonly saidAt: EpochMs } & Omit<ConsentEntry, 'at'>)
  | ({ readonly type: 'preferences-changed' } & Preferences)
  | ({
      readonly type: 'entered'
      readonly version: number
      readonly variant: string
      readonly held: boolean
      /** Which holdout they are in; null: in none. */
      readonly heldBy: 'campaign' | 'global' | null
      readonly trigger: Trigger
      readonly key: string | null
    } & InJourney)
  | ({ readonly type: 'owed'; readonly message: MessageId; readonly step: number } & OnPath)
  | ({ readonly type: 'waiting'; readonly step: number; readonly wakeAt: EpochMs } & OnPath)
  /** A wait is over. */
  | ({ readonly type: 'waited'; readonly step: number; readonly by: WaitEnd } & OnPath)
  /** A branch or a split was taken. `way`: the index of the branch as text, or `else`; the name of the variant. */
  | ({ readonly type: 'chose'; readonly step: number; readonly way: string } & OnPath)
  /** Something was done. `withheld`: it was not, for they are held out. */
  | ({ readonly type: 'took'; readonly step: number; readonly what: Deed; readonly withheld: boolean } & OnPath)
  | ({ readonly type: 'milestone'; readonly name: string } & OnPath)
  /** All steps are taken; something is still owed. */
  | ({ readonly type: 'settling' } & InJourney)
  /** A step says that the journey ends here; something may still be owed. */
  | ({ readonly type: 'leaving'; readonly step: number; readonly because: OwnEnd } & OnPath)
  /** The campaign was paused before this step could be taken; and now it is. */
  | ({ readonly type: 'paused'; readonly step: number } & OnPath)
  | ({ readonly type: 'resumed'; readonly step: number } & OnPath)
  /** `waitedAt`: the step they waited at; null: none, or it was stored before that was told. */
  | ({ readonly type: 'journey-ended'; readonly end: JourneyEnd; readonly waitedAt: number | null } & OnPath)
  /** They go on in a newer version of the campaign, at the step of the same name. */
  | ({
      readonly type: 'journey-moved'
      readonly variant: string
      readonly from: { readonly version: number; readonly step: number }
      readonly to: { readonly version: number; readonly step: number }
    } & InJourney)
  /** What a step said of them. `refused`: attributes there is no room for, or that cannot be added to. */
  | ({ readonly type: 'traits-updated'; readonly set: JsonObject; readonly refused: readonly string[] } & InJourney)
  /** An event of ours, for others to hear. */
  | ({ readonly type: 'emitted'; readonly step: number; readonly event: string; readonly properties: JsonObject } & InJourney)
  | ({
      readonly type: 'task-opened'
      readonly task: TaskId
      readonly step: number
      readonly title: string
      readonly note: string | null
      readonly assignee: string | null
      readonly dueAt: EpochMs | null
      /** Of the customer, what its author asked for. */
      readonly about: JsonObject
    } & InJourney)
  /** `ended`: nobody did it, and it is no longer wanted. `by`: who closed it; null: nobody. */
  | ({
      readonly type: 'task-closed'
      readonly task: TaskId
      readonly outcome: 'done' | 'dismissed' | 'ended'
      readonly by: string | null
      readonly note: string | null
    } & InJourney)
  /** Somebody's server is to be called. */
  | ({ readonly type: 'called'; readonly call: CallId; readonly step: number; readonly url: string; readonly body: JsonObject } & InJourney)
  /** `status`: the last HTTP status it answered; null: it did not. */
  | ({
      readonly type: 'call-settled'
      readonly call: CallId
      readonly outcome: CallOutcome
      readonly status: number | null
      readonly attempts: number
    } & InJourney)
  /** They entered or left a segment, as its version says who belongs to it. */
  | { readonly type: 'segment-changed'; readonly segment: string; readonly version: number; readonly to: SegmentChange }
  | ({
      readonly type: 'message-moved'
      readonly message: MessageId
      readonly step: number
      readonly variant: string
      readonly from: StatusName
      readonly to: StatusName
      /** Why it was refused, or what it waits for. */
      readonly because: Refusal | null
      /** When it is looked at again, where it was deferred. */
      readonly until: EpochMs | null
      /** It was claimed by the clock of the policy's zone, for nobody knows the customer's. */
      readonly isZoneUnknown: boolean
    } & InJourney)
  /** A code of the campaign's pool is theirs. */
  | ({ readonly type: 'coupon-given' } & Coupon)
  | ({ readonly type: 'coupon-redeemed' } & Coupon)
  /** Something was heard of a mail. `isFirst`: nothing of this kind was heard of it before. */
  | ({
      readonly type: 'heard'
      readonly message: MessageId
      readonly step: number
      readonly variant: string
      readonly news: News
      readonly isFirst: boolean
    } & InJourney)
  /** The point of assignment was reached for the first time. */
  | ({
      readonly type: 'assigned'
      readonly experiment: ExperimentId
      readonly phase: number
      readonly arm: string
      /** Which of the 10,000 decided; null: somebody else did, or it was stored before this was told. */
      readonly bucket: number | null
    } & KnownBefore)
  /** Assigned outside, and seen in another variant later: the first exposure stands. */
  | { readonly type: 'crossover'; readonly experiment: ExperimentId; readonly arm: string; readonly seen: string }
  | OutcomeFact
  /** They are another customer: nothing begins for them any more. */
  | { readonly type: 'merge-begun'; readonly into: CustomerId }
  /** They were to be merged in a circle: this one stays. */
  | { readonly type: 'merge-lifted' }
  | AbsorbedFact
  /** All that was held of them is with `into`. `from`: the stage they leave, null for a prospect. */
  | { readonly type: 'merged'; readonly into: CustomerId; readonly from: Stage | null }
  /** Somebody we never heard of is `into`: they never were a customer of their own. */
  | { readonly type: 'redirected'; readonly into: CustomerId }
  /** Nothing is held of them any more. `wasCustomer`: they were counted as one; `from`: the stage they leave, null for a prospect. */
  | { readonly type: 'erased'; readonly wasCustomer: boolean; readonly from: Stage | null }

/** An assignment and its outcomes so far, as a state remembers them. */
type AbsorbedExposure = KnownBefore & {
  readonly arm: string
  readonly phase: number
  readonly bucket: number | null
  readonly assignedAt: EpochMs
  readonly outcomes: Readonly<Record<string, { readonly events: number; readonly sum: Minor; readonly base: number }>>
}

/** What facts told of another customer, and hold of this one from now on. */
export type AbsorbedFact = {
  readonly type: 'absorbed'
  readonly source: CustomerId
  /** Merges on the longest way that leads through the source to here. */
  readonly depth: number
  /** Assignments in experiments this customer had none in. They were counted where they were made. */
  readonly exposures: Readonly<Record<ExperimentId, AbsorbedExposure>>
  /** Campaigns the source was in: how often, and when last. */
  readonly entered: Readonly<
    Record<CampaignId, { readonly entries: number; readonly lastEnteredAt: EpochMs | null; readonly keys: readonly string[] }>
  >
  /** Codes of campaigns of which this customer has none. */
  readonly coupons: Readonly<
    Record<
      CampaignId,
      { readonly pool: string; readonly code: string; readonly variant: string; readonly at: EpochMs; readonly redeemedAt: EpochMs | null }
    >
  >
}

/** Of a customer when they were assigned: the segments of each break-down, and purchases so far. */
export type KnownBefore = { readonly segments: Readonly<Record<string, string>>; readonly before: number }

/** What an outcome adds to the sufficient statistics of its arm: this customer's own total before and after. */
export type OutcomeFact = KnownBefore & {
  readonly type: 'outcome'
  readonly experiment: ExperimentId
  readonly phase: number
  readonly metric: string
  readonly arm: string
  readonly assignedDay: EpochDay
  readonly outcomeDay: EpochDay
  /** 1 with the customer's first outcome, else 0. */
  readonly converted: 0 | 1
  /** Of what counts: money up to the cap; of a ratio without money, events. */
  readonly sumDelta: Minor
  /** New total squared less old total squared: an exact integer as text, for squares pass 2^53. */
  readonly sumSquaresDelta: string
  /** What happened, for the customer's own totals: events, all the money, and of a ratio what it is taken over. */
  readonly own: { readonly events: 0 | 1; readonly sum: Minor; readonly base: 0 | 1 }
  /** Of a ratio: what its denominator adds, its square, and the product of both. Null: it is none. */
  readonly ratio: { readonly baseDelta: number; readonly baseSquaresDelta: string; readonly productsDelta: string } | null
}

/** A code, and the variant of the mail that brought it. */
type Coupon = { readonly campaign: CampaignId; readonly pool: string; readonly code: string; readonly variant: string }

/**
 * Why a wait is over: its time had come; the event came; all milestones are done; the day it was for is another now, and it begins anew;
 * it was over when it began.
 */
export type WaitEnd = 'time' | 'event' | 'complete' | 'moved' | 'at-once'

/** What a step does, beside sending. */
export type Deed = 'update' | 'emit' | 'task' | 'webhook'

export type CallOutcome = 'delivered' | 'failed'

/** Of a journey's own path. */
export type OnPath = InJourney & {
  /** Which path the step is of; null: it was stored before that was told. */
  readonly path: { readonly version: number; readonly variant: string } | null
}

export type InJourney = { readonly campaign: CampaignId; readonly entry: number }

/** What made somebody enter. */
export type Trigger =
  | { readonly type: 'event'; readonly event: string }
  | { readonly type: 'stage'; readonly from: Stage | null; readonly to: Stage }
  | { readonly type: 'segment'; readonly segment: string; readonly change: SegmentChange }
  /** `at`: the moment it was for. */
  | { readonly type: 'schedule'; readonly at: EpochMs }
  | { readonly type: 'date'; readonly path: string; readonly at: EpochMs }
