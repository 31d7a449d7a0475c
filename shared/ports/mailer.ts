import type { CampaignId, CustomerId, EpochMs, MessageId } from '../kernel/words.ts'

/** A mail as it leaves. */
export type Mail = {
  readonly id: MessageId
  readonly customerId: CustomerId
  readonly campaign: CampaignId
  readonly topic: string
  readonly to: string
  /** An address, with a name before it or not (RFC 5322 mailbox). */
  readonly from: string
  readonly replyTo: string | null
  readonly subject: string
  readonly html: string
  readonly text: string
  /** Where one POST takes the reader off the list (RFC 8058). */
  readonly unsubscribe: string
}

/**
 * What the mail service said. `throttled`, `not-sent`: it is certain that it did not take the mail, so it may be offered again.
 * `unknown`: it may have taken the mail or not.
 */
export type MailAnswer =
  | { readonly type: 'accepted' }
  | { readonly type: 'rejected'; readonly detail: string }
  | { readonly type: 'throttled'; readonly detail: string; readonly retryAfterMs: number }
  | { readonly type: 'not-sent'; readonly detail: string }
  | { readonly type: 'unknown'; readonly detail: string }

export type Mailer = {
  /** How many calls it takes at once. */
  readonly atOnce: number
  /** Hands a mail over, once; it never retries by itself. */
  readonly send: (mail: Mail, now: EpochMs) => Promise<MailAnswer>
  /**
   * What became of an earlier call. `never-left` is a promise that no call made before can still be accepted;
   * a service that cannot promise that answers `unknown`.
   */
  readonly lookUp: (id: MessageId) => Promise<'accepted' | 'never-left' | 'unknown'>
}
