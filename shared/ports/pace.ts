import type { TokenBucket } from '../domain/messaging/token-bucket.ts'
import type { EpochMs } from '../kernel/words.ts'

/** The pace at which the mail service takes mail, shared by all senders of an installation. */
export type Pace = {
  /** Takes at most so many tokens, one for each mail; what is granted is spent unless it is given back. `againAt`: when there may be more. */
  readonly take: (wanted: number, now: EpochMs) => Promise<Granted>
  /** Gives back tokens of mails that turned out not to be sent. A sender that dies before that has spent them. */
  readonly giveBack: (unused: number, now: EpochMs) => Promise<void>
  /** The service took none of what it was handed: nothing is granted before `hold.until`. */
  readonly hold: (hold: Hold, now: EpochMs) => Promise<void>
  /** The hold that stands, or the last one; null: the service never refused to take mail. */
  readonly lastHold: () => Promise<Hold | null>
}

export type Granted = { readonly granted: number; readonly againAt: EpochMs }

/** Why and until when mail waits. `mails`: how many came back since it began, each owed again. */
export type Hold = { readonly until: EpochMs; readonly because: string; readonly mails: number }

/** What the mail service allows an account. */
export type Allowance = {
  readonly perSecond: number
  /** Null: as many as there are. */
  readonly per24Hours: number | null
  /** What it counted itself, ours and what others sent in this account; null: it does not say. */
  readonly sentLast24Hours: { readonly count: number; readonly at: EpochMs } | null
}

/** The one row behind the pace of an installation. Null: nobody took anything yet. */
export type PaceStore = {
  /** Replaces the row by what `change` makes of it, on condition that nobody else does meanwhile; `change` may be called more than once. */
  readonly update: <T>(change: (before: PaceRow | null) => { readonly after: PaceRow; readonly answer: T }) => Promise<T>
  readonly read: () => Promise<PaceRow | null>
}

export type PaceRow = { readonly bucket: TokenBucket; readonly lastHold: Hold | null }
