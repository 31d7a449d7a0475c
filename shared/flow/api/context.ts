import type { Capabilities, Connect, Demo, Live, ResultPage, ResultSummary } from '../../contract/api.ts'
import type { Experiment } from '../../domain/experiment/experiment.ts'
import type { CustomerDigest, CustomerId, EpochDay, EpochMs } from '../../kernel/words.ts'
import type { AuditStore } from '../../ports/audit.ts'
import type { ChangeStream } from '../../ports/change-stream.ts'
import type { Counting } from '../../ports/counting.ts'
import type { CouponStore } from '../../ports/coupons.ts'
import type { CustomerStore } from '../../ports/customer-store.ts'
import type { DefinitionStore } from '../../ports/definitions.ts'
import type { Directory } from '../../ports/directory.ts'
import type { Inspection } from '../../ports/inspection.ts'
import type { PastPages } from '../../ports/past.ts'
import type { Privacy } from '../../ports/privacy.ts'
import type { QuarantineStore } from '../../ports/quarantine.ts'
import type { SuppressionStore } from '../../ports/suppressions.ts'
import type { TallyStore } from '../../ports/tally-store.ts'
import type { TaskList } from '../../ports/task-list.ts'
import type { VerdictStore } from '../../ports/verdicts.ts'
import type { WrittenStore } from '../../ports/texts.ts'
import type { WriteKeyStore } from '../../ports/write-keys.ts'
import type { Taken } from '../doors/take.ts'
import type { Engine, Taker } from '../engine.ts'

/** What the handlers of the API look into, wherever they run. */
export type Context = {
  readonly stores: ConsoleStores
  readonly engine: ConsoleEngine
  /** The instant of the system: that of a demo runs faster. */
  readonly now: () => EpochMs
  /** `local`, or the name of the stage. */
  readonly stage: string
  readonly capabilities: Capabilities
  /** What publishers need to know. */
  readonly connect: () => Promise<Connect>
  readonly counting: Pick<Counting, 'standing'>
  /** What an experiment shows, in a line: read now, or as it was looked at last; null: it was not yet. */
  readonly resultOf: (experiment: Experiment) => Promise<ResultSummary | null>
  /** Random bytes for codes and keys: the flow draws nothing by itself. */
  readonly random: (count: number) => Uint8Array
  /** What stands for a customer where their id may not outlive them. */
  readonly customerDigest: (id: CustomerId) => CustomerDigest
  /** What receivers of calls prove them with: `whsec_…`. */
  readonly webhookSecret: () => string
  /** Tells pages that listen what to ask for anew. */
  readonly changed: (...what: readonly Live['changed']['what'][number][]) => void
  /** Told what came in from the quarantine. */
  readonly arrived: (taken: readonly Taken[]) => void
  /** Takes away what is left of an erased person, as far as that can be done here. */
  readonly traces: () => Promise<'gone' | 'until-closed' | 'in-backups'>
  readonly demo: DemoKnown | null
}

export type ConsoleStores = {
  readonly customers: CustomerStore
  readonly inspection: Inspection
  readonly directory: Directory
  readonly past: PastPages
  readonly tallies: TallyStore
  readonly verdicts: VerdictStore
  readonly definitions: DefinitionStore
  readonly written: WrittenStore
  readonly quarantine: QuarantineStore
  readonly suppressions: SuppressionStore
  readonly coupons: CouponStore
  readonly privacy: Privacy
  readonly audit: AuditStore
  readonly writeKeys: WriteKeyStore
  readonly tasks: TaskList
}

/** The part of the flow that people set in motion. `stream` null: it is delivered elsewhere, and cannot be read here. */
export type ConsoleEngine = Taker &
  Pick<Engine, 'tallies' | 'switches'> & {
    readonly pace: Pick<Engine['pace'], 'lastHold'>
    readonly stream: ChangeStream | null
  }

/** What a demo knows and reality does not tell. */
export type DemoKnown = {
  readonly state: () => Demo
  /** Conversion per variant as the shop knows it, of those whose window has closed by a day; null where it does not know the experiment. */
  readonly truthOf: (experiment: Experiment, asOf: EpochDay) => Promise<ResultPage['truth']>
}
