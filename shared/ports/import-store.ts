import type { EpochMs } from '../kernel/words.ts'
import type { Commit } from './customer-store.ts'
import type { QuarantineEntry } from './quarantine.ts'

/** One file brought in by one map, and how far that has come. */
export type ImportRecord = {
  /** Derived from the content of the file and the map: the same import in every run. */
  readonly id: string
  readonly map: string
  readonly file: string
  /** The instant everything in it is decided at, in every run. */
  readonly startedAt: EpochMs
  /** Null: it has not come to its end. */
  readonly finishedAt: EpochMs | null
  readonly counts: ImportCounts
}

export type ImportCounts = {
  /** Rows taken, and so the place at which to go on. */
  readonly rows: number
  /** Calls that were new. */
  readonly taken: number
  /** Calls whose id stood in the book. */
  readonly known: number
  /** Calls from after the map's `before`. */
  readonly leftOut: number
  /** Rows that make no call at all. */
  readonly silent: number
  /** Rows in quarantine. */
  readonly quarantined: number
}

/**
 * The book of imports, beside the customers in one file: every id that was ever imported, for ever. So it can tell for certain what
 * is new, however old it is and whatever the receipts of its customer have forgotten.
 */
export type ImportStore = {
  readonly all: () => Promise<readonly ImportRecord[]>
  readonly find: (id: string) => Promise<ImportRecord | null>
  /** Writes a record as it stands: when an import begins, and when it has come to its end. */
  readonly put: (record: ImportRecord) => Promise<void>
  /** Those of the ids that were imported before. */
  readonly known: (ids: readonly string[]) => Promise<ReadonlySet<string>>
  /**
   * One transaction of the file: all commits, the quarantined rows, the ids and the record, if the stored one still stands at
   * `fromRows`; else nothing is written and the answer is `moved` (another import is at work), or `conflict` (a customer changed).
   */
  readonly commitAt: (
    batch: { readonly commits: readonly Commit[]; readonly quarantine: readonly QuarantineEntry[]; readonly ids: readonly string[] },
    fromRows: number,
    to: ImportRecord,
  ) => Promise<'committed' | 'conflict' | 'moved'>
}
