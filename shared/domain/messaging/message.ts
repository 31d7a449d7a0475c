import { digestOf } from '../../kernel/digest.ts'
import { type CampaignId, type CustomerId, type EpochMs, type MessageId, messageId } from '../../kernel/words.ts'

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
  | { readonly type: 'campaign-not-active' }
  | { readonly type: 'journey-ended' }
  | { readonly type: 'no-address' }
  | { readonly type: 'withdrawn'; readonly at: EpochMs }
  | { readonly type: 'no-consent'; readonly basis: string }
  /** The template could not be rendered for this customer, or the mail service refused it for good. */
  | { readonly type: 'not-renderable'; readonly detail: string }
  | { readonly type: 'rejected'; readonly detail: string }

/** A row's way from one status to the next. It applies only where the row still has the status it is said to come from. */
export type Settlement = { readonly id: MessageId; readonly from: StatusName; readonly to: MessageStatus }

/** The statuses after which nothing happens to a message any more. */
export const isFinal = (status: MessageStatus): boolean => status.name !== 'owed' && status.name !== 'claimed' && status.name !== 'unknown'

/** The same decision always owes the same message: its id is a digest of what it is. */
export const messageIdOf = (campaign: CampaignId, version: number, customer: CustomerId, entry: number, step: number): MessageId =>
  messageId(digestOf('message', campaign, String(version), customer, String(entry), String(step)))
