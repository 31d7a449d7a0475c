import type { CustomerState } from '../domain/customer/state.ts'
import type { Fact } from '../domain/fact/fact.ts'
import type { MessageStatus } from '../domain/messaging/message.ts'
import type { CustomerId, EpochMs, MessageId } from '../kernel/words.ts'
import type { Commit } from './customer-store.ts'
import type { QuarantineEntry } from './quarantine.ts'
import type { KeptVisit } from './visits.ts'

/** What one person may ask of us: to be told what is held of them, and to be forgotten. Slow, rare, and never needed by a decision. */
export type Privacy = {
  /** Customers whose e-mail address is this one, however it is spelled. Reads every state. */
  readonly withAddress: (address: string) => Promise<readonly CustomerId[]>
  /** Everybody who is the same person as this one, who is nobody else: they first, then all whose merges lead there. Reads every state. */
  readonly ringOf: (id: CustomerId) => Promise<readonly CustomerState[]>
  /** What is held of them beside states, facts, messages and events. `names`: ids and addresses, by which unread texts are found. */
  readonly beside: (ids: readonly CustomerId[], names: readonly string[]) => Promise<Beside>
  /**
   * Writes these commits, one for each of a ring, each on its own condition, and leaves of all their rows what the counters need, under ids
   * nobody can read back. `conflict`: somebody changed, or joined the ring; of who is told as the first nothing was written. From the moment
   * it answers `erased` nobody meets any of them again; a store whose transactions do not hold a whole person takes their rows away right
   * after, and remembers what is left to do; see `finish`.
   */
  readonly erase: (commits: readonly Commit[], names: readonly string[], remains: Remains, note: Erasure) => Promise<'erased' | 'conflict'>
  /** Goes on with erasures whose rows are not all gone, and looks again at those of the last minutes. Answers how many are still to be looked at. */
  readonly finish: (remains: Remains, now: EpochMs) => Promise<number>
  /** When and by whom somebody of this id was erased; null: nobody of this id was. */
  readonly erasedOn: (id: CustomerId) => Promise<Erasure | null>
  /**
   * Takes away what the file still holds of rows that are gone: from the log, or by writing the whole file anew, which takes a second for
   * some hundred megabytes. `in-use`: somebody else reads it; ask again.
   */
  readonly wipe: (what: 'log' | 'file') => Promise<'wiped' | 'in-use'>
}

export type Erasure = { readonly at: EpochMs; readonly by: string }

/** What outlives an erasure; null: nothing does. */
export type Remains = {
  readonly fact: (fact: Fact, as: CustomerId) => Fact | null
  readonly status: (status: MessageStatus) => MessageStatus
}

export type Beside = {
  readonly mails: readonly HeldMail[]
  readonly visits: readonly KeptVisit[]
  readonly quarantine: readonly QuarantineEntry[]
  readonly coupons: readonly { readonly pool: string; readonly code: string; readonly customer: CustomerId; readonly campaign: string }[]
  /** Digests of events that were received, kept so that none is counted twice. */
  readonly receipts: readonly { readonly customer: CustomerId; readonly receipt: string; readonly receivedAt: EpochMs }[]
}

/** A mail in the inbox of this machine. */
export type HeldMail = {
  readonly message: MessageId
  readonly at: EpochMs
  readonly to: string
  readonly from: string
  readonly subject: string
  readonly html: string
  readonly text: string
  readonly feedback: readonly { readonly type: string; readonly at: EpochMs }[]
}
