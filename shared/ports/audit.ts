import type { EpochMs } from '../kernel/words.ts'

/** One thing that somebody did, or tried to do. */
export type AuditEntry = {
  /** Sorts by time: an ISO instant, `~`, and a digest of the request. */
  readonly id: string
  readonly at: EpochMs
  /** Who, as they signed in; `local` on one's own machine. */
  readonly by: string
  readonly via: 'local' | 'console' | 'cli'
  /** The endpoint as its table names it, or `publish`. */
  readonly what: string
  /** Ids, names and numbers of what was changed. Nothing of a person but a digest. */
  readonly of: Readonly<Record<string, string>>
  /** `begun` is written before anything is changed, so that nothing is changed unseen; the rest when it is over. */
  readonly outcome: 'begun' | 'done' | 'refused' | 'failed'
}

/** What people changed, for ever. */
export type AuditStore = {
  /** Puts an entry; one of the same id, which is how it began, is replaced. */
  readonly put: (entry: AuditEntry) => Promise<void>
  /** Newest first, after the last of an earlier page, at most `limit`. */
  readonly list: (after: string | null, limit: number) => Promise<readonly AuditEntry[]>
}
