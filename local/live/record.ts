import type { ShopPlan } from '../../examples/shop/plan.ts'
import type { Pace } from '../../shared/contract/api.ts'
import type { Json } from '../../shared/kernel/json.ts'
import type { EpochMs } from '../../shared/kernel/words.ts'
import type { LiveStore } from '../../shared/ports/live-store.ts'
import type { DefinitionFiles } from '../definitions.ts'

/** What a data folder is of which a process runs, or ran, live. */
export type LiveRecord =
  /** A demo whose history has not come to its end: it is begun anew. */
  | { readonly mode: 'history'; readonly plan: ShopPlan }
  | {
      readonly mode: 'demo'
      readonly plan: ShopPlan
      readonly pace: Pace
      /** All that was to happen up to here has happened. */
      readonly doneUntil: EpochMs
      /** No clock has shown more than this. */
      readonly clock: EpochMs
    }
  /** A company's own, and the files its definitions came from last. */
  | { readonly mode: 'own'; readonly files: DefinitionFiles }

export const liveRecordIn = async (store: LiveStore): Promise<LiveRecord | null> => (await store.read()) as LiveRecord | null

export const keepLiveRecord = (store: LiveStore, record: LiveRecord, clock: EpochMs): Promise<void> =>
  store.write(record as unknown as Json, clock)
