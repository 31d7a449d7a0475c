import type { CampaignId, CustomerId, EpochDay, EpochMs, ExperimentId, MessageId, Minor } from '../../kernel/words.ts'
import type { JourneyEnd } from '../journey/journey.ts'
import type { StageReason } from '../lifecycle/classify.ts'
import type { Stage } from '../lifecycle/stage.ts'
import type { Refusal, StatusName } from '../messaging/message.ts'

/** Something we now hold true of one customer. Stored for ever, in order; state, tallies and explanations can be folded from facts anew. */
export type Fact = { readonly at: EpochMs } & FactBody

export type FactBody =
  /** First input of a customer we did not know. */
  | { readonly type: 'appeared' }
  | { readonly type: 'stage-changed'; readonly from: Stage | null; readonly to: Stage; readonly because: StageReason }
  | { readonly type: 'consent-changed'; readonly topic: string; readonly status: 'granted' | 'withdrawn'; readonly saidAt: EpochMs }
  | ({
      readonly type: 'entered'
      readonly version: number
      readonly variant: string
      readonly held: boolean
      readonly trigger: Trigger
    } & InJourney)
  | ({ readonly type: 'owed'; readonly message: MessageId; readonly step: number } & InJourney)
  | ({ readonly type: 'waiting'; readonly step: number; readonly wakeAt: EpochMs } & InJourney)
  /** All steps are taken; something is still owed. */
  | ({ readonly type: 'settling' } & InJourney)
  | ({ readonly type: 'journey-ended'; readonly end: JourneyEnd } & InJourney)
  | ({
      readonly type: 'message-moved'
      readonly message: MessageId
      readonly step: number
      readonly variant: string
      readonly from: StatusName
      readonly to: StatusName
      readonly because: Refusal | null
    } & InJourney)
  /** The point of assignment was reached for the first time. */
  | { readonly type: 'assigned'; readonly experiment: ExperimentId; readonly arm: string }
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

/** An assignment and its outcomes so far, as a state remembers them. */
type AbsorbedExposure = {
  readonly arm: string
  readonly assignedAt: EpochMs
  readonly outcomes: Readonly<Record<string, { readonly events: number; readonly sum: Minor }>>
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
  readonly entered: Readonly<Record<CampaignId, { readonly entries: number; readonly lastEnteredAt: EpochMs | null }>>
}

/** What an outcome adds to the sufficient statistics of its arm: this customer's own total before and after. */
export type OutcomeFact = {
  readonly type: 'outcome'
  readonly experiment: ExperimentId
  readonly metric: string
  readonly arm: string
  readonly assignedDay: EpochDay
  readonly outcomeDay: EpochDay
  /** 1 with the customer's first outcome, else 0. */
  readonly converted: 0 | 1
  readonly sumDelta: Minor
  /** New total squared less old total squared: an exact integer as text, for squares pass 2^53. */
  readonly sumSquaresDelta: string
}

type InJourney = { readonly campaign: CampaignId; readonly entry: number }

/** What made somebody enter. */
export type Trigger =
  | { readonly type: 'event'; readonly event: string }
  | { readonly type: 'stage'; readonly from: Stage | null; readonly to: Stage }
