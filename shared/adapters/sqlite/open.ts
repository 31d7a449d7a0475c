import { existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Keys, keysOf } from '../../kernel/keyed.ts'
import type { AuditStore } from '../../ports/audit.ts'
import type { CallStore, CarriedStore } from '../../ports/calls.ts'
import type { ChangeStream } from '../../ports/change-stream.ts'
import type { CustomerStore } from '../../ports/customer-store.ts'
import type { DefinitionStore } from '../../ports/definitions.ts'
import type { Directory } from '../../ports/directory.ts'
import type { ImportStore } from '../../ports/import-store.ts'
import type { Inspection } from '../../ports/inspection.ts'
import type { CouponStore } from '../../ports/coupons.ts'
import { QUARANTINE_ROWS_MAX } from '../../kernel/limits.ts'
import type { LiveStore } from '../../ports/live-store.ts'
import type { PaceStore } from '../../ports/pace.ts'
import type { Past, PastPages } from '../../ports/past.ts'
import type { Privacy } from '../../ports/privacy.ts'
import type { QuarantineStore } from '../../ports/quarantine.ts'
import type { ReplayStore } from '../../ports/replay-store.ts'
import type { Roster } from '../../ports/roster.ts'
import type { SuppressionStore } from '../../ports/suppressions.ts'
import type { SweepPieces, SweepStore } from '../../ports/sweeps.ts'
import type { SwitchStore } from '../../ports/switches.ts'
import type { TallyStore } from '../../ports/tally-store.ts'
import type { TaskList } from '../../ports/task-list.ts'
import type { DraftStore, WrittenStore } from '../../ports/texts.ts'
import type { VerdictStore } from '../../ports/verdicts.ts'
import type { Visits } from '../../ports/visits.ts'
import type { WriteKeyStore } from '../../ports/write-keys.ts'
import { type Inbox, openInbox } from '../inbox/inbox.ts'
import { auditStoreOf } from './audit-store.ts'
import { callStoreOf, carriedStoreOf } from './call-store.ts'
import { changeStreamOf } from './change-stream.ts'
import { commitWriterOf } from './commit-writer.ts'
import { customerStoreOf } from './customer-store.ts'
import { BUSY_TIMEOUT_MS, type DatabaseOptions, openDatabase, UnusableStore } from './database.ts'
import { couponStoreOf } from './coupon-store.ts'
import { definitionStoreOf } from './definitions.ts'
import { directoryOf } from './directory.ts'
import { erasedOf } from './erased.ts'
import { importStoreOf } from './import-store.ts'
import { inspectionOf } from './inspection.ts'
import { liveStoreOf } from './live-store.ts'
import { premisesOf } from './premises.ts'
import { paceStoreOf } from './pace-store.ts'
import { pastOf, pastPagesOf } from './past.ts'
import { privacyOf } from './privacy.ts'
import { quarantineStoreOf } from './quarantine.ts'
import { replayStoreOf } from './replay-store.ts'
import { prepareFile } from './schema.ts'
import { type FolderSecret, folderSecretOf } from './secret.ts'
import { suppressionStoreOf } from './suppression-store.ts'
import { rosterOf, sweepsOf } from './sweeps.ts'
import { switchStoreOf } from './switch-store.ts'
import { tallyStoreOf } from './tally-store.ts'
import { taskListOf } from './task-list.ts'
import { draftStoreOf, writtenStoreOf } from './text-stores.ts'
import { verdictStoreOf } from './verdict-store.ts'
import { visitsOf } from './visits.ts'
import { writeKeyStoreOf } from './write-key-store.ts'

/** The embedded store: every port of the flow on one SQLite file. */
export type SqliteStores = {
  readonly customers: CustomerStore
  readonly quarantine: QuarantineStore
  readonly changes: ChangeStream
  readonly tallies: TallyStore
  readonly definitions: DefinitionStore
  readonly drafts: DraftStore
  readonly written: WrittenStore
  readonly inspection: Inspection
  readonly directory: Directory
  readonly past: Past & PastPages
  readonly replay: ReplayStore
  readonly imports: ImportStore
  readonly live: LiveStore
  readonly visits: Visits
  readonly suppressions: SuppressionStore
  readonly switches: SwitchStore
  readonly privacy: Privacy
  readonly coupons: CouponStore
  readonly verdicts: VerdictStore
  readonly audit: AuditStore
  readonly sweeps: SweepStore & SweepPieces
  readonly roster: Roster
  readonly writeKeys: WriteKeyStore
  readonly secret: FolderSecret
  readonly pace: PaceStore
  readonly tasks: TaskList
  readonly calls: CallStore
  readonly carried: CarriedStore
  /** Where mail goes when no mail service is wired: rows of the same file. */
  readonly inbox: Inbox
  /** The transactions of so many milliseconds become durable together from now on; see {@link Database}. */
  readonly group: (durationMs: number) => void
  /** Gives the file back. May be called again. */
  readonly close: () => void
}

/** The store's file in a data folder. */
export const storeFile = (folder: string): string => join(folder, 'rekindle.db')

/**
 * Opens the store in a file, which is created with its folder where there is none; `:memory:` is one that vanishes. With `readOnly`
 * a file that another process is writing can be looked into. A file that is damaged, foreign or newer is an `UnusableStore`.
 */
export const openSqlite = (
  path: string,
  { readOnly = false, busyTimeoutMs = BUSY_TIMEOUT_MS }: Partial<DatabaseOptions> = {},
): SqliteStores => {
  if (path !== ':memory:') {
    if (readOnly && !existsSync(path))
      throw new UnusableStore(`There is no store at ${path}. Replay or publish something into this folder first.`)
    if (!readOnly) mkdirSync(dirname(path), { recursive: true })
  }
  const database = openDatabase(path, { readOnly, busyTimeoutMs })
  try {
    prepareFile(database, readOnly)
    const secret = folderSecretOf(database, readOnly)
    const keys = keysOnce(secret)
    const erased = erasedOf(database, keys)
    const quarantine = quarantineStoreOf(database, QUARANTINE_ROWS_MAX, erased)
    const premises = premisesOf(database, keys)
    const writer = commitWriterOf(database, premises, erased, quarantine.putNow)
    return {
      customers: customerStoreOf(database, writer, premises, erased, quarantine.putNow),
      quarantine: quarantine.store,
      changes: changeStreamOf(database),
      tallies: tallyStoreOf(database),
      definitions: definitionStoreOf(database),
      drafts: draftStoreOf(database),
      written: writtenStoreOf(database),
      inspection: inspectionOf(database),
      directory: directoryOf(database),
      past: { ...pastOf(database), ...pastPagesOf(database) },
      replay: replayStoreOf(database, writer, quarantine.putNow),
      imports: importStoreOf(database, writer, quarantine.putNow),
      live: liveStoreOf(database),
      visits: visitsOf(database, erased),
      suppressions: suppressionStoreOf(database),
      switches: switchStoreOf(database),
      privacy: privacyOf(database, writer, keys),
      coupons: couponStoreOf(database),
      verdicts: verdictStoreOf(database),
      audit: auditStoreOf(database),
      sweeps: sweepsOf(database),
      roster: rosterOf(database),
      writeKeys: writeKeyStoreOf(database),
      secret,
      pace: paceStoreOf(database),
      tasks: taskListOf(database, erased),
      calls: callStoreOf(database, erased),
      carried: carriedStoreOf(database),
      inbox: openInbox(database, erased),
      group: database.group,
      close: database.close,
    }
  } catch (error) {
    database.close()
    throw error
  }
}

/** The keys of a folder's secret, made when they are first asked for: until then a replay may say which secret it is to have. */
const keysOnce = (secret: FolderSecret): (() => Keys) => {
  let keys: Keys | null = null
  return () => {
    keys ??= keysOf(secret.take())
    return keys
  }
}
