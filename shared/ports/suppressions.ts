import type { Suppression, SuppressionReason } from '../domain/messaging/message.ts'
import type { AddressDigest, EpochMs, MessageId } from '../kernel/words.ts'

/**
 * Addresses nobody may write to, under keyed digests. Reports of the mail service put them there with a customer's commit; here people
 * look at them, add to them and take from them. Each change by a person is kept with its reason.
 */
export type SuppressionStore = {
  readonly find: (address: AddressDigest) => Promise<Suppression | null>
  /** Newest first, after the last of an earlier page, at most `limit`. */
  readonly list: (after: AddressDigest | null, limit: number) => Promise<readonly Suppression[]>
  /** Null: counting them is not cheap here. */
  readonly count: () => Promise<number | null>
  /** Puts one by hand. False: it was there already, and stays as it is. */
  readonly put: (address: AddressDigest, word: Word) => Promise<boolean>
  /** Takes one away. The report it came from never puts it there again; a new one does. False: it was not there. */
  readonly lift: (address: AddressDigest, word: Word) => Promise<boolean>
  /** What people changed about one address, oldest first. */
  readonly changes: (address: AddressDigest) => Promise<readonly SuppressionChange[]>
}

/** Who says so, when and why. */
export type Word = { readonly by: string; readonly at: EpochMs; readonly why: string }

export type SuppressionChange = Word & {
  readonly what: 'put' | 'lifted'
  /** Of the suppression that was put or lifted. */
  readonly because: SuppressionReason
  readonly message: MessageId | null
}
