import type { CampaignId, EpochMs, MessageId } from '../../kernel/words.ts'

/** One customer's way through one campaign version. Ended journeys live on as facts only. */
export type Journey = {
  readonly campaign: CampaignId
  readonly version: number
  /** 1 for the first time this customer entered this campaign. */
  readonly entry: number
  readonly variant: string
  /** Held out: takes every step like the others; the mail itself is withheld at the last gate. */
  readonly held: boolean
  readonly enteredAt: EpochMs
  /** What it is about, where a customer may be in several of one campaign: the order, the trip. Null: the campaign asks for none. */
  readonly key: string | null
  /** Names of the milestones that are done. */
  readonly milestones: readonly string[]
  readonly position: Position
  /** Messages of this journey whose end is not known yet. */
  readonly unsettled: readonly Unsettled[]
}

/** `owedAt`: when it was decided, from which it grows stale. */
export type Unsettled = { readonly message: MessageId; readonly step: number; readonly owedAt: EpochMs } & (
  | { readonly status: 'owed' | 'claimed' }
  | { readonly status: 'deferred'; readonly until: EpochMs }
)

export type Position =
  | { readonly status: 'waiting'; readonly step: number; readonly wakeAt: EpochMs }
  /** No step waits. All of them are taken, once nobody walks; the journey ends when no message is unsettled any more. */
  | { readonly status: 'settling' }
  /** A step says that it ends here: it does when no message is unsettled any more. */
  | { readonly status: 'leaving'; readonly because: OwnEnd }
  /** The campaign was paused before this step could be taken: it is, when the campaign goes on. */
  | { readonly status: 'paused'; readonly step: number; readonly since: EpochMs }

/** What happened to somebody and a segment. */
export type SegmentChange = 'entered' | 'left'

export type JourneyEnd = { readonly outcome: 'completed' } | { readonly outcome: 'exited'; readonly because: ExitReason }

export type ExitReason =
  | { readonly type: 'event'; readonly event: string }
  | { readonly type: 'stage'; readonly stage: string }
  | { readonly type: 'segment'; readonly segment: string; readonly change: SegmentChange }
  | { readonly type: 'withdrawn' }
  | OwnEnd
  | { readonly type: 'campaign-ended' }
  /** They turned out to be another customer, whose own journeys go on. */
  | { readonly type: 'merged' }
  /** Nothing is held of them any more. */
  | { readonly type: 'erased' }

/** Ends that a campaign's own steps lead to: what was sent on the way still goes. */
export type OwnEnd =
  /** `why`: in its author's words. */
  | { readonly type: 'step'; readonly why: string | null }
  /** It waits for a day that an attribute names, and it names none, or one too far away. */
  | { readonly type: 'no-date'; readonly path: string }
