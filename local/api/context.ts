import type { SqliteStores } from '../../shared/adapters/sqlite/open.ts'
import type { Connect, Demo, Pace, ResultPage } from '../../shared/contract/api.ts'
import type { Experiment } from '../../shared/domain/experiment/experiment.ts'
import type { Engine } from '../../shared/flow/engine.ts'
import type { EpochMs } from '../../shared/kernel/words.ts'
import type { Feed } from '../live/feed.ts'

/** What the handlers of the API look into. */
export type Context = {
  readonly stores: SqliteStores
  readonly engine: Engine
  /** The instant of the system: that of a demo runs faster. */
  readonly now: () => EpochMs
  readonly feed: Feed
  readonly demo: DemoControl | null
  readonly connect: () => Connect
}

/** What the console may know and change of a demo. */
export type DemoControl = {
  readonly state: () => Demo
  readonly setPace: (pace: Pace) => Promise<void>
  /** Conversion per variant as the shop knows it; null where it does not know the experiment. */
  readonly truthOf: (experiment: Experiment) => Promise<ResultPage['truth']>
}
