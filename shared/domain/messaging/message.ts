import { digestOf } from '../../kernel/digest.ts'
import { type AddressDigest, type CampaignId, type CustomerId, type EpochMs, type MessageId, messageId } from '../../kernel/words.ts'
import type { StopReason } from './breaker.ts'

/** A mail we owe one customer: a row before it is a mail. What it says is found through campaign, version, variant and step. */
export type Message = {
  readonly id: MessageId
  readonly customerId: CustomerId
  readonly campaign: CampaignId
  readonly version: number
  readonly entry: number
  readonly step: number
  readonly variant: string
  readonly held: boolean
  readonly owedAt: EpochMs
  /** From this instant on it is no longer wanted. */
  readonly staleAt: EpochMs
  readonly status: MessageStatus
}

export type MessageStatus =
  | { readonly name: 'owed' }
  /** Its moment is not now: it is looked at again at `until`. */
  | { readonly name: 'deferred'; readonly at: EpochMs; readonly until: EpochMs; readonly because: Hindrance }
  | { readonly name: 'claimed'; readonly at: EpochMs; readonly leaseUntil: EpochMs }
  | { readonly name: 'sent'; readonly at: EpochMs }
  /** What came back: it lies in a mailbox, it was turned away, or its reader called it unwanted. */
  | { readonly name: 'delivered'; readonly at: EpochMs }
  | { readonly name: 'bounced'; readonly at: EpochMs; readonly kind: BounceKind }
  | { readonly name: 'complained'; readonly at: EpochMs }
  | { readonly name: 'refused'; readonly at: EpochMs; readonly because: Refusal }
  | { readonly name: 'withheld'; readonly at: EpochMs }
  | { readonly name: 'stale'; readonly at: EpochMs }
  /** Claimed, and the answer never came: settled by a report that carries our id, or in the end `unconfirmed`. */
  | { readonly name: 'unknown'; readonly at: EpochMs; readonly giveUpAt: EpochMs }
  | { readonly name: 'unconfirmed'; readonly at: EpochMs }

/** For good, or for now: a full mailbox, a server that is away. */
export type BounceKind = 'permanent' | 'transient'

export type StatusName = MessageStatus['name']

/** Why a message was not sent; each with the value of the rule that decided. */
export type Refusal =
  | { readonly type: 'sending-off' }
  /** Somebody, or a breaker, stopped the campaign or all sending. */
  | { readonly type: 'stopped'; readonly of: 'campaign' | 'all'; readonly at: EpochMs; readonly because: StopReason }
  | { readonly type: 'campaign-not-active' }
  | { readonly type: 'journey-ended' }
  | { readonly type: 'no-address' }
  /** The address bounced or its reader complained, whoever it belongs to now. */
  | { readonly type: 'suppressed'; readonly because: SuppressionReason; readonly at: EpochMs }
  | { readonly type: 'withdrawn'; readonly at: EpochMs }
  | { readonly type: 'no-consent'; readonly basis: string }
  /** They subscribed and have not confirmed that it was they (double opt-in). */
  | { readonly type: 'not-confirmed'; readonly since: EpochMs }
  /** There is nothing left to confirm. */
  | { readonly type: 'already-confirmed'; readonly at: EpochMs }
  /** They asked us to pause. */
  | { readonly type: 'paused'; readonly until: EpochMs }
  /** What only hindered it for a while did so for longer than it was wanted, or the campaign does not wait. */
  | Hindrance
  | { readonly type: 'no-coupon'; readonly pool: string }
  /** Nothing is held of them any more. */
  | { readonly type: 'erased' }
  /** The template could not be rendered for this customer, or the mail service refused it for good. */
  | { readonly type: 'not-renderable'; readonly detail: string }
  | { readonly type: 'rejected'; readonly detail: string }

/** What stands in the way of a mail now, and passes. */
export type Hindrance =
  /** Somebody paused the campaign: it is looked at again once it goes on. */
  | { readonly type: 'campaign-paused' }
  /** `isFallback`: nobody knows the customer's own zone, so that of the policy was taken. */
  | { readonly type: 'quiet-hours'; readonly zone: string; readonly isFallback: boolean; readonly until: EpochMs }
  | { readonly type: 'outside-window'; readonly zone: string; readonly isFallback: boolean; readonly until: EpochMs }
  /** `by`: whose higher priority took the place; null: nobody's. `topic`: what the cap is about; null: all mail. */
  | {
      readonly type: 'capped'
      readonly topic: string | null
      readonly atMost: number
      readonly withinMs: number
      readonly by: CampaignId | null
    }
  | { readonly type: 'over-budget'; readonly of: 'campaign' | 'all'; readonly perDay: number }

export type SuppressionReason = 'hard-bounce' | 'soft-bounces' | 'complaint' | 'by-hand'

/** An address nobody may write to: kept apart from customers, under a keyed digest, so that it holds whoever has the address. */
export type Suppression = {
  readonly address: AddressDigest
  readonly because: SuppressionReason
  readonly at: EpochMs
  /** The mail that led to it; null: none did. */
  readonly message: MessageId | null
}

/** A row's way from one status to the next. It applies only where the row still has the status it is said to come from. */
export type Settlement = { readonly id: MessageId; readonly from: StatusName; readonly to: MessageStatus }

/** The statuses after which nothing happens to a message any more. */
export const isFinal = (status: MessageStatus): boolean => !OPEN.includes(status.name)

const OPEN: readonly StatusName[] = ['owed', 'deferred', 'claimed', 'unknown']

/** The same decision always owes the same message: its id is a digest of what it is. */
export const messageIdOf = (campaign: CampaignId, version: number, customer: CustomerId, entry: number, step: number): MessageId =>
  messageId(digestOf('message', campaign, String(version), customer, String(entry), String(step)))

/** The same for whatever else a step decides. */
export const deedIdOf = (
  what: 'task' | 'call',
  campaign: CampaignId,
  version: number,
  customer: CustomerId,
  entry: number,
  step: number,
): string => digestOf(what, campaign, String(version), customer, String(entry), String(step))
