import type { EpochMs, MessageId } from '../kernel/words.ts'

/** A mail as it leaves. */
export type Mail = {
  readonly id: MessageId
  readonly to: string
  readonly subject: string
  readonly text: string
}

/** What the mail service said. `unknown`: it may have taken the mail or not. */
export type MailAnswer =
  | { readonly type: 'accepted' }
  | { readonly type: 'rejected'; readonly detail: string }
  | { readonly type: 'unknown'; readonly detail: string }

export type Mailer = {
  /** Hands a mail over, once; it never retries by itself. */
  readonly send: (mail: Mail, now: EpochMs) => Promise<MailAnswer>
  /**
   * What became of an earlier call. `never-left` is a promise that no call made before can still be accepted;
   * a service that cannot promise that answers `unknown`.
   */
  readonly lookUp: (id: MessageId) => Promise<'accepted' | 'never-left' | 'unknown'>
}
