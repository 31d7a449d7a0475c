import type { Demo, Pace } from '../../shared/contract/api.ts'
import type { Engine } from '../../shared/flow/engine.ts'
import type { DemoKnown } from '../../shared/flow/api/context.ts'
import type { EpochMs } from '../../shared/kernel/words.ts'
import type { Feed } from '../live/feed.ts'
import type { Local } from '../wiring.ts'

/** What only a process on one's own machine has to show. */
export type LocalContext = {
  readonly stores: Local['stores']
  readonly engine: Engine
  readonly now: () => EpochMs
  readonly feed: Feed
}

/** What the console may know and change of a demo. */
export type DemoControl = DemoKnown & { readonly state: () => Demo; readonly setPace: (pace: Pace) => Promise<void> }
