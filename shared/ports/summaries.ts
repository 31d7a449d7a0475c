import type { Json } from '../kernel/json.ts'
import type { ExperimentId } from '../kernel/words.ts'

/** What an experiment showed in a line when it was looked at last, for pages that carry no statistics. It can be made again at any time. */
export type SummaryStore = {
  readonly keep: (experiment: ExperimentId, summary: Json) => Promise<void>
  /** Null: it was never looked at. */
  readonly find: (experiment: ExperimentId) => Promise<Json | null>
}
