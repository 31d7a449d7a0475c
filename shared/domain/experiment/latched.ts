import type { EpochDay, EpochMs, ExperimentId } from '../../kernel/words.ts'
import type { Interval } from '../statistics/interval.ts'
import type { Action, ActingOn } from './experiment.ts'

/**
 * Something that was found of an experiment, once for ever: whatever its numbers say later, this was said, on this day. `day`: the look that
 * decided; `at`: when it was written down. `variant` and `against` are null where it is of the whole experiment.
 */
export type LatchedVerdict = {
  readonly experiment: ExperimentId
  readonly phase: number
  readonly type: ActingOn
  readonly variant: string | null
  readonly against: string | null
  readonly day: EpochDay
  readonly at: EpochMs
  /** In the unit of the metric. Null: there was none to tell. */
  readonly metric: string | null
  readonly customers: number
  readonly estimate: number | null
  readonly interval: Interval | null
  readonly acted: readonly Acted[]
}

/** `moot`: there was nothing to do any more. `failed`: it is tried again with the next look. `why`: what is in the way, or of what was done, where to see it. */
export type Acted = {
  readonly action: Action
  readonly at: EpochMs
  readonly outcome: 'done' | 'moot' | 'failed'
  readonly why: string | null
}
