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
  /** All steps are taken; the journey ends when no message is unsettled any more. */
  | { readonly status: 'settling' }

export type JourneyEnd = { readonly outcome: 'completed' } | { readonly outcome: 'exited'; readonly because: ExitReason }

export type ExitReason =
  | { readonly type: 'event'; readonly event: string }
  | { readonly type: 'stage'; readonly stage: string }
  | { readonly type: 'withdrawn' }
  /** They turned out to be another customer, whose own journeys go on. */
  | { readonly type: 'merged' }
  /** Nothing is held of them any more. */
  | { readonly type: 'erased' }
